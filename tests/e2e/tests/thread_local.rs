//! A variable of which each thread has its own: from a static library, from a shared one, and from one that is opened when needed.

use std::process::Command;

use e2e::{DEPENDENCIES_WITH_HEADERS, Project};

fn succeed(command: &mut Command) {
    assert!(command.status().is_ok_and(|status| status.success()), "{command:?}");
}

#[test]
fn each_thread_reads_its_own() {
    let ways =
        [("kind = \"static\"", "thread-local-static"), ("kind = \"dylib\"", "thread-local-dylib"), ("lazy", "thread-local-lazy")];
    for (way, name) in ways {
        let project = Project::new(env!("CARGO_TARGET_TMPDIR"), name);
        let folder = project.folder().join("c");
        project
            .manifest(DEPENDENCIES_WITH_HEADERS)
            .write("c/own.h", "extern __thread int own;\nint add(int n);\n")
            .write("c/own.c", "__thread int own = 7;\nint add(int n) { return own += n; }\n")
            .write(
                "build.rs",
                "fn main() {\n    let c = format!(\"{}/c\", std::env::var(\"CARGO_MANIFEST_DIR\").unwrap());\n    \
                 println!(\"cargo::rustc-link-search=native={c}\");\n    \
                 println!(\"cargo::rustc-link-arg=-Wl,-rpath,{c}\");\n    \
                 ffi_build::Builder::new(\"own\").check(\"c/own.h\").build();\n}\n",
            )
            .write(
                "src/main.rs",
                &r#"
                use core::ffi::c_int;

                #[ffi::import(library = "own", WAY)]
                unsafe extern "C" {
                    static own: ffi::ThreadLocal<c_int>;
                    fn add(n: c_int) -> c_int;
                }

                fn main() {
                    unsafe {
                        own.set(own.get() + 1);
                        let sum = add(2);
                        let other = std::thread::spawn(|| (unsafe { (own.get(), add(5), own.get()) }, own.pointer().address()));
                        let ((before, added, after), address) = other.join().unwrap();
                        println!("{sum} {} | {before} {added} {after} {}", own.get(), address != own.pointer().address());
                    }
                }
                "#
                .replace("WAY", way),
            );
        succeed(Command::new("gcc").args(["-O2", "-fPIC", "-c", "own.c", "-o", "own.o"]).current_dir(&folder));
        match name {
            "thread-local-static" => succeed(Command::new("ar").args(["crs", "libown.a", "own.o"]).current_dir(&folder)),
            _ => succeed(Command::new("gcc").args(["-shared", "own.o", "-o", "libown.so"]).current_dir(&folder)),
        }
        assert_eq!(project.cargo(&["run"]).expect_success(), "10 10 | 7 12 12 true\n", "{way}");
        assert_eq!(project.cargo(&["run", "--release"]).expect_success(), "10 10 | 7 12 12 true\n", "{way}");
    }
}
