/* gcc takes a _Float16 for an integer, clang for a floating-point number. */
#include "conformance.h"

int CONVENTION callee(_Float16 value, int next);

#ifdef CALLEE
int CONVENTION callee(_Float16 value, int next) {
    unsigned short bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits == 0x3e00 && next == 9;
}
#else
RUNTIME int puts(const char *);
RUNTIME int main(void) {
    unsigned short bits = 0x3e00;
    _Float16 value;
    __builtin_memcpy(&value, &bits, sizeof bits);
    return puts(callee(value, 9) ? "same" : "different") < 0;
}
#endif
