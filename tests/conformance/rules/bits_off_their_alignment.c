/* gcc: bit-fields have no alignment, so there are two eightbytes in registers. clang: what holds them is off its own: all in memory. */
#include "conformance.h"

struct __attribute__((packed)) record {
    int first;
    struct {
        unsigned long long bits : 40;
    } second;
};
int CONVENTION callee(struct record value, int next);

#ifdef CALLEE
int CONVENTION callee(struct record value, int next) { return value.first == 1 && value.second.bits == 2 && next == 3; }
#else
int puts(const char *);
int main(void) {
    struct record value = {1, {2}};
    return puts(callee(value, 3) ? "same" : "different") < 0;
}
#endif
