/* gcc's callers give a register to a record of bit-fields without names, its va_arg passes over it. */
#include "conformance.h"

struct bits { int : 9; };
int CONVENTION callee(int count, ...);

#ifdef CALLEE
int CONVENTION callee(int count, ...) {
    LIST list;
    START(list, count);
    struct bits none = NEXT(list, struct bits);
    int value = NEXT(list, int);
    END(list);
    (void)none;
    return value == 5;
}
#else
RUNTIME int puts(const char *);
RUNTIME int main(void) {
    struct bits none;
    return puts(callee(2, none, 5) ? "same" : "different") < 0;
}
#endif
