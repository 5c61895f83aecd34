//! Engine adapters, run: C functions of real compilers on one side, C code that calls as the engine does on the other, and the adapters
//! between them. Values are graffiti: their nibbles name the argument and the byte, and what an engine leaves above a narrow value is
//! rubbish.
//!
//! `FFI_CASES=500 cargo test --release -p ffi-build --test adapters` takes that many signatures of each kind to each compiler and level.

mod case;
mod dart;
mod machine;
mod traps;
mod v8;
mod wasm;

use std::fmt::Write as _;

use ffi_abi::Target;
use ffi_abi::engine::{Adapter, Callee};
use ffi_build::assembly::Assembly;

use case::Random;
use machine::{MACHINES, Machine};

/// The C code of one case, and its adapter.
pub(crate) struct Case {
    pub(crate) adapter: Adapter,
    /// The function that is called, in C.
    pub(crate) callee: String,
    /// Statements that call as the engine does; `adapter` is the adapter's address.
    pub(crate) caller: String,
    /// Whether the engine's stack is AAPCS64's on a target with another.
    pub(crate) words: bool,
}

type Maker = fn(&Target, usize, &mut Random, Callee) -> Option<Case>;

const KINDS: &[(&str, Maker)] = &[
    ("v8", v8::case),
    ("dart", dart::case),
    ("wasm enter", wasm::enter),
    ("wasm leave", wasm::leave),
    ("wasm call", wasm::call),
    ("wasm import", wasm::import),
];

/// Cases of each kind for each compiler and level.
fn count() -> usize {
    std::env::var("FFI_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(40)
}

fn run(machine: &Machine) {
    let target = Target::parse(machine.triple).unwrap();
    for (number, (compiler, level)) in machine.programs().into_iter().enumerate() {
        let mut random = Random(0x5eed ^ (number as u64) << 32);
        let mut assembly = Assembly::new(&Target::parse(machine.object).unwrap()).unwrap();
        let mut callees = PRELUDE.to_owned();
        let mut callers = [PRELUDE.to_owned(), PRELUDE.to_owned()];
        let mut table = String::new();
        let mut index = 0;
        for (kind, make) in KINDS {
            // Some are refused, by engines that do not run on the target.
            for _ in 0..count() {
                let slot = random.below(3) == 0;
                let callee = if slot { Callee::Slot } else { Callee::Symbol(format!("callee{index}")) };
                let Some(case) = make(&target, index, &mut random, callee) else { continue };
                let symbol = assembly.adapter(&case.adapter).unwrap_or_else(|why| panic!("{kind}: {why}"));
                let slot = *case.adapter.callee() == Callee::Slot;
                callees.push_str(&case.callee);
                let entered = if slot {
                    let _ = writeln!(
                        callees,
                        "void {symbol}(void); struct slot slot{index} = {{ (void *){symbol}, 0, (void *)callee{index} }};"
                    );
                    let (thunk, abi) = (format!("thunk{index}"), case.adapter.entry().abi());
                    assembly.thunk(&thunk, abi, &format!("slot{index}")).unwrap()
                } else {
                    symbol
                };
                let _ = writeln!(
                    callers[usize::from(case.words)],
                    "void {entered}(void);\n__attribute__((noinline)) void case{index}(void) {{ const int number = {index}; \
                     void *self = (void *)case{index}; void *volatile adapter = (void *){entered}; (void)self;\n{}}}",
                    case.caller
                );
                let _ = writeln!(table, "CASE({index}, \"{kind}\")");
                index += 1;
            }
        }
        let output = machine.run(compiler, level, &callees, &callers, &main_program(&table), &assembly);
        let last = output.lines().last().unwrap_or_default().to_owned();
        assert_eq!(last, format!("{index} cases, 0 faults"), "{} {} {level}\n{output}", machine.triple, compiler.name);
        println!("{} {} {level}: {last}", machine.triple, compiler.name);
    }
}

#[test]
fn adapters_of_system_v() {
    run(&MACHINES[0]);
}

#[test]
fn adapters_of_microsoft_x64() {
    run(&MACHINES[1]);
}

#[test]
fn adapters_of_aarch64_linux() {
    run(&MACHINES[2]);
}

#[test]
fn adapters_of_aarch64_apple() {
    run(&MACHINES[3]);
}

#[test]
fn adapters_of_riscv64() {
    run(&MACHINES[4]);
}

/// What every C file begins with. Nothing of it needs a header of the target's system.
const PRELUDE: &str = r#"
typedef signed char int8_t; typedef unsigned char uint8_t; typedef short int16_t; typedef unsigned short uint16_t;
typedef int int32_t; typedef unsigned int uint32_t; typedef long long int64_t; typedef unsigned long long uint64_t;
typedef __SIZE_TYPE__ size_t;
typedef long long v128 __attribute__((vector_size(16)));
#ifndef CONV
#define CONV
#endif
struct slot { void *entry; void *handler; void *data; };
void fault(int number, int what);
#define CHECK(what, condition) do { if (!(condition)) fault(number, what); } while (0)
static int same(const void *a, const void *b, size_t size) {
    const unsigned char *x = a, *y = b;
    while (size--) if (*x++ != *y++) return 0;
    return 1;
}
static void fill(void *to, int byte, size_t size) { volatile unsigned char *x = to; while (size--) *x++ = byte; }
static void put(void *to, const void *from, size_t size) { volatile unsigned char *x = to; const unsigned char *y = from; while (size--) *x++ = *y++; }
/* Offsets as the adapters are made for. */
struct callee { char before[16]; void *function; };
struct state { char before[8]; void *frame_pointer; void *return_address; void *unused; void *stack_pointer; };
struct caller { uint32_t before; uint32_t magic; char between[16]; struct state *state; };
struct thread { uint64_t unused; uint64_t state; uint64_t null; void *mismatch; };
extern struct thread the_thread;
typedef struct { unsigned char bytes[16]; } __attribute__((aligned(16))) value;
#define ALIGNED() CHECK(200, ((size_t)__builtin_frame_address(0) & 15) == FRAME_MOD)
#if defined(__x86_64__)
#define FRAME_MOD 0
#else
#define FRAME_MOD ((size_t)__builtin_frame_address(0) & 15)
#endif
"#;

fn main_program(table: &str) -> String {
    let prototypes = table.replace("CASE(", "PROTOTYPE(");
    format!(
        "#include <stdio.h>\n{PRELUDE}\nstruct thread the_thread;\nstatic int faults; static const char *kind;\n\
         void fault(int number, int what) {{ faults++; printf(\"case %d (%s): fault at %d\\n\", number, kind, what); fflush(stdout); }}\n\
         #define PROTOTYPE(n, k) void case##n(void);\n{prototypes}\n\
         #define CASE(n, k) kind = k; CURRENT(n); case##n(); count++;\n\
         #define CURRENT(n) if (argc > 1) {{ printf(\"case %d\\n\", n); fflush(stdout); }}\n\
         int main(int argc, char **argv) {{ int count = 0;\n{table}\n\
         printf(\"%d cases, %d faults\\n\", count, faults); return 0; }}\n"
    )
}
