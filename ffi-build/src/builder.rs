//! [`Builder`]: what a build script says, and the order in which it is done.

use std::path::{Path, PathBuf};

use ffi_abi::{Features, Target, stable_hash};
use ffi_grammar::{Code, Diagnostic};

use crate::collect::Cfg;
use crate::diagnostics;
use crate::driver;
use crate::exports::Header;
use crate::other_targets::OtherTarget;
use crate::output::Outputs;

/// How a library is linked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Link {
    /// As a shared library.
    Dylib,
    /// As a static library.
    Static,
}

/// Makes bindings and trampolines for a package, from its build script.
///
/// ```no_run
/// // build.rs
/// ffi_build::Builder::new("calls").signatures(["double(double, double)"]).build();
/// ```
///
/// `ffi::signature!`, `#[ffi::import]` and `#[ffi::struct_layout]` in the sources of the package are found without being named here.
#[derive(Clone, Debug)]
pub struct Builder {
    pub(crate) name: String,
    pub(crate) headers: Vec<String>,
    pub(crate) checks: Vec<String>,
    pub(crate) clang_args: Vec<String>,
    pub(crate) includes: Vec<PathBuf>,
    pub(crate) allow: Vec<String>,
    pub(crate) block: Vec<String>,
    pub(crate) link: Option<Link>,
    pub(crate) library: Option<String>,
    pub(crate) signatures: Vec<String>,
    /// Files that signatures were read from.
    pub(crate) signature_files: Vec<PathBuf>,
    /// Files that choices were read from.
    pub(crate) recipe_files: Vec<PathBuf>,
    pub(crate) callbacks: Vec<String>,
    pub(crate) layouts: Vec<(String, String)>,
    pub(crate) sources: Option<Vec<PathBuf>>,
    pub(crate) table: bool,
    pub(crate) engines: Vec<crate::engines::Engine>,
    pub(crate) exports: Option<Header>,
    pub(crate) format: bool,
    pub(crate) comments: bool,
    pub(crate) dependencies: Vec<(String, String)>,
    pub(crate) versions: Vec<(String, String)>,
    /// What went wrong before the build.
    pub(crate) faults: Vec<Diagnostic>,
    pub(crate) snapshot: Option<PathBuf>,
    #[cfg(feature = "headers")]
    pub(crate) choices: crate::headers::Choices,
    #[cfg(feature = "headers")]
    pub(crate) handed: Option<crate::headers::Handed>,
    #[cfg(feature = "headers")]
    pub(crate) hooks: Option<crate::headers::Author>,
    pub(crate) other_targets: Vec<OtherTarget>,
    target: Option<String>,
    out_dir: Option<PathBuf>,
}

impl Builder {
    /// A builder. The name is that of `ffi::bindings!("name")`, of the files that are written, and by default that of the library
    /// that [`link`](Self::link) links.
    pub fn new(name: impl Into<String>) -> Builder {
        Builder {
            name: name.into(),
            headers: Vec::new(),
            checks: Vec::new(),
            clang_args: Vec::new(),
            includes: Vec::new(),
            allow: Vec::new(),
            block: Vec::new(),
            link: None,
            library: None,
            signatures: Vec::new(),
            signature_files: Vec::new(),
            recipe_files: Vec::new(),
            callbacks: Vec::new(),
            layouts: Vec::new(),
            sources: None,
            table: false,
            engines: Vec::new(),
            exports: None,
            format: true,
            comments: true,
            dependencies: Vec::new(),
            versions: Vec::new(),
            faults: Vec::new(),
            snapshot: None,
            #[cfg(feature = "headers")]
            choices: crate::headers::Choices::default(),
            #[cfg(feature = "headers")]
            handed: None,
            #[cfg(feature = "headers")]
            hooks: None,
            other_targets: Vec::new(),
            target: None,
            out_dir: None,
        }
    }

    /// A header to bind: a path, or a name that is looked for in the include folders. Declarations of its folder are bound, or, of a header
    /// in one of the system's folders, its own; one that has none there stands for what it includes by quotes.
    #[must_use]
    pub fn header(mut self, header: impl Into<String>) -> Builder {
        self.headers.push(header.into());
        self
    }

    /// Several headers, in this order.
    #[must_use]
    pub fn headers<S: Into<String>>(mut self, headers: impl IntoIterator<Item = S>) -> Builder {
        self.headers.extend(headers.into_iter().map(Into::into));
        self
    }

    /// Binds what a snapshot holds instead of reading headers: neither libclang nor a header is needed, nor the feature `headers`. The
    /// path is relative to the folder of Cargo.toml.
    ///
    /// `cargo ffi snapshot` makes the file, from headers, for as many targets as are named. On a target that it has no entry for, what
    /// is the same on all of its targets is bound, and a warning and the report name the rest.
    ///
    /// ```no_run
    /// // build.rs
    /// ffi_build::Builder::new("z").snapshot("z.ffi").link(ffi_build::Link::Dylib).build();
    /// ```
    #[must_use]
    pub fn snapshot(mut self, path: impl Into<PathBuf>) -> Builder {
        self.snapshot = Some(path.into());
        self
    }

    /// Uses the bindings of another crate: what they define is not defined again. `links` is what that package's Cargo.toml says under
    /// `links`, `path` where its bindings are visible from here.
    ///
    /// Both packages are built with this crate, and this one depends on the other directly. Records that both headers describe are
    /// proved to have one layout, aliases to be one type; a difference is a compile error.
    ///
    /// ```no_run
    /// // build.rs
    /// ffi_build::Builder::new("gtk").header("gtk/gtk.h").dependency("glib-2.0", "glib_sys::sys").build();
    /// ```
    #[must_use]
    pub fn dependency(mut self, links: impl Into<String>, path: impl Into<String>) -> Builder {
        self.dependencies.push((links.into(), path.into()));
        self
    }

    /// A header to compare imported items with, but not to bind: a path, or a name that is looked for in the include folders.
    ///
    /// Each item of an `#[ffi::import]` in the package whose symbol the header declares has to agree with it, as with the headers of
    /// [`header`](Self::header): what differs is a compile error at the item.
    ///
    /// ```no_run
    /// // build.rs
    /// ffi_build::Builder::new("c").check("fcntl.h").check("unistd.h").build();
    /// ```
    #[must_use]
    pub fn check(mut self, header: impl Into<String>) -> Builder {
        self.checks.push(header.into());
        self
    }

    /// The C library's headers of another target, in these folders: what the package declares is compared with them as well.
    ///
    /// An imported item or a member of an `#[ffi::struct_layout]` that is something else there is an error in every build, which names
    /// the target, and not first in the one for that target. What conditions leave out there (`#[cfg(target_os = "linux")]`) is not
    /// compared.
    ///
    /// ```no_run
    /// // build.rs
    /// ffi_build::Builder::new("c")
    ///     .check("unistd.h")
    ///     .headers_of("aarch64-unknown-linux-gnu", ["/usr/aarch64-linux-gnu/include"])
    ///     .build();
    /// ```
    #[must_use]
    pub fn headers_of<P: Into<PathBuf>>(mut self, target: impl Into<String>, folders: impl IntoIterator<Item = P>) -> Builder {
        self.other_targets.push(OtherTarget { triple: target.into(), folders: folders.into_iter().map(Into::into).collect() });
        self
    }

    /// An argument for clang, for instance `-DNAME=1`.
    #[must_use]
    pub fn clang_arg(mut self, argument: impl Into<String>) -> Builder {
        self.clang_args.push(argument.into());
        self
    }

    /// A folder in which headers are looked for; relative to the folder of Cargo.toml.
    #[must_use]
    pub fn include(mut self, folder: impl Into<PathBuf>) -> Builder {
        self.includes.push(folder.into());
        self
    }

    /// A regular expression: a declaration whose whole name matches one is bound. Without any, all of the headers' own are.
    #[must_use]
    pub fn allow(mut self, pattern: impl Into<String>) -> Builder {
        self.allow.push(pattern.into());
        self
    }

    /// A regular expression: a declaration whose whole name matches one is left out.
    #[must_use]
    pub fn block(mut self, pattern: impl Into<String>) -> Builder {
        self.block.push(pattern.into());
        self
    }

    /// Links the library that the headers belong to. Without this the bindings link nothing: something else does.
    #[must_use]
    pub fn link(mut self, link: Link) -> Builder {
        self.link = Some(link);
        self
    }

    /// Short name of the library to link, if it is not the builder's.
    #[must_use]
    pub fn library(mut self, name: impl Into<String>) -> Builder {
        self.library = Some(name.into());
        self
    }

    /// Signatures to assemble downcall trampolines for, besides those that the sources mention.
    ///
    /// They are the array `SIGNATURES` in the bindings, with those of [`signatures_from`](Self::signatures_from) and
    /// [`callbacks`](Self::callbacks): what `ffi::dynamic::know` takes.
    #[must_use]
    pub fn signatures<S: Into<String>>(mut self, signatures: impl IntoIterator<Item = S>) -> Builder {
        self.signatures.extend(signatures.into_iter().map(Into::into));
        self
    }

    /// Signatures of a file, a line each, as [`signatures`](Self::signatures): what `ffi::dynamic::record` wrote down while the program ran.
    /// The path is relative to the folder of Cargo.toml; lines that begin with `#` are comments; a file that is not there yet holds none.
    ///
    /// ```no_run
    /// // build.rs
    /// ffi_build::Builder::new("scripts").signatures_from("met-signatures.txt").build();
    /// // then, in Rust: mod scripts { ffi::bindings!("scripts"); } … ffi::dynamic::know(scripts::SIGNATURES);
    /// ```
    #[must_use]
    pub fn signatures_from(mut self, file: impl Into<PathBuf>) -> Builder {
        let path = Builder::package_folder().unwrap_or_default().join(file.into());
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
                self.signatures.extend(lines.map(str::to_owned));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                let path = path.display().to_string();
                self.faults.push(Diagnostic::new(
                    Code::CannotRead,
                    [path, error.to_string(), "make it a file that can be read".to_owned()],
                ));
            }
        }
        self.signature_files.push(path);
        self
    }

    /// Signatures to assemble upcall entries for as well, for `ffi::signature!` and `ffi::closure!` in the output of other macros.
    #[must_use]
    pub fn callbacks<S: Into<String>>(mut self, signatures: impl IntoIterator<Item = S>) -> Builder {
        self.callbacks.extend(signatures.into_iter().map(Into::into));
        self
    }

    /// A record of a header whose layout `#[ffi::struct_layout]` wants, besides those that the sources mention: for annotations in
    /// the output of other macros.
    #[must_use]
    pub fn layout(mut self, header: impl Into<String>, c_name: impl Into<String>) -> Builder {
        self.layouts.push((header.into(), c_name.into()));
        self
    }

    /// Root files to search for annotations, relative to the folder of Cargo.toml; modules are followed. By default the library,
    /// the binaries, tests, examples and benches of the package; an empty list searches nothing.
    #[must_use]
    pub fn sources<P: Into<PathBuf>>(mut self, files: impl IntoIterator<Item = P>) -> Builder {
        self.sources.get_or_insert_default().extend(files.into_iter().map(Into::into));
        self
    }

    /// Makes adapters of the headers' functions for an engine, and a list of them in the bindings, of [`ffi::engine::Function`]s: the code
    /// that the engine enters, its types in the engine's terms, or why the engine cannot call the function. All that are listed have to
    /// be linked; [`allow`](Self::allow) says which. Of the [`signatures`](Self::signatures) there is a list of
    /// [`ffi::engine::Signature`]s, for functions whose addresses are found while the program runs. An engine is named once.
    ///
    /// ```no_run
    /// // build.rs
    /// use ffi_build::engine::v8::V8;
    /// ffi_build::Builder::new("z").header("zlib.h").allow("crc32|compressBound").engine(V8::default()).build();
    /// // then, in Rust: sys::V8_FUNCTIONS
    /// ffi_build::Builder::new("plugins").signatures(["int(int, int)"]).engine(V8::default()).build();
    /// // then, in Rust: plugins::V8_SIGNATURES
    /// ```
    #[must_use]
    pub fn engine(mut self, engine: impl Into<crate::engines::Engine>) -> Builder {
        self.engines.push(engine.into());
        self
    }

    /// Makes a table of what the headers declare, for programs that know it by name: functions (with their trampolines), constants,
    /// enumerations, records and typedefs. It is `TABLE` in the bindings, a [`ffi::Table`].
    ///
    /// It lists what [`allow`](Self::allow) names and what that needs; a record that is only pointed to has to be named for its layout.
    ///
    /// ```no_run
    /// // build.rs
    /// ffi_build::Builder::new("time").header("time.h").allow("timegm|tm").table(true).build();
    /// // then, in Rust: time::TABLE.record("struct tm")
    /// ```
    #[must_use]
    pub fn table(mut self, table: bool) -> Builder {
        self.table = table;
        self
    }

    /// Writes the C header of the `#[ffi::export]` items of the package: its library, or what [`sources`](Self::sources) names. The path
    /// is relative to the folder of Cargo.toml; a header that has not changed is left alone.
    ///
    /// C and C++ compilers take it. It declares the functions, and the types that they mention; with `NAME_DYNAMIC` defined (the
    /// builder's name in capitals) it declares pointers of the same names, and `name_load`, which looks them up in a loaded library.
    #[must_use]
    pub fn export_header(mut self, path: impl Into<PathBuf>) -> Builder {
        self.exports.get_or_insert_default().path = path.into();
        self
    }

    /// A header that the written one includes, as `#include` names it: `<stdio.h>`. Types that no source of the package declares are
    /// taken to come from there.
    #[must_use]
    pub fn export_include(mut self, header: impl Into<String>) -> Builder {
        self.exports.get_or_insert_default().includes.push(header.into());
        self
    }

    /// Whether the bindings are formatted (they are by default): a generated file without line breaks is written sooner.
    #[must_use]
    pub fn format(mut self, format: bool) -> Builder {
        self.format = format;
        self
    }

    /// Whether the headers' comments become documentation, and a snapshot keeps them (both by default): they may be under a licence of
    /// their own.
    #[must_use]
    pub fn comments(mut self, comments: bool) -> Builder {
        self.comments = comments;
        self
    }

    /// A Rust target triple, optionally `+` and features (`x86_64-unknown-linux-gnu+avx`), instead of the one that cargo builds for.
    #[must_use]
    pub fn target(mut self, target: impl Into<String>) -> Builder {
        self.target = Some(target.into());
        self
    }

    /// The folder to write to, instead of cargo's.
    #[must_use]
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Builder {
        self.out_dir = Some(folder.into());
        self
    }

    /// Makes everything, writes it, and prints cargo's directives. On bad input it prints diagnostics, writes nothing, and ends the
    /// process with status 1.
    pub fn build(self) {
        let folder = self.output_folder().ok_or_else(|| vec![Diagnostic::new(Code::OutsideBuildScript, ["OUT_DIR"])]);
        let written = folder.and_then(|folder| {
            let outputs = self.generate()?;
            outputs.write(&folder).map_err(|fault| vec![fault])
        });
        match written {
            Ok(directives) => directives.iter().for_each(|line| println!("{line}")),
            Err(faults) => {
                for fault in &faults {
                    eprintln!("{}", diagnostics::render(fault));
                }
                std::process::exit(1);
            }
        }
    }

    /// Makes everything in memory.
    ///
    /// # Errors
    /// Every fault found.
    pub fn generate(&self) -> Result<Outputs, Vec<Diagnostic>> {
        driver::generate(self)
    }

    /// The folder to write to, if it is known.
    pub(crate) fn output_folder(&self) -> Option<PathBuf> {
        self.out_dir.clone().or_else(|| std::env::var_os("OUT_DIR").map(PathBuf::from))
    }

    /// Where the C shim is compiled, if there is a folder for it.
    pub(crate) fn shim_folder(&self) -> Option<PathBuf> {
        self.output_folder().map(|folder| folder.join(format!("ffi_{}_shim", self.name)))
    }

    /// What the front end is asked to read.
    #[cfg(feature = "headers")]
    pub(crate) fn input(&self, target: &Target, headers: Vec<String>) -> crate::headers::Input {
        let folders = self.includes.iter().map(|folder| format!("-I{}", folder.display()));
        let arguments = folders.chain(self.clang_args.iter().cloned()).chain(self.version_arguments()).collect();
        let mut input = crate::headers::Input::new(*target, headers, arguments);
        input.allow.clone_from(&self.allow);
        input.block.clone_from(&self.block);
        input.choices = self.choices.clone();
        input.choices.no_comments = !self.comments;
        input.choices.documented = self.table && self.comments;
        input.choices.shim_prefix = format!("{}_", self.archive());
        input.hooks = self.hooks.clone();
        match &self.handed {
            Some(handed) => input.with_handed(handed.clone()),
            None => input,
        }
    }

    /// Whether there are headers to bind.
    pub(crate) fn binds(&self) -> bool {
        #[cfg(feature = "headers")]
        if self.handed.is_some() {
            return true;
        }
        !self.headers.is_empty() || self.snapshot.is_some()
    }

    /// The machine that code is made for.
    pub(crate) fn resolve_target(&self) -> Result<Target, Diagnostic> {
        let (triple, features) = match (&self.target, std::env::var("TARGET")) {
            (Some(given), _) => {
                given.split_once('+').map_or((given.clone(), String::new()), |(a, b)| (a.to_owned(), b.to_owned()))
            }
            (None, Ok(triple)) => (triple, std::env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default()),
            (None, Err(_)) => return Err(Diagnostic::new(Code::OutsideBuildScript, ["TARGET"])),
        };
        Ok(target(&triple)?.with_features(Features::parse(&features)))
    }

    /// Name of the archive. Linkers look for it in the folders of all packages, so it is made of what tells them apart: name and
    /// version, and the folder that cargo gives each (`…/build/name-hash/out`), which holds its source and its features.
    pub(crate) fn archive(&self) -> String {
        let variable = |name| std::env::var(name).unwrap_or_default();
        let mut identity = [variable("CARGO_PKG_NAME"), variable("CARGO_PKG_VERSION"), self.name.clone()].join("\0");
        if let (None, Some(folder)) = (&self.out_dir, std::env::var_os("OUT_DIR")) {
            for part in Path::new(&folder).components().rev().take(3) {
                identity.push('\0');
                identity.push_str(&part.as_os_str().to_string_lossy());
            }
        }
        format!("ffi_{}_{:016x}", self.name.replace('-', "_"), stable_hash(identity.as_bytes()) as u64)
    }

    /// The folder of Cargo.toml; paths are relative to it.
    pub(crate) fn package_folder() -> Option<PathBuf> {
        std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from)
    }

    /// The configuration that conditions in the sources are decided by.
    pub(crate) fn cfg() -> Cfg {
        Cfg::from_environment(environment())
    }
}

/// The environment, but for variables that are no Unicode: cargo's all are.
pub(crate) fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| name.into_string().ok().zip(value.into_string().ok()))
}

/// A target by Rust's name.
///
/// # Errors
/// FFI's diagnostic for a name that is not known, with those that are.
///
/// ```
/// assert_eq!(ffi_build::target("aarch64-apple-darwin").unwrap().triple(), "aarch64-apple-darwin");
/// assert!(ffi_build::target("pdp11").is_err());
/// ```
pub fn target(triple: &str) -> Result<Target, Diagnostic> {
    Target::parse(triple).map_err(|_| {
        let known = Target::ALL.iter().map(|target| format!("`{}`", target.triple())).collect::<Vec<_>>().join(", ");
        Diagnostic::new(Code::UnknownTarget, [triple.to_owned(), known])
    })
}

/// A path as it is printed: relative to the package where it is inside.
pub(crate) fn shown(path: &Path) -> PathBuf {
    Builder::package_folder()
        .and_then(|folder| path.strip_prefix(folder).ok().map(Path::to_owned))
        .unwrap_or_else(|| path.to_owned())
}
