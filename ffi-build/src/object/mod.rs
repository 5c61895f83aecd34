//! Object files: the only module that touches the `object` crate. One file for each format.

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
    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its format.
    pub const fn format(&self) -> ObjectFormat {
        self.format
    }

    /// The symbols that it defines for other objects, as linkers know them: on Apple's systems with `_` in front of the name in C.
    pub fn symbols(&self) -> impl Iterator<Item = &str> {
        self.symbols.iter().map(String::as_str)
    }
}

/// Writes an object file of the target's format.
pub(crate) fn write(target: &Target, functions: &[(String, Code)], data: &[Data]) -> ObjectFile {
    let names = functions.iter().map(|(symbol, _)| symbol).chain(data.iter().map(|datum| &datum.symbol));
    let format = target.object_format();
    let (bytes, symbols) = match format {
        ObjectFormat::Elf => (elf::write(target.arch(), functions, data), names.cloned().collect()),
        ObjectFormat::MachO => (macho::write(target, functions, data), names.map(|symbol| macho::decorated(symbol)).collect()),
        ObjectFormat::Coff => unreachable!("no assembly is begun for {format:?}"),
    };
    ObjectFile { format, bytes, symbols }
}
