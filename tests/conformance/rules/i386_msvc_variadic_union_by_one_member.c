/* A union that is as large as all its members together: clang's caller passes the largest of them alone, its va_arg reads it whole. */
#include <stdarg.h>
union __attribute__((aligned(8))) value {
    int first;
    int second;
};
int callee(int count, ...);

#ifdef CALLEE
int callee(int count, ...) {
    va_list list;
    va_start(list, count);
    union value value = va_arg(list, union value);
    int last = va_arg(list, int);
    va_end(list);
    return value.first == 2 && last == 6;
}
#else
int puts(const char *);
int main(void) {
    union value value = {2};
    return puts(callee(1, value, 6) ? "same" : "different") < 0;
}
#endif
