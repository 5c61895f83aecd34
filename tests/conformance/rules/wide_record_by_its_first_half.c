/* flags: -mavx */
/* With AVX, gcc passes it in memory, clang in ymm0. */
#include "conformance.h"

typedef double vector __attribute__((vector_size(32)));
typedef union {
    vector v;
    double a[4];
} either;
int CONVENTION callee(either value);

#ifdef CALLEE
int CONVENTION callee(either value) { return value.a[0] == 1 && value.a[3] == 4; }
#else
int puts(const char *);
int main(void) {
    either value = {.a = {1, 2, 3, 4}};
    return puts(callee(value) ? "same" : "different") < 0;
}
#endif
