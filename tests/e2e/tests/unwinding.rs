//! Panics, backtraces and a debugger across trampolines, in a user's program.

use std::process::Command;

use e2e::Project;

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

/// Rust → downcall trampoline → upcall entry → handler. The thunk between the two is the test's own: closures come later.
const PROGRAM: &str = r#"
use core::arch::global_asm;
use core::ffi::c_void;
use ffi::contract::UpcallSlot;

global_asm!(
    ".globl thunk", ".type thunk, @function", "thunk:", ".cfi_startproc",
    "lea r10, [rip + {slot}]", "jmp [r10]", ".cfi_endproc", ".size thunk, . - thunk",
    slot = sym SLOT,
);
unsafe extern "C" { fn thunk(); }

const SIGNATURE: ffi::Signature = ffi::signature!(int(int, double, struct { long a; long b; long c; }));
static mut SLOT: UpcallSlot = UpcallSlot { entry: core::ptr::null(), handler, data: core::ptr::null_mut() };

struct Guard;
impl Drop for Guard {
    fn drop(&mut self) { println!("dropped"); }
}

// The debugger breaks here; a name that it need not demangle.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn innermost() {
    let trace = std::backtrace::Backtrace::force_capture().to_string();
    let mut rest = trace.as_str();
    for name in ["innermost", "handler", "ffi1_u_", "ffi1_d_", "outermost", "main"] {
        let Some(at) = rest.find(name) else { panic!("{name} is missing or out of order in {trace}") };
        rest = &rest[at..];
    }
    println!("traced");
}

unsafe extern "C-unwind" fn handler(_: *const UpcallSlot, args: *mut u8, ret: *mut u8) {
    let _guard = Guard;
    innermost();
    let first = unsafe { args.cast::<i32>().read() };
    unsafe { ret.cast::<i32>().write(first + 1) };
    if first < 0 {
        panic!("negative");
    }
}

#[inline(never)]
fn outermost(first: i32) -> i32 {
    let address = ffi::Pointer::new(thunk as *mut c_void).unwrap();
    let call = unsafe { ffi::Function::new(address, SIGNATURE).unwrap() };
    let mut args = [first as u64, 0, 1, 2, 3];
    let mut result = 0_i32;
    unsafe { call.call_raw(args.as_mut_ptr().cast(), (&raw mut result).cast()) };
    result
}

fn main() {
    unsafe { SLOT.entry = SIGNATURE.upcall().unwrap() };
    println!("{}", outermost(1));
    std::panic::set_hook(Box::new(|_| {}));
    let caught = std::panic::catch_unwind(|| outermost(-1)).unwrap_err();
    println!("caught {}", caught.downcast_ref::<&str>().unwrap());
}
"#;

fn project() -> Project {
    let project = Project::with_build_script(SCRATCH, "unwinding");
    let signature = "int(int, double, struct { long a; long b; long c; })";
    project
        .write("build.rs", &format!("fn main() {{ ffi_build::Builder::new(\"calls\").callbacks([\"{signature}\"]).build(); }}\n"))
        .write("src/main.rs", PROGRAM);
    project
}

#[test]
fn a_panic_a_backtrace_and_a_debugger_see_through() {
    let project = project();
    for profile in [&["run"][..], &["run", "--release"]] {
        let output = project.cargo(profile);
        assert_eq!(output.expect_success(), "traced\ndropped\n2\ntraced\ndropped\ncaught negative\n");
    }
    let output = Command::new("gdb")
        .args(["-batch", "-nx", "-ex", "set pagination off", "-ex", "break innermost", "-ex", "run", "-ex", "backtrace"])
        .arg(project.target().join("debug/unwinding"))
        .output()
        .expect("gdb runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let frames: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    let mut order = ["innermost", "handler", "ffi1_u_", "ffi1_d_", "outermost", "main"].iter();
    let mut wanted = order.next();
    for frame in &frames {
        if wanted.is_some_and(|name| frame.contains(name)) {
            wanted = order.next();
        }
    }
    assert!(wanted.is_none(), "{wanted:?} is missing:\n{text}");
}
