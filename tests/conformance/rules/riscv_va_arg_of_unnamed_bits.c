/* Four bytes, which travel in a register; clang's va_arg does not take them from there. */
#include <stdarg.h>

typedef struct { int : 9; } nothing;
int callee(int count, ...);

#ifdef CALLEE
int callee(int count, ...) {
    va_list list;
    va_start(list, count);
    (void)va_arg(list, nothing);
    int second = va_arg(list, int);
    va_end(list);
    return second == 2;
}
#else
int puts(const char *);
int main(void) {
    nothing first = {};
    return puts(callee(1, first, 2) ? "same" : "different") < 0;
}
#endif
