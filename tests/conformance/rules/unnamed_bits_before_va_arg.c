/* With every register taken, gcc's callers pass nothing for a record of bits without names, and its `va_start` steps over its place. */
#include <stdarg.h>
typedef union {
    unsigned long long : 33;
} nameless;
int callee(long, long, long, long, long, long, nameless, ...);

#ifdef CALLEE
int callee(long a, long b, long c, long d, long e, long f, nameless g, ...) {
    va_list list;
    va_start(list, g);
    int value = va_arg(list, int);
    va_end(list);
    return value == 7;
}
#else
int puts(const char *);
int main(void) {
    nameless value;
    return puts(callee(1, 2, 3, 4, 5, 6, value, 7, 8, 9) ? "same" : "different") < 0;
}
#endif
