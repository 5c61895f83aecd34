//! Universal calls: what assembled routines and the code that fills their frames agree on.
//!
//! A routine is entered as a [`Downcall`](super::Downcall) with one more argument, the [`Program`] of the signature:
//!
//! ```text
//!  routine(args, ret, callee, program)
//!    makes room on the stack:      registers' image │ stack part            (Program::low, Program::frame)
//!    program.place(args, ret, image, program)      puts every argument in the image or behind it
//!    loads the registers from the image and takes it away, so that the stack part is where the callee expects it
//!    callee()
//!    stores the registers of results in a block
//!    program.finish(ret, results, program)         copies the result's bytes from there
//! ```
//!
//! The stack part is in its place from the start and is never copied. A program is data: it names no convention, so one routine serves
//! every convention whose registers are among those that it loads.
//!
//! Where the first slots of the record are the first registers of a class, one each and nothing else, there is nothing to place: *straight*
//! routines load so many registers from the record and have neither image nor stack part ([`Shape::straight`]). They load whole slots: what is
//! above an `int` in a register is what its slot has there, and no callee of that type looks.

use core::ffi::c_void;

/// Puts the arguments of a record in the image and the stack part.
///
/// # Safety
///
/// `args` and `ret` are as a [`Downcall`](super::Downcall) demands, for the signature of `program`; `image` is writable for
/// [`Program::frame`] bytes and aligned to a word.
pub type Place = unsafe extern "C" fn(args: *mut u8, ret: *mut u8, image: *mut u8, program: *const Program);

/// Copies a result from the block of result registers.
///
/// # Safety
///
/// `ret` is as a [`Downcall`](super::Downcall) demands, for the signature of `program`; `results` is a block of [`Shape::results_bytes`].
pub type Finish = unsafe extern "C" fn(ret: *mut u8, results: *const u8, program: *const Program);

/// A routine: a [`Downcall`](super::Downcall) for any signature, whose program it takes.
///
/// # Safety
///
/// As of a [`Downcall`](super::Downcall) of the program's signature; the program was made for this routine.
pub type Universal = unsafe extern "C-unwind" fn(args: *mut u8, ret: *mut u8, callee: *const c_void, program: *const Program);

/// How the arguments and the result of one signature are moved. The routine knows the first five fields, each a word.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Program {
    /// Fills the frame.
    pub place: Place,
    /// Takes the result.
    pub finish: Finish,
    /// The bits of the stack pointer that are zero at the call: the alignment that the convention asks for, less 1.
    pub low: usize,
    /// Bytes of image and stack part, a multiple of that alignment behind the image.
    pub frame: usize,
    /// System V x86-64: the number of vector registers in use, for a variadic callee.
    pub vectors: usize,
    /// Number of [`moves`](Self::moves) of 4 bytes: extended as the machine extends an `int` in a register.
    pub ints: u32,
    /// Number of moves of 8 bytes, behind those.
    pub words: u32,
    /// Number of moves of [`rest`](Self::rest) for arguments.
    pub others: u32,
    /// Number of those for the result, behind them.
    pub results: u32,
    /// From the record to the image or the stack part.
    pub moves: *const Move,
    /// What is no plain copy of 4 or 8 bytes.
    pub rest: *const Rest,
}

/// The program of a call whose callee finds a pointer in the static chain register: `r10`, `ecx`, `x18`, `t2`. The routine is given the
/// stub of its machine (`ffi1_universal_chained`; `ffi1_universal_chained_eax` by `fastcall` and `thiscall`) as the callee; that finds what is in front of the program through the routine's frame.
#[derive(Debug)]
#[repr(C)]
pub struct Chained {
    /// What the stub jumps to.
    pub callee: *const c_void,
    /// The pointer.
    pub chain: *const c_void,
    /// The program.
    pub program: Program,
}

/// A copy whose size goes without saying.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C)]
pub struct Move {
    /// Bytes from the start of the record.
    pub from: u32,
    /// Bytes from the start of the image.
    pub to: u32,
}

/// A move of any kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C)]
pub struct Rest {
    /// Bytes from the start of the record; of the block of results, if it is one of the result.
    pub from: u32,
    /// Bytes from the start of the image; of the result, if it is one of the result.
    pub to: u32,
    /// A code of [`How`].
    pub how: u32,
    /// Bytes that are written.
    pub size: u32,
}

/// What a [`Rest`] does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum How {
    /// Copies bytes.
    Copy = 0,
    /// Copies 1 byte and extends it with copies of its sign.
    Sign8 = 1,
    /// The same of 2 bytes.
    Sign16 = 2,
    /// The same of 4 bytes.
    Sign32 = 3,
    /// Copies 1 byte and extends it with zeros.
    Zero8 = 4,
    /// The same of 2 bytes.
    Zero16 = 5,
    /// The same of 4 bytes.
    Zero32 = 6,
    /// Copies 2 bytes and extends them with ones: RISC-V's narrow floating-point numbers in wide registers.
    Ones16 = 7,
    /// The same of 4 bytes.
    Ones32 = 8,
    /// The address of the record's bytes.
    Address = 9,
    /// The address of the result.
    Result = 10,
    /// The way back: the address of the image's bytes.
    Image = 11,
    /// The way back: the address of the record's bytes.
    Record = 12,
    /// The way back: a number of 4 bytes, which is where others have from where.
    Number = 13,
    /// The way back: copies bytes of the image to another place from its start.
    Home = 14,
}

/// Moves of 4 bytes alone up to this many, and of 8 bytes alone, have functions of their own, without a loop.
pub const UNROLLED_INTS: u32 = 6;
/// See [`UNROLLED_INTS`].
pub const UNROLLED_WORDS: u32 = 8;
/// Number of functions that place.
pub const PLACINGS: usize = 2 + UNROLLED_INTS as usize + UNROLLED_WORDS as usize;

/// Which of the functions that place serves so many moves of 4 bytes, of 8, and others.
#[must_use]
pub const fn placing(ints: u32, words: u32, others: u32) -> usize {
    match (ints, words, others) {
        (0, 0, 0) => 0,
        (1..=UNROLLED_INTS, 0, 0) => ints as usize,
        (0, 1..=UNROLLED_WORDS, 0) => (UNROLLED_INTS + words) as usize,
        _ => PLACINGS - 1,
    }
}

/// How a result is taken: which function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Finishing {
    /// There is none, or it is where it belongs.
    None,
    /// Bytes from the first general register.
    General1,
    /// 2 of them.
    General2,
    /// 4 of them.
    General4,
    /// 8 of them: on i386 two registers.
    General8,
    /// Two general registers.
    General16,
    /// 4 bytes from the first of the other registers.
    Float4,
    /// 8 of them.
    Float8,
    /// 16 of them.
    Float16,
    /// Pieces.
    Any,
    /// x86: 10 bytes of `st(0)`, which [`Program::finish`] finds as the callee left it.
    X87,
    /// x86-64: 10 bytes of `st(0)`, and of `st(1)` 16 bytes behind.
    X87Pair,
    /// i386: 4 bytes of `st(0)`.
    Single,
    /// i386: 8 bytes of `st(0)`.
    Double,
}

/// Most registers that a straight routine loads.
pub const STRAIGHT: u8 = 4;

/// Which registers a routine loads and stores.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Routine {
    /// General registers only.
    General,
    /// Vector or floating-point registers too, the width that every processor of the architecture has.
    Float,
    /// x86-64: all four vector registers that `__vectorcall`, and clang's System V, return values in.
    Vectors,
    /// x86: vector registers of 32 bytes.
    Wide,
    /// x86: vector registers of 64 bytes.
    Widest,
}

impl Routine {
    /// Every routine.
    pub const ALL: [Self; 5] = [Self::General, Self::Float, Self::Vectors, Self::Wide, Self::Widest];

    /// Name in symbols.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Float => "float",
            Self::Vectors => "vectors",
            Self::Wide => "wide",
            Self::Widest => "widest",
        }
    }

    /// Whether vector or floating-point registers are loaded.
    #[must_use]
    pub const fn loads_floats(self) -> bool {
        !matches!(self, Self::General)
    }
}

/// How a call arrives that comes through an entry for any signature: what a [`Program`] is for calls.
///
/// ```text
///  entry      spills every argument register:  image │ block of results │ [word] │ … │ return address │ [row] │ stack part
///    slot.handler(slot, image, block)          who knows the signature:
///      arrive    image, stack part ─► record
///      depart    result ─► block               (i386: and to the word, where the frame is to be for the entry to return from)
///    loads the registers of results from the block, and returns
/// ```
#[derive(Debug)]
#[repr(C)]
pub struct Arriving {
    /// Number of moves from the image to the record. [`How::Address`]: what a pointer there leads to. Those of a bare prototype with `...`
    /// also make a `va_list`, behind the record, whose address they put at the record's end.
    pub arguments: u32,
    /// Number of those from the result to the block, behind them.
    pub results: u32,
    /// Where in the image the address of the result is, if the caller gives one; [`NOWHERE`] if not.
    pub result_at: u32,
    /// Bytes of arguments that the entry removes.
    pub pops: u32,
    /// i386: from the start of the block to a word, [`FRAME_ABOVE`] under the entry's saved frame pointer and return address, that says
    /// where both are to be: so many bytes higher. [`NOWHERE`] elsewhere.
    pub pops_at: u32,
    /// The moves.
    pub moves: *const Rest,
}

/// No place in an image or a block.
pub const NOWHERE: u32 = u32::MAX;

/// See [`Arriving::pops_at`].
pub const FRAME_ABOVE: u32 = 8;

/// Where an upcall entry leaves the result.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Returned {
    /// In the registers of results.
    Registers,
    /// x86: in `st(0)`, from 10 bytes of the block.
    X87,
    /// x86-64: in `st(0)` and `st(1)`.
    X87Pair,
    /// i386: in `st(0)`, from 4 bytes.
    Single,
    /// i386: in `st(0)`, from 8 bytes.
    Double,
}

impl Returned {
    /// The entries that a family has beside a routine.
    #[must_use]
    pub const fn of(shape: &Shape, routine: Routine) -> &'static [Self] {
        match (shape.word, routine) {
            // Who returns that many vectors returns nothing on the x87 stack.
            (_, Routine::Vectors) => &[Self::Registers],
            (4, _) => &[Self::Registers, Self::X87, Self::Single, Self::Double],
            // Two numbers have no room in this block.
            (8, Routine::General) if shape.is_sysv64() => &[Self::Registers, Self::X87],
            (8, _) if shape.is_sysv64() => &[Self::Registers, Self::X87, Self::X87Pair],
            _ => &[Self::Registers],
        }
    }

    /// The end of the symbol.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Registers => "",
            Self::X87 => "_x87",
            Self::X87Pair => "_x87_pair",
            Self::Single => "_single",
            Self::Double => "_double",
        }
    }
}

/// The registers of a family of routines, by their numbers in instructions, and where each is in the image and in the block of results.
///
/// The image: general registers in this order, a word each, filled up to 16 bytes; then the others, [`lane`](Self::lane) bytes each.
/// The block of results likewise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
    /// General registers of arguments.
    pub general: &'static [u8],
    /// Vector or floating-point registers of arguments.
    pub floats: &'static [u8],
    /// General registers of results.
    pub general_results: &'static [u8],
    /// Vector or floating-point registers of results.
    pub float_results: &'static [u8],
    /// Bytes of a general register.
    pub word: u32,
    /// Bytes of each of the others.
    pub lane: u32,
    /// Bytes in which an upcall entry saves what its caller wants back and its handler does not preserve.
    pub saved: u32,
    /// Bytes of every stack part that its callees own: Microsoft's "space to store four register parameters".
    pub home: u32,
    /// Bytes that an upcall entry leaves free below the stack part, for the general registers of arguments to be in a row with it, which is
    /// what a `va_list` is on RISC-V and Windows.
    pub row: u32,
}

/// x86-64 entered by System V: `rdi`, `rsi`, `rdx`, `rcx`, `r8`, `r9`; `xmm0` to `xmm7`. Microsoft's are among them.
pub const X86_64: Shape = Shape {
    general: &[7, 6, 2, 1, 8, 9],
    floats: &[0, 1, 2, 3, 4, 5, 6, 7],
    general_results: &[0, 2],
    float_results: &[0, 1],
    word: 8,
    lane: 16,
    saved: 0,
    home: 0,
    row: 0,
};

/// x86-64 of Microsoft's convention: `rcx`, `rdx`, `r8`, `r9`; `xmm0` to `xmm5`, of which `__vectorcall` has the last two.
pub const X86_64_MICROSOFT: Shape = Shape {
    general: &[1, 2, 8, 9],
    floats: &[0, 1, 2, 3, 4, 5],
    general_results: &[0, 2],
    float_results: &[0, 1],
    word: 8,
    lane: 16,
    saved: 0,
    home: 32,
    row: 0,
};

/// The same where calls of Microsoft's convention arrive in a program of System V, whose functions do not preserve `xmm6` to `xmm15`, `rdi`
/// and `rsi`.
pub const X86_64_FOREIGN: Shape = Shape { saved: 10 * 16 + 2 * 8, ..X86_64_MICROSOFT };

/// i386: `ecx` and `edx` of `fastcall` and `thiscall`; `xmm0` to `xmm2`.
pub const X86: Shape = Shape {
    general: &[1, 2],
    floats: &[0, 1, 2],
    general_results: &[0, 2],
    float_results: &[0],
    word: 4,
    lane: 16,
    saved: 0,
    home: 0,
    row: 0,
};

/// AArch64: `x0` to `x7`, `x8` for the address of a result; `v0` to `v7`.
pub const AARCH64: Shape = Shape {
    general: &[0, 1, 2, 3, 4, 5, 6, 7, 8],
    floats: &[0, 1, 2, 3, 4, 5, 6, 7],
    general_results: &[0, 1],
    float_results: &[0, 1, 2, 3],
    word: 8,
    lane: 16,
    saved: 0,
    home: 0,
    row: 64,
};

/// The same on Apple's systems, where unnamed arguments are on the stack, and unwinders like the frame pointer next to it.
pub const AARCH64_APPLE: Shape = Shape { row: 0, ..AARCH64 };

/// RISC-V 64: `a0` to `a7`; `fa0` to `fa7`.
pub const RISCV64: Shape = Shape {
    general: &[10, 11, 12, 13, 14, 15, 16, 17],
    floats: &[10, 11, 12, 13, 14, 15, 16, 17],
    general_results: &[10, 11],
    float_results: &[10, 11],
    word: 8,
    lane: 8,
    saved: 0,
    home: 0,
    row: 64,
};

impl Shape {
    /// The same for one of the family's routines.
    #[must_use]
    pub const fn of(self, routine: Routine) -> Self {
        match routine {
            Routine::General => Self { floats: &[], float_results: &[], ..self },
            Routine::Float => self,
            Routine::Vectors => Self { float_results: &[0, 1, 2, 3], ..self },
            Routine::Wide => Self { float_results: &[0, 1, 2, 3], lane: 32, ..self },
            Routine::Widest => Self { float_results: &[0, 1, 2, 3], lane: 64, ..self },
        }
    }

    /// How many registers the straight routines of this shape load that a routine has beside it: from the first number up to, without, the
    /// second. `General` ones load general registers, `Float` ones the others, as 8 bytes each.
    #[must_use]
    pub const fn straight(&self, routine: Routine) -> core::ops::Range<u8> {
        let (first, registers) = match routine {
            Routine::General => (0, self.general),
            // Without an argument there is no register of either class.
            Routine::Float => (1, self.floats),
            Routine::Vectors | Routine::Wide | Routine::Widest => return 0..0,
        };
        // i386 has its arguments on the stack; RISC-V without floating-point registers has none for these.
        if self.word < 8 || registers.len() < STRAIGHT as usize { 0..0 } else { first..STRAIGHT + 1 }
    }

    /// Whether it is that of System V x86-64, whose functions return numbers on the x87 stack.
    const fn is_sysv64(&self) -> bool {
        self.general.len() == 6
    }

    /// From the image of an upcall entry to the arguments that its caller put on the stack, in bytes: behind the image are the block of
    /// results, what is [`saved`](Self::saved), a saved frame pointer or padding, and the return address, 16 bytes together (on i386 so
    /// many words, and [`Arriving::pops`]), and the [`row`](Self::row).
    #[must_use]
    pub const fn incoming_at(&self) -> u32 {
        self.image_bytes() + self.results_bytes() + self.saved + 16 + self.row
    }

    /// [`Arriving::pops_at`].
    #[must_use]
    pub const fn pops_at(&self) -> u32 {
        if self.word == 4 { self.results_bytes() } else { NOWHERE }
    }

    /// Bytes of the general registers in the image.
    #[must_use]
    pub const fn general_bytes(&self) -> u32 {
        (self.general.len() as u32 * self.word).next_multiple_of(16)
    }

    /// Bytes of the image.
    #[must_use]
    pub const fn image_bytes(&self) -> u32 {
        self.general_bytes() + self.floats.len() as u32 * self.lane
    }

    /// Where a general register of an argument is in the image.
    #[must_use]
    pub fn general_at(&self, number: u8) -> Option<u32> {
        Some(position(self.general, number)? * self.word)
    }

    /// Where another register of an argument is in the image.
    #[must_use]
    pub fn float_at(&self, number: u8) -> Option<u32> {
        Some(self.general_bytes() + position(self.floats, number)? * self.lane)
    }

    /// Bytes of the block of results.
    #[must_use]
    pub const fn results_bytes(&self) -> u32 {
        self.float_results_at() + self.float_results.len() as u32 * self.lane
    }

    /// Where the registers that are not general begin in the block of results.
    #[must_use]
    pub const fn float_results_at(&self) -> u32 {
        (self.general_results.len() as u32 * self.word).next_multiple_of(16)
    }

    /// Where a general register of a result is in the block.
    #[must_use]
    pub fn general_result_at(&self, number: u8) -> Option<u32> {
        Some(position(self.general_results, number)? * self.word)
    }

    /// Where another register of a result is in the block.
    #[must_use]
    pub fn float_result_at(&self, number: u8) -> Option<u32> {
        Some(self.float_results_at() + position(self.float_results, number)? * self.lane)
    }
}

fn position(registers: &[u8], number: u8) -> Option<u32> {
    registers.iter().position(|register| *register == number).map(|position| position as u32)
}
