//! Trampolines that are known, what becomes of signatures without one, and the file that those are written to.

use core::ffi::c_void;
use std::borrow::ToOwned;
use std::collections::{HashMap, HashSet};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::string::String;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use super::signature::{Ahead, Lowered};
use crate::Signature;

/// What becomes of a signature that no known trampoline serves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// Its calls are universal calls.
    #[default]
    Universal,
    /// It is refused: [`SignatureError`](super::SignatureError) says which line to add to `build.rs`.
    Strict,
}

static MODE: AtomicU8 = AtomicU8::new(Mode::Universal as u8);

/// Sets the [`Mode`] of the program, for signatures made from now on.
///
/// A signature that was made already is not made again: it stays what it is.
pub fn set_mode(mode: Mode) {
    MODE.store(mode as u8, Ordering::Relaxed);
}

/// The [`Mode`] of the program.
#[must_use]
pub fn mode() -> Mode {
    if MODE.load(Ordering::Relaxed) == Mode::Strict as u8 { Mode::Strict } else { Mode::Universal }
}

/// Trampolines and entries by the symbols of their plans: equal plans are called by the same code.
static KNOWN: RwLock<Option<HashMap<String, Ahead>>> = RwLock::new(None);

/// Makes trampolines known that were assembled ahead of time: those of `ffi::signature!`, of a header's table, of
/// `Builder::signatures` and `signatures_from` (`SIGNATURES` in the builder's bindings). A signature made at run time whose calls one of them can make is called through it.
///
/// Equal plans are enough: a trampoline for `int(int)` serves `int32_t(int32_t)` and, where both travel alike, `long(void *)`.
///
/// ```
/// # fn demo(table: ffi::Table) {
/// ffi::dynamic::know(table.signatures());
/// # }
/// ```
pub fn know(signatures: impl IntoIterator<Item = Signature>) {
    for signature in signatures {
        // What this target has no plan for has no trampoline.
        let Ok(lowered) = Lowered::parse(signature.text()) else { continue };
        let (downcall, upcall) = (signature.downcall(), signature.upcall().map(<*const c_void>::expose_provenance));
        if downcall.is_none() && upcall.is_none() {
            continue;
        }
        let symbols = lowered.symbols();
        // Not for longer: the iterator is the caller's code, which may make signatures, and those look here.
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_default();
        if downcall.is_some() {
            known.entry(symbols.0).or_default().downcall = downcall;
        }
        if upcall.is_some() {
            known.entry(symbols.1).or_default().upcall = upcall;
        }
    }
}

/// The known trampolines of a plan.
pub(super) fn known(lowered: &Lowered) -> Ahead {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    let symbols = lowered.symbols();
    let of = |symbol: &str| known.as_ref().and_then(|known| known.get(symbol).copied()).unwrap_or_default();
    Ahead { downcall: of(&symbols.0).downcall, upcall: of(&symbols.1).upcall }
}

struct Record {
    path: PathBuf,
    written: HashSet<String>,
}

static RECORD: Mutex<Option<Record>> = Mutex::new(None);

/// From now on, writes each signature that no known trampoline serves into a file, a line each: the form that
/// `ffi_build::Builder::signatures_from` reads, so that the next build has them all.
///
/// Lines that are there already stay, and none is written twice. Writing is best effort: a full disk does not disturb the program.
///
/// # Errors
///
/// The file cannot be read or made.
pub fn record(path: impl AsRef<Path>) -> io::Result<()> {
    let path = path.as_ref().to_owned();
    OpenOptions::new().append(true).create(true).open(&path)?;
    let written = fs::read_to_string(&path)?.lines().map(|line| line.trim().to_owned()).collect();
    *RECORD.lock().unwrap_or_else(PoisonError::into_inner) = Some(Record { path, written });
    Ok(())
}

/// Notes a signature without a trampoline, if the program records them.
pub(super) fn met(text: &str) {
    let mut record = RECORD.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(Record { path, written }) = record.as_mut() else { return };
    if written.insert(text.to_owned()) {
        // Not worth a failed call.
        let _ = OpenOptions::new().append(true).create(true).open(path).and_then(|mut file| writeln!(file, "{text}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_without_a_va_list_is_not_that_of_a_variadic_signature() {
        let symbols = |text| Lowered::parse(text).expect("a signature").symbols();
        let (plain, bare) = (symbols("int(const char *)"), symbols("int(const char *, ...)"));
        assert_ne!(plain.1, bare.1);
    }

    #[test]
    fn signatures_may_be_made_while_they_are_made_known() {
        // One by one, while `know` takes them.
        know(["int(int)", "long(void)"].iter().flat_map(|text| Signature::parse(text)));
    }
}
