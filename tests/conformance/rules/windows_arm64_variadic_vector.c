/* "SIMD and floating-point registers aren't used" for variadic functions. */
#include <stdarg.h>

typedef int pair __attribute__((vector_size(8)));
int callee(int count, ...);

#ifdef CALLEE
int callee(int count, ...) {
    va_list list;
    va_start(list, count);
    pair value = va_arg(list, pair);
    va_end(list);
    return value[0] == 1 && value[1] == 2;
}
#else
int puts(const char *);
int main(void) {
    pair value = {1, 2};
    return puts(callee(1, value) ? "same" : "different") < 0;
}
#endif
