//! Calls and callbacks of signatures that are made while the program runs.
#![cfg(all(feature = "dynamic", feature = "closures"))]

use core::ffi::c_void;

use ffi::dynamic::SignatureError;
use ffi::{CallError, Function, Pointer, Signature, Value};

/// A function of this program under a signature.
fn function(address: *const c_void, text: &str) -> Function {
    let signature = Signature::parse(text).expect("a signature");
    // SAFETY: each test gives the type of the function that it calls.
    unsafe { Function::new(Pointer::new(address.cast_mut()).expect("an address"), signature) }.expect("a universal call")
}

fn call(function: &Function, arguments: &[Value]) -> Result<Value, CallError> {
    // SAFETY: the functions of these tests are safe for any numbers.
    unsafe { function.call(arguments) }
}

extern "C-unwind" fn add(a: i32, b: i32) -> i32 {
    a.wrapping_add(b)
}

extern "C-unwind" fn mixed(a: i8, b: f32, c: u64, d: f64, e: *const u8, f: u16, g: i64, h: i64, i: f32, j: i8) -> f64 {
    f64::from(a)
        + f64::from(b)
        + c as f64
        + d
        + e.addr() as f64
        + f64::from(f)
        + g as f64
        + h as f64
        + f64::from(i)
        + f64::from(j)
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Large {
    values: [i64; 9],
}

extern "C-unwind" fn large(count: i32, large: Large) -> Large {
    Large { values: large.values.map(|value| value * i64::from(count)) }
}

extern "C-unwind" fn panics(_: i32) -> i32 {
    std::panic::panic_any("from the callee")
}

#[test]
fn values_go_through() {
    let add = function(add as *const c_void, "int(int, int)");
    assert_eq!(call(&add, &[3.into(), 4.into()]), Ok(Value::I32(7)));
    let text = "double(signed char, float, uint64_t, double, const char *, unsigned short, int64_t, int64_t, float, signed char)";
    let mixed = function(mixed as *const c_void, text);
    let pointer = Value::Pointer(std::ptr::without_provenance_mut(64));
    let values = [(-1_i8).into(), 0.5_f32.into(), 1_u64.into(), 2.0.into(), pointer, 8_u16.into(), 16_i64.into(), 32_i64.into()];
    let values = [&values[..], &[0.25_f32.into(), (-2_i8).into()]].concat();
    assert_eq!(call(&mixed, &values), Ok(Value::F64(120.75)));
}

#[test]
fn a_record_on_the_stack_and_a_result_in_memory() {
    let large = function(large as *const c_void, "struct { int64_t v[9]; }(int, struct { int64_t v[9]; })");
    let given = Large { values: [1, 2, 3, 4, 5, 6, 7, 8, 9] };
    // SAFETY: it has no padding.
    let bytes = unsafe { core::mem::transmute::<Large, [u8; 72]>(given) };
    let bytes = Value::Bytes(ffi::Bytes::new(&bytes).expect("memory"));
    let Ok(Value::Bytes(back)) = call(&large, &[3.into(), bytes]) else { panic!("a record") };
    let words: Vec<i64> = back.chunks(8).map(|word| i64::from_ne_bytes(word.try_into().expect("eight bytes"))).collect();
    assert_eq!(words, [3, 6, 9, 12, 15, 18, 21, 24, 27]);
}

#[test]
fn a_panic_crosses_a_universal_call() {
    let panics = function(panics as *const c_void, "int(int)");
    let caught = std::panic::catch_unwind(|| call(&panics, &[1.into()])).expect_err("a panic");
    assert_eq!(caught.downcast_ref(), Some(&"from the callee"));
}

/// Has calls of a signature arrive at a handler, and makes one through the routine.
fn through_both(text: &str, handler: ffi::contract::Handler, data: *mut c_void) -> Result<Value, CallError> {
    let signature = Signature::parse(text).expect("a signature");
    let arrival = signature.arrival().expect("an entry");
    let thunk = ffi::dynamic::Thunk::new().expect("a thunk");
    // SAFETY: nobody calls it yet.
    unsafe { thunk.slot().write(ffi::contract::UpcallSlot { entry: arrival.entry(), handler, data }) };
    call(&function(thunk.as_ptr(), text), &[1.into(), 2.into()])
}

/// Gives the call to code that panics, with an object to drop on the way.
unsafe extern "C-unwind" fn panicking(slot: *const ffi::contract::UpcallSlot, _: *mut u8, _: *mut u8) {
    struct Counts(*mut i32);
    impl Drop for Counts {
        fn drop(&mut self) {
            // SAFETY: the test's own.
            unsafe { *self.0 += 1 };
        }
    }
    // SAFETY: the slot is the test's.
    let _counts = Counts(unsafe { (*slot).data.cast() });
    std::panic::panic_any("from the handler");
}

/// The conventions that calls can be made and taken by here.
fn conventions() -> Vec<&'static str> {
    let more: &[&str] = match () {
        () if cfg!(target_arch = "x86_64") => &["sysv64", "win64"],
        () if cfg!(target_arch = "x86") => &["stdcall", "fastcall", "thiscall"],
        () => &[],
    };
    more.iter().copied().chain(["C"]).collect()
}

#[test]
fn a_panic_crosses_a_universal_entry_and_a_universal_call() {
    for convention in conventions() {
        let mut dropped = 0_i32;
        let text = format!("extern \"{convention}\" int(int, int)");
        let data: *mut c_void = (&raw mut dropped).cast();
        let caught = std::panic::catch_unwind(|| through_both(&text, panicking, data)).expect_err("a panic");
        assert_eq!(caught.downcast_ref(), Some(&"from the handler"), "{text}");
        assert_eq!(dropped, 1, "{text}");
    }
}

#[test]
fn every_convention_arrives_and_returns() {
    unsafe extern "C-unwind" fn subtracts(slot: *const ffi::contract::UpcallSlot, image: *mut u8, block: *mut u8) {
        // SAFETY: the slot is the test's, whose data is the signature's arrival.
        unsafe {
            let arrival = &*(*slot).data.cast::<ffi::dynamic::Arrival>();
            arrival.receive(image, block, |record, result| {
                let (first, second) = (record.cast::<i32>().read(), record.add(8).cast::<i32>().read());
                result.cast::<i32>().write(first * 10 - second);
            });
        }
    }
    for convention in conventions() {
        let text = format!("extern \"{convention}\" int(int, int)");
        let arrival: *const ffi::dynamic::Arrival = Signature::parse(&text).expect("a signature").arrival().expect("an entry");
        assert_eq!(through_both(&text, subtracts, arrival.cast_mut().cast()), Ok(Value::I32(8)), "{text}");
    }
}

/// Where the static chain register is the one that upcall entries take their slot in: on i386 by `fastcall` and `thiscall`.
#[cfg(any(target_arch = "x86_64", target_arch = "x86", target_arch = "riscv64"))]
#[test]
fn a_callee_finds_its_environment() {
    /// What the slot leads to: how the call arrives, and how often it did.
    struct Seen(*const ffi::dynamic::Arrival, i32);
    unsafe extern "C-unwind" fn seen(slot: *const ffi::contract::UpcallSlot, image: *mut u8, block: *mut u8) {
        // SAFETY: the slot is the test's.
        unsafe {
            let Seen(arrival, count) = &mut *(*slot).data.cast::<Seen>();
            (**arrival).receive(image, block, |record, _| *count += record.cast::<i32>().read());
        }
    }
    let all = conventions();
    for convention in if cfg!(target_arch = "x86") { &all[1..3] } else { &all[all.len() - 1..] } {
        let text = format!("extern \"{convention}\" void(int, int, double)");
        let arrival = Signature::parse(&text).expect("a signature").arrival().expect("an entry");
        let mut data = Seen(arrival, 0);
        let slot = ffi::contract::UpcallSlot { entry: arrival.entry(), handler: seen, data: (&raw mut data).cast() };
        let function = function(arrival.entry(), &text);
        let mut record = [1_u64, 2, 3];
        // SAFETY: the entry is called with its slot in the register.
        unsafe { function.call_raw_with_chain((&raw const slot).cast(), record.as_mut_ptr().cast(), std::ptr::null_mut()) }
            .expect("a routine");
        assert_eq!(data.1, 1, "{text}");
    }
}

#[test]
fn a_signature_is_made_once() {
    let first = Signature::parse("int(  int, long)").expect("a signature");
    let second = Signature::parse("int(int, long)").expect("a signature");
    assert_eq!(first.as_ptr(), second.as_ptr());
    assert_eq!(first.text(), "int(int, long)");
    assert_eq!(first.parameter(1).map(ffi::Type::text), Some("long"));
    assert_eq!(first.downcall().map(|_| ()), None);
}

#[test]
fn misuse_is_an_error() {
    assert!(matches!(Signature::parse("int(flaot x, 3)"), Err(SignatureError::Text(_))));
    assert!(matches!(Signature::parse("int(struct s)"), Err(SignatureError::Unsupported(_))));
    let add = function(add as *const c_void, "int(int, int)");
    let fault = call(&add, &[3.into()]).expect_err("too few");
    assert_eq!(fault.to_string(), "`int(int, int)` takes 2 arguments, given 1");
}

/// Calls a closure of a signature as C would.
macro_rules! closure {
    ($text:expr, $function:expr, $type:ty, $($argument:expr),*) => {{
        let signature = Signature::parse($text).expect("a signature");
        let closure = ffi::closure::options().signature(signature).owned($function).expect("a universal closure");
        // SAFETY: of this type, alive.
        unsafe { core::mem::transmute::<*const c_void, $type>(closure.as_ptr().as_ptr().cast())($($argument),*) }
    }};
}

#[test]
fn closures_get_values_and_return_one() {
    let sum = |values: &[Value]| Value::I32(values.iter().map(|value| i32::try_from(value.clone()).expect("an integer")).sum());
    assert_eq!(closure!("int(int, int)", sum, unsafe extern "C" fn(i32, i32) -> i32, 3, -4), -1);
    let eight = "int(int, int, int, int, int, int, int, int, int, int)";
    type Ten = unsafe extern "C" fn(i32, i32, i32, i32, i32, i32, i32, i32, i32, i32) -> i32;
    assert_eq!(closure!(eight, sum, Ten, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 55);
    let product = |values: &[Value]| match values {
        [Value::F64(a), Value::F32(b), Value::I8(c)] => Value::F64(a * f64::from(*b) * f64::from(*c)),
        other => panic!("{other:?}"),
    };
    let called = closure!("double(double, float, signed char)", product, unsafe extern "C" fn(f64, f32, i8) -> f64, 1.5, 2.0, -3);
    assert_eq!(called, -9.0);
    let narrow = |values: &[Value]| Value::I8(-i8::try_from(values[0].clone()).expect("an integer"));
    assert_eq!(closure!("signed char(signed char)", narrow, unsafe extern "C" fn(i32) -> i8, 0x105), -5);
}

#[test]
fn closures_get_records_and_return_one() {
    let text = "struct { int64_t v[9]; }(int, struct { int64_t v[9]; })";
    let back = |values: &[Value]| values[1].clone();
    let given = Large { values: [1, 2, 3, 4, 5, 6, 7, 8, 9] };
    let returned = closure!(text, back, unsafe extern "C" fn(i32, Large) -> Large, 1, given);
    assert_eq!(returned.values, given.values);
}

/// On x86-64 both parts come back on the x87 stack, by way of more bytes than the general registers need.
#[test]
fn a_closure_of_no_arguments_returns_a_complex_long_double() {
    let signature = Signature::parse("_Complex long double(void)").expect("a signature");
    let value = || Value::from(ffi::Complex { re: ffi::LongDouble::from(1.5), im: ffi::LongDouble::from(-2.5) });
    let closure = ffi::closure::options().signature(signature).owned(move |_: &[Value]| value()).expect("a closure");
    // SAFETY: of this type, alive.
    let result = unsafe {
        let function = Function::new(Pointer::new(closure.as_ptr().as_ptr().cast_mut().cast()).expect("an address"), signature);
        function.expect("a universal call").call(&[])
    };
    assert_eq!(result.expect("a call"), value());
}

#[test]
fn a_universal_call_of_a_universal_closure() {
    let text = "long double(long double, struct { float x; double y; }, short, struct { char c[3]; }, double _Complex)";
    let signature = Signature::parse(text).expect("a signature");
    let closure = ffi::closure::options().signature(signature).owned(|values: &[Value]| values[0].clone()).expect("a closure");
    // SAFETY: of this signature, alive.
    let function =
        unsafe { Function::new(Pointer::new(closure.as_ptr().as_ptr().cast_mut().cast()).expect("an address"), signature) };
    let bytes = |length: usize| Value::Bytes(ffi::Bytes::new(&vec![7; length]).expect("memory"));
    let first = Value::from(ffi::LongDouble::from(2.5));
    let complex = Value::from(ffi::Complex { re: 1.0, im: 2.0 });
    // 12 where a `double` is aligned to 4.
    let second = signature.parameters().nth(1).expect("a parameter").size();
    let values = [first.clone(), bytes(second), 3_i16.into(), bytes(3), complex];
    assert_eq!(call(&function.expect("a universal call"), &values), Ok(first));
}

/// A script host's value.
struct Cell(ffi::contract::Kind, u64);

// SAFETY: the tests make cells of numbers and pointers of the kind that they say.
unsafe impl ffi::HostValue for Cell {
    fn kind(&self) -> ffi::contract::Kind {
        self.0
    }

    fn payload(&self) -> core::mem::MaybeUninit<u64> {
        core::mem::MaybeUninit::new(self.1)
    }
}

#[test]
fn a_hosts_values_are_checked_and_written() {
    use ffi::contract::Kind;
    for count in 0..12_usize {
        let types: Vec<&str> = (0..count).map(|index| ["int", "double", "const void *", "short"][index % 4]).collect();
        let signature = Signature::parse(&format!("void({})", if count == 0 { "void".into() } else { types.join(", ") }));
        let signature = signature.expect("a signature");
        let kinds = [Kind::I32, Kind::F64, Kind::Pointer, Kind::I16];
        let cells = |wrong: usize| -> Vec<Cell> {
            (0..count).map(|at| Cell(if at == wrong { Kind::F32 } else { kinds[at % 4] }, at as u64 + 7)).collect()
        };
        let mut record = [0_u64; 16];
        // SAFETY: the record has room for as many slots.
        let mut write = |cells: &[Cell]| unsafe { signature.write_arguments(cells, record.as_mut_ptr().cast()) };
        for wrong in 0..count {
            assert_eq!(write(&cells(wrong)), Err(wrong));
        }
        let mut more = cells(count);
        assert_eq!(write(&more), Ok(()));
        more.push(Cell(Kind::I32, 0));
        assert_eq!(write(&more), Err(count), "too many");
        if count > 0 {
            assert_eq!(write(&cells(count)[1..]), Err(count - 1), "too few");
        }
        let wanted: Vec<u64> = (0..count as u64).map(|at| at + 7).chain((count..16).map(|_| 0)).collect();
        assert_eq!(record.as_slice(), wanted);
    }
}

/// Registers of both classes, and more than there are of either.
#[test]
fn what_comes_after_the_dots_is_a_va_list() {
    let listed = Signature::parse("double(int, double, ...)").expect("a signature");
    let closure = ffi::closure::options().signature(listed).raw().owned(|mut call: ffi::closure::Call<'_>| {
        let first = i32::try_from(call.argument(0).expect("it is fixed")).expect("an int");
        let second = f64::try_from(call.argument(1).expect("it is fixed")).expect("a double");
        let mut sum = f64::from(first) + second;
        let mut list = call.va_list().expect("the signature has one");
        for _ in 0..first {
            // SAFETY: the test passes so many pairs.
            unsafe {
                sum = sum * 2.0 + list.next::<i64>() as f64;
                // SAFETY: the copy is read as the list is.
                let copied = list.copy(|mut copy| copy.next::<f64>());
                assert_eq!(copied, list.next::<f64>());
                sum = sum * 2.0 + copied;
            }
        }
        call.set_result(&sum.into()).expect("a double");
    });
    let closure = closure.expect("a closure");
    for pairs in [0, 1, 3, 9, 20] {
        let text = format!("double(int, double, ...{})", ", int64_t, double".repeat(pairs as usize));
        let text = if pairs == 0 { "double(int, double, ...)".to_owned() } else { text };
        let function = function(closure.as_ptr().as_ptr().cast(), &text);
        let mut values = vec![Value::from(pairs), 0.5.into()];
        let mut wanted = f64::from(pairs) + 0.5;
        for pair in 0..pairs {
            values.extend([i64::from(pair - 4).into(), Value::from(f64::from(pair) * 0.25)]);
            wanted = (wanted * 2.0 + f64::from(pair - 4)) * 2.0 + f64::from(pair) * 0.25;
        }
        assert_eq!(call(&function, &values), Ok(Value::F64(wanted)), "{text}");
    }
}
