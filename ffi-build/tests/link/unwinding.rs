//! Unwinding through trampolines: by a panic, and by a debugger.

use std::process::Command;

use ffi_build::assembly::Assembly;

use crate::support::{Folder, LINKERS, plan, run, target, text};

/// Signatures with different frames, and what a callee of that type looks like in Rust and in C.
const LARGE: &str = "int(struct { long words[1000]; }, int)";

#[test]
fn a_panic_crosses_both_kinds() {
    let folder = Folder::new("panic");
    let mut assembly = Assembly::new(&target()).unwrap();
    let (small, large) = (plan("int(int, int)"), plan(LARGE));
    let small_down = assembly.downcall(&small).unwrap();
    let large_down = assembly.downcall(&large).unwrap();
    let up = assembly.upcall(&small).unwrap();
    let large_up = assembly.upcall(&large).unwrap();
    assembly.thunk("thunk", small.abi(), "SLOT").unwrap();
    assembly.thunk("large_thunk", large.abi(), "LARGE_SLOT").unwrap();
    folder.archive("libt.a", &assembly);
    let source = folder.write(
        "main.rs",
        format!(
            r#"
            use std::panic::catch_unwind;
            #[repr(C)]
            struct Slot {{ entry: unsafe extern "C" fn(), handler: extern "C-unwind" fn(*const Slot, *mut u8, *mut u8), data: usize }}
            unsafe impl Sync for Slot {{}}
            #[link(name = "t", kind = "static")]
            unsafe extern "C-unwind" {{
                fn {small_down}(args: *mut u8, ret: *mut u8, callee: *const u8);
                fn {large_down}(args: *mut u8, ret: *mut u8, callee: *const u8);
                fn thunk();
                fn large_thunk();
            }}
            unsafe extern "C" {{ fn {up}(); fn {large_up}(); }}
            #[unsafe(no_mangle)]
            static SLOT: Slot = Slot {{ entry: {up}, handler, data: 1 }};
            #[unsafe(no_mangle)]
            static LARGE_SLOT: Slot = Slot {{ entry: {large_up}, handler, data: 2 }};
            struct Guard<'a>(&'a mut u32);
            impl Drop for Guard<'_> {{ fn drop(&mut self) {{ *self.0 += 1; }} }}
            extern "C-unwind" fn handler(slot: *const Slot, _: *mut u8, _: *mut u8) {{
                panic!("thrown by {{}}", unsafe {{ (*slot).data }});
            }}
            fn caught(call: impl FnOnce() + std::panic::UnwindSafe) -> String {{
                *catch_unwind(call).unwrap_err().downcast::<String>().unwrap()
            }}
            fn main() {{
                std::panic::set_hook(Box::new(|_| {{}}));
                let mut dropped = 0;
                let count = std::panic::AssertUnwindSafe(&mut dropped);
                // Rust, downcall, thunk, upcall entry, handler.
                let text = caught(move || unsafe {{
                    let _guard = Guard({{ count }}.0);
                    let (mut args, mut ret) = ([1_u64, 2], 0_u32);
                    {small_down}(args.as_mut_ptr().cast(), (&raw mut ret).cast(), thunk as *const u8);
                }});
                assert_eq!(text, "thrown by 1");
                let text = caught(|| unsafe {{
                    let (mut args, mut ret) = (vec![0_u64; 1002], 0_u32);
                    {large_down}(args.as_mut_ptr().cast(), (&raw mut ret).cast(), large_thunk as *const u8);
                }});
                assert_eq!(text, "thrown by 2");
                assert_eq!(dropped, 1);
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

/// Steps through every instruction from one point to the next and takes a backtrace at each: main is always in it.
pub(crate) const STEPS: &str = r#"
import gdb
gdb.execute("set pagination off")
gdb.execute("break main")
gdb.execute("run")
while True:
    gdb.execute("stepi", to_string=True)
    frame, names = gdb.newest_frame(), []
    while frame is not None:
        # It takes two underscores in a name for Ada's way to write a full stop.
        names.append((frame.name() or "?").replace(".", "__"))
        frame = frame.older()
    if "main" not in names:
        break
    if names[0] != "main":
        print("STEP", " < ".join(names[: names.index("main") + 1]))
print("END", names)
"#;

#[test]
fn a_debugger_sees_through_every_instruction() {
    let folder = Folder::new("debugger");
    let mut assembly = Assembly::new(&target()).unwrap();
    let (small, large) = (plan("int(int, int)"), plan(LARGE));
    let down = assembly.downcall(&small).unwrap();
    let large_down = assembly.downcall(&large).unwrap();
    let up = assembly.upcall(&small).unwrap();
    assembly.thunk("thunk", small.abi(), "slot").unwrap();
    let library = folder.archive("libt.a", &assembly);
    let source = folder.write(
        "main.c",
        format!(
            r#"
            void {down}(void *, void *, void *);
            void {large_down}(void *, void *, void *);
            extern char {up}[];
            int thunk(int, int);
            static void handler(void *slot, void *args, void *ret) {{ *(int *)ret = *(int *)args; }}
            void *slot[3] = {{ {up}, handler, 0 }};
            struct large {{ long words[1000]; }};
            int last(struct large large, int two) {{ return large.words[0] + two; }}
            int main(void) {{
                long args[2] = {{ 40, 2 }};
                struct {{ struct large large; long two; }} record = {{ {{ {{ 40 }} }}, 2 }};
                int ret;
                {down}(args, &ret, thunk);
                {large_down}(&record, &ret, last);
                return ret - 42;
            }}"#
        ),
    );
    let script = folder.write("steps.py", STEPS);
    let program = folder.link("bfd", "main", &[&source, &library], &["-g", "-O0"]);
    let output = text(Command::new("gdb").args(["-batch", "-nx", "-x"]).arg(&script).arg(&program));
    let steps: Vec<&str> = output.lines().filter_map(|line| line.strip_prefix("STEP ")).collect();
    let count = |stack: &str| steps.iter().filter(|step| **step == stack).count();
    let paths = [
        format!("{down} < main"),
        format!("thunk < {down} < main"),
        format!("{up} < {down} < main"),
        format!("handler < {up} < {down} < main"),
        format!("{large_down} < main"),
        format!("last < {large_down} < main"),
    ];
    assert!(output.contains("END ['__libc_start"), "{output}");
    assert_eq!(steps.len(), paths.iter().map(|path| count(path)).sum::<usize>(), "{output}");
    // Instructions as in the goldens; a block copy is stopped at for each word.
    assert_eq!([count(&paths[0]), count(&paths[1]), count(&paths[2])], [8, 3, 11], "{output}");
    assert!(count(&paths[4]) > 1000 && count(&paths[5]) > 0, "{output}");
}
