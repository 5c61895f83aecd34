//! Trampolines: time to emit them, their size, and what a call through them costs.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use ffi_abi::{CallPlan, Signature, SymbolKind, Target, lower};
use ffi_build::archive::archive;
use ffi_build::assembly::Assembly;

use crate::signatures::{Drawn, random};
use crate::valgrind;

/// Distinct trampolines emitted.
const EMITTED: usize = 10_000;

/// Signatures whose trampolines are compared by size.
const SIZED: usize = 1000;

/// Bytes of `endbr64` and of `bti c`.
const LANDING: usize = 4;

/// Compiled without landing pads, so that those of neither side count.
const GCC: [&str; 4] = ["-O2", "-fcf-protection=none", "-fno-stack-protector", "-fno-asynchronous-unwind-tables"];

/// An instruction set whose code is compared with what gcc makes of the same job.
struct Judge {
    triple: &'static str,
    gcc: &'static str,
    nm: &'static str,
    flags: &'static [&'static str],
    /// Bytes of an instruction, where all are as long.
    instruction: Option<usize>,
}

const JUDGES: [Judge; 2] = [
    Judge { triple: "x86_64-unknown-linux-gnu", gcc: "gcc", nm: "nm", flags: &GCC, instruction: None },
    Judge {
        triple: "aarch64-unknown-linux-gnu",
        gcc: "aarch64-linux-gnu-gcc",
        nm: "aarch64-linux-gnu-nm",
        // Without a frame pointer, which it sets by default.
        flags: &[
            "-O2",
            "-fomit-frame-pointer",
            "-mbranch-protection=none",
            "-fno-stack-protector",
            "-fno-asynchronous-unwind-tables",
        ],
        instruction: Some(4),
    },
];

/// Sizes of downcalls on every instruction set that gcc is here for.
pub(crate) fn sizes_beside_gcc() -> Result<(), String> {
    in_folder(|folder| JUDGES.iter().try_for_each(|judge| sizes(folder, judge)))
}

/// Everything, with the time at opt-level 0 by a second run of this program in its debug build.
pub(crate) fn run() -> Result<(), String> {
    in_folder(all)
}

/// In a folder that is gone afterwards.
fn in_folder(work: impl FnOnce(&Path) -> Result<(), String>) -> Result<(), String> {
    let folder = std::env::temp_dir().join(format!("ffi-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let result = work(&folder);
    // A folder that stays behind does no harm.
    let _ = fs::remove_dir_all(&folder);
    result
}

fn all(folder: &Path) -> Result<(), String> {
    emission()?;
    if !cfg!(debug_assertions) {
        let mut debug = Command::new("cargo");
        debug.args(["run", "--quiet", "--package", "bench", "--", "emission"]);
        print!("{}", valgrind::text(&mut debug)?);
    }
    for judge in &JUDGES {
        sizes(folder, judge)?;
    }
    calls(folder)
}

fn target() -> Result<Target, String> {
    Target::parse("x86_64-unknown-linux-gnu").map_err(|error| error.to_string())
}

fn plan(signature: &Signature) -> Result<CallPlan, String> {
    lower(&target()?, signature).map_err(|error| error.to_string())
}

/// Time from plans to the bytes of an object file.
pub(crate) fn emission() -> Result<(), String> {
    let mut seen = BTreeSet::new();
    let mut plans: Vec<CallPlan> = Vec::new();
    for drawn in random(1, 3 * EMITTED, 8) {
        let plan = plan(&drawn.signature)?;
        if plans.len() < EMITTED && seen.insert(plan.symbol(SymbolKind::Downcall)) {
            plans.push(plan);
        }
    }
    if plans.len() < EMITTED {
        return Err(format!("only {} distinct signatures", plans.len()));
    }
    let (mut best, mut size) = (f64::INFINITY, 0);
    for _ in 0..5 {
        let start = Instant::now();
        let mut assembly = Assembly::new(&target()?).map_err(|error| error.to_string())?;
        for plan in &plans {
            assembly.downcall(plan).map_err(|error| error.to_string())?;
        }
        size = assembly.finish().bytes().len();
        best = best.min(start.elapsed().as_secs_f64());
    }
    let level = if cfg!(debug_assertions) { "opt-level 0" } else { "optimised" };
    println!("{EMITTED} distinct trampolines to an object of {size} bytes, {level}: {:.1} ms (best of 5)", best * 1e3);
    Ok(())
}

/// Mean size beside what gcc makes of the same job.
fn sizes(folder: &Path, judge: &Judge) -> Result<(), String> {
    let target = Target::parse(judge.triple).map_err(|error| error.to_string())?;
    let drawn = random(2, SIZED, 8);
    let mut ours = Vec::with_capacity(SIZED);
    let mut source = String::new();
    for (number, drawn) in drawn.iter().enumerate() {
        let plan = lower(&target, &drawn.signature).map_err(|error| error.to_string())?;
        let function = ffi_build::il::downcall(&target, &plan).map_err(|error| error.to_string())?;
        ours.push(ffi_build::encode::encode(&function).bytes.len() - LANDING);
        in_c(&mut source, &format!("t{number}"), drawn);
    }
    let path = folder.join("sizes.c");
    fs::write(&path, source).map_err(|error| error.to_string())?;
    let object = folder.join("sizes.o");
    valgrind::text(Command::new(judge.gcc).args(judge.flags).arg("-c").arg("-o").arg(&object).arg(path))?;
    let symbols = valgrind::text(Command::new(judge.nm).args(["-S", "--numeric-sort"]).arg(&object))?;
    let gcc: Vec<usize> = symbols.lines().filter_map(|line| usize::from_str_radix(line.split(' ').nth(1)?, 16).ok()).collect();
    if gcc.len() != ours.len() {
        return Err(format!("{} made {} functions of {}", judge.gcc, gcc.len(), ours.len()));
    }
    let mean = |sizes: &[usize]| sizes.iter().sum::<usize>() as f64 / SIZED as f64;
    let architecture = target.triple().split('-').next().unwrap_or_default().to_owned();
    println!(
        "{architecture}: mean size over {SIZED} random scalar signatures: {:.2} bytes; gcc -O2 {:.2}",
        mean(&ours),
        mean(&gcc)
    );
    if let Some(bytes) = judge.instruction {
        let longer = ours.iter().zip(&gcc).filter(|(ours, gcc)| ours > gcc).count();
        let count = |sizes: &[usize]| mean(sizes) / bytes as f64;
        println!(
            "{architecture}: mean instructions: {:.2}; gcc -O2 {:.2}; more than gcc in {longer} of {SIZED}",
            count(&ours),
            count(&gcc)
        );
    }
    Ok(())
}

/// The downcall of a signature as a C function.
fn in_c(out: &mut String, name: &str, drawn: &Drawn) {
    let parameters = if drawn.parameters.is_empty() { "void".to_owned() } else { drawn.parameters.join(", ") };
    let (result, arguments) = (drawn.result, loads(drawn));
    let store = if result == "void" { String::new() } else { format!("*({result} *)ret = ") };
    // Writing to a string does not fail.
    let _ =
        writeln!(out, "void {name}(char *args, char *ret, {result} (*callee)({parameters})) {{ {store}callee({arguments}); }}");
}

/// The arguments as C loads them from a record.
fn loads(drawn: &Drawn) -> String {
    let load = |(number, ty): (usize, &&str)| format!("*({ty} *)(args + {})", number * 8);
    drawn.parameters.iter().enumerate().map(load).collect::<Vec<_>>().join(", ")
}

/// Instructions of a call over those of a call through a plain function pointer.
fn calls(folder: &Path) -> Result<(), String> {
    println!("instructions over a call through a plain pointer, landing pads not counted:");
    println!("{:<24} {:>6} {:>8}", "", "ours", "gcc -O2");
    for (name, drawn) in [
        ("int(int, int)", scalars("int", &["int"; 2])),
        ("6 ints and 6 doubles", scalars("int", &[["int"; 6].as_slice(), ["double"; 6].as_slice()].concat())),
    ] {
        let [plain, ours, gcc] = downcalls(folder, &drawn)?;
        println!("{name:<24} {:>+6} {:>+8}", ours - plain - 1, gcc - plain);
    }
    let [plain, ours] = upcalls(folder)?;
    println!("{:<24} {:>+6}", "callback int(int, int)", ours - plain - 2);
    Ok(())
}

fn scalars(result: &'static str, parameters: &[&'static str]) -> Drawn {
    let text = format!("{result}({})", parameters.join(", "));
    let signature = Signature::parse(&text).expect("a signature of scalars");
    Drawn { signature, result, parameters: parameters.to_vec() }
}

/// Links a program with an archive; gives the number of instructions that one turn of its loop takes, for each variant.
fn measure<const N: usize>(folder: &Path, source: &str, assembly: &Assembly) -> Result<[i64; N], String> {
    let write = |name: &str, contents: &[u8]| -> Result<PathBuf, String> {
        fs::write(folder.join(name), contents).map_err(|error| error.to_string())?;
        Ok(folder.join(name))
    };
    let library = archive(&[("trampolines.o", &assembly.finish())]).map_err(|error| error.to_string())?;
    let (main, library) = (write("main.c", source.as_bytes())?, write("libt.a", &library)?);
    let program = folder.join("main");
    valgrind::text(Command::new("gcc").args(GCC).arg("-o").arg(&program).args([main, library]))?;
    let mut counts = [0; N];
    for (variant, count) in counts.iter_mut().enumerate() {
        *count = valgrind::per_turn(&program, variant)?;
    }
    Ok(counts)
}

fn downcalls(folder: &Path, drawn: &Drawn) -> Result<[i64; 3], String> {
    let mut assembly = Assembly::new(&target()?).map_err(|error| error.to_string())?;
    let symbol = assembly.downcall(&plan(&drawn.signature)?).map_err(|error| error.to_string())?;
    let mut source = String::from("#include <stdlib.h>\n");
    in_c(&mut source, "by_gcc", drawn);
    let types = drawn.parameters.join(", ");
    // One instruction for each argument: a load.
    let loads = loads(drawn);
    let _ = write!(
        source,
        "void {symbol}(char *, char *, int (*)({types}));
        __attribute__((noipa)) int callee({types}) {{ return 7; }}
        __attribute__((noipa)) void plain(long turns, char *args, int (*f)({types})) {{ while (turns--) f({loads}); }}
        __attribute__((noipa)) void through(long turns, void (*t)(char *, char *, int (*)({types})),
                char *args, char *ret, int (*f)({types})) {{ while (turns--) t(args, ret, f); }}
        int main(int argc, char **argv) {{
            static _Alignas(16) char args[256]; static int ret;
            long turns = atol(argv[2]);
            switch (atoi(argv[1])) {{
                case 0: plain(turns, args, callee); break;
                case 1: through(turns, {symbol}, args, (char *)&ret, callee); break;
                case 2: through(turns, by_gcc, args, (char *)&ret, callee); break;
            }}
            return 0;
        }}"
    );
    measure(folder, &source, &assembly)
}

fn upcalls(folder: &Path) -> Result<[i64; 2], String> {
    let drawn = scalars("int", &["int"; 2]);
    let plan = plan(&drawn.signature)?;
    let mut assembly = Assembly::new(&target()?).map_err(|error| error.to_string())?;
    let entry = assembly.upcall(&plan).map_err(|error| error.to_string())?;
    assembly.thunk("thunk", plan.abi(), "slot").map_err(|error| error.to_string())?;
    let source = format!(
        "#include <stdlib.h>
        extern char {entry}[];
        int thunk(int, int);
        __attribute__((noipa)) int callback(int a, int b) {{ return a + b; }}
        __attribute__((noipa)) void handler(void *slot, char *args, int *ret) {{ *ret = *(int *)args + *(int *)(args + 8); }}
        void *slot[3] = {{ {entry}, handler, 0 }};
        __attribute__((noipa)) void through(long turns, int (*f)(int, int)) {{ while (turns--) f(1, 2); }}
        int main(int argc, char **argv) {{ through(atol(argv[2]), atoi(argv[1]) ? thunk : callback); return 0; }}"
    );
    measure(folder, &source, &assembly)
}
