/* One eightbyte. To gcc its second member makes it two: it takes a vector register more. */
#include "conformance.h"

typedef struct {
    _Float16 first;
    _Complex _Float16 second;
} __attribute__((packed, aligned(16))) record;
int CONVENTION callee(record value, double behind);

#ifdef CALLEE
int CONVENTION callee(record value, double behind) { return behind == 5; }
#else
int puts(const char *);
int main(void) {
    record value = {1, 2};
    return puts(callee(value, 5) ? "same" : "different") < 0;
}
#endif
