//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::choice::Choice;

const LONG: &str = "\
Understands C headers and C calling conventions, for every target at once: no compiler of the target is needed, and no machine of it.

Bindings belong in a build script (see `ffi_build::Builder`) or in a snapshot; this command makes them by hand, says what became of each \
declaration, and shows where values travel and where members lie.";

const AFTER: &str = "\
Examples:
  cargo ffi explain 'double(int, struct { float x, y, z; }, ...)' --target aarch64-apple-darwin
  cargo ffi explain zlib.h:crc32 --target x86_64-unknown-linux-gnu --target aarch64-unknown-linux-gnu
  cargo ffi layout zlib.h 'struct z_stream_s' --html z_stream.html
  cargo ffi report sqlite3.h --allow 'sqlite3_.*'
  cargo ffi generate zlib.h -o src/zlib.rs
  cargo ffi snapshot zlib.h -o z.ffi -t x86_64-unknown-linux-gnu -t aarch64-unknown-linux-gnu

Exit status:
  0    done
  1    `check`: the snapshot is not what the headers say
  2    the command line was not understood
  101  failed; the diagnostics are on standard error";

/// C headers and calling conventions: bindings, coverage, layouts, where arguments travel.
#[derive(Parser, Debug)]
#[command(name = "cargo ffi", bin_name = "cargo ffi", version, long_about = LONG, after_help = AFTER)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to use colours; by default where the output is a terminal and NO_COLOR is not set
    #[arg(long, global = true, value_enum, default_value_t, hide_possible_values = false)]
    pub(crate) color: Color,
}

/// When to use colours.
#[derive(Clone, Copy, Default, ValueEnum, Debug)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    /// For everything that is written from here on.
    pub(crate) fn write_global(self) {
        match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    Generate(Generate),
    Snapshot(Snapshot),
    Check(Check),
    Report(Report),
    Explain(Explain),
    Layout(Layout),
    Targets(Targets),
    /// Prints a completion script for a shell
    #[command(after_help = "Example:\n  cargo ffi completions bash > ~/.local/share/bash-completion/completions/cargo-ffi")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// What every command that reads headers takes.
#[derive(Args, Clone, Default, Debug)]
pub(crate) struct Reading {
    /// A folder in which headers are looked for
    #[arg(short = 'I', long = "include", value_name = "FOLDER")]
    pub(crate) include: Vec<PathBuf>,
    /// A macro to define: NAME or NAME=VALUE
    #[arg(short = 'D', long = "define", value_name = "NAME[=VALUE]")]
    pub(crate) define: Vec<String>,
    /// An argument for clang, for instance --clang-arg=--sysroot=/opt/sysroot
    #[arg(long = "clang-arg", value_name = "ARGUMENT", allow_hyphen_values = true)]
    pub(crate) clang_arg: Vec<String>,
}

impl Reading {
    /// Everything as arguments for clang.
    pub(crate) fn clang_arguments(&self) -> Vec<String> {
        let folders = self.include.iter().map(|folder| format!("-I{}", folder.display()));
        folders.chain(self.without_folders()).collect()
    }

    /// The same without the folders.
    pub(crate) fn without_folders(&self) -> Vec<String> {
        let macros = self.define.iter().map(|text| format!("-D{text}"));
        macros.chain(self.clang_arg.iter().cloned()).collect()
    }
}

/// Which machines.
#[derive(Args, Clone, Default, Debug)]
pub(crate) struct Machines {
    /// A Rust target triple, with features behind `+` (`x86_64-unknown-linux-gnu+avx`); several give several answers, `all` every
    /// target there is. Default: this machine
    #[arg(short, long = "target", value_name = "TRIPLE")]
    pub(crate) targets: Vec<String>,
}

/// Where drawings go.
#[derive(Args, Clone, Default, Debug)]
pub(crate) struct Drawing {
    /// Writes one page with the drawings, which refers to nothing else: light and dark by the reader's settings
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Writes the drawing as SVG
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
}

/// Writes the Rust bindings of headers
#[derive(Args, Debug)]
#[command(after_help = "\
Functions that rustc cannot call by itself (`long double`, complex numbers, vectors by value…) go through trampolines; their archive \
is written beside the file, and linked by it. In a package, `ffi_build::Builder` in build.rs does all this at each build.

Examples:
  cargo ffi generate zlib.h -o src/zlib.rs --link z
  cargo ffi generate sqlite3.h --allow 'sqlite3_.*' --target aarch64-unknown-linux-gnu > sqlite3.rs
  cargo ffi generate zstd.h -o src/zstd.rs --enum 'ZSTD_EndDirective=rust' --enum '.*=checked' --strip-prefix ZSTD_
  cargo ffi generate sys/stat.h -o src/stat.rs --macro-function 'int S_ISREG(mode_t)'
  cargo ffi generate --recipe zlib.recipe -o src/zlib.rs")]
pub(crate) struct Generate {
    /// The headers, in the order of inclusion: paths, or names to be found in the include folders
    #[arg(required_unless_present = "recipe", value_name = "HEADER")]
    pub(crate) headers: Vec<String>,
    /// The file to write; without it the bindings go to standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// A library that the bindings link, by its short name
    #[arg(long, value_name = "LIBRARY")]
    pub(crate) link: Option<String>,
    /// Link it as a static library
    #[arg(long = "static", requires = "link")]
    pub(crate) static_: bool,
    #[command(flatten)]
    pub(crate) machines: Machines,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) choice: Choice,
}

/// Makes or updates a snapshot: bindings for several targets in one file, for builds without libclang and without the headers
#[derive(Args, Debug)]
#[command(after_help = "\
The file is committed and reviewed; `Builder::new(\"z\").snapshot(\"z.ffi\")` in build.rs builds from it. It says what it was made from, so \
that updating and checking it needs nothing but its name.

Examples:
  cargo ffi snapshot zlib.h -o z.ffi --name z -t x86_64-unknown-linux-gnu -t aarch64-apple-darwin
  cargo ffi snapshot zlib.h -o z.ffi --name z -t i686-unknown-linux-gnu --for 'i686-unknown-linux-gnu=-isystem/usr/i686-linux-gnu/include'
  cargo ffi snapshot z.ffi                     # again, from the headers that are there now
  cargo ffi snapshot z.ffi -t riscv64gc-unknown-linux-gnu     # with one target more")]
pub(crate) struct Snapshot {
    /// The headers, in the order of inclusion; or a snapshot (`.ffi`) to make again
    #[arg(required_unless_present = "recipe", value_name = "HEADER | SNAPSHOT")]
    pub(crate) headers: Vec<String>,
    /// The file to write; for a snapshot that is made again, itself
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The name of the bindings, as in `ffi::bindings!(\"name\")`; by default that of the first header
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// A record whose layout `#[ffi::struct_layout]` wants, of a header that need not be bound: HEADER:RECORD
    #[arg(long, value_name = "HEADER:RECORD")]
    pub(crate) layout: Vec<String>,
    #[command(flatten)]
    pub(crate) machines: Machines,
    #[command(flatten)]
    pub(crate) foreign: Foreign,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) choice: Choice,
}

/// Compares a snapshot with the headers that are there now; exit status 1 if they differ
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cargo ffi check z.ffi
  cargo ffi check z.ffi --for 'i686-unknown-linux-gnu=-isystem/usr/i686-linux-gnu/include'")]
pub(crate) struct Check {
    /// The snapshots
    #[arg(required = true, value_name = "SNAPSHOT")]
    pub(crate) snapshots: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) foreign: Foreign,
}

/// Where the headers of other machines are.
#[derive(Args, Clone, Default, Debug)]
pub(crate) struct Foreign {
    /// An argument for clang for one target alone; the snapshot does not keep it
    #[arg(long = "for", value_name = "TRIPLE=ARGUMENT")]
    pub(crate) arguments: Vec<String>,
}

/// Says what becomes of each declaration of a header
#[derive(Args, Debug)]
#[command(after_help = "\
Every declaration is bound directly, through a trampoline, or refused; each that is not bound directly has a reason from a closed \
list, its place, and what to do about it.

Examples:
  cargo ffi report zlib.h
  cargo ffi report gtk/gtk.h --only refused
  cargo ffi report openssl/ssl.h --format json > coverage.json
  cargo ffi report vulkan/vulkan.h --format html -o coverage.html
  cargo ffi report z.ffi -t aarch64-unknown-linux-gnu")]
pub(crate) struct Report {
    /// The headers, in the order of inclusion; or a snapshot (`.ffi`)
    #[arg(required_unless_present = "recipe", value_name = "HEADER")]
    pub(crate) headers: Vec<String>,
    /// The form
    #[arg(short, long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// The file to write, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Of the text, the declarations with this verdict alone: direct, trampoline, shim, accessor, refused
    #[arg(long, value_name = "VERDICT")]
    pub(crate) only: Option<String>,
    /// The target, by default this machine
    #[arg(short, long, value_name = "TRIPLE")]
    pub(crate) target: Option<String>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) choice: Choice,
}

/// Form of a report.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
    Html,
}

/// Shows where the arguments and the result of a call travel, and why
#[derive(Args, Debug)]
#[command(after_help = "\
Each place comes with the rule of the convention that put it there: text, edition, section, sentence. Below them are the operations of \
the trampoline that makes such a call, with their bytes; instructions are shown where `llvm-mc` is installed, or LLVM_MC names it.

Examples:
  cargo ffi explain 'double(int, struct { float x, y, z; }, ...)' --target aarch64-apple-darwin
  cargo ffi explain 'int(const char *, ..., double)' -t x86_64-unknown-linux-gnu -t x86_64-pc-windows-msvc
  cargo ffi explain '_Complex double(_Complex double)' --brief -t all
  cargo ffi explain zlib.h:crc32 -t aarch64-unknown-linux-gnu
  cargo ffi explain 'int(struct stat)' --header sys/stat.h --html call.html")]
pub(crate) struct Explain {
    /// A function type of C, or HEADER:FUNCTION
    #[arg(value_name = "SIGNATURE")]
    pub(crate) subject: String,
    /// A header whose types the signature names; may be repeated
    #[arg(long = "header", value_name = "HEADER")]
    pub(crate) headers: Vec<String>,
    /// Places alone, without rules and code
    #[arg(long)]
    pub(crate) brief: bool,
    /// Shows the entry of a callback with this signature instead of the trampoline of a call
    #[arg(long)]
    pub(crate) callback: bool,
    #[command(flatten)]
    pub(crate) machines: Machines,
    #[command(flatten)]
    pub(crate) drawing: Drawing,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// Shows where the members of a record lie
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  cargo ffi layout zlib.h 'struct z_stream_s'
  cargo ffi layout sys/stat.h 'struct stat' -t x86_64-unknown-linux-gnu -t i686-unknown-linux-gnu
  cargo ffi layout 'struct { char tag; double value; int flag : 1; }' -t all --brief
  cargo ffi layout zlib.h z_stream --html z_stream.html --svg z_stream.svg")]
pub(crate) struct Layout {
    /// A type of C; or a header, with the record behind it
    #[arg(value_name = "HEADER | TYPE")]
    pub(crate) first: String,
    /// The record: `struct tag`, `union tag`, or a typedef's name
    #[arg(value_name = "RECORD")]
    pub(crate) record: Option<String>,
    /// Sizes and offsets alone, without the map of bytes
    #[arg(long)]
    pub(crate) brief: bool,
    /// Bytes of a cache line
    #[arg(long, value_name = "BYTES", default_value_t = 64, value_parser = clap::value_parser!(u64).range(8..=4096))]
    pub(crate) cache_line: u64,
    #[command(flatten)]
    pub(crate) machines: Machines,
    #[command(flatten)]
    pub(crate) drawing: Drawing,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// Lists the targets: convention, object format, data model, and how each is proven
#[derive(Args, Debug)]
pub(crate) struct Targets {
    /// Sizes and formats of the types that differ, too
    #[arg(long)]
    pub(crate) types: bool,
}
