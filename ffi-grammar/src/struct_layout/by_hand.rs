//! Layouts by hand: size, alignment and offsets under conditions, in one source for all targets.

use ffi_abi::{Layout as Measure, Target};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Path, Type};

use super::emit::{Body, Placed, Proof};
use super::types::{self, Declared};
use super::{Member, StructLayout, check, flag_of, number_of, path_of, shown};
use crate::diagnostic::{Code, Diagnostic, Spanned};
use crate::options::{self, Opt, Value};
use crate::record::{Form, Place};

const LAYOUT: [&str; 7] = ["name", "cfg", "size", "align", "packed", "holes", "overlaps"];
const SPOT: [&str; 5] = ["offset", "bit", "width", "stored", "absent"];

/// The layouts of a record.
#[derive(Debug)]
pub(super) struct ByHand {
    pub(super) layouts: Vec<Layout>,
}

/// One layout.
#[derive(Debug)]
pub(super) struct Layout {
    /// What members call it.
    pub(super) name: Option<Ident>,
    /// Where it holds; everywhere without one.
    pub(super) condition: Option<TokenStream>,
    pub(super) size: Number,
    pub(super) align: Number,
    /// Members need not be aligned.
    pub(super) packed: bool,
    /// Bytes may belong to no member.
    pub(super) holes: bool,
    /// Members may share bytes.
    pub(super) overlaps: bool,
}

/// A number and where it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    pub(super) value: u64,
    pub(super) span: Span,
}

/// Where a member is: in every layout, and otherwise in some.
#[derive(Debug, Default)]
pub(super) struct Placement {
    everywhere: Spot,
    by_layout: Vec<(Ident, Spot)>,
}

/// Where a member is in a layout.
#[derive(Clone, Debug, Default)]
pub(super) struct Spot {
    pub(super) offset: Option<Number>,
    pub(super) bit: Option<Number>,
    pub(super) width: Option<Number>,
    pub(super) stored: Option<Path>,
    pub(super) absent: bool,
}

impl ByHand {
    pub(super) fn read(options: &[Opt], faults: &mut Vec<Spanned>) -> Option<ByHand> {
        let given: Vec<&Opt> = options.iter().filter(|option| option.name == "layout").collect();
        let rest = || options.iter().filter(|option| LAYOUT.iter().any(|name| option.name == name));
        let mut layouts = Vec::new();
        for option in &given {
            match option.group("layout(name = linux, cfg(unix), size = 8, align = 4)") {
                Ok(inside) => {
                    let inside = options::parse(inside.clone(), &LAYOUT, faults);
                    layouts.extend(Layout::read(&option.name, &inside.iter(), faults));
                }
                Err(fault) => faults.push(fault),
            }
        }
        match (given.first(), rest().next()) {
            (Some(_), Some(other)) => {
                faults.push(Spanned::new(&other.name, Code::LayoutSource, ["this belongs in the parentheses of a `layout(…)`"]));
            }
            (None, Some(first)) => layouts.extend(Layout::read(&first.name, &rest(), faults)),
            (_, None) => {}
        }
        (!layouts.is_empty()).then_some(ByHand { layouts })
    }

    /// The items of every layout, and what stops a target that none is for.
    pub(super) fn expand(&self, item: &StructLayout) -> Result<TokenStream, Vec<Spanned>> {
        let faults = check::check(self, item);
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut tokens = TokenStream::new();
        for layout in &self.layouts {
            tokens.extend(layout.body(item)?.tokens(item));
        }
        tokens.extend(self.uncovered(item));
        Ok(tokens)
    }

    /// An error where no layout holds, and one where two do.
    fn uncovered(&self, item: &StructLayout) -> TokenStream {
        let conditions: Vec<&TokenStream> = self.layouts.iter().filter_map(|layout| layout.condition.as_ref()).collect();
        let mut tokens = TokenStream::new();
        if conditions.len() == self.layouts.len() {
            let known: Vec<String> = conditions.iter().map(|condition| format!("`cfg({})`", shown(condition))).collect();
            let fault = Spanned::new(&item.ident, Code::LayoutUncovered, [item.ident.to_string(), known.join(", ")]);
            let error = fault.to_compile_error();
            tokens.extend(quote!(#[cfg(not(any(#(#conditions),*)))] #error));
        }
        for (at, second) in conditions.iter().enumerate() {
            for first in &conditions[..at] {
                let fault = Spanned::new(second, Code::LayoutTwice, [item.ident.to_string(), "this target".to_owned()]);
                let error = fault.to_compile_error();
                tokens.extend(quote!(#[cfg(all(#first, #second))] #error));
            }
        }
        tokens
    }
}

impl Layout {
    fn read<'o, I>(place: &Ident, options: &I, faults: &mut Vec<Spanned>) -> Option<Layout>
    where
        I: Iterator<Item = &'o Opt> + Clone,
    {
        let name = path_of(options.clone(), "name", faults);
        let name = name.and_then(|name| match name.get_ident() {
            Some(ident) => Some(ident.clone()),
            None => {
                faults.push(Spanned::new(&name, Code::BadOption, ["name", "one word", "name = linux64"]));
                None
            }
        });
        let condition = options.clone().find(|option| option.name == "cfg");
        let condition = condition.map(|option| option.group("cfg(unix)").cloned());
        let condition = condition.transpose().map_err(|fault| faults.push(fault)).ok()?;
        let number = |name: &str, faults: &mut Vec<Spanned>| Number::read(options.clone(), name, faults);
        let (size, align) = (number("size", faults), number("align", faults));
        let (packed, holes) = (flag_of(options.clone(), "packed", faults), flag_of(options.clone(), "holes", faults));
        let overlaps = flag_of(options.clone(), "overlaps", faults);
        let (Some(size), Some(align)) = (size, align) else {
            if faults.is_empty() {
                faults.push(Spanned::new(place, Code::LayoutSource, ["a layout needs `size = …` and `align = …`"]));
            }
            return None;
        };
        Some(Layout { name, condition, size, align, packed, holes, overlaps })
    }

    /// What a message calls it.
    pub(super) fn called(&self) -> String {
        match (&self.name, &self.condition) {
            (Some(name), _) => format!("layout `{name}`"),
            (None, Some(condition)) => format!("the layout of `cfg({})`", shown(condition)),
            (None, None) => "the layout".to_owned(),
        }
    }

    fn body<'a>(&self, item: &'a StructLayout) -> Result<Body<'a>, Vec<Spanned>> {
        let mut members = Vec::new();
        for member in &item.members {
            let spot = member.placement.spot(self.name.as_ref());
            if !spot.absent {
                members.push(self.place(item, member, &spot).map_err(|fault| vec![fault])?);
            }
        }
        self.prove_order(item, &mut members);
        let conditions = self.condition.as_ref().map(|condition| quote!(#[cfg(#condition)])).unwrap_or_default();
        let doc = format!("A C record of {} bytes.", self.size.value);
        Ok(Body { conditions, size: self.size.value, align: self.align.value, record: "", doc, members })
    }

    fn place<'a>(&self, item: &StructLayout, member: &'a Member, spot: &Spot) -> Result<Placed<'a>, Spanned> {
        let stored: Option<Type> = spot.stored.as_ref().map(|path| syn::parse_quote!(#path));
        // Where one layout stores another type, all read and write through the same conversion.
        let converts = item.differs(member);
        let ty = &member.ty;
        let stored = if converts { Some(stored.unwrap_or_else(|| ty.clone())) } else { None };
        let mut proofs = Vec::new();
        let place = match (spot.bit, spot.width, spot.offset) {
            (Some(bit), Some(width), _) => Place::bits(bit.value, width.value, bit_form(ty)?),
            (_, _, Some(offset)) => {
                let held = stored.as_ref().unwrap_or(ty);
                let (at, size, align) = (literal(offset.value), literal(self.size.value), literal(self.align.value));
                let fault = |code, arguments: Vec<String>| Diagnostic::new(code, arguments).to_string();
                let name = member.ident.to_string();
                let end = vec![
                    name.clone(),
                    "past the end".into(),
                    self.size.value.to_string(),
                    self.called(),
                    "a larger `size`".into(),
                ];
                proofs.push(Proof::Holds {
                    condition: quote!(#at + ::core::mem::size_of::<#held>() <= #size),
                    message: fault(Code::LayoutOutside, end),
                });
                if !self.packed {
                    let arguments = vec![name, offset.value.to_string(), "its alignment".into(), "choose another offset".into()];
                    proofs.push(Proof::Holds {
                        condition: quote!(
                            #at % ::core::mem::align_of::<#held>() == 0 && ::core::mem::align_of::<#held>() <= #align
                        ),
                        message: fault(Code::LayoutMisaligned, arguments),
                    });
                }
                Place::bytes(offset.value)
            }
            _ => return Err(Spanned::new(&member.ident, Code::Syntax, ["a member without a place"])),
        };
        let doc = format!("`{}`, as the layout places it.", member.name());
        Ok(Placed { member, ty: ty.clone(), stored, place, flexible: false, doc, proofs })
    }

    /// That no member reaches into the next, for types whose size only the compiler knows.
    fn prove_order(&self, item: &StructLayout, members: &mut [Placed<'_>]) {
        if self.overlaps || item.union.is_some() {
            return;
        }
        let offset = |placed: &Placed<'_>| placed.member.placement.spot(self.name.as_ref()).offset.map(|number| number.value);
        let mut order: Vec<(u64, usize)> =
            members.iter().enumerate().filter_map(|(at, placed)| Some((offset(placed)?, at))).collect();
        order.sort_unstable();
        for pair in order.windows(2) {
            let [(start, first), (next, second)] = pair else { continue };
            let held = members[*first].stored.clone().unwrap_or_else(|| members[*first].ty.clone());
            let (start, end) = (literal(*start), literal(*next));
            let names = [members[*second].member.ident.to_string(), members[*first].member.ident.to_string()];
            let arguments =
                [names[0].clone(), "begins inside".to_owned(), format!("{}`", names[1]), "choose another offset".to_owned()];
            members[*first].proofs.push(Proof::Holds {
                condition: quote!(#start + ::core::mem::size_of::<#held>() <= #end),
                message: Diagnostic::new(Code::LayoutOverlap, arguments).to_string(),
            });
        }
    }
}

fn literal(number: u64) -> TokenStream {
    Literal::u64_unsuffixed(number).into_token_stream()
}

/// What the bits of a bit-field are, by its Rust type.
fn bit_form(ty: &Type) -> Result<Form, Spanned> {
    match types::declared(ty)? {
        Declared::Known(ffi_abi::CType::Bool) => Ok(Form::Bool),
        // Kinds whose sign a target decides are no types of Rust's own.
        Declared::Known(ffi_abi::CType::Int(kind)) => {
            let signed = kind.signed(&Target::ALL[0]);
            Ok(if signed { Form::Signed } else { Form::Unsigned })
        }
        _ => Err(Spanned::new(ty, Code::BadOption, ["bit", "possible for this type", "u32"])),
    }
}

impl Number {
    fn read<'o>(options: impl Iterator<Item = &'o Opt> + Clone, name: &str, faults: &mut Vec<Spanned>) -> Option<Number> {
        let value = number_of(options.clone(), name, faults)?;
        let option = options.into_iter().find(|option| option.name == name)?;
        let Value::Number(number) = &option.value else { return None };
        Some(Number { value, span: number.span() })
    }
}

impl Placement {
    /// The options that a member may have.
    pub(super) fn options(layouts: Option<&ByHand>) -> Vec<String> {
        let Some(by_hand) = layouts else { return vec!["member".to_owned()] };
        let names = by_hand.layouts.iter().filter_map(|layout| layout.name.as_ref().map(ToString::to_string));
        SPOT.iter().filter(|name| **name != "absent").map(|name| (*name).to_owned()).chain(names).collect()
    }

    pub(super) fn read<'o>(options: impl Iterator<Item = &'o Opt> + Clone, faults: &mut Vec<Spanned>) -> Placement {
        let everywhere = Spot::read(options.clone(), faults);
        let mut by_layout = Vec::new();
        for option in options.filter(|option| !SPOT.iter().any(|name| option.name == name)) {
            match option.group(&format!("{}(offset = 0)", option.name)) {
                Ok(inside) => {
                    let inside = options::parse(inside.clone(), &SPOT, faults);
                    by_layout.push((option.name.clone(), Spot::read(inside.iter(), faults)));
                }
                Err(fault) => faults.push(fault),
            }
        }
        Placement { everywhere, by_layout }
    }

    /// Where the member is in a layout.
    pub(super) fn spot(&self, layout: Option<&Ident>) -> Spot {
        let own = layout.and_then(|layout| self.by_layout.iter().find(|(name, _)| name == layout));
        let Some((_, own)) = own else { return self.everywhere.clone() };
        let everywhere = self.everywhere.clone();
        let bits = own.bit.is_some() || own.offset.is_some();
        Spot {
            offset: own.offset.or(everywhere.offset.filter(|_| !bits)),
            bit: own.bit.or(everywhere.bit.filter(|_| !bits)),
            width: own.width.or(everywhere.width),
            stored: own.stored.clone().or(everywhere.stored),
            absent: own.absent,
        }
    }

    /// Whether any layout stores another type than the declared one.
    pub(super) fn converts(&self) -> bool {
        self.everywhere.stored.is_some() || self.by_layout.iter().any(|(_, spot)| spot.stored.is_some())
    }
}

impl Spot {
    fn read<'o>(options: impl Iterator<Item = &'o Opt> + Clone, faults: &mut Vec<Spanned>) -> Spot {
        Spot {
            offset: Number::read(options.clone(), "offset", faults),
            bit: Number::read(options.clone(), "bit", faults),
            width: Number::read(options.clone(), "width", faults),
            stored: path_of(options.clone(), "stored", faults),
            absent: flag_of(options, "absent", faults),
        }
    }
}

/// Size and alignment of a type on a target, or, without one, where they are the same on all.
pub(super) fn measure(ty: &Type, target: Option<&Target>) -> Option<Measure> {
    fn of(declared: &Declared, target: &Target) -> Option<Measure> {
        match declared {
            Declared::Known(ctype) => Measure::of(target, ctype).ok(),
            Declared::Array(element, Some(length)) => {
                let element = of(element, target)?;
                Some(Measure { size: element.size.checked_mul(*length)?, ..element })
            }
            Declared::Array(_, None) | Declared::Flexible(_) | Declared::Unknown => None,
        }
    }
    let declared = types::declared(ty).ok()?;
    match target {
        Some(target) => of(&declared, target),
        None => {
            let mut all = Target::ALL.iter().map(|target| of(&declared, target));
            let first = all.next()??;
            all.all(|other| other == Some(first)).then_some(first)
        }
    }
}
