//! Translating the C shim: one source for all of a builder's headers, by the C compiler of the target.

use std::path::{Path, PathBuf};
use std::process::Command;

use ffi_abi::Target;

use crate::builder::Builder;
use crate::headers::shims::{Shim, refuse, source};
use crate::headers::{Headers, Input};

/// Translates the shim of these headers; gives the object file and the symbols that it defines. A function whose line the compiler refuses is taken back, with the
/// compiler's words; without a compiler all of them are.
pub(crate) fn compile(
    builder: &Builder,
    target: &Target,
    input: &Input,
    headers: &mut Headers,
) -> Option<(PathBuf, Vec<String>)> {
    let mut shims = std::mem::take(&mut headers.shims);
    // Each round takes back at least one function, or is the last.
    while !shims.is_empty() {
        let (text, first) = source(input, &shims);
        let output = match translate(builder, target, input, &text) {
            Ok(object) => return Some((object, shims.iter().map(|shim| shim.symbol(&input.choices.shim_prefix)).collect())),
            Err(output) => output,
        };
        let refused = faults(&output, first, &shims);
        if refused.is_empty() {
            let why = output.lines().find(|line| !line.trim().is_empty()).unwrap_or("the C compiler failed").trim().to_owned();
            shims.drain(..).for_each(|shim| refuse(&mut headers.declarations.items, &shim.name, &why));
        }
        for (name, why) in refused {
            refuse(&mut headers.declarations.items, &name, &why);
            shims.retain(|shim| shim.name != name);
        }
    }
    None
}

/// The functions whose lines have errors, with the first error of each.
fn faults(output: &str, first: usize, shims: &[Shim]) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in output.lines() {
        let Some((_, behind)) = line.split_once(FILE) else { continue };
        // `shim.c:12:5: error: words`, `shim.c(12): error C2065: words`
        let number: String = behind.trim_start_matches([':', '(']).chars().take_while(char::is_ascii_digit).collect();
        let Some((_, words)) = behind.split_once("error") else { continue };
        let shim = number.parse::<usize>().ok().and_then(|number| shims.get(number.checked_sub(first)?));
        if let Some(shim) = shim.filter(|shim| found.iter().all(|(name, _)| *name != shim.name)) {
            found.push((shim.name.clone(), words.trim_start_matches([':', ' ']).to_owned()));
        }
    }
    found
}

/// Name of the C source.
const FILE: &str = "shim.c";

/// The object, or what the compiler, or who looks for it, says.
fn translate(builder: &Builder, target: &Target, input: &Input, text: &str) -> Result<PathBuf, String> {
    let folder = match builder.output_folder() {
        Some(folder) => folder.join(format!("ffi_{}_shim", builder.name)),
        None => std::env::temp_dir().join(format!("ffi-shim-{}", std::process::id())),
    };
    let said = |error: std::io::Error| error.to_string();
    std::fs::create_dir_all(&folder).map_err(said)?;
    let (file, object) = (folder.join(FILE), folder.join("shim.o"));
    std::fs::write(&file, text).map_err(said)?;
    // Outside a build script nobody says which machine this is; a compiler for the target by its plain name is the best guess.
    let host = std::env::var("HOST").unwrap_or_else(|_| target.triple().to_string());
    let mut build = cc::Build::new();
    build.cargo_metadata(false).cargo_warnings(false).warnings(false).target(&target.triple()).host(&host).opt_level(2);
    let compiler = build.try_get_compiler().map_err(|error| error.to_string())?;
    let mut command: Command = compiler.to_command();
    let mut arguments = input.arguments.iter().peekable();
    while let Some(argument) = arguments.next() {
        let pair = ["-I", "-isystem", "-iquote", "-idirafter", "-include", "-D", "-U"].contains(&argument.as_str());
        let one = ["-I", "-D", "-U", "-isystem", "-iquote", "-std="].iter().any(|start| argument.starts_with(start));
        if pair {
            command.arg(argument).args(arguments.next());
        } else if one {
            command.arg(argument);
        }
    }
    // Headers are named as seen from here.
    command.arg(format!("-I{}", Path::new(".").display()));
    match compiler.is_like_msvc() {
        true => command.args(["/nologo", "/c"]).arg(&file).arg(format!("/Fo{}", object.display())),
        // A macro's name that is no macro must not become a function that nobody has.
        false => command
            .args(["-w", "-Werror=implicit-function-declaration", "-Werror=incompatible-pointer-types", "-c"])
            .arg(&file)
            .arg("-o")
            .arg(&object),
    };
    let output = command.output().map_err(|error| format!("{}: {error}", compiler.path().display()))?;
    match output.status.success() {
        true => Ok(object),
        false => Err(format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout))),
    }
}
