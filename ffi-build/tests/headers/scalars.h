// Everything that rustc calls by itself.
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

/** Adds two numbers. */
int add(int a, int b);
unsigned char narrow(signed char c, short s, unsigned short u, _Bool b);
int64_t fixed(int8_t a, uint16_t b, size_t c, ptrdiff_t d, intptr_t e);
__int128 wide(unsigned __int128 a, long long b);
double real(float f, double d);
const char *text(const char *s, void *p, int (*callback)(void *, int), int list[4]);
void nothing(void);
_Noreturn void leave(int status);
__attribute__((deprecated)) int old(void);
