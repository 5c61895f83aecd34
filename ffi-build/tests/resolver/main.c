/* A stub and the resolver of `ffi-rt`, with a function in the place of the runtime's that spoils every register that it may. Prints how
   many frames of this program the unwinder finds from there, and how often it was called. */
#include <stdarg.h>
#include <stdio.h>

struct import;
struct info { void *(*resolve)(struct import *); };
struct import { void *cell; const struct info *info; };
static void *callee;
static int calls, frames;

#ifdef _WIN32
#define CODE(name) ".text\n.globl " name "\n" name ":\n"
#else
#define CODE(name) ".text\n.globl " name "\n.type " name ", %function\n" name ":\n.cfi_startproc\n"
#endif
#ifdef _WIN32
#define END ""
#else
#define END ".cfi_endproc\n"
#endif

/* The stubs as `ffi-rt/src/lazy/stub.rs` has them, and code that spoils registers. */
#if defined __x86_64__
__asm__(CODE("stub") "jmp *cell(%rip)\n" END CODE("first") "leaq cell(%rip), %r11\njmp ffi1_resolver\n" END);
#define SPOIL                                                                                                                         \
    __asm__ volatile("pcmpeqd %%xmm0, %%xmm0; pcmpeqd %%xmm1, %%xmm1; pcmpeqd %%xmm2, %%xmm2; pcmpeqd %%xmm3, %%xmm3;"                \
                     "pcmpeqd %%xmm4, %%xmm4; pcmpeqd %%xmm5, %%xmm5; mov $-1, %%rax; mov %%rax, %%rcx; mov %%rax, %%rdx;"            \
                     "mov %%rax, %%r8; mov %%rax, %%r9; mov %%rax, %%r10; mov %%rax, %%r11" ::                                        \
                         : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "memory")
#ifndef _WIN32
#define SPOIL_MORE                                                                                                                    \
    __asm__ volatile("pcmpeqd %%xmm6, %%xmm6; pcmpeqd %%xmm7, %%xmm7; mov $-1, %%rdi; mov %%rdi, %%rsi; vzeroupper" ::                \
                         : "rdi", "rsi", "xmm6", "xmm7", "memory")
#endif
#elif defined __i386__
__asm__(CODE("stub") "call 3f\n3: popl %eax\njmp *cell - 3b(%eax)\n.globl first\nfirst: leal cell - 3b(%eax), %eax\njmp ffi1_resolver\n"
        END);
#define SPOIL                                                                                                                         \
    __asm__ volatile("pcmpeqd %%xmm0, %%xmm0; pcmpeqd %%xmm1, %%xmm1; pcmpeqd %%xmm2, %%xmm2; mov $-1, %%eax; mov %%eax, %%ecx;"      \
                     "mov %%eax, %%edx" ::: "eax", "ecx", "edx", "xmm0", "xmm1", "xmm2", "memory")
#elif defined __aarch64__
__asm__(CODE("stub") "adrp x16, cell\nldr x17, [x16, :lo12:cell]\nbr x17\n.globl first\nfirst:\nadrp x9, cell\n"
        "add x9, x9, :lo12:cell\nb ffi1_resolver\n" END);
#define SPOIL                                                                                                                         \
    __asm__ volatile("movi v0.16b, 255; movi v1.16b, 255; movi v2.16b, 255; movi v3.16b, 255; movi v4.16b, 255; movi v5.16b, 255;"    \
                     "movi v6.16b, 255; movi v7.16b, 255; mov x0, -1; mov x1, -1; mov x2, -1; mov x3, -1; mov x4, -1; mov x5, -1;"    \
                     "mov x6, -1; mov x7, -1; mov x8, -1; mov x9, -1; mov x16, -1; mov x17, -1" ::                                    \
                         : "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x16", "x17", "v0", "v1", "v2", "v3", "v4",    \
                           "v5", "v6", "v7", "memory")
#elif defined __riscv
__asm__(CODE("stub") "lla t3, cell\nld t3, 0(t3)\njr t3\n.globl first\nfirst:\nlla t1, cell\njump ffi1_resolver, t3\n" END);
#ifdef __riscv_float_abi_double
#define FLOATS                                                                                                                        \
    __asm__ volatile("fmv.d.x fa0, zero; fmv.d fa1, fa0; fmv.d fa2, fa0; fmv.d fa3, fa0; fmv.d fa4, fa0; fmv.d fa5, fa0;"             \
                     "fmv.d fa6, fa0; fmv.d fa7, fa0" ::: "fa0", "fa1", "fa2", "fa3", "fa4", "fa5", "fa6", "fa7", "memory")
#else
#define FLOATS
#endif
#define SPOIL                                                                                                                         \
    FLOATS;                                                                                                                           \
    __asm__ volatile("li a0, -1; mv a1, a0; mv a2, a0; mv a3, a0; mv a4, a0; mv a5, a0; mv a6, a0; mv a7, a0; mv t0, a0;"             \
                     "mv t1, a0; mv t2, a0; mv t3, a0" ::                                                                             \
                         : "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "t0", "t1", "t2", "t3", "memory")
#endif
#ifndef SPOIL_MORE
#define SPOIL_MORE
#endif

#ifdef __x86_64__
/* Returns what it got in rax: of a variadic call by System V, the number of vector registers. */
__asm__(CODE("echo") "ret\n" END);
extern long echo(int, ...);
#endif

extern char first[];
struct import cell;

#ifdef _WIN32
static void look(void) {}
#else
#include <unwind.h>
int main(void);
static _Unwind_Reason_Code frame(struct _Unwind_Context *context, void *data) {
    const void *function = (const void *)_Unwind_GetRegionStart(context);
    frames += function == (const void *)main;
    return _URC_NO_REASON;
}
static void look(void) { _Unwind_Backtrace(frame, 0); }
#endif

static void *resolve(struct import *import) {
    calls++;
    look();
    import->cell = callee;
    SPOIL;
    SPOIL_MORE;
    return callee;
}
static const struct info info = { resolve };

static void first_call(void *function) {
    cell.cell = first;
    cell.info = &info;
    callee = function;
}

struct big { long words[5]; };
extern void stub(void);
typedef double many(long, int, short, long, char, long, double, float, double, double, double, double, double, double, long, double);
static double sum(long a, int b, short c, long d, char e, long f, double g, float h, double i, double j, double k, double l, double m,
                  double o, long p, double q) {
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k + 12 * l + 13 * m + 14 * o + 15 * p + 16 * q;
}
static struct big large(long a, double b) { return (struct big){ { a, (long)b, 3, 4, 5 } }; }
static double variadic(int count, ...) {
    double sum = 0;
    va_list list;
    va_start(list, count);
    for (int at = 1; at <= count; at++) sum += at * va_arg(list, double);
    va_end(list);
    return sum;
}
#ifdef __i386__
typedef float v4 __attribute__((vector_size(16)));
static v4 vectors(v4 a, v4 b, v4 c, int d) { return a + b * 2 + c * 3 + (float)d; }
static int __attribute__((fastcall)) fast(int a, int b, int c) { return a + 2 * b + 3 * c; }
static int __attribute__((thiscall)) member(int a, int b) { return a + 2 * b; }
#endif

#define CHECK(what) if (!(what)) { printf("%s\n", #what); return 1; }

int main(void) {
    for (int turn = 0; turn < 2; turn++) {
        if (turn == 0) first_call((void *)sum);
        CHECK(((many *)stub)(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1) == 136)
    }
    for (int turn = 0; turn < 2; turn++) {
        if (turn == 0) first_call((void *)large);
        struct big big = ((struct big (*)(long, double))stub)(7, 8);
        CHECK(big.words[0] == 7 && big.words[1] == 8 && big.words[4] == 5)
    }
    for (int turn = 0; turn < 2; turn++) {
        if (turn == 0) first_call((void *)variadic);
        CHECK(((double (*)(int, ...))stub)(9, 1., 1., 1., 1., 1., 1., 1., 1., 1.) == 45)
    }
#if defined __x86_64__ && !defined _WIN32
    first_call((void *)echo);
    CHECK((((long (*)(int, ...))stub)(1, 1., 1., 1.) & 0xff) == 3)
    calls--;
    frames--;
#endif
#ifdef __i386__
    first_call((void *)vectors);
    v4 one = { 1, 1, 1, 1 };
    v4 seven = ((v4 (*)(v4, v4, v4, int))stub)(one, one, one, 1);
    CHECK(seven[0] == 7 && seven[3] == 7)
    first_call((void *)fast);
    CHECK(((int __attribute__((fastcall)) (*)(int, int, int))stub)(1, 1, 1) == 6)
    first_call((void *)member);
    CHECK(((int __attribute__((thiscall)) (*)(int, int))stub)(1, 1) == 3)
    calls -= 3;
    frames -= 3;
#endif
    printf("%d calls, main %d times\n", calls, frames);
    return 0;
}
