//! What is wrong with layouts by hand, on every target that they hold on.

use std::collections::BTreeSet;

use ffi_abi::{CType, FloatKind, Target};
use proc_macro2::Span;
use syn::Type;
use syn::spanned::Spanned as _;

use super::by_hand::{ByHand, Layout, Number, measure};
use super::types::{Declared, declared};
use super::{Member, StructLayout, shown};
use crate::condition::holds_on;
use crate::diagnostic::{Code, Spanned};

/// Every fault, each once, however many targets it is one on.
pub(super) fn check(by_hand: &ByHand, item: &StructLayout) -> Vec<Spanned> {
    let mut faults = Faults::default();
    for (at, layout) in by_hand.layouts.iter().enumerate() {
        faults.layout = at;
        let Layout { size, align, .. } = layout;
        if !align.value.is_power_of_two() {
            let right = align.value.next_power_of_two().to_string();
            let what = format!("the alignment {} is no power of two", align.value);
            faults.add(*align, None, Code::LayoutMeasure, vec![what, right]);
        } else if size.value % align.value != 0 {
            let right = size.value.next_multiple_of(align.value).to_string();
            let what = format!("the size {} is no multiple of the alignment {}", size.value, align.value);
            faults.add(*size, None, Code::LayoutMeasure, vec![what, right]);
        }
        for member in &item.members {
            faults.place(layout, item, member);
        }
    }
    // Where something has no place, distances mean nothing.
    if faults.found.is_empty() {
        for (at, layout) in by_hand.layouts.iter().enumerate() {
            faults.layout = at;
            // What is the same on all targets is the same where this project has no rules, too; then what differs.
            faults.distances(layout, item, None);
            let holds = |target: &Target| layout.condition.as_ref().is_none_or(|on| holds_on(on, target) != Some(false));
            for target in Target::ALL.iter().filter(|target| holds(target)) {
                faults.distances(layout, item, Some(target));
            }
        }
        faults.twice(by_hand, item);
    }
    faults.found
}

#[derive(Default)]
struct Faults {
    found: Vec<Spanned>,
    /// Which layout is being looked at.
    layout: usize,
    /// Layout, and member or what else each is about: another fault there is most often a consequence.
    seen: BTreeSet<(usize, String)>,
}

/// A member with its bits.
struct Extent<'a> {
    member: &'a Member,
    at: Number,
    start: u64,
    end: u64,
    /// In bits.
    align: u64,
}

impl Faults {
    fn add(&mut self, at: Number, who: Option<&Member>, code: Code, arguments: Vec<String>) {
        self.at(at.span, who, code, arguments);
    }

    fn at(&mut self, span: Span, who: Option<&Member>, code: Code, arguments: Vec<String>) {
        let key = who.map_or_else(String::new, |member| member.ident.to_string());
        if self.seen.insert((self.layout, key)) {
            self.found.push(Spanned::between(span, span, code, arguments));
        }
    }

    /// Whether a member has a place in a layout.
    fn place(&mut self, layout: &Layout, item: &StructLayout, member: &Member) {
        let spot = member.placement.spot(layout.name.as_ref());
        if spot.absent {
            return;
        }
        if let Some(stored) = spot.stored.as_ref().filter(|stored| !holds(&member.ty, &syn::parse_quote!(#stored))) {
            let ty = shown(&member.ty);
            let arguments = vec!["stored".into(), format!("a type whose every value a `{ty}` holds"), ty];
            return self.at(stored.span(), Some(member), Code::BadOption, arguments);
        }
        match (spot.offset, spot.bit, spot.width) {
            (Some(offset), Some(_), _) => {
                self.add(
                    offset,
                    Some(member),
                    Code::BadOption,
                    vec!["offset".into(), "possible beside `bit`".into(), "bit = 0, width = 1".into()],
                );
            }
            (None, Some(_), Some(width)) if (1..=64).contains(&width.value) => {}
            (None, Some(bit), width) => {
                let at = width.unwrap_or(bit);
                self.add(at, Some(member), Code::BadOption, vec!["width".into(), "from 1 to 64".into(), "1".into()]);
            }
            (Some(_), None, _) => {}
            (None, None, _) => {
                let before = item.members.iter().take_while(|other| other.ident != member.ident);
                let end = before.filter_map(|other| {
                    let offset = other.placement.spot(layout.name.as_ref()).offset?;
                    Some(offset.value + measure(&other.ty, None).map_or(0, |measure| measure.size))
                });
                let align = measure(&member.ty, None).map_or(1, |measure| measure.align);
                let proposal = end.max().unwrap_or(0).next_multiple_of(align);
                let proposal = match &layout.name {
                    Some(name) => format!("#[ffi({name}(offset = {proposal}))]"),
                    None => format!("#[ffi(offset = {proposal})]"),
                };
                let arguments = vec![member.ident.to_string(), layout.called(), proposal];
                self.at(member.ident.span(), Some(member), Code::LayoutUnplaced, arguments);
            }
        }
    }

    /// Alignment, ends, overlaps and gaps.
    fn distances(&mut self, layout: &Layout, item: &StructLayout, target: Option<&Target>) {
        let mut extents = Vec::new();
        let mut all_known = true;
        for member in &item.members {
            let spot = member.placement.spot(layout.name.as_ref());
            if spot.absent || target.is_some_and(|target| member.is_off(target)) {
                continue;
            }
            if let (Some(bit), Some(width)) = (spot.bit, spot.width) {
                extents.push(Extent { member, at: bit, start: bit.value, end: bit.value + width.value, align: 1 });
                continue;
            }
            let stored: Option<Type> = spot.stored.as_ref().map(|path| syn::parse_quote!(#path));
            let (Some(at), Some(measure)) = (spot.offset, measure(stored.as_ref().unwrap_or(&member.ty), target)) else {
                all_known = false;
                continue;
            };
            let (start, align) = (8 * at.value, 8 * measure.align);
            extents.push(Extent { member, at, start, end: start + 8 * measure.size, align });
        }
        extents.sort_by_key(|extent| (extent.start, extent.end));
        let union = layout.overlaps || item.union.is_some();
        let on = target.map_or_else(String::new, |target| format!(" on {target}"));
        for extent in &extents {
            self.alone(layout, extent, &on);
        }
        let mut end = 0;
        let mut before: Option<&Extent<'_>> = None;
        for extent in &extents {
            if let Some(before) = before.filter(|_| extent.start < end && !union) {
                let right = end.next_multiple_of(extent.align.max(1)) / unit(extent);
                let arguments = vec![
                    extent.member.ident.to_string(),
                    format!("begins{on} at byte {}, inside", extent.start / 8),
                    format!("{}`, bytes {} to {}", before.member.ident, before.start / 8, end.div_ceil(8)),
                    format!("write `{right}`"),
                ];
                self.add(extent.at, Some(extent.member), Code::LayoutOverlap, arguments);
            }
            let natural = end.next_multiple_of(extent.align.max(1));
            if extent.start > natural && !layout.holes && !union && all_known && !is_bits(extent) {
                let arguments = vec![
                    format!("bytes {} to {}{on} belong to no member", end.div_ceil(8), extent.start / 8),
                    layout.called(),
                    (natural / 8).to_string(),
                ];
                self.add(extent.at, Some(extent.member), Code::LayoutGap, arguments);
            }
            if extent.end > end {
                (end, before) = (extent.end, Some(extent));
            }
        }
        let natural = end.div_ceil(8).next_multiple_of(layout.align.value);
        let sound = !self.seen.iter().any(|(at, _)| *at == self.layout);
        if all_known && sound && !layout.holes && !extents.is_empty() && layout.size.value > natural {
            let arguments = vec![
                format!("bytes {} to {}{on} belong to no member", natural, layout.size.value),
                layout.called(),
                natural.to_string(),
            ];
            self.add(layout.size, None, Code::LayoutGap, arguments);
        }
    }

    /// What is wrong with a member by itself.
    fn alone(&mut self, layout: &Layout, extent: &Extent<'_>, on: &str) {
        let name = extent.member.ident.to_string();
        let size = layout.size.value;
        if extent.end > 8 * size {
            let right = extent.end.div_ceil(8).next_multiple_of(layout.align.value);
            let end = format!("at byte {}{on}", extent.end.div_ceil(8));
            let arguments = vec![name.clone(), end, size.to_string(), layout.called(), format!("size = {right}")];
            self.add(extent.at, Some(extent.member), Code::LayoutOutside, arguments);
        }
        if layout.packed {
            return;
        }
        if extent.start % extent.align != 0 {
            let right = extent.start.next_multiple_of(extent.align) / 8;
            let align = format!("{}{on}", extent.align / 8);
            let arguments = vec![name, (extent.start / 8).to_string(), align, format!("write `{right}`")];
            self.add(extent.at, Some(extent.member), Code::LayoutMisaligned, arguments);
        } else if extent.align > 8 * layout.align.value {
            let align = extent.align / 8;
            let what = format!("the alignment {} is less than that of `{name}`: {align}{on}", layout.align.value);
            self.add(layout.align, None, Code::LayoutMeasure, vec![what, align.to_string()]);
        }
    }

    /// Two layouts for one target.
    fn twice(&mut self, by_hand: &ByHand, item: &StructLayout) {
        let holds =
            |layout: &Layout, target: &Target| layout.condition.as_ref().is_none_or(|on| holds_on(on, target) == Some(true));
        for (at, second) in by_hand.layouts.iter().enumerate() {
            self.layout = at;
            let both = |target: &&Target| by_hand.layouts[..at].iter().any(|first| holds(first, target) && holds(second, target));
            if let Some(target) = Target::ALL.iter().find(both) {
                let span = second
                    .condition
                    .as_ref()
                    .and_then(|on| on.clone().into_iter().next())
                    .map_or(second.size.span, |token| token.span());
                let arguments = vec![item.ident.to_string(), target.to_string()];
                self.at(span, None, Code::LayoutTwice, arguments);
            }
        }
    }
}

/// Whether every value of the stored type is one of the declared type; where tokens do not tell, the compiler does.
fn holds(ty: &Type, stored: &Type) -> bool {
    let known = |ty| match declared(ty) {
        Ok(Declared::Known(ctype)) => Some(ctype),
        _ => None,
    };
    match (known(ty), known(stored)) {
        (Some(CType::Float(wide)), Some(CType::Float(narrow))) => {
            wide == narrow || (wide, narrow) == (FloatKind::Double, FloatKind::Float)
        }
        // Of those that differ between targets, that the type is the same is all that holds everywhere.
        (Some(CType::Int(wide)), Some(CType::Int(narrow))) => Target::ALL.iter().all(|target| {
            let (size, sign) = ((wide.size(target), narrow.size(target)), (wide.signed(target), narrow.signed(target)));
            if sign.0 == sign.1 { size.0 >= size.1 } else { sign.0 && size.0 > size.1 }
        }),
        (Some(_), Some(_)) => false,
        _ => true,
    }
}

/// Bits of what the number of a place counts.
fn unit(extent: &Extent<'_>) -> u64 {
    if is_bits(extent) { 1 } else { 8 }
}

fn is_bits(extent: &Extent<'_>) -> bool {
    extent.align == 1
}
