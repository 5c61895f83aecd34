//! The C shim of a snapshot: its functions are C in the file, and compiled where the headers are.
//!
//! What an inline function does is code of the header, under the header's licence and of the release that is installed. So the file holds
//! the calls and not the bodies; a build that has the headers compiles them, and one that has not leaves the functions out, by name.

use std::collections::HashMap;

use ffi_abi::Target;

use super::read::Use;
use super::text::{Wanted, items, paragraphs};
use super::{Malformed, SHIM, Section, Snapshot};
use crate::builder::Builder;
use crate::shim::{self, Compiled, Line, Source};

/// The function that a line of the shim calls; empty for a line that is none.
pub(super) fn name(line: &str) -> &str {
    let rest = line.split_once(SHIM).map_or("", |(_, rest)| rest);
    &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())]
}

impl Snapshot {
    /// Whether functions of it are compiled from the headers.
    pub(crate) fn has_shim(&self) -> bool {
        !self.section(Section::Shims).is_empty()
    }

    /// Compiles the shim's functions of a target. The documentation host links nothing: there all of them are taken to be in it.
    ///
    /// # Errors
    /// What is malformed.
    pub(crate) fn shim(&self, builder: &Builder, target: &Target, archive: &str) -> Result<Compiled, Malformed> {
        let wanted = self.number(target).map_or(Wanted::Common, Wanted::Target);
        let text = self.select(Section::Shims, wanted)?;
        if text.is_empty() || std::env::var_os("DOCS_RS").is_some() {
            return Ok(Compiled::default());
        }
        let own = format!("{archive}_");
        let mut functions = Vec::new();
        for line in text.lines() {
            let name = match name(line) {
                "" => return Err(self.fault(Section::Shims, line, "this is no function of the shim")),
                name => name.to_owned(),
            };
            functions.push(Line { symbol: format!("{own}{name}"), name, text: line.replacen(SHIM, &own, 1) });
        }
        // What the snapshot was made with, and where the build script has its headers.
        let mut arguments: Vec<String> = builder.includes.iter().map(|folder| format!("-I{}", folder.display())).collect();
        let said = |wanted: &'static str| self.recipe.iter().filter(move |(key, _)| key == wanted).map(|(_, value)| value);
        arguments.extend(said("include").map(|folder| format!("-I{folder}")));
        arguments.extend(said("argument").chain(&builder.clang_args).cloned());
        arguments.extend(self.version().into_iter().flat_map(|(_, argument)| argument.split_whitespace()).map(str::to_owned));
        let headers: Vec<String> = self.headers().map(str::to_owned).collect();
        let source = Source { front: shim::includes(&headers), functions, arguments: &arguments };
        let mut compiled = shim::compile(builder.shim_folder().as_deref(), target, source);
        if let Some((_, why)) = compiled.refused.first() {
            let names: Vec<&str> = compiled.refused.iter().map(|(name, _)| name.as_str()).collect();
            let what = "functions that have no symbol are not bound, for want of the C shim";
            compiled.warning = Some(format!("{what} ({}): {why}", names.join(", ")));
            // Cargo runs a build script again as long as a file that it names is not there: what is missing may be installed by then.
            let never = builder.shim_folder().map(|folder| folder.join("missing").display().to_string());
            compiled.files.extend(never);
        }
        Ok(compiled)
    }
}

/// The functions of the shim: those that are not in it are taken out everywhere, and the others named by the archive.
pub(super) struct Without<'a> {
    refused: HashMap<String, &'a str>,
    /// What this build's symbols begin with; `None` where the snapshot has no shim.
    own: Option<String>,
}

impl<'a> Without<'a> {
    pub(super) fn new(snapshot: &Snapshot, how: &Use<'a>) -> Without<'a> {
        let refused = how.refused.iter().map(|(name, why)| (format!("{SHIM}{name}"), why.as_str())).collect();
        Without { refused, own: snapshot.has_shim().then(|| format!("{}_", how.archive)) }
    }

    /// Whether a line names a function that is not there, behind one of these.
    fn lacks<'s>(&'s self, line: &str, key: &str, end: &str) -> Option<&'s str> {
        let symbol = line.trim_start().strip_prefix(key)?.strip_suffix(end)?;
        self.refused.get(symbol).copied()
    }

    fn named(&self, text: &str, before: &str) -> String {
        match &self.own {
            Some(own) => text.replace(&format!("{before}{SHIM}"), &format!("{before}{own}")),
            None => text.to_owned(),
        }
    }

    /// The Rust text.
    pub(super) fn rust(&self, text: String) -> String {
        if self.own.is_none() {
            return text;
        }
        const LINK: &str = "#[link_name = \"";
        if self.refused.is_empty() {
            return self.named(&text, LINK);
        }
        let is_there = |item: &String| !item.lines().any(|line| self.lacks(line, LINK, "\"]").is_some());
        let kept = items(&text).into_iter().filter(is_there);
        self.named(&kept.fold(String::new(), |text, item| text + &item + "\n"), LINK)
    }

    /// What calls through trampolines.
    pub(super) fn calls(&self, text: String) -> String {
        if self.own.is_none() {
            return text;
        }
        let mut out = String::with_capacity(text.len());
        for (head, lines) in paragraphs(&text) {
            if !lines.iter().any(|line| self.lacks(line, "symbol ", "").is_some()) {
                write(&mut out, head, &lines);
            }
        }
        self.named(&out, "  symbol ")
    }

    /// C's side: what is not there is refused.
    pub(super) fn declarations(&self, text: String) -> String {
        if self.own.is_none() {
            return text;
        }
        let mut out = String::with_capacity(text.len());
        for (head, lines) in paragraphs(&text) {
            let Some(why) = lines.iter().find_map(|line| self.lacks(line, "link ", "")) else {
                write(&mut out, head, &lines);
                continue;
            };
            let name = head.split_once(' ').map_or(head, |(_, name)| name);
            let why = shim::reason(why);
            let place = lines.iter().find(|line| line.starts_with("in ")).copied();
            let (reason, because) = (format!("reason {why}"), format!("because {why}"));
            let said = ["what function", &reason].into_iter().chain(place).chain(["verdict refused no-shim", &because]);
            write(&mut out, &format!("unknown {name}"), &said.collect::<Vec<_>>());
        }
        self.named(&out, "  link ")
    }
}

fn write(out: &mut String, head: &str, lines: &[&str]) {
    out.push_str(head);
    out.push('\n');
    for line in lines {
        out.push_str(&format!("  {line}\n"));
    }
}
