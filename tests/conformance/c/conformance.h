/* What a generated program and the runtime of the tests know of each other.
 *
 * A value is graffiti: each byte is a function of the argument's index and the byte's offset, made valid for its type. Both sides
 * of a call compute it anew, so no expected value travels by the convention that is tested. */
#ifndef CONFORMANCE_H
#define CONFORMANCE_H

/* The runtime is a program of System V even where the compiler's side is not. */
#ifdef MICROSOFT_ON_SYSTEM_V
#define RUNTIME __attribute__((sysv_abi))
__asm__(".set memcpy, ms_memcpy\n.set memset, ms_memset");
#else
#define RUNTIME
#endif

/* The convention of every function that is judged, where it is not the platform's own. */
#if defined(JUDGE_MICROSOFT)
#define CONVENTION __attribute__((ms_abi))
#define VARIADIC CONVENTION
#define LIST __builtin_ms_va_list
#define START __builtin_ms_va_start
#define END __builtin_ms_va_end
#elif defined(JUDGE_SYSTEM_V)
#define CONVENTION __attribute__((sysv_abi))
#define VARIADIC CONVENTION
#define LIST __builtin_sysv_va_list
#define START __builtin_sysv_va_start
#define END __builtin_sysv_va_end
#else
#define LIST __builtin_va_list
#define START __builtin_va_start
#define END __builtin_va_end
#endif
#define NEXT __builtin_va_arg
#ifndef CONVENTION
#define CONVENTION
#endif
/* On i386 no compiler's variadic functions have any but the platform's own; clang does not let it be said. */
#ifndef VARIADIC
#ifdef __clang__
#define VARIADIC
#else
#define VARIADIC CONVENTION
#endif
#endif

/* gcc makes one function of two callers, one of which calls a variadic function and the other not: to it their types are alike. */
#ifdef __clang__
#define ALONE
#else
#define ALONE __attribute__((no_icf))
#endif

/* What every function finds the stack aligned to. */
#ifndef STACK_ALIGN
#define STACK_ALIGN 16
#endif

#ifdef __cplusplus
#define _Bool bool
extern "C" {
#endif

/* What a run of a value's bytes is, as far as graffiti has to mind. */
enum leaf_kind { LEAF_INTEGER, LEAF_SIGNED, LEAF_BOOL, LEAF_F16, LEAF_F32, LEAF_F64, LEAF_F80, LEAF_F128 };

struct leaf {
    unsigned offset;
    enum leaf_kind kind;
    unsigned size;  /* of one element, padding included */
    unsigned count; /* elements, one after the other */
};

struct type {
    const char *text;
    unsigned size, align; /* by the compiler */
    const struct leaf *leaves;
    unsigned leaf_count;
    void (RUNTIME *set_bits)(void *); /* sets every bit of every bit-field; null without any */
};

struct place {
    const struct type *type;
    unsigned size, align; /* by the plan */
    unsigned slot;        /* in the argument record */
};

/* As `ffi::contract::universal`. */
struct move {
    unsigned from, to;
};

struct rest {
    unsigned from, to, how, size;
};

struct program {
    void (*place)(void), (*finish)(void); /* put there by the runtime */
    __SIZE_TYPE__ low, frame, vectors;
    unsigned ints, words, others, results;
    const struct move *moves;
    const struct rest *rest;
};

struct arriving {
    unsigned arguments, results, result_at, pops, pops_at;
    const struct rest *moves;
};

struct universal {
    unsigned placing, finishing; /* which functions */
    void (*routine)(void);
    struct program program;
    struct universal_entry {
        void (*code)(void);
        unsigned listed; /* bytes behind the record */
        struct arriving arriving;
    } entry, lister; /* the second makes a va_list */
};

struct test {
    unsigned id;
    const struct place *params;
    unsigned param_count;
    const struct place *result; /* null for void */
    unsigned record_size, record_align, stack_align;
    int vector_count; /* that the plan puts in al; -1 without */
    unsigned callee_pops; /* bytes of stack that the callee removes */
    int returns_pointer; /* the address of the result comes back in a register */
    void (*downcall)(void), (*upcall)(void); /* made by the project */
    void (*callee)(void);         /* made by the compiler */
    void (RUNTIME *caller)(void); /* the same, called by the runtime */
    /* Of a variadic function: the upcall entry that makes a va_list, where in the record it puts that, how many parameters are fixed,
     * and what reads the others, made by the compiler. Null without. */
    void (*listed)(void);
    unsigned list_at, fixed;
    void (RUNTIME *reader)(void *list);
    const struct universal *universal;
    int closure; /* goes through closures, too */
    /* What a thunk that has a register for its slot leads to, made by the compiler; null where the arguments leave none. And its page. */
    void (*typed)(void);
    unsigned page;
};

/* Of a closure or an upcall. The first three words are `ffi::contract::UpcallSlot`; the whole is as large as `ffi-rt`'s. */
struct slot {
    void (*entry)(void);
    void (*handler)(void);
    void *data;
    __SIZE_TYPE__ rest[32 / sizeof(void *) - 3];
};

/* Thunks and their slots, and what a slot leads to before its typed function, on i386. */
struct page {
    char *thunks;
    struct slot *slots;
    void (*lead)(void);
};

extern const struct page pages[];
extern const unsigned page_count, thunk_count, thunk_stride;

/* A va_list from the value of a parameter of that type. */
#ifdef LIST_BY_ADDRESS
#define TAKE(list, from) __builtin_va_copy(list, *(LIST *)from)
#else
#define TAKE(list, from) list = (LIST)from
#endif

/* Index of the result where the index of an argument is wanted. */
#define RESULT 1000u

/* Called by a callee or a caller: makes the value of that index; checks one that arrived; checks the same widened. */
RUNTIME void rt_make(unsigned index, void *value);
RUNTIME void rt_arrived(unsigned index, const void *value);
RUNTIME void rt_widened(unsigned index, long long value);
/* Called by a typed function of a closure: it has that slot. */
RUNTIME void rt_entered(void *slot);
/* Called by a callee before it returns. */
RUNTIME void rt_return(void);

/* Calls `shim_target` with the arguments that it was called with, and checks what a callee has to preserve. */
extern char shim_call[]; /* no function to a compiler: gcc looks through a cast of one, and calls it by its own convention */

extern const struct test tests[];
extern const unsigned test_count, stack_align;

#ifdef __cplusplus
}
#endif

#endif
