//! Dynamic calls of real functions, through descriptors and trampolines written by hand.

#![cfg(all(target_arch = "x86_64", target_os = "linux", feature = "std"))]
#![allow(improper_ctypes_definitions, reason = "__int128: the Rust of the minimum version still warns about it")]

mod support;

use core::ffi::{c_char, c_int, c_void};

use ffi::contract::Kind;
use ffi::{Bytes, Complex, DynamicLibrary, Function, FunctionPointer, LongDouble, Signature, Value};

/// A function of the C libraries.
fn library(short: &str, name: &core::ffi::CStr, signature: Signature) -> Function {
    // SAFETY: libc and libm are loaded already; each test gives the type that the header has.
    unsafe {
        let library = DynamicLibrary::open(short).expect("a C library");
        library.function(name, signature).expect("a function of it")
    }
}

/// A function of this file.
fn local<F: FunctionPointer>(function: F, signature: Signature) -> Function {
    // SAFETY: each test gives the type that the function has.
    unsafe { Function::new(function.pointer(), signature) }.expect("a trampoline")
}

/// Calls and takes the result apart.
fn call<T: TryFrom<Value>>(function: &Function, arguments: &[Value]) -> T {
    // SAFETY: each test gives arguments that the function is made for.
    let value = unsafe { function.call(arguments) }.unwrap_or_else(|error| panic!("{error}"));
    T::try_from(value).unwrap_or_else(|_| panic!("a result of another type"))
}

/// The message of a call that is refused.
fn refusal(function: &Function, arguments: &[Value]) -> String {
    // SAFETY: nothing is called.
    unsafe { function.call(arguments) }.expect_err("must be refused").to_string()
}

extern "C" fn subtract(a: c_int, b: c_int) -> c_int {
    a - b
}

#[test]
fn integers() {
    let function = local(subtract as extern "C" fn(_, _) -> _, support::int_int_int());
    assert_eq!(call::<c_int>(&function, &[7.into(), 9.into()]), -2);
    // Other widths are converted.
    assert_eq!(call::<i64>(&function, &[Value::U8(7), Value::I128(-9)]), 16);
}

#[test]
fn floating_point() {
    let hypot = library("m", c"hypot", support::double_double_double());
    assert_eq!(call::<f64>(&hypot, &[3.0.into(), 4.0_f32.into()]), 5.0);
    let pow = library("m", c"pow", support::double_double_double());
    assert_eq!(call::<f64>(&pow, &[2.0.into(), 0.5.into()]), core::f64::consts::SQRT_2);
    let fabsf = library("m", c"fabsf", support::float_float());
    assert_eq!(call::<f32>(&fabsf, &[(-1.5).into()]), 1.5);
}

#[test]
fn pointers_and_callbacks() {
    let strlen = library("c", c"strlen", support::size_text());
    assert_eq!(call::<usize>(&strlen, &[c"twelve bytes".as_ptr().into()]), 12);

    unsafe extern "C" fn descending(a: *const c_void, b: *const c_void) -> c_int {
        // SAFETY: qsort passes elements of the array.
        unsafe { (*b.cast::<i32>()).cmp(&*a.cast::<i32>()) as c_int }
    }
    let mut numbers = [3, 1, 4, 1, 5, 9, 2, 6];
    let compare: unsafe extern "C" fn(_, _) -> _ = descending;
    let qsort = library("c", c"qsort", support::qsort());
    let arguments = [numbers.as_mut_ptr().into(), numbers.len().into(), 4.into(), compare.pointer().into()];
    call::<()>(&qsort, &arguments);
    assert_eq!(numbers, [9, 6, 5, 4, 3, 2, 1, 1]);
}

#[test]
fn types_that_rust_lacks() {
    let expm1l = library("m", c"expm1l", support::long_double());
    let result: LongDouble = call(&expm1l, &[LongDouble::from(1).into()]);
    // e - 1 to 64 bits of significand.
    assert_eq!(result.to_string(), "1.71828182845904523543");
    assert_eq!(call::<LongDouble>(&expm1l, &[0.0.into()]), LongDouble::ZERO);

    let csqrt = library("m", c"csqrt", support::complex());
    let root: Complex<f64> = call(&csqrt, &[Complex::new(-4.0, 0.0).into()]);
    assert_eq!(root, Complex::new(0.0, 2.0));

    extern "C" fn negate(value: i128) -> i128 {
        -value
    }
    let negate = local(negate as extern "C" fn(_) -> _, support::int128());
    let value = 0x0123_4567_89ab_cdef_0011_2233_4455_6677;
    assert_eq!(call::<i128>(&negate, &[Value::U128(value)]), -(value as i128));
}

#[test]
fn booleans() {
    extern "C" fn is_odd(number: u8, flip: bool) -> bool {
        (number % 2 == 1) != flip
    }
    let is_odd = local(is_odd as extern "C" fn(_, _) -> _, support::bool_uchar());
    assert!(call::<bool>(&is_odd, &[7.into(), false.into()]));
    assert!(!call::<bool>(&is_odd, &[255.into(), true.into()]));
}

#[test]
fn records() {
    let div = library("c", c"div", support::div());
    let result: Bytes = call(&div, &[17.into(), (-5).into()]);
    // SAFETY: div_t is two ints.
    assert_eq!(unsafe { result.read::<[c_int; 2]>() }, Some([-3, 2]));
}

#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Big([u64; 40]);
// SAFETY: `struct big { uint64_t words[40]; }`.
unsafe impl ffi::Direct for Big {}

extern "C" fn reverse(mut big: Big) -> Big {
    big.0.reverse();
    big
}

#[test]
fn large_records_go_through_the_heap() {
    let function = local(reverse as extern "C" fn(_) -> _, support::big());
    let big = Big(core::array::from_fn(|index| index as u64 * 0x0101_0101));
    // SAFETY: no padding.
    let bytes = unsafe { Bytes::from_value(&big) }.expect("a heap");
    let result: Bytes = call(&function, &[bytes.into()]);
    // SAFETY: any bytes will do.
    assert_eq!(unsafe { result.read::<Big>() }, Some(reverse(big)));
}

#[test]
fn variadic() {
    let signature = support::printf();
    assert!(signature.is_variadic());
    assert_eq!(signature.fixed_parameters(), 3);
    let snprintf = library("c", c"snprintf", signature);
    let mut buffer = [0_u8; 32];
    let mut arguments: Vec<Value> =
        vec![buffer.as_mut_ptr().into(), buffer.len().into(), c"%d and %.2f".as_ptr().into(), 42.into(), 2.5.into()];
    assert_eq!(call::<c_int>(&snprintf, &arguments), 11);
    assert_eq!(&buffer[..12], b"42 and 2.50\0");

    arguments.push(1.into());
    assert_eq!(
        refusal(&snprintf, &arguments),
        "`int(char *, unsigned long, const char *, ..., int, double)` takes 5 arguments, given 6: \
         arguments for `...` need a signature that lists their types"
    );
}

#[test]
fn raw_record() {
    #[repr(C, align(16))]
    struct Record([u32; 4]);
    let function = local(subtract as extern "C" fn(_, _) -> _, support::int_int_int());
    // What is beside a narrow integer in its slot has no meaning.
    let mut record = Record([50, 0xdead_beef, 8, 0xdead_beef]);
    let mut result = [0_i32, 0x5555];
    // SAFETY: a complete record, and room for an int.
    unsafe { function.call_raw(record.0.as_mut_ptr().cast(), result.as_mut_ptr().cast()) };
    assert_eq!(result, [42, 0x5555]);
}

#[test]
fn wrong_arguments_are_refused() {
    let function = local(subtract as extern "C" fn(_, _) -> _, support::int_int_int());
    assert_eq!(refusal(&function, &[1.into()]), "`int(int, int)` takes 2 arguments, given 1");
    assert_eq!(
        refusal(&function, &[1.into(), 2.0.into()]),
        "argument 2 of `int(int, int)`: expected an integer for `int`, given f64"
    );
    assert_eq!(
        refusal(&function, &[Value::I64(1 << 31), 2.into()]),
        "argument 1 of `int(int, int)`: 2147483648 is out of range for `int`"
    );
    assert_eq!(
        refusal(&function, &[1.into(), Value::NULL]),
        "argument 2 of `int(int, int)`: expected an integer for `int`, given pointer"
    );

    let is_odd = local(subtract as extern "C" fn(_, _) -> _, support::bool_uchar());
    assert_eq!(
        refusal(&is_odd, &[(-1).into(), true.into()]),
        "argument 1 of `_Bool(unsigned char, _Bool)`: -1 is out of range for `unsigned char`"
    );
    assert_eq!(
        refusal(&is_odd, &[1.into(), 1.into()]),
        "argument 2 of `_Bool(unsigned char, _Bool)`: expected a bool for `_Bool`, given i32"
    );

    let fabsf = library("m", c"fabsf", support::float_float());
    assert_eq!(
        refusal(&fabsf, &[0.1.into()]),
        "argument 1 of `float(float)`: this f64 loses precision as `float`: round it before the call"
    );
    assert!(call::<f32>(&fabsf, &[f64::NAN.into()]).is_nan());

    let big = local(reverse as extern "C" fn(_) -> _, support::big());
    let short = Bytes::new(&[1, 2, 3]).expect("short");
    assert_eq!(refusal(&big, &[short.into()]), "argument 1 of `struct big(struct big)`: `struct big` has 320 bytes, given 3");
    // SAFETY: nothing is called.
    let error = unsafe { function.call(&[1.into(), true.into()]) }.expect_err("not an integer");
    assert_eq!(error.argument(), Some(1));
    assert_eq!(error.signature(), support::int_int_int());
}

#[test]
fn a_panic_crosses_the_trampoline() {
    extern "C-unwind" fn thrower(value: c_int, _: c_int) -> c_int {
        panic!("{value} was thrown")
    }
    let function = local(thrower as extern "C-unwind" fn(_, _) -> _, support::int_int_int());
    let unwound = std::panic::catch_unwind(|| call::<c_int>(&function, &[7.into(), 8.into()]));
    let payload = unwound.expect_err("a panic");
    assert_eq!(payload.downcast_ref::<String>().map(String::as_str), Some("7 was thrown"));
}

#[test]
fn signatures_describe_themselves() {
    let signature = support::bool_uchar();
    assert_eq!(signature.text(), "_Bool(unsigned char, _Bool)");
    assert_eq!(signature.result().kind(), Kind::Bool);
    let parameters: Vec<_> = signature.parameters().map(|p| (p.text(), p.kind(), p.offset(), p.size())).collect();
    assert_eq!(parameters, [("unsigned char", Kind::U8, 0, 1), ("_Bool", Kind::Bool, 8, 1)]);
    assert_eq!((signature.args_size(), signature.args_align()), (16, 16));
    assert!(signature.upcall().is_none() && !signature.is_variadic());
    assert_ne!(signature, support::div());
}

#[test]
fn a_function_keeps_its_library() {
    let cos = {
        // SAFETY: libm.
        let library = unsafe { DynamicLibrary::open("m") }.expect("libm");
        // SAFETY: the type that <math.h> gives it.
        unsafe { library.lookup_function::<unsafe extern "C" fn(f64) -> f64>(c"cos") }.expect("cos")
    };
    // SAFETY: takes any number.
    assert_eq!(unsafe { cos(0.0) }, 1.0);
    assert_eq!(cos.library().name(), "libm.so.6");
    let hypot = library("m", c"hypot", support::double_double_double());
    assert_eq!(hypot.library().map(DynamicLibrary::name), Some("libm.so.6"));
}

#[test]
fn what_cannot_be_found_is_named() {
    // SAFETY: there is no such library.
    let error = unsafe { DynamicLibrary::open("no-such") }.expect_err("there is none");
    let tried: Vec<_> = error.attempts().map(|(name, _)| name).collect();
    assert_eq!(tried, ["libno-such.so", "no-such"]);
    let text = error.to_string();
    assert!(text.starts_with("cannot load the library `no-such`; tried\n  `libno-such.so`: "), "{text}");
    assert!(text.contains("cannot open shared object file"), "{text}");

    let process = DynamicLibrary::process().expect("this program");
    // SAFETY: looking up runs no code.
    let error = unsafe { process.lookup(c"no_such_function") }.expect_err("there is none");
    let text = error.to_string();
    assert!(text.starts_with("no symbol `no_such_function` in `(this program)`: "), "{text}");
    // SAFETY: as above; the C library is linked.
    assert!(unsafe { process.lookup(c"strlen") }.is_ok());
}

/// A variadic function pointer, to show that it is one that can be looked up.
#[test]
fn typed_variadic() {
    let process = DynamicLibrary::process().expect("this program");
    type Snprintf = unsafe extern "C" fn(*mut c_char, usize, *const c_char, ...) -> c_int;
    // SAFETY: the type that <stdio.h> gives it.
    let snprintf = unsafe { process.lookup_function::<Snprintf>(c"snprintf") }.expect("snprintf");
    let mut buffer = [0_u8; 8];
    // SAFETY: the format fits the arguments, the text the buffer.
    unsafe { snprintf(buffer.as_mut_ptr().cast(), buffer.len(), c"%d".as_ptr(), 123) };
    assert_eq!(&buffer[..4], b"123\0");
}
