/* flags: -mavx */
/* With AVX, in the variadic part: gcc passes it in a register, clang in memory, where the vector alone is with both.
 * (To read it as what it is would crash gcc 12.) */
#include <stdarg.h>
typedef double vector __attribute__((vector_size(32)));
typedef union {
    vector v;
    float f;
} either;
int callee(int x, ...);

#ifdef CALLEE
int callee(int x, ...) {
    va_list list;
    va_start(list, x);
    vector value = va_arg(list, vector);
    va_end(list);
    return value[0] == 1 && value[3] == 4;
}
#else
int puts(const char *);
int main(void) {
    either value = {.v = {1, 2, 3, 4}};
    vector other = {9, 9, 9, 9};
    return puts(callee(0, value, other) ? "same" : "different") < 0;
}
#endif
