//! From names to types: a typedef or a record by value is replaced by what it stands for.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use ffi_abi::{CType, Field, Record, Signature};

use super::{Declarations, Item};

/// A name that has no type with a size.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unresolved {
    /// Declared but not defined here.
    Incomplete(String),
    /// Not declared at all.
    Unknown(String),
    /// Contains itself by value.
    Recursive(String),
    /// Our layout of it is not the compiler's, and why.
    Fault(String, String),
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unresolved::Incomplete(name) => write!(f, "`{name}` is declared but not defined here, so its size is unknown"),
            Unresolved::Unknown(name) => write!(f, "`{name}` is not declared here"),
            Unresolved::Recursive(name) => write!(f, "`{name}` contains itself"),
            Unresolved::Fault(name, why) => write!(f, "`{name}`: {why}"),
        }
    }
}

impl std::error::Error for Unresolved {}

/// Replaces names of [`Declarations`] by full types.
///
/// Only what is needed for a layout is replaced: what a pointer points to stays as written, so a type that refers to itself
/// through a pointer stays finite.
///
/// ```
/// use ffi_abi::CType;
/// use ffi_build::declarations::{Declarations, Resolver};
/// let declarations = Declarations::default();
/// let resolver = Resolver::new(&declarations);
/// assert_eq!(resolver.ty(&CType::INT), Ok(CType::INT));
/// assert!(resolver.ty(&CType::Named("struct s".into())).is_err());
/// ```
pub struct Resolver<'d> {
    items: HashMap<&'d str, &'d Item>,
    done: RefCell<HashMap<&'d str, Result<CType, Unresolved>>>,
    under_way: RefCell<Vec<&'d str>>,
}

impl<'d> Resolver<'d> {
    /// A resolver of the names in these declarations.
    pub fn new(declarations: &'d Declarations) -> Resolver<'d> {
        let mut items = HashMap::new();
        for declaration in &declarations.items {
            let item = &declaration.item;
            match item {
                Item::Record(_) | Item::Typedef(_) => {}
                Item::Unknown(unknown) if ["record", "enum", "typedef"].contains(&unknown.what.as_str()) => {}
                Item::Enum(item) if item.name.is_some() => {}
                _ => continue,
            }
            // `typedef struct { … } s;` gives a record called `s`; a typedef of the same name would only repeat it.
            items.entry(item.name()).or_insert(item);
        }
        Resolver { items, done: RefCell::default(), under_way: RefCell::default() }
    }

    /// What a name is declared as: a record, an enumeration or a typedef.
    pub fn item(&self, name: &str) -> Option<&'d Item> {
        self.items.get(name).copied()
    }

    /// The type with every name replaced that stands for a value.
    ///
    /// # Errors
    /// A name by value that is unknown, incomplete, or whose layout is not to be trusted.
    pub fn ty(&self, ty: &CType) -> Result<CType, Unresolved> {
        Ok(match ty {
            CType::Named(name) => self.named(name)?,
            CType::Array { element, length } => CType::Array { element: Arc::new(self.ty(element)?), length: *length },
            CType::Vector { element, lanes } => CType::Vector { element: Arc::new(self.ty(element)?), lanes: *lanes },
            CType::Record(record) => CType::Record(Arc::new(self.record(record)?)),
            CType::Void
            | CType::Bool
            | CType::Int(_)
            | CType::Float(_)
            | CType::Complex(_)
            | CType::Pointer { .. }
            | CType::Function(_)
            | CType::Enum(_) => ty.clone(),
        })
    }

    /// The type with typedefs replaced at its top alone: what it is, not what its parts are. A record stays a name.
    pub fn shallow(&self, ty: &CType) -> CType {
        let mut ty = ty.clone();
        // A chain of typedefs cannot be longer than there are names.
        for _ in 0..=self.items.len() {
            match &ty {
                CType::Named(name) => match self.item(name) {
                    Some(Item::Typedef(typedef)) => ty = typedef.ty.clone(),
                    _ => break,
                },
                _ => break,
            }
        }
        ty
    }

    /// A record with the types of its members replaced.
    ///
    /// # Errors
    /// As [`Resolver::ty`].
    pub fn record(&self, record: &Record) -> Result<Record, Unresolved> {
        let field = |field: &Field| Ok(Field { ty: self.ty(&field.ty)?, ..field.clone() });
        Ok(Record { fields: record.fields.iter().map(field).collect::<Result<_, _>>()?, ..record.clone() })
    }

    /// A signature with its result and parameters replaced, ready to be lowered.
    ///
    /// # Errors
    /// As [`Resolver::ty`].
    pub fn signature(&self, signature: &Signature) -> Result<Signature, Unresolved> {
        let types = |list: &[CType]| list.iter().map(|ty| self.ty(ty)).collect::<Result<Vec<_>, _>>();
        let mut resolved =
            Signature::new(self.ty(signature.result())?, types(signature.fixed())?).with_convention(signature.convention());
        if signature.is_variadic() {
            resolved = resolved.with_variadic(types(signature.variadic_arguments())?);
        }
        Ok(resolved)
    }

    fn named(&self, name: &str) -> Result<CType, Unresolved> {
        let Some((&key, &item)) = self.items.get_key_value(name) else { return Err(Unresolved::Unknown(name.into())) };
        if let Some(known) = self.done.borrow().get(key) {
            return known.clone();
        }
        if self.under_way.borrow().contains(&key) {
            return Err(Unresolved::Recursive(name.into()));
        }
        self.under_way.borrow_mut().push(key);
        let resolved = match item {
            Item::Typedef(typedef) => self.ty(&typedef.ty),
            Item::Enum(item) => item.ty().ok_or_else(|| Unresolved::Incomplete(name.into())),
            Item::Record(item) => match (&item.record, &item.fault) {
                (_, Some(fault)) => Err(Unresolved::Fault(name.into(), fault.clone())),
                (Some(record), None) => self.record(record).map(CType::record),
                (None, None) => Err(Unresolved::Incomplete(name.into())),
            },
            Item::Unknown(unknown) => Err(Unresolved::Fault(name.into(), unknown.reason.clone())),
            Item::Function(_) | Item::Global(_) | Item::Macro(_) => Err(Unresolved::Unknown(name.into())),
        };
        self.under_way.borrow_mut().pop();
        self.done.borrow_mut().insert(key, resolved.clone());
        resolved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declarations::{Declaration, RecordItem, Typedef};

    fn declare(items: Vec<Item>) -> Declarations {
        let items = items
            .into_iter()
            .map(|item| Declaration { place: None, selected: true, doc: None, parts: std::collections::BTreeMap::new(), item })
            .collect();
        Declarations { items, ..Declarations::default() }
    }

    fn typedef(name: &str, ty: CType) -> Item {
        Item::Typedef(Typedef { name: name.into(), ty })
    }

    #[test]
    fn a_typedef_of_an_array_is_a_pointer_as_a_parameter() {
        let declarations = declare(vec![typedef("triple", CType::array(CType::INT, 3))]);
        let resolver = Resolver::new(&declarations);
        let signature = Signature::new(CType::Void, vec![CType::Named("triple".into())]);
        let resolved = resolver.signature(&signature).unwrap();
        assert_eq!(resolved, Signature::new(CType::Void, vec![CType::pointer(CType::INT)]));
    }

    #[test]
    fn a_record_behind_a_pointer_stays_a_name() {
        let next = CType::pointer(CType::Named("struct node".into()));
        let record = Record { name: Some("node".into()), ..Record::structure(vec![Field::new("next", next.clone())]) };
        let node = RecordItem {
            name: "struct node".into(),
            record: Some(record.clone()),
            layout: None,
            fault: None,
            non_null: Vec::new(),
        };
        let declarations = declare(vec![Item::Record(node)]);
        let resolver = Resolver::new(&declarations);
        assert_eq!(resolver.ty(&next), Ok(next.clone()));
        assert_eq!(resolver.ty(&CType::Named("struct node".into())), Ok(CType::record(record)));
    }

    #[test]
    fn data_that_refers_to_itself_by_value_is_an_error() {
        let declarations = declare(vec![typedef("a", CType::Named("b".into())), typedef("b", CType::Named("a".into()))]);
        let resolver = Resolver::new(&declarations);
        assert_eq!(resolver.ty(&CType::Named("a".into())), Err(Unresolved::Recursive("a".into())));
        assert!(matches!(resolver.shallow(&CType::Named("a".into())), CType::Named(_)));
    }
}
