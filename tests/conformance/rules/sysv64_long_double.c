/* In System V functions on Windows, clang returns it by hidden pointer as the system's own do, gcc in an x87 register. */
#include "conformance.h"

long double CONVENTION callee(int x);

#ifdef CALLEE
long double CONVENTION callee(int x) { return x + 1; }
#else
int puts(const char *);
int main(void) { return puts(callee(5) == 6 ? "same" : "different") < 0; }
#endif
