/* libffi's C API as the drop-in has it, for Linux on x86-64, i386, AArch64 and RISC-V 64. Programs that were compiled with libffi's own
 * header need nothing of this: numbers and structures are the same. It is for machines whose libffi is not installed. */
#ifndef FFI_COMPAT_FFI_H
#define FFI_COMPAT_FFI_H

#include <limits.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What differs from machine to machine. */
#if defined(__x86_64__)
typedef enum ffi_abi { FFI_FIRST_ABI = 1, FFI_UNIX64, FFI_WIN64, FFI_EFI64 = FFI_WIN64, FFI_GNUW64, FFI_LAST_ABI, FFI_DEFAULT_ABI = FFI_UNIX64 } ffi_abi;
#define FFI_TRAMPOLINE_SIZE 32
#define FFI_NATIVE_RAW_API 0
#elif defined(__i386__)
typedef enum ffi_abi {
    FFI_FIRST_ABI,
    FFI_SYSV,
    FFI_THISCALL = 3,
    FFI_FASTCALL,
    FFI_STDCALL,
    FFI_PASCAL,
    FFI_REGISTER,
    FFI_MS_CDECL,
    FFI_LAST_ABI,
    FFI_DEFAULT_ABI = FFI_SYSV
} ffi_abi;
#define FFI_TRAMPOLINE_SIZE 16
/* libffi's i386 has code of its own for raw arguments, and no Java raw calls beside it. */
#define FFI_NATIVE_RAW_API 1
#elif defined(__aarch64__)
typedef enum ffi_abi { FFI_FIRST_ABI, FFI_SYSV, FFI_WIN64, FFI_LAST_ABI, FFI_DEFAULT_ABI = FFI_SYSV } ffi_abi;
#define FFI_TRAMPOLINE_SIZE 24
#define FFI_NATIVE_RAW_API 0
#elif defined(__riscv) && __riscv_xlen == 64
typedef enum ffi_abi { FFI_FIRST_ABI, FFI_SYSV, FFI_UNUSED_1, FFI_UNUSED_2, FFI_UNUSED_3, FFI_LAST_ABI, FFI_DEFAULT_ABI = FFI_SYSV } ffi_abi;
#define FFI_TRAMPOLINE_SIZE 24
#define FFI_NATIVE_RAW_API 0
#else
#error "the drop-in is not for this machine"
#endif

#define FFI_CLOSURES 1
#define FFI_GO_CLOSURES 1
#ifndef __riscv
#define FFI_TARGET_HAS_COMPLEX_TYPE
#endif

typedef unsigned long ffi_arg;
typedef signed long ffi_sarg;
#define FFI_SIZEOF_ARG sizeof(ffi_arg)
#define FFI_SIZEOF_JAVA_RAW FFI_SIZEOF_ARG

enum {
    FFI_TYPE_VOID,
    FFI_TYPE_INT,
    FFI_TYPE_FLOAT,
    FFI_TYPE_DOUBLE,
    FFI_TYPE_LONGDOUBLE,
    FFI_TYPE_UINT8,
    FFI_TYPE_SINT8,
    FFI_TYPE_UINT16,
    FFI_TYPE_SINT16,
    FFI_TYPE_UINT32,
    FFI_TYPE_SINT32,
    FFI_TYPE_UINT64,
    FFI_TYPE_SINT64,
    FFI_TYPE_STRUCT,
    FFI_TYPE_POINTER,
    FFI_TYPE_COMPLEX,
    FFI_TYPE_LAST = FFI_TYPE_COMPLEX
};

typedef enum { FFI_OK, FFI_BAD_TYPEDEF, FFI_BAD_ABI, FFI_BAD_ARGTYPE } ffi_status;

typedef struct _ffi_type {
    size_t size;
    unsigned short alignment;
    unsigned short type;
    struct _ffi_type **elements;
} ffi_type;

extern ffi_type ffi_type_void, ffi_type_uint8, ffi_type_sint8, ffi_type_uint16, ffi_type_sint16, ffi_type_uint32, ffi_type_sint32,
    ffi_type_uint64, ffi_type_sint64, ffi_type_float, ffi_type_double, ffi_type_longdouble, ffi_type_pointer, ffi_type_complex_float,
    ffi_type_complex_double, ffi_type_complex_longdouble;

#define ffi_type_uchar ffi_type_uint8
#define ffi_type_schar ffi_type_sint8
#define ffi_type_ushort ffi_type_uint16
#define ffi_type_sshort ffi_type_sint16
#define ffi_type_uint ffi_type_uint32
#define ffi_type_sint ffi_type_sint32
#if LONG_MAX == 2147483647
#define ffi_type_ulong ffi_type_uint32
#define ffi_type_slong ffi_type_sint32
#else
#define ffi_type_ulong ffi_type_uint64
#define ffi_type_slong ffi_type_sint64
#endif

typedef struct {
    ffi_abi abi;
    unsigned nargs;
    ffi_type **arg_types;
    ffi_type *rtype;
    unsigned bytes;
    unsigned flags;
} ffi_cif;

#define FFI_FN(f) ((void (*)(void))f)

ffi_status ffi_prep_cif(ffi_cif *cif, ffi_abi abi, unsigned nargs, ffi_type *rtype, ffi_type **types);
ffi_status ffi_prep_cif_var(ffi_cif *cif, ffi_abi abi, unsigned fixed, unsigned nargs, ffi_type *rtype, ffi_type **types);
void ffi_call(ffi_cif *cif, void (*fn)(void), void *rvalue, void **arguments);
ffi_status ffi_get_struct_offsets(ffi_abi abi, ffi_type *type, size_t *offsets);
const char *ffi_get_version(void);
unsigned long ffi_get_version_number(void);
unsigned ffi_get_default_abi(void);
size_t ffi_get_closure_size(void);

/* Raw arguments: words one behind the other. */
typedef union {
    ffi_sarg sint;
    ffi_arg uint;
    float flt;
    char data[sizeof(ffi_arg)];
    void *ptr;
} ffi_raw;
typedef ffi_raw ffi_java_raw;

void ffi_raw_call(ffi_cif *cif, void (*fn)(void), void *rvalue, ffi_raw *arguments);
void ffi_ptrarray_to_raw(ffi_cif *cif, void **arguments, ffi_raw *raw);
void ffi_raw_to_ptrarray(ffi_cif *cif, ffi_raw *raw, void **arguments);
size_t ffi_raw_size(ffi_cif *cif);
void ffi_java_raw_call(ffi_cif *cif, void (*fn)(void), void *rvalue, ffi_java_raw *arguments);
void ffi_java_ptrarray_to_raw(ffi_cif *cif, void **arguments, ffi_java_raw *raw);
void ffi_java_raw_to_ptrarray(ffi_cif *cif, ffi_java_raw *raw, void **arguments);
size_t ffi_java_raw_size(ffi_cif *cif);

/* Closures. */
typedef struct {
    union {
        char tramp[FFI_TRAMPOLINE_SIZE];
        void *ftramp;
    };
    ffi_cif *cif;
    void (*fun)(ffi_cif *, void *, void **, void *);
    void *user_data;
} __attribute__((aligned(8))) ffi_closure;

#if FFI_NATIVE_RAW_API
#define FFI_COMPAT_TRANSLATION
#else
#define FFI_COMPAT_TRANSLATION \
    void (*translate_args)(ffi_cif *, void *, void **, void *); \
    void *this_closure;
#endif
typedef struct {
    char tramp[FFI_TRAMPOLINE_SIZE];
    ffi_cif *cif;
    FFI_COMPAT_TRANSLATION
    void (*fun)(ffi_cif *, void *, ffi_raw *, void *);
    void *user_data;
} ffi_raw_closure;
typedef struct {
    char tramp[FFI_TRAMPOLINE_SIZE];
    ffi_cif *cif;
    FFI_COMPAT_TRANSLATION
    void (*fun)(ffi_cif *, void *, ffi_java_raw *, void *);
    void *user_data;
} ffi_java_raw_closure;
#undef FFI_COMPAT_TRANSLATION

void *ffi_closure_alloc(size_t size, void **code);
void ffi_closure_free(void *closure);
ffi_status ffi_prep_closure(ffi_closure *, ffi_cif *, void (*fun)(ffi_cif *, void *, void **, void *), void *user_data);
ffi_status ffi_prep_closure_loc(ffi_closure *, ffi_cif *, void (*fun)(ffi_cif *, void *, void **, void *), void *user_data, void *code);
ffi_status ffi_prep_raw_closure(ffi_raw_closure *, ffi_cif *, void (*fun)(ffi_cif *, void *, ffi_raw *, void *), void *user_data);
ffi_status ffi_prep_raw_closure_loc(ffi_raw_closure *, ffi_cif *, void (*fun)(ffi_cif *, void *, ffi_raw *, void *), void *user_data,
                                    void *code);
ffi_status ffi_prep_java_raw_closure(ffi_java_raw_closure *, ffi_cif *, void (*fun)(ffi_cif *, void *, ffi_java_raw *, void *),
                                     void *user_data);
ffi_status ffi_prep_java_raw_closure_loc(ffi_java_raw_closure *, ffi_cif *, void (*fun)(ffi_cif *, void *, ffi_java_raw *, void *),
                                         void *user_data, void *code);

/* Go closures: what calls them has their address in the static chain register. */
typedef struct {
    void *tramp;
    ffi_cif *cif;
    void (*fun)(ffi_cif *, void *, void **, void *);
} ffi_go_closure;

ffi_status ffi_prep_go_closure(ffi_go_closure *, ffi_cif *, void (*fun)(ffi_cif *, void *, void **, void *));
void ffi_call_go(ffi_cif *cif, void (*fn)(void), void *rvalue, void **arguments, void *closure);

#ifdef __cplusplus
}
#endif
#endif
