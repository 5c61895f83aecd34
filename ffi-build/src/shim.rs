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
            let line = output.lines().find(|line| error(line).is_some());
            let line = line.or_else(|| output.lines().find(|line| !line.trim().is_empty()));
            let why = line.unwrap_or("the C compiler failed").trim().to_owned();
            headers.warning =
                Some(format!("{} functions have no symbol, and no shim could be compiled for them: {why}", shims.len()));
            shims.drain(..).for_each(|shim| refuse(&mut headers.declarations.items, &shim.name, &why));
        }
        for (name, why) in refused {
            refuse(&mut headers.declarations.items, &name, &why);
            shims.retain(|shim| shim.name != name);
        }
    }
    None
}

/// The functions whose lines have errors, with the first error of each. gcc tells of one inside a macro where the macro is defined, and
/// behind it from where in the shim the macro is used.
fn faults(output: &str, first: usize, shims: &[Shim]) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut elsewhere: Option<&str> = None;
    for line in output.lines() {
        // `shim.c:12:5: error: words`, `shim.c(12): error C2065: words`
        let number: Option<usize> = line.split_once(FILE).and_then(|(_, behind)| {
            let digits: String = behind.trim_start_matches([':', '(']).chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        });
        let words = match (error(line), number) {
            (Some(words), None) => {
                elsewhere = Some(words);
                continue;
            }
            (Some(words), Some(_)) => {
                elsewhere = None;
                words
            }
            (None, _) if line.contains(": warning") => {
                elsewhere = None;
                continue;
            }
            (None, _) => match elsewhere.filter(|_| line.contains(": note: in expansion of macro")) {
                Some(words) => words,
                None => continue,
            },
        };
        let shim = number.and_then(|number| shims.get(number.checked_sub(first)?));
        if let Some(shim) = shim.filter(|shim| found.iter().all(|(name, _)| *name != shim.name)) {
            found.push((shim.name.clone(), words.to_owned()));
        }
    }
    found
}

/// What an error says, if a line of a compiler's output is one.
fn error(line: &str) -> Option<&str> {
    let (place, words) = [": error", ": fatal error"].iter().find_map(|mark| line.split_once(mark))?;
    (!place.contains(": warning") && !place.contains(": note")).then(|| words.trim_start_matches([':', ' ']))
}

/// Name of the C source.
const FILE: &str = "shim.c";

/// The object, or what the compiler, or who looks for it, says.
fn translate(builder: &Builder, target: &Target, input: &Input, text: &str) -> Result<PathBuf, String> {
    let said = |error: std::io::Error| error.to_string();
    let Some(folder) = builder.output_folder() else {
        let folder = private_folder().map_err(said)?;
        return translate_in(&folder, target, input, text).inspect_err(|_| {
            // There is no object to read; one that stays behind does no harm.
            let _ = std::fs::remove_dir_all(&folder);
        });
    };
    let folder = folder.join(format!("ffi_{}_shim", builder.name));
    std::fs::create_dir_all(&folder).map_err(said)?;
    translate_in(&folder, target, input, text)
}

fn translate_in(folder: &Path, target: &Target, input: &Input, text: &str) -> Result<PathBuf, String> {
    let said = |error: std::io::Error| error.to_string();
    let (file, object) = (folder.join(FILE), folder.join("shim.o"));
    std::fs::write(&file, text).map_err(said)?;
    let host = std::env::var("HOST").unwrap_or_else(|_| host_beside(&target.triple()));
    let mut build = cc::Build::new();
    build.cargo_metadata(false).cargo_warnings(false).warnings(true).target(&target.triple()).host(&host).opt_level(2);
    let compiler = build.try_get_compiler().map_err(|error| error.to_string())?;
    let mut command: Command = compiler.to_command();
    // Its words are read.
    command.args(passed_on(&input.arguments)).env("LC_ALL", "C");
    // Headers are named as seen from here.
    command.arg(format!("-I{}", Path::new(".").display()));
    match compiler.is_like_msvc() {
        true => command.args(["/nologo", "/c"]).arg(&file).arg(format!("/Fo{}", object.display())),
        // A macro's name that is no macro must not become a function that nobody has. With `-w`, which `warnings(false)` gives, that
        // would be no error.
        false => command
            .args(["-Wno-error", "-Wno-incompatible-pointer-types", "-Werror=implicit-function-declaration", "-c"])
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

/// The arguments for clang that the C compiler gets too: what decides which declarations there are and how they are called. One that it
/// does not know is its error, since a shim that is compiled by other rules than the headers were read by would be wrong silently.
fn passed_on(arguments: &[String]) -> Vec<&String> {
    const PAIRS: [&str; 9] = ["-I", "-D", "-U", "-isystem", "-iquote", "-idirafter", "-include", "-isysroot", "--sysroot"];
    const STARTS: [&str; 11] =
        ["-I", "-D", "-U", "-isystem", "-iquote", "-idirafter", "-std=", "-f", "-m", "--sysroot=", "-pthread"];
    let mut passed = Vec::new();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        if PAIRS.contains(&argument.as_str()) {
            passed.push(argument);
            passed.extend(arguments.next());
        } else if STARTS.iter().any(|start| argument.starts_with(start)) {
            passed.push(argument);
        }
    }
    passed
}

/// This machine, outside a build script, where nobody says it: the target if that may be it, or else one that is not the target, so that
/// a compiler of its own is looked for.
fn host_beside(target: &str) -> String {
    let (arch, system) = (std::env::consts::ARCH, std::env::consts::OS);
    match target.starts_with(arch) && target.contains(system) {
        true => target.to_owned(),
        false => format!("{arch}-unknown-{system}"),
    }
}

/// A folder that nobody else has, for one run outside a build script; who reads the object takes it away.
fn private_folder() -> std::io::Result<PathBuf> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let mut number = 0_u32;
    loop {
        let folder = std::env::temp_dir().join(format!("ffi-shim-{}-{number}", std::process::id()));
        // Fails if there is one, whoever made it.
        match builder.create(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
            Err(error) => return Err(error),
        }
    }
}

/// The variables by which `cc` finds the compiler of a target and what it gets.
pub(crate) fn variables(target: &Target) -> Vec<String> {
    let triple = target.triple();
    let (underscored, mut names) = (triple.replace('-', "_"), Vec::new());
    for name in ["CC", "CFLAGS"] {
        names.extend([format!("{name}_{triple}"), format!("{name}_{underscored}")]);
        names.extend([format!("HOST_{name}"), format!("TARGET_{name}"), name.to_owned()]);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiler_gets_what_decides_over_declarations_and_calls() {
        let arguments =
            ["-Iinclude", "-D", "X=1", "-fshort-enums", "-mfpmath=sse", "--target=x", "-w", "-x", "c", "-isystem", "/s"];
        let arguments = arguments.map(str::to_owned);
        assert_eq!(passed_on(&arguments), ["-Iinclude", "-D", "X=1", "-fshort-enums", "-mfpmath=sse", "-isystem", "/s"]);
    }

    #[test]
    fn a_folder_of_ones_own_is_never_one_that_is_there() {
        let (one, other) = (private_folder().unwrap(), private_folder().unwrap());
        assert_ne!(one, other);
        for folder in [one, other] {
            std::fs::remove_dir(folder).unwrap();
        }
    }
}
