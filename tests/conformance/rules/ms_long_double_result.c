/* clang leaves it in an x87 register as its own system does, gcc in memory as MinGW does. */
#include "conformance.h"

long double CONVENTION callee(int x);

#ifdef CALLEE
long double CONVENTION callee(int x) { return x + 1; }
#else
RUNTIME int puts(const char *);
RUNTIME int main(void) { return puts(callee(5) == 6 ? "same" : "different") < 0; }
#endif
