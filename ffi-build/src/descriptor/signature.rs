//! Signature descriptors: [`ffi::contract::SignatureData`].

use ffi::contract::{self, SignatureData, TypeData};
use ffi_abi::{CONTRACT_VERSION, CType, CallPlan, Layout, Signature, Target, VariadicPart, stable_hash};

use super::Section;
use crate::assembly::{Assembly, Data};
use crate::il::NoCode;

/// What a descriptor offers besides the description.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Parts {
    /// Calls through it: the downcall trampoline is assembled.
    pub downcall: bool,
    /// Callbacks through it: the upcall entry is assembled.
    pub upcall: bool,
    /// The function may unwind (`C-unwind`).
    pub unwind: bool,
}

impl Assembly {
    /// Adds the descriptor of a signature, and the trampolines that it refers to; gives its symbol.
    ///
    /// The symbol is a hash of everything in the descriptor, so that equal descriptors of several crates are one in the
    /// program, and different ones (one without an upcall entry, say) never stand for each other.
    ///
    /// # Errors
    /// [`NoCode`] where a trampoline cannot be assembled, or a number exceeds its field.
    pub fn descriptor(&mut self, signature: &Signature, plan: &CallPlan, parts: Parts) -> Result<String, NoCode> {
        let target = *self.target();
        let parameters = signature.parameters();
        let count = u16::try_from(parameters.len()).map_err(|_| NoCode::TooManyParameters)?;
        let result_align = align(&target, signature.result())?;
        let aligns = parameters.iter().map(|ty| align(&target, ty)).collect::<Result<Vec<u16>, NoCode>>()?;
        let record_align = u16::try_from(plan.record().align).map_err(|_| NoCode::Alignment)?;
        let downcall = if parts.downcall { Some(self.downcall(plan)?) } else { None };
        let part = if parts.upcall { VariadicPart::of(&target, signature) } else { None };
        let upcall = match &part {
            Some(part) => Some(self.variadic_upcall(plan, part)?),
            None if parts.upcall => Some(self.upcall(plan)?),
            None => None,
        };

        let mut section = Section::default();
        section.u32(contract::SIGNATURE_MAGIC);
        let size = size_of::<SignatureData>() + parameters.len() * size_of::<TypeData>();
        section.u32(size as u32);
        section.symbol(downcall.as_deref());
        section.symbol(upcall.as_deref());
        section.text(Some(signature.to_string()));
        section.u32(plan.record().size);
        section.u32(plan.result().size);
        section.u16(record_align);
        let variadic = if signature.is_variadic() { contract::SIGNATURE_VARIADIC } else { 0 };
        let unwind = if parts.unwind { contract::SIGNATURE_UNWIND } else { 0 };
        section.u16(variadic | unwind | if part.is_some() { contract::SIGNATURE_VA_LIST } else { 0 });
        section.u16(count);
        section.u16(signature.fixed().len() as u16);
        describe(&mut section, &target, signature.result(), result_align, plan.result().size, 0);
        for ((ty, align), argument) in parameters.iter().zip(aligns).zip(plan.arguments()) {
            describe(&mut section, &target, ty, align, argument.size, argument.slot);
        }
        debug_assert_eq!(section.bytes.len(), size);
        let (bytes, relocations) = section.finish();
        let mut identity = bytes.clone();
        for relocation in &relocations {
            identity.extend(relocation.offset.to_le_bytes());
            identity.extend_from_slice(relocation.symbol.as_bytes());
            identity.push(0);
        }
        let symbol = format!("ffi{CONTRACT_VERSION}_s_{:032x}", stable_hash(&identity));
        let align = align_of::<SignatureData>() as u64;
        self.data(Data { symbol: symbol.clone(), bytes, align, relocations, shared: true });
        Ok(symbol)
    }
}

/// Alignment of a value in memory; a plan only has that of its slot.
fn align(target: &Target, ty: &CType) -> Result<u16, NoCode> {
    match Layout::of(target, ty) {
        Ok(layout) => u16::try_from(layout.align).map_err(|_| NoCode::Alignment),
        // `void`: what has a plan and is a value has a layout.
        Err(_) => Ok(1),
    }
}

/// Appends a [`TypeData`].
fn describe(section: &mut Section, target: &Target, ty: &CType, align: u16, size: u32, offset: u32) {
    let (kind, element) = contract::kind(target, ty);
    section.u8(kind.code());
    section.u8(element.map_or(0, contract::Kind::code));
    section.u16(align);
    section.u32(size);
    section.u32(offset);
    section.text(Some(ty.to_string()));
}
