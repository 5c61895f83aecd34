//! Universal calls and closures, as a test program has them: the routines and entries that `ffi-rt` ships, its functions that fill and
//! read their frames, compiled for the machine that the program runs on, and for each case the moves as data.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ffi::contract::moves::{Arrivals, arrivals, moves};
use ffi::contract::universal::{NOWHERE, Rest};
use ffi_abi::{CallPlan, Target, VariadicPart};
use ffi_build::{il, shipped};

use crate::machine::finish;

/// What every program is linked with besides: the routines, assembled by clang as they are by rustc, and the library of functions.
pub(crate) fn support(host: &Target, folder: &Path) -> Result<Vec<PathBuf>, String> {
    let object = crate::shipped::assemble(host, "universal", folder)?;
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ffi-rt/src");
    let path =
        |file: &str| runtime.join(file).canonicalize().map(|path| path.display().to_string()).map_err(|fault| fault.to_string());
    let text = include_str!("../rust/place.rs");
    let text = text.replace("(place)", &path("dynamic/place.rs")?).replace("(universal)", &path("contract/universal.rs")?);
    let source = folder.join("place.rs");
    fs::write(&source, text).map_err(|fault| fault.to_string())?;
    let library = folder.join("libplace.a");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut compiler = Command::new(rustc);
    compiler.args([
        "--edition=2024",
        "--crate-type=staticlib",
        "-Copt-level=2",
        "-Cpanic=abort",
        "-Crelocation-model=pic",
        "-Awarnings",
    ]);
    compiler.arg("--target").arg(host.triple()).arg(&source).arg("-o").arg(&library);
    finish(&mut compiler)?;
    Ok(vec![object, library])
}

/// The moves of a case as `struct universal` of C, under the name `U<id>`; `listed`: what the case is to an entry that makes a `va_list`.
pub(crate) fn program(
    host: &Target,
    id: usize,
    plan: &CallPlan,
    listed: Option<&(CallPlan, VariadicPart)>,
) -> Result<String, String> {
    let moves = moves(host, plan).map_err(|fault| format!("no universal call for case {id}: {fault:?}"))?;
    let families = il::families(host);
    let family = |foreign: bool| families.get(usize::from(foreign)).ok_or("the machine has such a family");
    let list = |items: Vec<String>| if items.is_empty() { "{0}".to_owned() } else { items.join(", ") };
    let rest = |rest: &[Rest]| {
        list(rest.iter().map(|each| format!("{{{}, {}, {}, {}}}", each.from, each.to, each.how, each.size)).collect())
    };
    let plain = list(moves.moves.iter().map(|each| format!("{{{}, {}}}", each.from, each.to)).collect());
    let mut text = String::new();
    let mut entry = |name: &str, plan: &CallPlan, part: Option<&VariadicPart>| -> Result<String, String> {
        let fault = |fault| format!("no universal closure for case {id}: {fault:?}");
        let arrivals = arrivals(host, plan, part).map_err(fault)?;
        let Arrivals { arguments, result, result_at, listed, pops, pops_at, .. } = &arrivals;
        let back = [arguments.as_slice(), result].concat();
        let _ = writeln!(
            text,
            "extern RUNTIME void {name}_{id}(void) __asm__(\"{}\");\nstatic const struct rest {name}_moves_{id}[] = {{{}}};",
            shipped::upcall_symbol(family(arrivals.foreign)?, arrivals.routine, arrivals.returned),
            rest(&back),
        );
        Ok(format!(
            "{{(void (*)(void))(void *){name}_{id}, {listed}, {{{}, {}, {}u, {pops}, {pops_at}u, {name}_moves_{id}}}}}",
            arguments.len(),
            result.len(),
            result_at.unwrap_or(NOWHERE),
        ))
    };
    let fixed = entry("entry", plan, None)?;
    let listed = match listed {
        Some((plan, part)) => entry("lister", plan, Some(part))?,
        None => "{0}".to_owned(),
    };
    let _ = writeln!(
        text,
        "extern RUNTIME void routine_{id}(void) __asm__(\"{}\");\n\
         static const struct move M{id}[] = {{{plain}}};\nstatic const struct rest S{id}[] = {{{}}};\n\
         static const struct universal U{id} = {{{}, {}, (void (*)(void))(void *)routine_{id}, \
         {{0, 0, {} - 1, {}, {}, {}, {}, {}, {}, M{id}, S{id}}}, {fixed}, {listed}}};",
        shipped::universal_symbol(family(moves.foreign)?, moves.routine, moves.straight),
        rest(&moves.rest),
        moves.placing,
        moves.finishing as u32,
        moves.align,
        moves.frame,
        moves.vectors,
        moves.ints,
        moves.moves.len() as u32 - moves.ints,
        moves.others,
        moves.rest.len() as u32 - moves.others,
    );
    Ok(text)
}
