//! What becomes of each declaration: bound directly, through a trampoline or with accessors, or refused.
//!
//! A function is bound directly only if a call by its C type and a call by the Rust type that is emitted for it put every byte in
//! the same place: both are lowered and the plans compared. No list of "bad types" decides.

use std::fmt;

use ffi_abi::{
    CType, CallPlan, Field, FloatKind, IntKind, Location, Piece, Reason, Record, ResultPlan, Signature, Target, lower,
};

/// What becomes of a declaration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Bound as rustc understands it by itself.
    Direct,
    /// Bound by a function that calls through a trampoline.
    Trampoline(Cause),
    /// A record that is bound, whose members, or some of them, are reached by functions.
    Accessor(Access),
    /// Not bound.
    Refused(Refusal),
}

/// What is said of one declaration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ruling {
    /// What becomes of it.
    pub verdict: Verdict,
    /// What is different from the plain case, in a sentence without a full stop.
    pub note: Option<String>,
}

#[cfg(feature = "headers")]
impl Ruling {
    pub(crate) fn new(verdict: Verdict) -> Ruling {
        Ruling { verdict, note: None }
    }

    pub(crate) fn direct(note: Option<String>) -> Ruling {
        Ruling { verdict: Verdict::Direct, note }
    }

    pub(crate) fn refused(refusal: Refusal) -> Ruling {
        Ruling::new(Verdict::Refused(refusal))
    }
}

/// Why members of a record are reached by functions: Rust has no such member.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Access {
    /// Some are bit-fields.
    BitFields,
    /// The record is made of bytes, and why.
    Bytes(String),
}

impl Access {
    /// The name of the reason, for counting and for machines.
    pub const fn name(&self) -> &'static str {
        match self {
            Access::BitFields => "bit-fields",
            Access::Bytes(_) => "bytes",
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Access::BitFields => f.write_str("its bit-fields are read and written by functions"),
            Access::Bytes(why) => write!(f, "made of bytes: {why}"),
        }
    }
}

/// Why rustc's own call would be wrong: what travels elsewhere than it believes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cause {
    /// `long double`.
    LongDouble,
    /// `_Complex`.
    Complex,
    /// A vector.
    Vector,
    /// `_Float16`.
    Half,
    /// `__float128`.
    Float128,
    /// A record by value; its name or canonical text.
    Record(String),
}

impl Cause {
    /// The name of the reason, for counting and for machines.
    pub const fn name(&self) -> &'static str {
        match self {
            Cause::LongDouble => "long-double",
            Cause::Complex => "complex",
            Cause::Vector => "vector",
            Cause::Half => "half",
            Cause::Float128 => "float128",
            Cause::Record(_) => "record",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::LongDouble => f.write_str("`long double` by value"),
            Cause::Complex => f.write_str("a complex number by value"),
            Cause::Vector => f.write_str("a vector by value"),
            Cause::Half => f.write_str("`_Float16` by value"),
            Cause::Float128 => f.write_str("`__float128` by value"),
            Cause::Record(name) => write!(f, "`{name}` by value, which travels in other places than its Rust form"),
        }
    }
}

/// Why a declaration is not bound: a closed list.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Refusal {
    /// The front end does not understand it, and why.
    NotUnderstood(String),
    /// A type by value that has no size here, or no layout to be trusted.
    Unresolved(String),
    /// The target's convention does not pass it, and why.
    Unsupported(String),
    /// `inline`: the header has its body, a library need not have its symbol.
    Inline,
    /// `static`: no symbol of that name exists.
    Static,
    /// Declared without a prototype: its parameters are not known.
    NoPrototype,
    /// Variadic, with something in its prototype that rustc cannot pass.
    Variadic(Cause),
    /// It needs a trampoline, and none can be made for the target.
    NoEncoder(Cause),
    /// No Rust type of the size of a parameter or of the result: its canonical text.
    NoRustType(String),
    /// `_Thread_local`: stable Rust cannot name one.
    ThreadLocal,
    /// A macro that takes arguments.
    FunctionMacro,
    /// A macro that stands for nothing.
    EmptyMacro,
    /// A macro that is no constant that can be evaluated.
    NotConstant,
    /// bindgen leaves it out.
    NoRustItem,
    /// Another item of Rust has its name: a macro and a function of one name, `type` beside `type_`.
    NameTaken(String),
}

impl Refusal {
    /// The name of the reason, for counting and for machines.
    pub const fn name(&self) -> &'static str {
        match self {
            Refusal::NotUnderstood(_) => "not-understood",
            Refusal::Unresolved(_) => "unresolved",
            Refusal::Unsupported(_) => "unsupported",
            Refusal::Inline => "inline",
            Refusal::Static => "static",
            Refusal::NoPrototype => "no-prototype",
            Refusal::Variadic(_) => "variadic",
            Refusal::NoEncoder(_) => "no-encoder",
            Refusal::NoRustType(_) => "no-rust-type",
            Refusal::ThreadLocal => "thread-local",
            Refusal::FunctionMacro => "function-macro",
            Refusal::EmptyMacro => "empty-macro",
            Refusal::NotConstant => "not-constant",
            Refusal::NoRustItem => "no-rust-item",
            Refusal::NameTaken(_) => "name-taken",
        }
    }
}

/// What to do about a refusal, by the [name](Refusal::name) of its reason; `None` where there is nothing to do.
pub fn advice(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "not-understood" => "write a C function of your own around it, and bind that; or leave it out with `.block(\"…\")`",
        "unresolved" => "give the header that defines the type, or bind what takes it behind a pointer",
        "unsupported" => "leave it out on this target; or write a C function of your own that takes the value behind a pointer",
        "inline" | "static" => "bind it through a C shim: `.inline_functions(true)`",
        "no-prototype" => {
            "declare it with its parameters in an `#[ffi::import]`; if `()` means none in this header, read it as C23 does: \
             `.clang_arg(\"-std=gnu2x\")`"
        }
        "variadic" => "declare the calls that you make, with the types of their arguments, by `ffi::signature!`",
        "no-encoder" => "leave it out on this target with `#[cfg(…)]`; what rustc calls by itself is bound there",
        "no-rust-type" => "write a C function of your own that takes the value behind a pointer",
        "thread-local" => {
            "let a function of your own in C return its address; or declare it as `ffi::ThreadLocal<T>` in an `#[ffi::import]`"
        }
        "function-macro" => "say what it is as a function: `.macro_function(\"int S_ISREG(mode_t mode)\")`",
        "not-constant" => "write its value as a Rust constant; or return it from a C function of your own",
        "no-rust-item" => "declare it in an `#[ffi::import]`",
        "name-taken" => "give it another name: `.rename(\"…\", \"…\")`, or `Hooks::rename`, which tells kinds apart",
        // These two are of a snapshot alone: see `snapshot`.
        "no-entry" => "read the headers for this target too: `cargo ffi snapshot x.ffi --target …`",
        "no-shim" => {
            "install the library's headers and a C compiler of the target, and give ffi-build its feature `shim`; the warning \
             of the build script says what it was"
        }
        // A macro without a value says something to the preprocessor alone.
        _ => return None,
    })
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NotUnderstood(why) | Refusal::Unresolved(why) | Refusal::Unsupported(why) => f.write_str(why),
            Refusal::Inline => f.write_str("it is inline: the header has its body, and no library need have its symbol"),
            Refusal::Static => f.write_str("it is static: no symbol of that name exists"),
            Refusal::NoPrototype => f.write_str("it is declared without a prototype, so its parameters are not known"),
            Refusal::Variadic(cause) => write!(f, "it is variadic, and no one trampoline serves {cause}"),
            Refusal::NoEncoder(cause) => write!(f, "it needs a trampoline for {cause}, and there is no encoder for this target"),
            Refusal::NoRustType(ty) => write!(f, "bindgen has no type of the size of `{ty}`"),
            Refusal::ThreadLocal => f.write_str("each thread has its own, which stable Rust cannot name"),
            Refusal::FunctionMacro => f.write_str("it is a macro that takes arguments"),
            Refusal::EmptyMacro => f.write_str("it is a macro that stands for nothing"),
            Refusal::NotConstant => f.write_str("it is a macro that is no number and no text"),
            Refusal::NoRustItem => f.write_str("bindgen leaves it out"),
            Refusal::NameTaken(name) => write!(f, "another item is called `{name}` in Rust"),
        }
    }
}

/// Whether two plans put every byte of a call in the same place. What a byte is a part of (an integer, a record…) makes no
/// difference to the callee.
pub fn same_call(c: &CallPlan, rust: &CallPlan) -> bool {
    // Bytes on the stack, bytes the callee pops, vector registers in use.
    let rest = |plan: &CallPlan| (plan.stack_size(), plan.callee_pops(), plan.vector_count());
    rest(c) == rest(rust)
        && same_result(c.result(), rust.result())
        && c.arguments().len() == rust.arguments().len()
        && c.arguments().iter().zip(rust.arguments()).all(|(a, b)| same_location(&a.location, &b.location))
}

fn same_result(c: &ResultPlan, rust: &ResultPlan) -> bool {
    same_location(&c.location, &rust.location) && c.returned_pointer == rust.returned_pointer
}

fn same_location(c: &Location, rust: &Location) -> bool {
    match (c, rust) {
        (Location::Ignored, Location::Ignored) => true,
        (Location::Direct(a), Location::Direct(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_piece(a, b)),
        (Location::Indirect { pointer: a }, Location::Indirect { pointer: b }) => a == b,
        (Location::Ignored | Location::Direct(_) | Location::Indirect { .. }, _) => false,
    }
}

fn same_piece(c: &Piece, rust: &Piece) -> bool {
    let sides = |piece: &Piece| (piece.offset, piece.size, piece.place, piece.container, piece.extend);
    sides(c) == sides(rust)
}

/// Whether rustc's call of a Rust function type is right for a C function type. Both are resolved.
///
/// Where the target's convention has no rules here, types that are the same member by member are taken to travel the same way:
/// whatever the convention is, it is one function of the type.
pub fn agrees(target: &Target, c: &Signature, rust: &Signature) -> bool {
    match (lower(target, c), lower(target, rust)) {
        (Ok(c), Ok(rust)) => same_call(&c, &rust),
        (Err(unsupported), Err(_)) if unsupported.reason() == Reason::NoRules => {
            let parts = |signature: &Signature| {
                let types = std::iter::once(signature.result()).chain(signature.parameters());
                (types.map(|ty| bare(target, ty)).collect::<Vec<_>>(), signature.is_variadic(), signature.convention())
            };
            parts(c) == parts(rust)
        }
        (Ok(_) | Err(_), _) => false,
    }
}

/// A type without what no convention looks at: names, the kind of an integer beyond its size and sign, what a pointer points to.
fn bare(target: &Target, ty: &CType) -> CType {
    let integer = |kind: IntKind| match (kind.size(target), kind.signed(target)) {
        (1, true) => IntKind::Int8,
        (1, false) => IntKind::UInt8,
        (2, true) => IntKind::Int16,
        (2, false) => IntKind::UInt16,
        (4, true) => IntKind::Int32,
        (4, false) => IntKind::UInt32,
        (8, true) => IntKind::Int64,
        (8, false) => IntKind::UInt64,
        (_, true) => IntKind::Int128,
        (_, false) => IntKind::UInt128,
    };
    match ty {
        CType::Int(kind) => CType::Int(integer(*kind)),
        CType::Enum(item) => CType::Int(integer(item.underlying)),
        CType::Pointer { .. } | CType::Function(_) => CType::pointer(CType::Void),
        CType::Array { element, length } => CType::Array { element: bare(target, element).into(), length: *length },
        CType::Record(record) => {
            let fields = record.fields.iter().map(|field| Field { name: None, ty: bare(target, &field.ty), ..field.clone() });
            CType::record(Record { name: None, fields: fields.collect(), ..(**record).clone() })
        }
        CType::Void | CType::Bool | CType::Float(_) | CType::Complex(_) | CType::Vector { .. } | CType::Named(_) => ty.clone(),
    }
}

/// What in a signature rustc cannot pass, given the Rust signature that would be emitted.
pub fn cause(target: &Target, c: &Signature, rust: Option<&Signature>) -> Cause {
    let all = std::iter::once(c.result()).chain(c.parameters());
    let rusts: Vec<Option<&CType>> = match rust {
        Some(rust) => std::iter::once(rust.result()).chain(rust.parameters()).map(Some).collect(),
        None => Vec::new(),
    };
    let differs = |(index, ty): &(usize, &CType)| {
        let alone = |ty: &CType| Signature::new(CType::Void, vec![ty.clone()]);
        match rusts.get(*index).copied().flatten() {
            Some(CType::Void) | None => **ty != CType::Void,
            Some(rust) => !agrees(target, &alone(ty), &alone(rust)),
        }
    };
    let by_value: Vec<(usize, &CType)> = all.enumerate().filter(|(_, ty)| **ty != CType::Void).collect();
    // The first parameter that alone goes elsewhere; a record may only do so beside others, or as a result.
    let culprit = by_value.iter().copied().find(differs).or_else(|| by_value.iter().copied().find(|(_, ty)| composite(ty)));
    culprit.map_or_else(|| Cause::Record(c.to_string()), |(_, ty)| cause_of(ty))
}

fn composite(ty: &CType) -> bool {
    matches!(
        ty,
        CType::Record(_) | CType::Complex(_) | CType::Vector { .. } | CType::Float(FloatKind::LongDouble | FloatKind::Half)
    )
}

fn cause_of(ty: &CType) -> Cause {
    match ty {
        CType::Float(FloatKind::LongDouble) => Cause::LongDouble,
        CType::Float(FloatKind::Half) => Cause::Half,
        CType::Float(FloatKind::Float128) => Cause::Float128,
        CType::Complex(_) => Cause::Complex,
        CType::Vector { .. } => Cause::Vector,
        CType::Record(record) => Cause::Record(match &record.name {
            Some(name) => name.clone(),
            None => ty.to_string(),
        }),
        CType::Void
        | CType::Bool
        | CType::Int(_)
        | CType::Float(FloatKind::Float | FloatKind::Double)
        | CType::Pointer { .. }
        | CType::Function(_)
        | CType::Array { .. }
        | CType::Enum(_)
        | CType::Named(_) => Cause::Record(ty.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(c: &str, rust: &str) -> bool {
        let target = Target::parse("x86_64-unknown-linux-gnu").unwrap();
        agrees(&target, &Signature::parse(c).unwrap(), &Signature::parse(rust).unwrap())
    }

    #[test]
    fn there_is_something_to_do_about_every_refusal_of_a_value() {
        let text = String::new;
        let all = [
            Refusal::NotUnderstood(text()),
            Refusal::Unresolved(text()),
            Refusal::Unsupported(text()),
            Refusal::Inline,
            Refusal::Static,
            Refusal::NoPrototype,
            Refusal::Variadic(Cause::LongDouble),
            Refusal::NoEncoder(Cause::LongDouble),
            Refusal::NoRustType(text()),
            Refusal::ThreadLocal,
            Refusal::FunctionMacro,
            Refusal::NotConstant,
            Refusal::NoRustItem,
            Refusal::NameTaken(text()),
        ];
        for refusal in all {
            assert!(advice(refusal.name()).is_some(), "{}", refusal.name());
        }
        assert_eq!(advice(Refusal::EmptyMacro.name()), None);
    }

    #[test]
    fn scalars_agree_whatever_their_names() {
        assert!(check("int(long, char *)", "int32_t(int64_t, void *)"));
        assert!(!check("int(int)", "unsigned int(long)"));
    }

    #[test]
    fn without_rules_the_same_types_agree_and_others_do_not() {
        let target = Target::ALL
            .into_iter()
            .find(|target| lower(target, &Signature::new(CType::Void, vec![])).is_err_and(|e| e.reason() == Reason::NoRules));
        // Once every target has rules, there is nothing left to compare member by member.
        let Some(target) = target else { return };
        let check = |c: &str, rust: &str| agrees(&target, &Signature::parse(c).unwrap(), &Signature::parse(rust).unwrap());
        assert!(check("int(struct { short a; char *p; })", "int32_t(struct { int16_t x; void *y; })"));
        assert!(!check("int(struct { short a : 3; })", "int(struct { short a; })"));
        assert!(!check("void(double _Complex)", "void(struct { double re; double im; })"));
    }

    #[test]
    fn a_pair_of_doubles_is_a_complex_number() {
        assert!(check("double _Complex(double _Complex)", "struct { double re; double im; }(struct { double re; double im; })"));
    }

    #[test]
    fn long_double_is_not_sixteen_bytes() {
        assert!(!check("long double(int)", "unsigned __int128(int)"));
        assert!(!check("void(long double)", "void(unsigned __int128)"));
    }

    #[test]
    fn a_record_of_bit_fields_is_its_storage() {
        assert!(check("void(struct { unsigned a : 3; unsigned b : 29; })", "void(struct { unsigned char u[4]; })"));
        assert!(!check("void(struct { float f; unsigned char c : 1; })", "void(struct { float f; float g; })"));
    }
}
