//! [`LoadError`].

use core::fmt;
use std::error::Error;
use std::vec::Vec;

use crate::{LookupError, OpenError};

/// What is missing of a lazily bound library: the library itself, or symbols of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Library(OpenError),
    Symbols(Vec<LookupError>),
}

impl LoadError {
    pub(super) const fn library(error: OpenError) -> LoadError {
        LoadError(Kind::Library(error))
    }

    pub(super) const fn symbols(errors: Vec<LookupError>) -> LoadError {
        LoadError(Kind::Symbols(errors))
    }

    /// Why the library could not be opened; `None` if it could.
    #[must_use]
    pub fn open(&self) -> Option<&OpenError> {
        match &self.0 {
            Kind::Library(error) => Some(error),
            Kind::Symbols(_) => None,
        }
    }

    /// Every name that the library lacks, and what the loader said. A symbol with fallbacks has an entry for each name that was tried.
    #[must_use]
    pub fn missing(&self) -> &[LookupError] {
        match &self.0 {
            Kind::Library(_) => &[],
            Kind::Symbols(errors) => errors,
        }
    }

    /// Adds what another symbol lacks. A library that cannot be opened says everything about all of them.
    pub(super) fn join(self, other: LoadError) -> LoadError {
        match (self.0, other.0) {
            (Kind::Symbols(mut errors), Kind::Symbols(more)) => {
                errors.extend(more);
                LoadError(Kind::Symbols(errors))
            }
            (library @ Kind::Library(_), _) | (_, library @ Kind::Library(_)) => LoadError(library),
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Library(error) => error.fmt(f),
            Kind::Symbols(errors) => {
                for (index, error) in errors.iter().enumerate() {
                    if index > 0 {
                        f.write_str("\n")?;
                    }
                    error.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

impl Error for LoadError {}
