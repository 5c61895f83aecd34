/* On the stack gcc aligns what holds a __float128 or a vector to 16, clang to 4. */
struct value {
    int vector __attribute__((vector_size(16)));
};
int callee(int first, struct value value, int last);

#ifdef CALLEE
int callee(int first, struct value value, int last) { return first == 1 && value.vector[0] == 2 && value.vector[3] == 5 && last == 6; }
#else
int puts(const char *);
int main(void) {
    struct value value = {{2, 3, 4, 5}};
    return puts(callee(1, value, 6) ? "same" : "different") < 0;
}
#endif
