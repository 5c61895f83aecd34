//! Object files: the only module that touches the `object` crate. One file for each format.

mod coff;
mod elf;
mod macho;

use ffi_abi::{ObjectFormat, Target};

use crate::assembly::Data;
use crate::encode::Code;

/// A finished object file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectFile {
    format: ObjectFormat,
    bytes: Vec<u8>,
    symbols: Vec<String>,
}

impl ObjectFile {
    /// A file that another compiler made, and the symbols that it defines, as linkers see them.
    pub fn foreign(format: ObjectFormat, bytes: Vec<u8>, symbols: Vec<String>) -> ObjectFile {
        ObjectFile { format, bytes, symbols }
    }

    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its format.
    pub const fn format(&self) -> ObjectFormat {
        self.format
    }

    /// The symbols that it defines for other objects, as linkers know them: [`Target::decorated`].
    pub fn symbols(&self) -> impl Iterator<Item = &str> {
        self.symbols.iter().map(String::as_str)
    }
}

/// What goes into one object file.
#[derive(Clone, Copy)]
struct Part<'a> {
    functions: &'a [(String, Code)],
    data: &'a [Data],
}

/// Writes an object file of everything in the target's format, if that is within the format's limits.
pub(crate) fn write(target: &Target, functions: &[(String, Code)], data: &[Data]) -> Option<ObjectFile> {
    let all = Part { functions, data };
    let fits = match target.object_format() {
        ObjectFormat::Elf | ObjectFormat::MachO => true,
        ObjectFormat::Coff => coff::fits(&all),
    };
    fits.then(|| file(target, all))
}

/// Writes the object files of a static library: as many as the format and its linkers ask for.
pub(crate) fn write_parts(target: &Target, functions: &[(String, Code)], data: &[Data]) -> Vec<ObjectFile> {
    let all = Part { functions, data };
    let parts = match target.object_format() {
        ObjectFormat::Elf | ObjectFormat::MachO => vec![all],
        ObjectFormat::Coff => coff::parts(target, all),
    };
    parts.into_iter().map(|part| file(target, part)).collect()
}

fn file(target: &Target, part: Part<'_>) -> ObjectFile {
    let Part { functions, data } = part;
    let names = functions.iter().map(|(symbol, _)| symbol).chain(data.iter().map(|datum| &datum.symbol));
    let symbols = names.map(|symbol| target.decorated(symbol)).collect();
    let format = target.object_format();
    let bytes = match format {
        ObjectFormat::Elf => elf::write(target, functions, data),
        ObjectFormat::MachO => macho::write(target, functions, data),
        ObjectFormat::Coff => coff::write(target, &part),
    };
    ObjectFile { format, bytes, symbols }
}
