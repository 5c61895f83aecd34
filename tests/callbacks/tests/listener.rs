//! Listeners take signatures that are data: calls by C from any thread, run by one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use callback_tests::{call_int2, call_many, call_none, call_record};
use ffi::closure::{Call, ClosureError, Fault, FaultKind, Listener, Or, OrElse, options};
use ffi::{Bytes, Signature, Value};

const INT2: Signature = ffi::signature!(int(int, int));
const MANY: Signature = ffi::signature!(double(long, long, long, long, long, long, long, long, long, double));
const RECORD: Signature =
    ffi::signature!("struct three { long a; double b; long c; }(const char *, struct three { long a; double b; long c; })");
const NONE: Signature = ffi::signature!(void(void));

#[test]
fn posted_values_are_the_listener_s_own() {
    let listener = Listener::new(8);
    let own = thread::current().id();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let list = seen.clone();
    let post = listener
        .post_values_returning(options().signature(INT2), Value::I32(7), move |arguments: &[Value]| {
            assert_eq!(thread::current().id(), own);
            list.borrow_mut().push(arguments.to_vec());
            Value::Void
        })
        .expect("a thunk");
    let pointer = post.as_ptr();
    // SAFETY: of this type, alive.
    let answers = thread::spawn(move || [0; 3].map(|_| unsafe { call_int2(pointer) })).join().expect("no panic");
    assert_eq!((answers, seen.borrow().len()), ([7; 3], 0), "nobody waits");
    assert_eq!(listener.run_pending(), 3);
    // The record that they came in is long gone.
    assert_eq!(*seen.borrow(), vec![vec![Value::I32(1), Value::I32(2)]; 3]);

    let (calls, count) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let (inside, arguments) = (calls.clone(), count.clone());
    let none = listener.post_values(options().signature(NONE), move |values| {
        inside.set(inside.get() + 1);
        arguments.set(values.len());
    });
    let none = none.expect("a thunk");
    // SAFETY: of this type, alive.
    unsafe { call_none(none.as_ptr()) };
    assert_eq!((calls.get(), listener.close(), calls.get(), count.get()), (0, 1, 1, 0));
}

#[test]
fn callers_wait_for_values() {
    let listener = Listener::new(1);
    let mut calls = 0;
    let ask = listener
        .ask_values(options().signature(MANY), move |arguments: &[Value]| {
            calls += 1;
            assert_eq!(arguments.len(), 10);
            Value::F64(f64::from(calls))
        })
        .expect("a thunk");
    let record = listener
        .ask_values(options().signature(RECORD), |arguments: &[Value]| {
            let [Value::Pointer(_), Value::Bytes(record)] = arguments else { panic!("{arguments:?}") };
            Value::Bytes(Bytes::new(record).expect("memory"))
        })
        .expect("a thunk");
    let (many, bytes) = (ask.as_ptr(), record.as_ptr());
    // SAFETY: of this type, alive.
    let sums: Vec<_> = (0..4).map(|_| thread::spawn(move || (0..50).map(|_| unsafe { call_many(many) }).sum::<f64>())).collect();
    // SAFETY: as above.
    let echoed = thread::spawn(move || unsafe { call_record(bytes, c"text".as_ptr()) });
    let mut answered = 0;
    while answered < 201 {
        answered += listener.run_some().expect("open");
    }
    let sum: f64 = sums.into_iter().map(|sum| sum.join().expect("no panic")).sum();
    assert_eq!(sum, f64::from((1..=200).sum::<i32>()), "each answer is another caller's");
    assert!(echoed.join().expect("no panic") > 0.0);
    // On the listener's own thread nobody else would answer.
    // SAFETY: of this type, alive.
    assert_eq!(unsafe { call_many(many) }, 201.0);
}

#[test]
fn a_waiting_caller_lends_its_record() {
    let listener = Listener::new(1);
    let ask = listener
        .ask_record(options().signature(INT2).raw(), |mut call: Call<'_>| {
            let sum: i64 = call.arguments().map(|value| i64::try_from(value).expect("an integer")).sum();
            call.set_result(&Value::I64(10 * sum)).expect("an integer");
        })
        .expect("a thunk");
    let pointer = ask.as_ptr();
    // SAFETY: of this type, alive.
    let asking = thread::spawn(move || unsafe { call_int2(pointer) });
    assert_eq!(listener.run_some(), Ok(1));
    assert_eq!(asking.join().expect("no panic"), 30);
}

#[test]
fn what_cannot_be_delivered_or_returned_reaches_the_fallback() {
    let faults = Arc::new([const { AtomicUsize::new(0) }; 3]);
    let seen = faults.clone();
    let fallback = || {
        let seen = seen.clone();
        OrElse::new(move |fault: &Fault<'_>| {
            let at = match fault.kind() {
                FaultKind::NotDelivered => 0,
                FaultKind::Panicked => 1,
                _ => 2,
            };
            seen[at].fetch_add(1, Ordering::SeqCst);
            Value::I32(-1 - at as i32)
        })
    };
    let listener = Listener::new(1);
    let signature = || options().fallback(fallback()).signature(INT2);
    let post = listener.post_values_returning(signature(), Value::I32(5), |_: &[Value]| Value::Void).expect("a thunk");
    // SAFETY: of this type, alive.
    let results = [0; 2].map(|_| unsafe { call_int2(post.as_ptr()) });
    assert_eq!(results, [5, -1], "the queue is full");
    // It returns an `int`, so that a call that posts has nothing to return.
    let void = listener.post_values(signature(), |_: &[Value]| ()).expect("a thunk");
    assert_eq!(listener.run_pending(), 1);
    // SAFETY: of this type, alive.
    assert_eq!(unsafe { call_int2(void.as_ptr()) }, -2);
    let wrong = listener.ask_values(signature(), |_: &[Value]| Value::F64(0.5)).expect("a thunk");
    // SAFETY: of this type, alive.
    assert_eq!(unsafe { call_int2(wrong.as_ptr()) }, -2);
    let panics = listener.ask_record(signature().raw(), |_: Call<'_>| panic!("no")).expect("a thunk");
    // SAFETY: of this type, alive.
    assert_eq!(unsafe { call_int2(panics.as_ptr()) }, -2);
    let late = wrong.as_ptr();
    drop(wrong);
    // SAFETY: in quarantine.
    assert_eq!(unsafe { call_int2(late) }, -3);
    drop(listener);
    // SAFETY: of this type, alive, though its listener is not.
    assert_eq!(unsafe { call_int2(panics.as_ptr()) }, -1);
    assert_eq!([0, 1, 2].map(|at| faults[at].load(Ordering::SeqCst)), [2, 3, 1]);
}

#[test]
fn shutting_down_answers_everyone_and_loses_nothing() {
    for _ in 0..20 {
        let listener = Listener::new(3);
        let done = Rc::new(Cell::new(0));
        let count = done.clone();
        let ask = listener
            .ask_values(options().fallback(Or(Value::I32(-1))).signature(INT2), move |_: &[Value]| {
                count.set(count.get() + 1);
                Value::I32(3)
            })
            .expect("a thunk");
        let pointer = ask.as_ptr();
        let started = Arc::new(AtomicBool::new(false));
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let started = started.clone();
                thread::spawn(move || {
                    started.store(true, Ordering::Release);
                    let mut answers = 0;
                    // SAFETY: of this type, alive until joined.
                    while unsafe { call_int2(pointer) } == 3 {
                        answers += 1;
                    }
                    answers
                })
            })
            .collect();
        while !started.load(Ordering::Acquire) {
            thread::yield_now();
        }
        let _ = listener.run_pending();
        drop(listener);
        let answers: i32 = threads.into_iter().map(|thread| thread.join().expect("no panic")).sum();
        assert_eq!(answers, done.get());
        drop(ask);
    }
}

#[test]
fn a_signature_without_an_entry_is_a_typed_error() {
    let listener = Listener::new(1);
    let posted = listener.post_values(options().signature(without_entry()), |_: &[Value]| ());
    assert!(matches!(posted, Err(ClosureError::NoEntry { .. })));
}

/// As a table of a header has them.
fn without_entry() -> Signature {
    static DATA: ffi::contract::SignatureData = ffi::contract::SignatureData {
        magic: ffi::contract::SIGNATURE_MAGIC,
        size: size_of::<ffi::contract::SignatureData>() as u32,
        downcall: 0,
        upcall: 0,
        text: 0,
        args_size: 0,
        ret_size: 0,
        args_align: 16,
        flags: 0,
        params: 0,
        fixed: 0,
        result: ffi::contract::TypeData { kind: 0, element: 0, align: 1, size: 0, offset: 0, name: 0 },
    };
    // SAFETY: a descriptor.
    unsafe { Signature::from_data(&raw const DATA) }
}
