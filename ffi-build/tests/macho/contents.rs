//! What is in object files and archives.

use std::process::Command;

use ffi_build::archive::archive;
use object::macho::{self, MachHeader64, Nlist64};
use object::read::macho::{LoadCommandVariant, MachHeader, MachOFile64, Nlist};
use object::{Endianness, Object, ObjectSection, ObjectSymbol, RelocationFlags, RelocationTarget};

use crate::support::{Folder, PLATFORMS, text, tool};

#[test]
fn equal_input_makes_equal_bytes() {
    for platform in &PLATFORMS {
        let (one, two) = (platform.sample().finish(), platform.sample().finish());
        assert_eq!(one.bytes(), two.bytes());
        let library = |object| archive(&[("a.o", object), ("a_member_with_a_long_name.o", object)]).unwrap();
        assert_eq!(library(&one), library(&two));
    }
}

#[test]
fn objects_say_that_symbols_divide_them_and_what_system_they_are_for() {
    for platform in &PLATFORMS {
        let object = platform.sample().finish();
        let header = MachHeader64::<Endianness>::parse(object.bytes(), 0).unwrap();
        let endian = header.endian().unwrap();
        assert_eq!(header.filetype(endian), macho::MH_OBJECT);
        assert_eq!(header.flags(endian), macho::MH_SUBSECTIONS_VIA_SYMBOLS);
        let mut commands = header.load_commands(endian, object.bytes(), 0).unwrap();
        let (mut seen, mut dynamic) = (Vec::new(), None);
        while let Some(command) = commands.next().unwrap() {
            match command.variant().unwrap() {
                LoadCommandVariant::BuildVersion(version, _) => {
                    seen.push((version.platform.get(endian), version.minos.get(endian).0, version.sdk.get(endian).0));
                }
                LoadCommandVariant::Dysymtab(table) => dynamic = Some(table),
                _ => {}
            }
        }
        let expected = match platform.triple {
            "x86_64-apple-darwin" => (macho::PLATFORM_MACOS, 10 << 16 | 12 << 8, 0),
            "aarch64-apple-darwin" => (macho::PLATFORM_MACOS, 11 << 16, 0),
            _ => (macho::PLATFORM_IOS, 10 << 16, 0),
        };
        assert_eq!(seen, [expected]);
        // One local symbol, six trampolines, a descriptor with two more, a thunk; and the slot that is defined elsewhere.
        let counts = dynamic.unwrap();
        let counts = [counts.nlocalsym, counts.nextdefsym, counts.nundefsym].map(|count| count.get(endian));
        assert_eq!(counts, [1, 6 + 3 + 1, 1]);
    }
}

#[test]
fn symbols_are_weak_and_private_and_relocations_are_relative() {
    for platform in &PLATFORMS {
        let object = platform.sample().finish();
        let file = MachOFile64::<Endianness>::parse(object.bytes()).unwrap();
        let mut defined = Vec::new();
        for symbol in file.symbols().filter(ObjectSymbol::is_global) {
            let name = symbol.name().unwrap();
            let raw: &Nlist64<Endianness> = symbol.macho_symbol();
            if symbol.is_undefined() {
                assert_eq!((name, raw.n_type), ("_slot", macho::N_EXT));
                continue;
            }
            assert_eq!(raw.n_type, macho::N_SECT | macho::N_EXT | macho::N_PEXT, "{name}");
            assert_eq!(raw.n_desc(file.endian()), macho::N_WEAK_DEF, "{name}");
            assert!(name.starts_with("_ffi1_") || name == "_thunk", "{name}");
            defined.push(name);
        }
        assert_eq!(defined, object.symbols().collect::<Vec<_>>());
        let mut kinds = Vec::new();
        for section in file.sections() {
            let name = format!("{},{}", section.segment_name().unwrap().unwrap(), section.name().unwrap());
            for (_, relocation) in section.relocations() {
                let RelocationFlags::MachO { r_type, r_pcrel, r_length } = relocation.flags() else { panic!() };
                let symbol = match relocation.target() {
                    RelocationTarget::Symbol(symbol) => file.symbol_by_index(symbol).unwrap().name().unwrap().to_owned(),
                    RelocationTarget::Section(section) => file.section_by_index(section).unwrap().name().unwrap().to_owned(),
                    other => panic!("{other:?}"),
                };
                let symbol = if symbol.starts_with("_ffi1_") { "_ffi1_".to_owned() } else { symbol };
                kinds.push((name.clone(), r_type.0, r_pcrel, r_length, relocation.subtractor().is_some(), symbol));
            }
        }
        kinds.dedup();
        let unsigned = macho::X86_64_RELOC_UNSIGNED.0;
        assert_eq!(unsigned, macho::ARM64_RELOC_UNSIGNED.0);
        let text = "__TEXT,__text";
        let mut expected = match platform.is_x86_64() {
            true => vec![(text, macho::X86_64_RELOC_SIGNED.0, true, 2, false, "_slot")],
            false => vec![
                (text, macho::ARM64_RELOC_PAGEOFF12.0, false, 2, false, "_slot"),
                (text, macho::ARM64_RELOC_PAGE21.0, true, 2, false, "_slot"),
            ],
        };
        expected.extend([
            ("__TEXT,__const", unsigned, false, 2, true, "_ffi1_"),
            // The one field with an address, in the section that no image has.
            ("__LD,__compact_unwind", unsigned, false, 3, false, "__text"),
            ("__TEXT,__eh_frame", unsigned, false, 3, true, "_thunk"),
            ("__TEXT,__eh_frame", unsigned, false, 3, true, "_ffi1_"),
        ]);
        let found: Vec<_> = kinds.iter().map(|kind| (kind.0.as_str(), kind.1, kind.2, kind.3, kind.4, kind.5.as_str())).collect();
        assert_eq!(found, expected, "{}", platform.triple);
    }
}

#[test]
fn archives_are_read_by_others() {
    for platform in &PLATFORMS {
        let object = platform.sample().finish();
        let bytes = archive(&[("short.o", &object), ("a_member_with_a_long_name.o", &object), ("x.o", &object)]).unwrap();
        let parsed = object::read::archive::ArchiveFile::parse(&*bytes).unwrap();
        assert_eq!(parsed.kind(), object::read::archive::ArchiveKind::Bsd);
        let members: Vec<_> = parsed.members().map(|member| member.unwrap()).collect();
        let names: Vec<&str> = members.iter().map(|member| std::str::from_utf8(member.name()).unwrap()).collect();
        assert_eq!(names, ["short.o", "a_member_with_a_long_name.o", "x.o"]);
        for member in members {
            assert_eq!(member.data(&*bytes).unwrap(), object.bytes());
            assert_eq!(member.file_range().0 % 8, 0, "Apple's linker wants members aligned");
        }
        let symbols: Vec<_> = parsed.symbols().unwrap().unwrap().map(|symbol| symbol.unwrap().name().to_vec()).collect();
        let expected: Vec<_> = (0..3).flat_map(|_| object.symbols()).map(|symbol| symbol.as_bytes().to_vec()).collect();
        assert_eq!(symbols, expected);
        let folder = Folder::new("archives", platform);
        let library = folder.write("libx.a", &bytes);
        assert_eq!(text(Command::new(tool("llvm-ar")).arg("t").arg(&library)).lines().collect::<Vec<_>>(), names);
        let index = text(Command::new(tool("llvm-nm")).arg("--print-armap").arg(library));
        assert!(index.contains(&format!("{} in x.o", object.symbols().next().unwrap())), "{index}");
    }
}
