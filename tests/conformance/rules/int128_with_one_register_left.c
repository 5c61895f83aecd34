/* Six registers; the __int128 wants two and finds one. gcc gives that one to `last`, clang to nobody. */
#include "conformance.h"

int CONVENTION callee(int a, int b, int c, int d, int e, __int128 wide, int last);

#ifdef CALLEE
int CONVENTION callee(int a, int b, int c, int d, int e, __int128 wide, int last) { return last; }
#else
int puts(const char *);
int main(void) { return puts(callee(1, 2, 3, 4, 5, 6, 7) == 7 ? "same" : "different") < 0; }
#endif
