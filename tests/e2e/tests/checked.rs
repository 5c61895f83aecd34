//! Imported items that agree with the system's headers compile, and do what they say; a header that changes is compared again.

use e2e::{DEPENDENCIES_WITH_HEADERS, Project};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

#[test]
fn what_agrees_with_the_systems_headers_compiles_and_runs() {
    let project = Project::new(SCRATCH, "checked-system");
    project
        .manifest(DEPENDENCIES_WITH_HEADERS)
        .write(
            "build.rs",
            r#"fn main() {
                let headers = ["fcntl.h", "unistd.h", "stdlib.h", "string.h", "stdio.h", "math.h", "signal.h", "sys/mman.h"];
                headers.into_iter().fold(ffi_build::Builder::new("c"), |builder, header| builder.check(header)).build();
            }"#,
        )
        .write(
            "src/main.rs",
            r#"
            use core::ffi::{c_char, c_double, c_int, c_long, c_void};
            use core::ptr::{NonNull, null_mut};
            use ffi::sentinel::{Code, MinusOne};
            use ffi::{Errno, Static};

            type Handler = Option<unsafe extern "C" fn(c_int)>;

            #[ffi::import(library = "m")]
            unsafe extern "C" {
                fn open(path: *const c_char, flags: c_int, ...) -> Errno<c_int>;
                fn read(file: c_int, to: *mut c_void, count: usize) -> Errno<isize>;
                fn close(file: i32) -> Errno<i32>;
                fn strtol(text: *const c_char, end: *mut *mut c_char, base: c_int) -> Errno<c_long, Code>;
                fn strlen(text: *const u8) -> usize;
                fn memset(to: *mut c_void, with: c_int, count: usize) -> *mut c_void;
                fn snprintf(to: *mut c_char, size: usize, format: *const c_char, ...) -> c_int;
                fn qsort(
                    base: *mut c_void,
                    count: usize,
                    size: usize,
                    by: Option<unsafe extern "C" fn(*const c_void, *const c_void) -> c_int>,
                );
                fn signal(number: c_int, handler: Handler) -> Handler;
                fn frexp(x: f64, exponent: &mut c_int) -> c_double;
                fn expl(x: ffi::LongDouble) -> ffi::LongDouble;
                fn malloc(size: usize) -> Option<NonNull<c_void>>;
                fn free(data: *mut c_void);
                fn mmap(to: *mut c_void, size: usize, p: c_int, f: c_int, file: c_int, at: i64) -> Errno<*mut c_void, MinusOne>;
                fn exit(status: c_int) -> !;
                static optind: Static<c_int>;
                static environ: Static<*mut *mut c_char>;
                #[ffi(unchecked = "shown to be left alone")]
                fn abs(x: c_int) -> c_int;
            }

            fn main() {
                unsafe {
                    let missing = open(c"/no/such/file".as_ptr(), 0, ()).result();
                    println!("{:?}", missing.unwrap_err().kind());
                    let file = open(c"src/main.rs".as_ptr(), 0, ()).result().unwrap();
                    let mut text = [0_u8; 4];
                    println!("{}", read(file, text.as_mut_ptr().cast(), 1).result().unwrap());
                    close(file).result().unwrap();
                    println!("{:?}", close(file).result().unwrap_err().raw_os_error());
                    println!("{:?}", read(-1, text.as_mut_ptr().cast(), 1).ok_or_code());
                    println!("{:?}", strtol(c"7".as_ptr(), null_mut(), 10).ok_or_code());
                    println!("{}", strtol(c"99999999999999999999".as_ptr(), null_mut(), 10).failed());
                    println!("{:?}", mmap(null_mut(), 0, 0, 0x22, -1, 0).ok_or_code().unwrap_err());
                    memset(text.as_mut_ptr().cast(), c_int::from(b'a'), 3);
                    println!("{} {}", strlen(text.as_ptr()), optind.get() + abs(-2));
                    let mut exponent = 0;
                    println!("{} {exponent}", frexp(8.0, &mut exponent));
                    free(malloc(8).unwrap().as_ptr());
                    println!("{} {}", f64::from(expl(ffi::LongDouble::from(0.0))), !environ.get().is_null());
                    let _ = (qsort as *const c_void, signal as *const c_void, snprintf as *const c_void);
                    exit(0)
                }
            }
            "#,
        );
    let out = "NotFound\n1\nSome(9)\nErr(9)\nOk(7)\ntrue\n22\n3 3\n0.5 4\n1 true\n";
    assert_eq!(project.cargo(&["run"]).expect_success(), out);
}

#[test]
fn a_header_that_changes_is_compared_again() {
    let project = Project::new(SCRATCH, "checked-again");
    project
        .manifest(DEPENDENCIES_WITH_HEADERS)
        .write("build.rs", "fn main() { ffi_build::Builder::new(\"c\").check(\"c/lib.h\").build(); }")
        .write("c/lib.h", "int twice(int x);\n")
        .write(
            "src/lib.rs",
            "#[ffi::import]\nunsafe extern \"C\" {\n    pub fn twice(x: core::ffi::c_int) -> core::ffi::c_int;\n}\n",
        );
    project.cargo(&["check"]).expect_success();
    project.write("c/lib.h", "int twice(long x);\n");
    let run = project.cargo(&["check"]);
    assert!(
        run.expect_failure().contains("[FFI0084] parameter 1 of `twice` has 4 bytes here and 8 bytes in C"),
        "{}",
        run.stderr
    );
    project.write(
        "src/lib.rs",
        "#[ffi::import]\nunsafe extern \"C\" {\n    pub fn twice(x: core::ffi::c_long) -> core::ffi::c_int;\n}\n",
    );
    project.cargo(&["check"]).expect_success();
}
