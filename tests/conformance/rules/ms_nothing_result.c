/* clang returns a record of no bytes by hidden pointer, gcc not at all. */
#include "conformance.h"

struct nothing {};
struct nothing CONVENTION callee(int value);
extern int seen;

#ifdef CALLEE
int seen;
struct nothing CONVENTION callee(int value) {
    struct nothing none;
    seen = value;
    return none;
}
#else
RUNTIME int puts(const char *);
RUNTIME int main(void) {
    callee(5);
    return puts(seen == 5 ? "same" : "different") < 0;
}
#endif
