//! What a [`Program`] does: fills the frame of a universal call, and takes its result. What an [`Arriving`] does: the way back.
//!
//! Leaf functions over raw memory, called by assembled routines. They know the machine that they run on by its words alone: what is
//! specific to a convention is in the program.

use core::mem::MaybeUninit;
use core::ptr;

use super::universal::{Arriving, FRAME_ABOVE, Finish, How, Move, NOWHERE, PLACINGS, Place, Program, Rest};

/// So many moves of 4 bytes, and no others.
unsafe extern "C" fn place_ints<const N: usize>(args: *mut u8, _: *mut u8, image: *mut u8, program: *const Program) {
    // SAFETY: the routine keeps what `Place` demands.
    unsafe { ints(args, image, (*program).moves, N) }
}

/// The same of 8 bytes.
unsafe extern "C" fn place_words<const N: usize>(args: *mut u8, _: *mut u8, image: *mut u8, program: *const Program) {
    // SAFETY: the routine keeps what `Place` demands.
    unsafe { words(args, image, (*program).moves, N) }
}

/// Moves of any kind.
unsafe extern "C" fn place_any(args: *mut u8, ret: *mut u8, image: *mut u8, program: *const Program) {
    // SAFETY: the routine keeps what `Place` demands.
    unsafe {
        let Program { ints: narrow, words: wide, others, moves, rest, .. } = *program;
        ints(args, image, moves, narrow as usize);
        words(args, image, moves.add(narrow as usize), wide as usize);
        for index in 0..others as usize {
            other(args, ret, image, &*rest.add(index));
        }
    }
}

/// Nothing to place.
unsafe extern "C" fn place_none(_: *mut u8, _: *mut u8, _: *mut u8, _: *const Program) {}

/// # Safety
///
/// Each move is within its record and image, aligned.
#[inline(always)]
unsafe fn ints(args: *const u8, image: *mut u8, moves: *const Move, count: usize) {
    // SAFETY: by the caller. A word of an i386 register is 4 bytes; RISC-V keeps 32-bit numbers with copies of their sign above.
    let each = |at: &Move| unsafe {
        let (from, to) = (args.add(at.from as usize), image.add(at.to as usize));
        let value = from.cast::<u32>().read();
        #[cfg(target_pointer_width = "32")]
        to.cast::<u32>().write(value);
        #[cfg(all(target_pointer_width = "64", not(target_arch = "riscv64")))]
        to.cast::<u64>().write(u64::from(value));
        #[cfg(target_arch = "riscv64")]
        to.cast::<i64>().write(i64::from(value as i32));
    };
    // SAFETY: by the caller.
    unsafe { in_order(moves, count, each) }
}

/// Does something with each of so many moves, two at once: there are few.
///
/// # Safety
///
/// There are as many.
#[inline(always)]
unsafe fn in_order(moves: *const Move, count: usize, each: impl Fn(&Move)) {
    // SAFETY: by the caller.
    unsafe {
        let mut at = moves;
        if count % 2 != 0 {
            each(&*at);
            at = at.add(1);
        }
        let end = moves.add(count);
        while at != end {
            each(&*at);
            each(&*at.add(1));
            at = at.add(2);
        }
    }
}

/// # Safety
///
/// As [`ints`]. On i386 the words of 8 bytes are aligned to 4.
#[inline(always)]
unsafe fn words(args: *const u8, image: *mut u8, moves: *const Move, count: usize) {
    #[cfg(target_pointer_width = "64")]
    type Word = MaybeUninit<u64>;
    #[cfg(target_pointer_width = "32")]
    type Word = [MaybeUninit<u32>; 2];
    // SAFETY: by the caller.
    let each = |at: &Move| unsafe {
        let (from, to) = (args.add(at.from as usize), image.add(at.to as usize));
        to.cast::<Word>().write(from.cast::<Word>().read());
    };
    // SAFETY: by the caller.
    unsafe { in_order(moves, count, each) }
}

/// # Safety
///
/// The move is within its record and image.
#[inline(always)]
unsafe fn other(args: *mut u8, ret: *mut u8, image: *mut u8, rest: &Rest) {
    // SAFETY: by the caller.
    unsafe {
        let (from, to) = (args.add(rest.from as usize), image.add(rest.to as usize));
        let size = rest.size as usize;
        let value: u64 = match rest.how {
            COPY => return ptr::copy_nonoverlapping(from, to, size),
            SIGN8 => i64::from(from.cast::<i8>().read()) as u64,
            SIGN16 => i64::from(from.cast::<i16>().read_unaligned()) as u64,
            SIGN32 => i64::from(from.cast::<i32>().read_unaligned()) as u64,
            ZERO8 => u64::from(from.read()),
            ZERO16 => u64::from(from.cast::<u16>().read_unaligned()),
            ZERO32 => u64::from(from.cast::<u32>().read_unaligned()),
            ONES16 => u64::from(from.cast::<u16>().read_unaligned()) | !0xffff,
            ONES32 => u64::from(from.cast::<u32>().read_unaligned()) | !0xffff_ffff,
            ADDRESS => return to.cast::<*mut u8>().write(from),
            // `How::Result`.
            _ => return to.cast::<*mut u8>().write(ret),
        };
        if size == 8 {
            to.cast::<u64>().write_unaligned(value);
        } else {
            to.cast::<u32>().write_unaligned(value as u32);
        }
    }
}

const COPY: u32 = How::Copy as u32;
const SIGN8: u32 = How::Sign8 as u32;
const SIGN16: u32 = How::Sign16 as u32;
const SIGN32: u32 = How::Sign32 as u32;
const ZERO8: u32 = How::Zero8 as u32;
const ZERO16: u32 = How::Zero16 as u32;
const ZERO32: u32 = How::Zero32 as u32;
const ONES16: u32 = How::Ones16 as u32;
const ONES32: u32 = How::Ones32 as u32;
const ADDRESS: u32 = How::Address as u32;
const IMAGE: u32 = How::Image as u32;
const RECORD: u32 = How::Record as u32;
const NUMBER: u32 = How::Number as u32;

/// No result, or one that is where it belongs.
unsafe extern "C" fn finish_none(_: *mut u8, _: *const u8, _: *const Program) {}

/// Copies a number of bytes from where the block of results has its registers of a class.
macro_rules! finishes {
    ($($name:ident $bytes:ty, $from:expr;)*) => {$(
        unsafe extern "C" fn $name(ret: *mut u8, results: *const u8, _: *const Program) {
            let from = results.wrapping_add($from as usize).cast::<$bytes>();
            // SAFETY: the routine keeps what `Finish` demands. A record may be aligned less than its size.
            unsafe {
                let value = from.read();
                if cfg!(target_arch = "riscv64") && ret.cast::<$bytes>().is_aligned() {
                    // Its compilers store bytes otherwise.
                    ret.cast::<$bytes>().write(value);
                } else {
                    ret.cast::<$bytes>().write_unaligned(value);
                }
            }
        }
    )*};
}

/// Bytes of the general registers in the block of results: of two words, filled up to 16.
const FLOATS: u32 = 16;

finishes! {
    finish_general1 u8, 0;
    finish_general2 u16, 0;
    finish_general4 u32, 0;
    finish_general8 MaybeUninit<u64>, 0;
    finish_general16 [MaybeUninit<u64>; 2], 0;
    finish_float4 u32, FLOATS;
    finish_float8 u64, FLOATS;
    finish_float16 [MaybeUninit<u64>; 2], FLOATS;
}

/// Copies a result piece by piece.
unsafe extern "C" fn finish_any(ret: *mut u8, results: *const u8, program: *const Program) {
    // SAFETY: the routine keeps what `Finish` demands, and the pieces are within the block and the result.
    unsafe {
        let Program { others, results: count, rest, .. } = *program;
        for index in 0..count as usize {
            let piece = &*rest.add(others as usize + index);
            ptr::copy_nonoverlapping(results.add(piece.from as usize), ret.add(piece.to as usize), piece.size as usize);
        }
    }
}

/// The functions, by [`placing`](super::universal::placing).
pub(crate) static PLACES: [Place; PLACINGS] = [
    place_none,
    place_ints::<1>,
    place_ints::<2>,
    place_ints::<3>,
    place_ints::<4>,
    place_ints::<5>,
    place_ints::<6>,
    place_words::<1>,
    place_words::<2>,
    place_words::<3>,
    place_words::<4>,
    place_words::<5>,
    place_words::<6>,
    place_words::<7>,
    place_words::<8>,
    place_any,
];

/// Stores what is on the x87 stack. No code but this has run since the callee left it there.
macro_rules! x87 {
    ($($name:ident $($instruction:literal),*;)*) => {$(
        unsafe extern "C" fn $name(ret: *mut u8, _: *const u8, _: *const Program) {
            // SAFETY: the routine keeps what `Finish` demands; the callee returned so many numbers on the stack.
            #[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
            unsafe {
                core::arch::asm!($($instruction,)* ret = in(reg) ret, options(nostack));
            }
            #[cfg(not(any(target_arch = "x86_64", target_arch = "x86")))]
            let _ = ret;
        }
    )*};
}

x87! {
    finish_x87 "fstp tbyte ptr [{ret}]";
    finish_x87_pair "fstp tbyte ptr [{ret}]", "fstp tbyte ptr [{ret} + 16]";
    finish_single "fstp dword ptr [{ret}]";
    finish_double "fstp qword ptr [{ret}]";
}

/// The functions, by [`Finishing`](super::universal::Finishing).
pub(crate) static FINISHES: [Finish; 14] = [
    finish_none,
    finish_general1,
    finish_general2,
    finish_general4,
    finish_general8,
    finish_general16,
    finish_float4,
    finish_float8,
    finish_float16,
    finish_any,
    finish_x87,
    finish_x87_pair,
    finish_single,
    finish_double,
];

/// Puts the arguments of a call that arrived in a record. Gives the place of the result: the caller's, or else this room.
///
/// # Safety
///
/// An entry made the image for the signature of `arriving`; the record is as large as that says, and what a `va_list` takes behind it.
pub(crate) unsafe extern "C" fn arrive(image: *mut u8, record: *mut u8, room: *mut u8, arriving: &Arriving) -> *mut u8 {
    // SAFETY: the moves are within the image, what it points to, and the record.
    unsafe {
        for index in 0..arriving.arguments as usize {
            let Rest { from, to, how, size } = *arriving.moves.add(index);
            let (mut bytes, at) = (image.wrapping_add(from as usize), record.wrapping_add(to as usize));
            match how {
                COPY => {}
                ADDRESS => bytes = bytes.cast::<*mut u8>().read(),
                IMAGE => {
                    at.cast::<*mut u8>().write(bytes);
                    continue;
                }
                RECORD => {
                    at.cast::<*mut u8>().write(record.add(from as usize));
                    continue;
                }
                NUMBER => {
                    at.cast::<u32>().write(from);
                    continue;
                }
                // `How::Home`.
                _ => {
                    ptr::copy_nonoverlapping(bytes, image.add(to as usize), size as usize);
                    continue;
                }
            }
            ptr::copy_nonoverlapping(bytes, at, size as usize);
        }
        match arriving.result_at {
            NOWHERE => room,
            at => image.add(at as usize).cast::<*mut u8>().read(),
        }
    }
}

/// Puts the result where the entry loads its registers from.
///
/// # Safety
///
/// An entry made the block for the signature of `arriving`; the result is what [`arrive`] gave, written.
pub(crate) unsafe extern "C" fn depart(result: *mut u8, block: *mut u8, arriving: &Arriving) {
    // SAFETY: the moves are within the result and the block.
    unsafe {
        for index in 0..arriving.results as usize {
            other(result, ptr::null_mut(), block, &*arriving.moves.add(arriving.arguments as usize + index));
        }
        if arriving.result_at != NOWHERE {
            // System V, i386 and Microsoft return the address; where nobody asks for it, the register is free.
            block.cast::<*mut u8>().write(result);
        }
        if arriving.pops_at != NOWHERE {
            let word = block.add(arriving.pops_at as usize);
            word.cast::<*mut u8>().write(word.add((FRAME_ABOVE + arriving.pops) as usize));
        }
    }
}
