//! What is in object files, and what linkers make of it: dropped when unused, one copy, hidden, nothing left for load time.

use std::path::Path;
use std::process::Command;

use ffi_build::archive::archive;
use ffi_build::assembly::Assembly;
use ffi_build::descriptor::Parts;
use object::elf;
use object::read::elf::{ElfFile64, FileHeader, SectionHeader};
use object::{Endianness, Object, ObjectSection, ObjectSymbol};

use crate::support::{Folder, LINKERS, plan, run, target, text};

const BOTH: Parts = Parts { downcall: true, upcall: true, unwind: false };

/// An assembly with a few trampolines and a descriptor.
fn sample() -> Assembly {
    let mut assembly = Assembly::new(&target()).unwrap();
    for signature in ["int(int, int)", "double(double, int)", "void(struct { long a[20]; }, float)"] {
        assembly.downcall(&plan(signature)).unwrap();
        assembly.upcall(&plan(signature)).unwrap();
    }
    let signature = ffi_abi::Signature::parse("long(char *, short, ...)").unwrap();
    assembly.descriptor(&signature, &ffi_abi::lower(&target(), &signature).unwrap(), BOTH).unwrap();
    assembly.thunk("thunk", ffi_abi::Abi::SysV64, "slot").unwrap();
    assembly
}

#[test]
fn equal_input_makes_equal_bytes() {
    let (one, two) = (sample().finish(), sample().finish());
    assert_eq!(one.bytes(), two.bytes());
    let library = |object| archive(&[("a.o", object), ("a_member_with_a_long_name.o", object)]).unwrap();
    assert_eq!(library(&one), library(&two));
}

#[test]
fn every_section_stands_alone_in_a_group_with_its_relocations() {
    let assembly = sample();
    let object = assembly.finish();
    let file = ElfFile64::<Endianness>::parse(object.bytes()).unwrap();
    let (endian, header) = (file.endian(), file.elf_header());
    let sections = header.sections(endian, object.bytes()).unwrap();
    let mut grouped = vec![false; sections.len()];
    for section in sections.iter().filter(|section| section.sh_type(endian) == elf::SHT_GROUP) {
        let (flags, members) = section.group(endian, object.bytes()).unwrap().unwrap();
        assert_eq!(flags, elf::GRP_COMDAT);
        for member in members {
            grouped[member.get(endian) as usize] = true;
        }
    }
    let mut checked = 0;
    for (index, section) in sections.enumerate() {
        let name = std::str::from_utf8(sections.section_name(endian, section).unwrap()).unwrap();
        let own = name.contains(".text.") || name.contains(".rodata.");
        assert_eq!(grouped[index.0], own, "{name}");
        assert_eq!(section.sh_flags(endian).0 & elf::SHF_GROUP.0 != 0, own, "{name}");
        checked += usize::from(own);
        if !own {
            let known = ["", ".group", ".note.gnu.property", ".note.GNU-stack", ".eh_frame", ".rela.eh_frame"];
            assert!(known.contains(&name) || name.ends_with("tab"), "{name}");
        }
        assert!(section.sh_flags(endian).0 & elf::SHF_WRITE.0 == 0, "{name} is writable");
    }
    assert_eq!(checked, 10 + 2, "six trampolines, a descriptor with two and its relocations, a thunk with its relocation");
    let mut defined: Vec<&str> = Vec::new();
    for symbol in file.symbols().filter(ObjectSymbol::is_global) {
        assert_eq!(symbol.flags(), hidden(symbol.is_undefined(), symbol.kind()), "{:?}", symbol.name());
        if !symbol.is_undefined() {
            defined.push(symbol.name().unwrap());
            assert_eq!(symbol.size(), file.section_by_index(symbol.section_index().unwrap()).unwrap().size());
        }
    }
    assert_eq!(defined, object.symbols().collect::<Vec<_>>());
    // Sizes, type, name, x86 feature 1: branch targets and shadow stacks.
    let note = file.section_by_name(".note.gnu.property").unwrap().data().unwrap();
    let words = [4, 16, 5, u32::from_le_bytes(*b"GNU\0"), 0xc000_0002, 4, 3, 0_u32];
    assert_eq!(note, words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>());
}

fn hidden(undefined: bool, kind: object::SymbolKind) -> object::SymbolFlags<object::SectionIndex, object::SymbolIndex> {
    let kind = match kind {
        object::SymbolKind::Text => elf::STT_FUNC,
        object::SymbolKind::Data => elf::STT_OBJECT,
        _ => elf::STT_NOTYPE,
    };
    let binding = if undefined { elf::STB_GLOBAL } else { elf::STB_WEAK };
    object::SymbolFlags::Elf { st_info: elf::SymbolInfo::new(binding, kind), st_other: elf::STV_HIDDEN.into() }
}

#[test]
fn archives_are_read_by_others() {
    let object = sample().finish();
    let bytes = archive(&[("short.o", &object), ("a_member_with_a_long_name.o", &object), ("x.o", &object)]).unwrap();
    let parsed = object::read::archive::ArchiveFile::parse(&*bytes).unwrap();
    let names: Vec<String> = parsed.members().map(|member| String::from_utf8(member.unwrap().name().to_vec()).unwrap()).collect();
    assert_eq!(names, ["short.o", "a_member_with_a_long_name.o", "x.o"]);
    for member in parsed.members() {
        assert_eq!(member.unwrap().data(&*bytes).unwrap(), object.bytes());
    }
    let symbols: Vec<_> = parsed.symbols().unwrap().unwrap().map(|symbol| symbol.unwrap().name().to_vec()).collect();
    let expected: Vec<_> = (0..3).flat_map(|_| object.symbols()).map(|symbol| symbol.as_bytes().to_vec()).collect();
    assert_eq!(symbols, expected);
    let folder = Folder::new("archives");
    let library = folder.write("libx.a", bytes);
    assert_eq!(text(Command::new("ar").arg("t").arg(&library)).lines().collect::<Vec<_>>(), names);
    assert!(
        text(Command::new("nm").arg("--print-armap").arg(library))
            .contains(&format!("{} in short.o", object.symbols().next().unwrap()))
    );
}

/// A program that calls through `int(int, int)` alone.
fn caller(folder: &Folder, name: &str, downcall: &str, function: &str) -> std::path::PathBuf {
    let source = format!(
        "void {downcall}(void *, void *, void *);
         static int add(int a, int b) {{ return a + b; }}
         int {function}(void) {{ long args[2] = {{ 40, 2 }}; int ret; {downcall}(args, &ret, add); return ret - 42; }}"
    );
    folder.write(name, source)
}

fn trampolines(program: &Path) -> Vec<String> {
    let symbols = text(Command::new("nm").arg(program));
    symbols
        .lines()
        .filter_map(|line| line.split(' ').next_back())
        .filter(|name| name.starts_with("ffi1_"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn what_is_unused_is_dropped_and_its_unwind_entry_too() {
    let folder = Folder::new("dropped");
    let assembly = sample();
    let downcall = plan("int(int, int)").symbol(ffi_abi::SymbolKind::Downcall);
    let library = folder.archive("libt.a", &assembly);
    let main = caller(&folder, "main.c", &downcall, "main");
    // For the thunk, which is dropped as well, but only after its symbol was looked for.
    let slot = folder.write("slot.c", "void *slot[3] __attribute__((visibility(\"hidden\")));");
    let empty = folder.archive("libempty.a", &Assembly::new(&target()).unwrap());
    for linker in LINKERS {
        let program = folder.link(linker, "main", &[&main, &slot, &library], &[]);
        run(&mut Command::new(&program));
        assert_eq!(trampolines(&program), [downcall.as_str()], "{linker}");
        let without = folder.write("without.c", "int main(void) { return 0; }");
        let without = folder.link(linker, "without", &[&without, &empty], &[]);
        let entries = |program: &Path| text(Command::new("readelf").args(["-wf"]).arg(program)).matches(" FDE ").count();
        // The trampoline's, and that of `add`.
        assert_eq!(entries(&program), entries(&without) + 2, "{linker}");
    }
}

#[test]
fn two_objects_with_the_same_trampolines_link_into_one_copy() {
    let folder = Folder::new("merged");
    let slot = folder.write("slot.c", "void *slot[3] __attribute__((visibility(\"hidden\")));");
    let downcall = plan("int(int, int)").symbol(ffi_abi::SymbolKind::Downcall);
    let one = folder.write("one.o", sample().finish().bytes());
    let mut other = Assembly::new(&target()).unwrap();
    other.downcall(&plan("long(void *)")).unwrap();
    other.downcall(&plan("int(int, int)")).unwrap();
    let two = folder.write("two.o", other.finish().bytes());
    let main = caller(&folder, "main.c", &downcall, "main");
    for linker in LINKERS {
        let program = folder.link(linker, "main", &[&main, &slot, &one, &two], &["-Wl,--no-gc-sections"]);
        run(&mut Command::new(&program));
        let mut found = trampolines(&program);
        let count = found.len();
        found.sort();
        found.dedup();
        assert_eq!((found.len(), count), (10, 10), "{linker}: {found:?}");
        let entries = text(Command::new("readelf").args(["-wf"]).arg(&program));
        let of = |program: &Path| {
            text(Command::new("nm").arg(program)).lines().find(|line| line.ends_with(&downcall)).unwrap()[..16].to_owned()
        };
        let address = of(&program);
        assert_eq!(entries.matches(&format!("pc={address}")).count(), 1, "{linker}");
        // Linked in two steps, as some build systems do.
        let partial = folder.path(&format!("partial.{linker}.o"));
        let tool = if linker == "lld" { folder.path("linkers/ld.lld") } else { "ld.bfd".into() };
        run(Command::new(tool).arg("-r").arg("-o").arg(&partial).args([&one, &two]));
        run(&mut Command::new(folder.link(linker, "partial", &[&main, &slot, &partial], &[])));
    }
}

#[test]
fn nothing_is_exported_or_left_for_load_time() {
    let folder = Folder::new("shared");
    let signature = ffi_abi::Signature::parse("int(int, int)").unwrap();
    let mut assembly = Assembly::new(&target()).unwrap();
    let descriptor = assembly.descriptor(&signature, &plan("int(int, int)"), BOTH).unwrap();
    assembly.thunk("thunk", ffi_abi::Abi::SysV64, "slot").unwrap();
    let downcall = plan("int(int, int)").symbol(ffi_abi::SymbolKind::Downcall);
    let library = folder.archive("libt.a", &assembly);
    let source = caller(&folder, "use.c", &downcall, "use");
    let data = folder.write(
        "data.c",
        format!(
            "long slot[3] __attribute__((visibility(\"hidden\")));
             extern const char {descriptor}[] __attribute__((visibility(\"hidden\")));
             int thunk(int, int);
             const char *descriptor(void) {{ return {descriptor}; }}
             int call(void) {{ return thunk(1, 2); }}"
        ),
    );
    for linker in LINKERS {
        let inputs: [&Path; 3] = [&source, &data, &library];
        let shared = folder.link(linker, "libuse", &inputs, &["-shared", "-fPIC", "-nostdlib"]);
        let relocations = text(Command::new("readelf").arg("-rW").arg(&shared));
        assert!(relocations.contains("There are no relocations"), "{linker}: {relocations}");
        let exported = text(Command::new("nm").args(["-D", "--defined-only"]).arg(&shared));
        let mut exported: Vec<&str> = exported.lines().filter_map(|line| line.split(' ').next_back()).collect();
        exported.sort_unstable();
        assert_eq!(exported, ["call", "descriptor", "use"], "{linker}");
        assert_eq!(trampolines(&shared).len(), 3, "{linker}: the descriptor keeps both trampolines");
        let headers = text(Command::new("readelf").arg("-lW").arg(&shared));
        let stack = headers.lines().find(|line| line.contains("GNU_STACK")).unwrap();
        assert!(stack.contains("RW ") && !stack.contains("RWE"), "{linker}: {stack}");
    }
}
