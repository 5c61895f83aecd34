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

/* What callers say of numbers that are wider in C: libffi extends them. */
static void wider(unsigned long a, long b, unsigned long c, long d, unsigned long e, long f) {
    printf("wider: %lu %ld %lu %ld %lu %ld\n", a, b, c, d, e, f);
}
static __attribute__((noinline)) void dirty(void) {
    volatile unsigned char stack[4096];
    for (unsigned i = 0; i < sizeof stack; i++) stack[i] = 0xa5;
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
    /* As many words as a double fills. */
    ffi_raw *second = arguments + 1, *third = second + sizeof(double) / sizeof(ffi_raw);
    float d;
    double b;
    memcpy(&b, second, sizeof b);
    memcpy(&d, third + 1, sizeof d);
    printf("raw bytes: %zu\n", ffi_raw_size(cif));
    *(double *)result = (int)arguments[0].sint + b * 2 + third->sint * 3 + d * 4 + *(int *)data;
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

#ifdef __i386__
/* A function by each convention that compilers have, and every way to it and back. */
#define CONVENTION(name, attribute) \
    static __attribute__((attribute)) double take_##name(int a, double b, long c, float d) { return take(a, b, c, d); } \
    static void convention_##name(ffi_type **types, void **values, int *extra) { \
        typedef __attribute__((attribute)) double function(int, double, long, float); \
        double result = 0; \
        void *code; \
        ffi_cif cif = prepared(FFI_##name, &ffi_type_double, 4, types); \
        ffi_call(&cif, FFI_FN(take_##name), &result, values); \
        printf(#name ": %g", result); \
        ffi_closure *closure = ffi_closure_alloc(sizeof(ffi_closure), &code); \
        printf(", closure %d", ffi_prep_closure_loc(closure, &cif, summing, extra, code)); \
        printf(" %g", ((function *)code)(-3, 2.5, 70, 0.5f)); \
        ffi_closure_free(closure); \
        struct go go = {.seen = 0}; \
        printf(", Go closure %d", ffi_prep_go_closure(&go.closure, &cif, go_function)); \
        ffi_call_go(&cif, *(void (**)(void))&go.closure, &result, values, &go); \
        printf(" %g", result); \
        printf(" %g\n", __builtin_call_with_static_chain(((function *)go.closure.tramp)(-3, 2.5, 70, 0.5f), &go)); \
    }
CONVENTION(STDCALL, stdcall)
CONVENTION(THISCALL, thiscall)
CONVENTION(FASTCALL, fastcall)
CONVENTION(MS_CDECL, cdecl)

/* Compilers have no Pascal: it is stdcall with the last argument first. libffi puts arguments where they belong if they are multiples of 16
 * bytes, and its closures leave them on the stack, which its own calls do not mind. */
static __attribute__((stdcall)) int pascal(int d, int c, int b, int a) { return a + b * 10 + c * 100 + d * 1000; }
static __attribute__((stdcall)) double pascal_mixed(double c, int b, signed char a) { return a + b * 10 + c * 100; }
static double mixed(signed char a, int b, double c) { return pascal_mixed(c, b, a); }
static void pascal_closure(ffi_cif *cif, void *result, void **arguments, void *data) {
    (void)cif, (void)data;
    int *a = arguments[0], *b = arguments[1], *c = arguments[2], *d = arguments[3];
    *(ffi_arg *)result = pascal(*d, *c, *b, *a);
}
static void pascal_mixed_closure(ffi_cif *cif, void *result, void **arguments, void *data) {
    (void)cif, (void)data;
    *(double *)result = pascal_mixed(*(double *)arguments[2], *(int *)arguments[1], *(signed char *)arguments[0]);
}
#endif

static double complex squared(double complex z) { return z * z; }
static struct mixed twice(struct mixed value) {
    value.number *= 2;
    value.fraction *= 2;
    return value;
}

#ifdef ALONE
/* What the drop-in does, and libffi does not or does otherwise. */
int main(void) {
#ifdef __i386__
    ffi_type *types[] = {&ffi_type_schar, &ffi_type_sint, &ffi_type_double};
    ffi_cif cif = prepared(FFI_PASCAL, &ffi_type_double, LENGTH(types), types);
    signed char a = -1;
    int b = 2;
    double c = 3.5, result;
    void *values[] = {&a, &b, &c}, *code;
    ffi_call(&cif, FFI_FN(pascal_mixed), &result, values);
    printf("Pascal: %g\n", result);
    ffi_closure *closure = ffi_closure_alloc(sizeof(ffi_closure), &code);
    ffi_prep_closure_loc(closure, &cif, pascal_mixed_closure, 0, code);
    printf("Pascal's closure, called by a compiler: %g\n", ((__attribute__((stdcall)) double (*)(double, int, signed char))code)(c, b, a));
    ffi_type *members[] = {&ffi_type_sint, 0}, record = {0, 0, FFI_TYPE_STRUCT, members};
    printf("Pascal's records as results: %d\n", ffi_prep_cif(&cif, FFI_PASCAL, 0, &record, 0));
    printf("Borland's register: %d\n", ffi_prep_cif(&cif, FFI_REGISTER, 0, &ffi_type_void, 0));
    cif = prepared(FFI_DEFAULT_ABI, &ffi_type_double, LENGTH(types), types);
    ffi_raw raw[4];
    ffi_ptrarray_to_raw(&cif, values, raw);
    ffi_raw_call(&cif, FFI_FN(mixed), &result, raw);
    printf("raw call: %g\n", result);
#endif
    return 0;
}
#else
int main(void) {
    /* A line that was printed stays, whatever comes. */
    setvbuf(stdout, NULL, _IOLBF, 0);
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
#if !FFI_NATIVE_RAW_API
    /* libffi 3.6's own code for this on i386 calls with other arguments. */
    ffi_raw_call(&cif, FFI_FN(take), &result, raw);
    printf("raw call: %g\n", result);
#endif
    void *back[4];
    ffi_raw_to_ptrarray(&cif, raw, back);
    printf("back: %d %g %ld %g\n", *(int *)back[0], *(double *)back[1], *(long *)back[2], *(float *)back[3]);

    ffi_type *narrow_types[] = {&ffi_type_uint32, &ffi_type_sint32, &ffi_type_uint16, &ffi_type_sint16, &ffi_type_uint8, &ffi_type_sint8};
    ffi_cif wider_cif = prepared(FFI_DEFAULT_ABI, &ffi_type_void, LENGTH(narrow_types), narrow_types);
    unsigned number_32 = 5;
    int signed_32 = -5;
    unsigned short number_16 = 6;
    short signed_16 = -6;
    unsigned char number_8 = 7;
    signed char signed_8 = -7;
    void *narrow_values[] = {&number_32, &signed_32, &number_16, &signed_16, &number_8, &signed_8};
    dirty();
    ffi_call(&wider_cif, FFI_FN(wider), 0, narrow_values);

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
    printf("java: %zu bytes, %ld %ld %ld\n", ffi_java_raw_size(&java_cif), (long)java_raw[0].sint, (long)java_raw[1].sint,
           (long)java_raw[2].sint);
#if !FFI_NATIVE_RAW_API
    ffi_java_raw_call(&java_cif, FFI_FN(narrow), &result, java_raw);
    printf("java: %g\n", result);
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
    /* As compilers call whose functions have an environment. */
    double chained = __builtin_call_with_static_chain(((double (*)(int, double))go.closure.tramp)(a, b), &go);
    printf("called with an environment: %g, seen %d\n", chained, go.seen);

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

#ifdef __i386__
    convention_STDCALL(types, values, &extra);
    convention_THISCALL(types, values, &extra);
    convention_FASTCALL(types, values, &extra);
    convention_MS_CDECL(types, values, &extra);
    ffi_type *ints[] = {&ffi_type_sint, &ffi_type_sint, &ffi_type_sint, &ffi_type_sint};
    int numbers[] = {1, 2, 3, 4};
    void *number_values[] = {numbers, numbers + 1, numbers + 2, numbers + 3};
    ffi_cif pascal_cif = prepared(FFI_PASCAL, &ffi_type_sint, LENGTH(ints), ints);
    ffi_arg number = 0;
    ffi_call(&pascal_cif, FFI_FN(pascal), &number, number_values);
    printf("PASCAL: %ld", (long)number);
    closure = ffi_closure_alloc(sizeof(ffi_closure), &code);
    printf(", closure %d", ffi_prep_closure_loc(closure, &pascal_cif, pascal_closure, 0, code));
    ffi_call(&pascal_cif, FFI_FN(code), &number, number_values);
    printf(" %ld", (long)number);
    ffi_closure_free(closure);
    printf(", Go closure %d\n", ffi_prep_go_closure(&go.closure, &pascal_cif, pascal_closure));
    ffi_call_go(&pascal_cif, *(void (**)(void))&go.closure, &number, number_values, &go);
    printf("PASCAL's Go closure: %ld\n", (long)number);
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
#endif
