/* clang passes the two halves in rdi, gcc in xmm0. */
typedef struct {
    _Float16 a, b;
    unsigned short c __attribute__((aligned(8)));
} record;
int callee(record value);

#ifdef CALLEE
int callee(record value) { return value.a == 1 && value.b == 2 && value.c == 3; }
#else
int puts(const char *);
int main(void) {
    record value = {1, 2, 3};
    return puts(callee(value) ? "same" : "different") < 0;
}
#endif
