//! Calls of each function, in each way.

use std::ffi::c_void;
use std::hint::black_box;
use std::mem::MaybeUninit;

use ffi::contract::Kind;
use ffi::{DynamicLibrary, Function, HostValue, Signature};

use crate::count::Body;
use crate::functions::{Callee, callees};
use crate::jit::Compiler;
use crate::libffi_raw::{self, CallFunction};

/// The ways, in the page's order: a word for each, and what it is. The first is what the others are compared with.
pub const WAYS: [&str; 14] = [
    "pointer from `dlsym`",
    "direct call",
    "lazy import: our stub",
    "AOT, record prepared",
    "AOT, record written by its types",
    "AOT, record written by a loop",
    "`call(&[Value])`, AOT",
    "universal, record prepared",
    "universal, record written by its types",
    "universal, record written by a loop",
    "`call(&[Value])`, universal",
    "Cranelift's trampoline, record prepared",
    "libffi, the crate's release",
    "libffi, the system's",
];

/// Rows of [`WAYS`] that the page speaks of.
pub const TYPED: usize = 4;
pub const WRITTEN: usize = 5;
pub const VALUES: usize = 6;
pub const UNIVERSAL: usize = 7;
pub const UNIVERSAL_TYPED: usize = 8;
pub const UNIVERSAL_WRITTEN: usize = 9;
pub const UNIVERSAL_VALUES: usize = 10;
pub const BUNDLED: usize = 12;
pub const SYSTEM: usize = 13;

/// Memory of an argument record.
#[repr(align(16))]
struct Record([u64; 32]);

/// All bodies: of the first function each way, of the second each way…
pub fn bodies() -> Vec<Body> {
    // SAFETY: the build script's own library, whose functions have the types that they are called by.
    let library = unsafe { DynamicLibrary::open("libpeers_functions.so").expect("it was built beside") };
    let mut jit = Compiler::new();
    let bodies = callees().into_iter().flat_map(|callee| of(callee, &library, &mut jit)).collect();
    std::mem::forget((library, jit));
    bodies
}

fn of(callee: Callee, library: &DynamicLibrary, jit: &mut Compiler) -> [Body; WAYS.len()] {
    // SAFETY: it is there, and of these types.
    let (address, ahead, universal) = unsafe {
        let pointer = library.lookup(callee.symbol).expect("it is in the library").pointer();
        let text = callee.ahead.to_string();
        let universal = Signature::parse(&text).unwrap_or_else(|why| panic!("{text}: {why}"));
        let function = |signature| Function::new(pointer, signature).expect("a way to call it");
        (pointer.as_ptr().cast_const(), function(callee.ahead), function(universal))
    };
    let parameters: Vec<(usize, usize)> = callee.ahead.parameters().map(|ty| (ty.offset(), ty.size())).collect();
    let parameters: &'static [(usize, usize)] = parameters.leak();
    let kinds: Vec<Kind> = callee.ahead.parameters().map(ffi::Type::kind).collect();
    let values: &'static [ffi::Value] = callee.values.leak();
    let (ahead, universal): (&'static Function, &'static Function) = (leaked(ahead), leaked(universal));
    let words = parameters.last().map_or(0, |(offset, size)| (offset + size).div_ceil(8));
    let result: *mut u8 = leaked([0_u64; 8]).as_mut_ptr().cast();
    let Callee { direct, pointer, stub, typed, .. } = callee;
    // With the arguments in it.
    let record = || {
        let args = leaked(Record([0; 32])).0.as_mut_ptr().cast::<u8>();
        typed(1, ahead, args, result);
        args
    };

    let prepared = |function: &'static Function| -> Body {
        let args = record();
        Box::new(move |turns| {
            let function = black_box(function);
            for _ in 0..turns {
                // SAFETY: the record is whole.
                unsafe { function.call_raw(args, result) };
            }
        })
    };
    let by_types = |function: &'static Function| -> Body {
        let args = record();
        Box::new(move |turns| typed(turns, black_box(function), args, result))
    };
    let written = |function: &'static Function| -> Body {
        let (args, source) = (record(), record().cast::<u64>());
        // SAFETY: the record is so long.
        let bits = |word: usize| unsafe { source.add(word).read() };
        if kinds.iter().all(|kind| *kind != Kind::Record) {
            let cells: Vec<Cell> = kinds.iter().enumerate().map(|(at, kind)| Cell { kind: *kind, bits: bits(at) }).collect();
            return Box::new(move |turns| {
                let (function, cells) = (black_box(function), black_box(&cells));
                for _ in 0..turns {
                    // SAFETY: the record has room for its slots, and is whole when it is called with.
                    unsafe {
                        function.signature().write_arguments(cells, args).expect("the right values");
                        function.call_raw(args, result);
                    }
                }
            });
        }
        let bytes: Vec<u64> = (0..words).map(bits).collect();
        Box::new(move |turns| {
            let (function, bytes) = (black_box(function), black_box(&bytes));
            for _ in 0..turns {
                // SAFETY: the record has so many slots, and is whole.
                unsafe {
                    args.cast::<u64>().copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
                    function.call_raw(args, result);
                }
            }
        })
    };
    let valued = |function: &'static Function| -> Body {
        Box::new(move |turns| {
            let function = black_box(function);
            for _ in 0..turns {
                // SAFETY: the function is sound for these arguments.
                let _ = black_box(unsafe { function.call(black_box(values)) }.expect("a call"));
            }
        })
    };
    let compiled = jit.trampoline(&callee.pieces.0, callee.pieces.1);
    jit.finish();
    // SAFETY: it was compiled so.
    let compiled: Trampoline = unsafe { std::mem::transmute(jit.address(compiled)) };
    let args = record();
    let types = &callee.types;
    let libffi = |release: libffi_raw::Libffi| {
        let cif = release.cif(&types.0, &types.1);
        through_libffi(release.call, cif.cast(), parameters, record(), result, address)
    };
    let bodies: [Body; WAYS.len()] = [
        Box::new(move |turns| pointer(turns, address)),
        Box::new(direct),
        Box::new(stub),
        prepared(ahead),
        by_types(ahead),
        written(ahead),
        valued(ahead),
        prepared(universal),
        by_types(universal),
        written(universal),
        valued(universal),
        Box::new(move |turns| {
            let compiled = black_box(compiled);
            for _ in 0..turns {
                // SAFETY: the record is whole.
                unsafe { compiled(args, result, address) };
            }
        }),
        libffi(libffi_raw::bundled()),
        libffi(libffi_raw::system()),
    ];
    bodies
}

type Trampoline = unsafe extern "C" fn(*mut u8, *mut u8, *const c_void);

/// A value as interpreters have them: what it is, and its bits.
struct Cell {
    kind: Kind,
    bits: u64,
}

// SAFETY: a cell is made of a parameter's kind, and its value.
unsafe impl HostValue for Cell {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn payload(&self) -> MaybeUninit<u64> {
        MaybeUninit::new(self.bits)
    }
}

fn through_libffi(
    call: CallFunction,
    cif: *mut c_void,
    parameters: &'static [(usize, usize)],
    args: *mut u8,
    result: *mut u8,
    address: *const c_void,
) -> Body {
    let pointers: Vec<*mut c_void> = parameters.iter().map(|(offset, _)| args.wrapping_add(*offset).cast()).collect();
    let pointers: &'static mut [*mut c_void] = pointers.leak();
    let pointers = pointers.as_mut_ptr();
    // It writes over the pointer to a record of more than 16 bytes, which would then be the wrong one.
    let record = parameters.first().is_some_and(|(_, size)| *size > 16);
    // SAFETY: an address of a function.
    let function = unsafe { std::mem::transmute::<*const c_void, Option<unsafe extern "C" fn()>>(address) };
    Box::new(move |turns| {
        let call = black_box(call);
        for _ in 0..turns {
            // SAFETY: everything is as the description of the call says.
            unsafe {
                if record {
                    pointers.write(args.cast());
                }
                call(cif.cast(), function, result.cast(), pointers);
            }
        }
    })
}

fn leaked<T>(value: T) -> &'static mut T {
    Box::leak(Box::new(value))
}
