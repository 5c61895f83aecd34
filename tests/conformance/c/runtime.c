/* The part of a test program that is the same for every batch: graffiti, comparison, the loop over the tests.
 *
 * Prints a line for each fault (`FAIL <id> <direction> <what>`), `CRASH <id> <direction>` before it dies of a signal, and
 * `DONE <tests>` at the end. Arguments: direction, first id, last id. */
#define _GNU_SOURCE
#include "conformance.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#include <windows.h>
#else
#include <signal.h>
#include <unistd.h>
#endif

#define MOST 65536
#define CANARY 64

/* Shared with the assembly of the instruction set. */
void (*shim_target)(void);
void *shim_context;
void (*shim_next)(void);
uint64_t shim_bad;      /* bits: which callee-saved registers came back changed */
uint64_t shim_entry_sp; /* stack pointer where the callee begins, as if just before the call instruction */
uint64_t shim_entry_count; /* on x86-64: what was in al */
uint64_t shim_return;      /* the first register of results after the call */
unsigned shim_pops;        /* on i386: bytes of stack that an upcall entry removes */
uint64_t shim_x87;      /* on x86: status word after the call */
void shim_downcall(void);
void shim_callee(void);
void shim_trash(void);

/* Of the library that fills the frames of universal calls, and reads those of universal closures. */
extern void (*const *const ffi_places)(void), (*const *const ffi_finishes)(void);
unsigned char *ffi_arrive(unsigned char *image, unsigned char *record, unsigned char *room, const struct arriving *arriving);
void ffi_depart(unsigned char *result, unsigned char *block, const struct arriving *arriving);

static const struct test *current;
static const char *direction;
static int is_universal, is_downcall, is_closure; /* the direction */
static int is_typed; /* the call at hand leads to a typed function */
static unsigned arrivals, handled, faults;
static struct slot *slot; /* of the upcall at hand */

static unsigned char graffito(unsigned index, unsigned offset) {
    return (unsigned char)(current->id * 0x9du + index * 0x35u + offset * 0x0bu + (offset >> 4) * 0x1fu + 0x41u);
}

static unsigned significant(const struct leaf *leaf) { return leaf->kind == LEAF_F80 ? 10 : leaf->size; }

/* Makes the bytes of a leaf a valid value that survives a load and a store: no NaN, no Boolean but 0 and 1. */
static void make_valid(const struct leaf *leaf, unsigned char *at) {
    switch (leaf->kind) {
    case LEAF_INTEGER:
    case LEAF_SIGNED: break;
    case LEAF_BOOL: at[0] &= 1; break;
    case LEAF_F16: at[1] &= 0xbf; break;
    case LEAF_F32: at[3] &= 0xbf; break;
    case LEAF_F64: at[7] &= 0xbf; break;
    case LEAF_F80: at[7] |= 0x80; at[8] |= 1; at[9] &= 0xbf; break;
    case LEAF_F128: at[15] &= 0xbf; break;
    }
}

static void make(unsigned index, const struct type *type, unsigned char *value) {
    for (unsigned i = 0; i < type->size; i++) value[i] = graffito(index, i);
    for (unsigned i = 0; i < type->leaf_count; i++)
        for (unsigned n = 0; n < type->leaves[i].count; n++)
            make_valid(&type->leaves[i], value + type->leaves[i].offset + n * type->leaves[i].size);
}

/* Which bits of a value mean something. */
static void make_mask(const struct type *type, unsigned char *mask) {
    memset(mask, 0, type->size);
    for (unsigned i = 0; i < type->leaf_count; i++)
        for (unsigned n = 0; n < type->leaves[i].count; n++)
            memset(mask + type->leaves[i].offset + n * type->leaves[i].size, 0xff, significant(&type->leaves[i]));
    if (type->set_bits) type->set_bits(mask);
}

static void fault(const char *what) {
    printf("FAIL %u %s %s\n", current->id, direction, what);
    faults++;
}

static void hex(char *out, const unsigned char *bytes, unsigned count) {
    for (unsigned i = 0; i < count && i < 64; i++) out += sprintf(out, "%02x%s", bytes[i], i % 8 == 7 ? "_" : "");
    *out = 0;
}

static const struct place *place_of(unsigned index) { return index == RESULT ? current->result : &current->params[index]; }

static _Alignas(4096) unsigned char wanted[MOST], mask[MOST];

static void compare(unsigned index, const unsigned char *value) {
    const struct type *type = place_of(index)->type;
    make(index, type, wanted);
    make_mask(type, mask);
    for (unsigned i = 0; i < type->size; i++) {
        if ((value[i] ^ wanted[i]) & mask[i]) {
            char want[200], got[200], bits[200], line[800];
            hex(want, wanted, type->size);
            hex(got, value, type->size);
            hex(bits, mask, type->size);
            sprintf(line, "value %d (%s), byte %u: wanted %s got %s mask %s", index == RESULT ? -1 : (int)index, type->text, i, want, got, bits);
            fault(line);
            return;
        }
    }
}

void rt_make(unsigned index, void *value) { make(index, place_of(index)->type, value); }

void rt_arrived(unsigned index, const void *value) {
    char line[120];
    arrivals++;
    /* What has no bytes is nowhere. Where the stack is aligned to words, a parameter may be used where it arrived. */
    unsigned align = place_of(index)->type->align;
    if (stack_align < 16 && align > stack_align) align = stack_align;
    /* A typed function finds what the caller made, which gcc aligns to 16 bytes at most for Windows and RISC-V. */
    if (!is_typed && place_of(index)->type->size && (uintptr_t)value % align) {
        sprintf(line, "value %u is at a misaligned address: %% %u = %u", index, align, (unsigned)((uintptr_t)value % align));
        fault(line);
    }
    compare(index, value);
}

void rt_widened(unsigned index, long long value) {
    const struct place *place = place_of(index);
    make(index, place->type, wanted);
    long long low = 0;
    memcpy(&low, wanted, place->type->size);
    unsigned bits = place->type->size * 8;
    long long high = bits == 64 ? 0 : value >> bits;
    long long sign = bits == 64 ? 0 : -(low >> (bits - 1) & 1);
    int is_signed = place->type->leaves->kind == LEAF_SIGNED;
    if ((bits < 64 && (value & ((1LL << bits) - 1)) != low) || high != (is_signed ? sign : 0)) {
        char line[160];
        sprintf(line, "value %d (%s) widened: wanted %s extension of %llx, got %llx", index == RESULT ? -1 : (int)index, place->type->text,
                is_signed ? "sign" : "zero", low, value);
        fault(line);
    }
}

void rt_entered(void *which) {
    handled++;
    if (which != slot) fault("the typed function got another slot");
}

void rt_return(void) { shim_trash(); }

/* Leaves nothing useful in the memory that the next call uses as its stack. */
static void __attribute__((noinline)) scribble(void) {
    volatile unsigned char stack[16384];
    for (unsigned i = 0; i < sizeof stack; i++) stack[i] = (unsigned char)(0xd1 + i * 7);
}

static void check_machine(void) {
    char line[120];
    if (shim_bad) {
        sprintf(line, "registers that a callee preserves were changed: mask %llx", (unsigned long long)shim_bad);
        fault(line);
    }
    /* The handler of an upcall is a function of this system. Universal entries, which are of this system too, and thunks have the stack as
     * aligned as it was. */
    if (shim_entry_sp % (is_downcall || is_universal || is_typed ? stack_align : 16)) fault("the stack is misaligned at the entry of the callee");
    if ((shim_x87 >> 11 & 7) && is_downcall) fault("the x87 stack is not empty after a downcall");
}

static void check_layout(const struct place *place, unsigned index) {
    char line[160];
    if (place->size != place->type->size || place->align != place->type->align) {
        sprintf(line, "layout of value %d (%s): size %u align %u, the compiler says %u and %u", index == RESULT ? -1 : (int)index,
                place->type->text, place->size, place->align, place->type->size, place->type->align);
        fault(line);
    }
}

static _Alignas(8192) unsigned char record[MOST], result[MOST];

static void downcall(void) {
    char line[120];
    unsigned size = current->result ? current->result->type->size : 0;
    /* Aligned as asked for and no better. */
    unsigned char *into = result + 1024 + (current->result ? current->result->type->align : 1);
    unsigned char *args = record + current->record_align;
    for (unsigned i = 0; i < current->record_size + CANARY; i++) args[i] = (unsigned char)(0xe3 + i * 5);
    for (unsigned i = 0; i < current->param_count; i++) rt_make(i, args + current->params[i].slot);
    for (unsigned char *at = into - CANARY; at < into + size + CANARY; at++) *at = 0xc7;
    struct program program = current->universal->program;
    program.place = ffi_places[current->universal->placing];
    program.finish = ffi_finishes[current->universal->finishing];
    shim_target = is_universal ? current->universal->routine : current->downcall;
    shim_next = current->callee;
    void *call = (void *)shim_downcall;
    /* A trampoline ignores the last argument. */
    ((void (*)(void *, void *, void (*)(void), const struct program *))call)(args, into, shim_callee, &program);
    if (arrivals != current->param_count) fault("the callee was not called once");
    if (current->result) compare(RESULT, into);
    for (unsigned i = 1; i <= CANARY; i++)
        if (into[-(int)i] != 0xc7 || into[size + i - 1] != 0xc7) {
            sprintf(line, "written outside the result's %u bytes", size);
            fault(line);
            break;
        }
    if (shim_entry_sp % current->stack_align) fault("the stack is not aligned as the plan says");
    if (current->vector_count >= 0 && (int)(shim_entry_count & 0xff) != current->vector_count) {
        sprintf(line, "al is %d, the plan says %d", (int)(shim_entry_count & 0xff), current->vector_count);
        fault(line);
    }
}

static void *handed;

static void handler(struct slot *which, unsigned char *args, unsigned char *ret) {
    handled++;
    handed = ret;
    if (which != slot || which->data != (void *)current) fault("the handler got another slot");
    if (current->param_count && (uintptr_t)args % current->record_align) fault("the handler's argument record is misaligned");
    if (current->result && current->result->type->size && (uintptr_t)ret % current->result->type->align) fault("the handler's result is misaligned");
    for (unsigned i = 0; i < current->param_count; i++) compare(i, args + current->params[i].slot);
    if (current->result) rt_make(RESULT, ret);
    shim_trash();
}

/* The same where the entry knows the fixed parameters alone. */
static void list_handler(struct slot *which, unsigned char *args, unsigned char *ret) {
    handled++;
    handed = ret;
    if (which != slot) fault("the handler got another slot");
    for (unsigned i = 0; i < current->fixed; i++) compare(i, args + current->params[i].slot);
    current->reader(*(void **)(args + current->list_at));
    if (current->result) rt_make(RESULT, ret);
    shim_trash();
}

#ifdef __i386__
#define ALIGNS __attribute__((force_align_arg_pointer))
#else
#define ALIGNS
#endif

/* The same where the entry knows nothing but the machine. */
static void arrived(struct slot *which, unsigned char *image, unsigned char *block, const struct universal_entry *entry, unsigned size,
                    void (*by)(struct slot *, unsigned char *, unsigned char *)) {
    unsigned char *args = record + current->record_align, *room = result + 1024 + (current->result ? current->result->type->align : 1);
    size += entry->listed;
    memset(args, 0xe3, size + CANARY);
    unsigned char *ret = ffi_arrive(image, args, room, &entry->arriving);
    for (unsigned i = 0; i < CANARY; i++)
        if (args[size + i] != 0xe3) {
            fault("written behind the argument record");
            break;
        }
    by(which, args, ret);
    ffi_depart(ret, block, &entry->arriving);
    shim_trash();
}

static ALIGNS void universal_handler(struct slot *which, unsigned char *image, unsigned char *block) {
    arrived(which, image, block, &current->universal->entry, current->record_size, handler);
}

static ALIGNS void universal_list_handler(struct slot *which, unsigned char *image, unsigned char *block) {
    arrived(which, image, block, &current->universal->lister, current->list_at, list_handler);
}

/* The compiler's caller calls that. Whatever it leads to is entered through `shim_callee`, which goes on to `next`. */
static void call(void (*code)(void), void *context, void (*next)(void)) {
    shim_context = context;
    shim_target = code;
    shim_pops = current->callee_pops;
    shim_next = next;
    handled = 0;
    current->caller();
}

/* The case's slot on a page, and its thunk. Another thunk for each case, and every other slot leads nowhere. */
static void (*thunk_on(const struct page *page))(void) {
    static struct slot *last;
    static const struct slot nowhere;
    unsigned number = current->id % thunk_count;
    if (last) *last = nowhere;
    last = slot = &page->slots[number];
    slot->data = (void *)current;
    return (void (*)(void))(void *)(page->thunks + number * thunk_stride);
}

static void enter(void (*entry)(void), void (*by)(struct slot *, unsigned char *, unsigned char *)) {
    static struct slot alone;
    static char none; /* nothing that an entry could use is in the register of its context */
    slot = &alone;
    void (*code)(void) = is_closure ? thunk_on(&pages[page_count - 1]) : entry;
    slot->entry = entry;
    slot->handler = shim_callee;
    slot->data = (void *)current;
    call(code, is_closure ? (void *)&none : (void *)slot, (void (*)(void))by);
}

/* Before another call of the same case. */
static void again(void) {
    check_machine();
    arrivals = 0;
    shim_bad = 0;
    scribble();
}

static void typed(void) {
    const struct page *page = &pages[current->page];
    void (*code)(void) = thunk_on(page);
    /* `ffi-rt` has the typed function in the sixth word where something leads to it. */
    if (page->lead) slot->entry = page->lead, ((void (**)(void))slot)[5] = shim_callee;
    else slot->entry = shim_callee;
    is_typed = 1;
    call(code, 0, current->typed);
    if (handled != 1) fault("the typed function was not called once");
    if (arrivals != current->param_count + (current->result ? 1 : 0)) fault("the typed function did not see all arguments, or the caller no result");
}

static void upcall(void) {
    if (current->listed) {
        if (is_universal) enter(current->universal->lister.code, universal_list_handler);
        else enter(current->listed, list_handler);
        if (handled != 1) fault("the handler of a va_list was not called once");
        if (arrivals != current->param_count - current->fixed + (current->result ? 1 : 0)) fault("not all of a va_list was read");
        again();
    }
    if (is_universal) enter(current->universal->entry.code, universal_handler);
    else enter(current->upcall, handler);
    if (handled != 1) fault("the handler was not called once");
    if (current->result && arrivals != 1) fault("the caller got no result");
    if (current->returns_pointer && (void *)(uintptr_t)shim_return != handed) fault("the address of the result does not come back");
    if (is_closure && current->typed) {
        again();
        typed();
    }
}

#ifdef _WIN32
static LONG WINAPI crash(EXCEPTION_POINTERS *what) {
    char line[80];
    int length = snprintf(line, sizeof line, "CRASH %u %s exception %lx\n", current ? current->id : 0, direction, what->ExceptionRecord->ExceptionCode);
    _exit(write(1, line, length) == length ? 3 : 4);
}

static void catch_crashes(void) {
    _setmode(1, _O_BINARY);
    AddVectoredExceptionHandler(1, crash);
}
#else
static void crash(int signal_number) {
    char line[80];
    int length = snprintf(line, sizeof line, "CRASH %u %s signal %d\n", current ? current->id : 0, direction, signal_number);
    if (write(1, line, length) != length) _exit(4);
    _exit(3);
}

static void catch_crashes(void) {
    static char stack[65536];
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction action = {.sa_handler = crash, .sa_flags = SA_ONSTACK};
    static const int deadly[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
    sigaltstack(&alternate, 0);
    for (unsigned i = 0; i < sizeof deadly / sizeof *deadly; i++) sigaction(deadly[i], &action, 0);
}
#endif

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    setvbuf(stdout, 0, _IOLBF, 0);
    catch_crashes();
    direction = argv[1];
    is_universal = !strncmp(direction, "universal", strlen("universal"));
    is_closure = !strcmp(direction, "closure");
    is_downcall = !strcmp(direction, "universal") || !strcmp(direction, "down");
    unsigned first = strtoul(argv[2], 0, 10), last = strtoul(argv[3], 0, 10), done = 0;
    for (unsigned i = 0; i < test_count; i++) {
        current = &tests[i];
        if (current->id < first || current->id > last || (is_closure && !current->closure)) continue;
        for (unsigned p = 0; p < current->param_count; p++) check_layout(&current->params[p], p);
        if (current->result) check_layout(current->result, RESULT);
        arrivals = 0;
        shim_bad = 0;
        is_typed = 0;
        scribble();
        if (is_downcall) downcall();
        else upcall();
        check_machine();
        done++;
    }
    printf("DONE %u\n", done);
    return faults ? 1 : 0;
}
