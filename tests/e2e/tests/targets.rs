//! Trampolines from every target of a package, whatever the runtime is called there.

use e2e::{DEPENDENCIES, Project};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

/// `signature!` and an import, each with a signature of its own.
fn uses(parameter: &str) -> String {
    format!(
        r#"
        #[ffi::import(library = "m")]
        unsafe extern "C" {{
            fn fabsl(x: ffi::LongDouble) -> ffi::LongDouble;
        }}
        extern "C" fn twice(x: f64) -> f64 {{ 2.0 * x }}
        fn check() {{
            const SIGNATURE: ffi::Signature = ffi::signature!(double({parameter}));
            let address = ffi::Pointer::new(twice as *mut core::ffi::c_void).unwrap();
            let call = unsafe {{ ffi::Function::new(address, ffi::signature!(double(double))).unwrap() }};
            assert_eq!(unsafe {{ call.call(&[1.5.into()]).unwrap() }}, 3.0.into());
            assert_eq!(SIGNATURE.parameters().len(), 1);
            assert_eq!(f64::from(unsafe {{ fabsl(ffi::LongDouble::from(-2.0)) }}), 2.0);
        }}
        "#
    )
}

#[test]
fn every_target_of_a_package_links() {
    let project = Project::with_build_script(SCRATCH, "every-target");
    let main = |parameter: &str| format!("{} fn main() {{ check(); println!(\"ran\"); }}", uses(parameter));
    let test = |parameter: &str| format!("{} #[test] fn works() {{ check(); }}", uses(parameter));
    project
        .manifest(&format!("{DEPENDENCIES}[[bench]]\nname = \"measured\"\nharness = false\n"))
        .write(
            "src/lib.rs",
            &format!(
                "//! ```\n{}//! check();\n//! ```\n{}\npub fn from_library() {{ check(); }}\n",
                documented(&uses("signed char")),
                test("short")
            ),
        )
        .write(
            "src/main.rs",
            &format!("{} fn main() {{ check(); every_target::from_library(); println!(\"ran\"); }}", uses("int")),
        )
        .write("src/bin/other.rs", &main("long"))
        .write("tests/integration.rs", &test("long long"))
        .write("examples/shown.rs", &main("unsigned short"))
        .write("benches/measured.rs", &main("unsigned long"));
    let output = project.cargo(&["test", "--all-targets"]);
    output.expect_success();
    assert_eq!(output.stdout.matches("test works ... ok").count(), 2, "{}", output.stdout);
    let output = project.cargo(&["test", "--doc"]);
    assert!(output.expect_success().contains("1 passed"), "{}", output.stdout);
    for arguments in
        [["run", "--bin=every-target"], ["run", "--bin=other"], ["run", "--example=shown"], ["bench", "--bench=measured"]]
    {
        assert!(project.cargo(&arguments).expect_success().contains("ran"), "{arguments:?}");
    }
}

fn documented(code: &str) -> String {
    code.lines().map(|line| format!("//! {line}\n")).collect()
}

#[test]
fn a_renamed_dependency_and_a_module_called_ffi() {
    let project = Project::with_build_script(SCRATCH, "renamed");
    project
        .manifest(
            "[dependencies]\nc-calls = { package = \"ffi-rt\", path = \"$WORKSPACE/ffi-rt\" }\n\
             [build-dependencies]\nffi-build = { path = \"$WORKSPACE/ffi-build\", default-features = false }\n",
        )
        .write(
            "src/main.rs",
            r#"
            mod ffi {
                use c_calls as c;

                #[c::import(library = "m", crate = ::c_calls)]
                unsafe extern "C" {
                    pub fn abs(x: core::ffi::c_int) -> core::ffi::c_int;
                    pub fn fabsl(x: c_calls::LongDouble) -> c_calls::LongDouble;
                }
                pub const SIGNATURE: c::Signature = c::signature!(float(float));
            }

            fn main() {
                let three = unsafe { ffi::fabsl(c_calls::LongDouble::from(-3.0)) };
                println!("{} {} {}", ffi::SIGNATURE.text(), unsafe { ffi::abs(-2) }, f64::from(three));
            }
            "#,
        );
    assert_eq!(project.cargo(&["run"]).expect_success(), "float(float) 2 3\n");
}

#[test]
fn a_module_called_ffi_beside_the_dependency() {
    let project = Project::with_build_script(SCRATCH, "mod-ffi");
    project.write(
        "src/main.rs",
        r#"
        mod ffi {
            #[::ffi::import(library = "m")]
            unsafe extern "C" {
                pub fn fabsl(x: ::ffi::LongDouble) -> ::ffi::LongDouble;
            }
            pub const SIGNATURE: ::ffi::Signature = ::ffi::signature!(float(float));
        }

        fn main() {
            let three = unsafe { ffi::fabsl(::ffi::LongDouble::from(-3.0)) };
            println!("{} {}", ffi::SIGNATURE.text(), f64::from(three));
        }
        "#,
    );
    assert_eq!(project.cargo(&["run"]).expect_success(), "float(float) 3\n");
}
