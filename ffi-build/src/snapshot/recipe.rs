//! What a snapshot was made from, so that it can be made again and checked without being told.

/// The keys of lines in front of the first section, besides `target`.
pub(super) const KEYS: [&str; 23] = [
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
    "macro-function",
    "inline-functions",
    "layout",
    "comments",
];

#[cfg(feature = "headers")]
mod builders {
    use super::super::Snapshot;
    use crate::builder::Builder;
    use crate::headers::{Derive, EnumStyle, TypedefStyle};

    /// Between a record and the header that it is in.
    const IN: &str = " in ";

    const ENUMS: [(&str, EnumStyle); 6] = [
        ("constants", EnumStyle::Constants),
        ("module", EnumStyle::Module),
        ("newtype", EnumStyle::Newtype),
        ("bit-flags", EnumStyle::BitFlags),
        ("checked", EnumStyle::Checked),
        ("rust", EnumStyle::Rust),
    ];

    const TYPEDEFS: [(&str, TypedefStyle); 3] =
        [("alias", TypedefStyle::Alias), ("newtype", TypedefStyle::Newtype), ("newtype-deref", TypedefStyle::NewtypeDeref)];

    const DERIVES: [(&str, Derive); 6] = [
        ("Default", Derive::Default),
        ("Hash", Derive::Hash),
        ("PartialEq", Derive::PartialEq),
        ("Eq", Derive::Eq),
        ("PartialOrd", Derive::PartialOrd),
        ("Ord", Derive::Ord),
    ];

    fn word<T: PartialEq>(table: &[(&'static str, T)], value: &T) -> &'static str {
        table.iter().find(|(_, known)| known == value).map_or("", |(word, _)| word)
    }

    fn value<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
        table.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
    }

    /// The lines that say what a builder says. Folders of this machine are no part of it.
    pub(in crate::snapshot) fn lines(builder: &Builder, portable: impl Fn(&str) -> String) -> Vec<(&'static str, String)> {
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
        let enums = choices.enums.iter().map(|(pattern, style)| format!("{} {pattern}", word(&ENUMS, style)));
        list("enum", &enums.collect::<Vec<_>>());
        let typedefs = choices.typedefs.iter().map(|(pattern, style)| format!("{} {pattern}", word(&TYPEDEFS, style)));
        list("typedef", &typedefs.collect::<Vec<_>>());
        list("derive", &choices.derives.iter().map(|derive| word(&DERIVES, derive).to_owned()).collect::<Vec<_>>());
        list("must-use", &choices.must_use);
        list("non-null", &choices.non_null);
        list("never-null", &choices.never_null);
        list("macro-function", &choices.macro_functions);
        list("layout", &builder.layouts.iter().map(|(header, name)| format!("{name}{IN}{header}")).collect::<Vec<_>>());
        let no = |key: &'static str, is: bool| is.then(|| (key, "no".to_owned()));
        lines.extend(choices.inline_functions.then(|| ("inline-functions", "yes".to_owned())));
        lines.extend(no("transitive", choices.not_transitive));
        lines.extend(no("comments", !builder.comments));
        lines
    }

    impl Snapshot {
        /// A builder that says what the snapshot was made from: headers, patterns, styles, arguments. Folders of the machine that it was
        /// made on are not in it, nor is a `bindgen::Builder` that was handed over.
        pub fn recipe(&self) -> Builder {
            let name = self.recipe.iter().find(|(key, _)| key == "name").map_or("", |(_, name)| name);
            self.recipe.iter().fold(Builder::new(name), |builder, (key, text)| {
                let pair = || text.split_once(' ').unwrap_or((text, ""));
                match key.as_str() {
                    "header" => builder.header(text),
                    "check" => builder.check(text),
                    "include" => builder.include(text),
                    "argument" => builder.clang_arg(text),
                    "version" => builder.version_feature(pair().0, pair().1),
                    "allow" => builder.allow(text),
                    "allow-file" => builder.allow_file(text),
                    "block" => builder.block(text),
                    "block-file" => builder.block_file(text),
                    "opaque" => builder.opaque(text),
                    "rename" => builder.rename(pair().1, pair().0),
                    "enum" => match value(&ENUMS, pair().0) {
                        Some(style) => builder.enum_style(pair().1, style),
                        None => builder,
                    },
                    "typedef" => match value(&TYPEDEFS, pair().0) {
                        Some(style) => builder.typedef_style(pair().1, style),
                        None => builder,
                    },
                    "derive" => builder.derive(value(&DERIVES, text)),
                    "must-use" => builder.must_use(text),
                    "non-null" => builder.non_null(text),
                    "never-null" => builder.never_null(text),
                    "macro-function" => builder.macro_function(text),
                    "inline-functions" => builder.inline_functions(text == "yes"),
                    "layout" => match text.split_once(IN) {
                        Some((name, header)) => builder.layout(header, name),
                        None => builder,
                    },
                    "transitive" => builder.transitive(text != "no"),
                    "comments" => builder.comments(text != "no"),
                    _ => builder,
                }
            })
        }
    }
}

#[cfg(feature = "headers")]
pub(super) use builders::lines;

#[cfg(all(test, feature = "headers"))]
mod tests {
    use super::super::Snapshot;
    use super::{KEYS, lines};
    use crate::builder::Builder;
    use crate::headers::{Derive, EnumStyle, TypedefStyle};

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
