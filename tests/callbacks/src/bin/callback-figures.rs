//! The program whose instructions `bench closures` counts for closures that go through an upcall entry: `callback-figures <variant>
//! <turns>` makes that many calls in that way.

use std::ffi::c_int;
use std::hint::black_box;
use std::mem::transmute;
use std::sync::atomic::{AtomicI32, Ordering};

use ffi::closure::{Call, options};
use ffi::{OpaqueFunction, Signature, Value};

type Add = unsafe extern "C" fn(c_int, c_int) -> c_int;

const ADD: Signature = ffi::signature!(int(int, int));

static N: AtomicI32 = AtomicI32::new(2);

extern "C" fn plain(a: c_int, b: c_int) -> c_int {
    a.wrapping_add(b).wrapping_add(N.load(Ordering::Relaxed))
}

/// The same caller for all.
#[inline(never)]
fn call(turns: usize, add: Add) {
    let add = black_box(add);
    for turn in 0..turns {
        // SAFETY: alive, and sound for every argument.
        black_box(unsafe { add(turn as c_int, 2) });
    }
}

fn typed(function: OpaqueFunction) -> Add {
    // SAFETY: made for this type.
    unsafe { transmute(function) }
}

/// On the record itself.
fn on_record(call: &Call<'_>, n: c_int) {
    // SAFETY: two `int` in slots of 8 bytes, and room for one.
    unsafe {
        let (a, b) = (call.record().cast::<c_int>().read(), call.record().add(8).cast::<c_int>().read());
        call.result().cast::<c_int>().write(a.wrapping_add(b).wrapping_add(n));
    }
}

fn by_values(arguments: &[Value], n: c_int) -> Value {
    match arguments {
        [Value::I32(a), Value::I32(b)] => Value::I32(a.wrapping_add(*b).wrapping_add(n)),
        _ => Value::I32(0),
    }
}

fn main() {
    let arguments: Vec<usize> = std::env::args().skip(1).map(|text| text.parse().expect("a number")).collect();
    let &[variant, turns] = &arguments[..] else { panic!("callback-figures <variant> <turns>") };
    let n = black_box(2);
    let add = move |a: c_int, b: c_int| a.wrapping_add(b).wrapping_add(n);
    match variant {
        0 => call(turns, plain),
        1 => call(turns, typed(options().signature(ADD).raw().leak(move |call: Call<'_>| on_record(&call, n)).expect("a thunk"))),
        2 => {
            let closure = options().signature(ADD).raw().owned(move |call: Call<'_>| on_record(&call, n)).expect("a thunk");
            call(turns, typed(closure.as_ptr()));
        }
        3 => call(turns, ffi::closure!(fn(c_int, c_int) -> c_int).leak(add).expect("a thunk")),
        6 => {
            let bare = |call: Call<'_>| on_record(&call, N.load(Ordering::Relaxed));
            call(turns, typed(options().signature(ADD).raw().leak(bare).expect("a thunk")));
        }
        4 => {
            let closure = ffi::closure!(fn(c_int, c_int) -> c_int).owned(add).expect("a thunk");
            call(turns, closure.as_ptr());
        }
        _ => {
            let closure = options().signature(ADD).owned(move |arguments: &[Value]| by_values(arguments, n)).expect("a thunk");
            call(turns, typed(closure.as_ptr()));
        }
    }
}
