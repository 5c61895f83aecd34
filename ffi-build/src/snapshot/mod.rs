//! Snapshots: what headers gave for several targets, in one file that is committed and reviewed.
//!
//! ```text
//! ffi-snapshot 1
//! header zlib.h                              what it was made from, a line each
//! target x86_64-unknown-linux-gnu
//! target i686-unknown-linux-gnu
//!
//! [rust]                                     items as they stand in the bindings, in the order of the headers
//! @ all
//! pub type uLong = ::core::ffi::c_ulong;
//! @ i686-unknown-linux-gnu                   these targets alone have what follows, up to the next such line
//! …
//! [layouts]                                  what constant assertions prove: record, size, alignment, where members start
//! @ x86_64-unknown-linux-gnu
//! z_stream_s 112 8 next_in:0 avail_in:8 …
//! [calls]                                    functions that a trampoline is made for
//! [declarations]                             C's side: types, layouts, what became of each declaration and why
//! function deflate
//!   type int(z_streamp, int)
//!   parameters strm flush
//!   in zlib.h
//!   verdict direct
//! record struct z_stream_s
//!   type struct z_stream_s { … }
//!   @ i686-unknown-linux-gnu                 the same inside a declaration, up to its end
//!   size 56 4
//! [facts]                                    layouts that `#[ffi::struct_layout]` asked for, of headers that are not bound
//! [shims]                                    if there are any: functions of C that a build compiles, where it has the headers
//! int ffi_shim_S_ISREG(mode_t a0) { return S_ISREG(a0); }
//! ```
//!
//! A build takes the parts of its target: text is copied, nothing is parsed that need not be. Everything in the file is in a fixed
//! order and nothing in it depends on the machine that made it, on line numbers or on a hash, so that a difference in a review is a
//! difference of the headers.

#[cfg(feature = "headers")]
mod drift;
#[cfg(feature = "headers")]
mod make;
#[cfg(feature = "headers")]
mod merge;
mod other;
mod read;
mod sets;
mod shims;
mod text;

use std::fmt;
use std::ops::Range;

#[cfg(feature = "headers")]
pub use drift::{Drift, drift};
#[cfg(feature = "headers")]
pub(crate) use make::as_one;
#[cfg(feature = "headers")]
pub use make::{Machine, make};
pub(crate) use read::{Use, malformed, open};

use crate::recipe::KEYS;
use sets::Set;

/// First line of a snapshot; the number is raised when the meaning of what follows changes.
const HEAD: &str = "ffi-snapshot 1";

/// The sections in their order.
const SECTIONS: [&str; 6] = ["rust", "layouts", "calls", "declarations", "facts", "shims"];

/// What the symbols of a shim begin with in a snapshot; a build puts the name of its archive there, which no other crate has.
const SHIM: &str = "ffi_shim_";

/// Which of [`SECTIONS`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Section {
    Rust,
    Layouts,
    Calls,
    Declarations,
    Facts,
    Shims,
}

/// A text that is no snapshot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Malformed {
    /// The line at fault, from 1.
    pub line: usize,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for Malformed {}

/// A snapshot, read.
///
/// ```
/// let text = "ffi-snapshot 1\nheader z.h\ntarget x86_64-unknown-linux-gnu\n\n[rust]\n[layouts]\n[calls]\n[declarations]\n[facts]\n";
/// let snapshot = ffi_build::snapshot::Snapshot::parse(text.to_owned())?;
/// assert_eq!(snapshot.targets(), ["x86_64-unknown-linux-gnu"]);
/// # Ok::<(), ffi_build::snapshot::Malformed>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snapshot {
    text: String,
    /// What it was made from.
    pub(crate) recipe: Vec<(String, String)>,
    /// Targets with an entry, as [`ffi_abi::Target`] prints them.
    targets: Vec<String>,
    sections: [Range<usize>; SECTIONS.len()],
}

impl Snapshot {
    /// Reads a snapshot. What is inside the sections is looked at when it is used.
    ///
    /// # Errors
    /// A text that does not start as one, a line that says nothing known, or sections that are missing or out of order.
    pub fn parse(text: String) -> Result<Snapshot, Malformed> {
        let fault = |line, message: &str| Malformed { line, message: message.to_owned() };
        // As git checks text files out on Windows.
        let text = if text.contains('\r') { text.replace("\r\n", "\n") } else { text };
        let mut recipe = Vec::new();
        let mut targets = Vec::new();
        let mut at = 0;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let (start, line) = (at, line.trim_end_matches('\n'));
            at += text[start..].find('\n').map_or(text.len() - start, |end| end + 1);
            match line.split_once(' ') {
                _ if number == 0 && line == HEAD => {}
                Some(("ffi-snapshot", version)) if number == 0 => {
                    let message = format!("it has the format `{version}`, and this version of ffi-build reads `1`");
                    return Err(Malformed { line: 1, message });
                }
                _ if number == 0 => return Err(fault(1, "a snapshot starts with `ffi-snapshot 1`")),
                _ if line.is_empty() => {}
                _ if line.starts_with('[') => {
                    at = start;
                    break;
                }
                Some(("target", target)) => targets.push(target.to_owned()),
                Some((key, value)) if KEYS.contains(&key) => recipe.push((key.to_owned(), value.to_owned())),
                _ => return Err(fault(number + 1, "this line says nothing that is known here")),
            }
        }
        if text.is_empty() {
            return Err(fault(1, "a snapshot starts with `ffi-snapshot 1`"));
        }
        if targets.is_empty() || targets.len() > Set::MOST {
            return Err(fault(1, &format!("a snapshot has from 1 to {} lines `target …`", Set::MOST)));
        }
        let sections = text::sections(&text, at)?;
        Ok(Snapshot { text, recipe, targets, sections })
    }

    /// The targets with an entry.
    pub fn targets(&self) -> &[String] {
        &self.targets
    }

    /// The headers that it was made from, as their builder named them.
    pub fn headers(&self) -> impl Iterator<Item = &str> {
        self.recipe.iter().filter(|(key, _)| key == "header").map(|(_, value)| value.as_str())
    }

    fn section(&self, section: Section) -> &str {
        &self.text[self.sections[section as usize].clone()]
    }

    /// The number of a section's first line, from 1.
    fn line_of(&self, section: Section) -> usize {
        self.text[..self.sections[section as usize].start].matches('\n').count() + 1
    }
}
