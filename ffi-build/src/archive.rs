//! Static libraries: the `ar` format with a symbol index, as the linkers of each object format read it. For ELF and COFF that of
//! System V, with which GNU and LLVM began; for Mach-O that of BSD.
//!
//! Written here, because no crate fits: the one that rustc uses needs a newer Rust than this crate or brings a second copy of
//! `object` into every build script, and others write no symbol index, without which linkers do not find anything.

use std::fmt;

use ffi_abi::{Env, ObjectFormat, Target};

use crate::object::ObjectFile;

/// A static library of more than 4 GiB: its symbol index cannot reach all of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ArchiveTooLarge;

impl fmt::Display for ArchiveTooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the static library would exceed 4 GiB")
    }
}

impl std::error::Error for ArchiveTooLarge {}

/// Name of the file in which rustc, and the target's linkers, look for the static library of this name: `name.lib` or `libname.a`.
///
/// ```
/// use ffi_abi::Target;
/// let target = Target::parse("x86_64-pc-windows-msvc").unwrap();
/// assert_eq!(ffi_build::archive::file_name(&target, "calls"), "calls.lib");
/// ```
pub fn file_name(target: &Target, name: &str) -> String {
    if target.env() == Env::Msvc { format!("{name}.lib") } else { format!("lib{name}.a") }
}

/// Bytes in front of the first member.
const MAGIC: &[u8] = b"!<arch>\n";

/// Bytes of a member's header.
const HEADER: usize = 60;

/// Makes a static library of object files of one format, each with the name that it has inside. No times, no owners: equal members
/// make equal bytes.
///
/// # Errors
/// [`ArchiveTooLarge`].
pub fn archive(members: &[(&str, &ObjectFile)]) -> Result<Vec<u8>, ArchiveTooLarge> {
    match members.first().map(|(_, object)| object.format()) {
        Some(ObjectFormat::MachO) => bsd(members),
        Some(ObjectFormat::Elf | ObjectFormat::Coff) | None => system_v(members),
    }
}

fn system_v(members: &[(&str, &ObjectFile)]) -> Result<Vec<u8>, ArchiveTooLarge> {
    // A name ends in `/`; one that does not fit the header is in a member of its own, named by its offset there.
    let mut long_names = Vec::new();
    let mut names = Vec::with_capacity(members.len());
    for (name, _) in members {
        if name.len() < 16 {
            names.push(format!("{name}/"));
        } else {
            names.push(format!("/{}", long_names.len()));
            long_names.extend_from_slice(name.as_bytes());
            long_names.extend_from_slice(b"/\n");
        }
    }
    let symbols = || members.iter().flat_map(|(_, object)| object.symbols());
    let index_size = 4 + 4 * symbols().count() + symbols().map(|symbol| symbol.len() + 1).sum::<usize>();
    let mut at = MAGIC.len() + HEADER + index_size.next_multiple_of(2);
    if !long_names.is_empty() {
        at += HEADER + long_names.len().next_multiple_of(2);
    }
    let mut index = Vec::with_capacity(index_size);
    index.extend((symbols().count() as u32).to_be_bytes());
    for (_, object) in members {
        let offset = u32::try_from(at).map_err(|_| ArchiveTooLarge)?;
        for _ in object.symbols() {
            index.extend(offset.to_be_bytes());
        }
        at += HEADER + object.bytes().len().next_multiple_of(2);
    }
    for symbol in symbols() {
        index.extend_from_slice(symbol.as_bytes());
        index.push(0);
    }
    let mut out = Vec::with_capacity(at);
    out.extend_from_slice(MAGIC);
    member(&mut out, "/", 0, &index);
    if !long_names.is_empty() {
        member(&mut out, "//", 0, &long_names);
    }
    for (name, (_, object)) in names.iter().zip(members) {
        member(&mut out, name, 0o644, object.bytes());
    }
    Ok(out)
}

/// Members begin at multiples of 8, which Apple's linker asks for. Names stand in front of the contents and are counted with them.
///
/// Source: Apple's `<mach-o/ranlib.h>`; `ar(5)` of 4.4BSD.
fn bsd(members: &[(&str, &ObjectFile)]) -> Result<Vec<u8>, ArchiveTooLarge> {
    let symbols = || members.iter().flat_map(|(_, object)| object.symbols());
    let names_size = symbols().map(|symbol| symbol.len() + 1).sum::<usize>().next_multiple_of(ALIGN);
    let pairs_size = 8 * symbols().count();
    let mut at = MAGIC.len() + bsd_size(MAGIC.len(), BSD_INDEX, 4 + pairs_size + 4 + names_size);
    // Size of the pairs; pairs of name and member, both as offsets; size of the names; the names.
    let mut index = Vec::with_capacity(8 + pairs_size + names_size);
    index.extend((pairs_size as u32).to_le_bytes());
    let mut names = Vec::with_capacity(names_size);
    for (name, object) in members {
        let offset = u32::try_from(at).map_err(|_| ArchiveTooLarge)?;
        for symbol in object.symbols() {
            index.extend((names.len() as u32).to_le_bytes());
            index.extend(offset.to_le_bytes());
            names.extend_from_slice(symbol.as_bytes());
            names.push(0);
        }
        at += bsd_size(at, name, object.bytes().len());
    }
    names.resize(names_size, 0);
    index.extend((names_size as u32).to_le_bytes());
    index.extend(names);
    let mut out = Vec::with_capacity(at);
    out.extend_from_slice(MAGIC);
    bsd_member(&mut out, BSD_INDEX, 0, &index);
    for (name, object) in members {
        bsd_member(&mut out, name, 0o644, object.bytes());
    }
    debug_assert_eq!(out.len(), at);
    Ok(out)
}

/// Name of the symbol index.
const BSD_INDEX: &str = "__.SYMDEF";

/// Members begin at multiples of this, in bytes.
const ALIGN: usize = 8;

/// Bytes of a member's name at an offset of the file: filled up with NULs, one at least.
fn bsd_name_size(at: usize, name: &str) -> usize {
    (at + HEADER + name.len() + 1).next_multiple_of(ALIGN) - at - HEADER
}

/// Bytes of a member at an offset of the file.
fn bsd_size(at: usize, name: &str, bytes: usize) -> usize {
    HEADER + bsd_name_size(at, name) + bytes.next_multiple_of(ALIGN)
}

fn bsd_member(out: &mut Vec<u8>, name: &str, mode: u32, bytes: &[u8]) {
    let name_size = bsd_name_size(out.len(), name);
    let mut contents = Vec::with_capacity(name_size + bytes.len() + ALIGN);
    contents.extend_from_slice(name.as_bytes());
    contents.resize(name_size, 0);
    contents.extend_from_slice(bytes);
    // Counted as part of the member, as Apple's tools do it.
    contents.resize(name_size + bytes.len().next_multiple_of(ALIGN), 0);
    member(out, &format!("#1/{name_size}"), mode, &contents);
}

fn member(out: &mut Vec<u8>, name: &str, mode: u32, bytes: &[u8]) {
    let (time, owner, group, size) = (0, 0, 0, bytes.len());
    out.extend_from_slice(format!("{name:<16}{time:<12}{owner:<6}{group:<6}{mode:<8o}{size:<10}`\n").as_bytes());
    out.extend_from_slice(bytes);
    if bytes.len() % 2 == 1 {
        out.push(b'\n');
    }
}
