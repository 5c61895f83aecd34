/* flags: -O2 */
/* Half of the value is in a7, half at the bottom of the stack. gcc stores a7 below that and uses the value there, misaligned. */
typedef struct { _Alignas(16) long value; } wide;
int callee(long, long, long, long, long, long, long, wide value);

#ifdef CALLEE
static volatile unsigned long address;
static __attribute__((noinline)) void look(wide *value) { address = (unsigned long)value; }
int callee(long a, long b, long c, long d, long e, long f, long g, wide value) {
    look(&value);
    return address % 16 == 0 && value.value == 8;
}
#else
int puts(const char *);
int main(void) {
    wide value = {8};
    return puts(callee(1, 2, 3, 4, 5, 6, 7, value) ? "same" : "different") < 0;
}
#endif
