/* gcc: an integer, so the first eightbyte goes in a general register; clang: padding, so it goes in a vector register. */
#include "conformance.h"

struct record {
    int : 32;
    float x;
};
int CONVENTION callee(struct record value);

#ifdef CALLEE
int CONVENTION callee(struct record value) { return value.x == 2.5f; }
#else
int puts(const char *);
int main(void) {
    struct record value = {2.5f};
    return puts(callee(value) ? "same" : "different") < 0;
}
#endif
