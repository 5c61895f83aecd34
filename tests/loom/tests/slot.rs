//! Every interleaving of few threads.

use loom::sync::Arc;
use loom::sync::atomic::Ordering;
use loom::thread;
use loom_model::slot::{Outcome, Slot};

/// Every switch at an atomic operation up to this many that nobody asked for, which loom's authors found to be enough.
fn check(model: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(model);
}

#[test]
fn two_calls_and_the_owner_who_lets_go() {
    check(|| {
        let slot = Arc::new(Slot::default());
        slot.fill(1, 1);
        let callers: Vec<_> = (0..2)
            .map(|_| {
                let slot = slot.clone();
                thread::spawn(move || slot.run(slot.thunk()))
            })
            .collect();
        slot.close();
        for caller in callers {
            let outcome = caller.join().expect("no panic");
            assert!(matches!(outcome, Outcome::Called(1) | Outcome::Fallback(1)), "{outcome:?}");
        }
        assert_eq!(slot.dropped.load(Ordering::Relaxed), 1);
        assert_eq!(slot.run(slot.thunk()), Outcome::Fallback(1));
    });
}

#[test]
fn a_slot_is_used_again_while_a_late_call_is_on_its_way() {
    check(|| {
        let slot = Arc::new(Slot::default());
        slot.fill(1, 1);
        let late = {
            let slot = slot.clone();
            thread::spawn(move || slot.run(slot.thunk()))
        };
        slot.close();
        let again = slot.recycle();
        if again {
            // A closure of another type: the call that has passed the thunk is not to reach it.
            slot.fill(2, 2);
        }
        let outcome = late.join().expect("no panic");
        let in_quarantine = matches!(outcome, Outcome::Called(1) | Outcome::Fallback(1));
        // If it comes while the slot is being filled, the new closure's fallback answers.
        let after = matches!(outcome, Outcome::Nothing | Outcome::Called(2) | Outcome::Fallback(2));
        assert!(in_quarantine || again && after, "{outcome:?}");
        assert_eq!(slot.dropped.load(Ordering::Relaxed), 1);
        if again {
            slot.close();
            assert_eq!(slot.dropped.load(Ordering::Relaxed), 2);
        }
    });
}

#[test]
fn a_call_of_the_old_type_never_runs_the_new_function() {
    check(|| {
        let slot = Arc::new(Slot::default());
        slot.fill(1, 1);
        // It has passed the thunk and is held up.
        let entry = slot.thunk();
        let held_up = {
            let slot = slot.clone();
            thread::spawn(move || slot.run(entry))
        };
        slot.close();
        if slot.recycle() {
            slot.fill(2, 2);
        }
        let outcome = held_up.join().expect("no panic");
        assert!(matches!(outcome, Outcome::Called(1) | Outcome::Fallback(1) | Outcome::Nothing), "{outcome:?}");
    });
}

#[test]
fn the_last_one_out_frees_when_the_owner_and_two_late_calls_race() {
    check(|| {
        let slot = Arc::new(Slot::default());
        slot.fill(1, 1);
        let closer = {
            let slot = slot.clone();
            thread::spawn(move || slot.close())
        };
        let caller = {
            let slot = slot.clone();
            thread::spawn(move || (slot.run(slot.thunk()), slot.recycle()))
        };
        let outcomes = [slot.run(slot.thunk()), caller.join().expect("no panic").0];
        closer.join().expect("no panic");
        assert_eq!(slot.dropped.load(Ordering::Relaxed), 1);
        assert!(!outcomes.contains(&Outcome::Called(0)) && !outcomes.contains(&Outcome::Fallback(0)), "{outcomes:?}");
    });
}

/// The owner of a local closure is in its body, which calls of other threads read.
#[test]
fn another_thread_calls_a_local_closure_while_its_owner_lets_go() {
    const OWNER: usize = 1;
    check(|| {
        let slot = Arc::new(Slot::default());
        slot.fill_local(1, 1, OWNER);
        assert_eq!(slot.run_local(slot.thunk(), OWNER), Outcome::Called(1));
        let entry = slot.thunk();
        let others: Vec<_> = (2..4)
            .map(|thread| {
                let slot = slot.clone();
                thread::spawn(move || slot.run_local(entry, thread))
            })
            .collect();
        slot.close_local();
        if slot.recycle() {
            slot.fill_local(2, 2, OWNER);
        }
        for other in others {
            let outcome = other.join().expect("no panic");
            assert!(matches!(outcome, Outcome::Fallback(1) | Outcome::Nothing), "{outcome:?}");
        }
        assert_eq!(slot.dropped.load(Ordering::Relaxed), 1);
    });
}
