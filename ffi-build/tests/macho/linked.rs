//! What `ld64.lld` makes of the objects: unused parts dropped, one copy, nothing exported, nothing left for dyld, unwind tables.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use capstone::prelude::*;
use ffi_abi::Signature;
use ffi_build::archive::archive;
use ffi_build::assembly::Assembly;
use gimli::{BaseAddresses, CieOrFde, EhFrame, LittleEndian, UnwindSection};
use object::read::macho::{LoadCommandVariant, MachHeader, MachOFile64};
use object::{Endianness, Object, ObjectSection, ObjectSymbol};

use crate::support::{BOTH, Folder, PLATFORMS, Platform, text, tool};

type Image<'a> = MachOFile64<'a, Endianness>;

/// A library that calls through `int(int, int)` alone.
fn caller(folder: &Folder<'_>, downcall: &str) -> std::path::PathBuf {
    let source = format!(
        "void {downcall}(void *, void *, void *) __attribute__((visibility(\"hidden\")));
         static int add(int a, int b) {{ return a + b; }}
         int use(void) {{ long args[2] = {{ 40, 2 }}; int ret; {downcall}(args, &ret, add); return ret - 42; }}"
    );
    folder.compile("use", &source)
}

/// Addresses of our trampolines, descriptors and thunks.
pub(crate) fn ours<'a>(image: &'a Image<'_>) -> BTreeMap<&'a str, u64> {
    let names = image.symbols().filter(|symbol| !symbol.is_undefined()).map(|symbol| (symbol.name().unwrap(), symbol.address()));
    names.filter(|(name, _)| name.starts_with("_ffi1_") || name.starts_with("_thunk")).collect()
}

/// The first instructions of a thunk: at most 16 bytes.
fn beginning<'a>(image: &Image<'a>, thunk: u64) -> &'a [u8] {
    let text = image.section_by_name("__text").unwrap();
    bytes(image, thunk, 16.min(text.address() + text.size() - thunk))
}

/// Bytes of an image at an address.
fn bytes<'a>(image: &Image<'a>, address: u64, count: u64) -> &'a [u8] {
    let holds = |section: &object::read::macho::MachOSection64<'_, '_, Endianness>| {
        (section.address()..section.address() + section.size()).contains(&address)
    };
    let section = image.sections().find(holds).unwrap_or_else(|| panic!("nothing is at {address:#x}"));
    section.data_range(address, count).unwrap().unwrap()
}

/// Bytes of what dyld has to rebase, bind and export.
fn left_for_dyld(image: &Image<'_>, file: &[u8]) -> [u32; 3] {
    let endian = image.endian();
    let mut commands = image.macho_header().load_commands(endian, file, 0).unwrap();
    let mut left = None;
    while let Some(command) = commands.next().unwrap() {
        if let LoadCommandVariant::DyldInfo(info) = command.variant().unwrap() {
            let binds = [&info.bind_size, &info.weak_bind_size, &info.lazy_bind_size].map(|size| size.get(endian));
            left = Some([info.rebase_size.get(endian), binds.iter().sum(), info.export_size.get(endian)]);
        }
    }
    left.expect("what dyld has to do")
}

/// The address that a thunk puts in its context register.
fn slot_of(platform: &Platform, image: &Image<'_>, thunk: u64) -> u64 {
    let number = |text: &str| u64::from_str_radix(text.trim_start_matches('#').trim_start_matches("0x"), 16).unwrap();
    if platform.is_x86_64() {
        let reader = Capstone::new().x86().mode(arch::x86::ArchMode::Mode64).build().unwrap();
        let found = reader.disasm_all(beginning(image, thunk), thunk).unwrap();
        let lea = found.iter().find(|each| each.mnemonic() == Some("lea")).unwrap();
        let distance = lea.op_str().unwrap().rsplit_once("[rip ").unwrap().1.trim_end_matches(']').to_owned();
        let (sign, distance) = distance.split_once(' ').unwrap();
        let next = lea.address() + lea.len() as u64;
        if sign == "+" { next + number(distance) } else { next - number(distance) }
    } else {
        let reader = Capstone::new().arm64().mode(arch::arm64::ArchMode::Arm).build().unwrap();
        let found = reader.disasm_all(beginning(image, thunk), thunk).unwrap();
        let operand = |name: &str| {
            let each = found.iter().find(|each| each.mnemonic() == Some(name)).unwrap();
            number(each.op_str().unwrap().rsplit_once(", ").unwrap().1)
        };
        operand("adrp") + operand("add")
    }
}

#[test]
fn what_is_unused_is_dropped() {
    for platform in &PLATFORMS {
        let folder = Folder::new("dropped", platform);
        let downcall = platform.downcall("int(int, int)");
        let mut assembly = platform.sample();
        // Three hundred in all.
        for number in 0..290 {
            assembly.thunk(&format!("thunk{number}"), platform.abi, "slot").unwrap();
        }
        let library = folder.archive("libt.a", &assembly);
        let file = folder.link("libuse.dylib", &[&caller(&folder, &downcall), &library], &["-dead_strip"]);
        let image = Image::parse(&*file).unwrap();
        assert_eq!(ours(&image).into_keys().collect::<Vec<_>>(), [format!("_{downcall}")], "{}", platform.triple);
        // All of them, where nothing is dropped.
        let slot = folder.compile("slot", "void *slot[3] __attribute__((visibility(\"hidden\")));");
        let file = folder.link("liball.dylib", &[&slot, &library], &["-all_load"]);
        assert_eq!(ours(&Image::parse(&*file).unwrap()).len(), 300);
    }
}

#[test]
fn seventy_thousand_in_one_object() {
    for platform in &PLATFORMS {
        let folder = Folder::new("many", platform);
        let mut assembly = Assembly::new(&platform.target()).unwrap();
        for number in 0..70_000 {
            assembly.thunk(&format!("thunk{number}"), platform.abi, "slot").unwrap();
        }
        let library = folder.archive("libt.a", &assembly);
        let source = folder.compile(
            "use",
            "int thunk0(void) __attribute__((visibility(\"hidden\"))), thunk69999(void) __attribute__((visibility(\"hidden\")));
             void *slot[3] __attribute__((visibility(\"hidden\")));
             void **where(void) { return slot; }
             int use(void) { return thunk0() + thunk69999(); }",
        );
        for (more, count) in [("-dead_strip", 2), ("-all_load", 70_000)] {
            let file = folder.link("libuse.dylib", &[&source, &library], &[more]);
            let image = Image::parse(&*file).unwrap();
            let slot = image.symbols().find(|symbol| symbol.name() == Ok("_slot")).unwrap().address();
            let ours = ours(&image);
            assert_eq!(ours.len(), count, "{}", platform.triple);
            for thunk in [ours["_thunk0"], ours["_thunk69999"]] {
                assert_eq!(slot_of(platform, &image, thunk), slot);
            }
        }
    }
}

#[test]
fn duplicates_of_two_objects_are_one() {
    for platform in &PLATFORMS {
        let folder = Folder::new("merged", platform);
        let slot = folder.compile("slot", "void *slot[3] __attribute__((visibility(\"hidden\")));");
        let one = platform.sample().finish();
        let mut other = Assembly::new(&platform.target()).unwrap();
        other.downcall(&platform.plan("long(void *)")).unwrap();
        other.downcall(&platform.plan("int(int, int)")).unwrap();
        let text_ = "long(char *, short, ...)";
        let descriptor = other.descriptor(&Signature::parse(text_).unwrap(), &platform.plan(text_), BOTH).unwrap();
        let other = other.finish();
        // As objects, and as members of archives of which all are linked.
        let library = folder.write("libboth.a", archive(&[("one.o", &one), ("other.o", &other)]).unwrap());
        let (one, other) = (folder.write("one.o", one.bytes()), folder.write("other.o", other.bytes()));
        for inputs in [vec![slot.as_path(), &one, &other], vec![slot.as_path(), &other, &one], vec![slot.as_path(), &library]] {
            let file = folder.link("libmerged.dylib", &inputs, &["-all_load"]);
            let image = Image::parse(&*file).unwrap();
            let names: Vec<&str> = image.symbols().filter_map(|symbol| symbol.name().ok()).collect();
            let mut once: Vec<&str> = names.iter().copied().filter(|name| name.starts_with("_ffi1_")).collect();
            let count = once.len();
            once.sort_unstable();
            once.dedup();
            assert_eq!((count, once.len()), (10, 10), "{}: {once:?}", platform.triple);
            references_reach(&image, &descriptor, &platform.trampolines(text_));
        }
    }
}

/// The descriptor refers to its trampolines, by distances.
fn references_reach(image: &Image<'_>, descriptor: &str, [downcall, upcall]: &[String; 2]) {
    let ours = ours(image);
    let at = ours[format!("_{descriptor}").as_str()];
    for (offset, symbol) in [(8, downcall), (12, upcall)] {
        let distance = i32::from_le_bytes(bytes(image, at + offset, 4).try_into().unwrap());
        assert_eq!((at + offset).wrapping_add_signed(distance.into()), ours[format!("_{symbol}").as_str()], "{symbol}");
    }
}

#[test]
fn nothing_is_exported_or_left_for_load_time() {
    for platform in &PLATFORMS {
        let folder = Folder::new("load_time", platform);
        let text_ = "int(int, int)";
        let mut assembly = Assembly::new(&platform.target()).unwrap();
        let descriptor = assembly.descriptor(&Signature::parse(text_).unwrap(), &platform.plan(text_), BOTH).unwrap();
        assembly.thunk("thunk", platform.abi, "slot").unwrap();
        let library = folder.archive("libt.a", &assembly);
        let source = folder.compile(
            "use",
            &format!(
                "#define HIDDEN __attribute__((visibility(\"hidden\")))
                 HIDDEN long slot[3];
                 HIDDEN extern const char {descriptor}[];
                 HIDDEN int thunk(int, int);
                 const char *descriptor(void) {{ return {descriptor}; }}
                 int call(void) {{ return thunk(1, 2); }}"
            ),
        );
        // In the form that lists each place.
        let file = folder.link("libuse.dylib", &[&source, &library], &["-dead_strip", "-no_fixup_chains"]);
        let image = Image::parse(&*file).unwrap();
        assert_eq!(ours(&image).len(), 4, "the descriptor keeps both trampolines");
        let [rebases, binds, exports] = left_for_dyld(&image, &file);
        assert_eq!((rebases, binds), (0, 0), "{}", platform.triple);
        assert!(exports > 0);
        let name = |export: object::read::Export<'_>| String::from_utf8(export.name().name().unwrap().to_vec()).unwrap();
        let mut exported: Vec<String> = image.exports().unwrap().map(|export| name(export.unwrap())).collect();
        exported.sort_unstable();
        assert_eq!(exported, ["_call", "_descriptor"], "{}", platform.triple);
        references_reach(&image, &descriptor, &platform.trampolines(text_));
        let section = |name: &str| image.section_by_name(name).unwrap();
        assert_eq!(section("__const").segment_name().unwrap(), Some("__TEXT"));
    }
}

#[test]
fn unwind_tables_are_in_images() {
    for platform in &PLATFORMS {
        let folder = Folder::new("unwind", platform);
        let mut assembly = platform.sample();
        // Deeper than a word can say on x86-64.
        let large = platform.plan("struct { long a[300]; }(struct { long a[300]; }, int, struct { long a[17]; }, char)");
        let mut said_by_frame = Vec::new();
        let deep = assembly.downcall(&large).unwrap();
        if platform.is_x86_64() {
            // And registers that System V does not preserve.
            let saving = assembly.upcall(&platform.plan("int __attribute__((ms_abi))(int)")).unwrap();
            said_by_frame.extend([format!("_{deep}"), format!("_{saving}")]);
        }
        // With a function: clang names the beginning of an empty `__text` too, and lld then says of our first function that it cannot
        // be unwound.
        let slot = "void *slot[3] __attribute__((visibility(\"hidden\"))); void **where(void) { return slot; }";
        let slot = folder.compile("slot", slot);
        let object = assembly.finish();
        let parsed = Image::parse(object.bytes()).unwrap();
        let said = words_of(&parsed);
        let written = folder.write("t.o", object.bytes());
        let file = folder.link("libuse.dylib", &[&slot, &written], &[]);
        let image = Image::parse(&*file).unwrap();
        let printed = unwind_words(&folder.path("libuse.dylib"));
        let frames = image.section_by_name("__eh_frame").map(|section| entries(section.address(), section.data().unwrap()));
        let frames = frames.unwrap_or_default();
        let mut by_frame = Vec::new();
        for (name, address) in ours(&image).into_iter().filter(|(name, _)| !name.contains("_s_")) {
            let base = image.relative_address_base();
            let (_, word) = printed.range(..=address - base).next_back().unwrap_or_else(|| panic!("{name} has no entry"));
            let word = u64::from(*word);
            if said[name] == if platform.is_x86_64() { 0x0400_0000 } else { 0x0300_0000 } {
                // The linker adds where the entry is.
                assert_eq!(word & 0xff00_0000, said[name].into(), "{name}");
                assert_eq!(frames[&(word & 0x00ff_ffff)], address, "{name}");
                by_frame.push(name);
            } else {
                assert_eq!(word, said[name].into(), "{name}");
            }
        }
        said_by_frame.sort_unstable();
        assert_eq!(by_frame, said_by_frame, "{}", platform.triple);
        assert_eq!(frames.len(), by_frame.len(), "{}: entries of `.eh_frame` are kept for these alone", platform.triple);
    }
}

/// The functions of a `.eh_frame` section that is at an address, by the offset of the entry.
fn entries(address: u64, section: &[u8]) -> BTreeMap<u64, u64> {
    let (frames, bases) = (EhFrame::new(section, LittleEndian), BaseAddresses::default().set_eh_frame(address));
    let (mut entries, mut found) = (frames.entries(&bases), BTreeMap::new());
    while let Some(entry) = entries.next().unwrap() {
        if let CieOrFde::Fde(partial) = entry {
            let fde = partial.parse(EhFrame::cie_from_offset).unwrap();
            found.insert(fde.offset() as u64, fde.initial_address());
        }
    }
    found
}

/// The words of an object file by function.
pub(crate) fn words_of<'a>(object: &'a Image<'_>) -> BTreeMap<&'a str, u32> {
    let names: BTreeMap<u64, &str> = ours(object).into_iter().map(|(name, address)| (address, name)).collect();
    let entry = |entry: &[u8]| {
        let address = u64::from_le_bytes(entry[..8].try_into().unwrap());
        (names[&address], u32::from_le_bytes(entry[12..16].try_into().unwrap()))
    };
    object.section_by_name("__compact_unwind").unwrap().data().unwrap().chunks(32).map(entry).collect()
}

/// The words of an image by function offset, as llvm-objdump prints `__unwind_info`. Functions with equal words share an entry.
pub(crate) fn unwind_words(image: &Path) -> BTreeMap<u64, u32> {
    let printed = text(Command::new(tool("llvm-objdump")).args(["--macho", "--unwind-info"]).arg(image));
    let hex = |text: &str| u64::from_str_radix(text.trim().trim_start_matches("0x"), 16).unwrap();
    let mut words = BTreeMap::new();
    for line in printed.lines().filter(|line| line.contains("function offset=") && line.contains("encoding")) {
        let (_, rest) = line.split_once("function offset=").unwrap();
        let (offset, rest) = rest.split_once(',').unwrap();
        let (_, word) = rest.rsplit_once('=').unwrap();
        words.insert(hex(offset), hex(word) as u32);
    }
    assert!(!words.is_empty(), "{printed}");
    words
}
