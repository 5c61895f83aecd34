//! Calls from a downstream package: direct, through the trampoline of an import, and by a signature that is data.

use e2e::{DEPENDENCIES, Project};

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

#[test]
fn signatures_that_a_run_writes_down_have_trampolines_in_the_next_build() {
    let project = Project::new(SCRATCH, "recorded");
    project
        .manifest(&DEPENDENCIES.replace("ffi-rt\" }", "ffi-rt\", features = [\"dynamic\"] }"))
        .write("build.rs", "fn main() { ffi_build::Builder::new(\"met\").signatures_from(\"met.txt\").build(); }\n")
        .write("met.txt", "# by the program\n")
        .write(
            "src/main.rs",
            r#"
            use ffi::dynamic::{self, Mode};
            use ffi::{DynamicLibrary, LongDouble, Signature, Value};

            mod met {
                ffi::bindings!("met");
            }

            fn main() {
                dynamic::know(met::SIGNATURES);
                match std::env::args().nth(1).as_deref() {
                    Some("record") => dynamic::record("met.txt").unwrap(),
                    Some("strict") => dynamic::set_mode(Mode::Strict),
                    other => panic!("{other:?}"),
                }
                let mut buffer = [0_u8; 16];
                let text = |text: &core::ffi::CStr| Value::Pointer(text.as_ptr().cast_mut().cast());
                let calls: [(&str, &core::ffi::CStr, &str, &[Value]); 4] = [
                    ("m", c"hypot", "double ( double, double )", &[3.0.into(), 4.0.into()]),
                    ("m", c"powl", "long double(long double, long double)", &[LongDouble::from(2.0).into(), LongDouble::from(10.0).into()]),
                    ("c", c"div", "struct { int quot; int rem; }(int, int)", &[17.into(), 5.into()]),
                    ("c", c"snprintf", "int(char *, unsigned long, const char *, ..., double)", &[
                        Value::Pointer(buffer.as_mut_ptr().cast()), 16_u64.into(), text(c"%.2f"), 1.5.into(),
                    ]),
                ];
                for (library, name, text, arguments) in calls {
                    let signature = match Signature::parse(text) {
                        Ok(signature) => signature,
                        Err(fault) => {
                            println!("{fault}");
                            continue;
                        }
                    };
                    // SAFETY: these are the functions' types, and the buffer holds what is printed.
                    let result = unsafe {
                        let library = DynamicLibrary::open(library).unwrap();
                        library.function(name, signature).unwrap().call(arguments).unwrap()
                    };
                    let way = if signature.downcall().is_some() { "ahead" } else { "universal" };
                    match result {
                        Value::LongDouble(number) => println!("{way} {}", f64::from(number)),
                        result => println!("{way} {result:?}"),
                    }
                }
                println!("{}", buffer.escape_ascii());
            }
            "#,
        );
    let texts = [
        "double(double, double)",
        "long double(long double, long double)",
        "struct { int quot; int rem; }(int, int)",
        "int(char *, unsigned long, const char *, ..., double)",
    ];
    let refused = project.cargo(&["run", "--", "strict"]);
    let lines: Vec<&str> = refused.expect_success().lines().collect();
    for (line, text) in lines.iter().zip(texts) {
        assert!(line.contains(&format!("add `.signatures([\"{text}\"])` to the `Builder` of `build.rs`")), "{line}");
    }
    assert_eq!(lines.len(), texts.len() + 1, "{lines:#?}");

    let recording = project.cargo(&["run", "--", "record"]);
    let universal = recording.expect_success();
    assert_eq!(universal.matches("universal ").count(), texts.len(), "{universal}");
    assert!(universal.contains("universal F64(5.0)\n") && universal.contains("1.50\\x00"), "{universal}");
    let met = std::fs::read_to_string(project.folder().join("met.txt")).expect("the program wrote it");
    assert_eq!(met, format!("# by the program\n{}\n", texts.join("\n")));

    // Built again, for the file has changed: the same results, none by a universal call.
    let strict = project.cargo(&["run", "--", "strict"]);
    assert_eq!(strict.expect_success(), universal.replace("universal ", "ahead "));

    // And nothing is left to write down.
    assert_eq!(project.cargo(&["run", "--", "record"]).expect_success(), strict.stdout);
    assert_eq!(std::fs::read_to_string(project.folder().join("met.txt")).expect("it is there still"), met);
}
