/* gcc's callers pass the bytes, as System V says, its va_arg reads a pointer, as Microsoft's would. */
#include "conformance.h"

struct three { char bytes[3]; };
int CONVENTION callee(int count, ...);

#ifdef CALLEE
#ifdef __clang__
/* It has no System V `va_list` here; by the convention the bytes are in rsi. */
__asm__(".globl callee\ncallee: xor %eax, %eax\n and $0xffffff, %esi\n cmp $0x030201, %esi\n sete %al\n ret");
#else
int CONVENTION callee(int count, ...) {
    LIST list;
    START(list, count);
    struct three value = NEXT(list, struct three);
    END(list);
    return value.bytes[0] == 1 && value.bytes[1] == 2 && value.bytes[2] == 3;
}
#endif
#else
int puts(const char *);
int main(void) {
    struct three value = {{1, 2, 3}};
    volatile int frame[64];
    frame[0] = 1;
    return puts(callee(1, value) ? "same" : "different") < 0;
}
#endif
