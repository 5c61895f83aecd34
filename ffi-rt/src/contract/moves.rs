//! From a plan to a program: what goes where in the frame of a universal call.
//!
//! A pure function on values: the machine is an argument, so that programs for other machines can be made, and judged, anywhere.

use alloc::vec::Vec;

use ffi_abi::{Abi, Arch, CallPlan, Extend, Location, Os, Piece, Place, RegisterClass, Target, VariadicPart};

use super::universal::{
    AARCH64, AARCH64_APPLE, Finishing, How, Move, RISCV64, Rest, Returned, Routine, Shape, X86, X86_64, X86_64_FOREIGN,
    X86_64_MICROSOFT, placing,
};

/// A program without addresses: everything but the functions and the routine themselves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moves {
    /// The routine of the family.
    pub routine: Routine,
    /// Whether the family is that of System V in a program of Microsoft's convention.
    pub foreign: bool,
    /// How many registers a straight routine loads from the record; none if arguments have to be placed.
    pub straight: Option<u8>,
    /// The function that places, by its number.
    pub placing: usize,
    /// The function that takes the result.
    pub finishing: Finishing,
    /// Alignment of the stack pointer at the call, in bytes.
    pub align: u32,
    /// Bytes of image and stack part.
    pub frame: u32,
    /// Number of vector registers of a variadic call.
    pub vectors: u8,
    /// Moves of 4 bytes, then those of 8.
    pub moves: Vec<Move>,
    /// How many of them are of 4 bytes.
    pub ints: u32,
    /// Other moves of arguments, then those of the result.
    pub rest: Vec<Rest>,
    /// How many of them are of arguments.
    pub others: u32,
}

/// Why there is no universal call for a plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoMoves {
    /// A register that no routine of the machine loads or stores.
    Register,
    /// Arguments of more than 1 GiB.
    TooLarge,
}

/// Everything together stays below this.
const LARGEST: u32 = 1 << 30;

/// The program of a plan, for the routines of a machine: `host` is the target whose convention they are entered by.
///
/// # Errors
///
/// [`NoMoves`] where no routine of the machine can make the call.
pub fn moves(host: &Target, plan: &CallPlan) -> Result<Moves, NoMoves> {
    let (family, foreign) = family(host, plan.abi())?;
    let routine = routine(plan);
    let shape = family.of(routine);
    let align = plan.stack_align().max(16);
    let stack = plan.stack_size().checked_next_multiple_of(align).filter(|size| *size < LARGEST).ok_or(NoMoves::TooLarge)?;
    if plan.record().size >= LARGEST {
        return Err(NoMoves::TooLarge);
    }
    let mut writer = Writer { host, plan, shape, ints: Vec::new(), words: Vec::new(), rest: Vec::new() };
    writer.arguments()?;
    let Writer { ints, words, mut rest, .. } = writer;
    let others = rest.len() as u32;
    let finishing = finishing(plan, &shape, &mut rest)?;
    let (count, words_count) = (ints.len() as u32, words.len() as u32);
    let mut moves = ints;
    moves.extend(words);
    let straight = if others == 0 { straight(host, plan, &shape, routine, &moves, count) } else { None };
    Ok(Moves {
        routine,
        foreign,
        straight,
        placing: placing(count, words_count, others),
        finishing,
        align,
        frame: shape.image_bytes() + stack,
        vectors: vectors(plan),
        moves,
        ints: count,
        rest,
        others,
    })
}

/// How many registers of the routine's class are filled from the record as it is, where that is all that there is to do; `ints` of the moves
/// are of 4 bytes.
fn straight(host: &Target, plan: &CallPlan, shape: &Shape, routine: Routine, moves: &[Move], ints: u32) -> Option<u8> {
    // What is above 4 bytes in a slot has no meaning, which is as good as anything in a register, but for RISC-V's.
    let extended = host.arch() == Arch::Riscv64 && ints > 0;
    let count = u8::try_from(moves.len()).ok()?;
    if extended || plan.stack_size() > shape.home || !shape.straight(routine).contains(&count) {
        return None;
    }
    let register = |at: usize| match routine {
        Routine::General => shape.general_at(*shape.general.get(at)?),
        _ => shape.float_at(*shape.floats.get(at)?),
    };
    let slot = |at: usize| Some(Move { from: at as u32 * super::SLOT_SIZE, to: register(at)? });
    (0..moves.len()).all(|at| slot(at).is_some_and(|slot| moves.contains(&slot))).then_some(count)
}

/// The number of vector registers in use: what a variadic callee of System V x86-64 wants to know. Others do not mind, and hosts that do
/// not know their callees for variadic get by, as they do with libffi.
fn vectors(plan: &CallPlan) -> u8 {
    let float = |piece: &&Piece| matches!(piece.place, Place::Register(register) if register.class == RegisterClass::Float);
    let used = plan.arguments().iter().flat_map(|argument| pieces(&argument.location)).filter(float).count();
    plan.vector_count().unwrap_or(used as u8)
}

/// The registers of the family that serves a convention, and whether that is not the machine's first.
fn family(host: &Target, abi: Abi) -> Result<(Shape, bool), NoMoves> {
    let windows = host.os() == Os::Windows;
    Ok(match (host.arch(), abi) {
        (Arch::X86_64, Abi::Win64 | Abi::Vectorcall64) if windows => (X86_64_MICROSOFT, false),
        (Arch::X86_64, Abi::SysV64) => (X86_64, windows),
        (Arch::X86_64, Abi::Win64 | Abi::Vectorcall64) => (X86_64, false),
        (Arch::X86, Abi::Cdecl | Abi::Stdcall | Abi::Fastcall | Abi::Thiscall) => (X86, false),
        (Arch::Aarch64, Abi::Aapcs64 | Abi::AppleArm64 | Abi::WindowsArm64) if host.is_apple() => (AARCH64_APPLE, false),
        (Arch::Aarch64, Abi::Aapcs64 | Abi::AppleArm64 | Abi::WindowsArm64) => (AARCH64, false),
        (Arch::Riscv64, Abi::Riscv64) => (RISCV64, false),
        _ => return Err(NoMoves::Register),
    })
}

fn pieces(location: &Location) -> &[Piece] {
    match location {
        Location::Direct(pieces) => pieces,
        Location::Ignored | Location::Indirect { .. } => &[],
    }
}

/// The first of the routines that has all of a plan's registers.
fn routine(plan: &CallPlan) -> Routine {
    let results = pieces(&plan.result().location);
    let float = |piece: &Piece| matches!(piece.place, Place::Register(register) if register.class == RegisterClass::Float);
    let floats =
        || plan.arguments().iter().flat_map(|argument| pieces(&argument.location)).chain(results).filter(|piece| float(piece));
    let widest = floats().map(|piece| piece.size).max().unwrap_or(0);
    let returned = results.iter().filter(|piece| float(piece)).count();
    match widest {
        0 => Routine::General,
        33.. => Routine::Widest,
        17.. => Routine::Wide,
        // `__vectorcall`, and System V as clang has it where a vector is wider than the registers.
        _ if returned > 2 && matches!(plan.abi(), Abi::Vectorcall64 | Abi::SysV64) => Routine::Vectors,
        _ => Routine::Float,
    }
}

struct Writer<'a> {
    host: &'a Target,
    plan: &'a CallPlan,
    shape: Shape,
    ints: Vec<Move>,
    words: Vec<Move>,
    rest: Vec<Rest>,
}

impl Writer<'_> {
    fn arguments(&mut self) -> Result<(), NoMoves> {
        if let Location::Indirect { pointer } = self.plan.result().location {
            let to = self.place(pointer)?;
            self.other(How::Result, 0, to, self.shape.word);
        }
        for argument in self.plan.arguments() {
            match &argument.location {
                Location::Ignored => {}
                Location::Indirect { pointer } => {
                    let to = self.place(*pointer)?;
                    self.other(How::Address, argument.slot, to, self.shape.word);
                }
                Location::Direct(pieces) => {
                    for piece in pieces {
                        self.piece(argument.slot + piece.offset, piece)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Where a place is, in bytes from the start of the image.
    fn place(&self, place: Place) -> Result<u32, NoMoves> {
        match place {
            Place::Stack(offset) => Ok(self.shape.image_bytes() + offset),
            Place::Register(register) => match register.class {
                RegisterClass::General => self.shape.general_at(register.number),
                RegisterClass::Float => self.shape.float_at(register.number),
                RegisterClass::X87 => None,
            }
            .ok_or(NoMoves::Register),
        }
    }

    fn other(&mut self, how: How, from: u32, to: u32, size: u32) {
        self.rest.push(Rest { from, to, how: how as u32, size });
    }

    fn piece(&mut self, from: u32, piece: &Piece) -> Result<(), NoMoves> {
        let to = self.place(piece.place)?;
        let word = self.shape.word;
        let riscv = self.host.arch() == Arch::Riscv64;
        let extended = piece.container > piece.size;
        // What a register holds above a value that nobody extends has no meaning, nor what a slot of the stack holds, but for Apple's.
        let packed = self.plan.abi() == Abi::AppleArm64;
        match piece.place {
            Place::Register(register) if register.class == RegisterClass::Float => match piece.size {
                // RISC-V ABIs Specification 1.0, "Hardware Floating-point Calling Convention": narrow values are NaN-boxed.
                2 if riscv => self.other(How::Ones16, from, to, 8),
                4 if riscv => self.other(How::Ones32, from, to, 8),
                2 => self.other(How::Zero16, from, to, 4),
                4 => self.int(from, to),
                8 => self.word(from, to),
                size => self.other(How::Copy, from, to, size),
            },
            Place::Register(_) => match (piece.size, extended, piece.extend) {
                (1, true, Extend::Sign) => self.other(How::Sign8, from, to, word),
                (2, true, Extend::Sign) => self.other(How::Sign16, from, to, word),
                (4, true, Extend::Sign) if !riscv => self.other(How::Sign32, from, to, word),
                (4, true, Extend::Zero) if riscv => self.other(How::Zero32, from, to, word),
                (1, ..) => self.other(How::Zero8, from, to, word),
                (2, ..) => self.other(How::Zero16, from, to, word),
                (4, ..) => self.int(from, to),
                (8, ..) if from % 8 == 0 => self.word(from, to),
                // The end of a record, whose slot is whole; or a part of one that is packed.
                (size, ..) => self.other(How::Copy, from, to, size),
            },
            Place::Stack(_) => match (piece.size, extended, piece.extend) {
                (1, true, Extend::Sign) => self.other(How::Sign8, from, to, piece.container),
                (2, true, Extend::Sign) => self.other(How::Sign16, from, to, piece.container),
                (4, true, Extend::Sign) if !riscv => self.other(How::Sign32, from, to, piece.container),
                (1, true, Extend::Zero) => self.other(How::Zero8, from, to, piece.container),
                (2, true, Extend::Zero) => self.other(How::Zero16, from, to, piece.container),
                (4, true, Extend::Zero) => self.other(How::Zero32, from, to, piece.container),
                (4, ..) if !packed => self.int(from, to),
                (8, ..) if from % 8 == 0 && to % 8 == 0 => self.word(from, to),
                (size, ..) => self.other(How::Copy, from, to, size),
            },
        }
        Ok(())
    }

    fn int(&mut self, from: u32, to: u32) {
        if from % 4 == 0 && to % self.shape.word == 0 {
            self.ints.push(Move { from, to });
        } else {
            self.other(if self.host.arch() == Arch::Riscv64 { How::Sign32 } else { How::Zero32 }, from, to, self.shape.word);
        }
    }

    fn word(&mut self, from: u32, to: u32) {
        self.words.push(Move { from, to });
    }
}

/// How a result is taken. What is no plain copy goes to the end of the moves.
fn finishing(plan: &CallPlan, shape: &Shape, rest: &mut Vec<Rest>) -> Result<Finishing, NoMoves> {
    let pieces = pieces(&plan.result().location);
    let x87 =
        pieces.iter().filter(|piece| matches!(piece.place, Place::Register(register) if register.class == RegisterClass::X87));
    match x87.map(|piece| piece.size).collect::<Vec<u32>>()[..] {
        [4] => return Ok(Finishing::Single),
        [8] => return Ok(Finishing::Double),
        [10] => return Ok(Finishing::X87),
        [10, 10] => return Ok(Finishing::X87Pair),
        _ => {}
    }
    let mut moves = Vec::new();
    for piece in pieces {
        let Place::Register(register) = piece.place else { return Err(NoMoves::Register) };
        let from = match register.class {
            RegisterClass::General => shape.general_result_at(register.number),
            RegisterClass::Float => shape.float_result_at(register.number),
            RegisterClass::X87 => None,
        };
        moves.push(Rest { from: from.ok_or(NoMoves::Register)?, to: piece.offset, how: How::Copy as u32, size: piece.size });
    }
    let floats = shape.float_results_at();
    let pair = |size| {
        matches!(moves[..], [first, second] if (first.from, first.to, first.size) == (0, 0, size)
        && (second.from, second.to, second.size) == (size, size, size))
    };
    Ok(match moves[..] {
        [] => Finishing::None,
        [Rest { from: 0, to: 0, size: 1, .. }] => Finishing::General1,
        [Rest { from: 0, to: 0, size: 2, .. }] => Finishing::General2,
        [Rest { from: 0, to: 0, size: 4, .. }] => Finishing::General4,
        [Rest { from: 0, to: 0, size: 8, .. }] => Finishing::General8,
        [Rest { from, to: 0, size: 4, .. }] if from == floats => Finishing::Float4,
        [Rest { from, to: 0, size: 8, .. }] if from == floats => Finishing::Float8,
        [Rest { from, to: 0, size: 16, .. }] if from == floats => Finishing::Float16,
        _ if shape.word == 8 && pair(8) => Finishing::General16,
        _ if shape.word == 4 && pair(4) => Finishing::General8,
        _ => {
            rest.extend(moves);
            Finishing::Any
        }
    })
}

/// The way back: an [`Arriving`](super::universal::Arriving) without addresses, and the entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arrivals {
    /// The routine whose registers the entry spills.
    pub routine: Routine,
    /// Whether the family is not the machine's first: that of System V in a program of Microsoft's convention, or Microsoft's in one of
    /// System V.
    pub foreign: bool,
    /// Where the entry leaves the result.
    pub returned: Returned,
    /// From the image to the record. [`How::Address`]: what a pointer there leads to.
    pub arguments: Vec<Rest>,
    /// From the result to the block of results.
    pub result: Vec<Rest>,
    /// Where in the image the address of the result is, if the caller gives one.
    pub result_at: Option<u32>,
    /// Bytes behind the record that the arguments of a variadic function are written to: the address of a `va_list`, and what it needs.
    pub listed: u32,
    /// Bytes of arguments that the entry removes.
    pub pops: u32,
    /// Where it is told, as [`Arriving::pops_at`](super::universal::Arriving::pops_at).
    pub pops_at: u32,
}

/// The registers of the entries that serve a convention, and whether they are not of the machine's first family.
fn entries(host: &Target, abi: Abi) -> Result<(Shape, bool), NoMoves> {
    match (family(host, abi)?, abi) {
        // What makes such calls has no need of saving what it does not preserve; what takes them has.
        ((X86_64, false), Abi::Win64 | Abi::Vectorcall64) => Ok((X86_64_FOREIGN, true)),
        (family, _) => Ok(family),
    }
}

/// How calls of a plan arrive at the entries of a machine; `part`: what the plan of a bare prototype with `...` leaves.
///
/// # Errors
///
/// [`NoMoves`] where no entry of the machine takes such calls.
pub fn arrivals(host: &Target, plan: &CallPlan, part: Option<&VariadicPart>) -> Result<Arrivals, NoMoves> {
    let (family, foreign) = entries(host, plan.abi())?;
    if plan.record().size >= LARGEST || plan.stack_size() >= LARGEST {
        return Err(NoMoves::TooLarge);
    }
    // Two numbers for the x87 stack need more of the block than general registers do.
    let end = pieces(&plan.result().location).iter().map(|piece| piece.offset + piece.size).max().unwrap_or(0);
    let routine = match routine(plan) {
        Routine::General if end > family.of(Routine::General).results_bytes() => Routine::Float,
        Routine::General if part.is_some() && has_areas(plan.abi()) => Routine::Float,
        routine => routine,
    };
    let shape = family.of(routine);
    let writer = Writer { host, plan, shape, ints: Vec::new(), words: Vec::new(), rest: Vec::new() };
    let at = |place: Place| match place {
        Place::Stack(offset) => Ok(shape.incoming_at() + offset),
        Place::Register(_) => writer.place(place),
    };
    let mut arguments = Vec::new();
    for argument in plan.arguments() {
        match &argument.location {
            Location::Ignored => {}
            Location::Indirect { pointer } => {
                let size = argument.size;
                arguments.push(Rest { from: at(*pointer)?, to: argument.slot, how: How::Address as u32, size });
            }
            Location::Direct(pieces) => {
                for piece in pieces {
                    let to = argument.slot + piece.offset;
                    arguments.push(Rest { from: at(piece.place)?, to, how: How::Copy as u32, size: piece.size });
                }
            }
        }
    }
    let listed = match part {
        Some(part) => list(plan, &shape, part, &mut arguments)?,
        None => 0,
    };
    let mut result_at = None;
    let mut result = Vec::new();
    if let Location::Indirect { pointer } = plan.result().location {
        result_at = Some(at(pointer)?);
    }
    let mut x87 = Vec::new();
    for piece in pieces(&plan.result().location) {
        let Place::Register(register) = piece.place else { return Err(NoMoves::Register) };
        let to = match register.class {
            RegisterClass::General => shape.general_result_at(register.number),
            RegisterClass::Float => shape.float_result_at(register.number),
            RegisterClass::X87 => {
                x87.push(piece.size);
                Some(16 * u32::from(register.number))
            }
        };
        let (how, size) = returned_as(host, &shape, piece);
        result.push(Rest { from: piece.offset, to: to.ok_or(NoMoves::Register)?, how: how as u32, size });
    }
    let returned = match x87[..] {
        [] => Returned::Registers,
        [4] => Returned::Single,
        [8] => Returned::Double,
        [_] => Returned::X87,
        [..] => Returned::X87Pair,
    };
    if !Returned::of(&family, routine).contains(&returned) {
        return Err(NoMoves::Register);
    }
    let (pops, pops_at) = (plan.callee_pops(), shape.pops_at());
    Ok(Arrivals { routine, foreign, returned, arguments, result, result_at, listed, pops, pops_at })
}

/// Whether a `va_list` leads to areas of general and of vector registers. Elsewhere it is the address of a row of arguments.
fn has_areas(abi: Abi) -> bool {
    matches!(abi, Abi::SysV64 | Abi::Aapcs64)
}

/// Makes a `va_list` and puts its address at the end of the record, as it is passed to a function: a pointer. Gives the bytes that it takes.
fn list(plan: &CallPlan, shape: &Shape, part: &VariadicPart, moves: &mut Vec<Rest>) -> Result<u32, NoMoves> {
    let (word, end) = (shape.word, plan.record().size);
    let mut make = |how: How, from: u32, to: u32, size: u32| moves.push(Rest { from, to, how: how as u32, size });
    let (general, float) = (part.general().len() as u32, part.float().len() as u32);
    let stack = shape.incoming_at() + part.stack();
    if !has_areas(plan.abi()) {
        // The registers are put in front of what is on the stack: "Varargs" of Microsoft's conventions, RISC-V's "Integer Calling
        // Convention". Apple's and i386's arguments are all on the stack.
        let first = stack - word * general;
        for (to, register) in (first..).step_by(word as usize).zip(part.general()) {
            make(How::Home, shape.general_at(register.number).ok_or(NoMoves::Register)?, to, word);
        }
        make(How::Image, first, end, word);
        return Ok(super::SLOT_SIZE);
    }
    let list = end + word;
    make(How::Record, list, end, word);
    let vectors = shape.floats.len() as u32;
    if plan.abi() == Abi::Aapcs64 {
        // "The va_list type": `__stack`, `__gr_top`, `__vr_top`, `__gr_offs`, `__vr_offs`. `x8` is behind the area of general registers.
        make(How::Image, stack, list, word);
        make(How::Image, 8 * word, list + word, word);
        make(How::Image, shape.image_bytes(), list + 2 * word, word);
        make(How::Number, (word * general).wrapping_neg(), list + 3 * word, 4);
        make(How::Number, (16 * float).wrapping_neg(), list + 3 * word + 4, 4);
        return Ok(5 * word);
    }
    // System V ABI, AMD64 supplement 1.0, figures 3.33 and 3.34: `gp_offset`, `fp_offset`, `overflow_arg_area`, `reg_save_area`.
    let generals = shape.general_bytes();
    make(How::Number, generals - word * general, list, 4);
    make(How::Number, generals + 16 * (vectors - float), list + 4, 4);
    make(How::Image, stack, list + word, word);
    if shape.lane == 16 {
        make(How::Image, 0, list + 2 * word, word);
        return Ok(4 * word);
    }
    // The image has wider registers than the area.
    let area = (list + 3 * word).next_multiple_of(16);
    make(How::Record, area, list + 2 * word, word);
    make(How::Copy, 0, area, generals);
    for at in 0..vectors {
        make(How::Copy, generals + at * shape.lane, area + generals + 16 * at, 16);
    }
    Ok(area + generals + 16 * vectors - end)
}

/// How a piece of a result is put in its register, and how many bytes of that are written.
fn returned_as(host: &Target, shape: &Shape, piece: &Piece) -> (How, u32) {
    let general = matches!(piece.place, Place::Register(register) if register.class == RegisterClass::General);
    let float = matches!(piece.place, Place::Register(register) if register.class == RegisterClass::Float);
    let riscv = host.arch() == Arch::Riscv64;
    match (piece.size, piece.extend, piece.container > piece.size) {
        (2, ..) if float && riscv => (How::Ones16, 8),
        (4, ..) if float && riscv => (How::Ones32, 8),
        (1, Extend::Sign, true) if general => (How::Sign8, shape.word),
        (2, Extend::Sign, true) if general => (How::Sign16, shape.word),
        (4, Extend::Sign, true) if general => (How::Sign32, shape.word),
        (1, Extend::Zero, true) if general => (How::Zero8, shape.word),
        (2, Extend::Zero, true) if general => (How::Zero16, shape.word),
        (4, Extend::Zero, true) if general => (How::Zero32, shape.word),
        (size, ..) => (How::Copy, size),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ffi_abi::{Signature, lower};

    /// Routine and number of registers of a straight call, by a target's own convention unless the text has another.
    fn straight(triple: &str, text: &str) -> Option<(Routine, u8)> {
        let target = Target::parse(triple).expect("a target");
        let plan = lower(&target, &Signature::parse(text).expect("a signature")).expect("a plan");
        let moves = moves(&target, &plan).expect("a routine");
        moves.straight.map(|count| (moves.routine, count))
    }

    #[test]
    fn slots_that_are_the_first_registers_are_not_placed() {
        use Routine::{Float, General};
        const LINUX: &str = "x86_64-unknown-linux-gnu";
        let of = |text| straight(LINUX, text);
        assert_eq!(of("int(void)"), Some((General, 0)));
        assert_eq!(of("int(int, void *, long, unsigned)"), Some((General, 4)));
        assert_eq!(of("double(double, float)"), Some((Float, 2)));
        assert_eq!(of("int(double)"), Some((Float, 1)));
        assert_eq!(of("int(const char *, ..., long)"), Some((General, 2)));
        for placed in [
            "long(long, long, long, long, long)",
            "double(int, double)",
            "double(int)",
            "int(short)",
            "struct { long v[3]; }(long)",
            "int(struct { long v[3]; })",
            "int(long, __int128)",
            "extern \"win64\" int(int)",
            "extern \"win64\" int(void)",
        ] {
            assert_eq!(of(placed), None, "{placed}");
        }
        // Words of what is larger are slots, too.
        assert_eq!(of("int(struct { int a; long b; })"), Some((General, 2)));
        assert_eq!(of("int(__int128, long)"), Some((General, 3)));
        assert_eq!(straight("x86_64-pc-windows-msvc", "int(int, void *)"), Some((General, 2)));
        assert_eq!(straight("x86_64-pc-windows-msvc", "double(double, double)"), Some((Float, 2)));
        assert_eq!(straight("x86_64-pc-windows-msvc", "int(const char *, ..., double)"), None, "in two registers");
        assert_eq!(straight("aarch64-apple-darwin", "int(int, void *)"), Some((General, 2)));
        assert_eq!(straight("aarch64-apple-darwin", "int(const char *, ..., int)"), None, "on the stack");
        assert_eq!(straight("riscv64gc-unknown-linux-gnu", "int(void *, long)"), Some((General, 2)));
        assert_eq!(straight("riscv64gc-unknown-linux-gnu", "int(int)"), None, "the register has copies of the sign");
        assert_eq!(straight("i686-unknown-linux-gnu", "int(int)"), None);
    }
}
