//! Where a value travels, in words.

use ffi_abi::{Arch, Extend, Location, Piece, Place, Register};

use crate::output::counted;

/// The name of a place that holds so many bytes.
pub(crate) fn name(arch: Arch, place: Place, size: u32) -> String {
    match place {
        Place::Register(register) => register_name(arch, register, size),
        Place::Stack(offset) => format!("stack+{offset}"),
    }
}

pub(crate) fn register_name(arch: Arch, register: Register, size: u32) -> String {
    register.name(arch, size)
}

/// The place of a piece, by the register's name for all that is defined there.
pub(crate) fn of_piece(arch: Arch, piece: &Piece) -> String {
    name(arch, piece.place, piece.container.max(piece.size))
}

/// `, sign-extended to 32 bits`, or nothing.
pub(crate) fn extension(piece: &Piece) -> String {
    match piece.extend {
        Extend::None => String::new(),
        Extend::Sign => format!(", sign-extended to {} bits", 8 * piece.container),
        Extend::Zero => format!(", zero-extended to {} bits", 8 * piece.container),
    }
}

/// A location in one line: `s0 (bytes 0 to 3), s1 (4 to 7)`.
pub(crate) fn line(arch: Arch, location: &Location, size: u32) -> String {
    match location {
        Location::Ignored => "nothing travels".to_owned(),
        Location::Indirect { pointer } => {
            let pointer = name(arch, *pointer, arch.pointer_size());
            format!("in memory; a pointer to it in {pointer}")
        }
        Location::Direct(pieces) => {
            let mut parts = Vec::new();
            for (number, piece) in pieces.iter().enumerate() {
                let whole = piece.offset == 0 && piece.size == size;
                let bytes = match (whole, piece.size) {
                    (true, _) => String::new(),
                    (false, 1) => format!(" (byte {})", piece.offset),
                    (false, _) => {
                        let word = if number == 0 { "bytes " } else { "" };
                        format!(" ({word}{} to {})", piece.offset, piece.offset + piece.size - 1)
                    }
                };
                parts.push(format!("{}{bytes}{}", of_piece(arch, piece), extension(piece)));
            }
            parts.join(", ")
        }
    }
}

/// The size of a value, and its alignment in trampolines' blocks where that is more than a slot's.
pub(crate) fn measure(size: u32, align: u32) -> String {
    match align {
        0..=8 => counted(size.into(), "byte"),
        _ => format!("{}, aligned to {align}", counted(size.into(), "byte")),
    }
}
