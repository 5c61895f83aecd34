//! The program whose instructions `bench import` counts: `calls <variant> <turns>` makes that many calls in that way.

use std::ffi::{c_int, c_long, c_void};
use std::hint::black_box;

use ffi::Pointer;

mod written {
    #[link(name = "c")]
    unsafe extern "C" {
        pub(crate) fn labs(value: std::ffi::c_long) -> std::ffi::c_long;
    }
}

mod imported {
    #[ffi::import(library = "c")]
    unsafe extern "C" {
        pub(crate) fn labs(value: std::ffi::c_long) -> std::ffi::c_long;
    }
}

mod linked {
    #[link(name = "c")]
    unsafe extern "C" {
        pub(crate) safe fn a64l(text: &std::ffi::c_char) -> std::ffi::c_long;
    }
}

mod lazily {
    #[ffi::import(library = "c", lazy)]
    unsafe extern "C" {
        pub(crate) safe fn a64l(text: &std::ffi::c_char) -> std::ffi::c_long;
    }
}

/// Through the GOT: a function that rustc's optimiser knows nothing about.
#[inline(never)]
fn through_got(turns: usize) {
    for _ in 0..turns {
        black_box(linked::a64l(black_box(&0)));
    }
}

/// The same, bound lazily.
#[inline(never)]
fn through_stub(turns: usize) {
    for _ in 0..turns {
        black_box(lazily::a64l(black_box(&0)));
    }
}

/// Through a declaration written by hand.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn through_written(turns: usize) {
    for turn in 0..turns {
        // SAFETY: the C library's function, by its type.
        black_box(unsafe { written::labs(turn as c_long) });
    }
}

/// Through `#[ffi::import]`.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn through_import(turns: usize) {
    for turn in 0..turns {
        // SAFETY: as above.
        black_box(unsafe { imported::labs(turn as c_long) });
    }
}

mod non_leaf {
    #[ffi::import(library = "c")]
    unsafe extern "C" {
        #[ffi(non_leaf)]
        pub(crate) fn labs(value: std::ffi::c_long) -> std::ffi::c_long;
    }
}

/// Through an import that records where the host's code ends.
#[inline(never)]
fn through_non_leaf(turns: usize) {
    let context = black_box(ffi::exit::Context::new());
    for turn in 0..turns {
        // SAFETY: as above.
        black_box(unsafe { non_leaf::labs(&context, turn as c_long) });
    }
}

extern "C" fn add(a: c_int, b: c_int) -> c_int {
    a.wrapping_add(b)
}

/// Through a plain function pointer.
#[inline(never)]
fn through_pointer(turns: usize) {
    let add = black_box(add as extern "C" fn(c_int, c_int) -> c_int);
    for turn in 0..turns {
        black_box(add(turn as c_int, 2));
    }
}

/// Through a signature that is data, with every check.
#[inline(never)]
fn through_values(turns: usize) {
    let address = Pointer::new(add as *mut c_void).expect("a function is never null");
    // SAFETY: the function has this signature.
    let add = unsafe { ffi::Function::new(address, ffi::signature!(int(int, int))) }.expect("a trampoline");
    for turn in 0..turns {
        // SAFETY: the function is sound for every argument.
        let sum = unsafe { add.call(&[(turn as c_int).into(), 2.into()]) };
        black_box(c_int::try_from(sum.expect("two integers")).expect("an integer"));
    }
}

mod plain {
    #[repr(C)]
    pub(crate) struct Record {
        pub(crate) tag: u8,
        pub(crate) count: u32,
        pub(crate) value: f64,
    }
}

mod laid_out {
    #[ffi::struct_layout(size = 16, align = 8, holes)]
    pub(crate) struct Record {
        #[ffi(offset = 0)]
        pub(crate) tag: u8,
        #[ffi(offset = 4)]
        pub(crate) count: u32,
        #[ffi(offset = 8)]
        pub(crate) value: f64,
    }
}

/// Fields of a plain structure.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn through_field(turns: usize) {
    let mut memory = [0_u64; 2];
    let record = black_box(Pointer::from_mut(&mut memory).cast::<plain::Record>()).as_ptr();
    for _ in 0..turns {
        // SAFETY: as large and as aligned, and any bytes are numbers.
        unsafe {
            (*record).count = (*record).count.wrapping_add((*record).tag.into());
            black_box((*record).value);
        }
    }
}

/// The same fields where a layout puts them.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn through_member(turns: usize) {
    let mut memory = [0_u64; 2];
    let record = black_box(Pointer::from_mut(&mut memory).cast::<laid_out::Record>()).fields();
    for _ in 0..turns {
        // SAFETY: as above.
        unsafe {
            record.set_count(record.count().wrapping_add(record.tag().into()));
            black_box(record.value());
        }
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<usize>().expect("a number"));
    let (variant, turns) = (arguments.next().expect("a variant"), arguments.next().expect("a number of turns"));
    match variant {
        0 => through_written(turns),
        1 => through_import(turns),
        2 => through_pointer(turns),
        4 => through_non_leaf(turns),
        5 => through_got(turns),
        6 => through_stub(turns),
        7 => through_field(turns),
        8 => through_member(turns),
        _ => through_values(turns),
    }
}
