//! Closures with user data.

use std::ffi::{c_int, c_void};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use ffi::closure::{Fault, FaultKind, Or, OrElse, options};

use crate::counter;

unsafe extern "C" {
    /// POSIX, `_GNU_SOURCE`.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    fn qsort_r(
        base: *mut i32,
        count: usize,
        size: usize,
        compare: unsafe extern "C" fn(*const i32, *const i32, *mut c_void) -> c_int,
        data: *mut c_void,
    );
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn sorting_with_user_data() {
    let calls = Rc::new(std::cell::Cell::new(0));
    let count = calls.clone();
    let pair = options()
        .data_last()
        .owned_mut(move |a: *const i32, b: *const i32| -> c_int {
            count.set(count.get() + 1);
            // SAFETY: elements of the array.
            unsafe { *b - *a }
        })
        .expect("memory");
    let mut numbers = [3, 1, 2];
    // SAFETY: as the C library wants it.
    unsafe { qsort_r(numbers.as_mut_ptr(), 3, 4, pair.as_ptr(), pair.data()) };
    assert_eq!(numbers, [3, 2, 1]);
    assert!(calls.get() >= 2);
}

#[test]
fn user_data_in_every_place() {
    let first = options().data_first().owned(|a: u8, b: f64| f64::from(a) - b).expect("memory");
    let middle = options().data_at::<1>().owned(|a: u8, b: f64| f64::from(a) - b).expect("memory");
    let last = options().data_at::<2>().owned(|a: u8, b: f64| f64::from(a) - b).expect("memory");
    let alone = options().data_last().owned(|| 7).expect("memory");
    // SAFETY: alive, with their own data.
    unsafe {
        assert_eq!(first.as_ptr()(first.data(), 3, 1.0), 2.0);
        assert_eq!(middle.as_ptr()(3, middle.data(), 1.0), 2.0);
        assert_eq!(last.as_ptr()(3, 1.0, last.data()), 2.0);
        assert_eq!(alone.as_ptr()(alone.data()), 7);
    }
}

#[test]
fn c_destroys_what_it_was_given() {
    let (dropped, counts) = counter();
    let raw = options()
        .fallback(Or(-1))
        .data_last()
        .owned(move |n: c_int| {
            let _ = &counts;
            n
        })
        .expect("memory")
        .into_raw();
    // SAFETY: alive until destroyed, then in quarantine.
    unsafe {
        assert_eq!((raw.function)(5, raw.data), 5);
        (raw.destroy)(raw.data);
        assert_eq!(dropped.load(Ordering::SeqCst), 1);
        assert_eq!((raw.function)(5, raw.data), -1);
    }
}

#[test]
fn destroyed_by_its_own_call() {
    let (dropped, counts) = counter();
    let own: Arc<Mutex<Option<ffi::closure::RawPair<unsafe extern "C" fn(*mut c_void) -> usize>>>> = Arc::default();
    struct Shared<T>(T);
    // SAFETY: user data may be passed on by any thread.
    unsafe impl<T> Send for Shared<T> {}
    // SAFETY: as above.
    unsafe impl<T> Sync for Shared<T> {}
    let (inside, seen) = (Shared(own.clone()), dropped.clone());
    let raw = options()
        .fallback(Or(99))
        .data_first()
        .owned(move || {
            let inside = &inside;
            let _ = &counts;
            let raw = inside.0.lock().expect("no panic").take().expect("set");
            // SAFETY: once.
            unsafe { (raw.destroy_closure)(raw.data, std::ptr::null_mut()) };
            seen.load(Ordering::SeqCst)
        })
        .expect("memory")
        .into_raw();
    *own.lock().expect("no panic") = Some(raw);
    // SAFETY: alive, then in quarantine.
    unsafe {
        assert_eq!((raw.function)(raw.data), 0);
        assert_eq!(dropped.load(Ordering::SeqCst), 1);
        assert_eq!((raw.function)(raw.data), 99);
    }
}

#[test]
fn one_thread_s_closure_is_not_run_or_dropped_on_another() {
    let kinds = Arc::new(Mutex::new(Vec::new()));
    let seen = kinds.clone();
    let fallback = OrElse::new(move |fault: &Fault<'_>| {
        seen.lock().expect("no panic").push(fault.kind());
        -1
    });
    let alive = Rc::new(());
    let held = alive.clone();
    let raw = options()
        .fallback(fallback)
        .data_first()
        .owned_mut(move |n: c_int| {
            let _ = &held;
            n
        })
        .expect("memory")
        .into_raw();
    let (function, destroy, data) = (raw.function, raw.destroy, raw.data.expose_provenance());
    // SAFETY: alive; destroyed once.
    unsafe {
        assert_eq!(function(raw.data, 4), 4);
        thread::spawn(move || {
            let data = std::ptr::with_exposed_provenance_mut(data);
            assert_eq!(function(data, 4), -1);
            destroy(data);
        })
        .join()
        .expect("no panic");
        assert_eq!(function(raw.data, 4), -1);
    }
    assert_eq!(*kinds.lock().expect("no panic"), [FaultKind::WrongThread, FaultKind::Late]);
    assert_eq!(Rc::strong_count(&alive), 2, "leaked, on purpose");
}

#[test]
fn once_with_user_data() {
    let calls = Arc::new(AtomicUsize::new(0));
    let count = calls.clone();
    let add = move || {
        count.fetch_add(1, Ordering::SeqCst);
    };
    let pair = options().fallback(Or(())).data_last().once(add).expect("memory");
    // SAFETY: alive.
    unsafe {
        pair.as_ptr()(pair.data());
        pair.as_ptr()(pair.data());
    }
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}
