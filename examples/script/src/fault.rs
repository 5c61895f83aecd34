//! What a script is told that did something wrong.

use std::fmt;

/// A misuse: the exception's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(pub(crate) String);

impl Fault {
    pub(crate) fn new(text: impl Into<String>) -> Fault {
        Fault(text.into())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}
