//! Non-leaf calls: a host walks its own stack from a callback, through two stretches of native frames; on AArch64 under qemu if
//! `FFI_MACHINE` says `aarch64`.

use e2e::{DEPENDENCIES, Project, machine};

const NATIVE: &str = r#"
    #include <setjmp.h>
    typedef int (*callback)(void *context, int depth);
    int native_call(callback back, void *context, int depth)
    {
        /* Frames of its own, also for the walker to miss. */
        volatile int before = depth;
        int result = back(context, depth + 1);
        return result + before - depth;
    }
    static jmp_buf place;
    /* Returns -1 when native_jump was called below it. */
    int native_try(callback back, void *context) { return setjmp(place) ? -1 : back(context, 0); }
    void native_jump(void) { longjmp(place, 1); }
"#;

const BUILD: &str = r#"
    use std::{env, process::Command};
    fn main() {
        let out = env::var("OUT_DIR").unwrap();
        let run = |name: &str, arguments: &[&str]| assert!(Command::new(name).args(arguments).current_dir(&out).status().unwrap().success());
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/native.c");
        let prefix = if env::var("TARGET").unwrap().starts_with("aarch64") { "aarch64-linux-gnu-" } else { "" };
        run(&format!("{prefix}gcc"), &["-O2", "-fno-omit-frame-pointer", "-fPIC", "-c", source, "-o", "native.o"]);
        run(&format!("{prefix}ar"), &["rcs", "libnative.a", "native.o"]);
        println!("cargo::rustc-link-search=native={out}");
        // Names of functions, for `dladdr`.
        println!("cargo::rustc-link-arg-bins=-rdynamic");
    }
"#;

const HOST: &str = r#"
    use ffi::exit::{Boundary, Context, State};
    use std::ffi::{CStr, c_char, c_int, c_void};

    type Callback = extern "C-unwind" fn(&Context, c_int) -> c_int;

    #[ffi::import(library = "native", kind = "static")]
    unsafe extern "C-unwind" {
        /// Calls back.
        #[ffi(non_leaf, symbol = "native_call")]
        pub fn call(back: *const c_void, context: *const c_void, depth: c_int) -> c_int;
        #[ffi(non_leaf)]
        fn native_try(back: *const c_void, context: *const c_void) -> c_int;
        fn native_jump();
    }

    #[repr(C)]
    struct Info { file: *const c_char, base: *mut c_void, name: *const c_char, address: *mut c_void }
    unsafe extern "C" { fn dladdr(address: usize, info: *mut Info) -> c_int; }

    /// The function at an address, if it is one of ours.
    fn name(address: usize) -> Option<String> {
        let mut info = Info { file: std::ptr::null(), base: std::ptr::null_mut(), name: std::ptr::null(), address: std::ptr::null_mut() };
        let found = unsafe { dladdr(address - 1, &mut info) } != 0 && !info.name.is_null();
        let name = found.then(|| unsafe { CStr::from_ptr(info.name) }.to_string_lossy().into_owned())?;
        name.starts_with("host_").then_some(name)
    }

    /// The host's frames of one stretch, by their frame pointers.
    fn walk(boundary: &Boundary, end: usize) -> Vec<String> {
        // The call itself may be in a function of the macro's, which has another name.
        let mut names: Vec<String> = name(boundary.exit.program_counter).into_iter().collect();
        let mut frame = boundary.exit.frame_pointer;
        // Above the host's first function, frames are the standard library's, which has no frame pointers.
        while frame < end && names.last().is_none_or(|name| name != "host_start") {
            let [next, back] = unsafe { *(frame as *const [usize; 2]) };
                // Whether this one is seen depends on what the compiler puts into it.
            names.extend(name(back).filter(|name| name != "host_first"));
            frame = next;
        }
        names
    }

    #[unsafe(no_mangle)]
    #[inline(never)]
    extern "C-unwind" fn host_outer(context: &Context) -> c_int {
        let result = unsafe { call(context, host_first as Callback as *const c_void, std::ptr::from_ref(context).cast(), 0) };
        std::hint::black_box(result)
    }

    #[unsafe(no_mangle)]
    extern "C-unwind" fn host_first(context: &Context, depth: c_int) -> c_int {
        assert_eq!(context.state(), State::Native);
        assert!(context.exit_frame().is_some());
        let result = context.enter(|| host_middle(context, depth)).unwrap();
        assert_eq!(context.state(), State::Native);
        result
    }

    #[unsafe(no_mangle)]
    #[inline(never)]
    extern "C-unwind" fn host_middle(context: &Context, depth: c_int) -> c_int {
        let back = host_second as Callback as *const c_void;
        let result = unsafe { call(context, back, std::ptr::from_ref(context).cast(), depth) };
        std::hint::black_box(result)
    }

    #[unsafe(no_mangle)]
    extern "C-unwind" fn host_second(context: &Context, depth: c_int) -> c_int {
        context.enter(|| {
            assert_eq!((context.state(), context.exit_frame()), (State::Managed, None));
            let boundaries = context.boundaries();
            for (at, boundary) in boundaries.iter().enumerate() {
                let end = boundaries.get(at + 1).map_or(usize::MAX, |next| next.entry_stack_pointer);
                println!("{}", walk(boundary, end).join(" < "));
                // A stretch of native frames is between the two.
                assert!(boundary.entry_stack_pointer < boundary.exit.stack_pointer);
            }
            depth
        }).unwrap()
    }

    extern "C-unwind" fn panics(context: &Context, _: c_int) -> c_int {
        context.enter(|| panic!("on its way")).unwrap()
    }

    extern "C-unwind" fn jumps(context: &Context, _: c_int) -> c_int {
        // The frames that the jump passes have nothing to drop.
        let _ = context.enter(|| { assert_eq!(context.boundaries().len(), 1); unsafe { native_jump() } });
        0
    }

    extern "C-unwind" fn refused(context: &Context, _: c_int) -> c_int {
        let fault = context.enter(|| -> c_int { unreachable!() }).unwrap_err();
        assert!(fault.stack_pointer < fault.limit);
        -7
    }

    #[unsafe(no_mangle)]
    #[inline(never)]
    extern "C-unwind" fn host_start(context: &Context) { println!("{}", host_outer(context)); }

    fn main() {
        let context = Context::new();
        host_start(&context);
        let address = std::ptr::from_ref(&context).cast::<c_void>();

        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| unsafe { call(&context, panics as Callback as *const c_void, address, 0) }));
        println!("{:?} {} {:?}", context.state(), context.boundaries().len(), caught.is_err());

        println!("{}", unsafe { native_try(&context, jumps as Callback as *const c_void, address) });
        context.resume();
        println!("{:?} {}", context.state(), context.boundaries().len());

        context.set_stack_limit(usize::MAX);
        println!("{}", unsafe { call(&context, refused as Callback as *const c_void, address, 0) });
        context.set_stack_limit(0);
        host_start(&context);
    }
"#;

const WALKED: &str = "host_middle\nhost_outer < host_start\n2\n";

#[test]
fn a_host_walks_its_stack_through_two_non_leaf_calls() {
    let project = Project::with_build_script(env!("CARGO_TARGET_TMPDIR"), "exit-frames");
    project.manifest(DEPENDENCIES).write("native.c", NATIVE).write("build.rs", BUILD).write("src/main.rs", HOST);
    let said = format!("{WALKED}Managed 0 true\n-1\nManaged 0\n-7\n{WALKED}");
    let mut environment = vec![("RUSTFLAGS", "-C force-frame-pointers=yes")];
    environment.extend(machine());
    for profile in [&["run"][..], &["run", "--release"]] {
        let run = project.cargo_with(profile, &environment);
        assert_eq!(run.expect_success(), said, "{profile:?}");
    }
}
