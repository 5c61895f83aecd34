//! The order of the phases: sources and headers, plans, assembly, archive, directives. Faults accumulate within a phase; a phase
//! starts only if the one before had none.

use std::collections::BTreeSet;
use std::path::PathBuf;

use ffi_abi::{CONTRACT_VERSION, Signature};
use ffi_grammar::manifest::{Section, key};
use ffi_grammar::wrapper::link_archive;
use ffi_grammar::{Code, Diagnostic, Place};
use quote::{format_ident, quote};

use crate::archive::{archive, file_name};
use crate::assembly::Assembly;
use crate::builder::{Builder, shown};
use crate::checks;
use crate::collect::{self, Cfg, Collection, Package};
use crate::elsewhere;
use crate::engines;
use crate::examined::Examined;
use crate::exports;
use crate::front::{self, Front};
use crate::layouts::Layouts;
use crate::object::ObjectFile;
use crate::output::{Coverage, Outputs};
use crate::plans::{self, Plans};

/// Runs the phases.
pub(crate) fn generate(builder: &Builder) -> Result<Outputs, Vec<Diagnostic>> {
    let one = |fault| vec![fault];
    if builder.name.is_empty() || !builder.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
        return Err(one(Diagnostic::new(Code::BadName, [&builder.name])));
    }
    if !builder.faults.is_empty() {
        return Err(builder.faults.clone());
    }
    let target = builder.resolve_target().map_err(one)?;
    let package = Builder::package_folder().map(|folder| Package::read(&folder)).transpose().map_err(one)?;
    let runtime = package.as_ref().map_or("ffi", |package| &package.runtime);
    let archive_name = builder.archive();
    let mut directives = vec!["cargo::rerun-if-changed=build.rs".to_owned()];
    let said = builder.signature_files.iter().chain(&builder.recipe_files);
    directives.extend(said.map(|file| format!("cargo::rerun-if-changed={}", file.display())));

    engines::check(builder)?;
    // Sources and headers: their faults are told together.
    let collection = collection(builder, package.as_ref(), &mut directives);
    let front = match builder.binds() {
        false => Ok(None),
        true => Front::read(builder, &target, runtime, &archive_name).map(Some),
    };
    let examined = match builder.checks.is_empty() {
        true => Ok(None),
        false => Examined::read(builder, &target).map(Some),
    };
    let ((collection, mut front), examined) = both(both(collection, front), examined)?;
    let wanted = plans::wanted(builder, &collection)?;

    // Reading them takes longer than all the rest where nothing asks for them.
    let asked = builder.table || !builder.engines.is_empty() || !wanted.is_empty() || !collection.declared.is_empty();
    let declarations = front.as_ref().filter(|_| asked).map(Front::declarations).unwrap_or_default();
    let mut plans = Plans::new(&target, &declarations);
    let mut refused = Vec::new();
    let entries = plans.entries(&wanted, &mut refused)?;
    let mut files = Vec::new();
    let wanted = layouts_of(builder, &collection);
    let layouts = Layouts::read(builder, &target, &wanted, front.as_ref());
    let mut section = Section {
        builder: builder.name.clone(),
        target: target.to_string(),
        archive: archive_name.clone(),
        bindings: None,
        sources: collection.files.iter().map(|file| shown(file).display().to_string()).collect(),
        skipped: collection.skipped.iter().map(summary).collect(),
        refused,
        compares: (front.is_some() || examined.is_some()) && !collection.files.is_empty(),
        checked: Vec::new(),
        entries,
        records: Vec::new(),
        layouts: layouts.found,
        without_layout: layouts.without,
        elsewhere: Vec::new(),
    };
    let headers = [front.is_some().then(|| declarations.clone()), examined.as_ref().map(Examined::declarations)];
    for headers in headers.iter().flatten() {
        section.checked.extend(checks::run(&target, headers, &collection.declared));
    }
    let collect = |cfg: &Cfg| collection_for(builder, package.as_ref(), cfg).map(|(collection, _)| collection);
    for other in &builder.other_targets {
        let found = other.compare(builder, collect)?;
        directives.extend(found.files.iter().map(|file| format!("cargo::rerun-if-changed={file}")));
        files.extend(found.kept.into_iter().map(|(name, text)| (name, text.into_bytes())));
        section.elsewhere.push(found.section);
    }
    let mut coverage = None;
    let mut lists = signatures(builder, runtime);
    let mut adapters = Vec::new();
    if !builder.engines.is_empty() {
        let (items, assembly) = engines::make(&target, builder, &declarations, &archive_name, runtime).map_err(|why| {
            one(Diagnostic::new(Code::NoEncoder, ["adapters".to_owned(), target.to_string()]).note(why.to_string()))
        })?;
        lists.push_str(&items);
        adapters = assembly.objects();
    }
    if front.is_none() && !lists.is_empty() {
        // Bindings of nothing but the lists.
        let file = format!("ffi_{}.rs", builder.name);
        section.bindings = Some(file.clone());
        files.push((file, lists.clone().into_bytes()));
    }
    if let Some(front) = &mut front {
        plans.trampolines(front.trampolines())?;
        if let Some(key) = front.key {
            files.push((Front::file_name(builder), front.cache.to_text(key).into_bytes()));
        }
        let mut rust = front.cache.take("rust");
        let symbol = format!("ffi{CONTRACT_VERSION}_t_{archive_name}");
        if builder.table && plans.table(&symbol, &builder.name) {
            rust.push_str(&table(&symbol, &archive_name, runtime));
        }
        rust.push_str(&lists);
        let found = Coverage { text: front.cache.take("report.txt"), json: front.cache.take("report.json") };
        let name = &builder.name;
        section.bindings = Some(format!("ffi_{name}.rs"));
        files.push((format!("ffi_{name}.rs"), rust.into_bytes()));
        files.push((format!("ffi_{name}_report.txt"), found.text.clone().into_bytes()));
        files.push((format!("ffi_{name}_report.json"), found.json.clone().into_bytes()));
        directives.extend(front.variables.iter().map(|name| format!("cargo::rerun-if-env-changed={name}")));
        directives.extend(front.warnings.iter().map(|warning| format!("cargo::warning={warning}")));
        coverage = Some(found);
        let names = front.cache.section("names").unwrap_or_default().lines();
        if let Some((file, directive)) = elsewhere::hand_over(builder, names, builder.output_folder().as_deref()) {
            files.push((file.0, file.1.into_bytes()));
            directives.push(directive);
        }
        directives.extend(front.cache.files.iter().map(|file| format!("cargo::rerun-if-changed={file}")));
        let report = format!("ffi_{name}_report.txt");
        directives
            .extend(builder.output_folder().map(|folder| format!("cargo::metadata=report={}", folder.join(report).display())));
    }
    if !wanted.is_empty() {
        files.extend(layouts.kept.map(|(name, text)| (name, text.into_bytes())));
        let read = front.as_ref().map(|front| &front.cache.files);
        let read = layouts.files.iter().filter(|file| !read.is_some_and(|read| read.contains(file)));
        directives.extend(read.map(|file| format!("cargo::rerun-if-changed={file}")));
        if front.is_none() {
            directives.extend(front::VARIABLES.iter().map(|name| format!("cargo::rerun-if-env-changed={name}")));
        }
    }
    if let Some(examined) = &examined {
        files.push((Examined::file_name(builder), examined.cache.to_text(examined.key).into_bytes()));
        directives.extend(examined.cache.files.iter().map(|file| format!("cargo::rerun-if-changed={file}")));
        directives.extend(front::VARIABLES.iter().map(|name| format!("cargo::rerun-if-env-changed={name}")));
    }
    if let Some(header) = &builder.exports {
        let text = exports::text(builder, package.as_ref(), header)?;
        // Joined to the output folder, a whole path stays as it is.
        let path = Builder::package_folder().unwrap_or_default().join(&header.path).display().to_string();
        directives.push(format!("cargo::metadata=header={path}"));
        files.push((path, text.into_bytes()));
    }
    let assembly = plans.finish();
    let mut objects: Vec<ObjectFile> = assembly.iter().flat_map(Assembly::objects).collect();
    if let Some((path, symbols)) = front.as_ref().and_then(Front::shim) {
        let place = path.display().to_string();
        let fault =
            |error: std::io::Error| Diagnostic::new(Code::CannotRead, [place, error.to_string(), "build again".to_owned()]);
        let bytes = std::fs::read(path).map_err(|error| one(fault(error)))?;
        if let (None, Some(folder)) = (builder.output_folder(), path.parent()) {
            // It was made for this run; one that stays behind does no harm.
            let _ = std::fs::remove_dir_all(folder);
        }
        let symbols = symbols.into_iter().map(|symbol| target.decorated(symbol)).collect();
        objects.push(ObjectFile::foreign(target.object_format(), bytes, symbols));
    }
    objects.extend(adapters);
    if !objects.is_empty() {
        let names: Vec<String> = (0..objects.len()).map(|number| format!("ffi{number}.o")).collect();
        let members: Vec<_> = names.iter().map(String::as_str).zip(&objects).collect();
        let bytes = archive(&members)
            .map_err(|error| one(Diagnostic::new(Code::CannotWrite, [builder.name.clone(), error.to_string()])))?;
        files.push((file_name(&target, &archive_name), bytes));
        directives.push(format!("cargo::metadata=archive={archive_name}"));
    }
    Ok(Outputs { files, section, directives, uses: collection.uses, skipped: collection.skipped, coverage })
}

/// The records whose layout is wanted, header and name: by the sources, and by the builder.
pub(crate) fn layouts_of(builder: &Builder, collection: &Collection) -> Vec<(String, String)> {
    let mut wanted = collection.layouts.clone();
    wanted.extend(builder.layouts.iter().filter(|one| !collection.layouts.contains(one)).cloned());
    wanted
}

/// The same without a build: for a snapshot.
///
/// # Errors
/// When a Cargo.toml or a root file cannot be read.
#[cfg(feature = "headers")]
pub(crate) fn layouts_wanted(builder: &Builder) -> Result<Vec<(String, String)>, Vec<Diagnostic>> {
    let package = Builder::package_folder().map(|folder| Package::read(&folder)).transpose().map_err(|fault| vec![fault])?;
    let collection = collection(builder, package.as_ref(), &mut Vec::new())?;
    Ok(layouts_of(builder, &collection))
}

/// Both results, or the faults of both.
fn both<A, B>(a: Result<A, Vec<Diagnostic>>, b: Result<B, Vec<Diagnostic>>) -> Result<(A, B), Vec<Diagnostic>> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(mut faults), Err(more)) => {
            faults.extend(more);
            Err(faults)
        }
        (Err(faults), Ok(_)) | (Ok(_), Err(faults)) => Err(faults),
    }
}

/// The Rust item that names the headers' table.
fn table(symbol: &str, archive: &str, runtime: &str) -> String {
    let (link, runtime) = (link_archive(archive), format_ident!("{runtime}"));
    let item = quote! {
        /// What the headers declare, by name: functions for calls whose signature is data, constants, records.
        #[allow(unused, unreachable_pub)]
        pub const TABLE: ::#runtime::Table = {
            #link
            unsafe extern "C" {
                #[link_name = #symbol]
                static DATA: ::#runtime::__private::TableData;
            }
            // SAFETY: the build script assembled a table of this contract under this symbol; it is never changed.
            unsafe { ::#runtime::__private::table(&raw const DATA) }
        };
    };
    format!("{item}\n")
}

/// The Rust item that lists the signatures which the builder itself names: nothing else in a program knows those of a file.
fn signatures(builder: &Builder, runtime: &str) -> String {
    if builder.signatures.is_empty() && builder.callbacks.is_empty() && builder.signature_files.is_empty() {
        return String::new();
    }
    let texts = builder.signatures.iter().chain(&builder.callbacks);
    // One that does not parse was told of.
    let keys: BTreeSet<String> = texts.filter_map(|text| Signature::parse(text).ok()).map(|signature| key(&signature)).collect();
    let (count, keys, runtime) = (keys.len(), keys.iter(), format_ident!("{runtime}"));
    let item = quote! {
        /// The signatures that the build script names, each with its trampolines.
        #[allow(unused, unreachable_pub)]
        pub const SIGNATURES: [::#runtime::Signature; #count] = [#(::#runtime::signature!(#keys)),*];
    };
    format!("{item}\n")
}

/// Searches the sources, and says what cargo has to watch.
fn collection(builder: &Builder, package: Option<&Package>, directives: &mut Vec<String>) -> Result<Collection, Vec<Diagnostic>> {
    let (collection, folders) = collection_for(builder, package, &Builder::cfg())?;
    if package.is_some() {
        directives.push("cargo::rerun-if-changed=Cargo.toml".to_owned());
    }
    // A folder stands for the files in it, and for those that are added to it.
    directives.extend(folders.iter().map(|folder| format!("cargo::rerun-if-changed={}", shown(folder).display())));
    let files = collection.files.iter().filter(|file| !folders.iter().any(|folder| file.starts_with(folder)));
    directives.extend(files.map(|file| format!("cargo::rerun-if-changed={}", shown(file).display())));
    Ok(collection)
}

/// What the sources hold under a configuration, and the folders that they are in.
fn collection_for(
    builder: &Builder,
    package: Option<&Package>,
    cfg: &Cfg,
) -> Result<(Collection, Vec<PathBuf>), Vec<Diagnostic>> {
    let (roots, folders, names) = match (&builder.sources, package) {
        (None, None) => return Ok((Collection::default(), Vec::new())),
        (Some(files), None) => (files.clone(), Vec::new(), vec!["ffi".to_owned()]),
        (Some(files), Some(package)) => {
            (files.iter().map(|file| package.directory.join(file)).collect(), Vec::new(), package.names.clone())
        }
        (None, Some(package)) => (package.roots.clone(), package.folders.clone(), package.names.clone()),
    };
    Ok((collect::collect(&roots, &names, cfg)?, folders))
}

/// A diagnostic in one line.
fn summary(diagnostic: &Diagnostic) -> String {
    let place = match diagnostic.place() {
        Place::File { path, line, column, .. } => format!("{}:{line}:{column}: ", shown(path).display()),
        Place::None => String::new(),
    };
    let folder = Builder::package_folder().map(|folder| format!("{}/", folder.display())).unwrap_or_default();
    let message = diagnostic.message().replace('\n', " ");
    let message = if folder.is_empty() { message } else { message.replace(&folder, "") };
    format!("{place}[{}] {message}", diagnostic.code().id())
}
