//! Closures of `int(int, int)`: calls through them, and their making.

use std::ffi::{c_int, c_void};
use std::hint::black_box;
use std::sync::atomic::{AtomicI32, Ordering};

use libffi::raw::ffi_cif;

use crate::count::Body;
use crate::libffi_raw::{self, Libffi, Type};

type Add = unsafe extern "C" fn(c_int, c_int) -> c_int;

/// What each adds to its arguments. The closures read theirs from memory, too.
static NUMBER: AtomicI32 = AtomicI32::new(2);

/// Those that are called: the first is a plain callback.
pub const CALLED: [&str; 7] = [
    "plain callback",
    "ours, in a scope",
    "ours, leaked",
    "ours, droppable, from any thread",
    "`closure-ffi` (code made at run time)",
    "libffi, the crate's release",
    "libffi, the system's",
];

/// Those that are made and dropped.
pub const MADE: [&str; 4] =
    ["ours", "`closure-ffi` (code made at run time)", "libffi, the crate's release", "libffi, the system's"];

extern "C" fn plain(a: c_int, b: c_int) -> c_int {
    a.wrapping_add(b).wrapping_add(NUMBER.load(Ordering::Relaxed))
}

fn call(turns: usize, add: Add) {
    let add = black_box(add);
    for _ in 0..turns {
        // SAFETY: alive, and sound for every argument.
        unsafe { add(1, 2) };
    }
}

fn through(add: Add) -> Body {
    Box::new(move |turns| call(turns, add))
}

/// Calls of each of [`CALLED`].
pub fn calls() -> Vec<Body> {
    let leaked = ffi::closure::leak(add(black_box(2))).expect("a thunk");
    let owned = ffi::Closure::new(add(black_box(2))).expect("a thunk");
    let jit = closure_ffi::BareFn::new_c(add(black_box(2)));
    let (owned_pointer, jit_pointer): (Add, Add) = (owned.as_ptr(), jit.bare());
    std::mem::forget((owned, jit));
    let [bundled, system] = [libffi_raw::bundled(), libffi_raw::system()].map(|release| {
        let (_, code) = release.adding(cif(release), &NUMBER);
        // SAFETY: a closure of this type.
        unsafe { std::mem::transmute::<*const c_void, Add>(code) }
    });
    vec![
        through(plain),
        Box::new(|turns| ffi::scope(|s| call(turns, s.callback(add(black_box(2))).as_ptr()))),
        through(leaked),
        through(owned_pointer),
        through(jit_pointer),
        through(bundled),
        through(system),
    ]
}

fn add(number: c_int) -> impl Fn(c_int, c_int) -> c_int + Send + Sync + 'static {
    move |a: c_int, b: c_int| a.wrapping_add(b).wrapping_add(number)
}

fn cif(release: Libffi) -> *mut ffi_cif {
    release.cif(&[Type::Int, Type::Int], &Type::Int)
}

fn once(add: Add) {
    // SAFETY: alive, and sound for every argument.
    assert_eq!(unsafe { black_box(add)(1, 2) }, 5);
}

/// What is not called.
fn never(add: Add) {
    black_box(add);
}

/// Making and dropping of each of [`MADE`], and what is done with it between.
pub fn makings(with: fn(Add)) -> Vec<Body> {
    let through = |release: Libffi| -> Body {
        let cif = cif(release);
        Box::new(move |turns| {
            for _ in 0..turns {
                let (closure, code) = release.adding(cif, &NUMBER);
                // SAFETY: a closure of this type.
                with(unsafe { std::mem::transmute::<*const c_void, Add>(code) });
                release.release(closure);
            }
        })
    };
    vec![
        Box::new(move |turns| {
            for _ in 0..turns {
                with(ffi::Closure::new(add(black_box(2))).expect("a thunk").as_ptr());
            }
        }),
        Box::new(move |turns| {
            for _ in 0..turns {
                with(closure_ffi::BareFn::new_c(add(black_box(2))).bare());
            }
        }),
        through(libffi_raw::bundled()),
        through(libffi_raw::system()),
    ]
}

/// What is [made](makings), and called once or not.
pub fn made() -> [Vec<Body>; 2] {
    [makings(never), makings(once)]
}

/// Makes one and calls it: `peers one`.
pub fn one(which: usize) {
    makings(once)[which](1);
}
