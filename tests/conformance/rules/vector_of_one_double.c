/* gcc returns it in memory, clang in xmm0. */
#include "conformance.h"

typedef double vector __attribute__((vector_size(8)));
vector CONVENTION callee(double x);

#ifdef CALLEE
vector CONVENTION callee(double x) {
    vector result = {x + 1};
    return result;
}
#else
int puts(const char *);
int main(void) {
    vector result = callee(5);
    return puts(result[0] == 6 ? "same" : "different") < 0;
}
#endif
