//! What a header's table lists besides functions: constants, enumerations, records and typedefs, from declarations.

use std::collections::{BTreeMap, HashMap, HashSet};

use ffi::contract::{self, Kind};
use ffi_abi::{CType, FieldLayout, IntKind, Layout, Record, RecordKind, Target, record_layout};

use crate::declarations::{Declaration, Declarations, EnumItem, Item, Macro, RecordItem, Resolver};
use crate::descriptor::{TableAlias, TableConstant, TableContents, TableEnum, TableField, TableRecord, TableType, TableValue};

/// The lists of a table but for its functions: what was asked for, and what that needs of the rest. What has no layout, or does not fit
/// the fields of a table, is left out.
pub fn contents(target: &Target, declarations: &Declarations) -> TableContents {
    let needed: Vec<Declaration> = declarations.needed().into_iter().map(|(_, declaration)| declaration).collect();
    let mut lists = Lists {
        target,
        resolver: Resolver::new(declarations),
        enums: HashMap::new(),
        records: HashMap::new(),
        parts: HashMap::new(),
        waiting: Vec::new(),
        contents: TableContents::default(),
    };
    // Numbers first: what follows refers to them, and records to one another.
    for declaration in &needed {
        match &declaration.item {
            Item::Enum(EnumItem { name: Some(name), underlying: Some(_), .. }) => {
                let next = lists.enums.len();
                lists.enums.entry(name.clone()).or_insert(next);
            }
            Item::Record(RecordItem { name, record: Some(record), layout: Some(layout), .. }) => {
                let places = layout.fields.clone();
                lists.parts.insert(name, &declaration.parts);
                lists.record(name.clone(), declaration.doc.clone(), record, layout.layout, places);
            }
            _ => {}
        }
    }
    lists.constants(&needed);
    // Those of members without a name are added on the way.
    while let Some((at, record, places)) = lists.waiting.pop() {
        let mut fields = Vec::new();
        let name = lists.contents.records[at].name.clone();
        lists.fields(&name, &record, &places, 0, &mut fields);
        lists.contents.records[at].fields = fields;
    }
    for declaration in &needed {
        if let Item::Typedef(typedef) = &declaration.item {
            let (record, enumeration) = lists.leads_to(&typedef.ty);
            let none = || TableType { kind: Kind::Void, element: None, align: 1, size: 0, text: typedef.ty.to_string() };
            let ty = lists.ty(&typedef.ty).unwrap_or_else(none);
            let (name, doc) = (typedef.name.clone(), declaration.doc.clone());
            lists.contents.aliases.push(TableAlias { name, doc, ty, record, enumeration });
        }
    }
    lists.contents
}

struct Lists<'d> {
    target: &'d Target,
    resolver: Resolver<'d>,
    /// Positions by name.
    enums: HashMap<String, usize>,
    records: HashMap<String, usize>,
    /// Documentation of declared records' members.
    parts: HashMap<&'d str, &'d BTreeMap<String, String>>,
    /// Records whose members are still to be listed.
    waiting: Vec<(usize, Record, Vec<FieldLayout>)>,
    contents: TableContents,
}

impl Lists<'_> {
    /// Lists a record, its members later; its position.
    fn record(
        &mut self,
        name: String,
        doc: Option<String>,
        record: &Record,
        layout: Layout,
        places: Vec<FieldLayout>,
    ) -> Option<usize> {
        let (size, align) = (u32::try_from(layout.size).ok()?, u32::try_from(layout.align).ok()?);
        if let Some(known) = self.records.get(&name) {
            return Some(*known);
        }
        let at = self.contents.records.len();
        self.records.insert(name.clone(), at);
        let union = record.kind == RecordKind::Union;
        self.contents.records.push(TableRecord { name, doc, size, align, union, fields: Vec::new() });
        self.waiting.push((at, record.clone(), places));
        Some(at)
    }

    fn constants(&mut self, needed: &[Declaration]) {
        let mut names = HashSet::new();
        for declaration in needed {
            match &declaration.item {
                Item::Enum(item) => self.enumeration(declaration, item, &mut names),
                Item::Macro(item) if declaration.selected => {
                    let Some((ty, value)) = self.value(item) else { continue };
                    if names.insert(item.name.clone()) {
                        let (name, doc) = (item.name.clone(), declaration.doc.clone());
                        self.contents.constants.push(TableConstant { name, doc, ty, value, owner: None });
                    }
                }
                _ => {}
            }
        }
    }

    fn enumeration(&mut self, declaration: &Declaration, item: &EnumItem, names: &mut HashSet<String>) {
        let (Some(underlying), Some(ty)) = (item.underlying, item.ty().and_then(|ty| self.ty(&ty))) else { return };
        let owner = item.name.as_ref().and_then(|name| self.enums.get(name).copied());
        let first = self.contents.constants.len();
        for (name, value) in &item.constants {
            // A 64-bit enumeration's constants beyond `i64` keep their bits.
            names.insert(name.clone());
            let value = TableValue::Bits(*value as u64);
            let ty = TableType { text: item.name.clone().unwrap_or_else(|| underlying.name().to_owned()), ..ty.clone() };
            self.contents.constants.push(TableConstant {
                doc: declaration.parts.get(name).cloned(),
                name: name.clone(),
                ty,
                value,
                owner,
            });
        }
        let count = item.constants.len();
        if let (true, Some(name)) = (owner == Some(self.contents.enums.len()), &item.name) {
            let (name, doc) = (name.clone(), declaration.doc.clone());
            let ty = TableType { text: underlying.name().to_owned(), ..ty };
            self.contents.enums.push(TableEnum { name, doc, ty, first, count });
        }
    }

    /// Type and value of a macro, which are known as Rust text.
    fn value(&self, item: &Macro) -> Option<(TableType, TableValue)> {
        let (ty, value) = item.value.as_ref()?;
        if ty.starts_with('&') {
            let bytes = match syn::parse_str::<syn::Lit>(value).ok()? {
                syn::Lit::ByteStr(text) => text.value(),
                syn::Lit::CStr(text) => text.value().into_bytes_with_nul(),
                _ => return None,
            };
            let text = bytes.strip_suffix(b"\0")?.to_vec();
            let size = u32::try_from(bytes.len()).ok()?;
            let ty = TableType { kind: Kind::Record, element: None, align: 1, size, text: format!("char[{size}]") };
            return Some((ty, TableValue::Text(text)));
        }
        let value = value.replace(' ', "");
        let declared = rust_type(ty).unwrap_or_else(|| CType::Named(ty.as_str().into()));
        let ty = self.ty(&declared)?;
        let bits = match ty.kind {
            Kind::Bool => value.parse::<bool>().ok()?.into(),
            Kind::F32 => value.parse::<f32>().ok()?.to_bits().into(),
            Kind::F64 => value.parse::<f64>().ok()?.to_bits(),
            Kind::Pointer => value.parse().ok()?,
            Kind::I8 | Kind::U8 | Kind::I16 | Kind::U16 | Kind::I32 | Kind::U32 | Kind::I64 | Kind::U64 => {
                let number: i128 = value.parse().ok()?;
                i64::try_from(number).map(|number| number as u64).or_else(|_| u64::try_from(number)).ok()?
            }
            _ => return None,
        };
        Some((ty, TableValue::Bits(bits)))
    }

    /// A type that is a value: described with all names replaced, called as it was declared.
    fn ty(&self, ty: &CType) -> Option<TableType> {
        let whole = self.resolver.ty(ty).ok()?;
        if matches!(whole, CType::Void | CType::Function(_) | CType::Named(_)) {
            return None;
        }
        let layout = Layout::of(self.target, &whole).ok()?;
        let (kind, element) = contract::kind(self.target, &whole);
        let (align, size) = (u16::try_from(layout.align).ok()?, u32::try_from(layout.size).ok()?);
        Some(TableType { kind, element, align, size, text: ty.to_string() })
    }

    /// Positions of the record that a type is, or points to, or that its elements are; of the enumeration that it is.
    fn leads_to(&self, ty: &CType) -> (Option<usize>, Option<usize>) {
        match self.resolver.shallow(ty) {
            CType::Named(name) => (self.records.get(&*name).copied(), self.enums.get(&*name).copied()),
            CType::Array { element, .. } => self.leads_to(&element),
            CType::Pointer { pointee, .. } => match self.resolver.shallow(&pointee) {
                CType::Named(name) => (self.records.get(&*name).copied(), None),
                _ => (None, None),
            },
            _ => (None, None),
        }
    }

    /// Lists the members of a record at a bit of the one that is listed, those of members without a name among them.
    fn fields(&mut self, around: &str, record: &Record, places: &[FieldLayout], base: u64, out: &mut Vec<TableField>) {
        for (field, place) in record.fields.iter().zip(places) {
            let bit = base + place.bit_offset;
            match (&field.name, &field.ty) {
                (Some(name), _) => {
                    let inner = self.inner(&format!("{around}.{name}"), &field.ty);
                    let doc = self.documented(around, name);
                    let found = self.field(name, &field.ty, bit, field.bits, inner);
                    out.extend(found.map(|field| TableField { doc, ..field }));
                }
                (None, CType::Record(inner)) => {
                    if let Some((inner, layout)) = self.laid_out(inner) {
                        self.fields(around, &inner, &layout.fields, bit, out);
                    }
                }
                // Padding in bits.
                (None, _) => {}
            }
        }
    }

    /// What the header says of a member of a record, which is a declared one or, behind dots, inside of one.
    fn documented(&self, around: &str, member: &str) -> Option<String> {
        let (record, inside) = around.split_once('.').unwrap_or((around, ""));
        let name = if inside.is_empty() { member.to_owned() } else { format!("{inside}.{member}") };
        self.parts.get(record)?.get(&name).cloned()
    }

    fn laid_out(&self, record: &Record) -> Option<(Record, ffi_abi::RecordLayout)> {
        let whole = self.resolver.record(record).ok()?;
        let layout = record_layout(self.target, &whole).ok()?;
        Some((record.clone(), layout))
    }

    /// Lists the record without a name that a member (or its elements) is, under this name; its position.
    fn inner(&mut self, name: &str, ty: &CType) -> Option<usize> {
        match ty {
            CType::Array { element, .. } => self.inner(name, element),
            CType::Record(record) => {
                let (record, layout) = self.laid_out(record)?;
                self.record(name.to_owned(), None, &record, layout.layout, layout.fields)
            }
            _ => None,
        }
    }

    fn field(&self, name: &str, ty: &CType, bit: u64, width: Option<u32>, inner: Option<usize>) -> Option<TableField> {
        let (mut element, mut elements) = (self.resolver.shallow(ty), None);
        while let CType::Array { element: next, length } = &element {
            let count = u32::try_from(length.unwrap_or(0)).ok()?;
            elements = Some(elements.map_or(Some(count), |known: u32| known.checked_mul(count))?);
            element = self.resolver.shallow(next);
        }
        let described = TableType { text: ty.to_string(), ..self.ty(&element)? };
        let (record, enumeration) = self.leads_to(ty);
        Some(TableField {
            name: name.to_owned(),
            doc: None,
            ty: described,
            offset: u32::try_from(bit / 8).ok()?,
            elements,
            bits: match width {
                Some(width) => Some(((bit % 8) as u8, u8::try_from(width).ok()?)),
                None => None,
            },
            record: inner.or(record),
            enumeration,
        })
    }
}

/// The C type of a Rust one that a macro's value has.
fn rust_type(ty: &str) -> Option<CType> {
    const INTEGERS: [(&str, IntKind); 15] = [
        ("u32", IntKind::UInt),
        ("i32", IntKind::Int),
        ("u64", IntKind::UInt64),
        ("i64", IntKind::Int64),
        ("c_char", IntKind::Char),
        ("c_schar", IntKind::SChar),
        ("c_uchar", IntKind::UChar),
        ("c_short", IntKind::Short),
        ("c_ushort", IntKind::UShort),
        ("c_int", IntKind::Int),
        ("c_uint", IntKind::UInt),
        ("c_long", IntKind::Long),
        ("c_ulong", IntKind::ULong),
        ("c_longlong", IntKind::LongLong),
        ("c_ulonglong", IntKind::ULongLong),
    ];
    if ty.starts_with('*') {
        let void = CType::Void;
        return Some(if ty.starts_with("*const") { CType::pointer_to_const(void) } else { CType::pointer(void) });
    }
    let last = ty.rsplit("::").next().unwrap_or(ty);
    match last {
        "bool" => Some(CType::Bool),
        "f32" => Some(CType::Float(ffi_abi::FloatKind::Float)),
        "f64" => Some(CType::Float(ffi_abi::FloatKind::Double)),
        _ => INTEGERS.iter().find(|(name, _)| *name == last).map(|(_, kind)| CType::Int(*kind)),
    }
}
