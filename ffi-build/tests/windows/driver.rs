//! The driver, asked for Windows from whatever host this is.

use std::process::Command;

use ffi_abi::Target;
use ffi_build::Builder;
use object::{Architecture, BinaryFormat, Object};

use crate::support::{Folder, PLATFORMS, run};

/// The archive's name and contents.
fn archive(triple: &str) -> (String, Vec<u8>) {
    let builder =
        Builder::new("archive").target(triple).sources::<&str>([]).signatures(["int(int, int)"]).callbacks(["double(float)"]);
    let outputs = builder.generate().unwrap();
    let name = ffi_build::archive::file_name(&Target::parse(triple).unwrap(), &outputs.section.archive);
    let bytes = outputs.files.iter().find(|(file, _)| *file == name).map(|(_, bytes)| bytes.clone());
    (outputs.section.archive, bytes.unwrap_or_else(|| panic!("no file {name}")))
}

#[test]
fn the_target_picks_the_format() {
    for platform in PLATFORMS {
        let (_, bytes) = archive(platform.triple);
        let archive = object::read::archive::ArchiveFile::parse(bytes.as_slice()).unwrap();
        for member in archive.members() {
            let file = object::File::parse(member.unwrap().data(bytes.as_slice()).unwrap()).unwrap();
            let expected = match platform.triple.split('-').next() {
                Some("x86_64") => Architecture::X86_64,
                Some("i686") => Architecture::I386,
                _ => Architecture::Aarch64,
            };
            assert_eq!((file.format(), file.architecture()), (BinaryFormat::Coff, expected));
        }
    }
}

/// rustc looks for the library where `#[link(name = …, kind = "static")]` names it, and takes it apart.
#[test]
fn rustc_finds_the_archive() {
    for target in Target::ALL {
        let triple = target.triple();
        let folder = Folder::new("found", PLATFORMS[0]);
        let (name, bytes) = archive(&triple);
        folder.write(&ffi_build::archive::file_name(&target, &name), bytes);
        // Without a core library: rustc has none for most of the targets. Stable compilers take that only if they are told to.
        let source =
            format!("#![feature(no_core)] #![no_core] #[link(name = \"{name}\", kind = \"static\")] unsafe extern \"C\" {{}}");
        let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        rustc.env("RUSTC_BOOTSTRAP", "1").args(["--edition", "2024", "--crate-type", "rlib", "--target", &triple, "-o"]);
        rustc.arg(folder.path("libfound.rlib")).arg("-L").arg(folder.path("")).arg(folder.write("found.rs", source));
        run(&mut rustc);
        assert!(std::fs::metadata(folder.path("libfound.rlib")).unwrap().len() > 1000, "{triple}");
    }
}

/// What a trampoline is given as its callee is the symbol that C's compilers call.
#[test]
fn a_function_of_a_decorating_convention_is_named_as_compilers_name_it() {
    let folder = Folder::new("bound", PLATFORMS[0]);
    let header = folder.write("bound.h", "long double __attribute__((stdcall)) scale(long double by, char c);\n");
    let outputs =
        Builder::new("bound").header(header.display().to_string()).target("i686-pc-windows-gnu").sources::<&str>([]).generate();
    let files = outputs.unwrap().files;
    let (_, rust) = files.iter().find(|(name, _)| name.ends_with(".rs")).unwrap();
    let rust = String::from_utf8_lossy(rust);
    assert!(rust.contains(r#"#[link_name = "\u{1}_scale@16"]"#), "{rust}");
}
