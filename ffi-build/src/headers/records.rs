//! Records: members, and the attributes that make our layout equal clang's.
//!
//! libclang tells sizes, alignments and offsets exactly, but not every attribute that led to them (`#pragma pack` is nowhere in
//! its tree). So the attributes are derived: of the few ways to pack a record, the first is taken whose layout by our rules equals
//! clang's in size, alignment and each offset. One that none explains is given a fault and never passed by value.
#![allow(non_upper_case_globals, reason = "libclang's constants keep their C names")]

use clang_sys::*;
use ffi_abi::{CType, Field, FieldLayout, Layout, Record, RecordKind, RecordLayout, record_layout};

use super::clang::{Cursor, Type};
use super::items::Reader;
use super::types::{Reason, tag};

/// One member as clang sees it.
struct Member {
    field: Field,
    /// A type of the same size and alignment that needs no name to be known.
    stand_in: CType,
    place: FieldLayout,
    /// The declaration raises (or, packed, lowers) the alignment.
    aligned: bool,
}

impl<'u> Reader<'u> {
    /// A record's members and layout; the third part says why the two do not fit together.
    pub(super) fn record_with_layout(
        &mut self,
        declaration: Cursor<'u>,
    ) -> Result<(Record, RecordLayout, Option<String>), Reason> {
        let ty = declaration.ty();
        let (Some(size), Some(align)) = (ty.size(), ty.align()) else {
            return Err("clang gives no size for it".into());
        };
        let members = ty.fields().into_iter().map(|field| self.member(field)).collect::<Result<Vec<_>, _>>()?;
        let layout = RecordLayout { layout: Layout { size, align }, fields: members.iter().map(|member| member.place).collect() };
        let kind = if declaration.kind() == CXCursor_UnionDecl { RecordKind::Union } else { RecordKind::Struct };
        let name = tag(declaration).map(|tag| tag.split_once(' ').map_or(tag.clone(), |(_, bare)| bare.to_owned()));
        let attributes: Vec<_> = declaration.children().iter().map(|child| child.kind()).collect();
        let plain = Record { kind, name, ..Record::structure(vec![]) };
        let packed = attributes.contains(&CXCursor_PackedAttr);
        match self.explain(&plain, &members, &layout, packed) {
            Some(record) => Ok((record, layout, None)),
            None => {
                let fields = members.into_iter().map(|member| member.field).collect();
                Ok((Record { fields, ..plain }, layout, Some("its layout follows from no attributes known here".into())))
            }
        }
    }

    fn member(&mut self, cursor: Cursor<'u>) -> Result<Member, Reason> {
        let ty = cursor.ty();
        let name = Some(cursor.spelling()).filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$'));
        let name = name.filter(|name| !name.is_empty());
        let bits = cursor.bit_width();
        let called = || name.as_deref().unwrap_or("without a name").to_owned();
        let model = self.ty(ty).map_err(|reason| format!("member `{}`: {reason}", called()))?;
        let stand_in = self.stand_in(ty).map_err(|reason| format!("member `{}`: {reason}", called()))?;
        let children: Vec<_> = cursor.children().iter().map(|child| child.kind()).collect();
        // A typedef may carry an alignment of its own: `typedef int wide __attribute__((aligned(16)))`.
        let typedef_align = (ty.align() != ty.canonical().align() && bits.is_none()).then(|| ty.align()).flatten();
        let natural = Layout::of(&self.target, &stand_in).map_err(|e| e.to_string());
        let bit_size = match bits {
            Some(bits) => bits.into(),
            // A flexible array member takes no room.
            None if ty.canonical().kind() == CXType_IncompleteArray => 0,
            None => 8 * natural.map(|layout| layout.size).or_else(|e| ty.size().ok_or(e))?,
        };
        Ok(Member {
            place: FieldLayout { bit_offset: cursor.bit_offset().ok_or("clang gives no offset for a member")?, bit_size },
            aligned: children.contains(&CXCursor_AlignedAttr) || typedef_align.is_some(),
            field: Field { name, ty: model, bits, packed: children.contains(&CXCursor_PackedAttr), align: typedef_align },
            stand_in,
        })
    }

    /// A type that lays out like `ty`, made of what needs no declaration.
    fn stand_in(&mut self, ty: Type<'u>) -> Result<CType, Reason> {
        let canonical = ty.canonical();
        match canonical.kind() {
            CXType_Record | CXType_ConstantArray => {
                let (Some(size), Some(align)) = (canonical.size(), canonical.align()) else {
                    return Err("clang gives no size for it".into());
                };
                let bytes = CType::array(CType::Int(ffi_abi::IntKind::UChar), size);
                Ok(CType::record(Record { align: Some(align), ..Record::structure(vec![Field::new("bytes", bytes)]) }))
            }
            CXType_IncompleteArray => Ok(CType::Array { element: self.stand_in(canonical.element())?.into(), length: None }),
            CXType_Enum => self.ty(canonical.declaration().enum_type().canonical()),
            CXType_Pointer | CXType_BlockPointer => Ok(CType::pointer(CType::Void)),
            CXType_Atomic => match canonical.atomic_value() {
                Some(value) => self.stand_in(value),
                None => self.ty(canonical),
            },
            _ => self.ty(canonical),
        }
    }

    /// The record with the attributes that give `layout`.
    fn explain(&self, plain: &Record, members: &[Member], layout: &RecordLayout, packed: bool) -> Option<Record> {
        let packs = [None, Some(1), Some(2), Some(4), Some(8), Some(16)];
        packs.into_iter().find_map(|pack| {
            let mut record = Record { packed, pack, ..plain.clone() };
            for member in members {
                let field = Field { ty: member.stand_in.clone(), ..member.field.clone() };
                record.fields.push(field);
                if member.aligned {
                    self.align_last(&mut record, member, layout.layout.align);
                }
            }
            let given = self.layout_of(&record)?;
            if given.layout.align < layout.layout.align || given.layout.size != layout.layout.size {
                record.align = Some(layout.layout.align);
            }
            if !same(&self.layout_of(&record)?, layout) {
                return None;
            }
            for (field, member) in record.fields.iter_mut().zip(members) {
                field.ty = member.field.ty.clone();
            }
            Some(record)
        })
    }

    /// Gives the last member the greatest alignment that puts it where clang has it.
    fn align_last(&self, record: &mut Record, member: &Member, most: u64) {
        let last = record.fields.len() - 1;
        let mut align = most;
        while align > 0 {
            record.fields[last].align = Some(align);
            let placed = self.layout_of(record).and_then(|layout| layout.fields.get(last).copied());
            if placed.is_some_and(|placed| placed.bit_offset == member.place.bit_offset) {
                return;
            }
            align /= 2;
        }
        record.fields[last].align = member.field.align;
    }

    fn layout_of(&self, record: &Record) -> Option<RecordLayout> {
        record_layout(&self.target, record).ok()
    }
}

/// Whether two layouts agree in all that a program can see.
pub(super) fn same(ours: &RecordLayout, clangs: &RecordLayout) -> bool {
    ours.layout == clangs.layout
        && ours.fields.len() == clangs.fields.len()
        && ours.fields.iter().zip(&clangs.fields).all(|(a, b)| a.bit_offset == b.bit_offset)
}
