//! `stress <threads> <operations>`.

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse().expect("a number"));
    let (threads, operations) = (arguments.next().unwrap_or(16), arguments.next().unwrap_or(10_000_000));
    let start = std::time::Instant::now();
    println!("{:?} in {:.1} s", closure_tests::stress(threads, operations), start.elapsed().as_secs_f64());
}
