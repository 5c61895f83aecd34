//! What tokens show of a Rust type, for the comparison with a header; and the way back from a part of it to its tokens.
//!
//! Unlike [`types::ctype`], which asks how a value travels, this keeps what pointers point to: `*const Thing` is a pointer to something
//! unknown here, and not to `void`. Wrappers that change neither layout nor call (`Option<fn>`, `NonNull<T>`, `MaybeUninit<T>`,
//! `ffi::Static<T>`) are seen through.

use std::fmt;
use std::str::FromStr;

use ffi_abi::{CType, Convention};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{GenericArgument, PathArguments, ReturnType, Type, TypeFnPtr};

use crate::types;

/// What is seen of a type.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// `!`.
    Never,
    /// `()` or `c_void`.
    Void,
    /// A number, `bool`, a vector, a complex number.
    Scalar(CType),
    /// A pointer to data.
    Pointer {
        /// What it points to.
        to: Box<Shape>,
        /// Whether that is constant; `None` where the type does not say (`NonNull`).
        constant: Option<bool>,
    },
    /// A function pointer.
    Function(Box<FunctionShape>),
    /// An array.
    Array(Box<Shape>),
    /// A name that is not known here.
    Unknown,
}

/// What is seen of the type of a function.
#[derive(Clone, PartialEq, Debug)]
pub struct FunctionShape {
    /// By what it is called.
    pub convention: Convention,
    /// The parameters in front of `...`.
    pub parameters: Vec<Shape>,
    /// The result.
    pub result: Shape,
    /// Whether there is a `...`.
    pub variadic: bool,
}

/// From a type to a part of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// What a pointer points to.
    Pointee,
    /// The element of an array.
    Element,
    /// A parameter of a function pointer, from 0.
    Parameter(usize),
    /// The result of a function pointer.
    Result,
}

/// Types that are what they wrap, to C.
const WRAPPERS: [&str; 7] = ["MaybeUninit", "ManuallyDrop", "Wrapping", "UnsafeCell", "Cell", "Static", "ThreadLocal"];

/// One layer of a type, with the tokens of what is below it.
enum Layer<'t> {
    Never,
    Void,
    Scalar(CType),
    Pointer(&'t Type, Option<bool>),
    Function(&'t TypeFnPtr),
    Array(&'t Type),
    Unknown,
}

fn layer(ty: &Type) -> Layer<'_> {
    match ty {
        Type::Group(group) => layer(&group.elem),
        Type::Paren(paren) => layer(&paren.elem),
        Type::Never(_) => Layer::Never,
        Type::Tuple(tuple) if tuple.elems.is_empty() => Layer::Void,
        Type::Ptr(pointer) => Layer::Pointer(&pointer.elem, Some(matches!(pointer.mutability, syn::PointerMutability::Const(_)))),
        Type::Reference(reference) => Layer::Pointer(&reference.elem, Some(reference.mutability.is_none())),
        Type::FnPtr(function) => Layer::Function(function),
        Type::Array(array) => Layer::Array(&array.elem),
        Type::Path(path) if path.qself.is_none() => match path.path.segments.last() {
            Some(segment) => named(ty, &segment.ident.to_string(), &segment.arguments),
            None => Layer::Unknown,
        },
        _ => Layer::Unknown,
    }
}

fn named<'t>(ty: &'t Type, name: &str, arguments: &'t PathArguments) -> Layer<'t> {
    let known = || match types::ctype(ty).ok().and_then(|known| known.ctype) {
        Some(CType::Void) => Layer::Void,
        Some(ctype) => Layer::Scalar(ctype),
        None => Layer::Unknown,
    };
    let PathArguments::AngleBracketed(generics) = arguments else { return known() };
    let Some(GenericArgument::Type(inner)) = generics.args.first() else { return Layer::Unknown };
    match name {
        "NonNull" | "Pointer" => Layer::Pointer(inner, None),
        wrapper if WRAPPERS.contains(&wrapper) => layer(inner),
        "Option" => match layer(inner) {
            nullable @ (Layer::Pointer(..) | Layer::Function(_)) => nullable,
            _ => Layer::Unknown,
        },
        _ => known(),
    }
}

/// What is seen of a type.
pub fn shape(ty: &Type) -> Shape {
    match layer(ty) {
        Layer::Never => Shape::Never,
        Layer::Void => Shape::Void,
        Layer::Scalar(ctype) => Shape::Scalar(ctype),
        Layer::Pointer(to, constant) => Shape::Pointer { to: shape(to).into(), constant },
        Layer::Array(element) => Shape::Array(shape(element).into()),
        Layer::Unknown => Shape::Unknown,
        Layer::Function(function) => {
            let convention = function.abi.as_ref().and_then(|abi| types::convention(abi.name.as_ref()).ok());
            Shape::Function(Box::new(FunctionShape {
                convention: convention.map_or(Convention::C, |(convention, _)| convention),
                parameters: function.inputs.iter().map(|parameter| shape(&parameter.ty)).collect(),
                result: returned(&function.output).map_or(Shape::Void, shape),
                variadic: function.variadic.is_some(),
            }))
        }
    }
}

/// The declared type of a result; `None` for none.
pub fn returned(output: &ReturnType) -> Option<&Type> {
    match output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(ty),
    }
}

/// The tokens of a part of a type; of as much of the way as there is.
pub fn part<'t>(ty: &'t Type, steps: &[Step]) -> &'t Type {
    let mut ty = ty;
    for step in steps {
        ty = match (step, layer(ty)) {
            (Step::Pointee, Layer::Pointer(to, _)) => to,
            (Step::Element, Layer::Array(element)) => element,
            (Step::Parameter(index), Layer::Function(function)) => match function.inputs.get(*index) {
                Some(parameter) => &parameter.ty,
                None => return ty,
            },
            (Step::Result, Layer::Function(function)) => match returned(&function.output) {
                Some(result) => result,
                None => return ty,
            },
            _ => return ty,
        };
    }
    bare(ty)
}

/// Without the wrappers that are only seen through.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        Type::Path(path) => match path.path.segments.last() {
            Some(segment) if WRAPPERS.iter().any(|wrapper| segment.ident == wrapper) => match &segment.arguments {
                PathArguments::AngleBracketed(generics) => match generics.args.first() {
                    Some(GenericArgument::Type(inner)) => bare(inner),
                    _ => ty,
                },
                _ => ty,
            },
            _ => ty,
        },
        _ => ty,
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Pointee => f.write_str("*"),
            Step::Element => f.write_str("[]"),
            Step::Parameter(index) => write!(f, "{index}"),
            Step::Result => f.write_str("result"),
        }
    }
}

impl FromStr for Step {
    type Err = ();

    fn from_str(text: &str) -> Result<Step, ()> {
        Ok(match text {
            "*" => Step::Pointee,
            "[]" => Step::Element,
            "result" => Step::Result,
            number => Step::Parameter(number.parse().map_err(|_| ())?),
        })
    }
}

/// Tokens as a Rust programmer writes them: what `Display` prints has a space between any two.
pub fn written(tokens: TokenStream) -> String {
    let mut out = String::new();
    write(tokens, &mut out);
    out
}

fn write(tokens: TokenStream, out: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                // `-> [u8; 4]`, but `fn(…)` and `f(…)`.
                out.push_str(open);
                write(group.stream(), out);
                out.push_str(close);
            }
            TokenTree::Punct(mark) => match mark.as_char() {
                c @ (',' | ';') => out.extend([c, ' ']),
                '>' if out.ends_with('-') => {
                    out.pop();
                    out.push_str(if out.ends_with(' ') { "-> " } else { " -> " });
                }
                ':' if mark.spacing() == proc_macro2::Spacing::Alone && !out.ends_with(':') => out.push_str(": "),
                c => {
                    if matches!(c, '*' | '&') && out.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                        out.push(' ');
                    }
                    out.push(c);
                }
            },
            word @ (TokenTree::Ident(_) | TokenTree::Literal(_)) => {
                if out.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ')' || c == '"') {
                    out.push(' ');
                }
                out.push_str(&word.to_string());
            }
        }
    }
    if out.ends_with(", ") {
        out.truncate(out.len() - 2);
    }
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::*;

    fn of(text: &str) -> Shape {
        shape(&syn::parse_str(text).unwrap())
    }

    #[test]
    fn pointers_keep_what_they_point_to() {
        let int = || Box::new(Shape::Scalar(CType::INT));
        assert_eq!(of("*const c_int"), Shape::Pointer { to: int(), constant: Some(true) });
        assert_eq!(of("Option<NonNull<c_int>>"), Shape::Pointer { to: int(), constant: None });
        assert_eq!(of("&mut [c_int; 2]"), Shape::Pointer { to: Shape::Array(int()).into(), constant: Some(false) });
        assert_eq!(of("*mut Thing"), Shape::Pointer { to: Shape::Unknown.into(), constant: Some(false) });
        assert_eq!(of("ffi::Static<MaybeUninit<c_int>>"), Shape::Scalar(CType::INT));
        assert_eq!(of("Option<u8>"), Shape::Unknown);
    }

    #[test]
    fn a_part_is_found_again() {
        let ty: Type = syn::parse_str("Option<unsafe extern \"C\" fn(*mut *const c_char, c_int) -> c_long>").unwrap();
        let text = |steps: &[Step]| written(part(&ty, steps).to_token_stream());
        assert_eq!(text(&[Step::Parameter(0), Step::Pointee]), "*const c_char");
        assert_eq!(text(&[Step::Parameter(1)]), "c_int");
        assert_eq!(text(&[Step::Result]), "c_long");
        assert_eq!(text(&[]), "Option<unsafe extern \"C\" fn(*mut *const c_char, c_int) -> c_long>");
    }

    #[test]
    fn steps_are_read_back() {
        for step in [Step::Pointee, Step::Element, Step::Parameter(3), Step::Result] {
            assert_eq!(step.to_string().parse(), Ok(step));
        }
    }

    #[test]
    fn tokens_are_written_as_by_hand() {
        for text in ["fn f(a: *const core::ffi::c_char, b: [u8; 4], ...) -> &'a mut T", "*mut c_void", "()", "!", "r#type: u8"] {
            assert_eq!(written(text.parse().unwrap()), text);
        }
    }
}
