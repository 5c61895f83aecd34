/* To clang a record with a flexible array member is of unknown size and passed by reference, to gcc it is its other members. */
#include "conformance.h"

struct flexible { int first; char rest[]; };
struct flexible CONVENTION callee(void);

#ifdef CALLEE
struct flexible CONVENTION callee(void) { return (struct flexible){5}; }
#else
RUNTIME int puts(const char *);
RUNTIME int main(void) { return puts(callee().first == 5 ? "same" : "different") < 0; }
#endif
