//! What goes wrong when a program is linked or runs, and what is said about it.

use e2e::Project;

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

#[test]
fn a_library_that_the_linker_lacks_is_named() {
    let project = Project::new(SCRATCH, "missing-library");
    project.manifest("[dependencies]\nffi-rt = { path = \"$WORKSPACE/ffi-rt\" }\n").write(
        "src/main.rs",
        "#[ffi::import(library = \"nosuchlibrary\")]\nunsafe extern \"C\" { fn absent(); }\nfn main() { unsafe { absent(); } }\n",
    );
    let output = project.cargo(&["build"]);
    assert!(output.expect_failure().contains("nosuchlibrary"), "{}", output.stderr);
}

#[test]
fn faults_of_a_running_program_are_values() {
    let project = Project::with_build_script(SCRATCH, "run-time");
    project.write(
        "src/main.rs",
        r#"
        use ffi::{DynamicLibrary, Pointer, Value};

        fn main() {
            println!("{}", unsafe { DynamicLibrary::open("nosuchlibrary") }.unwrap_err());
            let libm = unsafe { DynamicLibrary::open("libm.so.6") }.unwrap();
            println!("{}", unsafe { libm.lookup(c"no_such_function") }.unwrap_err());
            let hypot = unsafe { libm.function(c"hypot", ffi::signature!(double(double, double))) }.unwrap();
            println!("{:?}", unsafe { hypot.call(&[3.0.into(), 4.0.into()]) });
            println!("{}", unsafe { hypot.call(&[3.0.into()]) }.unwrap_err());
            println!("{}", unsafe { hypot.call(&[3.0.into(), 4.0.into(), 5.0.into()]) }.unwrap_err());
            println!("{}", unsafe { hypot.call(&[3.0.into(), 4_i32.into()]) }.unwrap_err());
            println!("{}", unsafe { hypot.call(&[Value::Pointer(core::ptr::null_mut()), 4.0.into()]) }.unwrap_err());
            drop(libm);
            // The function keeps its library.
            println!("{:?}", unsafe { hypot.call(&[5.0.into(), 12.0.into()]) });
            let _ = Pointer::new(core::ptr::null_mut::<u8>()).is_none();
        }
        "#,
    );
    let output = project.cargo(&["run"]);
    println!("{}", output.stdout);
    let lines: Vec<&str> = output.expect_success().lines().collect();
    println!("{lines:#?}");
}
