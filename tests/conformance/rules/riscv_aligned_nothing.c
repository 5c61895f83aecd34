/* gcc: what comes behind a record of no bytes is aligned as that is, on the stack; clang: it is not there. */
struct __attribute__((aligned(16))) nothing {};
int callee(int a, int b, int c, int d, int e, int f, int g, int h, int first, struct nothing nothing, int last);

#ifdef CALLEE
int callee(int a, int b, int c, int d, int e, int f, int g, int h, int first, struct nothing nothing, int last) {
    return first == 5 && last == 6;
}
#else
int puts(const char *);
int main(void) {
    struct nothing nothing = {};
    return puts(callee(0, 0, 0, 0, 0, 0, 0, 0, 5, nothing, 6) ? "same" : "different") < 0;
}
#endif
