/* gcc passes a __float128 by reference, clang in a vector register. */
#include "conformance.h"

typedef __float128 quad;
int CONVENTION callee(quad value);

#ifdef CALLEE
int CONVENTION callee(quad value) {
    unsigned long long bits[2];
    __builtin_memcpy(bits, &value, sizeof bits);
    return bits[0] == 5 && bits[1] == 0x3fff000000000000;
}
#else
RUNTIME int puts(const char *);
RUNTIME int main(void) {
    unsigned long long bits[2] = {5, 0x3fff000000000000};
    quad value;
    __builtin_memcpy(&value, bits, sizeof bits);
    return puts(callee(value) ? "same" : "different") < 0;
}
#endif
