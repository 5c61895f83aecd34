/* flags: -O2 */
/* gcc aligns the stack of this system to no more than 16 bytes, and copies to it a record that is one complex number. */
typedef struct __attribute__((aligned(32))) { _Complex long double number; } alone;
int callee(alone value), deeper(alone value);

#ifdef CALLEE
/* Behind the compiler's back: it believes that the answer is no. */
static int misaligned(alone *at) {
    unsigned long long address;
    __asm__("" : "=r"(address) : "0"(at) : "memory");
    return address % 32 != 0;
}
__attribute__((noinline)) int callee(alone value) { return misaligned(&value); }
/* 16 bytes further down, so that one of the two is unlucky. */
int deeper(alone value) {
    long long more[2];
    __asm__ volatile("" : : "r"(more) : "memory");
    int faults = callee(value) + misaligned(&value);
    __asm__ volatile("" : : "r"(more) : "memory");
    return faults;
}
#else
int puts(const char *);
static alone value = {1};
int main(void) { return puts(callee(value) + deeper(value) == 0 ? "same" : "different") < 0; }
#endif
