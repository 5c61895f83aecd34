//! Archives linked by real linkers into real programs.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ffi_abi::{CType, Signature, Target, lower};
use ffi_build::archive::archive;
use ffi_build::assembly::Assembly;

/// The machine that tests run on.
fn target() -> Target {
    Target::parse("x86_64-unknown-linux-gnu").unwrap()
}

/// A fresh folder for one test.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// A folder to give gcc by `-B`, in which each linker has the name that `-fuse-ld=` looks for.
fn linkers(folder: &Path) -> PathBuf {
    let linkers = folder.join("linkers");
    std::fs::create_dir_all(&linkers).unwrap();
    let path = std::env::var_os("PATH").unwrap();
    let found = std::env::split_paths(&path).flat_map(|folder| {
        let numbered = (14..=30).rev().map(|version| format!("ld.lld-{version}"));
        std::iter::once("ld.lld".to_owned()).chain(numbered).map(move |name| folder.join(name))
    });
    let lld = found.into_iter().find(|path| path.exists()).expect("lld is installed");
    std::os::unix::fs::symlink(lld, linkers.join("ld.lld")).unwrap();
    linkers
}

#[test]
fn calls_through_an_archive() {
    let folder = folder("calls_through_an_archive");
    let plan = lower(&target(), &Signature::new(CType::INT, vec![CType::INT, CType::INT])).unwrap();
    let mut assembly = Assembly::new(&target()).unwrap();
    let down = assembly.downcall(&plan).unwrap();
    let up = assembly.upcall(&plan).unwrap();
    assembly.thunk("thunk", plan.abi(), "slot").unwrap();
    std::fs::write(folder.join("libt.a"), archive(&[("trampolines.o", &assembly.finish())]).unwrap()).unwrap();
    let main = format!(
        r#"
        void {down}(void *args, void *ret, void *callee);
        extern char {up}[];
        int thunk(int, int);
        struct slot {{ void *entry; void (*handler)(struct slot *, void *, void *); void *data; }};
        static void handler(struct slot *slot, void *args, void *ret) {{
            *(int *)ret = *(int *)slot->data * *(int *)args - *(int *)((char *)args + 8);
        }}
        static int three = 3;
        struct slot slot = {{ {up}, handler, &three }};
        static int subtract(int a, int b) {{ return a - b; }}
        int main(void) {{
            long long args[2] = {{ 0x1234567800000032, 8 }};
            int ret[2] = {{ 0, 77 }};
            {down}(args, ret, subtract);
            return !(ret[0] == 42 && ret[1] == 77 && thunk(20, 18) == 42);
        }}"#
    );
    std::fs::write(folder.join("main.c"), main).unwrap();
    let linkers = linkers(&folder);
    for linker in ["bfd", "lld"] {
        let program = folder.join(linker);
        run(Command::new("gcc")
            .arg("-B")
            .arg(&linkers)
            .arg(format!("-fuse-ld={linker}"))
            .args(["-O1", "-Wl,--gc-sections", "-Wl,-z,text", "-o"])
            .arg(&program)
            .arg(folder.join("main.c"))
            .arg(folder.join("libt.a")));
        run(&mut Command::new(program));
    }
}
