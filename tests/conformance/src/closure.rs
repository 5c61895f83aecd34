//! Closures, as a test program has them: the thunk pages that `ffi-rt` ships, assembled for the machine that the program runs on.
//!
//! A case goes two ways, as `ffi::closure` has them. A thunk of the context's page leads to the case's upcall entry, as for signatures that
//! are data, variadic ones and conventions whose callees pop. Where the arguments leave a register free, a thunk of that register's page
//! leads to a function that the compiler made of the same parameters and the slot.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ffi_abi::{
    Abi, Arch, CType, CallPlan, Convention, Features, Location, Place, RegisterClass, ResultPlan, Signature, Target, lower,
};
use ffi_build::{il, thunks};

use crate::shipped;

/// What every program is linked with besides: the pages, and on i386 the code that leads from them to typed functions.
pub(crate) fn support(host: &Target, folder: &Path) -> Result<Vec<PathBuf>, String> {
    // No thunk minds how floats travel.
    let host = host.with_features(Features::NONE);
    let mut objects = vec![shipped::assemble(&host, "thunks", folder)?];
    if host.arch() == Arch::X86 {
        objects.push(shipped::assemble(&host, "typed", folder)?);
    }
    Ok(objects)
}

/// The table of pages, in C. The last one is the context's; those before it lead to typed functions.
pub(crate) fn pages(host: &Target) -> Result<String, String> {
    let mut text = String::from("#include \"conformance.h\"\n");
    let mut rows = String::new();
    let registers = thunks::registers(host);
    for register in &registers {
        let name = il::register_name(host.arch(), *register);
        for what in ["thunks", "slots"] {
            let symbol = thunks::symbol(host, what, *register);
            let _ = writeln!(text, "extern char {what}_{name}[] __asm__(\"{symbol}\");");
        }
    }
    let mut row = |register, lead: &str| {
        let name = il::register_name(host.arch(), register);
        let _ = writeln!(rows, "    {{thunks_{name}, (struct slot *)slots_{name}, {lead}}},");
    };
    let (context, arguments) = registers.split_last().ok_or("the machine has thunks")?;
    for register in arguments {
        row(*register, "0");
    }
    if host.arch() == Arch::X86 {
        for kind in ["cdecl", "stdcall"] {
            let symbol = ffi_build::shipped::typed_symbol(host, kind);
            let _ = writeln!(text, "extern void {kind}(void) __asm__(\"{symbol}\");");
            row(*context, kind);
        }
    }
    row(*context, "0");
    let shape = thunks::shape(host);
    let _ = writeln!(
        text,
        "_Static_assert(sizeof(struct slot) == {}, \"a slot\");\nconst struct page pages[] = {{\n{rows}}};\n\
         const unsigned page_count = sizeof pages / sizeof *pages, thunk_count = {}, thunk_stride = {};",
        shape.slot,
        shape.count(),
        shape.stride
    );
    Ok(text)
}

/// The typed function of a case.
pub(crate) struct Typed {
    /// Number of its page.
    pub(crate) page: usize,
    /// How it is declared, where not as the case's function is.
    pub(crate) attribute: Option<&'static str>,
    /// Parameters in front of the case's.
    pub(crate) front: &'static [&'static str],
    /// Parameters behind them.
    pub(crate) behind: &'static [&'static str],
}

/// The slot behind the parameters, in the register that they leave free.
const BEHIND: &[&str] = &["void *slot"];

/// Which function of the compiler's a thunk may lead to: one whose arguments are where the case's are, and whose slot is where the thunk, or
/// what it leads to on i386, puts it.
pub(crate) fn typed(target: &Target, host: &Target, signature: &Signature, plan: &CallPlan) -> Option<Typed> {
    if signature.is_variadic() {
        return None;
    }
    let pointer = || CType::pointer(CType::Void);
    let fixed = || signature.fixed().iter().cloned();
    let of = |convention: Convention, parameters: Vec<CType>| {
        let signature = Signature::new(signature.result().clone(), parameters).with_convention(convention);
        lower(target, &signature).ok()
    };
    match plan.abi() {
        Abi::SysV64 | Abi::Win64 | Abi::Aapcs64 | Abi::AppleArm64 | Abi::WindowsArm64 | Abi::Riscv64 => {
            let more = of(signature.convention(), fixed().chain([pointer()]).collect())?;
            let (slot, same) = more.arguments().split_last()?;
            let Location::Direct(pieces) = &slot.location else { return None };
            let [piece] = &pieces[..] else { return None };
            let Place::Register(register) = piece.place else { return None };
            let page = thunks::registers(host).iter().position(|known| *known == register)?;
            (register.class == RegisterClass::General && same == plan.arguments() && more.result() == plan.result())
                .then_some(Typed { page, attribute: None, front: &[], behind: BEHIND })
        }
        // A result in memory has a hidden argument, in front of what the function has there.
        Abi::Cdecl | Abi::Stdcall if is_indirect(plan.result()) => None,
        Abi::Cdecl => {
            let more = of(signature.convention(), std::iter::repeat_with(pointer).take(4).chain(fixed()).collect())?;
            let moved = more.arguments().iter().skip(4).map(|argument| raised(&argument.location));
            (moved.eq(plan.arguments().iter().map(|argument| argument.location.clone()).map(Some))
                && more.result() == plan.result())
            .then_some(Typed {
                page: 0,
                attribute: None,
                front: &["void *slot", "void *w1", "void *w2", "void *w3"],
                behind: &[],
            })
        }
        Abi::Stdcall => {
            let more = of(Convention::Thiscall, [pointer()].into_iter().chain(fixed()).collect())?;
            let same = more.arguments().iter().skip(1).map(|argument| &argument.location);
            (same.eq(plan.arguments().iter().map(|argument| &argument.location)) && more.result() == plan.result())
                .then_some(Typed { page: 1, attribute: Some("__attribute__((thiscall))"), front: &["void *slot"], behind: &[] })
        }
        // `ffi-rt` has no typed functions of these.
        Abi::Fastcall | Abi::Thiscall | Abi::Vectorcall64 => None,
    }
}

fn is_indirect(result: &ResultPlan) -> bool {
    matches!(result.location, Location::Indirect { .. })
}

/// Where an argument is to the caller of a function that is called by the code between: behind four words.
fn raised(location: &Location) -> Option<Location> {
    let place = |place: Place| match place {
        Place::Stack(at) => at.checked_sub(16).map(Place::Stack),
        Place::Register(_) => Some(place),
    };
    Some(match location {
        Location::Ignored => Location::Ignored,
        Location::Direct(pieces) => {
            let pieces: Option<Vec<_>> =
                pieces.iter().map(|piece| Some(ffi_abi::Piece { place: place(piece.place)?, ..*piece })).collect();
            Location::Direct(pieces?)
        }
        Location::Indirect { pointer } => Location::Indirect { pointer: place(*pointer)? },
    })
}
