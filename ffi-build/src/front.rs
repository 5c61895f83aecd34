//! The headers' part of a build: what they declare, the Rust text and the report made of it, or all that from the cache.

use std::path::Path;

use ffi_abi::{Signature, Target};
use ffi_grammar::facts::Facts;
use ffi_grammar::{Code, Diagnostic};
use proc_macro2::TokenStream;
use quote::quote;

use crate::builder::{Builder, Link};
use crate::cache::{self, Cache};
use crate::declarations::{Declarations, Item};
use crate::elsewhere::{self, Elsewhere};
use crate::libraries;
use crate::shim::{self, Compiled};
use crate::snapshot;

/// What the headers gave.
pub(crate) struct Front {
    /// Everything, as it is kept.
    pub(crate) cache: Cache,
    /// What the cache is valid for; `None` where there is nothing to keep, since a snapshot is one already.
    pub(crate) key: Option<u64>,
    /// The headers, as layouts name them.
    pub(crate) headers: Vec<String>,
    /// Layouts of other headers, from a snapshot.
    pub(crate) facts: Vec<Facts>,
    /// What to warn of.
    pub(crate) warnings: Vec<String>,
    /// Variables that decide what was found.
    pub(crate) variables: Vec<String>,
}

/// A function of the headers, for a table.
pub(crate) struct Listed {
    /// Name in C.
    pub(crate) name: String,
    /// Its symbol, if that is another.
    pub(crate) symbol: Option<String>,
    /// Its type, with names replaced by what they stand for.
    pub(crate) signature: Signature,
    /// Names of the parameters; empty where there is none.
    pub(crate) parameters: Vec<String>,
    /// Documentation.
    pub(crate) doc: Option<String>,
}

/// Variables that decide what libclang finds.
pub(crate) const VARIABLES: [&str; 4] = ["LIBCLANG_PATH", "CPATH", "C_INCLUDE_PATH", "BINDGEN_EXTRA_CLANG_ARGS"];

/// The same, and those that decide what a shim is made of, if one is wanted.
pub(crate) fn variables(builder: &Builder, target: &Target) -> Vec<String> {
    let names = VARIABLES.into_iter().map(str::to_owned);
    #[cfg(feature = "headers")]
    if builder.choices.shims() {
        return names.chain(shim::variables(target)).collect();
    }
    let _ = (builder, target);
    names.collect()
}

/// Which generator this is: the build script that it is compiled into. A version alone does not tell two states of a working copy apart.
pub(crate) fn generator() -> impl std::hash::Hash {
    let script = std::env::current_exe().and_then(std::fs::metadata).ok();
    (env!("CARGO_PKG_VERSION"), script.map(|data| (data.len(), data.modified().ok())))
}

impl Front {
    /// Reads the headers, unless what the last build kept in the output folder is still valid.
    ///
    /// # Errors
    /// Whatever keeps the headers from being read.
    pub(crate) fn read(builder: &Builder, target: &Target, runtime: &str, archive: &str) -> Result<Front, Vec<Diagnostic>> {
        let others = Elsewhere::all(builder)?;
        if let Some(path) = &builder.snapshot {
            return Front::from_snapshot(builder, path, &others, target, runtime, archive);
        }
        let names = variables(builder, target);
        let variables: Vec<_> = names.iter().map(|name| std::env::var(name).ok()).collect();
        let said = (&builder.headers, &builder.clang_args, &builder.includes, &builder.allow, &builder.block);
        let versions: Vec<bool> = builder.versions.iter().map(|(feature, _)| libraries::is_on(feature)).collect();
        let said = (said, &builder.dependencies, elsewhere::is_wanted(), &builder.versions, versions);
        #[cfg(feature = "headers")]
        let said = (said, &builder.choices, builder.format, builder.comments);
        let key = cache::hash(&(said, builder.link, &builder.library, target, runtime, archive, variables, generator()));
        // What callbacks do depends on more than can be known here.
        #[cfg(feature = "headers")]
        let keeps = builder.handed.is_none() && builder.hooks.is_none();
        #[cfg(not(feature = "headers"))]
        let keeps = true;
        let folder = builder.output_folder().filter(|_| keeps);
        let kept = folder.and_then(|folder| Cache::read(&folder.join(Front::file_name(builder)), key));
        let whole = |cache: &Cache| object(cache).is_none_or(|(path, _)| path.is_file());
        let cache = match kept.filter(whole) {
            Some(cache) => cache,
            None => make(builder, &others, target, runtime, archive)?,
        };
        let warnings = cache.section("warning").filter(|text| !text.is_empty()).map(str::to_owned).into_iter().collect();
        Ok(Front { cache, key: Some(key), headers: builder.headers.clone(), facts: Vec::new(), warnings, variables: names })
    }

    /// Takes the target's part of a snapshot.
    fn from_snapshot(
        builder: &Builder,
        path: &Path,
        others: &[Elsewhere],
        target: &Target,
        runtime: &str,
        archive: &str,
    ) -> Result<Front, Vec<Diagnostic>> {
        let file = Builder::package_folder().unwrap_or_default().join(path);
        if let Some(header) = builder.headers.first() {
            return Err(vec![Diagnostic::new(Code::SnapshotAndHeader, [path.display().to_string(), header.clone()])]);
        }
        let one = |fault| vec![fault];
        let (snapshot, name) = snapshot::open(&file).map_err(one)?;
        let mut shim = snapshot.shim(builder, target, archive).map_err(|fault| vec![snapshot::malformed(&file, fault)])?;
        let mut link = link(builder).unwrap_or_default();
        if shim.object.is_some() {
            let own = ffi_grammar::wrapper::link_archive(archive);
            link = quote!(#link #own);
        }
        let link = if link.is_empty() { String::new() } else { format!("{link} unsafe extern \"C\" {{}}\n") };
        let docs = builder.table;
        let how = snapshot::Use { target, runtime, archive, docs, others, link: &link, refused: &shim.refused };
        let found = snapshot.found(&name, &how).map_err(|fault| vec![snapshot::malformed(&file, fault)])?;
        let trampolines = found.trampolines.iter().map(|signature| format!("{signature}\n")).collect();
        let [text, json] = found.report;
        let sections = [
            ("rust", found.rust),
            ("trampolines", trampolines),
            ("report.txt", text),
            ("report.json", json),
            ("declarations", found.declarations),
            ("names", found.names.join("\n")),
            ("shim", as_kept(&shim)),
        ];
        let sections = sections.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        let files = others.iter().flat_map(|other| other.files.clone()).chain([file.display().to_string()]);
        let cache = Cache { files: files.chain(std::mem::take(&mut shim.files)).collect(), sections, ..Cache::default() };
        let variables = if snapshot.has_shim() { shim::variables(target) } else { Vec::new() };
        let warnings = found.lacks.into_iter().chain(shim.warning).collect();
        Ok(Front { cache, key: None, headers: found.headers, facts: found.facts, warnings, variables })
    }

    /// Name of the file that is kept in the output folder.
    pub(crate) fn file_name(builder: &Builder) -> String {
        format!("ffi_{}.cache", builder.name)
    }

    /// Signatures that the Rust text calls through trampolines.
    pub(crate) fn trampolines(&self) -> impl Iterator<Item = Signature> {
        // They were printed by the function that this is the inverse of.
        self.cache.section("trampolines").into_iter().flat_map(str::lines).filter_map(|line| Signature::parse(line).ok())
    }

    /// The object file of the C shim, and its symbols in C.
    pub(crate) fn shim(&self) -> Option<(&Path, Vec<&str>)> {
        object(&self.cache)
    }

    /// What the headers declare.
    pub(crate) fn declarations(&self) -> Declarations {
        self.cache.section("declarations").and_then(|text| Declarations::parse(text).ok()).unwrap_or_default()
    }

    /// The functions that a library can define, in the order of the headers.
    pub(crate) fn functions(declarations: &Declarations) -> Vec<Listed> {
        let resolver = crate::declarations::Resolver::new(declarations);
        let functions = declarations.items.iter().filter(|declaration| declaration.selected).filter_map(|declaration| {
            let Item::Function(function) = &declaration.item else { return None };
            let flags = &function.flags;
            if flags.is_static || flags.inline || flags.no_prototype || flags.expression.is_some() {
                return None;
            }
            Some(Listed {
                name: function.name.clone(),
                symbol: function.link_name.clone(),
                signature: resolver.signature(&function.signature).ok()?,
                parameters: match function.parameters.iter().any(Option::is_some) {
                    true => function.parameters.iter().map(|name| name.clone().unwrap_or_default()).collect(),
                    false => Vec::new(),
                },
                doc: declaration.doc.clone(),
            })
        });
        functions.collect()
    }
}

/// The object file of a shim, and its symbols, a line each.
fn object(cache: &Cache) -> Option<(&Path, Vec<&str>)> {
    let mut lines = cache.section("shim")?.lines();
    Some((Path::new(lines.next()?), lines.collect()))
}

/// The same as it is kept.
fn as_kept(shim: &Compiled) -> String {
    shim.object.as_ref().map_or_else(String::new, |path| format!("{}\n{}", path.display(), shim.symbols.join("\n")))
}

/// `#[link(…)]` of the library that the builder links.
fn link(builder: &Builder) -> Option<TokenStream> {
    let name = builder.library.as_ref().unwrap_or(&builder.name);
    Some(match builder.link? {
        Link::Dylib => quote!(#[link(name = #name, kind = "dylib")]),
        Link::Static => quote!(#[link(name = #name, kind = "static")]),
    })
}

/// Without the front end.
#[cfg(not(feature = "headers"))]
fn make(builder: &Builder, _: &[Elsewhere], _: &Target, _: &str, _: &str) -> Result<Cache, Vec<Diagnostic>> {
    let fault = |header: &String| Diagnostic::new(Code::NoHeadersFeature, [header, env!("CARGO_PKG_VERSION")]);
    Err(builder.headers.iter().map(fault).collect())
}

/// Reads the headers with libclang and bindgen.
#[cfg(feature = "headers")]
fn make(
    builder: &Builder,
    others: &[Elsewhere],
    target: &Target,
    runtime: &str,
    archive: &str,
) -> Result<Cache, Vec<Diagnostic>> {
    use quote::format_ident;

    use crate::headers::{self, shims};
    use crate::report::Report;
    use crate::rust::{self, Options};

    let input = builder.input(target, builder.headers.clone());
    let mut headers = headers::bind(&input)?;
    let functions = shims::lines(&input, &headers.shims);
    let source = shim::Source { front: shim::includes(&input.headers), functions, arguments: &input.arguments };
    let shim = shim::compile(builder.shim_folder().as_deref(), target, source);
    for (name, why) in &shim.refused {
        shims::refuse(&mut headers.declarations.items, name, why);
    }
    let mut link = link(builder).unwrap_or_default();
    if shim.object.is_some() {
        // The shim is in the archive of the trampolines.
        let own = ffi_grammar::wrapper::link_archive(archive);
        link = quote!(#link #own);
    }
    let runtime = format_ident!("{runtime}");
    let encoder = crate::assembly::Assembly::new(target).is_ok();
    let options = Options {
        target: *target,
        runtime: syn::parse_quote!(::#runtime),
        link,
        encoder,
        comments: !input.choices.no_comments,
        non_null: input.choices.non_null.clone(),
        never_null: input.choices.never_null.clone(),
    };
    let declared = &headers.declarations;
    // What asks nothing of bindgen's text is written beside what does.
    let (kept, mut generated) = std::thread::scope(|scope| {
        let kept = scope.spawn(|| declared.to_text());
        let generated = rust::generate(declared, &headers.bindgen, &options);
        (kept.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), generated)
    });
    generated.leave_to(others, declared);
    let names = if elsewhere::is_wanted() { generated.names().join("\n") } else { String::new() };
    let rulings = std::mem::take(&mut generated.rulings);
    let ([report_text, report_json], rust) = std::thread::scope(|scope| {
        let report = scope.spawn(|| {
            let report = Report::new(declared, &rulings);
            [report.to_text(), report.to_json()]
        });
        let text = generated.text(archive);
        let rust = match builder.format.then(|| syn::parse_file(&text)) {
            Some(Ok(file)) => prettyplease::unparse(&file),
            // What does not parse cannot be formatted; rustc will say what is wrong with it.
            Some(Err(_)) | None => text,
        };
        (report.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), rust)
    });
    let trampolines: String = generated.trampolines.iter().map(|signature| format!("{signature}\n")).collect();
    let sections = [
        ("rust", rust),
        ("trampolines", trampolines),
        ("report.txt", report_text),
        ("report.json", report_json),
        ("declarations", kept),
        ("names", names),
        ("shim", as_kept(&shim)),
        ("warning", shim.warning.unwrap_or_default()),
    ];
    let others = others.iter().flat_map(|other| other.files.clone());
    let cache = Cache {
        hashes: std::mem::take(&mut headers.hashes),
        files: headers.declarations.files.iter().cloned().chain(others).collect(),
        sections: sections.into_iter().map(|(name, text)| (name.to_owned(), text)).collect(),
    };
    // To free so many small things takes a while, for which nobody need wait; without another thread it is done here.
    let _ = std::thread::Builder::new().spawn(move || drop((headers.declarations, headers.bindgen, rulings)));
    Ok(cache)
}
