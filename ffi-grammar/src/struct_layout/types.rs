//! What a member is declared as in Rust, against what it is in C.

use ffi_abi::{CType, FloatKind, IntKind, Layout, Signature, Target};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprLit, Lit, Path, Type};

use crate::diagnostic::{Code, Spanned};
use crate::types;

/// A Rust type as far as its tokens tell.
#[derive(Debug)]
pub(super) enum Declared {
    /// This C type.
    Known(CType),
    /// A name that only the compiler knows.
    Unknown,
    /// An array; the length where it is a literal.
    Array(Box<Declared>, Option<u64>),
    /// `[T]`: a flexible array member.
    Flexible(Box<Declared>),
}

/// How a declaration differs from the header.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// Which fault.
    pub(super) code: Code,
    /// `4 bytes instead of 8`.
    pub(super) what: String,
}

/// What the tokens of a member's type tell.
pub(super) fn declared(ty: &Type) -> Result<Declared, Spanned> {
    Ok(match ty {
        Type::Group(group) => declared(&group.elem)?,
        Type::Paren(paren) => declared(&paren.elem)?,
        Type::Array(array) => {
            let length = match &array.len {
                Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
                _ => None,
            };
            Declared::Array(declared(&array.elem)?.into(), length)
        }
        Type::Slice(slice) => Declared::Flexible(declared(&slice.elem)?.into()),
        _ => match types::ctype(ty)?.ctype {
            // `()` is no member; what else is `void` here is a name behind which the compiler may find anything.
            Some(CType::Void) | None => Declared::Unknown,
            Some(ctype) => Declared::Known(ctype),
        },
    })
}

/// Whether a declaration is what the header has, as far as tokens tell; the rest is proved where the compiler knows the type.
pub(super) fn compare(target: &Target, c: &CType, rust: &Declared) -> Result<(), Difference> {
    match (c, rust) {
        (_, Declared::Unknown) => Ok(()),
        (CType::Array { element, length: Some(length) }, Declared::Array(rust, declared)) => match declared {
            Some(declared) if declared != length => {
                Err(Difference { code: Code::LayoutWidth, what: format!("{declared} elements instead of {length}") })
            }
            _ => compare(target, element, rust),
        },
        (CType::Array { element, length: None | Some(0) }, Declared::Flexible(rust)) => compare(target, element, rust),
        (_, Declared::Known(rust)) => known(target, c, rust),
        (_, Declared::Array(..)) => Err(kind("an array", c)),
        (_, Declared::Flexible(_)) => Err(kind("an array without a length", c)),
    }
}

fn kind(rust: &str, c: &CType) -> Difference {
    Difference { code: Code::LayoutKind, what: format!("{rust} instead of {}", class(c)) }
}

fn known(target: &Target, c: &CType, rust: &CType) -> Result<(), Difference> {
    let integer = |ty: &CType| match ty {
        CType::Int(kind) => Some(*kind),
        CType::Enum(item) => Some(item.underlying),
        _ => None,
    };
    if let (Some(c), Some(rust)) = (integer(c), integer(rust)) {
        let (sizes, signs) = ((c.size(target), rust.size(target)), (c.signed(target), rust.signed(target)));
        let word = |signed| if signed { "signed" } else { "unsigned" };
        return if sizes.0 != sizes.1 {
            Err(width(sizes.0, sizes.1))
        } else if signs.0 != signs.1 {
            Err(Difference { code: Code::LayoutSign, what: format!("{} instead of {}", word(signs.1), word(signs.0)) })
        } else {
            Ok(())
        };
    }
    match (c, rust) {
        (CType::Bool, CType::Bool) => Ok(()),
        (CType::Float(a), CType::Float(b)) | (CType::Complex(a), CType::Complex(b)) => {
            if a.format(target) == b.format(target) {
                Ok(())
            } else {
                Err(width(a.size(target), b.size(target)))
            }
        }
        (CType::Vector { .. }, CType::Vector { .. }) => match (Layout::of(target, c), Layout::of(target, rust)) {
            (Ok(a), Ok(b)) if a.size != b.size => Err(width(a.size, b.size)),
            _ => Ok(()),
        },
        (CType::Pointer { pointee: a, .. }, CType::Pointer { pointee: b, .. }) => match (&**a, &**b) {
            (CType::Function(a), CType::Function(b)) => functions(target, a, b),
            (CType::Function(_), _) | (_, CType::Function(_)) => Err(kind(class(rust), c)),
            _ => Ok(()),
        },
        _ => Err(kind(class(rust), c)),
    }
}

fn width(c: u64, rust: u64) -> Difference {
    Difference { code: Code::LayoutWidth, what: format!("{rust} {} instead of {c}", if rust == 1 { "byte" } else { "bytes" }) }
}

/// The types of function pointers.
fn functions(target: &Target, c: &Signature, rust: &Signature) -> Result<(), Difference> {
    let differs = |what: String| Err(Difference { code: Code::LayoutKind, what });
    let (given, declared) = (c.fixed().len(), rust.fixed().len());
    if given != declared {
        return differs(format!("{declared} parameters instead of {given}"));
    }
    if c.is_variadic() != rust.is_variadic() {
        let (a, b) = if c.is_variadic() { ("without", "with") } else { ("with", "without") };
        return differs(format!("{a} `...` instead of {b}"));
    }
    let conventions = (c.convention().resolve(target), rust.convention().resolve(target));
    if let (Ok(a), Ok(b)) = conventions {
        if a != b {
            return differs(format!("convention `{}` instead of `{}`", rust.convention(), c.convention()));
        }
    }
    let results = std::iter::once(("its result".to_owned(), c.result(), rust.result()));
    let parameters = c.fixed().iter().zip(rust.fixed()).enumerate();
    let parameters = parameters.map(|(at, (c, rust))| (format!("its parameter {}", at + 1), c, rust));
    for (which, c, rust) in results.chain(parameters) {
        // A name that tokens do not tell is `void` here; so is a result that is passed over.
        if *rust == CType::Void {
            continue;
        }
        if let Err(difference) = known(target, c, rust) {
            return Err(Difference { code: difference.code, what: format!("{which} is {}", difference.what) });
        }
    }
    Ok(())
}

/// What a type is, in words.
pub(super) fn class(ty: &CType) -> &'static str {
    match ty {
        CType::Void => "nothing",
        CType::Bool => "a truth value",
        CType::Int(_) | CType::Enum(_) => "an integer",
        CType::Float(_) => "a floating-point number",
        CType::Complex(_) => "a complex number",
        CType::Vector { .. } => "a vector",
        CType::Pointer { pointee, .. } if matches!(**pointee, CType::Function(_)) => "a pointer to a function",
        CType::Pointer { .. } => "a pointer to data",
        CType::Function(_) => "a function",
        CType::Array { length: None, .. } => "an array without a length",
        CType::Array { .. } => "an array",
        CType::Record(_) | CType::Named(_) => "a record",
    }
}

/// The Rust type that a hint proposes; `None` for a record, which has to be declared first.
pub(super) fn proposal(ty: &CType, target: &Target, runtime: &Path) -> Option<String> {
    let path = runtime.to_token_stream().to_string().replace(' ', "");
    let path = path.trim_start_matches("::");
    let element = |ty: &CType| proposal(ty, target, runtime);
    Some(match ty {
        CType::Bool => "bool".to_owned(),
        CType::Int(IntKind::Char) => "core::ffi::c_char".to_owned(),
        CType::Int(IntKind::Long) => "core::ffi::c_long".to_owned(),
        CType::Int(IntKind::ULong) => "core::ffi::c_ulong".to_owned(),
        CType::Int(kind) => types::fixed(*kind, target),
        CType::Enum(item) => types::fixed(item.underlying, target),
        CType::Float(FloatKind::Float) => "f32".to_owned(),
        CType::Float(FloatKind::Double) => "f64".to_owned(),
        CType::Float(FloatKind::LongDouble) => format!("{path}::LongDouble"),
        CType::Float(FloatKind::Half) => format!("{path}::Half"),
        CType::Complex(kind) => format!("{path}::Complex<{}>", element(&CType::Float(*kind))?),
        CType::Vector { element: lane, lanes } => format!("{path}::Vector<[{}; {lanes}]>", element(lane)?),
        CType::Pointer { pointee, constant } => match &**pointee {
            CType::Function(signature) => function(signature, target, runtime, path),
            pointee => {
                let word = if *constant { "const" } else { "mut" };
                format!("*{word} {}", element(pointee).unwrap_or_else(|| "core::ffi::c_void".to_owned()))
            }
        },
        CType::Array { element: of, length: Some(length) } => format!("[{}; {length}]", element(of)?),
        CType::Array { element: of, length: None } => format!("[{}]", element(of)?),
        CType::Void | CType::Float(_) | CType::Function(_) | CType::Record(_) | CType::Named(_) => return None,
    })
}

fn function(signature: &Signature, target: &Target, runtime: &Path, path: &str) -> String {
    let opaque = format!("Option<{path}::OpaqueFunction>");
    let direct = |ty: &CType| proposal(ty, target, runtime).filter(|_| types::is_direct(ty));
    let Some(mut parameters) = signature.fixed().iter().map(direct).collect::<Option<Vec<_>>>() else { return opaque };
    if signature.is_variadic() {
        parameters.push("...".to_owned());
    }
    let result = match signature.result() {
        CType::Void => String::new(),
        ty => match direct(ty) {
            Some(ty) => format!(" -> {ty}"),
            None => return opaque,
        },
    };
    format!("Option<unsafe extern \"{}\" fn({}){result}>", signature.convention(), parameters.join(", "))
}

/// A member's type for a message: as declared, what that stands for, and its measures.
pub(super) fn describe(ty: &CType, written: Option<&str>, size: u64, target: &Target) -> String {
    let sign = match ty {
        CType::Int(kind) => Some(kind.signed(target)),
        CType::Enum(item) => Some(item.underlying.signed(target)),
        _ => None,
    };
    let sign = sign.map_or("", |signed| if signed { ", signed" } else { ", unsigned" });
    let measure = match ty {
        CType::Array { length: None, .. } => String::new(),
        _ => format!("{size} {}{sign}", if size == 1 { "byte" } else { "bytes" }),
    };
    match (written, measure.is_empty()) {
        (Some(written), false) => format!("`{written}` (`{ty}`, {measure})"),
        (Some(written), true) => format!("`{written}` (`{ty}`)"),
        (None, false) => format!("`{ty}` ({measure})"),
        (None, true) => format!("`{ty}`"),
    }
}

/// The runtime's word for what a type is.
pub(super) fn kind_tokens(ty: &CType, target: &Target, runtime: &Path) -> TokenStream {
    let kind = quote!(#runtime::MemberKind);
    let signed = |int: IntKind| if int.signed(target) { quote!(#kind::Signed) } else { quote!(#kind::Unsigned) };
    match ty {
        CType::Bool => quote!(#kind::Bool),
        CType::Int(int) => signed(*int),
        CType::Enum(item) => signed(item.underlying),
        CType::Float(_) => quote!(#kind::Float),
        CType::Complex(_) => quote!(#kind::Complex),
        CType::Vector { .. } => quote!(#kind::Vector),
        CType::Pointer { pointee, .. } if matches!(**pointee, CType::Function(_)) => quote!(#kind::Function),
        CType::Pointer { .. } => quote!(#kind::Pointer),
        CType::Array { element, .. } => {
            let element = kind_tokens(element, target, runtime);
            quote!(#kind::Array(&#element))
        }
        CType::Named(name) => {
            let name = &**name;
            quote!(#kind::Record(#name))
        }
        CType::Record(_) | CType::Void | CType::Function(_) => quote!(#kind::Record("")),
    }
}
