/* gcc passes a vector that is wider than the registers by reference, clang its parts, each by reference. */
#include "conformance.h"

typedef int eight __attribute__((vector_size(32)));
int CONVENTION callee(eight value, int next);

#ifdef CALLEE
int CONVENTION callee(eight value, int next) { return value[0] == 1 && value[7] == 8 && next == 9; }
#else
RUNTIME int puts(const char *);
RUNTIME int main(void) {
    eight value = {1, 2, 3, 4, 5, 6, 7, 8};
    return puts(callee(value, 9) ? "same" : "different") < 0;
}
#endif
