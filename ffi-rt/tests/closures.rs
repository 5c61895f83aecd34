//! Closures as C function pointers.

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[path = "closures/filter.rs"]
mod filter;
#[path = "closures/listener.rs"]
mod listener;
#[path = "closures/pair.rs"]
mod pair;
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[path = "closures/restricted.rs"]
mod restricted;

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::thread;

use ffi::Closure;
use ffi::closure::{ClosureId, Fault, FaultKind, Or, OrElse, convention, leak, options};

unsafe extern "C" {
    fn qsort(base: *mut i32, count: usize, size: usize, compare: unsafe extern "C" fn(*const i32, *const i32) -> c_int);
    fn bsearch(
        key: *const i32,
        base: *const i32,
        count: usize,
        size: usize,
        compare: unsafe extern "C" fn(*const i32, *const i32) -> c_int,
    ) -> *const i32;
}

type Int2 = unsafe extern "C" fn(c_int, c_int) -> c_int;

/// Counts what becomes of it.
struct Counts(Arc<AtomicUsize>);

impl Drop for Counts {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn counter() -> (Arc<AtomicUsize>, Counts) {
    let count = Arc::new(AtomicUsize::new(0));
    (count.clone(), Counts(count))
}

#[test]
fn qsort_and_bsearch_with_what_is_around_them() {
    let rank = [3, 0, 2, 1];
    let mut order = [0, 1, 2, 3];
    let mut calls = 0;
    // SAFETY: as the C library wants it.
    let found = ffi::scope(|s| unsafe {
        let by_rank = s.callback(|a: *const i32, b: *const i32| rank[*a as usize] - rank[*b as usize]);
        qsort(order.as_mut_ptr(), 4, 4, by_rank.as_ptr());
        let counting = s.callback_mut(|a: *const i32, b: *const i32| {
            calls += 1;
            rank[*a as usize] - rank[*b as usize]
        });
        bsearch(&2, order.as_ptr(), 4, 4, counting.as_ptr()).offset_from(order.as_ptr())
    });
    assert_eq!((order, found), ([1, 3, 2, 0], 2));
    assert!(calls > 0);
}

#[test]
fn a_scope_ends_its_closures_whatever_becomes_of_the_guards() {
    let (dropped, counts) = counter();
    let late: Mutex<Option<(Int2, ClosureId)>> = Mutex::new(None);
    let out = catch_unwind(AssertUnwindSafe(|| {
        ffi::scope(|s| {
            let guard = options().fallback(Or(-7)).scoped(s, move |a: c_int, b: c_int| {
                let _ = &counts;
                a + b
            });
            let pointer = guard.as_ref().expect("a thunk").as_ptr();
            // SAFETY: alive.
            assert_eq!(unsafe { pointer(1, 2) }, 3);
            *late.lock().expect("no panic") = Some((pointer, Closure::new(|| ()).expect("a thunk").id()));
            std::mem::forget(guard);
            panic!("out of the scope");
        })
    }));
    assert!(out.is_err());
    assert_eq!(dropped.load(Ordering::SeqCst), 1);
    let pointer = late.into_inner().expect("no panic").expect("set").0;
    // SAFETY: in quarantine.
    assert_eq!(unsafe { pointer(1, 2) }, -7);
}

#[test]
fn closures_are_made_in_closures() {
    let total = Cell::new(0);
    ffi::scope(|s| {
        let outer = s.callback_mut(|n: c_int| {
            let inner = s.callback_mut(|m: c_int| total.set(total.get() + m));
            // SAFETY: alive.
            unsafe { inner.as_ptr()(n) };
            // SAFETY: alive.
            unsafe { inner.as_ptr()(n) };
        });
        // SAFETY: alive.
        unsafe { outer.as_ptr()(4) };
    });
    assert_eq!(total.get(), 8);
}

#[test]
fn every_number_of_arguments() {
    macro_rules! check {
        ($($name:ident)*) => {
            let closure = Closure::new(|$($name: u16),*| -> u64 {
                let mut hash = 17u64;
                $(hash = hash * 31 + u64::from($name);)*
                hash
            }).expect("a thunk");
            let pointer: unsafe extern "C" fn($(check!(@ $name)),*) -> u64 = closure.as_ptr();
            let mut next = 60_000u16;
            let mut hash = 17u64;
            $(next += 1; hash = hash * 31 + u64::from(next); let $name = next;)*
            let _ = next;
            // SAFETY: alive.
            assert_eq!(unsafe { pointer($($name),*) }, hash);
        };
        (@ $name:ident) => { u16 };
    }
    check!(a);
    check!(a b);
    check!(a b c);
    // Microsoft's convention passes four arguments in registers.
    #[cfg(not(windows))]
    {
        check!(a b c d);
        check!(a b c d e);
    }
}

#[cfg(not(windows))]
#[test]
fn floats_leave_integer_registers_free() {
    let k = 0.5;
    let closure =
        Closure::new(move |a: f64, b: i8, c: f32, d: f64, e: f64, f: f64, g: f64, h: f64, i: f64, j: f64, l: u64| -> f64 {
            a + f64::from(b) + f64::from(c) + d + e + f + g + h + i + j + l as f64 + k
        })
        .expect("a thunk");
    // SAFETY: alive.
    let sum = unsafe { closure.as_ptr()(1.0, -2, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11) };
    assert_eq!(sum, 62.5);
}

#[test]
fn dropped_from_inside_itself() {
    let (dropped, counts) = counter();
    let slot: Arc<Mutex<Option<Closure<unsafe extern "C" fn(c_int) -> c_int>>>> = Arc::default();
    let (inside, seen) = (slot.clone(), dropped.clone());
    let closure = options()
        .fallback(Or(-1))
        .owned(move |n: c_int| {
            drop(inside.lock().expect("no panic").take());
            let _ = &counts;
            assert_eq!(seen.load(Ordering::SeqCst), 0, "it is running");
            n + 1
        })
        .expect("a thunk");
    let pointer = closure.as_ptr();
    *slot.lock().expect("no panic") = Some(closure);
    // SAFETY: alive, then in quarantine.
    unsafe {
        assert_eq!(pointer(1), 2);
        assert_eq!(dropped.load(Ordering::SeqCst), 1);
        assert_eq!(pointer(1), -1);
    }
}

#[test]
fn dropped_while_another_thread_is_inside() {
    let (dropped, counts) = counter();
    let (entered, go) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let (at, wait) = (entered.clone(), go.clone());
    let closure = options()
        .fallback(Or(-1))
        .owned(move |n: c_int| {
            at.wait();
            wait.wait();
            let _ = &counts;
            n
        })
        .expect("a thunk");
    let pointer = closure.as_ptr();
    // SAFETY: alive when the call begins.
    let caller = thread::spawn(move || unsafe { pointer(5) });
    entered.wait();
    drop(closure);
    assert_eq!(dropped.load(Ordering::SeqCst), 0);
    // SAFETY: closed, not yet retired.
    assert_eq!(unsafe { pointer(5) }, -1);
    go.wait();
    assert_eq!(caller.join().expect("no panic"), 5);
    assert_eq!(dropped.load(Ordering::SeqCst), 1);
}

#[test]
fn handlers_are_told_what_happened_to_whom() {
    let (send, faults) = mpsc::channel();
    let send = Mutex::new(send);
    let handler = move |fault: &Fault<'_>| {
        let text = fault.panic().and_then(|panic| panic.downcast_ref::<&str>()).map(ToString::to_string);
        send.lock().expect("no panic").send((fault.kind(), fault.closure(), text)).expect("open");
        -1
    };
    let closure = options()
        .fallback(OrElse::new(handler))
        .owned(|n: c_int| if n == 0 { panic!("on purpose") } else { n })
        .expect("a thunk");
    let (pointer, id) = (closure.as_ptr(), closure.id());
    // SAFETY: alive, then in quarantine.
    unsafe {
        assert_eq!(pointer(3), 3);
        assert_eq!(pointer(0), -1);
        drop(closure);
        assert_eq!(pointer(3), -1);
    }
    assert_eq!(faults.recv(), Ok((FaultKind::Panicked, id, Some("on purpose".to_owned()))));
    assert_eq!(faults.recv(), Ok((FaultKind::Late, id, None)));
}

#[test]
fn an_fn_mut_belongs_to_its_thread_and_is_not_re_entered() {
    let count = Rc::new(Cell::new(0));
    let kinds = Arc::new(Mutex::new(Vec::new()));
    let (inside, seen) = (count.clone(), kinds.clone());
    let pointer: Rc<Cell<Option<unsafe extern "C" fn(c_int) -> c_int>>> = Rc::default();
    let own = pointer.clone();
    let fallback = OrElse::new(move |fault: &Fault<'_>| {
        seen.lock().expect("no panic").push(fault.kind());
        -1
    });
    let mut last = 0;
    let closure = options()
        .fallback(fallback)
        .owned_mut(move |n: c_int| {
            last += n;
            inside.set(last);
            // SAFETY: alive.
            if n > 10 { unsafe { own.get().expect("set")(1) } } else { last }
        })
        .expect("a thunk");
    let call = closure.as_ptr();
    pointer.set(Some(call));
    // SAFETY: alive, then in quarantine.
    unsafe {
        assert_eq!(call(2), 2);
        assert_eq!(call(11), -1);
        assert_eq!(thread::spawn(move || call(1)).join().expect("no panic"), -1);
        assert_eq!(count.get(), 13);
        drop(closure);
        assert_eq!(Rc::strong_count(&count), 1, "dropped at once");
        assert_eq!(call(1), -1);
        assert_eq!(thread::spawn(move || call(1)).join().expect("no panic"), -1);
    }
    use FaultKind::{Late, Reentered, WrongThread};
    assert_eq!(*kinds.lock().expect("no panic"), [Reentered, WrongThread, Late, Late]);
}

#[test]
fn an_fn_mut_dropped_by_itself_goes_when_it_returns() {
    type Slot = Rc<Cell<Option<Closure<unsafe extern "C" fn() -> c_int, ffi::closure::Local>>>>;
    let (dropped, counts) = counter();
    let slot: Slot = Rc::default();
    let (inside, seen) = (slot.clone(), dropped.clone());
    let closure = options()
        .fallback(Or(-1))
        .owned_mut(move || -> c_int {
            drop(inside.take());
            let _ = &counts;
            seen.load(Ordering::SeqCst) as c_int
        })
        .expect("a thunk");
    let pointer = closure.as_ptr();
    slot.set(Some(closure));
    // SAFETY: alive, then in quarantine.
    unsafe {
        assert_eq!(pointer(), 0);
        assert_eq!(dropped.load(Ordering::SeqCst), 1);
        assert_eq!(pointer(), -1);
    }
}

#[test]
fn once_is_once() {
    let (dropped, counts) = counter();
    let closure = options()
        .fallback(Or(-1))
        .once(move |n: c_int| {
            drop(counts);
            n
        })
        .expect("a thunk");
    // SAFETY: alive.
    unsafe {
        assert_eq!(closure.as_ptr()(4), 4);
        assert_eq!(dropped.load(Ordering::SeqCst), 1);
        assert_eq!(closure.as_ptr()(4), -1);
    }
    drop(closure);
    assert_eq!(dropped.load(Ordering::SeqCst), 1);
    let (dropped, counts) = counter();
    drop(Closure::once(move || drop(counts)).expect("a thunk"));
    assert_eq!(dropped.load(Ordering::SeqCst), 1);
    let (dropped, counts) = counter();
    let detached = options()
        .fallback(Or(-1))
        .once_detached(move || -> c_int {
            drop(counts);
            3
        })
        .expect("a thunk");
    // SAFETY: alive, then in quarantine.
    unsafe {
        assert_eq!(detached(), 3);
        assert_eq!(dropped.load(Ordering::SeqCst), 1);
        assert_eq!(detached(), -1);
    }
}

#[test]
fn panics_unwind_where_both_sides_let_them() {
    let leaked = options().convention(convention::CUnwind).unwind().leak(|n: c_int| -> c_int { panic!("{n}") }).expect("a thunk");
    let pointer: unsafe extern "C-unwind" fn(c_int) -> c_int = leaked;
    // SAFETY: alive for ever, and this caller lets panics through.
    let payload = catch_unwind(|| unsafe { pointer(6) }).expect_err("a panic");
    assert_eq!(payload.downcast_ref::<String>().map(String::as_str), Some("6"));
    let closure = options().convention(convention::CUnwind).unwind().owned(|| -> () { panic!("again") }).expect("a thunk");
    // SAFETY: alive.
    assert!(catch_unwind(|| unsafe { closure.as_ptr()() }).is_err());
    let (dropped, counts) = counter();
    let mut first = true;
    let closure = options()
        .convention(convention::CUnwind)
        .unwind()
        .owned_mut(move || {
            let _ = &counts;
            assert!(!std::mem::take(&mut first), "the first time");
        })
        .expect("a thunk");
    let pointer = closure.as_ptr();
    // SAFETY: alive.
    assert!(catch_unwind(|| unsafe { pointer() }).is_err());
    // SAFETY: alive, and not running any more.
    unsafe { pointer() };
    drop(closure);
    assert_eq!(dropped.load(Ordering::SeqCst), 1);
}

#[cfg(target_arch = "x86_64")]
#[test]
fn other_conventions_by_name() {
    let k = 3;
    let win: extern "win64" fn(c_int, c_int, c_int) -> c_int = {
        let pointer = options().convention(convention::Win64).leak(move |a: c_int, b: c_int, c: c_int| a * 100 + b * 10 + c + k);
        // SAFETY: the same type but for `unsafe`; the closure is sound for every argument and leaked.
        unsafe { std::mem::transmute(pointer.expect("a thunk")) }
    };
    assert_eq!(win(1, 2, 3), 126);
    let sysv = options().convention(convention::SysV64).leak(move |a: u8, b: u8, c: u8, d: u8, e: u8| a + b + c + d + e);
    // SAFETY: alive for ever.
    assert_eq!(unsafe { sysv.expect("a thunk")(1, 2, 3, 4, 5) }, 15);
}

#[test]
fn leaked_closures_are_called_by_any_thread() {
    let n = 40;
    let add: Int2 = leak(move |a: c_int, b: c_int| a + b + n).expect("a thunk");
    // SAFETY: alive for ever.
    let sums = [1, 2, 3].map(|i| thread::spawn(move || unsafe { add(i, i) }).join().expect("no panic"));
    assert_eq!(sums, [42, 44, 46]);
}

#[test]
fn pointers_are_those_of_c() {
    let closure = Closure::new(|data: *mut c_void, text: Option<&u8>| data.is_null() && text.is_none()).expect("a thunk");
    // SAFETY: alive.
    assert!(unsafe { closure.as_ptr()(std::ptr::null_mut(), None) });
}

/// Elsewhere there are no more; see `pool`.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple", windows))]
#[test]
fn more_than_the_program_has_pages_for() {
    let closures: Vec<_> = (0..20_000_usize).map(|i| Closure::new(move |n: usize| i + n).expect("a thunk")).collect();
    let mut addresses: Vec<_> = closures.iter().map(|closure| closure.as_ptr() as usize).collect();
    addresses.sort_unstable();
    addresses.dedup();
    assert_eq!(addresses.len(), closures.len());
    for (i, closure) in closures.iter().enumerate() {
        // SAFETY: alive.
        assert_eq!(unsafe { closure.as_ptr()(1) }, i + 1);
    }
}
