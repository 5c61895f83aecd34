/* A vector wider than the registers that the compiler may use: the caller passes pointers to its parts, `va_arg` reads one to it all. */
#include <stdarg.h>

typedef int eight __attribute__((vector_size(32)));
int callee(int count, ...);

#ifdef CALLEE
int callee(int count, ...) {
    va_list list;
    va_start(list, count);
    eight value = va_arg(list, eight);
    int next = va_arg(list, int);
    va_end(list);
    return value[0] == 1 && value[7] == 8 && next == 9;
}
#else
__attribute__((sysv_abi)) int puts(const char *);
__attribute__((sysv_abi)) int main(void) {
    eight value = {1, 2, 3, 4, 5, 6, 7, 8};
    return puts(callee(1, value, 9) ? "same" : "different") < 0;
}
#endif
