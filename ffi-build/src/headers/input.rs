//! What to read: headers, arguments for clang, and which declarations are asked for.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use ffi_abi::Target;
use ffi_grammar::{Code, Diagnostic};
use regex::Regex;

use super::choices::{Choices, Handed};
use super::hooks::Author;
use super::{parts, shims};
use crate::declarations::{Declaration, Item};
use crate::shim::includes;

/// What to read.
#[derive(Clone, Debug)]
pub struct Input {
    /// The machine whose ABI the headers are read for.
    pub target: Target,
    /// The headers in order: paths, or names to be found in the include folders.
    pub headers: Vec<String>,
    /// Arguments for clang: include folders, definitions.
    pub arguments: Vec<String>,
    /// Regular expressions; a declaration whose whole name matches one is asked for. None: every declaration of the headers'
    /// own files.
    pub allow: Vec<String>,
    /// Regular expressions; a declaration whose whole name matches one is left out.
    pub block: Vec<String>,
    /// How the Rust text is to be made.
    pub choices: Choices,
    /// A builder of bindgen to start from.
    pub handed: Option<Handed>,
    /// The author's decisions over single items.
    pub hooks: Option<Author>,
}

impl Input {
    /// Headers and arguments for a target, with nothing allowed or blocked by name.
    pub fn new(target: Target, headers: Vec<String>, arguments: Vec<String>) -> Input {
        let (allow, block) = (Vec::new(), Vec::new());
        Input { target, headers, arguments, allow, block, choices: Choices::default(), handed: None, hooks: None }
    }

    /// The same with what a builder of bindgen says of headers, arguments and names.
    #[must_use]
    pub fn with_handed(mut self, handed: Handed) -> Input {
        let flags = handed.flags();
        self.headers.splice(0..0, flags.headers);
        self.arguments.splice(0..0, flags.arguments);
        self.handed = Some(handed);
        self
    }
}

impl Input {
    /// The include folders that arguments name.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &str> {
        include_folders(self)
    }
}

/// Name of the file, never on disk, that includes the headers. Line n includes header n.
pub(crate) const MAIN: &str = "ffi-headers.h";

pub(super) fn main_file(input: &Input) -> String {
    // Macros as functions: behind the headers, whose types they name.
    let macros = input.choices.macro_functions.iter().filter_map(|text| shims::declared(text));
    macros.fold(includes(&input.headers), |text, (_, function)| text + &function + "\n")
}

pub(super) fn arguments(input: &Input) -> Vec<String> {
    let mut arguments =
        vec!["-x".to_owned(), "c".to_owned(), "-std=gnu17".to_owned(), format!("--target={}", clang_triple(&input.target))];
    arguments.extend(input.arguments.iter().cloned());
    arguments
}

/// Arguments that bindgen takes from its variable by itself, so that both read the same thing: `BINDGEN_EXTRA_CLANG_ARGS`, or the
/// one of the target.
pub(super) fn from_environment() -> Vec<String> {
    const NAME: &str = "BINDGEN_EXTRA_CLANG_ARGS";
    let target = std::env::var("TARGET").ok();
    let names = target.iter().flat_map(|target| [format!("{NAME}_{target}"), format!("{NAME}_{}", target.replace('-', "_"))]);
    let text = names.chain([NAME.to_owned()]).find_map(|name| std::env::var(name).ok());
    text.map_or_else(Vec::new, |text| shlex::split(&text).unwrap_or_else(|| vec![text]))
}

/// Clang's name of a target. Rust names RISC-V's extensions in the architecture, clang elsewhere.
fn clang_triple(target: &Target) -> String {
    target.triple().replace("riscv64gc", "riscv64")
}

/// What can be said of the input before anything is read.
pub(super) fn check(input: &Input) -> Result<Selection, Vec<Diagnostic>> {
    refuse_what_is_not_c(input)?;
    check_include_folders(input)?;
    Selection::new(input)
}

/// Which declarations are asked for: by name, or, where no name is given, by file.
pub(super) struct Selection {
    /// Patterns of names, each for one kind of bindgen's lists or for all.
    allow: Vec<(Option<Kind>, Regex)>,
    files: Vec<Regex>,
    block: Vec<(Option<Kind>, Regex)>,
    block_files: Vec<Regex>,
    /// Whether a file is asked for and whether it is blocked, for those that were met: they are few, and declarations many.
    met: RefCell<HashMap<String, (bool, bool)>>,
}

/// The kinds of bindgen's lists.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Kind {
    Type,
    Function,
    Variable,
}

impl Kind {
    pub(super) fn of(item: &Item) -> Kind {
        match item.what() {
            "function" => Kind::Function,
            "global" | "macro" => Kind::Variable,
            _ => Kind::Type,
        }
    }
}

/// A pattern for whole texts, as bindgen reads it.
pub(crate) fn whole(pattern: &str) -> Result<Regex, regex::Error> {
    Regex::new(&format!("^(?:{pattern})$"))
}

impl Selection {
    fn new(input: &Input) -> Result<Selection, Vec<Diagnostic>> {
        let compile = |pattern: &String| {
            whole(pattern).map_err(|e| {
                // The last line says what; those above draw where, in the pattern as it was put together here.
                let why = e.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                vec![Diagnostic::new(Code::BadPattern, [pattern.clone(), why])]
            })
        };
        let list = |patterns: &[String]| patterns.iter().map(compile).collect::<Result<Vec<_>, _>>();
        let names = |patterns: &[String]| list(patterns).map(|list| list.into_iter().map(|pattern| (None, pattern)).collect());
        input.choices.patterns().try_for_each(|pattern| compile(pattern).map(drop))?;
        let flags = input.handed.as_ref().map(Handed::flags).unwrap_or_default();
        if !flags.refused.is_empty() {
            let fault = |(option, instead): (&str, &str)| Diagnostic::new(Code::BindgenOption, [option, instead]);
            return Err(flags.refused.into_iter().map(fault).collect());
        }
        if input.handed.is_some() && input.choices.shims() {
            let instead = "headers of such a builder have no shim: name the header with `.header(…)` instead of handing it over";
            return Err(vec![Diagnostic::new(Code::BindgenOption, ["--header", instead])]);
        }
        let mut selection = Selection {
            allow: names(&input.allow)?,
            files: list(&input.choices.allow_files)?,
            block: names(&input.block)?,
            block_files: list(&input.choices.block_files)?,
            met: RefCell::default(),
        };
        let handed = [
            (flags.allow, &mut selection.allow, &mut selection.files),
            (flags.block, &mut selection.block, &mut selection.block_files),
        ];
        for (patterns, names, files) in handed {
            for (kind, pattern) in patterns {
                let pattern = compile(&pattern)?;
                match kind.as_str() {
                    "file" => files.push(pattern),
                    "type" => names.push((Some(Kind::Type), pattern)),
                    "function" => names.push((Some(Kind::Function), pattern)),
                    "var" => names.push((Some(Kind::Variable), pattern)),
                    _ => names.push((None, pattern)),
                }
            }
        }
        if selection.allow.is_empty() && selection.files.is_empty() {
            // bindgen by itself binds whatever is included.
            selection.files = if input.handed.is_some() { list(&[".*".to_owned()])? } else { list(&own_files(input))? };
        }
        Ok(selection)
    }

    /// A tag is a name too: `struct s` matches `s`. An enumeration is asked for with any of its constants. `files` are those that
    /// declare it, that of its place among them.
    pub(super) fn has<'f>(&self, declaration: &Declaration, mut files: impl Iterator<Item = &'f str>) -> bool {
        let item = &declaration.item;
        let name = item.name().split_once(' ').map_or(item.name(), |(_, tag)| tag);
        let mut names = vec![(Kind::of(item), name)];
        if let Item::Enum(item) = item {
            names.extend(item.constants.iter().map(|(name, _)| (Kind::Variable, name.as_str())));
        }
        let matches = |list: &[(Option<Kind>, Regex)], (kind, name): (Kind, &str)| {
            list.iter().any(|(only, pattern)| only.is_none_or(|only| only == kind) && pattern.is_match(name))
        };
        // A macro that the author declared as a function.
        let asked = place_of(declaration) == Some(MAIN);
        let allowed = asked || names.iter().any(|&name| matches(&self.allow, name)) || files.any(|file| self.file(file).0);
        let place = declaration.place.as_ref();
        let blocked = place.is_some_and(|place| self.file(&place.file).1);
        allowed && !blocked && !matches(&self.block, names[0])
    }

    fn file(&self, file: &str) -> (bool, bool) {
        if let Some(&known) = self.met.borrow().get(file) {
            return known;
        }
        let matches = |list: &[Regex]| list.iter().any(|pattern| pattern.is_match(file));
        let found = (matches(&self.files), matches(&self.block_files));
        self.met.borrow_mut().insert(file.to_owned(), found);
        found
    }
}

fn place_of(declaration: &Declaration) -> Option<&str> {
    declaration.place.as_ref().map(|place| place.file.as_str())
}

/// Patterns of the files that belong to the headers: each header's folder with all below it, or the header with its
/// parts where the folder is one of the system's, which hold the headers of everyone.
pub fn own_files(input: &Input) -> Vec<String> {
    // bindgen puts the folder that it runs in before a relative path.
    let here = std::env::current_dir().map_or_else(|_| ".".to_owned(), |folder| folder.to_string_lossy().into_owned());
    let here = format!("(?:\\./|{}/)?", regex::escape(&here));
    let below = |folder: &Path| match folder.to_string_lossy() {
        // Everything that is not elsewhere by an absolute path.
        empty if empty.is_empty() || empty == "." => format!("{here}[^/].*"),
        folder => format!("{here}{}/.*", regex::escape(&folder)),
    };
    // With the parts that the C library's headers are split into.
    let alone = |pattern: String, files: &[PathBuf]| {
        files.iter().flat_map(|file| parts::of(file)).fold(format!("{pattern}|.*/bits/.*"), |pattern, part| {
            format!("{pattern}|{}", regex::escape(&part.to_string_lossy()))
        })
    };
    let own = |header: &String| {
        let name = Path::new(header);
        let found = std::iter::once(Path::new("")).chain(include_folders(input).map(Path::new)).find(|f| f.join(name).is_file());
        match (found.map(|folder| folder.join(name)), name.parent()) {
            (Some(file), _) => match file.parent() {
                Some(folder) if !is_of_the_system(folder) => below(folder),
                _ => alone(regex::escape(&file.to_string_lossy()), &[file]),
            },
            // In one of the system's folders, whose names only clang knows.
            (None, Some(folder)) if !folder.as_os_str().is_empty() => {
                format!(".*/{}/.*", regex::escape(&folder.to_string_lossy()))
            }
            (None, _) => alone(format!(".*/{}", regex::escape(header)), &parts::found(header)),
        }
    };
    input.headers.iter().map(own).collect()
}

/// `/usr/include`, `/usr/local/include` and their folders for one target.
pub(super) fn is_of_the_system(folder: &Path) -> bool {
    let is_root = |folder: &Path| folder.starts_with("/usr") && folder.ends_with("include");
    let for_target = |folder: &Path| folder.file_name().is_some_and(|name| name.to_string_lossy().contains("-linux-"));
    is_root(folder) || (for_target(folder) && folder.parent().is_some_and(is_root))
}

fn refuse_what_is_not_c(input: &Input) -> Result<(), Vec<Diagnostic>> {
    let cpp = |name: &str| {
        let end = name.rsplit('.').next().unwrap_or_default();
        ["hh", "hpp", "hxx", "h++", "H", "C", "cc", "cpp", "cxx"].contains(&end)
    };
    let mut failures: Vec<Diagnostic> =
        input.headers.iter().filter(|name| cpp(name)).map(|name| Diagnostic::new(Code::CPlusPlus, [name])).collect();
    let mut arguments = input.arguments.iter().peekable();
    while let Some(argument) = arguments.next() {
        let language = argument.strip_prefix("-x").filter(|rest| !rest.is_empty());
        let language = language.or_else(|| (argument == "-x").then(|| arguments.peek().map(|a| a.as_str())).flatten());
        if language.is_some_and(|l| l.starts_with("c++"))
            || argument.starts_with("-std=c++")
            || argument.starts_with("-std=gnu++")
        {
            failures.push(Diagnostic::new(Code::CPlusPlus, [argument]));
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures) }
}

/// The include folders of the arguments, and the system's.
pub(super) fn searched(input: &Input) -> String {
    let mut folders: Vec<String> = include_folders(input).map(|folder| format!("`{folder}`")).collect();
    folders.insert(0, "the folder of Cargo.toml".into());
    folders.push("the system's include folders".into());
    folders.join(", ")
}

/// The folders that arguments name: `-I folder`, `-Ifolder`, `-isystem folder`.
fn include_folders(input: &Input) -> impl Iterator<Item = &str> {
    let mut arguments = input.arguments.iter();
    std::iter::from_fn(move || {
        loop {
            let argument = arguments.next()?;
            match argument.as_str() {
                "-I" | "-isystem" | "-iquote" | "-idirafter" | "--include-directory" => {
                    return arguments.next().map(String::as_str);
                }
                other => {
                    let forms = ["-I", "-isystem", "-iquote", "--include-directory="];
                    if let Some(folder) = forms.iter().find_map(|form| other.strip_prefix(form)) {
                        return Some(folder);
                    }
                }
            }
        }
    })
}

/// An include folder that does not exist is a slip of the pen that clang passes over.
fn check_include_folders(input: &Input) -> Result<(), Vec<Diagnostic>> {
    let here = || std::env::current_dir().map_or_else(|_| ".".to_owned(), |folder| folder.display().to_string());
    let wrong = include_folders(input).filter(|folder| !Path::new(folder).is_dir());
    let faults: Vec<Diagnostic> =
        wrong.map(|folder| Diagnostic::new(Code::NoIncludeDirectory, [folder.to_owned(), here()])).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}
