/* flags: -O2 */
/* gcc puts together what va_arg takes from several vector registers, and copies it out before it has done so. */
#include <stdarg.h>

typedef struct { _Float16 a, b; } halves;
int callee(int count, ...);

#ifdef CALLEE
static int is_right(const halves *value) { return value->a == 1 && value->b == 2; }
int (*volatile look)(const halves *) = is_right;
int callee(int count, ...) {
    va_list list;
    va_start(list, count);
    halves value = va_arg(list, halves);
    va_end(list);
    return look(&value);
}
#else
int puts(const char *);
int main(void) {
    halves value = {1, 2};
    return puts(callee(1, value) ? "same" : "different") < 0;
}
#endif
