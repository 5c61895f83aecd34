//! Trampolines for the calls that are measured, and a table for the lookups.

use ffi_build::archive::archive;
use ffi_build::assembly::Assembly;
use ffi_build::descriptor::{Parts, TableContents, TableEntry};

fn main() {
    ffi_build::Builder::new("bench").build();
    let variable = |name| std::env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"));
    let target = ffi_abi::Target::parse(&variable("TARGET")).expect("a target of this workspace");
    let file = std::path::Path::new(&variable("OUT_DIR")).join("libtable.a");
    std::fs::write(&file, table(&target)).expect("the archive can be written");
    println!("cargo::rustc-link-arg-bin=lookup={}", file.display());
}

/// An archive with a table of 500 functions of as many signatures.
fn table(target: &ffi_abi::Target) -> Vec<u8> {
    let mut assembly = Assembly::new(target).expect("the format is written");
    let mut contents = TableContents::default();
    for number in 0..500_usize {
        let ty = |digit: usize| ["int", "double", "char *", "long", "float"][digit % 5];
        let text = format!("{}({}, {}, {})", ty(number / 125), ty(number / 25), ty(number / 5), ty(number));
        let signature = ffi_abi::Signature::parse(&text).expect("a signature");
        let plan = ffi_abi::lower(target, &signature).expect("it has a plan");
        let symbol = assembly.descriptor(&signature, &plan, Parts { downcall: true, ..Parts::default() }).expect("it has code");
        let name = format!("library_function_{number}");
        contents.functions.push(TableEntry { name, signature: symbol, text, ..TableEntry::default() });
    }
    assembly.table("bench_table", "bench.h", &contents);
    archive(&[("table.o", &assembly.finish())]).expect("an archive of one object")
}
