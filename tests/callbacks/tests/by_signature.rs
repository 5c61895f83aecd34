//! Closures whose signature is data.

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod restricted;

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_long};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use callback_tests::{call_int2, call_many, call_narrow, call_none, call_record};
use ffi::closure::{Call, ClosureError, FaultKind, Or, OrElse, options};
use ffi::{Bytes, OpaqueFunction, Signature, Value};

const INT2: Signature = ffi::signature!(int(int, int));
const MANY: Signature = ffi::signature!(double(long, long, long, long, long, long, long, long, long, double));
const NARROW: Signature = ffi::signature!(signed char(signed char, unsigned char, short, unsigned short, _Bool, float));
const RECORD: Signature =
    ffi::signature!("struct three { long a; double b; long c; }(const char *, struct three { long a; double b; long c; })");
const NONE: Signature = ffi::signature!(void(void));

fn integer(value: &Value) -> i64 {
    value.clone().try_into().expect("an integer")
}

#[test]
fn values_arrive_and_return() {
    let sum =
        options().signature(INT2).owned(|arguments: &[Value]| Value::I64(arguments.iter().map(integer).sum())).expect("a thunk");
    // SAFETY: of this type, alive.
    assert_eq!(unsafe { call_int2(sum.as_ptr()) }, 3);
    let many = options().signature(MANY).leak(|arguments: &[Value]| {
        let (last, integers) = arguments.split_last().expect("ten");
        let sum = integers.iter().enumerate().map(|(at, value)| (at as i64 + 1) * integer(value)).sum::<i64>();
        Value::F64(sum as f64 + f64::try_from(last.clone()).expect("a double"))
    });
    // SAFETY: of this type, for ever.
    assert_eq!(unsafe { call_many(many.expect("a thunk")) }, 285.5);
    let narrow = options().signature(NARROW).owned(|arguments: &[Value]| {
        let wanted = [Value::I8(-1), Value::U8(200), Value::I16(-3), Value::U16(40000), Value::Bool(true), Value::F32(1.5)];
        assert_eq!(arguments, wanted);
        Value::I32(-5)
    });
    // SAFETY: of this type, alive.
    assert_eq!(unsafe { call_narrow(narrow.expect("a thunk").as_ptr()) }, -5);
}

#[test]
fn records_travel_as_bytes() {
    let closure = options().signature(RECORD).owned(|arguments: &[Value]| {
        let [Value::Pointer(text), Value::Bytes(record)] = arguments else { panic!("{arguments:?}") };
        // SAFETY: as the caller says.
        assert_eq!(unsafe { CStr::from_ptr(text.cast::<c_char>()) }, c"text");
        let c = size_of::<c_long>().next_multiple_of(align_of::<f64>()) + 8;
        let mut bytes = record.to_vec();
        *bytes.get_mut(c).expect("its last member") = 30;
        Value::Bytes(Bytes::new(&bytes).expect("memory"))
    });
    // SAFETY: of this type, alive.
    assert_eq!(unsafe { call_record(closure.expect("a thunk").as_ptr(), c"text".as_ptr()) }, 33.5);
}

#[test]
fn a_scope_lends_what_is_around_it() {
    let (mut calls, shared) = (0, Cell::new(0));
    ffi::scope(|s| {
        let counting = options().signature(INT2).scoped_mut(s, |_: &[Value]| {
            calls += 1;
            shared.set(shared.get() + 10);
            Value::I32(calls)
        });
        let counting = counting.expect("a thunk").as_ptr();
        // SAFETY: of this type, alive.
        assert_eq!(unsafe { (call_int2(counting), call_int2(counting)) }, (1, 2));
    });
    assert_eq!((calls, shared.get()), (2, 20));
}

#[test]
fn records_are_read_and_written_in_place() {
    let difference = options().signature(INT2).raw().owned(|call: Call<'_>| {
        // SAFETY: two `int` and an `int`, where the signature has them.
        unsafe {
            let [a, b] = [0, 1].map(|index| call.record().add(call.signature().parameter(index).expect("two").offset()));
            call.result().cast::<i32>().write(a.cast::<i32>().read() - b.cast::<i32>().read());
        }
    });
    // SAFETY: of this type, alive.
    assert_eq!(unsafe { call_int2(difference.expect("a thunk").as_ptr()) }, -1);
    let refused = options().signature(INT2).raw().owned(|mut call: Call<'_>| {
        assert_eq!((call.argument(1), call.argument(2)), (Some(Value::I32(2)), None));
        let error = call.set_result(&Value::F64(0.5)).expect_err("a double");
        assert_eq!(error.to_string(), "`int(int, int)` returns `int`, which this f64 is not");
        assert!(call.set_result(&Value::I64(1 << 40)).is_err());
        call.set_result(&Value::U8(9)).expect("an integer");
    });
    // SAFETY: of this type, alive.
    assert_eq!(unsafe { call_int2(refused.expect("a thunk").as_ptr()) }, 9);
}

#[test]
fn what_cannot_run_reaches_the_fallback() {
    let panics = options().fallback(Or(Value::I32(-7))).signature(INT2).owned(|_: &[Value]| panic!("no"));
    let panics = panics.expect("a thunk");
    // SAFETY: of this type, alive.
    assert_eq!(unsafe { call_int2(panics.as_ptr()) }, -7);
    let late = panics.as_ptr();
    drop(panics);
    // SAFETY: in quarantine.
    assert_eq!(unsafe { call_int2(late) }, -7);
    // A result of another type is a panic.
    let wrong = options().fallback(Or(Value::I32(-8))).signature(INT2).owned(|_: &[Value]| Value::F64(1.0)).expect("a thunk");
    // SAFETY: of this type, alive.
    assert_eq!(unsafe { call_int2(wrong.as_ptr()) }, -8);

    let kinds = OrElse::new(|fault: &ffi::closure::Fault<'_>| {
        Value::I32(match fault.kind() {
            FaultKind::Late => 1,
            FaultKind::WrongThread => 2,
            FaultKind::Reentered => 3,
            FaultKind::Consumed => 4,
            _ => 5,
        })
    });
    let once = options().fallback(Or(Value::I32(4))).signature(INT2).once(|_: &[Value]| Value::I32(40)).expect("a thunk");
    // SAFETY: of this type, alive.
    assert_eq!(unsafe { (call_int2(once.as_ptr()), call_int2(once.as_ptr())) }, (40, 4));

    let own: Arc<std::sync::OnceLock<OpaqueFunction>> = Arc::default();
    let inner = own.clone();
    let local = options().fallback(kinds).signature(INT2).owned_mut(move |_: &[Value]| {
        // SAFETY: of this type, alive.
        Value::I32(100 + unsafe { call_int2(*inner.get().expect("set")) })
    });
    let local = local.expect("a thunk");
    own.set(local.as_ptr()).expect("once");
    // SAFETY: of this type, alive.
    assert_eq!(unsafe { call_int2(local.as_ptr()) }, 103);
    let pointer = local.as_ptr();
    // SAFETY: as above.
    assert_eq!(thread::spawn(move || unsafe { call_int2(pointer) }).join().expect("no panic"), 2);
    drop(local);
    // SAFETY: in quarantine.
    assert_eq!(unsafe { call_int2(pointer) }, 1);
}

#[test]
fn an_owner_may_drop_the_closure_from_inside() {
    struct Counts(Arc<AtomicUsize>);
    impl Drop for Counts {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let dropped = Arc::new(AtomicUsize::new(0));
    let counts = Counts(dropped.clone());
    let own = std::rc::Rc::new(Cell::new(None));
    let place = own.clone();
    let seen = dropped.clone();
    let closure = options().signature(NONE).owned_mut(move |_: &[Value]| {
        drop(place.take());
        assert_eq!(seen.load(Ordering::SeqCst), 0);
        let _ = &counts;
        Value::Void
    });
    let closure = closure.expect("a thunk");
    let pointer = closure.as_ptr();
    own.set(Some(closure));
    // SAFETY: of this type, alive.
    unsafe { call_none(pointer) };
    assert_eq!(dropped.load(Ordering::SeqCst), 1);
}

#[test]
fn slots_of_one_signature_never_serve_another() {
    // Fill and drop many of both, so that the quarantine lets slots go.
    let mut pointers = std::collections::BTreeMap::new();
    for round in 0..6000 {
        let (signature, name) = if round % 2 == 0 { (INT2, "int2") } else { (NONE, "none") };
        let closure = options().signature(signature).owned(|_: &[Value]| Value::I32(0)).expect("a thunk");
        let address = closure.as_ptr().as_ptr().addr();
        assert_eq!(*pointers.entry(address).or_insert(name), name);
    }
    assert!(pointers.len() < 6000, "slots are used again");
}

#[test]
fn many_are_alive_at_once() {
    let all: Vec<_> =
        (0..3000).map(|n| options().signature(INT2).owned(move |_: &[Value]| Value::I32(n)).expect("a thunk")).collect();
    for (n, closure) in (0..).zip(&all) {
        // SAFETY: of this type, alive.
        assert_eq!(unsafe { call_int2(closure.as_ptr()) }, n);
    }
}

#[test]
fn a_panic_crosses_c_where_that_is_said() {
    let closure = options().convention(ffi::closure::convention::CUnwind).unwind().signature(NONE);
    let closure = closure.owned(|_: &[Value]| panic!("through")).expect("a thunk");
    // SAFETY: of this type, alive. No frame of C is between.
    let direct: unsafe extern "C-unwind" fn() = unsafe { std::mem::transmute(closure.as_ptr()) };
    // SAFETY: as above.
    let caught = catch_unwind(AssertUnwindSafe(|| unsafe { direct() })).expect_err("the panic");
    assert_eq!(caught.downcast_ref::<&str>(), Some(&"through"));
}

#[test]
fn a_signature_without_an_entry_is_a_typed_error() {
    // As a table of a header has them.
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
    let signature = unsafe { Signature::from_data(&raw const DATA) };
    let error = options().signature(signature).owned(|_: &[Value]| Value::Void).expect_err("no entry");
    assert!(matches!(error, ClosureError::NoEntry { .. }), "{error}");
}
