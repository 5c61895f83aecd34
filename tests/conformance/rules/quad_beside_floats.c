/* gcc returns it in xmm0 and xmm1, clang in rax and xmm0. */
#include "conformance.h"

typedef union {
    __float128 value;
    double halves[2];
} record;
record CONVENTION callee(int x);

#ifdef CALLEE
record CONVENTION callee(int x) {
    record result = {.halves = {x, x + 1}};
    return result;
}
#else
int puts(const char *);
int main(void) {
    record result = callee(5);
    return puts(result.halves[0] == 5 && result.halves[1] == 6 ? "same" : "different") < 0;
}
#endif
