//! Numbers that rustc does not know: `long double`, complex numbers, records of them.

called! {
    libm, "libc6-dev is not installed": fn long_doubles_go_to_libm_and_come_back() {
        use ffi::LongDouble;
        use library_tests::libm as sys;
        // 1 + 2^-60 is not a double: what is lost on the way would be lost here.
        let mut exponent = 0;
        let mut whole = LongDouble::ZERO;
        // SAFETY: the functions take numbers, and write to the variables whose addresses they get.
        unsafe {
            let hypotenuse = sys::hypotl(LongDouble::from(3.0), LongDouble::from(4.0));
            assert_eq!(hypotenuse.to_f64(), 5.0);
            let half = sys::frexpl(LongDouble::from(6.0), &raw mut exponent);
            assert_eq!((half.to_f64(), exponent), (0.75, 3));
            let fraction = sys::modfl(LongDouble::from(-2.25), &raw mut whole);
            assert_eq!((fraction.to_f64(), whole.to_f64()), (-0.25, -2.0));
            let tiny = LongDouble::from(f64::powi(2.0, -60));
            let sum = sys::fmal(LongDouble::from(1.0), LongDouble::from(1.0), tiny);
            assert_ne!(sum, LongDouble::from(1.0), "the last bits of a `long double` arrive");
            assert_eq!(sum.to_f64(), 1.0);
        }
    }

    libm, "libc6-dev is not installed": fn complex_numbers_go_to_libm_and_come_back() {
        use ffi::{Complex, LongDouble};
        use library_tests::libm as sys;
        // SAFETY: functions of numbers.
        unsafe {
            let e = sys::cexp(Complex::new(0.0, std::f64::consts::PI));
            assert!((e.re + 1.0).abs() < 1e-15 && e.im.abs() < 1e-15, "{e}");
            assert_eq!(sys::cimagf(Complex::new(1.5, -2.5)), -2.5);
            let i = Complex::new(LongDouble::from(0.0), LongDouble::from(1.0));
            let power = sys::cpowl(i, Complex::new(LongDouble::from(2.0), LongDouble::from(0.0)));
            assert!((power.re.to_f64() + 1.0).abs() < 1e-18 && power.im.to_f64().abs() < 1e-18);
            assert_eq!(sys::cargl(i).to_f64(), std::f64::consts::FRAC_PI_2);
        }
    }

    fftw, "libfftw3-dev is not installed": fn fftw_transforms_complex_numbers() {
        use ffi::Complex;
        use library_tests::fftw as sys;
        let mut input: Vec<sys::fftw_complex> =
            (0..8).map(|i| Complex::new(f64::cos(std::f64::consts::TAU * f64::from(i) / 8.0), 0.0)).collect();
        let mut output = vec![Complex::new(0.0, 0.0); 8];
        // SAFETY: both arrays have as many numbers as the plan says, and outlive it.
        unsafe {
            let plan = sys::fftw_plan_dft_1d(8, input.as_mut_ptr(), output.as_mut_ptr(), -1, 1 << 6);
            assert!(!plan.is_null());
            sys::fftw_execute(plan);
            sys::fftw_destroy_plan(plan);
        }
        // A cosine of one period is in the lines 1 and 7.
        for (line, value) in output.iter().enumerate() {
            let expected = if line == 1 || line == 7 { 4.0 } else { 0.0 };
            assert!((value.re - expected).abs() < 1e-12 && value.im.abs() < 1e-12, "{line}: {value}");
        }
    }

    fftwl, "libfftw3-dev is not installed": fn fftw_transforms_complex_numbers_of_long_doubles() {
        use ffi::{Complex, LongDouble};
        use library_tests::fftwl as sys;
        let number = |value: f64| Complex::new(LongDouble::from(value), LongDouble::ZERO);
        let mut input: Vec<sys::fftwl_complex> = [1.0, 2.0, 3.0, 4.0].map(number).to_vec();
        let mut output = vec![number(0.0); 4];
        // SAFETY: as above.
        unsafe {
            let plan = sys::fftwl_plan_dft_1d(4, input.as_mut_ptr(), output.as_mut_ptr(), -1, 1 << 6);
            sys::fftwl_execute(plan);
            sys::fftwl_destroy_plan(plan);
        }
        let parts = output.iter().map(|value| (value.re.to_f64(), value.im.to_f64())).collect::<Vec<_>>();
        assert_eq!(parts, [(10.0, 0.0), (-2.0, 2.0), (-2.0, 0.0), (-2.0, -2.0)]);
    }

    gmp, "libgmp-dev is not installed": fn gmp_has_numbers_of_any_size() {
        use std::ffi::CStr;
        use std::mem::MaybeUninit;
        use library_tests::gmp as sys;
        let mut number = MaybeUninit::<sys::__mpz_struct>::uninit();
        let number = number.as_mut_ptr();
        let mut text = [0; 64];
        // SAFETY: the number is initialised first and cleared last; the text has room for its digits.
        unsafe {
            sys::__gmpz_init(number);
            sys::__gmpz_ui_pow_ui(number, 3, 100);
            sys::__gmpz_get_str(text.as_mut_ptr(), 10, number);
            assert_eq!(CStr::from_ptr(text.as_ptr()), c"515377520732011331036461129765621272702107522001");
            // Variadic, with a conversion of its own.
            sys::__gmp_snprintf(text.as_mut_ptr(), text.len(), c"%Zd/%d".as_ptr(), number, 7);
            assert_eq!(CStr::from_ptr(text.as_ptr()), c"515377520732011331036461129765621272702107522001/7");
            sys::__gmpz_clear(number);
        }
    }

    mpfr, "libmpfr-dev is not installed": fn mpfr_takes_and_gives_long_doubles() {
        use std::mem::MaybeUninit;
        use ffi::LongDouble;
        use library_tests::mpfr as sys;
        let mut number = MaybeUninit::<sys::__mpfr_struct>::uninit();
        let number = number.as_mut_ptr();
        // SAFETY: the number is initialised first and cleared last; rounding 0 is to the nearest.
        unsafe {
            sys::mpfr_init2(number, 200);
            let tiny = LongDouble::from(f64::powi(2.0, -60));
            sys::mpfr_set_ld(number, tiny, 0);
            assert_eq!(sys::mpfr_cmp_ld(number, tiny), 0);
            sys::mpfr_sqrt(number, number, 0);
            assert_eq!(sys::mpfr_get_ld(number, 0).to_f64(), f64::powi(2.0, -30));
            sys::mpfr_clear(number);
        }
    }

    gsl, "libgsl-dev is not installed": fn gsl_takes_records_by_value() {
        use library_tests::gsl as sys;
        let number = |re, im| sys::gsl_complex { dat: [re, im] };
        // SAFETY: functions of numbers.
        unsafe {
            let product = sys::gsl_complex_mul(number(1.0, 2.0), number(3.0, -1.0));
            assert_eq!(product.dat, [5.0, 5.0]);
            assert_eq!(sys::gsl_complex_abs(number(3.0, 4.0)), 5.0);
            assert!((sys::gsl_sf_bessel_J0(5.0) + 0.177_596_771_314_338_3).abs() < 1e-14);
        }
    }
}
