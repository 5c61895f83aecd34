//! Tables of functions of x86-64 Windows: what the prologue did, instruction by instruction. The unwinder undoes it, from the last
//! operation that was done; in an epilogue, which it recognises by its instructions, it does the rest of the epilogue instead.
//!
//! Source: Microsoft Learn, "x64 exception handling" (`struct UNWIND_INFO`, `struct UNWIND_CODE`, "Unwind procedure").

use ffi_abi::{Register, RegisterClass};

use super::table::{Table, Word};
use crate::encode::{Code, Row};

const PUSH_NONVOL: u8 = 0;
const ALLOC_LARGE: u8 = 1;
const ALLOC_SMALL: u8 = 2;
const SET_FPREG: u8 = 3;
const SAVE_NONVOL: u8 = 4;
const SAVE_XMM128: u8 = 8;

/// The entry of a function: its begin, its end, its unwind information. None for a leaf function, which "doesn't need a function table
/// entry".
pub(super) fn table(code: &Code) -> Option<Table> {
    let info = unwind_info(code)?;
    Some(Table { entries: vec![Word::Code(0), Word::Code(code.bytes.len() as u32), Word::Info(0)], info })
}

fn unwind_info(code: &Code) -> Option<Vec<u8>> {
    let entry = code.rows.first()?.frame.cfa;
    // Node by node in the order of the prologue: one slot of two bytes, and what belongs to it.
    let mut nodes: Vec<Vec<u16>> = Vec::new();
    let (mut prologue, mut frame_register) = (0, 0);
    for pair in code.rows.windows(2) {
        let [from, to] = pair else { break };
        let node = node(from, to, entry.register);
        let Some(node) = node else { break };
        prologue = to.offset;
        nodes.push(node);
        if to.frame.cfa.register != entry.register {
            // Behind it the stack pointer is free to move.
            frame_register = to.frame.cfa.register.number;
            break;
        }
    }
    if nodes.is_empty() {
        return None;
    }
    let slots: usize = nodes.iter().map(Vec::len).sum();
    let byte = |number: usize| u8::try_from(number).expect("builders keep prologues short");
    // Version 1, no flags. The frame register has the value of the stack pointer: offset 0.
    let mut bytes = vec![1, byte(prologue as usize), byte(slots), frame_register];
    bytes.extend(nodes.iter().rev().flatten().flat_map(|slot| slot.to_le_bytes()));
    // "This array always has an even number of entries".
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    Some(bytes)
}

/// What the unwinder has to know of the instruction between two rows; nothing if that belongs to the epilogue.
fn node(from: &Row, to: &Row, stack: Register) -> Option<Vec<u16>> {
    let slot = |operation: u8, info: u8| {
        let offset = u8::try_from(to.offset).expect("builders keep prologues short");
        u16::from_le_bytes([offset, operation | info << 4])
    };
    let (old, new) = (&from.frame, &to.frame);
    if new.cfa.register != old.cfa.register {
        return (old.cfa.register == stack).then(|| vec![slot(SET_FPREG, 0)]);
    }
    if let Some((register, below)) = new.saved.iter().zip(&old.saved).find_map(|(new, old)| new.filter(|_| old.is_none())) {
        let offset = old.cfa.offset - below;
        return Some(match register.class {
            RegisterClass::General => vec![slot(SAVE_NONVOL, register.number), (offset / 8) as u16],
            RegisterClass::Float | RegisterClass::X87 => vec![slot(SAVE_XMM128, register.number), (offset / 16) as u16],
        });
    }
    let bytes = new.cfa.offset.checked_sub(old.cfa.offset).filter(|bytes| *bytes > 0)?;
    if new.saved_frame_pointer.is_some() && old.saved_frame_pointer.is_none() {
        return Some(vec![slot(PUSH_NONVOL, 5)]);
    }
    let words = bytes / 8;
    Some(match (words, u16::try_from(words)) {
        (1..=16, _) => vec![slot(ALLOC_SMALL, (words - 1) as u8)],
        (_, Ok(words)) => vec![slot(ALLOC_LARGE, 0), words],
        _ => vec![slot(ALLOC_LARGE, 1), bytes as u16, (bytes >> 16) as u16],
    })
}
