//! Other targets whose headers are at hand: what the package declares is compared with those too, so that a difference is told by every
//! build, and not first by the one for that target.

use std::path::PathBuf;

use ffi_abi::Target;
use ffi_grammar::Diagnostic;
use ffi_grammar::manifest::Section;

use crate::builder::{self, Builder};
use crate::checks;
use crate::collect::{Cfg, Collection};
use crate::driver::layouts_of;
use crate::examined::Examined;
use crate::layouts::Layouts;

/// A target and where its headers are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct OtherTarget {
    /// Rust's name of it.
    pub(crate) triple: String,
    /// Its C library's include folders.
    pub(crate) folders: Vec<PathBuf>,
}

/// What was found on one of them.
pub(crate) struct Found {
    /// For the manifest.
    pub(crate) section: Section,
    /// Headers that were read.
    pub(crate) files: Vec<String>,
    /// What to keep for the next build, by the name of the file.
    pub(crate) kept: Vec<(String, String)>,
}

impl OtherTarget {
    /// Compares what the package has on the target, which `collect` finds.
    ///
    /// # Errors
    /// A target without rules, a header to compare with that cannot be read.
    pub(crate) fn compare(
        &self,
        builder: &Builder,
        collect: impl Fn(&Cfg) -> Result<Collection, Vec<Diagnostic>>,
    ) -> Result<Found, Vec<Diagnostic>> {
        let target = builder::target(&self.triple).map_err(|fault| vec![fault])?;
        let collection = collect(&Builder::cfg().elsewhere(target))?;
        let there = self.builder(builder);
        let layouts = Layouts::read(&there, &target, &layouts_of(&there, &collection), None);
        let mut found = Found {
            section: Section {
                target: target.to_string(),
                records: collection.records.clone(),
                layouts: layouts.found,
                without_layout: layouts.without,
                ..Section::default()
            },
            files: layouts.files,
            kept: layouts.kept.into_iter().collect(),
        };
        if !there.checks.is_empty() {
            found.examine(&there, &target, &collection)?;
        }
        Ok(found)
    }

    /// The builder as it would be there. Its name is that of files to keep.
    fn builder(&self, builder: &Builder) -> Builder {
        let mut there = builder.clone();
        there.name = format!("{}_{}", builder.name, self.triple);
        there.checks = [builder.headers.clone(), builder.checks.clone()].concat();
        // This machine's own headers are another target's.
        there.clang_args.push("-nostdlibinc".to_owned());
        for folder in &self.folders {
            there.clang_args.extend(["-isystem".to_owned(), folder.display().to_string()]);
        }
        there
    }
}

impl Found {
    fn examine(&mut self, there: &Builder, target: &Target, collection: &Collection) -> Result<(), Vec<Diagnostic>> {
        let examined = Examined::read(there, target)?;
        self.section.compares = !collection.files.is_empty();
        self.section.checked = checks::run(target, &examined.declarations(), &collection.declared);
        self.files.extend(examined.cache.files.iter().cloned());
        self.kept.push((Examined::file_name(there), examined.cache.to_text(examined.key)));
        Ok(())
    }
}
