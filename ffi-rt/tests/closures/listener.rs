//! Calls from any thread, run by one.

use std::cell::Cell;
use std::ffi::c_int;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use ffi::closure::{ClosedError, Fault, FaultKind, Listener, Or, OrElse, options};

#[test]
fn posted_calls_are_run_in_order_on_the_listener_s_thread() {
    let listener = Listener::new(8);
    let own = thread::current().id();
    let seen = Rc::new(Cell::new(0));
    let sum = seen.clone();
    let post = listener
        .post(options(), move |n: c_int| {
            assert_eq!(thread::current().id(), own);
            sum.set(sum.get() * 10 + n);
        })
        .expect("a thunk");
    let pointer = post.as_ptr();
    // SAFETY: alive.
    thread::spawn(move || unsafe { [1, 2, 3].map(|n| pointer(n)) }).join().expect("no panic");
    assert_eq!((seen.get(), listener.run_pending(), seen.get()), (0, 3, 123));
    assert_eq!(listener.run_pending(), 0);
}

#[test]
fn a_full_queue_and_a_closed_one_reach_the_fallback() {
    let refused = Arc::new(AtomicUsize::new(0));
    let count = refused.clone();
    let fallback = OrElse::new(move |fault: &Fault<'_>| {
        assert_eq!(fault.kind(), FaultKind::NotDelivered);
        count.fetch_add(1, Ordering::SeqCst);
        -1
    });
    let listener = Listener::new(2);
    let post = listener.post_returning(options().fallback(fallback), 7, |n: c_int| n).expect("a thunk");
    // SAFETY: alive.
    let results = unsafe { [1, 2, 3].map(|n| post.as_ptr()(n)) };
    assert_eq!(results, [7, 7, -1]);
    assert_eq!(listener.close(), 2, "none is lost");
    // SAFETY: alive.
    assert_eq!(unsafe { post.as_ptr()(1) }, -1);
    assert_eq!(listener.run_some(), Err(ClosedError));
    drop(listener);
    // SAFETY: alive, though its listener is not.
    assert_eq!(unsafe { post.as_ptr()(1) }, -1);
    assert_eq!(refused.load(Ordering::SeqCst), 3);
}

#[test]
fn callers_wait_for_their_answers() {
    let listener = Listener::new(1);
    let mut calls = 0;
    let ask = listener
        .ask(options().fallback(Or(-1)), move |n: c_int| {
            calls += 1;
            assert!(calls <= 402);
            assert_ne!(n, 13, "unlucky");
            n * 2
        })
        .expect("a thunk");
    let pointer = ask.as_ptr();
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            // SAFETY: alive.
            thread::spawn(move || (0..50).all(|i| unsafe { pointer(100 * thread + 20 + i) } == 2 * (100 * thread + 20 + i)))
        })
        .collect();
    let mut answered = 0;
    while answered < 400 {
        answered += listener.run_some().expect("open");
    }
    assert!(threads.into_iter().all(|thread| thread.join().expect("no panic")));
    // On the listener's own thread nobody else would answer.
    // SAFETY: alive.
    assert_eq!(unsafe { pointer(4) }, 8);
    // SAFETY: alive.
    let unlucky = thread::spawn(move || unsafe { pointer(13) });
    while listener.run_some() == Ok(0) {}
    assert_eq!(unlucky.join().expect("no panic"), -1, "its panic is the caller's");
}

#[test]
fn shutting_down_answers_everyone_and_loses_nothing() {
    for _ in 0..50 {
        let listener = Listener::new(3);
        let done = Rc::new(Cell::new(0));
        let count = done.clone();
        let ask = listener
            .ask(options().fallback(Or(-1)), move |n: c_int| {
                count.set(count.get() + 1);
                n
            })
            .expect("a thunk");
        let pointer = ask.as_ptr();
        let start = Arc::new(Barrier::new(5));
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let start = start.clone();
                thread::spawn(move || {
                    start.wait();
                    let mut answers = 0;
                    // SAFETY: alive until joined.
                    while unsafe { pointer(5) } == 5 {
                        answers += 1;
                    }
                    answers
                })
            })
            .collect();
        start.wait();
        let _ = listener.run_pending();
        drop(listener);
        let answers: i32 = threads.into_iter().map(|thread| thread.join().expect("no panic")).sum();
        assert_eq!(answers, done.get());
        drop(ask);
    }
}
