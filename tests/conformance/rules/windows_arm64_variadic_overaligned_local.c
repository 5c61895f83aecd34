/* flags: -O2 */
/* A variadic function that realigns its stack: clang's frame is too small, so that a local may lie over the saved frame pointer.
 * Whether it does depends on where the stack pointer is. */
#include <stdarg.h>

typedef struct { _Alignas(64) double value; } wide;
void callee(int count, ...);
void look(int index, const void *value);

#ifdef CALLEE
void callee(int count, ...) {
    va_list list;
    va_start(list, count);
    look(0, 0);
    wide first = va_arg(list, wide);
    int second = va_arg(list, int);
    look(second, 0);
    double third = va_arg(list, double);
    wide fourth = va_arg(list, wide);
    look(0, &count);
    look(1, &first);
    look(2, &second);
    look(3, &third);
    look(4, &fourth);
    va_end(list);
    look(5, 0);
}
#else
int puts(const char *);
static volatile int looks;
void look(int index, const void *value) { looks += index + (value != 0); }
/* What the system calls before the stack grows by an amount that is known at run time alone; it preserves every register. */
void __chkstk(void) {}
static __attribute__((noinline)) int from(int depth, wide *value) {
    void *before, *after;
    char *volatile space = __builtin_alloca(16 * depth + 16);
    __asm__ volatile("mov %0, x29" : "=r"(before));
    callee(1, *value, 2, 3.0, *value);
    __asm__ volatile("mov %0, x29" : "=r"(after));
    space[0] = 1;
    return before == after;
}
int main(void) {
    wide value = {1};
    int good = 0;
    for (int depth = 0; depth < 4; depth++) good += from(depth, &value);
    return puts(good == 4 ? "same" : "different") < 0;
}
#endif
