/* A record of bit-fields without names behind the registers: gcc passes nothing, clang its bytes. */
#include "conformance.h"

struct bits { int : 9; };
int CONVENTION callee(int, int, int, int, struct bits, int value);

#ifdef CALLEE
int CONVENTION callee(int a, int b, int c, int d, struct bits none, int value) { return a + b + c + d == 10 && value == 5; }
#else
RUNTIME int puts(const char *);
RUNTIME int main(void) {
    struct bits none;
    return puts(callee(1, 2, 3, 4, none, 5) ? "same" : "different") < 0;
}
#endif
