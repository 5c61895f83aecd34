//! The program whose instructions `bench tables` counts: `lookup <variant> <turns>` looks every name of a table up, so many times, or
//! prepares every signature of it with the system's libffi.

use std::collections::HashMap;
use std::ffi::{c_int, c_uint, c_void};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::hint::black_box;

use ffi::contract::TableData;

unsafe extern "C" {
    /// Assembled by the build script.
    static bench_table: TableData;
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut number = || arguments.next().and_then(|text| text.parse::<usize>().ok()).expect("a variant and a number of turns");
    let (variant, turns) = (number(), number());
    // SAFETY: a table of this contract, which is never changed.
    let table = unsafe { ffi::Table::from_data(&raw const bench_table) };
    let names: Vec<&str> = table.iter().map(ffi::Entry::name).collect();
    let texts: Vec<&str> = table.iter().map(|entry| entry.signature().text()).collect();
    // The same places in every run.
    let map: HashMap<&str, usize, BuildHasherDefault<DefaultHasher>> =
        names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let prepare = if variant == 4 { libffi() } else { Box::new(|_: &[&str]| ()) };
    for _ in 0..turns {
        match variant {
            0 => names.iter().for_each(|name| assert!(!black_box(*name).is_empty())),
            1 => names.iter().for_each(|name| assert!(black_box(table.find(black_box(name))).is_some())),
            2 => texts.iter().for_each(|text| assert!(black_box(table.signature(black_box(text))).is_some())),
            4 => prepare(&texts),
            _ => names.iter().for_each(|name| assert!(black_box(map.get(black_box(*name))).is_some())),
        }
    }
}

/// Prepares every signature.
type Prepare = Box<dyn Fn(&[&str])>;

/// What a host on libffi does with each signature before it can call: the parameters' types are looked up beforehand.
fn libffi() -> Prepare {
    type PrepareCif = unsafe extern "C" fn(*mut c_void, c_int, c_uint, *mut c_void, *const *mut c_void) -> c_int;
    /// `FFI_UNIX64`, the default of x86-64 Linux.
    const ABI: c_int = 2;
    // SAFETY: libffi may be loaded anywhere; the function is of this type.
    let library = unsafe { ffi::DynamicLibrary::open("libffi.so.8") }.expect("libffi is installed");
    // SAFETY: looking a symbol up runs no code but resolvers.
    let symbol = |name: &std::ffi::CStr| unsafe { library.lookup(name) }.expect("it is libffi").pointer().as_ptr();
    let types = [c"ffi_type_sint32", c"ffi_type_double", c"ffi_type_pointer", c"ffi_type_sint64", c"ffi_type_float"].map(symbol);
    // SAFETY: libffi's function is of this type.
    let prepare: PrepareCif = unsafe { std::mem::transmute(symbol(c"ffi_prep_cif")) };
    Box::new(move |texts| {
        let _ = &library;
        for number in 0..texts.len() {
            let ty = |digit: usize| types[digit % 5];
            let parameters = [ty(number / 25), ty(number / 5), ty(number)];
            let mut cif = [0_u64; 16];
            // SAFETY: a `ffi_cif` is smaller; the types are libffi's own.
            let status = unsafe { prepare(cif.as_mut_ptr().cast(), ABI, 3, ty(number / 125), parameters.as_ptr()) };
            assert_eq!(black_box((status, cif)).0, 0);
        }
    })
}
