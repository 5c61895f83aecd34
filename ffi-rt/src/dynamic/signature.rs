//! Signatures made while the program runs: descriptors on the heap, each made once and never freed.

use core::fmt;
use core::mem::{align_of, offset_of, size_of};
use std::alloc::{Layout as Memory, alloc, handle_alloc_error};
use std::borrow::ToOwned;
use std::boxed::Box;
use std::collections::HashMap;
use std::string::{String, ToString};
use std::sync::{Mutex, OnceLock, PoisonError, RwLock};
use std::vec::Vec;

use ffi_abi::{CType, CallPlan, Features, Layout, ParseError, SymbolKind, Target, Unsupported, VariadicPart, lower};

use super::arrival::Arrival;
use super::chain;
use super::mode::{self, Mode};
use super::place::{FINISHES, PLACES};
use super::routines;
use super::universal::Program;
use crate::Signature;
use crate::contract::{
    self, Downcall, SIGNATURE_DYNAMIC, SIGNATURE_MAGIC, SIGNATURE_UNWIND, SIGNATURE_VA_LIST, SIGNATURE_VARIADIC, SignatureData,
    TypeData, moves,
};

/// Why a signature cannot be made while the program runs.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum SignatureError {
    /// The text is no function type.
    Text(ParseError),
    /// The signature has a type or a convention that this target has not.
    Unsupported(Unsupported),
    /// No routine of this machine makes such calls.
    NoRoutine(String),
    /// The system has another use for the [static chain register](crate::Function::call_raw_with_chain).
    NoChain(String),
    /// More than 65,535 parameters, or a value aligned to more than 32,768 bytes, which a descriptor cannot say.
    TooLarge(String),
    /// The program takes [known](super::know) trampolines only, and has none for the signature.
    NotAhead(String),
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignatureError::Text(fault) => fault.fmt(f),
            SignatureError::Unsupported(fault) => fault.fmt(f),
            SignatureError::NoRoutine(text) => write!(f, "this machine has no routine for calls of `{text}`"),
            SignatureError::NoChain(text) => {
                write!(f, "no register is left for an environment in calls of `{text}` on this machine")
            }
            SignatureError::TooLarge(text) => {
                write!(
                    f,
                    "`{text}` has more than 65,535 parameters, or arguments of more than 1 GiB or aligned to more than 32,768 bytes"
                )
            }
            SignatureError::NotAhead(text) => write!(
                f,
                "no trampoline was assembled for `{text}`: add `.signatures([\"{text}\"])` to the `Builder` of `build.rs`, and make it \
                 known by `ffi::dynamic::know`"
            ),
        }
    }
}

impl core::error::Error for SignatureError {}

/// The machine that this program runs on.
///
/// # Panics
///
/// On a machine that `ffi-abi` has no rules for.
#[must_use]
pub fn target() -> &'static Target {
    static TARGET: OnceLock<Target> = OnceLock::new();
    TARGET.get_or_init(|| {
        // Rust's names of parts are not those that its triples are made of.
        let arch = if cfg!(target_arch = "x86") { "i686" } else { std::env::consts::ARCH };
        let os = if cfg!(target_os = "macos") { "darwin" } else { std::env::consts::OS };
        let env = match () {
            () if cfg!(target_env = "gnu") => "-gnu",
            () if cfg!(target_env = "musl") => "-musl",
            () if cfg!(target_env = "msvc") => "-msvc",
            () => "",
        };
        let target = Target::parse(&std::format!("{arch}-unknown-{os}{env}"));
        let mut target = target.unwrap_or_else(|fault| panic!("{fault}"));
        if cfg!(target_feature = "avx512f") {
            target = target.with_features(Features::AVX512F);
        } else if cfg!(target_feature = "avx") {
            target = target.with_features(Features::AVX);
        }
        // Whether a program has `d` is not said to it by a stable compiler; Rust's targets with a system have it.
        if cfg!(all(target_arch = "riscv64", target_os = "none")) {
            target = target.with_features(Features::SOFT_FLOAT);
        }
        target
    })
}

/// A signature and its plan on this machine.
pub(super) struct Lowered {
    signature: ffi_abi::Signature,
    plan: CallPlan,
    /// Of a bare prototype with `...`: what its `va_list` starts from.
    part: Option<VariadicPart>,
}

impl Lowered {
    pub(super) fn parse(text: &str) -> Result<Lowered, SignatureError> {
        Lowered::of(ffi_abi::Signature::parse(text).map_err(SignatureError::Text)?)
    }

    fn of(signature: ffi_abi::Signature) -> Result<Lowered, SignatureError> {
        let plan = lower(target(), &signature).map_err(SignatureError::Unsupported)?;
        let part = VariadicPart::of(target(), &signature);
        Ok(Lowered { signature, plan, part })
    }

    /// The symbols of its downcall and its upcall entry, if they were assembled ahead of time.
    pub(super) fn symbols(&self) -> (String, String) {
        let upcall = match &self.part {
            Some(part) => part.symbol(&self.plan),
            None => self.plan.symbol(SymbolKind::Upcall),
        };
        (self.plan.symbol(SymbolKind::Downcall), upcall)
    }
}

/// Code that was assembled ahead of time.
#[derive(Clone, Copy, Default)]
pub(super) struct Ahead {
    pub(super) downcall: Option<Downcall>,
    pub(super) upcall: Option<usize>,
}

/// What is in front of a descriptor that was made while the program runs.
#[repr(C)]
pub(crate) struct Head {
    /// A trampoline, or a routine.
    pub(crate) downcall: Downcall,
    /// The program that the routine takes; null for a trampoline.
    pub(crate) program: *const Program,
    /// The upcall entry, if one was assembled.
    pub(crate) upcall: usize,
    /// How calls arrive that come through a universal entry.
    pub(crate) arrival: Option<Arrival>,
    /// What loads the static chain register, where calls leave it free.
    pub(crate) chain: Option<chain::Stub>,
    data: SignatureData,
}

/// What is in front of a dynamic descriptor.
///
/// # Safety
///
/// The descriptor's flags say [`SIGNATURE_DYNAMIC`].
pub(crate) unsafe fn head(data: *const SignatureData) -> *const Head {
    data.cast::<u8>().wrapping_sub(offset_of!(Head, data)).cast()
}

/// Signatures by the texts that they were asked for by, canonical or not.
static MADE: RwLock<Option<HashMap<Box<str>, Signature>>> = RwLock::new(None);

impl Signature {
    /// The signature of a text that is known only while the program runs: C's spelling of a function type, such as
    /// `double(int, const char *)`; the arguments of a variadic call follow the dots: `int(const char *, ..., double)`.
    ///
    /// It is made once for each text, lives as long as the program, and costs a look-up from then on. Needs the feature `dynamic`.
    ///
    /// ```
    /// use ffi::Signature;
    /// let signature = Signature::parse("long double(int, struct { float x; float y; })")?;
    /// assert_eq!(signature.parameters().len(), 2);
    /// let fault = Signature::parse("int(flaot *x, 3)").unwrap_err();
    /// assert_eq!(fault.to_string(), "expected a type, found `3` (at byte 14)");
    /// # Ok::<(), ffi::dynamic::SignatureError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`SignatureError`]: the text is no function type, this machine has no such call, or the [mode](super::Mode) forbids it.
    pub fn parse(text: &str) -> Result<Signature, SignatureError> {
        if let Some(made) = made(text) {
            return Ok(made);
        }
        let signature = Signature::make(&Lowered::parse(text)?)?;
        keep(text, signature);
        Ok(signature)
    }

    /// The signature of a type that is data: made once for each, as by [`Signature::parse`].
    ///
    /// ```
    /// use ffi::Signature;
    /// use ffi::dynamic::abi::{self, CType};
    /// let signature = Signature::of(&abi::Signature::new(CType::INT, vec![CType::INT]))?;
    /// assert_eq!(signature, Signature::parse("int(int)")?);
    /// # Ok::<(), ffi::dynamic::SignatureError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Signature::parse`].
    pub fn of(signature: &ffi_abi::Signature) -> Result<Signature, SignatureError> {
        match made(&signature.to_string()) {
            Some(made) => Ok(made),
            None => Signature::make(&Lowered::of(signature.clone())?),
        }
    }

    /// Makes it, unless it is there under its canonical text.
    fn make(lowered: &Lowered) -> Result<Signature, SignatureError> {
        static ONE: Mutex<()> = Mutex::new(());
        let text = lowered.signature.to_string();
        // A descriptor stays for ever: of threads that want the same, one makes it.
        let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = made(&text) {
            return Ok(made);
        }
        let ahead = mode::known(lowered);
        if ahead.downcall.is_none() {
            mode::met(&text);
            if mode::mode() == Mode::Strict {
                return Err(SignatureError::NotAhead(text));
            }
        }
        let data = descriptor(lowered, &text, ahead)?;
        // SAFETY: it is a descriptor, and nobody changes or frees it.
        let signature = unsafe { Signature::from_data(data) };
        Ok(keep(&text, signature))
    }
}

fn made(text: &str) -> Option<Signature> {
    MADE.read().unwrap_or_else(PoisonError::into_inner).as_ref()?.get(text).copied()
}

/// Keeps a signature under a text.
fn keep(text: &str, signature: Signature) -> Signature {
    let mut made = MADE.write().unwrap_or_else(PoisonError::into_inner);
    *made.get_or_insert_default().entry(text.into()).or_insert(signature)
}

/// The program of a plan, on the heap for ever; and its routine.
fn program(lowered: &Lowered, text: &str) -> Result<(Downcall, *const Program), SignatureError> {
    let no_routine = || SignatureError::NoRoutine(text.to_owned());
    let moves = moves::moves(target(), &lowered.plan).map_err(|fault| match fault {
        moves::NoMoves::Register => no_routine(),
        moves::NoMoves::TooLarge => SignatureError::TooLarge(text.to_owned()),
    })?;
    let routine = routines::find(moves.routine, moves.foreign, moves.straight).ok_or_else(no_routine)?;
    let program = Program {
        place: PLACES[moves.placing],
        finish: FINISHES[moves.finishing as usize],
        low: moves.align as usize - 1,
        frame: moves.frame as usize,
        vectors: moves.vectors.into(),
        ints: moves.ints,
        words: moves.moves.len() as u32 - moves.ints,
        others: moves.others,
        results: moves.rest.len() as u32 - moves.others,
        moves: Vec::leak(moves.moves).as_ptr(),
        rest: Vec::leak(moves.rest).as_ptr(),
    };
    // SAFETY: a routine is a downcall that takes one more argument, which whoever calls it passes: the program is not null.
    let downcall = unsafe { core::mem::transmute::<super::universal::Universal, Downcall>(routine) };
    Ok((downcall, Box::leak(Box::new(program))))
}

/// Makes a descriptor: what `ffi-build` writes into an object file, and a head.
fn descriptor(lowered: &Lowered, text: &str, ahead: Ahead) -> Result<*const SignatureData, SignatureError> {
    #[cfg(test)]
    tests::MADE.lock().unwrap_or_else(PoisonError::into_inner).push(text.to_owned());
    let Lowered { signature, plan, part } = lowered;
    let parameters = signature.parameters();
    let too_large = || SignatureError::TooLarge(text.to_owned());
    let params = u16::try_from(parameters.len()).map_err(|_| too_large())?;
    let mut types = std::vec![describe(signature.result(), plan.result().size, 0).ok_or_else(too_large)?];
    for (ty, argument) in parameters.iter().zip(plan.arguments()) {
        types.push(describe(ty, argument.size, argument.slot).ok_or_else(too_large)?);
    }
    let mut texts = Texts::new(offset_of!(Head, data) + size_of::<SignatureData>() + parameters.len() * size_of::<TypeData>());
    let names: Vec<usize> = [signature.result()].into_iter().chain(parameters).map(|ty| texts.add(&ty.to_string())).collect();
    let whole = texts.add(text);
    let memory = Memory::from_size_align(texts.end(), align_of::<Head>()).map_err(|_| too_large())?;
    // Flags of a signature in text: whether it may unwind is not part of it, and any may.
    let mut flags = SIGNATURE_DYNAMIC | SIGNATURE_UNWIND;
    if signature.is_variadic() {
        flags |= SIGNATURE_VARIADIC;
    }
    let arrival = Arrival::of(plan, part.as_ref());
    if part.is_some() && (ahead.upcall.is_some() || arrival.is_some()) {
        flags |= SIGNATURE_VA_LIST;
    }
    let result = types.remove(0);
    let data_at = offset_of!(Head, data);
    let args_align = u16::try_from(plan.record().align).map_err(|_| too_large())?;
    // Last of what may fail, for a program stays for ever.
    let (downcall, program) = match ahead.downcall {
        Some(downcall) => (downcall, core::ptr::null()),
        None => program(lowered, text)?,
    };
    let head = Head {
        downcall,
        program,
        upcall: ahead.upcall.unwrap_or(0),
        arrival,
        chain: chain::register(target(), plan.abi()).map(chain::Register::stub),
        data: SignatureData {
            magic: SIGNATURE_MAGIC,
            size: (size_of::<SignatureData>() + parameters.len() * size_of::<TypeData>()) as u32,
            downcall: 0,
            upcall: 0,
            text: reference(data_at + offset_of!(SignatureData, text), whole),
            args_size: plan.record().size,
            ret_size: plan.result().size,
            args_align,
            flags,
            params,
            fixed: signature.fixed().len() as u16,
            result: TypeData {
                name: reference(data_at + offset_of!(SignatureData, result) + offset_of!(TypeData, name), names[0]),
                ..result
            },
        },
    };
    // SAFETY: the size is not 0; head, entries and texts are within it, one behind the other, each aligned.
    unsafe {
        let start = alloc(memory);
        if start.is_null() {
            handle_alloc_error(memory);
        }
        start.cast::<Head>().write(head);
        let entries = start.add(data_at + size_of::<SignatureData>()).cast::<TypeData>();
        for (index, ty) in types.into_iter().enumerate() {
            let field = data_at + size_of::<SignatureData>() + index * size_of::<TypeData>() + offset_of!(TypeData, name);
            entries.add(index).write(TypeData { name: reference(field, names[index + 1]), ..ty });
        }
        start.add(texts.start).copy_from_nonoverlapping(texts.bytes.as_ptr(), texts.bytes.len());
        Ok(start.add(data_at).cast())
    }
}

/// NUL-terminated texts behind a descriptor.
struct Texts {
    start: usize,
    bytes: Vec<u8>,
}

impl Texts {
    fn new(start: usize) -> Texts {
        Texts { start, bytes: Vec::new() }
    }

    /// Where a text is from now on.
    fn add(&mut self, text: &str) -> usize {
        let at = self.end();
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.push(0);
        at
    }

    fn end(&self) -> usize {
        self.start + self.bytes.len()
    }
}

fn reference(field: usize, target: usize) -> i32 {
    (target - field) as i32
}

/// A type without its name; none if a number exceeds its field.
fn describe(ty: &CType, size: u32, offset: u32) -> Option<TypeData> {
    let (kind, element) = contract::kind(target(), ty);
    let align = match Layout::of(target(), ty) {
        Ok(layout) => u16::try_from(layout.align).ok()?,
        // `void`: what has a plan and is a value has a layout.
        Err(_) => 1,
    };
    Some(TypeData { kind: kind.code(), element: element.map_or(0, contract::Kind::code), align, size, offset, name: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;
    use std::thread;

    /// The texts that descriptors were made for.
    pub(super) static MADE: Mutex<Vec<String>> = Mutex::new(Vec::new());

    #[test]
    fn threads_that_want_the_same_signature_make_one() {
        const THREADS: usize = 4;
        for count in 1..50 {
            let text = std::format!("void(short{})", ", short".repeat(count));
            let together = Barrier::new(THREADS);
            let one = || {
                together.wait();
                Signature::parse(&text).expect("a signature").as_ptr().addr()
            };
            let made: Vec<usize> = thread::scope(|scope| {
                let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(one)).collect();
                threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
            });
            assert!(made.iter().all(|each| *each == made[0]), "{text}");
            let descriptors = MADE.lock().unwrap_or_else(PoisonError::into_inner).iter().filter(|made| **made == text).count();
            assert_eq!(descriptors, 1, "{text}");
        }
    }
}
