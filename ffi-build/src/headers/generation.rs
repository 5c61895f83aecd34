//! What a build script says of the Rust text that headers become: which of it, under which names, in which styles.

use super::choices::{Derive, EnumStyle, Handed, Rename, TypedefStyle};
use super::hooks::{Author, Hooks};
use crate::builder::Builder;

/// # Generation from headers
impl Builder {
    /// A regular expression: the declarations of a file whose whole path matches one are bound, besides those allowed by name.
    #[must_use]
    pub fn allow_file(mut self, pattern: impl Into<String>) -> Builder {
        self.choices.allow_files.push(pattern.into());
        self
    }

    /// A regular expression: the declarations of a file whose whole path matches one are left out.
    #[must_use]
    pub fn block_file(mut self, pattern: impl Into<String>) -> Builder {
        self.choices.block_files.push(pattern.into());
        self
    }

    /// Whether what is asked for brings along the types that it mentions (it does by default). Without them the text compiles only where
    /// something else defines these types.
    #[must_use]
    pub fn transitive(mut self, transitive: bool) -> Builder {
        self.choices.not_transitive = !transitive;
        self
    }

    /// A regular expression: a record whose whole name matches one is bound as bytes of its size and alignment, without its members.
    #[must_use]
    pub fn opaque(mut self, pattern: impl Into<String>) -> Builder {
        self.choices.opaque.push(pattern.into());
        self
    }

    /// Gives what a pattern matches another name in Rust: functions, types, variables, constants of macros and of enumerations. `$1` stands
    /// for the first group. Symbols stay what they are. Of several that match, the first counts; a result that is no identifier changes
    /// nothing.
    ///
    /// ```no_run
    /// // build.rs
    /// ffi_build::Builder::new("z").header("zlib.h").rename("z_(.*)_s", "$1").build();
    /// ```
    #[must_use]
    pub fn rename(mut self, pattern: impl Into<String>, to: impl Into<String>) -> Builder {
        self.choices.renames.push(Rename { pattern: pattern.into(), to: to.into() });
        self
    }

    /// Takes a prefix off every name: `sqlite3_open` is `open` behind `strip_prefix("sqlite3_")`.
    #[must_use]
    pub fn strip_prefix(self, prefix: impl AsRef<str>) -> Builder {
        let pattern = format!("{}(.+)", regex::escape(prefix.as_ref()));
        self.rename(pattern, "$1")
    }

    /// A regular expression, and what the enumerations become whose whole name matches it. `.*` means all that no other pattern names.
    ///
    /// ```no_run
    /// // build.rs
    /// use ffi_build::{Builder, EnumStyle};
    /// Builder::new("sdl").header("SDL.h").enum_style("SDL_EventType", EnumStyle::Checked).build();
    /// ```
    #[must_use]
    pub fn enum_style(mut self, pattern: impl Into<String>, style: EnumStyle) -> Builder {
        self.choices.enums.push((pattern.into(), style));
        self
    }

    /// A regular expression, and what the typedefs become whose whole name matches it. `.*` means all that no other pattern names.
    #[must_use]
    pub fn typedef_style(mut self, pattern: impl Into<String>, style: TypedefStyle) -> Builder {
        self.choices.typedefs.push((pattern.into(), style));
        self
    }

    /// Traits that records derive where all their members have them, besides `Debug`, `Clone` and `Copy`. A record that rustc cannot lay
    /// out has `Default` of these, and no comparison: its bytes may be padding.
    #[must_use]
    pub fn derive(mut self, traits: impl IntoIterator<Item = Derive>) -> Builder {
        self.choices.derives.extend(traits);
        self
    }

    /// A regular expression: a type whose whole name matches one is `#[must_use]`.
    #[must_use]
    pub fn must_use(mut self, pattern: impl Into<String>) -> Builder {
        self.choices.must_use.push(pattern.into());
        self
    }

    /// A regular expression: in functions whose whole name matches one, what the header says of null becomes part of the types. A pointer
    /// that must not be null (`_Nonnull`, `__attribute__((nonnull))`), or that never is as a result (`returns_nonnull`), is a
    /// [`NonNull`](std::ptr::NonNull), and a function pointer is one without `Option`. By default a line of documentation says it, since a
    /// library that returns null all the same makes the program's behaviour undefined: choose it for those that you trust.
    ///
    /// ```no_run
    /// // build.rs
    /// ffi_build::Builder::new("z").header("zlib.h").non_null("inflate.*").build();
    /// ```
    #[must_use]
    pub fn non_null(mut self, pattern: impl Into<String>) -> Builder {
        self.choices.non_null.push(pattern.into());
        self
    }

    /// A regular expression: the typedefs of pointers whose whole name matches one are never null. One of a function pointer is the `fn` and
    /// not an `Option` of it, any other a [`NonNull`](std::ptr::NonNull), in functions, members and globals alike. It is your word for the
    /// library's: where C has null all the same, the program's behaviour is undefined. A record with such a member has no `Default`.
    ///
    /// ```no_run
    /// // build.rs
    /// ffi_build::Builder::new("z").header("zlib.h").never_null("alloc_func|free_func").build();
    /// ```
    #[must_use]
    pub fn never_null(mut self, pattern: impl Into<String>) -> Builder {
        self.choices.never_null.push(pattern.into());
        self
    }

    /// Whether constants of macros have the types that C gives them, as hand-written bindings have: `c_int` for `#define Z_OK 0`, `c_ulong` for
    /// `1ul`. By default they have bindgen's, the first of `u32`, `i32`, `u64` and `i64` that holds the number; values are C's in either case.
    ///
    /// ```no_run
    /// // build.rs
    /// ffi_build::Builder::new("z").header("zlib.h").c_constants(true).build();
    /// ```
    #[must_use]
    pub fn c_constants(mut self, c_constants: bool) -> Builder {
        self.choices.c_constants = c_constants;
        self
    }

    /// Whether the headers' `inline` and `static` functions are bound too (they are refused by default): each through a function with a
    /// symbol, all in one C source that the C compiler of the target translates, as the crate `cc` finds it. Without a compiler they stay
    /// refused, and the report says why. A snapshot holds that source, and a build on it compiles it where the headers are.
    #[must_use]
    pub fn inline_functions(mut self, inline_functions: bool) -> Builder {
        self.choices.inline_functions = inline_functions;
        self
    }

    /// Binds a macro that takes arguments, with the types that it is to have as a function of C. Arithmetic on integers becomes a `const fn`
    /// of Rust, whose values are C's (what overflows or shifts too far, which C leaves undefined, wraps); everything else goes through the C
    /// shim, as [`Builder::inline_functions`] do.
    ///
    /// ```no_run
    /// // build.rs
    /// ffi_build::Builder::new("stat").header("sys/stat.h").macro_function("int S_ISREG(mode_t mode)").build();
    /// ```
    #[must_use]
    pub fn macro_function(mut self, declaration: impl Into<String>) -> Builder {
        self.choices.macro_functions.push(declaration.into());
        self
    }

    /// Decisions over single items, by code of the build script's: see [`Hooks`]. Build scripts with hooks read their headers at each run,
    /// and bindgen waits until they have been asked.
    #[must_use]
    pub fn hooks(mut self, hooks: impl Hooks + 'static) -> Builder {
        self.hooks = Some(Author::new(hooks));
        self
    }

    /// A `bindgen::Builder` to start from, as it stands: its headers, its arguments for clang, its lists of names and files, its styles,
    /// derives and callbacks count, and those of this builder besides. The crate is `ffi_build::bindgen`.
    ///
    /// Its output is still held against the header, so options that make something else of functions than functions are refused
    /// (`dynamic_library_name`, `wrap_static_fns`), and a header that it was given as text is not seen here: give it as a file. Build
    /// scripts with callbacks read their headers at each run.
    ///
    /// ```no_run
    /// // build.rs
    /// let options = ffi_build::bindgen::builder().header("wrapper.h").allowlist_function("z_.*").opaque_type("z_stream_s");
    /// ffi_build::Builder::new("z").bindgen(options).build();
    /// ```
    #[must_use]
    pub fn bindgen(mut self, options: bindgen::Builder) -> Builder {
        self.handed = Some(Handed(options));
        self
    }
}
