/* flags: -mavx */
/* clang returns what the registers hold in one, as Microsoft's compiler does, gcc in memory. */
#include "conformance.h"

typedef int vector __attribute__((vector_size(32)));
vector CONVENTION callee(int x);

#ifdef CALLEE
vector CONVENTION callee(int x) {
    vector result = {x, x, x, x, x, x, x, x + 1};
    return result;
}
#else
RUNTIME int puts(const char *);
RUNTIME int main(void) {
    vector result = callee(5);
    return puts(result[0] == 5 && result[7] == 6 ? "same" : "different") < 0;
}
#endif
