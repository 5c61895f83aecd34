/* gcc passes all 8 bytes of the double; clang stops where the float of the other member does. */
#include "conformance.h"

typedef union {
    struct { long long first; float second; } one;
    struct { long long first; double second; } other;
} either;
int CONVENTION callee(either value);

#ifdef CALLEE
int CONVENTION callee(either value) { return value.other.second == 1.0 / 3; }
#else
int puts(const char *);
int main(void) {
    either value;
    value.other.first = 1;
    value.other.second = 1.0 / 3;
    return puts(callee(value) ? "same" : "different") < 0;
}
#endif
