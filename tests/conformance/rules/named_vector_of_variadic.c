/* flags: -mavx */
/* gcc passes the named vector in ymm0, clang in memory, because the function is variadic. */
#include "conformance.h"

typedef double vector __attribute__((vector_size(32)));
int CONVENTION callee(vector value, ...);

#ifdef CALLEE
int CONVENTION callee(vector value, ...) { return value[0] == 1 && value[3] == 4; }
#else
int puts(const char *);
int main(void) {
    vector value = {1, 2, 3, 4}, other = {9, 9, 9, 9};
    return puts(callee(value, other) ? "same" : "different") < 0;
}
#endif
