//! What a snapshot was made from, so that it can be made again and checked without being told.

use super::Snapshot;
use crate::builder::Builder;

/// The keys of lines in front of the first section, besides `target`.
pub(super) const KEYS: [&str; 9] = ["name", "header", "include", "argument", "version", "allow", "block", "layout", "comments"];

/// Between a header and the name of a record in it.
const IN: &str = " in ";

/// The lines that say what a builder says. Folders of this machine are no part of it.
#[cfg(feature = "headers")]
pub(super) fn lines(builder: &Builder, portable: impl Fn(&str) -> String) -> Vec<(&'static str, String)> {
    let mut lines = vec![("name", builder.name.clone())];
    lines.extend(builder.headers.iter().map(|header| ("header", portable(header))));
    let inside = builder.includes.iter().filter(|folder| folder.is_relative());
    lines.extend(inside.map(|folder| ("include", folder.display().to_string())));
    lines.extend(builder.clang_args.iter().map(|argument| ("argument", argument.clone())));
    lines.extend(builder.versions.iter().map(|(feature, argument)| ("version", format!("{feature} {argument}"))));
    lines.extend(builder.allow.iter().map(|pattern| ("allow", pattern.clone())));
    lines.extend(builder.block.iter().map(|pattern| ("block", pattern.clone())));
    lines.extend(builder.layouts.iter().map(|(header, name)| ("layout", format!("{name}{IN}{header}"))));
    if !builder.comments {
        lines.push(("comments", "no".to_owned()));
    }
    lines
}

impl Snapshot {
    /// A builder that says what the snapshot was made from: headers, patterns, arguments. Folders of the machine that it was made on
    /// are not in it.
    pub fn recipe(&self) -> Builder {
        let name = self.recipe.iter().find(|(key, _)| key == "name").map_or("", |(_, name)| name);
        self.recipe.iter().fold(Builder::new(name), |builder, (key, value)| match key.as_str() {
            "header" => builder.header(value),
            "include" => builder.include(value),
            "argument" => builder.clang_arg(value),
            "version" => match value.split_once(' ') {
                Some((feature, argument)) => builder.version_feature(feature, argument),
                None => builder.version_feature(value, ""),
            },
            "allow" => builder.allow(value),
            "block" => builder.block(value),
            "layout" => match value.split_once(IN) {
                Some((name, header)) => builder.layout(header, name),
                None => builder,
            },
            "comments" => builder.comments(value != "no"),
            _ => builder,
        })
    }
}
