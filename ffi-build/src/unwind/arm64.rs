//! Tables of functions of AArch64 Windows. An entry is two words: where the function begins, and either all there is to know about its
//! frame (the packed form) or where its unwind information is.
//!
//! Our frames are all of one shape, which the packed form has: the frame record is pushed and the frame pointer set, and in the end
//! the record is popped. Whatever the function does to the stack pointer in between is its own affair, because the unwinder goes by the
//! frame pointer there. Only functions too long for the packed form have unwind information:
//!
//! ```text
//!             instructions                        unwind codes
//!  prologue   stp x29, x30, [sp, #-N]!            save_fplr_x
//!             mov x29, sp                         set_fp
//!  epilogue   ldp x29, x30, [sp], #N              save_fplr_x
//!             ret                                 end
//! ```
//!
//! Codes are listed in the order of unwinding, so that those of the epilogue are the prologue's without the first.
//!
//! Source: Microsoft Learn, "ARM64 exception handling" (".xdata records", "Unwind codes", "Packed unwind data", "Large functions").

use super::table::{Table, Word};
use crate::encode::Code;

/// Bytes of an instruction, the unit of lengths.
const INSTRUCTION: usize = 4;

/// "If the function is larger than 8k, a full .xdata record must be used instead": 11 bits.
const LONGEST_PACKED: usize = ((1 << 11) - 1) * INSTRUCTION;

/// What one record can describe: 18 bits.
const LONGEST: usize = ((1 << 18) - 1) * INSTRUCTION;

/// Flag: "01 = packed unwind data used with a single prolog and epilog at the beginning and end of the scope".
const PACKED: u32 = 1;
/// CR: "11 = chained function, a store/load pair instruction is used in prolog/epilog <x29,lr>".
const CHAINED: u32 = 3;

/// `mov x29, sp`.
const SET_FP: u8 = 0xe1;
/// "save <x29,lr> pair at [sp-(#Z+1)*8]!, pre-indexed offset >= -512".
const SAVE_FPLR_X: u8 = 0x80;
/// The end; in an epilogue, `ret`.
const END: u8 = 0xe4;
/// "end of unwind code in current chained scope".
const END_C: u8 = 0xe5;

/// The entries of a function; none for one that leaves the stack pointer and the return address where they were.
pub(super) fn table(code: &Code) -> Option<Table> {
    let [_, pushed, framed, .., last] = code.rows.as_slice() else {
        assert_eq!(code.rows.len(), 1, "a frame has a prologue and an epilogue");
        return None;
    };
    let frame = pushed.frame.cfa.offset;
    let end = code.bytes.len();
    // What an adapter checks before it has a frame is in no entry: "leaf functions" change neither the stack pointer nor the link register.
    let begin = pushed.offset as usize - INSTRUCTION;
    let length = end - begin;
    let shape = (pushed.frame.saved_frame_pointer, pushed.frame.saved_link, framed.offset - pushed.offset, last.offset as usize);
    assert_eq!(shape, (Some(frame), Some(frame - 8), 4, end - INSTRUCTION), "a frame of the one shape");
    assert!(framed.frame.is_framed() && !last.frame.is_framed() && frame <= 512, "a frame of the one shape");
    if length <= LONGEST_PACKED {
        let packed = PACKED | ((length / INSTRUCTION) as u32) << 2 | CHAINED << 21 | (frame / 16) << 23;
        return Some(Table { entries: vec![Word::Code(begin as u32), Word::Plain(packed)], info: Vec::new() });
    }
    let mut table = Table { entries: Vec::new(), info: Vec::new() };
    // Parts of equal length, so that the epilogue is in one of them.
    let parts = length.div_ceil(LONGEST);
    let part = (length / INSTRUCTION).div_ceil(parts) * INSTRUCTION;
    for start in (0..length).step_by(part) {
        let is_last = start + part >= length;
        let end = if is_last { length } else { start + part };
        let unwinding = [SET_FP, SAVE_FPLR_X | (frame / 8 - 1) as u8, END];
        // A part behind the prologue says so first; the rest is how to unwind from it all the same.
        let (codes, epilogue) = match start {
            0 => ([unwinding[0], unwinding[1], unwinding[2], 0], 1),
            _ => ([END_C, unwinding[0], unwinding[1], unwinding[2]], 2),
        };
        // Version 0, no handler; "E is a 1-bit field that indicates that information describing a single epilog is packed into the
        // header", where it is at the end, as the index of its first code; one word of codes.
        let epilogue = if is_last { 1 << 21 | epilogue << 22 } else { 0 };
        let header = ((end - start) / INSTRUCTION) as u32 | epilogue | 1 << 27;
        table.entries.extend([Word::Code((begin + start) as u32), Word::Info(table.info.len() as u32)]);
        table.info.extend(header.to_le_bytes());
        table.info.extend(codes);
    }
    Some(table)
}
