//! Layout facts against clang's dumps of records, on every target whose headers are at hand.
#![cfg(feature = "headers")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use ffi_abi::Target;
use ffi_build::declarations::Item;
use ffi_build::headers::{Input, read};
use ffi_build::layouts::facts;

/// A target, where its headers are (nowhere special for this machine's own), and which of them are read.
const CASES: [(&str, &str, &[&str]); 6] = [
    ("x86_64-unknown-linux-gnu", "", &LINUX),
    ("i686-unknown-linux-gnu", "/usr/i686-linux-gnu/include", &LINUX),
    ("aarch64-unknown-linux-gnu", "/usr/aarch64-linux-gnu/include", &LINUX),
    ("riscv64gc-unknown-linux-gnu", "/usr/riscv64-linux-gnu/include", &LINUX),
    ("x86_64-pc-windows-gnu", "/usr/x86_64-w64-mingw32/include", &WINDOWS),
    ("i686-pc-windows-gnu", "/usr/i686-w64-mingw32/include", &WINDOWS),
];

const LINUX: [&str; 14] = [
    "sys/stat.h",
    "time.h",
    "netinet/in.h",
    "sys/timex.h",
    "pwd.h",
    "grp.h",
    "dirent.h",
    "signal.h",
    "sys/epoll.h",
    "sys/ucontext.h",
    "linux/perf_event.h",
    "linux/tcp.h",
    "linux/io_uring.h",
    "link.h",
];
const WINDOWS: [&str; 5] = ["sys/stat.h", "time.h", "winsock2.h", "windows.h", "setjmp.h"];

/// Records that are compared for a target.
const MOST: usize = 250;

/// What clang says of a record: size, alignment, and the bit of each member by its path.
#[derive(PartialEq, Eq, Debug)]
struct Dumped {
    size: u64,
    align: u64,
    members: BTreeMap<String, u64>,
}

fn clang() -> String {
    let names = std::env::var("FFI_CLANG").into_iter().chain((14..40).rev().map(|version| format!("clang-{version}")));
    let works = |name: &String| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    names.chain(["clang".to_owned()]).find(works).expect("clang is installed")
}

/// The records of a source whose size it asks for, by name.
fn dump(arguments: &[String], source: &str) -> BTreeMap<String, Dumped> {
    let mut child = Command::new(clang())
        .args(["-x", "c", "-std=gnu17", "-w", "-fsyntax-only", "-Xclang", "-fdump-record-layouts"])
        .args(arguments)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("clang runs");
    let mut input = child.stdin.take().expect("a pipe");
    let text = source.to_owned();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("clang ends");
    writer.join().expect("the writer does not panic").expect("clang reads its input");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("clang prints UTF-8");
    text.split("*** Dumping AST Record Layout").skip(1).filter_map(record).collect()
}

/// Reads one dump: `offset | indentation type name`, an offset in bits as `byte:first-last`, at the end `[sizeof=…, align=…]`.
fn record(text: &str) -> Option<(String, Dumped)> {
    let mut name = None;
    let mut prefixes: Vec<String> = Vec::new();
    let mut dumped = Dumped { size: 0, align: 0, members: BTreeMap::new() };
    for line in text.lines() {
        let Some((offset, rest)) = line.split_once('|') else { continue };
        if let Some(end) = rest.trim().strip_prefix("[sizeof=") {
            let mut numbers = end.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
            (dumped.size, dumped.align) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
            continue;
        }
        let (offset, text) = (offset.trim(), rest.trim_start());
        let depth = (rest.len() - text.len() - 1) / 2;
        if depth == 0 {
            name = Some(text.trim().to_owned());
            prefixes = vec![String::new()];
            continue;
        }
        prefixes.truncate(depth);
        let prefix = prefixes.last()?.clone();
        let (byte, bits) = offset.split_once(':').map_or((offset, None), |(byte, bits)| (byte, Some(bits)));
        // A line of an anonymous record, or of a bit-field without a name, ends with its type.
        let last = text.rsplit(' ').next()?;
        let anonymous = text.trim_end().ends_with(')') || text.trim_end() != text;
        if bits == Some("-") || (anonymous && bits.is_some()) {
            continue;
        }
        if anonymous {
            prefixes.push(prefix);
            continue;
        }
        let first = bits.map_or(Some(0), |bits| bits.split('-').next()?.parse::<u64>().ok())?;
        dumped.members.insert(format!("{prefix}{last}"), 8 * byte.parse::<u64>().ok()? + first);
        prefixes.push(format!("{prefix}{last}."));
    }
    Some((name?, dumped))
}

#[test]
fn facts_are_what_clang_dumps_on_every_target_with_headers() {
    for (triple, folder, headers) in CASES {
        assert!(
            folder.is_empty() || Path::new(folder).is_dir(),
            "the headers for {triple} are missing; `cargo xtask test` installs them"
        );
        let target = Target::parse(triple).expect("a target");
        let mut arguments = vec!["-D_GNU_SOURCE".to_owned()];
        if !folder.is_empty() {
            arguments.extend(["-nostdlibinc".to_owned(), "-isystem".to_owned(), folder.to_owned()]);
        }
        let owned = headers.iter().map(|header| (*header).to_owned()).collect();
        let input = Input::new(target, owned, arguments.clone());
        let declarations = read(&input).unwrap_or_else(|faults| panic!("{triple}: {}", faults[0].message()));
        let names: BTreeSet<String> = declarations
            .items
            .iter()
            .filter_map(|declaration| match &declaration.item {
                Item::Record(record) if record.record.is_some() && declaration.place.is_some() => Some(record.name.clone()),
                _ => None,
            })
            .collect();
        // Windows' headers declare thousands: as many as take seconds.
        let names: BTreeSet<String> = names.iter().step_by(names.len().div_ceil(MOST)).cloned().collect();
        let mut source: String = headers.iter().map(|header| format!("#include <{header}>\n")).collect();
        source.extend(names.iter().map(|name| format!("_Static_assert(sizeof({name}) + 1, \"\");\n")));
        arguments.push(format!("--target={}", triple.replace("riscv64gc", "riscv64")));
        let dumps = dump(&arguments, &source);
        let mut members = 0;
        for name in &names {
            let facts = facts(&declarations, &target, "", name).unwrap_or_else(|why| panic!("{triple}: {name}: {why:?}"));
            let Some(clangs) =
                dumps.get(name).or_else(|| dumps.get(&format!("struct {name}"))).or_else(|| dumps.get(&format!("union {name}")))
            else {
                // A typedef's record is called by the typedef's name here, and by its place in some of clang's dumps.
                assert!(!name.contains(' '), "{triple}: clang dumps no `{name}`");
                continue;
            };
            let ours = Dumped {
                size: facts.size,
                align: facts.align,
                members: facts.members.iter().map(|member| (member.path.clone(), member.bit)).collect(),
            };
            assert_eq!(ours, *clangs, "{triple}: {name}");
            members += ours.members.len();
        }
        // Fewer would mean that something was not read.
        assert!(names.len() >= 90 && members >= 900, "{triple}: only {} records with {members} members", names.len());
    }
}
