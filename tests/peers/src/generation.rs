//! What it costs to make trampolines: ours into an object file, Cranelift's into memory, and what compilers make of the same in C.

use std::cell::RefCell;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use ffi_abi::{CallPlan, Target, lower};
use ffi_build::assembly::Assembly;

use crate::jit::{Compiler, Piece};
use crate::libffi_raw::{self, Call, Libffi, Type};
use crate::signatures::{Drawn, random};

/// Trampolines of each round.
pub const COUNT: usize = 1000;

/// The makers, in the page's order.
pub const MAKERS: [&str; 4] = ["ours", "Cranelift", "gcc -O2", "clang -O2"];

/// Those of them that are programs.
const COMPILERS: [&[&str]; 4] = [&[], &[], &["gcc"], &["clang-19", "clang"]];

mod c {
    use std::ffi::{c_int, c_long};

    #[ffi::import(library = "c")]
    unsafe extern "C" {
        /// `struct rusage`: two times in seconds and microseconds, and counters.
        pub fn getrusage(who: c_int, usage: *mut [c_long; 18]) -> c_int;
    }
}

/// Processor time of this program and of those that it waited for, in nanoseconds.
fn spent() -> f64 {
    const SELF: i32 = 0;
    const CHILDREN: i32 = -1;
    let each = [SELF, CHILDREN].map(|who| {
        let mut usage = [0; 18];
        // SAFETY: the structure is so large.
        assert_eq!(unsafe { c::getrusage(who, &raw mut usage) }, 0);
        let [seconds, micros, more_seconds, more_micros, ..] = usage;
        (seconds + more_seconds) as f64 * 1e9 + (micros + more_micros) as f64 * 1e3
    });
    each.iter().sum()
}

/// Processor time of one trampoline by each of [`MAKERS`], everything included that the maker needs: the least of several rounds. None where
/// a compiler is not installed.
pub fn time(rounds: usize) -> [Option<f64>; 4] {
    let drawn = random(1, COUNT, 8);
    let folder = folder(&drawn);
    let mut times = [None; 4];
    for _ in 0..rounds {
        for (maker, time) in times.iter_mut().enumerate() {
            let start = spent();
            let made = match maker {
                0 => ours(&drawn),
                1 => jit(&drawn),
                _ => COMPILERS[maker].iter().any(|name| compile(&mut Command::new(name), &folder)),
            };
            if made {
                let this = (spent() - start) / COUNT as f64;
                *time = Some(time.map_or(this, |time: f64| time.min(this)));
            }
        }
    }
    let _ = std::fs::remove_dir_all(folder);
    times
}

/// Instructions of one trampoline by a compiler, its start not counted: what 50 more of them cost.
pub fn compiler_instructions(maker: usize) -> Option<f64> {
    const FEW: usize = 50;
    let name = COMPILERS[maker].iter().find(|name| Command::new(name).arg("--version").output().is_ok())?;
    let count = |functions: usize| {
        let folder = folder(&random(1, functions, 8));
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--quiet", "--tool=callgrind", "--trace-children=yes", "--callgrind-out-file=%p.counted", name]);
        let made = compile(&mut valgrind, &folder);
        let files = std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let counted = files.filter(|path| path.extension().is_some_and(|ending| ending == "counted"));
        let total: f64 = counted.map(|path| crate::count::total(&path)).sum();
        let _ = std::fs::remove_dir_all(folder);
        made.then_some(total)
    };
    Some((count(2 * FEW)? - count(FEW)?) / FEW as f64)
}

/// A folder with the C source of trampolines.
fn folder(drawn: &[Drawn]) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("peers-generation-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("trampolines.c"), source(drawn)).expect("a file");
    folder
}

/// From signatures to the bytes of an object file.
pub fn ours(drawn: &[Drawn]) -> bool {
    let target = Target::parse("x86_64-unknown-linux-gnu").expect("a target");
    let mut assembly = Assembly::new(&target).expect("an encoder");
    for one in drawn {
        let plan: CallPlan = lower(&target, &one.signature).expect("scalars have a plan");
        assembly.downcall(&plan).expect("and code");
    }
    !assembly.finish().bytes().is_empty()
}

/// From signatures to executable memory.
pub fn jit(drawn: &[Drawn]) -> bool {
    let mut compiler = Compiler::new();
    for one in drawn {
        let parameters: Vec<Piece> = one.parameters.iter().map(|ty| piece(ty)).collect();
        compiler.trampoline(&parameters, piece(one.result));
    }
    compiler.finish();
    true
}

/// Functions of a library that a host is to call.
pub const LIBRARY: usize = 500;

/// Who can prepare them, in the page's order, behind a table, which has nothing to prepare.
pub const PREPARED: [&str; 3] =
    ["`ffi_prep_cif` of the crate's libffi", "`ffi_prep_cif` of the system's", "Cranelift, a trampoline of each in executable memory"];

/// What prepares all of them, from types that the host has at hand.
pub fn preparations() -> [Box<dyn Fn()>; 3] {
    let drawn = random(1, LIBRARY, 8);
    let libffi = |release: Libffi| -> Box<dyn Fn()> {
        let calls = drawn.iter().map(|one| {
            let parameters: Vec<Type> = one.parameters.iter().map(|ty| raw(ty)).collect();
            Call::of(&parameters, &raw(one.result))
        });
        let calls = RefCell::new(calls.collect::<Vec<Call>>());
        Box::new(move || release.prepare(&mut calls.borrow_mut()))
    };
    let described = drawn.iter().map(|one| {
        let parameters: Vec<Piece> = one.parameters.iter().map(|ty| piece(ty)).collect();
        (parameters, piece(one.result))
    });
    let described: Vec<_> = described.collect();
    let cranelift = move || {
        let mut compiler = Compiler::new();
        for (parameters, result) in &described {
            compiler.trampoline(parameters, *result);
        }
        compiler.finish();
    };
    [libffi(libffi_raw::bundled()), libffi(libffi_raw::system()), Box::new(cranelift)]
}

/// The same type for libffi.
fn raw(ty: &str) -> Type {
    match piece(ty) {
        Piece::Int => Type::Int,
        Piece::Long => Type::Long,
        Piece::Double => Type::Double,
        Piece::Narrow(size, signed) => Type::Narrow(size, signed),
        Piece::Float => Type::Float,
        Piece::Nothing => Type::Nothing,
        Piece::Memory(_) => unreachable!("no record is drawn"),
    }
}

fn piece(ty: &str) -> Piece {
    match ty {
        "int" | "unsigned" => Piece::Int,
        "long" | "unsigned long" => Piece::Long,
        "short" => Piece::Narrow(2, true),
        "unsigned short" => Piece::Narrow(2, false),
        "signed char" => Piece::Narrow(1, true),
        "unsigned char" => Piece::Narrow(1, false),
        "float" => Piece::Float,
        "double" => Piece::Double,
        "void" => Piece::Nothing,
        other => panic!("not drawn: {other}"),
    }
}

/// The same in C.
fn source(drawn: &[Drawn]) -> String {
    let mut text = String::new();
    for (index, Drawn { result, parameters, .. }) in drawn.iter().enumerate() {
        let types = if parameters.is_empty() { "void".to_owned() } else { parameters.join(", ") };
        let values: Vec<String> =
            parameters.iter().enumerate().map(|(index, ty)| format!("*({ty} *)(args + {})", 8 * index)).collect();
        let keeps = if *result == "void" { String::new() } else { format!("*({result} *)ret = ") };
        let _ = writeln!(
            text,
            "void t{index}(char *args, void *ret, {result} (*callee)({types})) {{ {keeps}callee({}); }}",
            values.join(", ")
        );
    }
    text
}

fn compile(compiler: &mut Command, folder: &Path) -> bool {
    let made = compiler.args(["-O2", "-c", "trampolines.c", "-o", "trampolines.o"]).current_dir(folder).status();
    made.is_ok_and(|status| status.success())
}
