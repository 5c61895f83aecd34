/* 32 bytes without AVX: gcc returns and passes them in memory, clang in several registers. */
typedef int vector __attribute__((vector_size(32)));
vector callee(int x);

#ifdef CALLEE
vector callee(int x) {
    vector result = {x, x, x, x, x, x, x, x + 1};
    return result;
}
#else
int puts(const char *);
int main(void) {
    vector result = callee(5);
    return puts(result[0] == 5 && result[7] == 6 ? "same" : "different") < 0;
}
#endif
