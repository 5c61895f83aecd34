//! Signatures that a program wrote down while it ran.

use std::path::Path;

use ffi_build::Builder;

fn manifest(file: &Path) -> Result<String, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("signature-files");
    let builder = Builder::new("met").target("x86_64-unknown-linux-gnu").out_dir(&folder).sources(Vec::<String>::new());
    match builder.signatures_from(file).generate() {
        Ok(outputs) => Ok(format!("{:?}", outputs.section)),
        Err(faults) => Err(format!("{faults:?}")),
    }
}

#[test]
fn each_line_is_a_signature() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("met-signatures.txt");
    std::fs::write(&file, "# by the program\n\nlong(short, long double, short)\n").unwrap();
    assert!(manifest(&file).unwrap().contains("long(short, long double, short)"));
    std::fs::write(&file, "long(shrt *x, 3)\n").unwrap();
    assert!(manifest(&file).unwrap_err().contains("expected a type"));
}

#[test]
fn a_file_that_is_not_there_yet_holds_none() {
    assert!(manifest(Path::new("/nowhere/met-signatures.txt")).is_ok());
}
