//! `callback-stress <threads> <operations>`: as `stress` of the closure tests, of closures whose calls come through an upcall entry.

#[cfg(unix)]
fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse().expect("a number"));
    let (threads, operations) = (arguments.next().unwrap_or(16), arguments.next().unwrap_or(10_000_000));
    let start = std::time::Instant::now();
    let summary = closure_tests::stress_of(|| ffi::closure!(extern "C" fn(u64) -> u64), threads, operations);
    println!("{summary:?} in {:.1} s", start.elapsed().as_secs_f64());
}

/// Its threads of C are those of POSIX.
#[cfg(not(unix))]
fn main() {}
