/* gcc passes it in a register, clang in memory. */
#include "conformance.h"

struct record {
    int x;
    char tail[];
};
int CONVENTION callee(struct record value);

#ifdef CALLEE
int CONVENTION callee(struct record value) { return value.x; }
#else
int puts(const char *);
int main(void) {
    struct record value = {1234567};
    return puts(callee(value) == 1234567 ? "same" : "different") < 0;
}
#endif
