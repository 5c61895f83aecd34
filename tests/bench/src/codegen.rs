//! Trampolines: their size, and what a call through them costs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ffi_abi::{CallPlan, Signature, Target, lower};
use ffi_build::archive::archive;
use ffi_build::assembly::Assembly;

use crate::emission;
use crate::signatures::{Drawn, random};
use crate::valgrind;

/// Signatures whose trampolines are compared by size.
const SIZED: usize = 1000;

/// What functions begin with where jumps are guarded. gcc is told to leave it out, so ours does not count.
const LANDINGS: [&str; 2] = ["endbr64", "bti\tc"];

/// Compiled without landing pads, so that those of neither side count.
const GCC: [&str; 4] = ["-O2", "-fcf-protection=none", "-fno-stack-protector", "-fno-asynchronous-unwind-tables"];

/// An instruction set whose code is compared with what gcc makes of the same job.
struct Judge {
    triple: &'static str,
    gcc: &'static str,
    objdump: &'static str,
    flags: &'static [&'static str],
}

const JUDGES: [Judge; 3] = [
    Judge { triple: "x86_64-unknown-linux-gnu", gcc: "gcc", objdump: "objdump", flags: &GCC },
    Judge {
        triple: "aarch64-unknown-linux-gnu",
        gcc: "aarch64-linux-gnu-gcc",
        objdump: "aarch64-linux-gnu-objdump",
        // Without a frame pointer, which it sets by default.
        flags: &[
            "-O2",
            "-fomit-frame-pointer",
            "-mbranch-protection=none",
            "-fno-stack-protector",
            "-fno-asynchronous-unwind-tables",
        ],
    },
    Judge {
        triple: "riscv64gc-unknown-linux-gnu",
        gcc: "riscv64-linux-gnu-gcc",
        objdump: "riscv64-linux-gnu-objdump",
        flags: &["-O2", "-fno-stack-protector", "-fno-asynchronous-unwind-tables"],
    },
];

/// Sizes of downcalls on every instruction set that gcc is here for.
pub(crate) fn sizes_beside_gcc() -> Result<(), String> {
    in_folder(beside_gcc)
}

fn beside_gcc(folder: &Path) -> Result<(), String> {
    println!("downcalls of {SIZED} random scalar signatures, means; `more`: those with more instructions than gcc's");
    println!("{:<8} {:>9} {:>9} {:>9} {:>9} {:>9}", "", "ours", "gcc -O2", "bytes", "gcc -O2", "more");
    JUDGES.iter().try_for_each(|judge| sizes(folder, judge))
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
    emission::run()?;
    if !cfg!(debug_assertions) {
        let mut debug = Command::new("cargo");
        debug.args(["run", "--quiet", "--package", "bench", "--", "emission"]);
        print!("{}", valgrind::text(&mut debug)?);
    }
    beside_gcc(folder)?;
    calls(folder)
}

fn target() -> Result<Target, String> {
    Target::parse("x86_64-unknown-linux-gnu").map_err(|error| error.to_string())
}

fn plan(signature: &Signature) -> Result<CallPlan, String> {
    lower(&target()?, signature).map_err(|error| error.to_string())
}

/// Mean size and instructions beside what gcc makes of the same job. Both are straight lines, so that what is there is what is executed.
fn sizes(folder: &Path, judge: &Judge) -> Result<(), String> {
    let target = Target::parse(judge.triple).map_err(|error| error.to_string())?;
    let drawn = random(2, SIZED, 8);
    let mut assembly = Assembly::new(&target).map_err(|error| error.to_string())?;
    let mut symbols = Vec::with_capacity(SIZED);
    let mut source = String::new();
    for (number, drawn) in drawn.iter().enumerate() {
        let plan = lower(&target, &drawn.signature).map_err(|error| error.to_string())?;
        symbols.push(assembly.downcall(&plan).map_err(|error| error.to_string())?);
        in_c(&mut source, &format!("t{number}"), drawn);
    }
    let (path, by_gcc, by_us) = (folder.join("sizes.c"), folder.join("sizes.o"), folder.join("ours.o"));
    fs::write(&path, source).map_err(|error| error.to_string())?;
    fs::write(&by_us, assembly.finish().bytes()).map_err(|error| error.to_string())?;
    valgrind::text(Command::new(judge.gcc).args(judge.flags).arg("-c").arg("-o").arg(&by_gcc).arg(path))?;
    let (gcc, ours) = (disassemble(judge.objdump, &by_gcc)?, disassemble(judge.objdump, &by_us)?);
    let (mut all, mut more) = ([Code::default(); 2], Vec::new());
    for (number, symbol) in symbols.iter().enumerate() {
        let found =
            |codes: &BTreeMap<String, Code>, name: &str| codes.get(name).copied().ok_or(format!("{name} was not disassembled"));
        let pair = [found(&ours, symbol)?, found(&gcc, &format!("t{number}"))?];
        for (sum, code) in all.iter_mut().zip(pair) {
            sum.bytes += code.bytes;
            sum.instructions += code.instructions;
        }
        if pair[0].instructions > pair[1].instructions {
            more.push(number);
        }
    }
    let mean = |number: usize| number as f64 / SIZED as f64;
    println!(
        "{:<8} {:>9.2} {:>9.2} {:>9.2} {:>9.2} {:>9}",
        target.triple().split('-').next().unwrap_or_default(),
        mean(all[0].instructions),
        mean(all[1].instructions),
        mean(all[0].bytes),
        mean(all[1].bytes),
        more.len()
    );
    for number in more.iter().take(3) {
        println!("         more: {}", drawn[*number].signature);
    }
    Ok(())
}

/// A function's code, without what it begins with where jumps are guarded.
#[derive(Debug, Default, Clone, Copy)]
struct Code {
    bytes: usize,
    instructions: usize,
}

/// The functions of an object file by name.
fn disassemble(objdump: &str, object: &Path) -> Result<BTreeMap<String, Code>, String> {
    let text = valgrind::text(Command::new(objdump).args(["-d", "--insn-width=16"]).arg(object))?;
    let mut codes: BTreeMap<String, Code> = BTreeMap::new();
    let mut name = String::new();
    for line in text.lines() {
        if let Some(title) = line.strip_suffix(">:") {
            name = title.split_once('<').map(|(_, name)| name.to_owned()).unwrap_or_default();
        }
        // Address, bytes (together or apart), mnemonic.
        let mut fields = line.splitn(3, '\t');
        let (Some(_), Some(bytes), Some(text)) = (fields.next(), fields.next(), fields.next()) else { continue };
        // What fills up to the next function comes behind the last instruction, and jumps and returns are last.
        let code = codes.entry(name.clone()).or_default();
        if !LANDINGS.iter().any(|landing| text.trim_end() == *landing) {
            code.bytes += bytes.chars().filter(char::is_ascii_hexdigit).count() / 2;
            code.instructions += 1;
        }
    }
    Ok(codes)
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
