//! Translating the C shim: one source for all of a builder's headers, by the C compiler of the target.

use std::path::{Path, PathBuf};

use ffi_abi::Target;

/// A C source: what stands in front, and a function in each line behind it.
pub(crate) struct Source<'a> {
    /// Lines that include the headers.
    pub(crate) front: String,
    /// The functions.
    pub(crate) functions: Vec<Line>,
    /// What clang is told.
    pub(crate) arguments: &'a [String],
}

/// A function of the shim.
pub(crate) struct Line {
    /// Name in C of what it calls.
    pub(crate) name: String,
    /// Its own symbol.
    pub(crate) symbol: String,
    /// Its definition, without a line break.
    pub(crate) text: String,
}

impl Source<'_> {
    /// The text, and the number of the first function's line, from 1.
    pub(crate) fn text(&self) -> (String, usize) {
        let lines = self.functions.iter().map(|line| format!("{}\n", line.text));
        (lines.fold(self.front.clone(), |text, line| text + &line), self.front.lines().count() + 1)
    }
}

/// What was made of a source.
#[derive(Default)]
pub(crate) struct Compiled {
    /// The object file, if there is anything in it.
    pub(crate) object: Option<PathBuf>,
    /// The symbols that it defines, in C.
    pub(crate) symbols: Vec<String>,
    /// Functions that are not in it, and why.
    pub(crate) refused: Vec<(String, String)>,
    /// What to warn of.
    pub(crate) warning: Option<String>,
    /// The files that the compiler read, where it says so.
    pub(crate) files: Vec<String>,
}

/// Lines that include the headers.
pub(crate) fn includes(headers: &[String]) -> String {
    headers.iter().map(|header| format!("#include \"{header}\"\n")).collect()
}

/// Why a function is refused whose shim is not there, in words.
pub(crate) fn reason(why: &str) -> String {
    format!("it has no symbol, and no shim could be compiled for it: {why}")
}

/// Translates a shim into this folder, or without one into a folder of its own. A function whose line the compiler refuses is left out, with the
/// compiler's words; without a compiler all of them are.
pub(crate) fn compile(folder: Option<&Path>, target: &Target, mut source: Source<'_>) -> Compiled {
    let mut compiled = Compiled::default();
    // Each round takes back at least one function, or is the last.
    while !source.functions.is_empty() {
        let (text, first) = source.text();
        let output = match translate(folder, target, source.arguments, &text) {
            Ok((object, files)) => {
                (compiled.object, compiled.files) = (Some(object), files);
                compiled.symbols = source.functions.into_iter().map(|line| line.symbol).collect();
                return compiled;
            }
            Err(output) => output,
        };
        let refused = faults(&output, first, &source.functions);
        if refused.is_empty() {
            let line = output.lines().find(|line| error(line).is_some());
            let line = line.or_else(|| output.lines().find(|line| !line.trim().is_empty()));
            let why = line.unwrap_or("the C compiler failed").trim().to_owned();
            let count = source.functions.len();
            compiled.warning = Some(format!("{count} functions have no symbol, and no shim could be compiled for them: {why}"));
            compiled.refused.extend(source.functions.drain(..).map(|line| (line.name, why.clone())));
        }
        source.functions.retain(|line| refused.iter().all(|(name, _)| line.name != *name));
        compiled.refused.extend(refused);
    }
    compiled
}

/// The functions whose lines have errors, with the first error of each. gcc tells of one inside a macro where the macro is defined, and
/// behind it from where in the shim the macro is used.
fn faults(output: &str, first: usize, shims: &[Line]) -> Vec<(String, String)> {
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

/// The object and what was read for it, or what the compiler, or who looks for it, says.
#[cfg(feature = "shim")]
fn translate(folder: Option<&Path>, target: &Target, arguments: &[String], text: &str) -> Result<(PathBuf, Vec<String>), String> {
    let said = |error: std::io::Error| error.to_string();
    let Some(folder) = folder else {
        let folder = private_folder().map_err(said)?;
        return translate_in(&folder, target, arguments, text).inspect_err(|_| {
            // There is no object to read; one that stays behind does no harm.
            let _ = std::fs::remove_dir_all(&folder);
        });
    };
    std::fs::create_dir_all(folder).map_err(said)?;
    translate_in(folder, target, arguments, text)
}

/// Without the crate that finds a compiler.
#[cfg(not(feature = "shim"))]
fn translate(_: Option<&Path>, _: &Target, _: &[String], _: &str) -> Result<(PathBuf, Vec<String>), String> {
    Err("ffi-build was compiled without its feature `shim`".to_owned())
}

#[cfg(feature = "shim")]
fn translate_in(folder: &Path, target: &Target, arguments: &[String], text: &str) -> Result<(PathBuf, Vec<String>), String> {
    let said = |error: std::io::Error| error.to_string();
    let (file, object, read) = (folder.join(FILE), folder.join("shim.o"), folder.join("shim.d"));
    std::fs::write(&file, text).map_err(said)?;
    let host = std::env::var("HOST").unwrap_or_else(|_| host_beside(&target.triple()));
    let mut build = cc::Build::new();
    build.cargo_metadata(false).cargo_warnings(false).warnings(true).target(&target.triple()).host(&host).opt_level(2);
    let compiler = build.try_get_compiler().map_err(|error| error.to_string())?;
    let mut command = compiler.to_command();
    // Its words are read.
    command.args(passed_on(arguments)).env("LC_ALL", "C");
    // Headers are named as seen from here.
    command.arg(format!("-I{}", Path::new(".").display()));
    match compiler.is_like_msvc() {
        true => command.args(["/nologo", "/c"]).arg(&file).arg(format!("/Fo{}", object.display())),
        // A macro's name that is no macro must not become a function that nobody has. With `-w`, which `warnings(false)` gives, that
        // would be no error.
        false => command
            .args(["-Wno-error", "-Wno-incompatible-pointer-types", "-Werror=implicit-function-declaration", "-MD", "-MF"])
            .arg(&read)
            .arg("-c")
            .arg(&file)
            .arg("-o")
            .arg(&object),
    };
    let output = command.output().map_err(|error| format!("{}: {error}", compiler.path().display()))?;
    match output.status.success() {
        true => {
            let read = std::fs::read_to_string(read).unwrap_or_default();
            let own = file.display().to_string();
            Ok((object, prerequisites(&read).filter(|file| *file != own).collect()))
        }
        false => Err(format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout))),
    }
}

/// The files that a rule of make names behind its colon: `shim.o: shim.c \\` and more lines; a space in a name stands behind a backslash.
#[cfg(feature = "shim")]
fn prerequisites(rule: &str) -> impl Iterator<Item = String> {
    let (_, files) = rule.split_once(": ").unwrap_or_default();
    let files = files.replace("\\\n", " ").replace("\\ ", "\0");
    let files: Vec<String> = files.split_whitespace().map(|file| file.replace('\0', " ")).collect();
    files.into_iter()
}

/// The arguments for clang that the C compiler gets too: what decides which declarations there are and how they are called. One that it
/// does not know is its error, since a shim that is compiled by other rules than the headers were read by would be wrong silently.
#[cfg(feature = "shim")]
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
#[cfg(feature = "shim")]
fn host_beside(target: &str) -> String {
    let (arch, system) = (std::env::consts::ARCH, std::env::consts::OS);
    match target.starts_with(arch) && target.contains(system) {
        true => target.to_owned(),
        false => format!("{arch}-unknown-{system}"),
    }
}

/// A folder that nobody else has, for one run outside a build script; who reads the object takes it away.
#[cfg(feature = "shim")]
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

#[cfg(all(test, feature = "shim"))]
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
    fn what_a_compiler_read_is_what_make_is_told() {
        let files = |rule| prerequisites(rule).collect::<Vec<_>>();
        assert_eq!(
            files("out/shim.o: out/shim.c /usr/include/z.h \\\n my\\ folder/a.h\n"),
            ["out/shim.c", "/usr/include/z.h", "my folder/a.h"]
        );
        assert_eq!(files(""), [""; 0]);
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
