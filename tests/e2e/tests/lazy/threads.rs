//! Eight threads call functions for the first time, at the same time: arguments in every register that a convention has.

use core::arch::x86_64::{__m256, __m512, _mm256_set1_ps, _mm512_set1_ps};
use std::sync::Barrier;

macro_rules! functions {
    ($($number:literal $scalars:ident $variadic:ident $wide:ident $widest:ident;)*) => {
        #[ffi::import(library = ["demo", "libdemo.so.1"], lazy)]
        unsafe extern "C" {
            $(
                safe fn $scalars(a: i64, b: i32, c: i16, d: i64, e: i8, f: i64, g: f64, h: f32, i: f64, j: f64, k: f64, l: f64, m: f64,
                    o: f64, p: i64, q: f64) -> f64;
                fn $variadic(count: i32, ...) -> f64;
                fn $wide(a: Wide, b: Wide, c: Wide, d: Wide, e: Wide, f: Wide, g: Wide, h: Wide) -> Wide;
                fn $widest(a: Widest, b: Widest, c: Widest, d: Widest, e: Widest, f: Widest, g: Widest, h: Widest) -> Widest;
            )*
            safe fn last() -> i32;
        }

        fn scalars(number: usize, x: f64) -> f64 {
            let n = x as i64;
            match number {
                $($number => $scalars(n, n as i32, n as i16, n, n as i8, n, x, x as f32, x, x, x, x, x, x, n, x),)*
                _ => unreachable!(),
            }
        }

        fn variadic(number: usize, x: f64) -> f64 {
            // SAFETY: as many numbers as the first argument says.
            unsafe {
                match number {
                    $($number => $variadic(10, x, x, x, x, x, x, x, x, x, x),)*
                    _ => unreachable!(),
                }
            }
        }

        #[target_feature(enable = "avx")]
        fn wide(number: usize, x: f32) -> [f32; 8] {
            let v = Wide(_mm256_set1_ps(x));
            // SAFETY: vectors, and numbers of the same size.
            unsafe {
                match number {
                    $($number => core::mem::transmute($wide(v, v, v, v, v, v, v, v)),)*
                    _ => unreachable!(),
                }
            }
        }

        #[target_feature(enable = "avx512f")]
        fn widest(number: usize, x: f32) -> [f32; 16] {
            let v = Widest(_mm512_set1_ps(x));
            // SAFETY: as above.
            unsafe {
                match number {
                    $($number => core::mem::transmute($widest(v, v, v, v, v, v, v, v)),)*
                    _ => unreachable!(),
                }
            }
        }
    };
}

functions! {
    0 scalars_0 variadic_0 wide_0 widest_0;
    1 scalars_1 variadic_1 wide_1 widest_1;
    2 scalars_2 variadic_2 wide_2 widest_2;
    3 scalars_3 variadic_3 wide_3 widest_3;
    4 scalars_4 variadic_4 wide_4 widest_4;
    5 scalars_5 variadic_5 wide_5 widest_5;
    6 scalars_6 variadic_6 wide_6 widest_6;
    7 scalars_7 variadic_7 wide_7 widest_7;
}

#[repr(transparent)]
#[derive(Clone, Copy)]
struct Wide(__m256);
#[repr(transparent)]
#[derive(Clone, Copy)]
struct Widest(__m512);
// SAFETY: rustc passes vectors as C does where their registers are enabled, as they are in the callers here.
unsafe impl ffi::Direct for Wide {}
// SAFETY: as above.
unsafe impl ffi::Direct for Widest {}

/// 1 + 2 + … + n.
fn triangle(n: u32) -> f64 {
    f64::from(n * (n + 1) / 2)
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("remove") {
        assert_eq!(scalars(0, 1.0), triangle(16));
        std::fs::remove_file(arguments.next().expect("a library")).expect("it can be removed");
        assert_eq!((variadic(0, 1.0), last()), (triangle(10), 7));
        return;
    }
    let (avx, avx512) = (is_x86_feature_detected!("avx"), is_x86_feature_detected!("avx512f"));
    let barrier = &Barrier::new(8);
    std::thread::scope(|scope| {
        for thread in 0..8_u8 {
            scope.spawn(move || {
                let x = f64::from(thread) + 1.0;
                for number in 0..8 {
                    let expected = |n| number as f64 + triangle(n) * x;
                    barrier.wait();
                    assert_eq!(scalars(number, x), expected(16));
                    barrier.wait();
                    assert_eq!(variadic(number, x), expected(10));
                    barrier.wait();
                    if avx {
                        // SAFETY: the processor has such vectors.
                        assert_eq!(unsafe { wide(number, x as f32) }, [expected(8) as f32; 8]);
                    }
                    barrier.wait();
                    if avx512 {
                        // SAFETY: the processor has such vectors.
                        assert_eq!(unsafe { widest(number, x as f32) }, [expected(8) as f32; 16]);
                    }
                }
            });
        }
    });
    println!("every argument arrived");
}
