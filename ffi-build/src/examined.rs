//! Headers that imported items are compared with and nothing is bound from: what they declare, read with libclang or from the cache.

use ffi_abi::Target;
use ffi_grammar::Diagnostic;

use crate::builder::Builder;
use crate::cache::{self, Cache};
use crate::declarations::Declarations;
use crate::front;

/// What the headers gave.
pub(crate) struct Examined {
    /// Everything, as it is kept.
    pub(crate) cache: Cache,
    /// What the cache is valid for.
    pub(crate) key: u64,
}

impl Examined {
    /// Reads the headers, unless what the last build kept in the output folder is still valid.
    ///
    /// # Errors
    /// Whatever keeps the headers from being read.
    pub(crate) fn read(builder: &Builder, target: &Target) -> Result<Examined, Vec<Diagnostic>> {
        let variables = front::VARIABLES.map(|name| std::env::var(name).ok());
        let versions: Vec<String> = builder.version_arguments().collect();
        let said = (&builder.checks, &builder.clang_args, &builder.includes, versions);
        let key = cache::hash(&(said, target, variables, front::generator()));
        let kept = builder.output_folder().and_then(|folder| Cache::read(&folder.join(Examined::file_name(builder)), key));
        let cache = match kept {
            Some(cache) => cache,
            None => read(builder, target)?,
        };
        Ok(Examined { cache, key })
    }

    /// Name of the file that is kept in the output folder.
    pub(crate) fn file_name(builder: &Builder) -> String {
        format!("ffi_{}_check.cache", builder.name)
    }

    /// What the headers declare.
    pub(crate) fn declarations(&self) -> Declarations {
        self.cache.section("declarations").and_then(|text| Declarations::parse(text).ok()).unwrap_or_default()
    }
}

/// Without the front end.
#[cfg(not(feature = "headers"))]
fn read(builder: &Builder, _: &Target) -> Result<Cache, Vec<Diagnostic>> {
    let fault = |header: &String| Diagnostic::new(ffi_grammar::Code::NoHeadersFeature, [header, env!("CARGO_PKG_VERSION")]);
    Err(builder.checks.iter().map(fault).collect())
}

/// Reads the headers with libclang.
#[cfg(feature = "headers")]
fn read(builder: &Builder, target: &Target) -> Result<Cache, Vec<Diagnostic>> {
    use crate::headers::{self, Input};

    let folders = builder.includes.iter().map(|folder| format!("-I{}", folder.display()));
    let arguments = folders.chain(builder.clang_args.iter().cloned()).chain(builder.version_arguments()).collect();
    let input = Input::new(*target, builder.checks.clone(), arguments);
    let declarations = headers::read(&input)?;
    let sections = vec![("declarations".to_owned(), declarations.to_text())];
    Ok(Cache { files: declarations.files.clone(), sections, ..Cache::default() })
}
