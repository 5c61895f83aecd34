//! The table of diagnostics, and what one of them is: a row of the table, the values that fill it, and a place.
//!
//! The macro, the build script and the command line take their words from here; nothing else words a fault on user input.

use std::fmt;
use std::path::PathBuf;

use ffi_abi::Reason;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};

/// A row of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// `FFI` and four digits; never reused for another fault.
    pub code: &'static str,
    /// What is wrong, in one line. `{0}`, `{1}`… stand for the arguments of the diagnostic.
    pub message: &'static str,
    /// What stands beside the caret; may be empty.
    pub label: &'static str,
    /// The way out.
    pub hint: &'static str,
}

macro_rules! table {
    ($($variant:ident $code:literal $message:literal, $label:literal, $hint:literal;)*) => {
        /// Which fault: the rows of the table by name.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $message] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The row of this fault.
            pub const fn row(self) -> Row {
                match self {
                    $(Code::$variant => Row { code: $code, message: $message, label: $label, hint: $hint },)*
                }
            }
        }
    };
}

table! {
    // Annotations.
    Syntax "FFI0001" "{0}", "",
        "the form is `#[ffi::import(library = \"m\")] unsafe extern \"C\" { fn cos(x: f64) -> f64; }`, or `#[ffi::struct_layout(header = \"time.h\", c_name = \"struct tm\")] struct Time { tm_hour: c_int }`";
    UnknownOption "FFI0002" "there is no option `{0}` here", "unknown option", "{1}";
    BadOption "FFI0003" "the value of `{0}` is not {1}", "not {1}", "write `{2}`";
    RepeatedOption "FFI0004" "`{0}` is given twice", "given again here", "keep one of them";
    NotExternBlock "FFI0005" "`#[ffi::import]` goes on an `extern` block", "not an `extern` block",
        "write `#[ffi::import(library = \"…\")] unsafe extern \"C\" { … }`";
    NotUnsafe "FFI0006" "an imported `extern` block must be `unsafe`", "add `unsafe` in front",
        "whoever writes `unsafe extern` vouches that the declarations match the library: no compiler can check them";
    UnknownConvention "FFI0007" "there is no calling convention `{0}`", "unknown convention", "known are {1}";
    NotC "FFI0008" "{0} has no counterpart in C", "C cannot pass this", "{1}";
    NeedsSignature "FFI0009" "`{0}` is called through a trampoline, and tokens alone do not say what `{1}` is in C",
        "its C type is not known here",
        "write the C type of the function: `#[ffi(signature = \"…\")]` on the declaration";
    IndirectCallback "FFI0010" "rustc cannot call a function that takes or returns `{0}`, so a callback of this type is of no use",
        "`{0}` inside a function pointer",
        "declare the parameter as `*const core::ffi::c_void`, and call such functions through `ffi::signature!`";
    VariadicTrampoline "FFI0011" "a variadic function with `{0}` in its prototype has no one trampoline",
        "each call passes other arguments",
        "look the function up and call it with `ffi::signature!(…)` of each argument list";
    ParameterCount "FFI0012" "the signature has {0} parameters, the declaration has {1}", "the two must agree",
        "name in the signature every parameter of the declaration, in order";
    MalformedSignature "FFI0013" "malformed C signature: {0}", "here", "the form is `result(parameter, …)`, for instance `double(int, const char *)`";

    NotLazy "FFI0014" "`{0}` is for what is bound lazily", "the library of this block is linked",
        "add `lazy` to the options of the block: `#[ffi::import(library = \"…\", lazy)]`";
    LazyLinked "FFI0015" "`kind` says how a library is linked, and one that is bound lazily is not", "not linked",
        "leave out `kind`, or leave out `lazy`";
    LazyStatic "FFI0016" "the static `{0}` is bound lazily, and its type does not leave room for that", "not `ffi::Static<…>`",
        "write `static {0}: ffi::Static<{1}>;` (`ffi::ThreadLocal` if each thread has its own): it is read and written by functions, which find it first";
    LazyVersion "FFI0017" "`{0}` says nothing without `{1}`", "`{1}` is missing",
        "for instance: `#[ffi::import(library = \"z\", lazy, version_function = \"zlibVersion\", minimum_version = \"1.2.9\")]`";
    OptionalVariadic "FFI0018" "`{0}` is optional, variadic and leaves an error code, and Rust has no type for a pointer to such a function",
        "not with all three", "declare the plain result type and read the code by `std::io::Error::last_os_error`";
    UnknownInClosure "FFI0019" "tokens alone do not say what `{0}` is in C, on which the entry of the closure depends",
        "its C type is not known here",
        "write the C type of the function in front of it: `#[ffi(signature = \"…\")] extern \"C\" fn(…)`";

    // Meeting point of macro and build script.
    NoBuildScript "FFI0020" "{0} needs what a build script makes, and this package has none", "needs the build script",
        "in Cargo.toml:\n    [build-dependencies]\n    ffi-build = \"{1}\"\nin build.rs:\n    fn main() {\n        ffi_build::Builder::new(\"{2}\").build();\n    }";
    NoManifest "FFI0021" "{0} needs what the build script makes, and that of this package did not run `ffi_build::Builder`",
        "needs the build script",
        "in Cargo.toml:\n    [build-dependencies]\n    ffi-build = \"{1}\"\nin build.rs, in `main`:\n    ffi_build::Builder::new(\"{2}\").build();";
    NotCollected "FFI0022" "the signature `{0}` was not collected by the build script", "no trampoline for this signature",
        "name it in build.rs: `.{1}([\"{0}\"])`. The build script finds what is written in the sources of the package, but not the output of other macros, files that a computed `include!` names, or sources that `.sources(…)` leaves out; after the first file in a new folder, touch build.rs";
    BadManifest "FFI0023" "`{0}` cannot be used: {1}", "needs the build script", "use one version of ffi-rt and ffi-build, and build the package again";
    NoBindings "FFI0024" "there are no bindings named `{0}`", "not generated",
        "the name is the one given to `Builder::new` in build.rs, with a header: `Builder::new(\"{0}\").header(\"…\").build()`{1}";

    // Build script.
    OutsideBuildScript "FFI0030" "`Builder::build` runs in a build script, and `{0}` is not set here", "",
        "call it from build.rs, which cargo runs; elsewhere use `.target(…)`, `.out_dir(…)` and `.generate()`";
    UnknownTarget "FFI0031" "the target `{0}` is not supported", "", "known are {1}";
    Unsupported "FFI0032" "`{0}` cannot be called on {1}: {2}", "not on this target", "{3}";
    NoEncoder "FFI0033" "`{0}` needs a trampoline, and none can be assembled for {1}", "needs a trampoline",
        "functions that rustc can call by itself work on every target; leave this one out there with a condition";
    CannotRead "FFI0034" "cannot read `{0}`: {1}", "", "{2}";
    CannotWrite "FFI0035" "cannot write `{0}`: {1}", "", "nothing was changed; make the folder writable, or give another one with `.out_dir(…)`";
    SourceSyntax "FFI0036" "`{0}` was not searched for annotations: {1}", "rustc will say more",
        "annotations in this file are not collected until it parses";
    DuplicateName "FFI0037" "two builders of this build script are named `{0}`", "", "give each `Builder::new` a name of its own";
    BadName "FFI0038" "`{0}` is not a name for a builder", "", "letters, digits, `_` and `-`: it becomes part of file names";
    MissingModule "FFI0039" "the file of module `{0}` was not found, so it was not searched for annotations", "declared here",
        "expected {1}";

    WrongLayout "FFI0040" "{0} has another {1} than in the C signature `{2}`", "",
        "use the Rust type that has the layout of the C type, or correct the signature";

    MacroFragment "FFI0041" "`{0}` was not collected: what `$` stands for is known where the macro is used", "in a macro",
        "name the signatures that it stands for in build.rs, with `.signatures([…])`";

    NoVaList "FFI0042" "what is behind `...` of a function of the convention `{0}` is no `va_list` of {1}", "not the convention of C here",
        "give the function the platform's convention: `extern \"C\"`";

    // Headers.
    HeaderNotFound "FFI0050" "the header `{0}` was not found", "", "looked in {1}; name another folder with `.include(\"…\")`";
    HeaderSyntax "FFI0051" "{0}", "clang's words", "if a macro or another header is needed first, give it with `.clang_arg(\"-D…\")` or include it before";
    NoIncludeDirectory "FFI0052" "the include path `{0}` is not a folder", "", "paths are relative to the folder of Cargo.toml, here `{1}`";
    NoLibclang "FFI0053" "libclang was not found, and reading C headers needs it", "",
        "install it (`apt-get install libclang-dev`, `dnf install clang-devel`, `brew install llvm`, `winget install LLVM.LLVM`) or set LIBCLANG_PATH to the folder that holds it{0}";
    NoHeadersFeature "FFI0054" "`{0}` cannot be read: ffi-build was compiled without its feature `headers`", "",
        "in Cargo.toml: ffi-build = { version = \"{1}\", features = [\"headers\"] }";
    CPlusPlus "FFI0055" "`{0}` asks for C++, and only headers of C are read", "",
        "give a C header: most C++ libraries have one, or write one whose functions are `extern \"C\"`";
    BadPattern "FFI0056" "`{0}` is not a regular expression: {1}", "", "a pattern is for the whole name: `sqlite3_.*`";
    Bindgen "FFI0057" "bindgen could not read the headers: {0}", "",
        "hide from it what it stumbles over: with `.block(\"…\")`, or behind a macro of the header's by `.clang_arg(\"-D…\")`";
    BindgenOption "FFI0058" "the `bindgen::Builder` that was handed over has the option `{0}`, whose output cannot be held against the header", "", "{1}";
    MacroFunction "FFI0059" "no function can be made of `{0}`: {1}", "",
        "declare a macro that takes arguments as a function of C: `.macro_function(\"int S_ISREG(mode_t)\")`";
    SnapshotAndHeader "FFI0060" "`{0}` is bound from a snapshot, so the header `{1}` is not read", "",
        "leave out `.header(…)`, `.allow(…)` and `.block(…)`: the snapshot says what it was made from; or leave out `.snapshot(…)`";
    NoDependency "FFI0061" "no dependency hands over bindings under `links = \"{0}\"`", "",
        "this package has to depend on it in `[dependencies]`, its Cargo.toml to have `links = \"{0}\"`, and its build script to run `ffi_build::Builder` with a header or a snapshot";
    NoLibrary "FFI0062" "the library `{0}` was not found: {1}", "",
        "install its development package, or say where it is: PKG_CONFIG_PATH for pkg-config, VCPKG_ROOT for vcpkg; without either, `.link(…)` links it by name";
    SnapshotTargets "FFI0063" "a snapshot is made for 1 to {0} targets", "", "name each with `--target`";
    BadSnapshot "FFI0064" "`{0}` is not a snapshot: {1}", "", "make it again with `cargo ffi snapshot`, or take the file as it was committed";
    EngineTwice "FFI0065" "`{1}` names the engine {0} twice, and has one list for it", "",
        "leave out one `.engine(…)`; adapters for two releases of an engine come from two builders";
    EngineIdle "FFI0066" "`{1}` names the engine {0}, and nothing that it could call", "",
        "give the functions with `.header(\"…\")`, or the types of functions that are found at run time with `.signatures([\"…\"])`";
    ForeignArgument "FFI0067" "`--for {0}` says nothing: {1}", "", "{2}";
    LayoutArgument "FFI0068" "`--layout {0}` names no record of a header", "",
        "write both, with a colon between them: `--layout 'sys/stat.h:struct stat'`";
    RecipeLine "FFI0069" "`{0}` is no choice: {1}", "", "a line is a choice and what it is given: `allow sqlite3_.*`";

    // Imports: results with an error code.
    CapturedVariadic "FFI0080" "`{0}` is variadic and `{1}` of its call is asked for, {2}", "not with `...`",
        "declare it with the plain result type `{3}`, and read the code by `std::io::Error::last_os_error()` right after the call";

    // Imports beside a header.
    OtherArity "FFI0081" "`{0}` has {1} here and {2} in C", "{1}, not {2}", "write `{3}`";
    OtherVariadic "FFI0082" "`{0}` is {1} here and {2} in C", "{1}", "write `{3}`";
    OtherConvention "FFI0083" "`{0}` is called by the convention `{1}` here and by `{2}` in C", "by `{2}` in C", "write `{3}`{4}";
    OtherSize "FFI0084" "{0} has {1} here and {2} in C", "{1}, not {2}", "{3}";
    OtherSign "FFI0085" "{0} is {1} here and {2} in C", "{1}, not {2}", "{3}";
    OtherKind "FFI0086" "{0} is {1} here and {2} in C", "{1}, not {2}", "{3}";
    OtherConst "FFI0087" "{0} points to {1} here and to {2} in C", "to {1}, not to {2}", "{3}";
    OtherDepth "FFI0088" "{0} has {1} here and {2} in C", "{1}, not {2}", "{3}";
    Swapped "FFI0089" "parameters {0} and {1} of `{2}` are swapped", "the other way round in C", "write `{3}`";
    OtherResult "FFI0090" "`{0}` returns {1} here and {2} in C", "returns {1}, not {2}", "write `{3}`";
    Returns "FFI0091" "`{0}` never returns here, and may return in C", "it may return", "write `{1}`";
    OtherSymbol "FFI0092" "in C `{0}` is the function of the symbol `{1}`", "another function than the header's", "write `#[ffi(symbol = \"{1}\")] {2}`";
    NoSymbol "FFI0093" "no library has `{0}`: in C it is {1}", "{1}",
        "leave the declaration out, and export from a C file of your own a function that calls it";
    OtherItem "FFI0094" "`{0}` is {1} here and {2} in C", "{1}, not {2}", "write `{3}`";
    OtherStorage "FFI0095" "`{0}` is {1} here and {2} in C", "{1}, not {2}", "write `{3}`";
    NotCompared "FFI0096" "`{0}` was not compared with the headers that the build script was given: {1}", "not compared",
        "{2}`#[ffi(unchecked = \"why\")]` on the item leaves it so";
    NoThreadLocal "FFI0097" "each thread has a `{0}` of its own, and there is no way to it on this target", "not on this target",
        "let a function of your own in C return `&{0}`, and import that";

    // Layouts of records.
    NotRecord "FFI0100" "`#[ffi::struct_layout]` goes on a `struct` or a `union` with named members and without parameters",
        "not such a record", "write `struct Name { member: Type }`; a record with no members is `struct Name {}`";
    LayoutSource "FFI0101" "{0}", "where are the members?",
        "say `header = \"…\", c_name = \"struct …\"`, or `size = …, align = …` and an `#[ffi(offset = …)]` on each member, or those in a `layout(name = …, cfg(…), …)` for each target";
    LayoutNotCollected "FFI0102" "the build script did not read the layout of `{0}` from `{1}`", "no layout for this",
        "name it in build.rs: `.layout(\"{1}\", \"{0}\")`. The build script finds what is written in the sources of the package, but not the output of other macros; after the first file in a new folder, touch build.rs";
    LayoutUnread "FFI0103" "`{0}` was not read for {1}: {2}", "not read", "{3}";
    LayoutUndeclared "FFI0104" "`{0}` declares no record `{1}` for {2}", "not declared there", "{3}";
    LayoutIncomplete "FFI0105" "`{0}` has no layout on {1}: {2}", "its members are not known",
        "name the header that defines it; one that is only declared is reached through a pointer";
    LayoutNoMember "FFI0106" "`{0}` has no member `{1}` on {2}", "no such member", "{3}";
    LayoutWidth "FFI0107" "`{0}` of `{1}` is {2} on {3}, not `{4}`: {5}", "{5}", "{6}";
    LayoutSign "FFI0108" "`{0}` of `{1}` is {2} on {3}, not `{4}`: {5}", "{5}", "{6}";
    LayoutKind "FFI0109" "`{0}` of `{1}` is {2} on {3}, not `{4}`: {5}", "{5}", "{6}";
    LayoutUnion "FFI0110" "`{0}` is a structure in C, and a union here", "not a union", "write `struct`";
    LayoutMeasure "FFI0111" "{0}", "impossible in C", "write `{1}`";
    LayoutUnplaced "FFI0112" "`{0}` has no place in {1}", "where is it?",
        "say where: `{2}` in front of it; where the target has no such member, `absent` in place of the offset";
    LayoutMisaligned "FFI0113" "`{0}` at byte {1} is not aligned to {2}", "not aligned", "{3}, or say `packed` in the layout if C has it there";
    LayoutOverlap "FFI0114" "`{0}` {1} `{2}", "these bytes are taken", "{3}, or say `overlaps` in the layout if C has it so";
    LayoutGap "FFI0115" "{0} of {1}", "a gap in front of this", "write `{2}`, or say `holes` in the layout if C has them";
    LayoutOutside "FFI0116" "`{0}` ends {1}, and {3} has {2} bytes", "not in the record", "write `{4}` in the layout, or a smaller offset here";
    LayoutUncovered "FFI0117" "`{0}` has no layout for this target", "none of its conditions holds here",
        "add a `layout(cfg(…), size = …, align = …)` that is for it; there are layouts for {1}";
    LayoutTwice "FFI0118" "`{0}` has two layouts for {1}", "this holds where another does", "make the conditions exclude each other, with `not(…)` for instance";


    // Exports.
    NotExportable "FFI0130" "`#[ffi::export]` goes on a function or a static", "C cannot use this item",
        "export functions that make and use it; a `#[repr(C)]` type that they mention comes into the header by itself";
    ExportGeneric "FFI0131" "an exported function has one signature of C: {0} is not possible", "not in C", "{1}";
    ExportIndirect "FFI0132" "rustc cannot write a function that takes or returns `{0}` as C passes it", "`{0}` by value",
        "take or return it behind a pointer";
    ExportUnwind "FFI0133" "the convention and `{1}` say different things about panics", "\"{0}\" with or without \"-unwind\"",
        "leave `extern \"…\"` out, or write `extern \"{0}-unwind\"` together with `panic = \"unwind\"`";
    ExportPanicTwice "FFI0134" "`{0}` has already said what becomes of a panic", "a second answer", "keep one of `{0}` and `{1}`";
    ExportName "FFI0135" "`{0}` is not a name that C can write", "no identifier of C", "give it one: `#[ffi::export(symbol = \"…\")]`";
    ExportType "FFI0136" "the header cannot say what `{0}` is: {1}", "used by what is exported", "{2}";
    ExportTwice "FFI0137" "`{0}` is exported twice", "again here", "give one of them another `symbol`";

    // The command line.
    NoSuchItem "FFI0160" "`{0}` declares no {1} `{2}`", "", "{3}";
    UnknownHost "FFI0161" "what this machine's target is was not found out: {0}", "", "name a target: `--target x86_64-unknown-linux-gnu`";
    MalformedType "FFI0162" "malformed C type: {0}", "here", "the form is that of a cast, for instance `struct { char tag; double value; }`; a record of a header stands behind the header: `zlib.h 'struct z_stream_s'`";
    NoLayout "FFI0163" "`{0}` has no layout on {1}: {2}", "", "{3}";
    NoOutputFile "FFI0164" "the bindings need a place to go to: {0}", "", "say where: `-o src/bindings.rs`, for several targets a folder";
}

/// What to do about a type or a convention that a target does not have: the hint of [`Code::Unsupported`].
pub const fn way_out(reason: Reason) -> &'static str {
    match reason {
        Reason::Incomplete => {
            "write the type out, for instance `struct { double x; double y; }`, pass a pointer to it, or give the header that declares it to the builder"
        }
        Reason::NoSuchType | Reason::NoSuchConvention | Reason::NoRules => "leave the use out on this target with `#[cfg(…)]`",
        _ => "write a type that C has",
    }
}

impl Code {
    /// Text of the code, for instance `FFI0001`.
    pub const fn id(self) -> &'static str {
        self.row().code
    }
}

/// Where a diagnostic points.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// Nowhere in a file.
    None,
    /// Into a file.
    File {
        /// The file.
        path: PathBuf,
        /// First line, from 1; 0 for the file as a whole.
        line: usize,
        /// First column in characters, from 1.
        column: usize,
        /// Characters that the caret marks; at least 1.
        length: usize,
    },
}

/// A fault on user input: a row of the table, filled in, with a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    code: Code,
    arguments: Vec<String>,
    notes: Vec<String>,
    place: Place,
}

impl Diagnostic {
    /// A diagnostic that points nowhere; the arguments fill the row's `{0}`, `{1}`….
    pub fn new<A: Into<String>>(code: Code, arguments: impl IntoIterator<Item = A>) -> Diagnostic {
        Diagnostic { code, arguments: arguments.into_iter().map(Into::into).collect(), notes: Vec::new(), place: Place::None }
    }

    /// The same, pointing at `length` characters of a file from `line` and `column` (both from 1).
    #[must_use]
    pub fn at(mut self, path: impl Into<PathBuf>, line: usize, column: usize, length: usize) -> Diagnostic {
        self.place = Place::File { path: path.into(), line, column, length: length.max(1) };
        self
    }

    /// The same with one more note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }

    /// Which fault.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// Where.
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// Further facts, each a text of one or more lines.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// What is wrong.
    pub fn message(&self) -> String {
        self.fill(self.code.row().message)
    }

    /// What stands beside the caret; may be empty.
    pub fn label(&self) -> String {
        self.fill(self.code.row().label)
    }

    /// The way out.
    pub fn hint(&self) -> String {
        self.fill(self.code.row().hint)
    }

    fn fill(&self, template: &str) -> String {
        let mut out = String::with_capacity(template.len());
        let mut rest = template;
        while let Some(open) = rest.find('{') {
            let (before, after) = rest.split_at(open);
            out.push_str(before);
            let number = after[1..].split('}').next().unwrap_or_default();
            match number.parse::<usize>().ok().and_then(|index| self.arguments.get(index)) {
                Some(argument) => {
                    out.push_str(argument);
                    rest = &after[number.len() + 2..];
                }
                None => {
                    out.push('{');
                    rest = &after[1..];
                }
            }
        }
        out.push_str(rest);
        out
    }
}

/// Message, notes and hint, without the place: what a macro hands to rustc.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}", self.code.id(), self.message())?;
        for note in &self.notes {
            write!(f, "\n{note}")?;
        }
        let hint = self.hint();
        if hint.is_empty() { Ok(()) } else { write!(f, "\nhelp: {hint}") }
    }
}

impl std::error::Error for Diagnostic {}

/// A diagnostic on tokens: what a parser of annotations returns.
#[derive(Clone, Debug)]
pub struct Spanned {
    diagnostic: Box<Diagnostic>,
    start: Span,
    end: Span,
}

impl Spanned {
    /// At the tokens of `tokens`.
    pub fn new<A: Into<String>>(tokens: &impl ToTokens, code: Code, arguments: impl IntoIterator<Item = A>) -> Spanned {
        let mut spans = tokens.to_token_stream().into_iter().map(|token| token.span());
        let start = spans.next().unwrap_or_else(Span::call_site);
        Spanned { diagnostic: Box::new(Diagnostic::new(code, arguments)), start, end: spans.last().unwrap_or(start) }
    }

    /// From one span to another.
    pub fn between<A: Into<String>>(start: Span, end: Span, code: Code, arguments: impl IntoIterator<Item = A>) -> Spanned {
        Spanned { diagnostic: Box::new(Diagnostic::new(code, arguments)), start, end }
    }

    /// A diagnostic made elsewhere, at the tokens.
    pub fn from_diagnostic(tokens: &impl ToTokens, diagnostic: Diagnostic) -> Spanned {
        Spanned { diagnostic: Box::new(diagnostic), ..Spanned::new(tokens, Code::Syntax, [""; 0]) }
    }

    /// The same with one more note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Spanned {
        *self.diagnostic = self.diagnostic.note(note);
        self
    }

    /// The diagnostic without a place.
    pub const fn diagnostic(&self) -> &Diagnostic {
        &self.diagnostic
    }

    /// The diagnostic in the file that the tokens were read from.
    #[cfg(feature = "locations")]
    pub fn in_file(self, path: &std::path::Path) -> Diagnostic {
        let (start, end) = (self.start.start(), self.end.end());
        let length = if end.line == start.line { end.column.saturating_sub(start.column) } else { 1 };
        self.diagnostic.at(path, start.line, start.column + 1, length)
    }

    /// `::core::compile_error!` at the tokens.
    pub fn to_compile_error(&self) -> TokenStream {
        let message = self.diagnostic.to_string();
        // rustc marks from the first token's span to the last one's; there is no stable way to join two spans.
        let head = quote_spanned!(self.start=> ::core::compile_error!);
        let body = quote_spanned!(self.end=> { #message });
        quote::quote!(#head #body)
    }
}

impl From<syn::Error> for Spanned {
    fn from(error: syn::Error) -> Spanned {
        Spanned::between(error.span(), error.span(), Code::Syntax, [error.to_string()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_unique() {
        let ids: Vec<_> = Code::ALL.iter().map(|code| code.id()).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
        assert!(ids.iter().all(|id| id.len() == 7 && id.starts_with("FFI")));
    }

    #[test]
    fn arguments_fill_the_row_once() {
        let diagnostic = Diagnostic::new(Code::UnknownOption, ["{1}", "did you mean `library`?"]);
        assert_eq!(diagnostic.message(), "there is no option `{1}` here");
        assert_eq!(diagnostic.to_string(), "[FFI0002] there is no option `{1}` here\nhelp: did you mean `library`?");
    }

    #[test]
    fn braces_that_are_no_placeholder_stay() {
        assert!(Diagnostic::new(Code::Syntax, ["x"]).hint().contains("{ fn cos(x: f64) -> f64; }"));
    }
}
