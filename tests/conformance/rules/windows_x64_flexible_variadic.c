/* A record with a flexible array member behind `...`. The caller's pointer is what the callee takes for the value. */
#include <stdarg.h>

struct flexible { int first; char rest[]; };
int callee(int count, ...);

#ifdef CALLEE
int callee(int count, ...) {
    va_list list;
    va_start(list, count);
    struct flexible value = va_arg(list, struct flexible);
    va_end(list);
    return value.first == 1;
}
#else
__attribute__((sysv_abi)) int puts(const char *);
__attribute__((sysv_abi)) int main(void) {
    struct flexible value = {1};
    return puts(callee(1, value) ? "same" : "different") < 0;
}
#endif
