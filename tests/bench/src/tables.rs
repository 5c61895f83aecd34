//! What a header's table costs: at load time, a lookup, and to make.

use std::path::{Path, PathBuf};
use std::process::Command;

use ffi_abi::{CallPlan, Signature, SymbolKind, Target, lower};
use ffi_build::archive::archive;
use ffi_build::assembly::Assembly;
use ffi_build::descriptor::{Parts, TableContents, TableEntry};

use crate::signatures::random;
use crate::valgrind::{instructions, per_turn, text};

/// Functions of the table that is emitted, each of a signature of its own.
const EMITTED: usize = 5_000;

/// Functions of the table that is loaded.
const LOADED: usize = 500;

/// Runs of each; the best counts, because a busy machine only ever adds.
const RUNS: usize = 9;

/// Prints the figures beside their aims.
///
/// Fails if one is missed that does not depend on how busy the machine is.
pub(crate) fn run() -> Result<(), String> {
    let folder = std::env::temp_dir().join("ffi-bench-tables");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let loaded = load(&folder)?;
    println!(
        "{EMITTED} signatures into object files, processor time, best of {RUNS}: their trampolines (aim: 100 ms); with descriptors \
         and the table:"
    );
    for target in Target::ALL {
        emission(&target)?;
    }
    lookup()?;
    loaded
}

/// Functions with plans, no two of which have one trampoline.
fn functions(target: &Target, count: usize) -> Result<Vec<(Signature, CallPlan)>, String> {
    let mut seen = std::collections::BTreeSet::new();
    let mut functions = Vec::new();
    for drawn in random(1, 4 * EMITTED, 8) {
        let plan = lower(target, &drawn.signature).map_err(|error| error.to_string())?;
        if functions.len() < count && seen.insert(plan.symbol(SymbolKind::Downcall)) {
            functions.push((drawn.signature, plan));
        }
    }
    if functions.len() < count { Err(format!("{target}: only {} distinct signatures", functions.len())) } else { Ok(functions) }
}

/// The assembly of a table of these functions.
fn assembly(target: &Target, functions: &[(Signature, CallPlan)]) -> Result<Assembly, String> {
    let mut assembly = Assembly::new(target).map_err(|error| error.to_string())?;
    let parts = Parts { downcall: true, ..Parts::default() };
    let mut contents = TableContents::default();
    for (number, (signature, plan)) in functions.iter().enumerate() {
        let symbol = assembly.descriptor(signature, plan, parts).map_err(|error| error.to_string())?;
        contents.functions.push(TableEntry {
            name: format!("library_function_{number}"),
            signature: symbol,
            text: signature.to_string(),
            doc: Some("What it does, in a sentence.".to_owned()),
            ..TableEntry::default()
        });
    }
    assembly.table("the_table", "bench.h", &contents);
    Ok(assembly)
}

/// What it takes to make trampolines, or a table, and write its objects.
fn emission(target: &Target) -> Result<(), String> {
    let functions = functions(target, EMITTED)?;
    let trampolines = || {
        let mut assembly = Assembly::new(target).map_err(|error| error.to_string())?;
        for (_, plan) in &functions {
            assembly.downcall(plan).map_err(|error| error.to_string())?;
        }
        Ok(assembly)
    };
    let (code, _) = best(&trampolines)?;
    let (table, size) = best(&|| assembly(target, &functions))?;
    println!("  {:<28} {code:>7.1} ms {table:>7.1} ms {size:>9} bytes", target.triple());
    Ok(())
}

/// The least milliseconds of processor time that an assembly and its objects take, and the bytes of those.
fn best(make: &dyn Fn() -> Result<Assembly, String>) -> Result<(f64, usize), String> {
    let (mut best, mut size) = (f64::INFINITY, 0);
    for _ in 0..RUNS {
        let start = processor_time()?;
        let objects = make()?.objects();
        best = best.min(processor_time()? - start);
        size = objects.iter().map(|object| object.bytes().len()).sum();
    }
    Ok((best, size))
}

#[ffi::import]
unsafe extern "C" {
    /// A `struct timespec`: seconds and nanoseconds.
    fn clock_gettime(clock: std::ffi::c_int, time: *mut [i64; 2]) -> std::ffi::c_int;
}

/// Milliseconds that this thread has run: what else the machine does is not in it.
fn processor_time() -> Result<f64, String> {
    /// `CLOCK_THREAD_CPUTIME_ID` of Linux.
    const OF_THREAD: std::ffi::c_int = 3;
    let mut time = [0; 2];
    // SAFETY: the place is one that it may write to.
    match unsafe { clock_gettime(OF_THREAD, &raw mut time) } {
        0 => Ok(time[0] as f64 * 1e3 + time[1] as f64 / 1e6),
        _ => Err(std::io::Error::last_os_error().to_string()),
    }
}

/// A program that mentions a table, and one that does not: what the linker and the loader have more to do.
fn load(folder: &Path) -> Result<Result<(), String>, String> {
    let target = Target::parse("x86_64-unknown-linux-gnu").map_err(|error| error.to_string())?;
    let assembly = assembly(&target, &functions(&target, LOADED)?)?;
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).map(|()| path).map_err(|error| error.to_string())
    };
    let library = write("libtable.a", &archive(&[("table.o", &assembly.finish())]).map_err(|error| error.to_string())?)?;
    let program = |name: &str, table: &str| -> Result<PathBuf, String> {
        let body = format!("{table}\nint main(void) {{ return *(const volatile char *)the_table == 0; }}\n");
        let (source, program) = (write(&format!("{name}.c"), body.as_bytes())?, folder.join(name));
        let mut gcc = Command::new("gcc");
        gcc.args(["-O2", "-pie", "-fPIE", "-ffunction-sections", "-Wl,--gc-sections,-z,text", "-o"]).arg(&program);
        text(gcc.arg(source).arg(&library)).map(|_| program)
    };
    // Names of one length: the loader reads them.
    let with = program("table", "extern const char the_table[] __attribute__((visibility(\"hidden\")));")?;
    let without = program("plain", "static const char the_table[4] = \"abc\";")?;
    let relocations = |program: &Path| -> Result<usize, String> {
        let listed = text(Command::new("readelf").arg("-rW").arg(program))?;
        Ok(listed.lines().filter(|line| line.contains(" R_")).count())
    };
    let more_relocations = relocations(&with)? as i64 - relocations(&without)? as i64;
    let more_instructions = instructions(&with, 0, 0)? - instructions(&without, 0, 0)?;
    let sections = text(Command::new("size").arg("-A").arg(&with))?;
    let without_sections = text(Command::new("size").arg("-A").arg(&without))?;
    let of = |sections: &str, name: &str| -> i64 {
        let line = sections.lines().find(|line| line.split_whitespace().next() == Some(name));
        line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
    };
    println!("a table of {LOADED} functions of as many signatures, in a program (x86-64 Linux, position-independent):");
    for name in [".rodata", ".text", ".eh_frame", ".data", ".data.rel.ro", ".bss", ".init_array"] {
        println!("  {name:<14} {:+} bytes", of(&sections, name) - of(&without_sections, name));
    }
    println!("  relocations {more_relocations:+} (aim: 0)");
    println!("  instructions from the start of the program to its end, loader included {more_instructions:+} (aim: 0)");
    let met = more_relocations == 0 && more_instructions == 0;
    Ok(if met { Ok(()) } else { Err("missed: a table costs something at load time".to_owned()) })
}

/// What it takes to find a function, in instructions.
fn lookup() -> Result<(), String> {
    text(Command::new("cargo").args(["build", "--quiet", "--release", "--package", "bench", "--bin", "lookup"]))?;
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let program = this.ancestors().nth(2).ok_or("the target folder is not above this program")?.join("release/lookup");
    println!("instructions of a lookup in a table of {LOADED} functions, mean of all names:");
    let nothing = per_turn(&program, 0)?;
    for (what, variant) in [("a function by name", 1), ("a signature by text", 2), ("std's HashMap by name", 3)] {
        println!("  {what:<24} {}", (per_turn(&program, variant)? - nothing) / LOADED as i64);
    }
    println!("instructions until the {LOADED} functions can be called:");
    println!("  here                     0, the table is data");
    match per_turn(&program, 4) {
        Ok(prepared) => println!("  libffi's ffi_prep_cif    {}", prepared - nothing),
        Err(why) => println!("  libffi's ffi_prep_cif    skipped: {}", why.lines().next().unwrap_or_default()),
    }
    Ok(())
}
