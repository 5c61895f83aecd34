//! What is bound, and how: the choices that a build script has, on a command line. Each option is the builder's method of its name.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use ffi_build::{Builder, Derive, EnumStyle, TypedefStyle};

/// Which declarations are bound, and how.
#[derive(Args, Clone, Default, Debug)]
#[command(next_help_heading = "Choices (patterns are regular expressions for whole names)")]
pub(crate) struct Choice {
    /// Declarations that are bound; without any, all of the headers' own
    #[arg(long, value_name = "PATTERN")]
    allow: Vec<String>,
    /// Declarations that are left out
    #[arg(long, value_name = "PATTERN")]
    block: Vec<String>,
    /// Files whose declarations are bound, by their whole path
    #[arg(long, value_name = "PATTERN")]
    allow_file: Vec<String>,
    /// Files whose declarations are left out
    #[arg(long, value_name = "PATTERN")]
    block_file: Vec<String>,
    /// Leaves out the types that the declarations mention: something else defines them
    #[arg(long)]
    no_transitive: bool,
    /// Records without their members: bytes of their size
    #[arg(long, value_name = "PATTERN")]
    opaque: Vec<String>,
    /// Another name in Rust, where `$1` is the first group: 'z_(.*)_s=$1'; symbols stay
    #[arg(long, value_name = "PATTERN=NAME", value_parser = pair::<String>)]
    rename: Vec<(String, String)>,
    /// Takes a prefix off every name
    #[arg(long, value_name = "PREFIX")]
    strip_prefix: Vec<String>,
    /// What enumerations become: constants (the default), module, newtype, bit-flags, checked, rust
    #[arg(long = "enum", value_name = "PATTERN=STYLE", value_parser = pair::<EnumStyle>)]
    enums: Vec<(String, EnumStyle)>,
    /// What typedefs become: alias (the default), newtype, newtype-deref
    #[arg(long = "typedef", value_name = "PATTERN=STYLE", value_parser = pair::<TypedefStyle>)]
    typedefs: Vec<(String, TypedefStyle)>,
    /// Traits of records besides Debug, Clone, Copy: Default, Hash, PartialEq, Eq, PartialOrd, Ord
    #[arg(long, value_name = "TRAIT", value_delimiter = ',')]
    derive: Vec<Derive>,
    /// Types that are `#[must_use]`
    #[arg(long, value_name = "PATTERN")]
    must_use: Vec<String>,
    /// Functions whose types say what the header says of null
    #[arg(long, value_name = "PATTERN")]
    non_null: Vec<String>,
    /// Typedefs of pointers that are never null: a callback is then no `Option`
    #[arg(long, value_name = "PATTERN")]
    never_null: Vec<String>,
    /// Gives constants of macros the types that they have in C: `c_int` for `#define Z_OK 0`
    #[arg(long)]
    c_constants: bool,
    /// Binds `inline` and `static` functions too, through a shim that the C compiler of the target compiles
    #[arg(long)]
    inline_functions: bool,
    /// Binds a macro that takes arguments, with these types: 'int S_ISREG(mode_t)'
    #[arg(long, value_name = "DECLARATION")]
    macro_function: Vec<String>,
    /// Leaves out the headers' comments: they may be under a licence of their own
    #[arg(long)]
    no_comments: bool,
    /// Choices in a file, a line each, as a snapshot begins with them: `allow z_.*`, `enum checked z_status`. Build scripts take it too,
    /// by `.recipe("…")`
    #[arg(long, value_name = "FILE")]
    recipe: Vec<PathBuf>,
}

/// Text behind the last `=`, and what stands in front.
fn pair<T: FromStr<Err: ToString>>(text: &str) -> Result<(String, T), String> {
    let (pattern, value) = text.rsplit_once('=').ok_or("there is no `=` in it")?;
    value.parse().map(|value| (pattern.to_owned(), value)).map_err(|why: T::Err| why.to_string())
}

impl Choice {
    /// A builder that says this, too.
    pub(crate) fn apply(&self, mut builder: Builder) -> Builder {
        let each = |builder: Builder, values: &[String], method: fn(Builder, String) -> Builder| {
            values.iter().cloned().fold(builder, method)
        };
        builder = self.recipe.iter().fold(builder, |builder, file| builder.recipe(here(file)));
        builder = each(builder, &self.allow, Builder::allow);
        builder = each(builder, &self.block, Builder::block);
        builder = each(builder, &self.allow_file, Builder::allow_file);
        builder = each(builder, &self.block_file, Builder::block_file);
        builder = each(builder, &self.opaque, Builder::opaque);
        builder = self.rename.iter().fold(builder, |builder, (pattern, to)| builder.rename(pattern, to));
        builder = each(builder, &self.strip_prefix, Builder::strip_prefix);
        builder = self.enums.iter().fold(builder, |builder, (pattern, style)| builder.enum_style(pattern, *style));
        builder = self.typedefs.iter().fold(builder, |builder, (pattern, style)| builder.typedef_style(pattern, *style));
        builder = builder.derive(self.derive.iter().copied());
        builder = each(builder, &self.must_use, Builder::must_use);
        builder = each(builder, &self.non_null, Builder::non_null);
        builder = each(builder, &self.never_null, Builder::never_null);
        builder = each(builder, &self.macro_function, Builder::macro_function);
        // What is not said here is as a recipe or a snapshot says.
        if self.inline_functions {
            builder = builder.inline_functions(true);
        }
        if self.c_constants {
            builder = builder.c_constants(true);
        }
        if self.no_transitive {
            builder = builder.transitive(false);
        }
        if self.no_comments {
            builder = builder.comments(false);
        }
        builder
    }

    /// What names the bindings if no header does.
    pub(crate) fn name(&self) -> Option<&Path> {
        self.recipe.first().map(PathBuf::as_path)
    }
}

/// A path as it is meant on the command line: a builder takes it to be below the package, which `cargo run` names.
pub(crate) fn here(path: &Path) -> PathBuf {
    match std::env::var_os("CARGO_MANIFEST_DIR").map(|_| std::path::absolute(path)) {
        Some(Ok(path)) => path,
        Some(Err(_)) | None => path.to_owned(),
    }
}
