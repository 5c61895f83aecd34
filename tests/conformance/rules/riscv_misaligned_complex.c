/* The value comes by reference. gcc's callee copies what is one complex number, to a place aligned like the stack.
 * Whether that is aligned further depends on where the stack pointer is. */
typedef struct { _Alignas(32) _Complex long double number; } wide;
void callee(wide value);

#ifdef CALLEE
int good;
static __attribute__((noinline)) void look(void *value) {
    unsigned long at = (unsigned long)value;
    __asm__("" : "+r"(at)); /* gcc knows what the address has to be, and would not look */
    good += at % 32 == 0;
}
void callee(wide value) { look(&value); }
#else
int puts(const char *);
extern int good;
/* Calls with the stack pointer at each multiple of 16, whatever the environment made of it. */
static __attribute__((noinline)) int from(int depth) {
    static wide value;
    char *volatile space = __builtin_alloca(16 * depth + 16);
    space[0] = 1;
    callee(value);
    return space[0];
}
int main(void) {
    for (int depth = 0; depth < 2; depth++) from(depth);
    return puts(good == 2 ? "same" : "different") < 0;
}
#endif
