//! Object files: the only module that touches the `object` crate. One file for each format.

mod elf;

use ffi_abi::{ObjectFormat, Target};

use crate::assembly::Data;
use crate::encode::Code;

/// A finished object file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectFile {
    bytes: Vec<u8>,
    symbols: Vec<String>,
}

impl ObjectFile {
    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The symbols that it defines for other objects.
    pub fn symbols(&self) -> impl Iterator<Item = &str> {
        self.symbols.iter().map(String::as_str)
    }
}

/// Writes an object file of the target's format.
pub(crate) fn write(target: &Target, functions: &[(String, Code)], data: &[Data]) -> ObjectFile {
    let bytes = match target.object_format() {
        ObjectFormat::Elf => elf::write(target.arch(), functions, data),
        format @ (ObjectFormat::MachO | ObjectFormat::Coff) => unreachable!("no assembly is begun for {format:?}"),
    };
    let symbols = functions.iter().map(|(symbol, _)| symbol).chain(data.iter().map(|datum| &datum.symbol));
    ObjectFile { bytes, symbols: symbols.cloned().collect() }
}
