//! Measures everything in one run, and writes the page.

use std::fmt::Write;

use crate::count::{Body, count, time};
use crate::functions::{SCALAR, callees};
use crate::{calls, closures, generation, shims};

/// Rounds, and turns of each body in one: short ones, so that a busy machine lets some pass without an interruption.
const ROUNDS: usize = 60;
const TURNS: usize = 20_000;

/// The bodies, in the order in which they are counted: calls, shims, calls of closures, their making without a call and with one, generation,
/// preparation of a library.
fn sections() -> [Vec<Body>; 7] {
    let made: Vec<Body> = vec![generated(generation::ours), generated(generation::jit)];
    let [dropped, called] = closures::made();
    [calls::bodies(), shims::bodies(), closures::calls(), dropped, called, made, generation::preparations().map(rarely).into()]
}

/// A turn makes one trampoline.
fn generated(make: fn(&[crate::signatures::Drawn]) -> bool) -> Body {
    let drawn = crate::signatures::random(1, 2 * generation::COUNT, 8);
    Box::new(move |turns| assert!(make(&drawn[..turns])))
}

/// Turns of [`rarely`] that one preparation stands for: as many as the shorter loop that is counted has.
const RARELY: usize = 1000;

/// One preparation for every [`RARELY`] turns.
fn rarely(prepare: Box<dyn Fn()>) -> Body {
    Box::new(move |turns| (0..turns.div_ceil(RARELY)).for_each(|_| prepare()))
}

/// What runs under callgrind.
pub fn counted() {
    crate::count::run(&sections().into_iter().flatten().collect::<Vec<_>>());
}

/// Measures, and writes to a file, or prints.
pub fn report(file: Option<&str>) {
    let sections = sections();
    let sizes = sections.each_ref().map(Vec::len);
    let mut counts = count(sizes.iter().sum(), &["counted"]).into_iter();
    let counts = sizes.map(|size| counts.by_ref().take(size).collect::<Vec<f64>>());
    let [call, shim, called, dropped, once, _, prepared] = sections;
    let mut text = String::from(HEAD);
    write_calls(&mut text, &counts[0], &time(&call, ROUNDS, TURNS));
    write_shims(&mut text, &counts[1], &time(&shim, ROUNDS, TURNS));
    write_closures(&mut text, (&counts[2], &time(&called, ROUNDS, TURNS)), [(&counts[3], &dropped), (&counts[4], &once)]);
    write_generation(&mut text, &counts[5]);
    write_preparation(&mut text, &counts[6], &time(&prepared, PREPARATIONS, 1));
    match file {
        Some(file) => {
            print!("{text}");
            std::fs::write(file, text).expect("the file can be written");
        }
        None => print!("{text}"),
    }
}

const HEAD: &str = "\
# What calls cost whose signature is data

Written by `cargo xtask bench --only performance`, on x86-64 Linux, in one run. Instructions are counted by valgrind and exact: those of one
turn of a loop, over those of a turn that calls through a plain pointer. Times are over that of such a turn: the least of sixty rounds, in
which all take their turn, on a busy machine. `cargo xtask bench` has the other figures, [figures.md](figures.md) what was measured when.
";

fn table(text: &mut String, first: &str, columns: &[&str], rows: impl Iterator<Item = (String, Vec<String>)>) {
    let _ = writeln!(text, "\n| {first} | {} |\n|---|{}", columns.join(" | "), "---|".repeat(columns.len()));
    for (name, cells) in rows {
        let _ = writeln!(text, "| {name} | {} |", cells.join(" | "));
    }
}

/// Instructions and time over those of a plain call.
fn over((count, plain): (f64, f64), (time, plain_time): (f64, f64)) -> String {
    format!("{:+.0}, {:.1}×", count - plain, time / plain_time)
}

fn write_calls(text: &mut String, counts: &[f64], times: &[f64]) {
    const WAYS: usize = calls::WAYS.len();
    let shown = callees().map(|callee| callee.shown);
    let names = shown.map(code);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    text.push_str(
        "\n## Calls\n\nThe same argument record for every way that has one. *By its types*: the host knows them, and its compiler writes\nthe \
         record. *By a loop*: the host knows its values by the tag that each has, and `Signature::write_arguments` compares their number and\n\
         every tag with the signature, and copies the 8 bytes behind it (a record is copied unchecked). libffi's arguments are prepared,\nbut \
         for the pointer to the record of 40 bytes, which it writes over; nothing in it checks them. A buffer is\n\
         `int(const void *, size_t)`.\n",
    );
    let extra = |way: usize, case: usize| counts[case * WAYS + way] - counts[case * WAYS];
    let rows = calls::WAYS.iter().enumerate().map(|(way, name)| {
        let cell = |case: usize| {
            let (plain, this) = (case * WAYS, case * WAYS + way);
            over((counts[this], counts[plain]), (times[this], times[plain]))
        };
        ((*name).to_owned(), (0..names.len()).map(cell).collect())
    });
    table(text, "way", &names, rows);
    text.push_str(
        "\nThe largest part of libffi's instructions, and of its time (both over a plain call), that a way takes of any function whose\narguments \
         are numbers and pointers:\n",
    );
    let spent = |way: usize, case: usize| times[case * WAYS + way] - times[case * WAYS];
    let largest = |part: &dyn Fn(usize) -> f64| SCALAR.iter().map(|case| part(*case)).fold(0.0, f64::max);
    let rows = [
        calls::TYPED,
        calls::WRITTEN,
        calls::VALUES,
        calls::UNIVERSAL,
        calls::UNIVERSAL_TYPED,
        calls::UNIVERSAL_WRITTEN,
        calls::UNIVERSAL_VALUES,
    ];
    let rows = rows.into_iter().map(|way| {
        let cell = |libffi: usize| {
            let count = largest(&|case| extra(way, case) / extra(libffi, case));
            let time = largest(&|case| spent(way, case).max(0.0) / spent(libffi, case));
            format!("{count:.2}, {time:.2}")
        };
        (calls::WAYS[way].to_owned(), vec![cell(calls::BUNDLED), cell(calls::SYSTEM)])
    });
    table(text, "way", &["of the crate's libffi", "of the system's"], rows);
}

/// A C type as code, words as words.
fn code(name: &str) -> String {
    if name.contains('(') { format!("`{name}`") } else { name.to_owned() }
}

fn write_shims(text: &mut String, counts: &[f64], times: &[f64]) {
    text.push_str(
        "\n## Adapters of V8's fast calls\n\nThe receiver is dropped, and the function entered by a jump. Ours begin with `endbr64`, a\nmark for \
         indirect branches that the other code does not have; it is not counted.\n",
    );
    let rows = [("ours, assembled by the build script", 1, 1.0), ("dynasm's, at run time", 2, 0.0)].into_iter().map(
        |(name, at, mark)| {
            let cell = |case: usize| {
                let (plain, this) = (3 * case, 3 * case + at);
                over((counts[this] - mark, counts[plain]), (times[this], times[plain]))
            };
            (name.to_owned(), (0..shims::FUNCTIONS.len()).map(cell).collect())
        },
    );
    let names = shims::FUNCTIONS.map(code);
    table(text, "code", &names.each_ref().map(String::as_str), rows);
}

fn write_closures(text: &mut String, calls: (&[f64], &[f64]), made: [(&[f64], &[Body]); 2]) {
    text.push_str(
        "\n## Closures\n\nOf `int(int, int)`, over a plain callback that reads a number, `endbr64` of ours not counted.\n",
    );
    let rows = closures::CALLED.iter().enumerate().map(|(at, name)| {
        let mark = if name.starts_with("ours") { 1.0 } else { 0.0 };
        ((*name).to_owned(), vec![over((calls.0[at] - mark, calls.0[0]), (calls.1[at], calls.1[0]))])
    });
    table(text, "closure", &["a call"], rows);
    let times = || made.map(|(_, bodies)| time(bodies, ROUNDS, TURNS));
    let alone = times();
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let another = std::thread::spawn(move || ended.recv());
    let beside = times();
    drop(end);
    let _ = another.join();
    let rows = closures::MADE.iter().enumerate().map(|(at, name)| {
        let over = |times: &[f64]| format!("{:.1}×", times[at] / times[0]);
        let cell =
            |which: usize| format!("{:.0} instructions, {}, {}", made[which].0[at], over(&alone[which]), over(&beside[which]));
        ((*name).to_owned(), [0, 1].map(cell).to_vec())
    });
    table(text, "closure", &["made and dropped", "made, called once and dropped"], rows);
    text.push_str(
        "\nInstructions are the program's own; what the kernel does for code that is made at run time is in the times alone: at\nthe call. The second \
         of the times is that in a program that has another thread, which sleeps: the C library locks in earnest then.\n",
    );
}

fn write_generation(text: &mut String, counts: &[f64]) {
    let _ = writeln!(
        text,
        "\n## Generation\n\nDowncalls of {} random signatures of up to 8 numbers: from the signatures to an object file (ours), to executable\n\
         memory (Cranelift), from C to an object file (compilers; instructions without their start). Each, and in processor time over ours.",
        generation::COUNT
    );
    let times = generation::time(3);
    let ours = times[0].unwrap_or(f64::NAN);
    let rows = generation::MAKERS.iter().enumerate().map(|(at, name)| {
        let count = counts.get(at).copied().or_else(|| generation::compiler_instructions(at));
        let count = count.map_or("not installed".to_owned(), |count| format!("{count:.0}"));
        let time = times[at].map_or("not installed".to_owned(), |time| format!("{:.1}×", time / ours));
        ((*name).to_owned(), vec![count, time])
    });
    table(text, "maker", &["instructions", "time"], rows);
}

/// Preparations of a library whose times are taken.
const PREPARATIONS: usize = 5;

fn write_preparation(text: &mut String, counts: &[f64], times: &[f64]) {
    let _ = writeln!(
        text,
        "\n## A library of {} functions\n\nUntil all of them can be called, each of another random signature of up to 8 numbers, whose types the host has at hand: once\nin each \
         start of the program. A table has nothing to prepare and nothing to relocate: `cargo xtask bench --only tables` counts that.",
        generation::LIBRARY
    );
    let ours = ("ours, a table in the program's text".to_owned(), vec!["0".to_owned(), "0".to_owned()]);
    let rows = generation::PREPARED.iter().enumerate().map(|(at, name)| {
        ((*name).to_owned(), vec![format!("{:.0}", counts[at] * RARELY as f64), format!("{:.0} µs", times[at] / 1e3)])
    });
    table(text, "prepared by", &["instructions", "time"], std::iter::once(ours).chain(rows));
}
