//! What a builder says, as lines: a snapshot begins with them, so that it can be made again and checked without being told, and an author
//! may keep them in a file of their own, which build script and command line both read.

/// The words that lines begin with; in a snapshot there is `target`, too.
pub(crate) const KEYS: [&str; 24] = [
    "name",
    "header",
    "check",
    "include",
    "argument",
    "version",
    "allow",
    "allow-file",
    "block",
    "block-file",
    "transitive",
    "opaque",
    "rename",
    "enum",
    "typedef",
    "derive",
    "must-use",
    "non-null",
    "never-null",
    "c-constants",
    "macro-function",
    "inline-functions",
    "layout",
    "comments",
];

#[cfg(feature = "headers")]
mod builders {
    use std::path::PathBuf;

    use ffi_grammar::{Code, Diagnostic};

    use super::KEYS;
    use crate::builder::{Builder, shown};
    use crate::snapshot::Snapshot;

    /// Between a record and the header that it is in.
    const IN: &str = " in ";

    /// The lines that say what a builder says. Folders of this machine are no part of it.
    pub(crate) fn lines(builder: &Builder, portable: impl Fn(&str) -> String) -> Vec<(&'static str, String)> {
        let mut lines = vec![("name", builder.name.clone())];
        let mut list = |key: &'static str, values: &[String]| lines.extend(values.iter().map(|value| (key, value.clone())));
        let choices = &builder.choices;
        list("header", &builder.headers.iter().map(|header| portable(header)).collect::<Vec<_>>());
        list("check", &builder.checks.iter().map(|header| portable(header)).collect::<Vec<_>>());
        let inside = builder.includes.iter().filter(|folder| folder.is_relative());
        list("include", &inside.map(|folder| folder.display().to_string()).collect::<Vec<_>>());
        list("argument", &builder.clang_args);
        let pairs = |pairs: &[(String, String)]| pairs.iter().map(|(a, b)| format!("{a} {b}")).collect::<Vec<_>>();
        list("version", &pairs(&builder.versions));
        list("allow", &builder.allow);
        list("allow-file", &choices.allow_files);
        list("block", &builder.block);
        list("block-file", &choices.block_files);
        list("opaque", &choices.opaque);
        let renames = choices.renames.iter().map(|rename| format!("{} {}", rename.to, rename.pattern));
        list("rename", &renames.collect::<Vec<_>>());
        let enums = choices.enums.iter().map(|(pattern, style)| format!("{style} {pattern}"));
        list("enum", &enums.collect::<Vec<_>>());
        let typedefs = choices.typedefs.iter().map(|(pattern, style)| format!("{style} {pattern}"));
        list("typedef", &typedefs.collect::<Vec<_>>());
        list("derive", &choices.derives.iter().map(ToString::to_string).collect::<Vec<_>>());
        list("must-use", &choices.must_use);
        list("non-null", &choices.non_null);
        list("never-null", &choices.never_null);
        list("macro-function", &choices.macro_functions);
        list("layout", &builder.layouts.iter().map(|(header, name)| format!("{name}{IN}{header}")).collect::<Vec<_>>());
        let no = |key: &'static str, is: bool| is.then(|| (key, "no".to_owned()));
        lines.extend(choices.c_constants.then(|| ("c-constants", "yes".to_owned())));
        lines.extend(choices.inline_functions.then(|| ("inline-functions", "yes".to_owned())));
        lines.extend(no("transitive", choices.not_transitive));
        lines.extend(no("comments", !builder.comments));
        lines
    }

    impl Builder {
        /// Takes choices out of a file: a line each, the word that the method is called by and what it is given. The command line takes the
        /// same file (`--recipe`), and a snapshot begins with such lines. The path is relative to the folder of Cargo.toml; lines that begin
        /// with `#` are comments.
        ///
        /// ```text
        /// # z.recipe
        /// header zlib.h
        /// allow z_.*|(in|de)flate.*
        /// # The style, and the pattern.
        /// enum checked z_status
        /// # The new name, and the pattern.
        /// rename $1 z_(.*)_s
        /// strip-prefix z_
        /// derive Default
        /// inline-functions yes
        /// ```
        ///
        /// ```no_run
        /// // build.rs
        /// ffi_build::Builder::new("z").recipe("z.recipe").build();
        /// ```
        #[must_use]
        pub fn recipe(mut self, file: impl Into<PathBuf>) -> Builder {
            let path = Builder::package_folder().unwrap_or_default().join(file.into());
            let text = match std::fs::read_to_string(&path) {
                Ok(text) => text,
                Err(error) => {
                    let words = [path.display().to_string(), error.to_string(), "name a file with a choice in each line".into()];
                    self.faults.push(Diagnostic::new(Code::CannotRead, words));
                    return self;
                }
            };
            for (number, line) in text.lines().enumerate() {
                let line = line.trim();
                if line.is_empty() || line.starts_with('#') {
                    continue;
                }
                let (key, value) = line.split_once(' ').unwrap_or((line, ""));
                match said(self.clone(), key, value.trim()) {
                    Ok(builder) => self = builder,
                    Err(why) => {
                        let fault = Diagnostic::new(Code::RecipeLine, [line.to_owned(), why]);
                        self.faults.push(fault.at(shown(&path), number + 1, 1, line.len()));
                    }
                }
            }
            self.recipe_files.push(path);
            self
        }
    }

    /// A builder that says one line more.
    ///
    /// # Errors
    /// Why the line says nothing.
    fn said(builder: Builder, key: &str, text: &str) -> Result<Builder, String> {
        if text.is_empty() {
            return Err(format!("nothing stands behind `{key}`"));
        }
        let pair = || text.split_once(' ').ok_or_else(|| format!("two words belong behind `{key}`, with a space between them"));
        let is = |yes: &str, no: &str| match text {
            _ if text == yes => Ok(true),
            _ if text == no => Ok(false),
            _ => Err(format!("`yes` or `no` belongs behind `{key}`")),
        };
        Ok(match key {
            "name" => builder,
            "header" => builder.header(text),
            "check" => builder.check(text),
            "include" => builder.include(text),
            "argument" => builder.clang_arg(text),
            "version" => builder.version_feature(pair()?.0, pair()?.1),
            "allow" => builder.allow(text),
            "allow-file" => builder.allow_file(text),
            "block" => builder.block(text),
            "block-file" => builder.block_file(text),
            "opaque" => builder.opaque(text),
            "rename" => builder.rename(pair()?.1, pair()?.0),
            // A snapshot says it as a name and a pattern.
            "strip-prefix" => builder.strip_prefix(text),
            "enum" => builder.enum_style(pair()?.1, pair()?.0.parse()?),
            "typedef" => builder.typedef_style(pair()?.1, pair()?.0.parse()?),
            "derive" => builder.derive([text.parse()?]),
            "must-use" => builder.must_use(text),
            "non-null" => builder.non_null(text),
            "never-null" => builder.never_null(text),
            "c-constants" => builder.c_constants(is("yes", "no")?),
            "macro-function" => builder.macro_function(text),
            "inline-functions" => builder.inline_functions(is("yes", "no")?),
            "layout" => match text.split_once(IN) {
                Some((name, header)) => builder.layout(header, name),
                None => return Err(format!("a record belongs behind `{key}`, and{IN}and the header")),
            },
            "transitive" => builder.transitive(is("yes", "no")?),
            "comments" => builder.comments(is("yes", "no")?),
            _ => return Err(format!("known are `{}`, `strip-prefix`", KEYS.join("`, `"))),
        })
    }

    impl Snapshot {
        /// A builder that says what the snapshot was made from: headers, patterns, styles, arguments. Folders of the machine that it was
        /// made on are not in it, nor is a `bindgen::Builder` that was handed over.
        pub fn recipe(&self) -> Builder {
            let name = self.recipe.iter().find(|(key, _)| key == "name").map_or("", |(_, name)| name);
            // What says nothing here says nothing to a build either.
            self.recipe
                .iter()
                .fold(Builder::new(name), |builder, (key, text)| said(builder.clone(), key, text).unwrap_or(builder))
        }
    }
}

#[cfg(feature = "headers")]
pub(crate) use builders::lines;

#[cfg(all(test, feature = "headers"))]
mod tests {
    use super::{KEYS, lines};
    use crate::builder::Builder;
    use crate::headers::{Derive, EnumStyle, TypedefStyle};
    use crate::snapshot::Snapshot;

    #[test]
    fn what_a_builder_says_is_read_back() {
        let builder = Builder::new("z")
            .headers(["z.h", "more.h"])
            .check("unistd.h")
            .include("include")
            .clang_arg("-DA=1 2")
            .version_feature("v2", "-UA -DA=2")
            .allow("z_.*")
            .allow_file(".*/z.h")
            .block("z_a|z_b")
            .block_file("b")
            .opaque("z_o")
            .rename("z_(.*) x", "$1")
            .enum_style("z_e", EnumStyle::BitFlags)
            .typedef_style("z_t", TypedefStyle::Newtype)
            .derive([Derive::Hash, Derive::Eq])
            .must_use("z_m")
            .non_null("z_n")
            .never_null("z_f")
            .macro_function("int Z_M(int a)")
            .c_constants(true)
            .inline_functions(true)
            .layout("sys/stat.h", "struct stat")
            .transitive(false)
            .comments(false);
        let said = lines(&builder, str::to_owned);
        let text = said.iter().fold("ffi-snapshot 1\n".to_owned(), |text, (key, value)| text + key + " " + value + "\n");
        let text = text + "target x86_64-unknown-linux-gnu\n[rust]\n[layouts]\n[calls]\n[declarations]\n[facts]\n";
        assert_eq!(Snapshot::parse(text.replace('\n', "\r\n")), Snapshot::parse(text.clone()));
        let read = Snapshot::parse(text).unwrap().recipe();
        assert_eq!(lines(&read, str::to_owned), said);
        let missing: Vec<_> = KEYS.iter().filter(|key| !said.iter().any(|(known, _)| known == *key)).collect();
        assert!(missing.is_empty(), "no line of {missing:?}");
    }
}
