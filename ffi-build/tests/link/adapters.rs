//! Unwinding through engine adapters: by a panic, and by a debugger at every instruction.

use std::process::Command;

use ffi_abi::Signature;
use ffi_abi::engine::v8::{Function, V8, Wide};
use ffi_abi::engine::{Adapter, Callee};
use ffi_build::assembly::Assembly;

use crate::sample::{self, DART, WASM};
use crate::support::{Folder, LINKERS, run, target, text};
use crate::unwinding::STEPS;

/// Adapters with frames of their own, and one that has none: to `callee`, by symbol or through a context.
fn adapters() -> Vec<Adapter> {
    let signature = |text: &str| Signature::parse(text).unwrap();
    let callee = || Callee::Symbol("callee".to_owned());
    let (target, usual) = (target(), V8::default());
    let v8 = |v8: V8, text: &str| v8.adapter(&target, &signature(text), &Function::default(), callee()).unwrap().adapter;
    vec![
        v8(usual, "int(int, int)"),
        v8(usual, "signed char(int, int)"),
        v8(V8 { wide: Wide::OutArray, ..usual }, "uint64_t(int)"),
        WASM.call(&target, &signature("int(int, int)"), callee()).unwrap(),
        WASM.enter(&target, &signature("int(int, int)").into()).unwrap(),
        DART.adapter(&target, &signature("int(int, int)"), callee()).unwrap().adapter,
    ]
}

fn assembled() -> (Assembly, Vec<String>) {
    let mut assembly = Assembly::new(&target()).unwrap();
    // Nobody uses these.
    for adapter in sample::adapters(&target()) {
        assembly.adapter(&adapter).unwrap();
    }
    let symbols = adapters().iter().map(|adapter| assembly.adapter(adapter).unwrap()).collect();
    (assembly, symbols)
}

#[test]
fn a_panic_crosses_adapters() {
    let folder = Folder::new("adapters_panic");
    let (assembly, symbols) = assembled();
    folder.archive("libt.a", &assembly);
    let declared: String = symbols.iter().map(|symbol| format!("fn {symbol}();")).collect();
    let [jump, narrow, array, call, enter, dart] = &symbols[..] else { unreachable!("six") };
    let source = folder.write(
        "main.rs",
        format!(
            r#"
            use std::ffi::c_void;
            use std::mem::transmute;
            #[link(name = "t", kind = "static")]
            unsafe extern "C" {{ {declared} }}
            #[unsafe(no_mangle)]
            extern "C-unwind" fn callee() {{ panic!("thrown"); }}
            struct Guard<'a>(&'a mut u32);
            impl Drop for Guard<'_> {{ fn drop(&mut self) {{ *self.0 += 1; }} }}
            fn main() {{
                std::panic::set_hook(Box::new(|_| {{}}));
                let mut dropped = 0;
                let mut caught = |call: &dyn Fn()| {{
                    let guard = Guard(&mut dropped);
                    let call = std::panic::AssertUnwindSafe((call, guard));
                    let thrown = std::panic::catch_unwind(move || {{ let all = call; (all.0.0)() }}).unwrap_err();
                    assert_eq!(*thrown.downcast::<&str>().unwrap(), "thrown");
                }};
                type Fast = unsafe extern "C-unwind" fn(*const c_void, i32, i32) -> i32;
                type Out = unsafe extern "C-unwind" fn(*const c_void, i32, *const c_void);
                type Array = unsafe extern "C-unwind" fn(*const c_void, *const c_void, *mut u128, usize);
                type Unboxed = unsafe extern "C-unwind" fn(*const c_void, u32, i64, i64) -> i64;
                let (mut state, out, mut values) = ([0_u64; 5], [0_u64; 2], [0_u128; 2]);
                let (mut caller, of) = ([0_u64; 4], [0, 0, callee as *const () as u64]);
                caller[3] = state.as_mut_ptr() as u64;
                let (caller, of, values) = (caller.as_ptr().cast(), of.as_ptr().cast(), values.as_mut_ptr());
                let thread = [0_u64; 4];
                unsafe {{
                    for fast in [{jump} as *const (), {narrow} as *const ()] {{
                        caught(&|| {{ transmute::<_, Fast>(fast)(std::ptr::null(), 1, 2); }});
                    }}
                    caught(&|| transmute::<_, Out>({array} as *const ())(std::ptr::null(), 1, out.as_ptr().cast()));
                    for array in [{call} as *const (), {enter} as *const ()] {{
                        caught(&|| transmute::<_, Array>(array)(of, caller, values, 2));
                    }}
                    caught(&|| {{ transmute::<_, Unboxed>({dart} as *const ())(thread.as_ptr().cast(), 2, 1, 2); }});
                }}
                assert_eq!(dropped, 6);
            }}"#
        ),
    );
    for linker in LINKERS {
        let program = folder.path(linker);
        let mut rustc = Command::new("rustc");
        rustc.args(["--edition", "2024", "-C", "linker=gcc", "-L"]).arg(folder.path(""));
        rustc.arg(format!("-Clink-arg=-B{}", folder.path("linkers").display()));
        rustc.arg(format!("-Clink-arg=-fuse-ld={linker}"));
        run(rustc.arg("-o").arg(&program).arg(&source));
        run(&mut Command::new(program));
    }
}

#[test]
fn a_debugger_sees_through_every_instruction_of_adapters() {
    let folder = Folder::new("adapters_debugger");
    let (assembly, symbols) = assembled();
    let library = folder.archive("libt.a", &assembly);
    let declared: String = symbols.iter().map(|symbol| format!("int {symbol}();\n")).collect();
    let [jump, narrow, array, call, enter, dart] = &symbols[..] else { unreachable!("six") };
    let source = folder.write(
        "main.c",
        format!(
            r#"
            {declared}
            int callee(int a, int b) {{ return a; }}
            int main(void) {{
                long state[5], caller[4] = {{ 0, 0, 0, (long)state }}, of[3] = {{ 0, 0, (long)callee }}, thread[4] = {{ 0 }}, out[2];
                long array[2] = {{ 0, (long)out }};
                _Alignas(16) long values[4] = {{ 40 }};
                int sum = {jump}(0, 40, 2) + {narrow}(0, 40, 2) + {dart}(thread, 2, 40l, 2l);
                {array}(0, 40, array);
                {call}(of, caller, values, 2l);
                {enter}(of, caller, values, 2l);
                return sum - 120;
            }}"#
        ),
    );
    let script = folder.write("steps.py", STEPS);
    let program = folder.link("bfd", "main", &[&source, &library], &["-g", "-O0", "-w"]);
    let linked = text(Command::new("nm").arg(&program));
    assert_eq!(linked.lines().filter(|line| line.contains(" ffi1_a_")).count(), symbols.len(), "{linked}");
    let output = text(Command::new("gdb").args(["-batch", "-nx", "-x"]).arg(&script).arg(&program));
    let steps: Vec<&str> = output.lines().filter_map(|line| line.strip_prefix("STEP ")).collect();
    assert!(output.contains("END ['__libc_start"), "{output}");
    let mut expected = 0;
    for (symbol, adapter) in symbols.iter().zip(adapters()) {
        let code = ffi_build::il::adapter(&target(), &adapter).unwrap();
        let own = steps.iter().filter(|step| **step == format!("{symbol} < main")).count();
        let operations = code.ops().len();
        assert!(own >= operations.min(4), "{symbol}: {own} steps of {operations} operations\n{output}");
        let called = steps.iter().filter(|step| **step == format!("callee < {symbol} < main")).count();
        expected += own + called;
    }
    // What is entered by a jump was called by `main`.
    expected += steps.iter().filter(|step| **step == "callee < main").count();
    assert_eq!(steps.len(), expected, "{output}");
}
