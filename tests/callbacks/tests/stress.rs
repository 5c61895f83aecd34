//! Threads make and drop closures through upcall entries while others call them, late as well: nothing is lost, nothing is called twice.

use std::ffi::c_int;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use callback_tests::call_int2;
use ffi::closure::{Call, Or, options, set_quarantine};
use ffi::{OpaqueFunction, Value};

const INT2: ffi::Signature = ffi::signature!(int(int, int));

/// What a late call returns.
const LATE: c_int = -1;
const PLACES: usize = 64;
const ROUNDS: usize = 4000;

struct Counts<'a> {
    ran: &'a AtomicUsize,
    dropped: &'a AtomicUsize,
}

struct Captured(Arc<(AtomicUsize, AtomicUsize)>);

impl Drop for Captured {
    fn drop(&mut self) {
        self.0.1.fetch_add(1, Ordering::Relaxed);
    }
}

impl Captured {
    fn counts(&self) -> Counts<'_> {
        Counts { ran: &self.0.0, dropped: &self.0.1 }
    }
}

#[test]
fn owners_and_callers() {
    // A place's pointer stays where it is when its closure is dropped, and a caller may hold it for as long as it likes.
    set_quarantine(usize::MAX);
    let places: Arc<Vec<AtomicUsize>> = Arc::new((0..PLACES).map(|_| AtomicUsize::new(0)).collect());
    let (counts, stop) = (Arc::new((AtomicUsize::new(0), AtomicUsize::new(0))), Arc::new(AtomicBool::new(false)));
    let callers: Vec<_> = (0..2)
        .map(|caller| {
            let (places, stop) = (places.clone(), stop.clone());
            thread::spawn(move || {
                let (mut answered, mut late, mut at) = (0, 0, caller);
                while !stop.load(Ordering::Relaxed) {
                    at = (at + 7) % PLACES;
                    let address = places.get(at).expect("a place").load(Ordering::Acquire);
                    let Some(function) = OpaqueFunction::new(std::ptr::with_exposed_provenance(address)) else { continue };
                    // SAFETY: of this type; alive, or in quarantine.
                    match unsafe { call_int2(function) } {
                        LATE => late += 1,
                        result => {
                            assert_eq!(result, 3);
                            answered += 1;
                        }
                    }
                }
                (answered, late)
            })
        })
        .collect();
    let owners: Vec<_> = (0..2)
        .map(|owner| {
            let (places, counts) = (places.clone(), counts.clone());
            thread::spawn(move || {
                let mut owned = Vec::new();
                for round in 0..ROUNDS {
                    let captured = Captured(counts.clone());
                    let kind = options().fallback(Or(Value::I32(LATE))).signature(INT2);
                    let closure = if round % 2 == 0 {
                        kind.raw().owned(move |mut call: Call<'_>| {
                            let counts = captured.counts();
                            assert!(counts.dropped.load(Ordering::Relaxed) < 2 * ROUNDS);
                            counts.ran.fetch_add(1, Ordering::Relaxed);
                            call.set_result(&Value::I32(3)).expect("an integer");
                        })
                    } else {
                        kind.owned(move |arguments: &[Value]| {
                            captured.counts().ran.fetch_add(1, Ordering::Relaxed);
                            assert_eq!(arguments, [Value::I32(1), Value::I32(2)]);
                            Value::I32(3)
                        })
                    };
                    let closure = closure.expect("a thunk");
                    let place = places.get(owner * PLACES / 2 + round % (PLACES / 2)).expect("a place");
                    place.store(closure.as_ptr().as_ptr().expose_provenance(), Ordering::Release);
                    owned.push(closure);
                    if owned.len() > PLACES / 4 {
                        owned.remove(round % owned.len());
                    }
                }
            })
        })
        .collect();
    owners.into_iter().for_each(|owner| owner.join().expect("no panic"));
    stop.store(true, Ordering::Relaxed);
    let (mut answered, mut late) = (0, 0);
    for caller in callers {
        let (some, others) = caller.join().expect("no panic");
        answered += some;
        late += others;
    }
    assert_eq!(counts.0.load(Ordering::Relaxed), answered, "each call that was answered ran once ({late} late)");
    assert_eq!(counts.1.load(Ordering::Relaxed), 2 * ROUNDS, "each closure was dropped once");
}
