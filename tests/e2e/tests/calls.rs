//! Calls from a downstream package: direct, through the trampoline of an import, and by a signature that is data.

use e2e::Project;

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

#[test]
fn import_of_a_function_needs_no_build_script() {
    let project = Project::new(SCRATCH, "import-direct");
    project.manifest("[dependencies]\nffi-rt = { path = \"$WORKSPACE/ffi-rt\" }\n").write(
        "src/main.rs",
        r#"
        use core::ffi::c_int;

        #[ffi::import(library = "m")]
        unsafe extern "C" {
            fn pow(x: f64, y: f64) -> f64;
            #[ffi(symbol = "abs")]
            fn absolute(x: c_int) -> c_int;
            safe static signgam: ffi::Static<c_int>;
        }

        fn main() {
            println!("{} {} {}", unsafe { pow(2.0, 10.0) }, unsafe { absolute(-3) }, unsafe { signgam.get() });
        }
        "#,
    );
    assert_eq!(project.cargo(&["run"]).expect_success(), "1024 3 0\n");
}

#[test]
fn import_of_long_double_goes_through_a_trampoline() {
    let project = Project::with_build_script(SCRATCH, "import-long-double");
    project.write(
        "src/main.rs",
        r#"
        #[ffi::import(library = "m")]
        unsafe extern "C" {
            fn powl(x: ffi::LongDouble, y: ffi::LongDouble) -> ffi::LongDouble;
        }
        #[ffi::import(library = "m")]
        unsafe extern "C-unwind" {
            #[ffi(symbol = "cexp")]
            pub safe fn exponential(z: ffi::Complex<f64>) -> ffi::Complex<f64>;
            #[cfg(windows)]
            fn only_there(x: ffi::Half) -> ffi::Half;
            #[ffi(signature = "double _Complex(double _Complex)")]
            fn conj(args: ffi::Complex<f64>) -> ffi::Complex<f64>;
        }

        fn main() {
            let power = unsafe { powl(ffi::LongDouble::from(2.0), ffi::LongDouble::from(100.0)) };
            let one = exponential(ffi::Complex::new(0.0, 0.0));
            let conjugate = unsafe { conj(ffi::Complex::new(1.0, 2.0)) };
            println!("{} {} {} {}", f64::from(power), one.re, one.im, conjugate.im);
        }
        "#,
    );
    assert_eq!(project.cargo(&["run"]).expect_success(), "1267650600228229400000000000000 1 0 -2\n");
}

#[test]
fn call_by_a_signature_that_is_data() {
    let project = Project::with_build_script(SCRATCH, "dynamic-call");
    project.write(
        "src/main.rs",
        r#"
        const HYPOT: ffi::Signature = ffi::signature!(double(double, double));

        extern "C" fn add(a: i32, b: i32) -> i32 {
            a + b
        }

        fn main() {
            let address = ffi::Pointer::new(add as *mut core::ffi::c_void).unwrap();
            let add = unsafe { ffi::Function::new(address, ffi::signature!(int(int, int))).unwrap() };
            println!("{:?}", unsafe { add.call(&[40.into(), 2.into()]).unwrap() });
            println!("{}", HYPOT.text());
        }
        "#,
    );
    assert_eq!(project.cargo(&["run"]).expect_success(), "I32(42)\ndouble(double, double)\n");
}

/// An import that needs a trampoline, of a Rust function that panics.
fn panicking(name: &str, convention: &str) -> Project {
    let project = Project::with_build_script(SCRATCH, name);
    project.write(
        "src/main.rs",
        &r#"
        #[unsafe(no_mangle)]
        extern "C-unwind" fn panics(_: i32) {
            panic!("from the callee");
        }

        #[ffi::import]
        unsafe extern "CONVENTION" {
            #[ffi(symbol = "panics", signature = "void(int)")]
            fn call(x: i32);
        }

        fn main() {
            println!("{}", std::panic::catch_unwind(|| unsafe { call(1) }).is_err());
        }
        "#
        .replace("CONVENTION", convention),
    );
    project
}

#[test]
fn a_panic_crosses_a_trampoline_of_c_unwind() {
    let project = panicking("panic-c-unwind", "C-unwind");
    assert_eq!(project.cargo(&["run"]).expect_success(), "true\n");
}

#[test]
fn a_panic_does_not_cross_a_trampoline_of_plain_c() {
    let project = panicking("panic-c", "C");
    let run = project.cargo(&["run"]);
    assert!(run.expect_failure().contains("panic in a function that cannot unwind"), "{}", run.stderr);
    assert_eq!(run.stdout, "");
}

#[test]
fn a_symbol_that_is_missing_is_named_by_the_linker() {
    let project = Project::new(SCRATCH, "missing-symbol");
    project.manifest("[dependencies]\nffi-rt = { path = \"$WORKSPACE/ffi-rt\" }\n").write(
        "src/main.rs",
        r#"
        #[ffi::import(library = "m")]
        unsafe extern "C" {
            fn no_such_function(x: f64) -> f64;
        }

        fn main() {
            println!("{}", unsafe { no_such_function(1.0) });
        }
        "#,
    );
    let run = project.cargo(&["build"]);
    let words = run.expect_failure();
    assert!(words.contains("no_such_function") && words.contains("undefined"), "{words}");
}

#[test]
fn signatures_of_the_build_script_and_callbacks_have_code() {
    let project = Project::with_build_script(SCRATCH, "callbacks");
    project
        .write("build.rs", "fn main() { ffi_build::Builder::new(\"calls\").signatures([\"int(char)\"]).callbacks([\"void(int, float)\"]).build(); }\n")
        .write(
            "src/main.rs",
            r#"
            macro_rules! signature_of {
                ($result:ident, $parameter:ident) => { ffi::signature!($result($parameter)) };
            }

            fn main() {
                let both = ffi::signature!(void(int, float));
                let one = signature_of!(int, char);
                println!("{:?} {:?}", both.upcall().is_some(), both.downcall().is_some());
                println!("{:?} {:?}", one.upcall().is_some(), one.downcall().is_some());
            }
            "#,
        );
    assert_eq!(project.cargo(&["run"]).expect_success(), "true true\nfalse true\n");
}
