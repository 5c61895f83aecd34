/* flags: -std=gnu++17 -x c++ */
/* gcc's callers give a register to an empty class, its va_arg passes over it. */
#include "conformance.h"

struct empty {};
extern "C" int CONVENTION callee(int count, ...);

#ifdef CALLEE
int CONVENTION callee(int count, ...) {
    LIST list;
    START(list, count);
    empty none = NEXT(list, empty);
    int value = NEXT(list, int);
    END(list);
    (void)none;
    return value == 5;
}
#else
extern "C" RUNTIME int puts(const char *);
RUNTIME int main() { return puts(callee(2, empty(), 5) ? "same" : "different") < 0; }
#endif
