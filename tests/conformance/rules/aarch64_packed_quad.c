/* A record with a natural alignment of 1, in the second word of the stack. clang without optimisation aligns it to 16. */
typedef struct __attribute__((packed)) { long double quad; } packed;
int callee(double a, double b, double c, double d, double e, double f, double g, double h, double first, packed second);

#ifdef CALLEE
int callee(double a, double b, double c, double d, double e, double f, double g, double h, double first, packed second) {
    return second.quad == 2;
}
#else
int puts(const char *);
int main(void) {
    packed second = {2};
    return puts(callee(0, 0, 0, 0, 0, 0, 0, 0, 1, second) ? "same" : "different") < 0;
}
#endif
