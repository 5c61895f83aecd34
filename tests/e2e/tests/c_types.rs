//! C's integers as `ffi::c` has them, beside those of the C compiler at hand.

use std::process::Command;

use e2e::Project;

const NAMES: [&str; 14] = [
    "size_t",
    "ssize_t",
    "ptrdiff_t",
    "intptr_t",
    "uintptr_t",
    "intmax_t",
    "uintmax_t",
    "char16_t",
    "char32_t",
    "wchar_t",
    "time_t",
    "off_t",
    "wint_t",
    "int",
];

#[test]
fn sizes_and_signs_are_the_compilers() {
    let project = Project::new(env!("CARGO_TARGET_TMPDIR"), "c-types");
    let show = |name: &&str| format!("printf(\"{name} %d %d\\n\", (int)sizeof({name}), ({name})-1 < ({name})0);");
    let c: String = NAMES.iter().map(show).collect();
    let headers = "#include <stddef.h>\n#include <stdint.h>\n#include <stdio.h>\n#include <time.h>\n#include <uchar.h>\n#include <wchar.h>\n#include <sys/types.h>\n";
    project.write("types.c", &format!("{headers}int main(void) {{ {c} return 0; }}\n"));
    let program = project.folder().join("c-types.out");
    let built = Command::new("cc").arg("-w").arg(project.folder().join("types.c")).arg("-o").arg(&program).status();
    assert!(built.expect("a C compiler").success());
    let theirs = Command::new(&program).output().expect("the program runs");

    let show = |name: &&str| {
        let path = if **name == *"int" { "core::ffi::c_int".to_owned() } else { format!("ffi::c::{name}") };
        format!("println!(\"{name} {{}} {{}}\", size_of::<{path}>(), u8::from({path}::MIN != 0));\n")
    };
    let rust: String = NAMES.iter().map(show).collect();
    project.manifest(e2e::DEPENDENCIES).write("src/main.rs", &format!("fn main() {{ {rust} }}\n"));
    assert_eq!(project.cargo(&["run"]).expect_success(), String::from_utf8_lossy(&theirs.stdout));
}
