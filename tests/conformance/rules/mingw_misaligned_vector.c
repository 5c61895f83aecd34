/* flags: -O2 -mavx */
/* gcc aligns the stack of this system to no more than 16 bytes, and with it what it keeps there of vector registers. */
typedef int eight __attribute__((vector_size(32)));
int callee(eight value), deeper(eight value);

#ifdef CALLEE
/* Behind the compiler's back: it believes that the answer is no. */
static int misaligned(eight *at) {
    unsigned long long address;
    __asm__("" : "=r"(address) : "0"(at) : "memory");
    return address % 32 != 0;
}
__attribute__((noinline)) int callee(eight value) { return misaligned(&value); }
/* 16 bytes further down, so that one of the two is unlucky. */
int deeper(eight value) {
    long long more[2];
    __asm__ volatile("" : : "r"(more) : "memory");
    int faults = callee(value) + misaligned(&value);
    __asm__ volatile("" : : "r"(more) : "memory");
    return faults;
}
#else
int puts(const char *);
static eight value = {1, 2, 3, 4, 5, 6, 7, 8};
int main(void) { return puts(callee(value) + deeper(value) == 0 ? "same" : "different") < 0; }
#endif
