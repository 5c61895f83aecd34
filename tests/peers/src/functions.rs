//! What is called: the functions of `functions.c`, and everything that has to be said of each by those who call them.

use std::ffi::{CStr, c_int, c_void};
use std::hint::black_box;

use ffi::{Bytes, Function, Signature, Value};

use crate::jit::Piece;
use crate::libffi_raw::Type;

/// A function, and the loops that call it as Rust calls functions.
pub struct Callee {
    /// As the page shows it.
    pub shown: &'static str,
    pub symbol: &'static CStr,
    /// By a trampoline of the build script.
    pub ahead: Signature,
    /// Calls that the linker bound.
    pub direct: fn(usize),
    /// Through a pointer.
    pub pointer: fn(usize, *const c_void),
    /// Through the stub of a lazy import.
    pub stub: fn(usize),
    /// Through a function whose signature is data, by a host that knows the types and writes the record with them.
    pub typed: fn(usize, &Function, *mut u8, *mut u8),
    pub values: Vec<Value>,
    /// Parameters and result, in libffi's terms.
    pub types: (Vec<Type>, Type),
    /// The same for a code generator, as System V passes them.
    pub pieces: (Vec<Piece>, Piece),
}

#[derive(Clone, Copy)]
#[repr(C)]
pub struct Pair {
    a: i64,
    b: f64,
}

#[derive(Clone, Copy)]
#[repr(C)]
pub struct Five {
    words: [i64; 5],
}

// SAFETY: struct pair of functions.c.
unsafe impl ffi::Direct for Pair {}
// SAFETY: struct five of functions.c.
unsafe impl ffi::Direct for Five {}

/// What a buffer is.
static BUFFER: [u8; 64] = [7; 64];

/// Each function linked, and the loops of its [`Callee`].
macro_rules! functions {
    ($($name:ident($($ty:ty = $value:expr),*) -> $result:ty;)*) => {
        mod linked {
            use super::*;
            unsafe extern "C" {
                $(pub fn $name($(_: $ty),*) -> $result;)*
            }
        }

        $(mod $name {
            use super::*;

            pub fn direct(turns: usize) {
                for _ in 0..turns {
                    // SAFETY: the function is sound for every argument that it is given here.
                    unsafe { linked::$name($($value),*) };
                }
            }

            pub fn pointer(turns: usize, address: *const c_void) {
                // SAFETY: the function has this type.
                let function: unsafe extern "C" fn($($ty),*) -> $result = unsafe { std::mem::transmute(black_box(address)) };
                for _ in 0..turns {
                    // SAFETY: as above.
                    unsafe { function($($value),*) };
                }
            }

            pub fn stub(turns: usize) {
                for _ in 0..turns {
                    // SAFETY: as above.
                    unsafe { lazily::$name($($value),*) };
                }
            }

            pub fn typed(turns: usize, function: &Function, args: *mut u8, result: *mut u8) {
                for _ in 0..turns {
                    let mut _at = args;
                    // SAFETY: each at its place in the record, as `ffi::contract` says.
                    unsafe {
                        $(
                            _at.cast::<$ty>().write($value);
                            _at = _at.add(size_of::<$ty>().next_multiple_of(8));
                        )*
                        function.call_raw(args, result);
                    }
                }
            }
        })*
    };
}

/// The same as `linked`, found when it is first called.
#[allow(clippy::too_many_arguments)]
mod lazily {
    use super::{Five, Pair, c_int, c_void};

    #[ffi::import(library = "peers_functions", lazy)]
    unsafe extern "C" {
        pub fn peers_int2(a: c_int, b: c_int) -> c_int;
        pub fn peers_double2(a: f64, b: f64) -> f64;
        pub fn peers_long8(a: i64, b: i64, c: i64, d: i64, e: i64, f: i64, g: i64, h: i64) -> i64;
        pub fn peers_mixed(
            a: c_int,
            b: c_int,
            c: c_int,
            d: c_int,
            e: c_int,
            f: c_int,
            g: f64,
            h: f64,
            i: f64,
            j: f64,
            k: f64,
            l: f64,
        ) -> f64;
        pub fn peers_spills(
            a: c_int,
            b: c_int,
            c: c_int,
            d: c_int,
            e: c_int,
            f: c_int,
            g: c_int,
            h: c_int,
            i: c_int,
            j: c_int,
            k: f64,
            l: f64,
            m: f64,
            n: f64,
            o: f64,
            p: f64,
            q: f64,
            r: f64,
            s: f64,
            t: f64,
        ) -> f64;
        pub fn peers_pair(pair: Pair) -> f64;
        pub fn peers_five(five: Five) -> i64;
        pub fn peers_buffer(data: *const c_void, size: usize) -> c_int;
    }
}

functions! {
    peers_int2(c_int = 3, c_int = 4) -> c_int;
    peers_double2(f64 = 3.0, f64 = 4.0) -> f64;
    peers_long8(i64 = 0, i64 = 1, i64 = 2, i64 = 3, i64 = 4, i64 = 5, i64 = 6, i64 = 7) -> i64;
    peers_mixed(
        c_int = 0, c_int = 1, c_int = 2, c_int = 3, c_int = 4, c_int = 5,
        f64 = 1.5, f64 = 2.5, f64 = 3.5, f64 = 4.5, f64 = 5.5, f64 = 6.5
    ) -> f64;
    peers_spills(
        c_int = 0, c_int = 1, c_int = 2, c_int = 3, c_int = 4, c_int = 5, c_int = 6, c_int = 7, c_int = 8, c_int = 9,
        f64 = 1.5, f64 = 2.5, f64 = 3.5, f64 = 4.5, f64 = 5.5, f64 = 6.5, f64 = 7.5, f64 = 8.5, f64 = 9.5, f64 = 10.5
    ) -> f64;
    peers_pair(Pair = Pair { a: 3, b: 1.5 }) -> f64;
    peers_five(Five = Five { words: [1, 2, 3, 4, 5] }) -> i64;
    peers_buffer(*const c_void = (&raw const BUFFER).cast(), usize = 64) -> c_int;
}

macro_rules! callee {
    ($name:ident, $shown:literal, $ahead:expr, $values:expr, $types:expr, $pieces:expr) => {
        Callee {
            shown: $shown,
            symbol: const {
                match CStr::from_bytes_with_nul(concat!(stringify!($name), "\0").as_bytes()) {
                    Ok(symbol) => symbol,
                    Err(_) => panic!("no zero is in a name"),
                }
            },
            ahead: $ahead,
            direct: $name::direct,
            pointer: $name::pointer,
            stub: $name::stub,
            typed: $name::typed,
            values: $values,
            types: $types,
            pieces: $pieces,
        }
    };
}

fn bytes<T: Copy>(value: T) -> Value {
    // SAFETY: a structure without padding.
    let bytes = unsafe { std::slice::from_raw_parts((&raw const value).cast::<u8>(), size_of::<T>()) };
    Value::Bytes(Bytes::new(bytes).expect("not too many"))
}

fn ints(count: i32) -> impl Iterator<Item = Value> {
    (0..count).map(Value::from)
}

fn doubles(count: i32) -> impl Iterator<Item = Value> {
    (0..count).map(|n| Value::from(f64::from(n) + 1.5))
}

fn each<T: Clone>(ints: usize, int: T, doubles: usize, double: T) -> Vec<T> {
    [vec![int; ints], vec![double; doubles]].concat()
}

/// Those whose arguments are numbers and pointers.
pub const SCALAR: [usize; 6] = [0, 1, 2, 3, 4, 7];

/// Everything that is called, in the page's order.
pub fn callees() -> [Callee; 8] {
    use Type::{Double, Int, Long, Pointer, Structure};
    [
        callee!(
            peers_int2,
            "int(int, int)",
            ffi::signature!(int(int, int)),
            vec![3.into(), 4.into()],
            (vec![Int; 2], Int),
            (vec![Piece::Int; 2], Piece::Int)
        ),
        callee!(
            peers_double2,
            "double(double, double)",
            ffi::signature!(double(double, double)),
            vec![3.0.into(), 4.0.into()],
            (vec![Double; 2], Double),
            (vec![Piece::Double; 2], Piece::Double)
        ),
        callee!(
            peers_long8,
            "8 × int64_t",
            ffi::signature!(int64_t(int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t)),
            (0..8_i64).map(Value::from).collect(),
            (vec![Long; 8], Long),
            (vec![Piece::Long; 8], Piece::Long)
        ),
        callee!(
            peers_mixed,
            "6 ints, 6 doubles",
            ffi::signature!(double(int, int, int, int, int, int, double, double, double, double, double, double)),
            ints(6).chain(doubles(6)).collect(),
            (each(6, Int, 6, Double), Double),
            (each(6, Piece::Int, 6, Piece::Double), Piece::Double)
        ),
        callee!(
            peers_spills,
            "10 ints, 10 doubles",
            ffi::signature!(double(
                int, int, int, int, int, int, int, int, int, int, double, double, double, double, double, double, double, double,
                double, double
            )),
            ints(10).chain(doubles(10)).collect(),
            (each(10, Int, 10, Double), Double),
            (each(10, Piece::Int, 10, Piece::Double), Piece::Double)
        ),
        callee!(
            peers_pair,
            "16-byte record",
            ffi::signature!(double(struct { int64_t a; double b; })),
            vec![bytes(Pair { a: 3, b: 1.5 })],
            (vec![Structure(vec![Long, Double])], Double),
            (vec![Piece::Long, Piece::Double], Piece::Double)
        ),
        callee!(
            peers_five,
            "40-byte record",
            ffi::signature!(int64_t(struct { int64_t words[5]; })),
            vec![bytes(Five { words: [1, 2, 3, 4, 5] })],
            (vec![Structure(vec![Long; 5])], Long),
            (vec![Piece::Memory(40)], Piece::Long)
        ),
        callee!(
            peers_buffer,
            "buffer",
            ffi::signature!(int(const void *, size_t)),
            vec![Value::Pointer((&raw const BUFFER).cast_mut().cast()), 64_u64.into()],
            (vec![Pointer, Long], Int),
            (vec![Piece::Long; 2], Piece::Int)
        ),
    ]
}
