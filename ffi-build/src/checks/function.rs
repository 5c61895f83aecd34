//! Two functions side by side.

use ffi_abi::{CType, Signature};
use ffi_grammar::Code;
use ffi_grammar::declared::{At, Root};
use ffi_grammar::shape::{FunctionShape, Shape, returned, shape, written};
use quote::ToTokens;
use syn::{FnArg, ForeignItemFn, Type};

use super::compare::{Compare, Part};
use crate::agreement;
use crate::declarations::Function;

/// A declared function.
pub(super) struct Rust<'a> {
    pub(super) item: &'a ForeignItemFn,
    /// The plain result type, where an error code comes along.
    pub(super) plain: Option<&'a Type>,
    pub(super) convention: ffi_abi::Convention,
    /// Whether the item itself says so, and not its block.
    pub(super) own: bool,
}

impl Rust<'_> {
    fn parameters(&self) -> Vec<&Type> {
        let typed = self.item.sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(parameter) => Some(&*parameter.ty),
            FnArg::Receiver(_) => None,
        });
        typed.collect()
    }

    fn result(&self) -> Shape {
        self.plain.or_else(|| returned(&self.item.sig.output)).map_or(Shape::Void, shape)
    }
}

impl Compare<'_, '_> {
    /// A function. What makes the parameters incomparable is told alone.
    pub(super) fn function(&mut self, rust: &Rust<'_>, c: &Function) {
        self.convention(rust, c);
        // Without a prototype nothing is said about the parameters.
        if !c.flags.no_prototype && !self.parameters(rust, c) {
            return;
        }
        self.result(rust, c);
        if self.faults.is_empty() && !c.flags.no_prototype {
            self.call(rust, c);
        }
    }

    fn convention(&mut self, rust: &Rust<'_>, c: &Function) {
        let convention = c.signature.convention();
        if rust.convention.resolve(self.target).ok() != convention.resolve(self.target).ok() {
            let (proposal, other) = match rust.own {
                true => (format!("\"{convention}\""), String::new()),
                false => (
                    format!("extern \"{convention}\""),
                    format!(", or `#[ffi(convention = \"{convention}\")]` on the item alone"),
                ),
            };
            let arguments = [self.name.clone(), rust.convention.to_string(), convention.to_string(), proposal, other];
            self.fault(At::Convention, Code::OtherConvention, arguments);
        }
    }

    /// Whether the parameters can be put side by side; if so, they were.
    fn parameters(&mut self, rust: &Rust<'_>, c: &Function) -> bool {
        let (types, fixed) = (rust.parameters(), c.signature.fixed());
        let variadic = [rust.item.sig.variadic.is_some(), c.signature.is_variadic()];
        let whole = || self.declaration(&self.name, Some(rust), c);
        if variadic[0] != variadic[1] {
            let word = |variadic: bool| (if variadic { "variadic" } else { "not variadic" }).to_owned();
            let arguments = [self.name.clone(), word(variadic[0]), word(variadic[1]), whole()];
            self.fault(At::Item, Code::OtherVariadic, arguments);
            return false;
        }
        if types.len() != fixed.len() {
            let arguments = [self.name.clone(), count(types.len()), count(fixed.len()), whole()];
            self.fault(At::Item, Code::OtherArity, arguments);
            return false;
        }
        let shapes: Vec<Shape> = types.iter().map(|ty| shape(ty)).collect();
        let mut wrong = Vec::new();
        for (index, (shape, c)) in shapes.iter().zip(fixed).enumerate() {
            let mut one = self.fresh();
            one.parameter(shape, c, index);
            if !one.faults.is_empty() {
                wrong.push(index);
            }
            self.faults.append(&mut one.faults);
            self.layouts.append(&mut one.layouts);
        }
        if let [first, last] = wrong[..] {
            let fits = |rust: usize, c: usize| {
                let mut other = self.fresh();
                other.parameter(&shapes[rust], &fixed[c], c);
                other.faults.is_empty()
            };
            if fits(first, last) && fits(last, first) {
                self.swapped(rust, first, last);
            }
        }
        true
    }

    fn parameter(&mut self, rust: &Shape, c: &CType, index: usize) {
        self.value(rust, &self.resolver.shallow(c).adjusted(), Root::Parameter(index));
    }

    fn swapped(&mut self, rust: &Rust<'_>, first: usize, last: usize) {
        let mut inputs: Vec<String> = rust
            .item
            .sig
            .inputs
            .iter()
            .skip(first)
            .take(last - first + 1)
            .map(|input| written(input.to_token_stream()))
            .collect();
        inputs.swap(0, last - first);
        let (a, b) = ((first + 1).to_string(), (last + 1).to_string());
        self.faults.retain(|fault| !matches!(fault.at, At::Type(..)));
        self.fault(At::Parameters(first, last), Code::Swapped, [a, b, self.name.clone(), inputs.join(", ")]);
    }

    fn result(&mut self, rust: &Rust<'_>, c: &Function) {
        let (shape, ty) = (rust.result(), self.resolver.shallow(c.signature.result()));
        match (&shape, &ty) {
            (Shape::Never, _) if c.flags.noreturn => {}
            (Shape::Never, CType::Void) => {
                let whole = self.declaration(&self.name, Some(rust), c);
                self.fault(At::Item, Code::Returns, [self.name.clone(), whole]);
            }
            (Shape::Void, CType::Void) => {}
            (Shape::Void | Shape::Never, _) | (_, CType::Void) => {
                let kinds = [self.kind_of_shape(&shape), self.kind(&ty)];
                let whole = self.declaration(&self.name, Some(rust), c);
                let [here, there] = kinds;
                self.fault(At::Item, Code::OtherResult, [self.name.clone(), here, there, whole]);
            }
            _ => self.value(&shape, &ty, Root::Result),
        }
    }

    /// Types that look the same part by part may still travel differently. What tokens do not show is taken to be what C says.
    fn call(&mut self, rust: &Rust<'_>, c: &Function) {
        let Ok(resolved) = self.resolver.signature(&c.signature) else { return };
        let known = |shape: &Shape, c: &CType| match shape {
            Shape::Scalar(ctype) => ctype.clone(),
            Shape::Never | Shape::Void | Shape::Pointer { .. } | Shape::Function(_) | Shape::Array(_) | Shape::Unknown => {
                c.clone()
            }
        };
        let types = rust.parameters();
        let parameters = types.iter().zip(resolved.fixed()).map(|(ty, c)| known(&shape(ty), c)).collect();
        let mut other = Signature::new(known(&rust.result(), resolved.result()), parameters).with_convention(rust.convention);
        if resolved.is_variadic() {
            other = other.with_variadic(Vec::new());
        }
        if !agreement::agrees(self.target, &resolved, &other) && ffi_abi::lower(self.target, &resolved).is_ok() {
            let whole = self.declaration(&self.name, None, c);
            let arguments = [self.name.clone(), format!("called as `{other}`"), format!("`{resolved}`"), whole];
            self.fault(At::Item, Code::OtherItem, arguments);
        }
    }

    /// A function pointer.
    pub(super) fn callback(&mut self, rust: &FunctionShape, c: &Signature, whole: &CType, part: &Part) {
        let sides = if rust.convention.resolve(self.target).ok() != c.convention().resolve(self.target).ok() {
            Some([format!("a function of the convention `{}`", rust.convention), format!("one of `{}`", c.convention())])
        } else if rust.variadic != c.is_variadic() {
            let word =
                |variadic: bool| (if variadic { "a variadic function" } else { "a function that is not variadic" }).to_owned();
            Some([word(rust.variadic), word(c.is_variadic())])
        } else if rust.parameters.len() != c.fixed().len() {
            Some([rust.parameters.len(), c.fixed().len()].map(|n| format!("a function with {}", count(n))))
        } else {
            let result = self.resolver.shallow(c.result());
            match (&rust.result, &result) {
                (Shape::Void | Shape::Never, CType::Void) => None,
                // A callback that never returns gives C nothing to look at.
                (Shape::Never, _) => None,
                (Shape::Void, _) | (_, CType::Void) => Some(
                    [self.kind_of_shape(&rust.result), self.kind(&result)].map(|kind| format!("a function that returns {kind}")),
                ),
                _ => None,
            }
        };
        if let Some(sides) = sides {
            return self.differs(part, Code::OtherKind, sides, whole);
        }
        for (index, (rust, c)) in rust.parameters.iter().zip(c.fixed()).enumerate() {
            self.part(rust, &self.resolver.shallow(c).adjusted(), &part.below(ffi_grammar::shape::Step::Parameter(index)));
        }
        if rust.result != Shape::Void && rust.result != Shape::Never {
            self.part(&rust.result, c.result(), &part.below(ffi_grammar::shape::Step::Result));
        }
    }

    /// The whole declaration as C has it, with what the author wrote where that fits.
    pub(super) fn declaration(&self, name: &str, rust: Option<&Rust<'_>>, c: &Function) -> String {
        let types = rust.map(Rust::parameters).unwrap_or_default();
        let same_count = types.len() == c.signature.fixed().len();
        let mut parameters = Vec::new();
        for (index, ty) in c.signature.fixed().iter().enumerate() {
            let own = types.get(index).filter(|own| {
                let mut one = self.fresh();
                one.parameter(&shape(own), ty, index);
                one.faults.is_empty()
            });
            let spelled = match own {
                Some(own) => written(own.to_token_stream()),
                None => self.spell(&self.resolver.shallow(ty).adjusted()).unwrap_or_else(|| "T".to_owned()),
            };
            let from_c = || c.parameters.get(index).and_then(Option::as_deref).map(identifier);
            let from_rust = || {
                let FnArg::Typed(parameter) = rust?.item.sig.inputs.get(index)? else { return None };
                Some(written(parameter.pat.to_token_stream()))
            };
            let named = if same_count || own.is_some() { from_rust().or_else(from_c) } else { from_c() };
            parameters.push(format!("{}: {spelled}", named.unwrap_or_else(|| format!("a{index}"))));
        }
        if c.signature.is_variadic() {
            parameters.push("...".to_owned());
        }
        let result = self.resolver.shallow(c.signature.result());
        let own = rust.and_then(|rust| returned(&rust.item.sig.output).map(|ty| (ty, rust.result())));
        let result = match (own, &result) {
            (_, CType::Void) => String::new(),
            (Some((ty, rust)), _) if self.result_fits(&rust, &result) => format!(" -> {}", written(ty.to_token_stream())),
            _ => format!(" -> {}", self.spell(&result).unwrap_or_else(|| "T".to_owned())),
        };
        format!("fn {name}({}){result}", parameters.join(", "))
    }

    fn result_fits(&self, rust: &Shape, c: &CType) -> bool {
        let mut one = self.fresh();
        one.value(rust, c, Root::Result);
        one.faults.is_empty()
    }
}

fn count(parameters: usize) -> String {
    match parameters {
        0 => "no parameter".to_owned(),
        1 => "1 parameter".to_owned(),
        n => format!("{n} parameters"),
    }
}

/// A C name as a Rust one.
fn identifier(name: &str) -> String {
    if syn::parse_str::<syn::Ident>(name).is_ok() { name.to_owned() } else { format!("{name}_") }
}
