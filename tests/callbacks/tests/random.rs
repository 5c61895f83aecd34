//! Random signatures, called by C: through closures whose signature is data, typed ones with an entry, and typed ones without.

#![allow(unused_imports, reason = "of C's types, what is in the signatures")]

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod restricted;

use std::cell::Cell;
use std::ffi::{c_int, c_long, c_longlong, c_schar, c_short, c_uchar, c_uint, c_ulonglong, c_ushort, c_void};
use std::mem::{MaybeUninit, transmute_copy};
use std::slice;

use ffi::LongDouble;
// What links the C.
use callback_tests as _;
use ffi::closure::{Call, options};

/// A value of C, as far as its bytes have a meaning.
#[repr(C)]
struct Value {
    at: *const u8,
    size: c_uint,
}

impl Value {
    fn bytes(&self) -> &'static [u8] {
        // SAFETY: a static of C, which never changes; none is void.
        if self.at.is_null() { &[] } else { unsafe { slice::from_raw_parts(self.at, self.size as usize) } }
    }
}

#[repr(C)]
struct Row {
    arguments: *const Value,
    count: c_uint,
    result: Value,
    call: unsafe extern "C" fn(*const c_void, *mut u8),
}

unsafe extern "C" {
    static callback_rows: [Row; SIGNATURES.len()];
}

thread_local! {
    /// Calls that a closure has checked.
    static CHECKED: Cell<usize> = const { Cell::new(0) };
}

fn row(number: usize) -> &'static Row {
    // SAFETY: C's table has as many rows, and never changes.
    unsafe { callback_rows.get(number) }.expect("a row")
}

/// Compares what arrived with what C passed.
fn check(number: usize, found: &[&[u8]]) {
    let row = row(number);
    // SAFETY: as many values as it says.
    let wanted = unsafe { slice::from_raw_parts(row.arguments, row.count as usize) };
    let signature = SIGNATURES.get(number).expect("a signature");
    assert_eq!(wanted.len(), found.len(), "{signature}");
    for (at, (wanted, found)) in wanted.iter().zip(found).enumerate() {
        assert_eq!(found.get(..wanted.bytes().len()), Some(wanted.bytes()), "argument {at} of {signature}");
    }
    CHECKED.set(CHECKED.get() + 1);
}

fn bytes<T>(value: &T) -> &[u8] {
    // SAFETY: of it, those are compared that have a meaning.
    unsafe { slice::from_raw_parts(std::ptr::from_ref(value).cast(), size_of::<T>()) }
}

/// The result that C wants.
fn result<T>(number: usize) -> T {
    let mut value = MaybeUninit::<T>::zeroed();
    let wanted = row(number).result.bytes();
    assert!(wanted.len() <= size_of::<T>());
    // SAFETY: the bytes of a value of the type, but for padding.
    unsafe {
        value.as_mut_ptr().cast::<u8>().copy_from_nonoverlapping(wanted.as_ptr(), wanted.len());
        value.assume_init()
    }
}

/// Has C call a function, and compares the result that it got.
fn call<P: Copy>(number: usize, pointer: P) {
    #[repr(C, align(16))]
    struct Out([u8; 64]);
    let (row, mut out, before) = (row(number), Out([0xa5; 64]), CHECKED.get());
    assert_eq!(size_of::<P>(), size_of::<usize>());
    // SAFETY: a function pointer of the row's type, alive.
    unsafe { (row.call)(transmute_copy(&pointer), out.0.as_mut_ptr()) };
    let signature = SIGNATURES.get(number).expect("a signature");
    assert_eq!(CHECKED.get(), before + 1, "called once: {signature}");
    assert_eq!(out.0.get(..row.result.bytes().len()), Some(row.result.bytes()), "result of {signature}");
}

include!(concat!(env!("OUT_DIR"), "/random.rs"));

#[test]
fn signatures_that_are_data() {
    for (number, signature) in SIGNATURES.iter().enumerate() {
        let closure = options().signature(*signature).raw().owned_mut(move |call: Call<'_>| {
            // SAFETY: the record has the parameters where the signature says; the result is as large.
            unsafe {
                let found = signature.parameters().map(|ty| slice::from_raw_parts(call.record().add(ty.offset()), ty.size()));
                check(number, &found.collect::<Vec<_>>());
                let wanted = row(number).result.bytes();
                call.result().copy_from_nonoverlapping(wanted.as_ptr(), wanted.len());
            }
        });
        call(number, closure.expect("a thunk").as_ptr());
    }
}

#[test]
fn types_that_the_compiler_knows() {
    let [entries, thunks] = typed();
    assert!(entries > 10 && thunks > 4, "{entries} through entries, {thunks} without");
}
