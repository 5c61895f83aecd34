/* gcc's callers, unoptimised, align the space of a result to no more than the stack. Whether it is aligned further depends on where
 * the stack pointer is. The callee takes the hidden pointer as what it is in the convention: the first argument. */
typedef int wide __attribute__((vector_size(64)));

#ifdef CALLEE
int good;
void callee(unsigned long space);
void callee(unsigned long space) { good += space % 64 == 0; }
#else
int puts(const char *);
wide callee(void);
extern int good;
static __attribute__((noinline)) int one(void) {
    wide value = callee();
    return value[0];
}
/* Calls with the stack pointer at each multiple of 16, whatever the environment made of it. */
static __attribute__((noinline)) int from(int depth) {
    char *volatile space = __builtin_alloca(16 * depth + 16);
    space[0] = (char)one();
    return space[0];
}
int main(void) {
    for (int depth = 0; depth < 4; depth++) from(depth);
    return puts(good == 4 ? "same" : "different") < 0;
}
#endif
