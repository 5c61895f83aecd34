//! libm's `long double` and complex functions from Rust, against reference values.
//!
//! rustc has no type for `long double`; bindgen writes `u128` for it, which travels in other registers, so the call compiles
//! and computes nonsense. Here such a function is called through a trampoline assembled by the build script.
//!
//! The reference values were computed with 300 bits and rounded once to the 64 of the x87 format.
//!
//! ```text
//! cargo run --release -p example-libm
//! ```

use std::process::ExitCode;

use ffi::{Complex, LongDouble};

/// What `math.h` and `complex.h` declare.
mod sys {
    ffi::bindings!("libm");
}

/// The report that the build script wrote: every declaration of the headers, bound or refused, and at its end the counts.
const REPORT: &str = include_str!(concat!(env!("OUT_DIR"), "/ffi_libm_report.txt"));

/// The number `significand × 2^(exponent − 63)`, negative if `negative`.
fn exact(negative: bool, significand: u64, exponent: i16) -> LongDouble {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&significand.to_le_bytes());
    let biased = (exponent + 16383) as u16 | u16::from(negative) << 15;
    bytes[8..10].copy_from_slice(&biased.to_le_bytes());
    LongDouble::from_bytes(bytes)
}

/// How many representable numbers lie between two of the same sign.
fn distance(a: LongDouble, b: LongDouble) -> u128 {
    let order = |value: LongDouble| {
        let bytes = value.to_bytes();
        let significand = u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes"));
        let exponent = u16::from_le_bytes(bytes[8..10].try_into().expect("two bytes"));
        u128::from(exponent) << 63 | u128::from(significand & (u64::MAX >> 1))
    };
    order(a).abs_diff(order(b))
}

/// Prints a line and tells whether the value is within `ulps` of the reference.
fn check(what: &str, value: LongDouble, reference: LongDouble, ulps: u128) -> bool {
    let off = distance(value, reference);
    let verdict = if off <= ulps { "ok" } else { "WRONG" };
    println!("{what:<34} {value:<28} {off} ulp  {verdict}");
    off <= ulps
}

fn main() -> ExitCode {
    println!("math.h, complex.h\n{}\n", REPORT.trim_end().rsplit("\n\n").next().unwrap_or_default());
    let ld = LongDouble::from;
    let z = Complex::new(ld(1.0), ld(2.0));
    let w = Complex::new(ld(0.5), ld(-1.0));
    let mut good = true;

    // SAFETY: these functions are defined for every argument and touch nothing but their own result and the floating-point flags.
    unsafe {
        good &= check("powl(2, 0.5)", sys::powl(ld(2.0), ld(0.5)), exact(false, 0xb504_f333_f9de_6484, 0), 1);
        good &= check("expl(1)", sys::expl(ld(1.0)), exact(false, 0xadf8_5458_a2bb_4a9b, 1), 1);
        good &= check("logl(10)", sys::logl(ld(10.0)), exact(false, 0x935d_8ddd_aaa8_ac17, 1), 1);
        good &= check("sinl(1)", sys::sinl(ld(1.0)), exact(false, 0xd76a_a478_4867_7021, -1), 1);
        good &= check("cbrtl(3)", sys::cbrtl(ld(3.0)), exact(false, 0xb89b_a248_91f7_b2e7, 0), 1);
        good &= check("lgammal(0.5)", sys::lgammal(ld(0.5)), exact(false, 0x9286_8247_3d0d_e85f, -1), 2);

        let log = sys::clogl(z);
        good &= check("clogl(1+2i), real part", log.re, exact(false, 0xce02_0fbf_6c69_9b58, -1), 2);
        good &= check("clogl(1+2i), imaginary part", log.im, exact(false, 0x8db7_0c97_5df2_2363, 0), 2);
        let exp = sys::cexpl(z);
        good &= check("cexpl(1+2i), real part", exp.re, exact(true, 0x90cb_4e24_a9e6_8bae, 0), 2);
        good &= check("cexpl(1+2i), imaginary part", exp.im, exact(false, 0x9e30_c511_3a57_ead7, 1), 2);
        let power = sys::cpowl(z, w);
        good &= check("cpowl(1+2i, 0.5-i), real part", power.re, exact(false, 0x8c3d_f914_9692_b645, 2), 8);
        good &= check("cpowl(1+2i, 0.5-i), imaginary part", power.im, exact(true, 0x8fec_41ac_7c4b_b906, 0), 8);
    }
    if good {
        println!("\nEvery value is as it should be.");
        ExitCode::SUCCESS
    } else {
        println!("\nSome values are wrong.");
        ExitCode::FAILURE
    }
}
