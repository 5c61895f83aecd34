/* flags: -O2 */
/* A callee saves what arrives in registers side by side. gcc reads both words of the value by one movdqa, and dies of it in one of the
 * two calls: in the other the value happens to be aligned. */
#include <stdarg.h>
typedef union {
    long double number;
    int parts[3];
} either;
int callee(int x, ...);

#ifdef CALLEE
static volatile int sum;
static __attribute__((noinline)) void look(const either *value) { sum = value->parts[0] + value->parts[1] + value->parts[2]; }
int callee(int x, ...) {
    va_list list;
    va_start(list, x);
    while (x--) va_arg(list, int);
    either value = va_arg(list, either);
    va_end(list);
    look(&value);
    return sum;
}
#else
int puts(const char *);
int main(void) {
    either value = {.parts = {1, 2, 3}};
    int sum = callee(0, value) + callee(1, 9, value);
    return puts(sum == 12 ? "same" : "different") < 0;
}
#endif
