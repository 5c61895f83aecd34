/* gcc passes a vector of 8 bytes as an integer, clang widens its elements and passes a reference to that. */
#include "conformance.h"

typedef int pair __attribute__((vector_size(8)));
pair CONVENTION callee(void);

#ifdef CALLEE
pair CONVENTION callee(void) { return (pair){1, 2}; }
#else
RUNTIME int puts(const char *);
RUNTIME int main(void) {
    pair value = callee();
    return puts(value[0] == 1 && value[1] == 2 ? "same" : "different") < 0;
}
#endif
