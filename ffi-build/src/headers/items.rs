//! From clang's tree to declarations.
#![allow(non_upper_case_globals, reason = "libclang's constants keep their C names")]

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use clang_sys::*;
use ffi_abi::{CType, Layout, RecordLayout, Target};

use super::clang::{Cursor, Type};
use super::comments::{self, Comments};
use super::input::MAIN;
use super::nullability::{self, Promises};
use super::shims::Shim;
use super::types::{Reason, integer, tag};
use crate::declarations::{
    Declaration, EnumItem, Function, FunctionFlags, Global, Item, Macro, Place, RecordItem, Typedef, Unknown,
};

/// Reads one translation unit.
pub(super) struct Reader<'u> {
    pub(super) target: Target,
    items: Vec<Declaration>,
    /// Kind and name of each item so far, and where it is.
    known: HashMap<(&'static str, String), usize>,
    /// Files that declare an item again, other than that of its place.
    again: HashMap<usize, BTreeSet<String>>,
    /// Functions that a shim can call for those who have no symbol of theirs.
    shims: Vec<Shim>,
    /// Whether some header has `_Nonnull`, so that every function is looked through for it.
    nullability: bool,
    /// Where comments of members, constants and macros are read.
    comments: Option<Comments>,
    /// What a type mentioned and no top-level cursor has shown yet: records inside records, the compiler's own.
    pending: VecDeque<Cursor<'u>>,
}

/// What was read.
pub(super) struct Read {
    pub(super) items: Vec<Declaration>,
    /// By index of an item, the files that declare it again elsewhere.
    pub(super) again: HashMap<usize, BTreeSet<String>>,
    pub(super) shims: Vec<Shim>,
}

impl<'u> Reader<'u> {
    pub(super) fn new(target: Target, nullability: bool, documented: bool) -> Reader<'u> {
        Reader {
            target,
            items: Vec::new(),
            known: HashMap::new(),
            again: HashMap::new(),
            shims: Vec::new(),
            nullability,
            comments: documented.then(Comments::default),
            pending: VecDeque::new(),
        }
    }

    /// Reads what is below the cursor of a translation unit.
    pub(super) fn read(mut self, root: Cursor<'u>) -> Read {
        for cursor in root.children() {
            self.top_level(cursor);
            while let Some(cursor) = self.pending.pop_front() {
                self.top_level(cursor);
            }
        }
        Read { items: self.items, again: self.again, shims: self.shims }
    }

    /// Notes that a file declares an item again.
    fn declared_again(&mut self, at: usize, place: Option<Place>) {
        let (Some(new), Some(old)) = (place, &self.items[at].place) else { return };
        if new.file != old.file {
            self.again.entry(at).or_default().insert(new.file);
        }
    }

    /// Notes that a type mentions a declaration.
    pub(super) fn declare(&mut self, cursor: Cursor<'u>) {
        let known = match cursor.kind() {
            CXCursor_StructDecl | CXCursor_UnionDecl => {
                tag(cursor).and_then(|tag| self.known.get(&("record", tag))).is_some_and(|&at| self.is_complete(at))
            }
            CXCursor_TypedefDecl => self.known.contains_key(&("typedef", cursor.spelling())),
            _ => false,
        };
        if !known && !self.pending.contains(&cursor) {
            self.pending.push_back(cursor);
        }
    }

    fn is_complete(&self, at: usize) -> bool {
        match &self.items[at].item {
            Item::Record(record) => record.record.is_some() || record.fault.is_some(),
            Item::Enum(item) => item.underlying.is_some(),
            Item::Unknown(_) | Item::Function(_) | Item::Typedef(_) | Item::Global(_) | Item::Macro(_) => true,
        }
    }

    fn top_level(&mut self, cursor: Cursor<'u>) {
        match cursor.kind() {
            CXCursor_FunctionDecl => self.function(cursor),
            CXCursor_StructDecl | CXCursor_UnionDecl => self.record(cursor),
            CXCursor_EnumDecl => self.enumeration(cursor),
            CXCursor_TypedefDecl => self.typedef(cursor),
            CXCursor_VarDecl => self.global(cursor),
            CXCursor_MacroDefinition => self.define(cursor),
            // Uses of macros, includes and assertions declare nothing.
            CXCursor_MacroExpansion | CXCursor_InclusionDirective | CXCursor_StaticAssert => {}
            // A stray semicolon.
            CXCursor_UnexposedDecl if cursor.spelling().is_empty() && cursor.tokens().iter().all(|t| t == ";") => {}
            _ => {
                let reason = "it is not a declaration of C".to_owned();
                self.unknown(cursor, "declaration", cursor.spelling(), reason);
            }
        }
    }

    fn function(&mut self, cursor: Cursor<'u>) {
        let name = cursor.spelling();
        let ty = cursor.ty();
        let ty = match ty.kind() {
            CXType_FunctionProto | CXType_FunctionNoProto => ty,
            // Declared through a typedef of a function type.
            _ => ty.canonical(),
        };
        let signature = match self.signature(ty) {
            Ok(signature) => signature,
            Err(reason) => return self.unknown(cursor, "function", name, reason),
        };
        let children = cursor.children();
        let label = children.iter().find(|child| child.kind() == CXCursor_AsmLabelAttr).map(|child| child.spelling());
        let parameters = children
            .iter()
            .filter(|child| child.kind() == CXCursor_ParmDecl)
            .map(|child| Some(child.spelling()).filter(|name| !name.is_empty()))
            .collect::<Vec<_>>();
        let of_macro = cursor.place().is_some_and(|place| place.file == MAIN);
        if of_macro || (cursor.is_definition() && (cursor.is_static() || cursor.is_inline())) {
            self.shims.push(Shim::new(cursor, ty, &parameters, of_macro));
        }
        let keyword = |child: &Cursor<'u>| {
            child.kind() == CXCursor_UnexposedAttr
                && child.is_short(32)
                && child.tokens().iter().any(|token| ["_Noreturn", "noreturn", "__noreturn__"].contains(&token.as_str()))
        };
        let promises = match self.nullability || children.iter().any(|child| child.kind() == CXCursor_UnexposedAttr) {
            true => nullability::read(&cursor.printed(), &name, &pointers(ty)),
            false => Promises::default(),
        };
        let flags = FunctionFlags {
            non_null: promises.parameters,
            returns_non_null: promises.result,
            expression: None,
            no_prototype: ty.kind() == CXType_FunctionNoProto,
            is_static: cursor.is_static(),
            inline: cursor.is_inline(),
            defined: cursor.is_definition(),
            // The attribute is part of the type, the keyword is not.
            noreturn: ty.spelling().contains("__attribute__((noreturn))") || children.iter().any(keyword),
            deprecated: cursor.is_deprecated(),
            must_use: children.iter().any(|child| child.kind() == CXCursor_WarnUnusedResultAttr),
            shim: false,
        };
        let function = Function { link_name: label.filter(|l| *l != name), name, signature, parameters, flags };
        self.push_function(cursor, function);
    }

    /// Redeclarations add up: a later prototype, label, comment or attribute counts for the function.
    fn push_function(&mut self, cursor: Cursor<'u>, new: Function) {
        let Some(&at) = self.known.get(&("function", new.name.clone())) else {
            return self.push(cursor, Item::Function(new));
        };
        let doc = comments::of(cursor);
        self.declared_again(at, cursor.place());
        let declaration = &mut self.items[at];
        declaration.doc = declaration.doc.take().or(doc);
        if let Item::Function(old) = &mut declaration.item {
            if old.flags.no_prototype && !new.flags.no_prototype {
                old.signature = new.signature;
                old.flags.no_prototype = false;
                old.parameters = new.parameters;
            } else if old.parameters.iter().all(Option::is_none) && old.parameters.len() == new.parameters.len() {
                old.parameters = new.parameters;
            }
            old.link_name = old.link_name.take().or(new.link_name);
            old.flags.is_static |= new.flags.is_static;
            old.flags.inline |= new.flags.inline;
            old.flags.defined |= new.flags.defined;
            old.flags.noreturn |= new.flags.noreturn;
            old.flags.deprecated |= new.flags.deprecated;
            old.flags.must_use |= new.flags.must_use;
            old.flags.returns_non_null |= new.flags.returns_non_null;
            old.flags.non_null.extend(new.flags.non_null);
            old.flags.non_null.sort_unstable();
            old.flags.non_null.dedup();
        }
    }

    fn record(&mut self, cursor: Cursor<'u>) {
        // One without a name is described where it is used.
        let Some(name) = tag(cursor) else { return };
        let definition = cursor.definition();
        let known = self.known.get(&("record", name.clone())).copied();
        if let Some(at) = known {
            self.declared_again(at, cursor.place());
            if definition.is_none() || self.is_complete(at) {
                return;
            }
        }
        let first = cursor.place();
        let mut item = RecordItem { name, record: None, layout: None, fault: None, non_null: Vec::new() };
        if let Some(definition) = definition {
            if self.nullability {
                let fields = definition.ty().fields();
                let never = fields.into_iter().filter(|field| nullability::of_variable(&field.printed()));
                item.non_null = never.map(Cursor::spelling).filter(|name| !name.is_empty()).collect();
            }
            match self.record_with_layout(definition) {
                Ok((record, layout, fault)) => {
                    (item.record, item.layout, item.fault) = (Some(record), Some(layout), fault);
                }
                Err(reason) => {
                    // Its bytes are known even if its members are not.
                    let ty = definition.ty();
                    let layout = ty.size().zip(ty.align()).map(|(size, align)| Layout { size, align });
                    item.layout = layout.map(|layout| RecordLayout { layout, fields: Vec::new() });
                    item.fault = Some(reason);
                }
            }
        }
        let cursor = definition.unwrap_or(cursor);
        match known {
            Some(at) => {
                let old = self.items[at].place.take();
                self.items[at] = self.declaration(cursor, Item::Record(item));
                self.declared_again(at, old);
            }
            None => {
                self.push(cursor, Item::Record(item));
                self.declared_again(self.items.len() - 1, first);
            }
        }
    }

    fn enumeration(&mut self, cursor: Cursor<'u>) {
        let name = tag(cursor);
        let definition = cursor.definition();
        let cursor = definition.unwrap_or(cursor);
        let key = name.clone().or_else(|| cursor.place().map(|p| format!("{}:{}:{}", p.file, p.line, p.column)));
        let key = ("enum", key.unwrap_or_default());
        let known = self.known.get(&key).copied();
        if let Some(at) = known {
            self.declared_again(at, cursor.place());
            if definition.is_none() || self.is_complete(at) {
                return;
            }
        }
        let underlying = definition.and_then(|d| integer(d.enum_type().canonical().kind()));
        let signed = underlying.is_some_and(|kind| kind.signed(&self.target));
        let constants = cursor
            .children()
            .into_iter()
            .filter(|child| child.kind() == CXCursor_EnumConstantDecl)
            .map(|child| (child.spelling(), child.enum_value(signed)))
            .collect();
        let item = Item::Enum(EnumItem { name, underlying, constants });
        let declaration = self.declaration(cursor, item);
        match known {
            Some(at) => self.items[at] = declaration,
            None => {
                self.known.insert(key, self.items.len());
                self.items.push(declaration);
            }
        }
    }

    fn typedef(&mut self, cursor: Cursor<'u>) {
        let name = cursor.spelling();
        if let Some(&at) = self.known.get(&("typedef", name.clone())) {
            return self.declared_again(at, cursor.place());
        }
        let underlying = cursor.underlying();
        // `typedef struct { … } s;` names the record itself, which is then an item called `s`.
        let canonical = underlying.canonical();
        if matches!(canonical.kind(), CXType_Record | CXType_Enum) && tag(canonical.declaration()).as_ref() == Some(&name) {
            return self.top_level(canonical.declaration());
        }
        match self.ty(underlying) {
            Ok(ty) => self.push(cursor, Item::Typedef(Typedef { name, ty })),
            Err(reason) => self.unknown(cursor, "typedef", name, reason),
        }
    }

    fn global(&mut self, cursor: Cursor<'u>) {
        let name = cursor.spelling();
        let ty = cursor.ty();
        let model = match self.ty(ty) {
            Ok(model) => model,
            Err(reason) => return self.unknown(cursor, "global", name, reason),
        };
        if let Some(&at) = self.known.get(&("global", name.clone())) {
            self.declared_again(at, cursor.place());
            if let Item::Global(old) = &mut self.items[at].item {
                // `extern int table[];` may be followed by `extern int table[4];`.
                if matches!(old.ty, CType::Array { length: None, .. }) {
                    old.ty = model;
                }
            }
            return;
        }
        let label = cursor.children().iter().find(|c| c.kind() == CXCursor_AsmLabelAttr).map(|c| c.spelling());
        let constant = ty.is_const() || ty.element().is_const();
        let global = Global {
            link_name: label.filter(|l| *l != name),
            name,
            ty: model,
            constant,
            thread_local: cursor.is_thread_local(),
            is_static: cursor.is_static(),
            non_null: self.nullability && nullability::of_variable(&cursor.printed()),
        };
        self.push(cursor, Item::Global(global));
    }

    fn define(&mut self, cursor: Cursor<'u>) {
        // Without a place it is the compiler's or the command line's.
        let Some(place) = cursor.place() else { return };
        let name = cursor.spelling();
        let body = cursor.tokens().into_iter().skip(1).collect::<Vec<_>>().join(" ");
        let function_like = cursor.is_function_like_macro();
        let item = Item::Macro(Macro { name: name.clone(), function_like, body, value: None });
        let doc = self.comments.as_mut().and_then(|comments| comments.of_macro(&place));
        let declaration = Declaration { place: Some(place), selected: true, doc, parts: BTreeMap::new(), item };
        // The last definition is the one that a program sees.
        match self.known.get(&("macro", name.clone())) {
            Some(&at) => {
                let old = std::mem::replace(&mut self.items[at], declaration).place;
                self.declared_again(at, old);
            }
            None => {
                self.known.insert(("macro", name), self.items.len());
                self.items.push(declaration);
            }
        }
    }

    fn unknown(&mut self, cursor: Cursor<'u>, what: &'static str, name: String, reason: Reason) {
        if self.known.contains_key(&(what, name.clone())) {
            return;
        }
        self.known.insert((what, name.clone()), self.items.len());
        let item = Item::Unknown(Unknown { what: what.into(), name, reason });
        let declaration = self.declaration(cursor, item);
        self.items.push(declaration);
    }

    /// An item where a cursor is, with what the header says of it.
    fn declaration(&mut self, cursor: Cursor<'u>, item: Item) -> Declaration {
        let parts = match (&item, &mut self.comments) {
            (Item::Record(_), Some(comments)) => comments.of_members(cursor),
            (Item::Enum(_), Some(comments)) => comments.of_constants(cursor),
            _ => BTreeMap::new(),
        };
        Declaration { place: cursor.place(), selected: true, doc: comments::of(cursor), parts, item }
    }

    fn push(&mut self, cursor: Cursor<'u>, item: Item) {
        let what = match &item {
            Item::Function(_) => "function",
            Item::Record(_) => "record",
            Item::Enum(_) => "enum",
            Item::Typedef(_) => "typedef",
            Item::Global(_) => "global",
            Item::Macro(_) => "macro",
            Item::Unknown(_) => "unknown",
        };
        self.known.insert((what, item.name().to_owned()), self.items.len());
        let declaration = self.declaration(cursor, item);
        self.items.push(declaration);
    }
}

/// Which parameters are pointers.
fn pointers(ty: Type<'_>) -> Vec<bool> {
    const POINTERS: [CXTypeKind; 4] = [CXType_Pointer, CXType_BlockPointer, CXType_IncompleteArray, CXType_ConstantArray];
    ty.parameters().into_iter().map(|ty| POINTERS.contains(&ty.canonical().kind())).collect()
}
