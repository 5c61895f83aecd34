/* Eight registers; the record wants two and finds one. Its second half is where the stack begins; clang puts both there. */
#include <stdarg.h>

typedef struct { long long a, b; } two;
int callee(long long, long long, long long, long long, long long, long long, int count, ...);

#ifdef CALLEE
int callee(long long a, long long b, long long c, long long d, long long e, long long f, int count, ...) {
    va_list list;
    va_start(list, count);
    two value = va_arg(list, two);
    va_end(list);
    return value.a == 1 && value.b == 2;
}
#else
int puts(const char *);
int main(void) {
    two value = {1, 2};
    return puts(callee(0, 0, 0, 0, 0, 0, 1, value) ? "same" : "different") < 0;
}
#endif
