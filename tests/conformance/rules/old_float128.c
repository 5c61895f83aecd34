/* One vector register, or a vector register for each half. */
typedef union {
    __float128 value;
    double halves[2];
} record;
int callee(record value);

#ifdef CALLEE
int callee(record value) { return value.halves[0] == 1 && value.halves[1] == 2; }
#else
int puts(const char *);
int main(void) {
    record value = {.halves = {1, 2}};
    return puts(callee(value) ? "same" : "different") < 0;
}
#endif
