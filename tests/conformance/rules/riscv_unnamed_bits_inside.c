/* gcc: a number and an integer, so in fa0 and a0; clang: a number alone, in fa0, so that a0 is the next argument's. */
struct value {
    struct {
        signed char : 4;
    } inner;
    double number;
};
int callee(struct value value, int last);

#ifdef CALLEE
int callee(struct value value, int last) { return value.number == 1.5 && last == 6; }
#else
int puts(const char *);
int main(void) {
    struct value value = {{}, 1.5};
    return puts(callee(value, 6) ? "same" : "different") < 0;
}
#endif
