/* What few programs use of libffi's API: Go closures, raw and Java raw calls and closures, offsets, complex numbers, the other ABIs.
 * Prints what came out, and is run with each library. */
#include <complex.h>
#include <ffi.h>
#include <stdio.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static ffi_cif prepared(ffi_abi abi, ffi_type *result, unsigned count, ffi_type **types) {
    ffi_cif cif;
    ffi_status status = ffi_prep_cif(&cif, abi, count, result, types);
    if (status != FFI_OK) printf("ffi_prep_cif: %d\n", status);
    return cif;
}

struct mixed {
    int number;
    double fraction;
    char letters[3];
};

static double take(int a, double b, long c, float d) { return a + b * 2 + c * 3 + d * 4; }

static void summing(ffi_cif *cif, void *result, void **arguments, void *data) {
    (void)cif;
    double sum = *(int *)arguments[0] + *(double *)arguments[1] * 2 + *(long *)arguments[2] * 3 + *(float *)arguments[3] * 4;
    *(double *)result = sum + *(int *)data;
}

static void raw_summing(ffi_cif *cif, void *result, ffi_raw *arguments, void *data) {
    float d;
    double b;
    memcpy(&b, arguments[1].data, sizeof b);
    memcpy(&d, arguments[3].data, sizeof d);
    printf("raw bytes: %zu\n", ffi_raw_size(cif));
    *(double *)result = (int)arguments[0].sint + b * 2 + arguments[2].sint * 3 + d * 4 + *(int *)data;
}

static double narrow(signed char a, short b, int c, long long d, double e, float f, unsigned g) {
    return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7.0;
}

/* A word each, two for what has 64 bits. */
static void java_narrow(ffi_cif *cif, void *result, ffi_java_raw *arguments, void *data) {
    (void)cif, (void)data;
    printf("java: %ld %ld %ld\n", (long)arguments[0].sint, (long)arguments[1].sint, (long)arguments[2].sint);
    double e;
    memcpy(&e, &arguments[5], sizeof e);
    *(double *)result = e;
}

/* As Go's compiler calls: the closure is in the static chain register, and its first word is the code. */
struct go {
    ffi_go_closure closure;
    int seen;
};

static void go_function(ffi_cif *cif, void *result, void **arguments, void *closure) {
    (void)cif;
    struct go *go = closure;
    go->seen++;
    *(double *)result = *(int *)arguments[0] + *(double *)arguments[1] + go->seen;
}

#ifdef __x86_64__
static __attribute__((ms_abi)) double microsoft(int a, double b, long long c, float d, int e, double f) {
    return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6;
}
static void microsoft_closure(ffi_cif *cif, void *result, void **arguments, void *data) {
    (void)cif, (void)data;
    double sum = *(int *)arguments[0] + *(double *)arguments[1] * 2 + *(long long *)arguments[2] * 3 + *(float *)arguments[3] * 4;
    *(double *)result = sum + *(int *)arguments[4] * 5 + *(double *)arguments[5] * 6;
}
#endif

static double complex squared(double complex z) { return z * z; }
static struct mixed twice(struct mixed value) {
    value.number *= 2;
    value.fraction *= 2;
    return value;
}

int main(void) {
    ffi_type *types[] = {&ffi_type_sint, &ffi_type_double, &ffi_type_slong, &ffi_type_float};
    ffi_cif cif = prepared(FFI_DEFAULT_ABI, &ffi_type_double, LENGTH(types), types);
    int a = -3, extra = 1000;
    double b = 2.5, result = 0;
    long c = 70;
    float d = 0.5f;
    void *values[] = {&a, &b, &c, &d};

    /* Raw calls. */
    ffi_raw raw[8];
    memset(raw, 0, sizeof raw);
    ffi_ptrarray_to_raw(&cif, values, raw);
    ffi_raw_call(&cif, FFI_FN(take), &result, raw);
    printf("raw call: %g\n", result);
    void *back[4];
    ffi_raw_to_ptrarray(&cif, raw, back);
    printf("back: %d %g %ld %g\n", *(int *)back[0], *(double *)back[1], *(long *)back[2], *(float *)back[3]);

    /* Closures, plain and raw. */
    void *code;
    ffi_closure *closure = ffi_closure_alloc(sizeof(ffi_closure), &code);
    printf("closure: %d", ffi_prep_closure_loc(closure, &cif, summing, &extra, code));
    printf(" %g\n", ((double (*)(int, double, long, float))code)(a, b, c, d));
    ffi_closure_free(closure);
    ffi_raw_closure *raw_closure = ffi_closure_alloc(sizeof(ffi_raw_closure), &code);
    printf("raw closure: %d\n", ffi_prep_raw_closure_loc(raw_closure, &cif, raw_summing, &extra, code));
    printf("%g\n", ((double (*)(int, double, long, float))code)(a, b, c, d));
    ffi_closure_free(raw_closure);

    /* Data behind a closure stays what it is. */
    struct {
        ffi_closure closure;
        long behind[2];
    } *own = ffi_closure_alloc(sizeof *own, &code);
    own->behind[0] = own->behind[1] = 5;
    ffi_prep_closure_loc(&own->closure, &cif, summing, &extra, code);
    printf("behind: %ld %ld, %g\n", own->behind[0], own->behind[1], ((double (*)(int, double, long, float))code)(a, b, c, d));
    ffi_closure_free(own);

    /* As Java lays arguments out. */
    ffi_type *java_types[] = {&ffi_type_sint8, &ffi_type_sint16, &ffi_type_sint32, &ffi_type_sint64,
                              &ffi_type_double, &ffi_type_float, &ffi_type_uint32};
    ffi_cif java_cif = prepared(FFI_DEFAULT_ABI, &ffi_type_double, LENGTH(java_types), java_types);
    signed char octet = -1;
    short half = -2;
    long long giant = -4;
    unsigned natural = 7;
    void *java_values[] = {&octet, &half, &a, &giant, &b, &d, &natural};
    ffi_java_raw java_raw[16];
    memset(java_raw, 0, sizeof java_raw);
    ffi_java_ptrarray_to_raw(&java_cif, java_values, java_raw);
    ffi_java_raw_call(&java_cif, FFI_FN(narrow), &result, java_raw);
    printf("java: %zu bytes, %ld %ld %ld, %g\n", ffi_java_raw_size(&java_cif), (long)java_raw[0].sint, (long)java_raw[1].sint,
           (long)java_raw[2].sint, result);
#if !FFI_NATIVE_RAW_API
    ffi_java_raw_closure *java_closure = ffi_closure_alloc(sizeof(ffi_java_raw_closure), &code);
    printf("java closure: %d\n", ffi_prep_java_raw_closure_loc(java_closure, &java_cif, java_narrow, 0, code));
    printf("%g\n", ((double (*)(signed char, short, int, long long, double, float, unsigned))code)(octet, half, a, giant, b, d, natural));
    ffi_closure_free(java_closure);
#endif

    /* Go closures: called by the library, which passes the closure, and by a compiler that does. */
    ffi_type *go_types[] = {&ffi_type_sint, &ffi_type_double};
    ffi_cif go_cif = prepared(FFI_DEFAULT_ABI, &ffi_type_double, 2, go_types);
    struct go go = {.seen = 0};
    printf("go closure: %d", ffi_prep_go_closure(&go.closure, &go_cif, go_function));
    for (int i = 0; i < 3; i++) {
        ffi_call_go(&go_cif, *(void (**)(void))&go.closure, &result, values, &go);
        printf(" %g", result);
    }
    printf(", seen %d\n", go.seen);
#ifdef __x86_64__
    /* As compilers call whose functions have an environment. */
    double chained;
    int x = a;
    __asm__ volatile("movsd %2, %%xmm0\n\tmovq %3, %%r10\n\tcall *(%%r10)\n\tmovsd %%xmm0, %0"
                     : "=m"(chained), "+D"(x)
                     : "m"(b), "r"(&go)
                     : "rax", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
                       "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
    printf("called with r10: %g, seen %d\n", chained, go.seen);
#endif

    /* Records. */
    ffi_type *members[] = {&ffi_type_sint, &ffi_type_double, &ffi_type_schar, &ffi_type_schar, &ffi_type_schar, 0};
    ffi_type record = {0, 0, FFI_TYPE_STRUCT, members};
    size_t offsets[5];
    printf("offsets: %d", ffi_get_struct_offsets(FFI_DEFAULT_ABI, &record, offsets));
    for (unsigned i = 0; i < 5; i++) printf(" %zu", offsets[i]);
    printf(", size %zu align %u\n", record.size, record.alignment);
    printf("no such ABI: %d %d\n", ffi_get_struct_offsets(FFI_LAST_ABI, &record, offsets), ffi_prep_cif(&cif, FFI_LAST_ABI, 0, &record, 0));
    ffi_type *record_types[] = {&record};
    ffi_cif record_cif = prepared(FFI_DEFAULT_ABI, &record, 1, record_types);
    struct mixed value = {21, 1.5, "ab"}, got;
    void *record_values[] = {&value};
    ffi_call(&record_cif, FFI_FN(twice), &got, record_values);
    printf("record: %d %g %s\n", got.number, got.fraction, got.letters);

#ifdef FFI_TARGET_HAS_COMPLEX_TYPE
    ffi_type *complex_types[] = {&ffi_type_complex_double};
    ffi_cif complex_cif = prepared(FFI_DEFAULT_ABI, &ffi_type_complex_double, 1, complex_types);
    double complex z = 3 + 4 * I, square = 0;
    void *complex_values[] = {&z};
    ffi_call(&complex_cif, FFI_FN(squared), &square, complex_values);
    printf("complex: %g %g\n", creal(square), cimag(square));
#endif

#ifdef __x86_64__
    ffi_type *ms_types[] = {&ffi_type_sint, &ffi_type_double, &ffi_type_sint64, &ffi_type_float, &ffi_type_sint, &ffi_type_double};
    long long wide = 70;
    int e = 9;
    double f = -1.25;
    void *ms_values[] = {&a, &b, &wide, &d, &e, &f};
    ffi_abi abis[] = {FFI_WIN64, FFI_GNUW64};
    for (unsigned i = 0; i < LENGTH(abis); i++) {
        ffi_cif ms = prepared(abis[i], &ffi_type_double, LENGTH(ms_types), ms_types);
        ffi_call(&ms, FFI_FN(microsoft), &result, ms_values);
        printf("abi %d: %g", abis[i], result);
        closure = ffi_closure_alloc(sizeof(ffi_closure), &code);
        printf(", closure %d", ffi_prep_closure_loc(closure, &ms, microsoft_closure, 0, code));
        typedef __attribute__((ms_abi)) double function(int, double, long long, float, int, double);
        printf(" %g\n", ((function *)code)(a, b, wide, d, e, f));
        ffi_closure_free(closure);
    }
#endif
    return 0;
}
