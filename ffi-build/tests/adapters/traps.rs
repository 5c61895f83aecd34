//! Checks of the debug variant that fail, and what a callee must not see.

use std::fmt::Write as _;

use ffi_abi::engine::v8::{Function, V8};
use ffi_abi::engine::wasm::Wasm;
use ffi_abi::engine::{Adapter, Callee};
use ffi_abi::{Signature, Target};
use ffi_build::assembly::Assembly;

use crate::PRELUDE;
use crate::machine::{MACHINES, Machine};

fn signature(text: &str) -> Signature {
    Signature::parse(text).unwrap()
}

fn run(machine: &Machine) {
    let target = Target::parse(machine.triple).unwrap();
    let wasm = Wasm { callee: 16, exit: None, checks: Some((4, 0x766d_6378)) };
    let callee = |name: &str| Callee::Symbol(name.to_owned());
    let mut assembly = Assembly::new(&Target::parse(machine.object).unwrap()).unwrap();
    let mut add = |adapter: &Adapter| assembly.adapter(adapter).unwrap();
    let sum = add(&wasm.call(&target, &signature("int(int, int)"), callee("sum")).unwrap());
    let import = add(&wasm.import(&target, &signature("int(int, int)"), callee("sum")).unwrap());
    let mut text = format!(
        "{PRELUDE}int fork(void); int waitpid(int, int *, int); void _exit(int); int printf(const char *, ...); int puts(const char *);\nvoid {sum}(void); void {import}(void);\n\
         int CONV sum(int a, int b) {{ return a + b; }}\nvoid fault(int number, int what) {{}}\n\
         static int ended(int which, unsigned magic, size_t capacity) {{\n\
         int child = fork(); void *volatile import = (void *){import}; void *volatile call = (void *){sum};\n\
         if (child == 0) {{ struct caller caller = {{ 0, magic }}; value v[2] = {{ {{ {{ 40 }} }}, {{ {{ 2 }} }} }}; int r;\n\
         if (which) r = ((int (CONV *)(void *, void *, int, int))import)(0, &caller, 40, 2);\n\
         else {{ ((void (CONV *)(void *, void *, value *, size_t))call)(0, &caller, v, capacity); r = v[0].bytes[0]; }}\n\
         _exit(r); }}\n\
         int status; waitpid(child, &status, 0);\n\
         return status & 127 ? -(status & 127) : status >> 8 & 255; }}\n"
    );
    // Where the receiver was, with arguments that do not come there, and what the adapter calls.
    let scrubbed = match machine.triple {
        triple if triple.starts_with("x86_64") => {
            let fast = V8::default().adapter(&target, &signature("void(double)"), &Function::default(), callee("look")).unwrap();
            let register = if machine.triple.contains("windows") { "rcx" } else { "rdi" };
            let _ = writeln!(text, "__asm__(\".globl look\\nlook: movq %{register}, seen(%rip)\\n ret\");");
            Some(add(&fast.adapter))
        }
        triple if triple.starts_with("aarch64") => {
            let fast = V8::default().adapter(&target, &signature("void(double)"), &Function::default(), callee("look")).unwrap();
            text.push_str("__asm__(\".globl look\\nlook: adrp x9, seen\\n str x0, [x9, :lo12:seen]\\n ret\");\n");
            Some(add(&fast.adapter))
        }
        _ => None,
    };
    text.push_str("long long seen = 0x5eed;\n");
    let mut main = "int main(void) {\n".to_owned();
    for (which, magic, capacity) in
        [(0, 0x766d_6378_u32, 2), (0, 0x766d_6378, 9), (0, 0x766d_6378, 1), (0, 1, 2), (1, 0x766d_6378, 0), (1, 2, 0)]
    {
        let _ = writeln!(main, "printf(\"%d \", ended({which}, {magic}, {capacity}));");
    }
    if let Some(symbol) = scrubbed {
        let _ = writeln!(text, "void {symbol}(void);");
        let _ = writeln!(
            main,
            "void *volatile look = (void *){symbol}; ((void (CONV *)(void *, double))look)((void *)0xbad, 1.5); printf(\"%lld\", seen);"
        );
    } else {
        main.push_str("printf(\"0\");\n");
    }
    main.push_str("puts(\"\"); return 0; }\n");
    text.push_str(&main);
    let empty = [PRELUDE.to_owned(), PRELUDE.to_owned()];
    let output = machine.run(&machine.compilers[0], "-O1", PRELUDE, &empty, &text, &assembly);
    // SIGILL on x86-64, SIGTRAP elsewhere.
    let signal = if machine.triple.starts_with("x86_64") { -4 } else { -5 };
    assert_eq!(output.trim(), format!("42 42 {signal} {signal} 42 {signal} 0"), "{}", machine.triple);
}

#[test]
fn checks_trap_and_the_receiver_is_not_seen() {
    for machine in &MACHINES {
        run(machine);
    }
}
