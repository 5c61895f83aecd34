/* Behind one register, the next that begins a multiple of 16 on the imaginary stack is x2. */
#include <stdarg.h>

typedef struct { _Alignas(16) long long a; } wide;
int callee(int count, ...);

#ifdef CALLEE
int callee(int count, ...) {
    va_list list;
    va_start(list, count);
    wide value = va_arg(list, wide);
    va_end(list);
    return value.a == 1;
}
#else
int puts(const char *);
int main(void) {
    wide value = {1};
    return puts(callee(1, value) ? "same" : "different") < 0;
}
#endif
