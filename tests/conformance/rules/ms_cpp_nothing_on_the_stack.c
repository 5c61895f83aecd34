/* flags: -std=gnu++17 -x c++ */
/* An empty class behind the registers: gcc passes nothing, clang its byte. */
#include "conformance.h"

struct empty {};
extern "C" int CONVENTION callee(int, int, int, int, empty, int value);

#ifdef CALLEE
int CONVENTION callee(int a, int b, int c, int d, empty, int value) { return a + b + c + d == 10 && value == 5; }
#else
extern "C" RUNTIME int puts(const char *);
RUNTIME int main() { return puts(callee(1, 2, 3, 4, empty(), 5) ? "same" : "different") < 0; }
#endif
