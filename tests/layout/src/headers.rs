//! Records of C headers, read from Clang's syntax tree as the model's types.
//!
//! Only names, types and attributes are taken from the tree, never a size or an offset: those are ours to compute. Clang writes types
//! as text, so this reads real headers' spellings with `ffi-abi`'s own parser.

use std::collections::BTreeMap;
use std::sync::Arc;

use ffi_abi::{CType, Enum, Field, IntKind, Record, RecordKind, Signature, Target};
use serde_json::Value;

use crate::clang;

/// What a set of headers declares.
#[derive(Default)]
pub struct Headers {
    records: BTreeMap<String, RawRecord>,
    /// `struct tag` to the record's identifier in the tree.
    tags: BTreeMap<String, String>,
    typedefs: BTreeMap<String, Typedef>,
}

/// A record's declaration.
struct RawRecord {
    kind: RecordKind,
    packed: bool,
    pack: Option<u64>,
    align: Option<u64>,
    fields: Vec<RawField>,
}

struct RawField {
    name: Option<String>,
    ty: String,
    bits: Option<u32>,
    packed: bool,
    align: Option<u64>,
    /// Identifier of the record without a tag that was declared just before.
    unnamed: Option<String>,
}

struct Typedef {
    ty: String,
    align: Option<u64>,
    /// Identifier of the record that it gives a name to.
    record: Option<String>,
}

/// A record and what to call it in C.
pub struct Named {
    /// `struct tag`, or the typedef's name.
    pub name: String,
    /// The record, every name in it resolved.
    pub record: Record,
    /// The alignment that the typedef asks for. It is not the record's: it leaves the size as it is.
    pub typedef_align: Option<u64>,
}

impl Headers {
    /// Reads the headers that a source includes.
    ///
    /// # Panics
    /// If Clang does not accept the source.
    pub fn read(target: &Target, arguments: &[&str], source: &str) -> Headers {
        let dump = |kind: &str| {
            let mut all = vec!["-Xclang", kind];
            all.extend(arguments);
            let output = clang::run(target, &all, source);
            assert!(output.errors.is_none(), "{}", output.errors.unwrap_or_default());
            output.text
        };
        let tree: Value = serde_json::from_str(&dump("-ast-dump=json")).expect("Clang's JSON");
        // The JSON leaves out the number of `#pragma pack`; the text has it, in the same order.
        let text = dump("-ast-dump");
        let lines = text.lines().filter(|line| line.contains("MaxFieldAlignmentAttr "));
        let mut packs = lines.map(|line| {
            let bits = line.split_whitespace().next_back().and_then(|word| word.parse::<u64>().ok());
            bits.unwrap_or_else(|| panic!("no number of bits in `{line}`")) / 8
        });
        let mut headers = Headers::default();
        headers.declarations(&tree, &mut packs);
        assert_eq!(packs.next(), None, "the two dumps differ in their pragmas");
        headers
    }

    fn declarations(&mut self, parent: &Value, packs: &mut dyn Iterator<Item = u64>) {
        for node in inner(parent) {
            match text(node, "kind") {
                "RecordDecl" => self.record_declaration(node, packs),
                "TypedefDecl" => {
                    let align = inner(node).find(|child| text(child, "kind") == "AlignedAttr").map(alignment);
                    let typedef =
                        Typedef { ty: text(&node["type"], "qualType").into(), align, record: inner(node).find_map(owned_record) };
                    self.typedefs.insert(text(node, "name").into(), typedef);
                }
                _ => {}
            }
        }
    }

    fn record_declaration(&mut self, node: &Value, packs: &mut dyn Iterator<Item = u64>) {
        let kind = if text(node, "tagUsed") == "union" { RecordKind::Union } else { RecordKind::Struct };
        let mut record = RawRecord { kind, packed: false, pack: None, align: None, fields: vec![] };
        let mut unnamed = None;
        for child in inner(node) {
            match text(child, "kind") {
                "PackedAttr" => record.packed = true,
                "AlignedAttr" => record.align = record.align.max(Some(alignment(child))),
                "MaxFieldAlignmentAttr" => record.pack = Some(packs.next().expect("as many as in the text")),
                "RecordDecl" => {
                    self.record_declaration(child, packs);
                    if text(child, "name").is_empty() {
                        unnamed = Some(text(child, "id").to_owned());
                    }
                }
                "FieldDecl" => record.fields.push(raw_field(child, unnamed.clone())),
                _ => {}
            }
        }
        if node["completeDefinition"] == true {
            let id = text(node, "id");
            let tag = text(node, "name");
            if !tag.is_empty() {
                self.tags.insert(format!("{} {tag}", text(node, "tagUsed")), id.into());
            }
            self.records.insert(id.into(), record);
        }
    }

    /// Every record that has a name.
    ///
    /// # Panics
    /// If a type has no text that we can read.
    pub fn named(&self) -> Vec<Named> {
        let tags = self.tags.iter().map(|(name, id)| (name, id, None));
        let typedefs = self.typedefs.iter().filter_map(|(name, typedef)| Some((name, typedef.record.as_ref()?, typedef.align)));
        // A typedef of a record with a tag, or of one that is not defined here, adds nothing.
        let typedefs = typedefs.filter(|(_, id, _)| self.records.contains_key(*id) && !self.tags.values().any(|tag| tag == *id));
        let named = tags.chain(typedefs);
        named.map(|(name, id, align)| Named { name: name.clone(), record: self.record(id), typedef_align: align }).collect()
    }

    fn record(&self, id: &str) -> Record {
        let raw = &self.records[id];
        let fields = raw.fields.iter().map(|field| self.field(field)).collect();
        Record { kind: raw.kind, packed: raw.packed, pack: raw.pack, align: raw.align, ..Record::structure(fields) }
    }

    fn field(&self, raw: &RawField) -> Field {
        // `struct tag::(unnamed at file:1:2)[4]`: no C, but the record is known.
        let text = match raw.ty.find("(unnamed").or_else(|| raw.ty.find("(anonymous")) {
            Some(start) => {
                let end = start + raw.ty[start..].find(')').expect("a closed parenthesis") + 1;
                let keyword = raw.ty.split(' ').find(|word| matches!(*word, "struct" | "union" | "enum")).expect("a keyword");
                format!("{keyword} unnamed{}", &raw.ty[end..])
            }
            None => raw.ty.clone(),
        };
        let ty = CType::parse(&text).unwrap_or_else(|error| panic!("`{text}`: {error}"));
        let mut align = None;
        let ty = self.resolve(&ty, raw.unnamed.as_deref(), &mut align);
        // A typedef's alignment replaces the type's own, even by a smaller one: what `packed` and `aligned` together do.
        let (packed, align) = (raw.packed || align.is_some(), raw.align.max(align));
        Field { name: raw.name.clone(), ty, bits: raw.bits, packed, align }
    }

    /// Replaces names by what they stand for.
    fn resolve(&self, ty: &CType, unnamed: Option<&str>, align: &mut Option<u64>) -> CType {
        match ty {
            CType::Named(name) if name.starts_with("enum ") => {
                // GCC and Clang choose `unsigned int` or `int`: of the same size.
                CType::Enum(Arc::new(Enum { name: None, underlying: IntKind::UInt }))
            }
            CType::Named(name) if name.ends_with(" unnamed") => {
                CType::record(self.record(unnamed.unwrap_or_else(|| panic!("no record before a field of type `{name}`"))))
            }
            CType::Named(name) => {
                // Clang says `struct name` for `typedef struct {…} name` too.
                let bare = name.split_once(' ').map_or(&**name, |(_, bare)| bare);
                if let Some(id) = self.tags.get(&**name) {
                    CType::record(self.record(id))
                } else if let Some(typedef) = self.typedefs.get(bare) {
                    *align = align.or(typedef.align);
                    match &typedef.record {
                        Some(id) if self.records.contains_key(id) => CType::record(self.record(id)),
                        _ => {
                            let ty = CType::parse(&typedef.ty).unwrap_or_else(|error| panic!("`{}`: {error}", typedef.ty));
                            self.resolve(&ty, None, align)
                        }
                    }
                } else {
                    ty.clone()
                }
            }
            CType::Array { element, length } => {
                CType::Array { element: self.resolve(element, unnamed, align).into(), length: *length }
            }
            // A pointer is as large whatever it points to.
            CType::Pointer { .. } => CType::pointer(CType::Function(Arc::new(Signature::new(CType::Void, vec![])))),
            other => other.clone(),
        }
    }
}

fn raw_field(node: &Value, unnamed: Option<String>) -> RawField {
    let mut field = RawField {
        name: Some(text(node, "name").to_owned()).filter(|name| !name.is_empty()),
        ty: text(&node["type"], "qualType").into(),
        bits: None,
        packed: false,
        align: None,
        unnamed,
    };
    for child in inner(node) {
        match text(child, "kind") {
            "ConstantExpr" if node["isBitfield"] == true => field.bits = text(child, "value").parse().ok(),
            "PackedAttr" => field.packed = true,
            "AlignedAttr" => field.align = field.align.max(Some(alignment(child))),
            _ => {}
        }
    }
    field
}

/// The record that a typedef's type is, if that is all it is.
fn owned_record(node: &Value) -> Option<String> {
    match text(node, "kind") {
        "ElaboratedType" => inner(node).find_map(owned_record),
        "RecordType" => Some(text(&node["decl"], "id").into()),
        _ => None,
    }
}

/// Bytes of an `aligned` attribute; without a number it is 16 on x86-64 (GCC manual: the largest alignment of any type).
fn alignment(node: &Value) -> u64 {
    inner(node).find_map(|child| text(child, "value").parse().ok()).unwrap_or(16)
}

fn inner(node: &Value) -> impl Iterator<Item = &Value> {
    node["inner"].as_array().into_iter().flatten()
}

fn text<'a>(node: &'a Value, key: &str) -> &'a str {
    node[key].as_str().unwrap_or_default()
}
