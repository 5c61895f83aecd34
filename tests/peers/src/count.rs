//! Instructions, counted by valgrind: exact, where times on a busy machine are not.
//!
//! The program runs itself under callgrind and asks it, between one loop and the next, to write its counters down.

use std::path::Path;
use std::process::Command;

/// Turns of the shorter of two loops; the longer one makes twice as many, and what they differ by is that of the turns alone.
const TURNS: usize = 1000;

/// Something that is measured: makes so many turns.
pub type Body = Box<dyn Fn(usize)>;

/// Asks callgrind for something; outside valgrind it does nothing (valgrind.h: "the code to be executed is a sequence that has no effect").
fn request(number: u64) {
    let arguments = [number, 0, 0, 0, 0, 0];
    // SAFETY: the rotations add up to a whole turn; registers that valgrind writes are named.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        std::arch::asm!(
            "rol rdi, 3", "rol rdi, 13", "rol rdi, 61", "rol rdi, 51", "xchg rbx, rbx",
            in("rax") arguments.as_ptr(), inout("rdx") 0_u64 => _,
        );
    }
    #[cfg(not(target_arch = "x86_64"))]
    panic!("only x86-64 is counted: {arguments:?}");
}

/// `CALLGRIND_DUMP_STATS` (callgrind.h): writes the counters to the next file, and sets them to zero.
const DUMP: u64 = (b'C' as u64) << 24 | (b'T' as u64) << 16;
/// `CALLGRIND_ZERO_STATS`.
const ZERO: u64 = DUMP + 1;

/// What runs under callgrind.
pub fn run(bodies: &[Body]) {
    for body in bodies {
        // What happens once has happened then.
        body(1);
        request(ZERO);
        body(TURNS);
        request(DUMP);
        body(2 * TURNS);
        request(DUMP);
    }
}

/// Instructions of one turn of each body, of which there are so many; `arguments` make this program [`run`] them.
pub fn count(bodies: usize, arguments: &[&str]) -> Vec<f64> {
    let folder = std::env::temp_dir().join(format!("peers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for what callgrind writes");
    let file = |number: usize| folder.join(format!("out.{number}"));
    let mut valgrind = Command::new("valgrind");
    valgrind.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", folder.join("out").display()));
    let output = valgrind.arg(std::env::current_exe().expect("a path")).args(arguments).output().expect("valgrind");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let each = (0..bodies).map(|body| (total(&file(2 * body + 2)) - total(&file(2 * body + 1))) / TURNS as f64).collect();
    let _ = std::fs::remove_dir_all(folder);
    each
}

/// What a file of callgrind's counts in all.
pub fn total(file: &Path) -> f64 {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let total = text.lines().find_map(|line| line.strip_prefix("totals: ")?.trim().parse().ok());
    total.unwrap_or_else(|| panic!("{}: no total", file.display()))
}

/// Nanoseconds of one turn of each body: the least of several rounds, in which all take their turn, so that a busy machine is as busy for all.
pub fn time(bodies: &[Body], rounds: usize, turns: usize) -> Vec<f64> {
    let mut times = vec![f64::INFINITY; bodies.len()];
    for _ in 0..rounds {
        for (body, time) in bodies.iter().zip(&mut times) {
            let start = std::time::Instant::now();
            body(turns);
            *time = time.min(start.elapsed().as_secs_f64() * 1e9 / turns as f64);
        }
    }
    times
}
