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
