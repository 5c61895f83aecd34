//! Records, their members and typedefs of a table.

use core::fmt;

use super::list::{List, handle};
use super::{Enumeration, Table};
use crate::contract::{AliasData, FIELD_ARRAY, FieldData, Kind, RECORD_UNION, RecordData};

impl Table {
    fn record_list(self) -> List<RecordData> {
        // SAFETY: the field is one of the table, and a list of these.
        unsafe { List::new(&raw const (*self.at()).records) }
    }

    fn alias_list(self) -> List<AliasData> {
        // SAFETY: as above.
        unsafe { List::new(&raw const (*self.at()).aliases) }
    }

    /// A record by its name, in constant time: `struct tag`, `union tag`, or the typedef's name of one.
    #[must_use]
    pub fn record(self, name: &str) -> Option<Record> {
        let named = self.record_list().find(name).map(|data| Record { data, table: self });
        named.or_else(|| self.alias(name)?.record().filter(|_| self.alias(name).is_some_and(|alias| !alias.is_pointer())))
    }

    /// The record that a pointer type's text points to, as in `const struct stat *`, or that of a typedef of such a pointer.
    ///
    /// ```no_run
    /// # fn demo(table: ffi::Table) {
    /// assert!(table.pointee("const struct tm *").is_some_and(|tm| tm.field("tm_year").is_some()));
    /// # }
    /// ```
    #[must_use]
    pub fn pointee(self, pointer: &str) -> Option<Record> {
        match pointer.trim_end().strip_suffix('*') {
            Some(pointee) => self.record(pointee.trim_end().trim_start_matches("const ")),
            None => self.alias(pointer).filter(|alias| alias.is_pointer())?.record(),
        }
    }

    /// The records whose layout is known, in the header's order.
    pub fn records(self) -> impl ExactSizeIterator<Item = Record> + DoubleEndedIterator + Clone {
        self.record_list().iter().map(move |data| Record { data, table: self })
    }

    /// A typedef by its name, in constant time.
    #[must_use]
    pub fn alias(self, name: &str) -> Option<Alias> {
        self.alias_list().find(name).map(|data| Alias { data, table: self })
    }

    /// The typedefs, in the header's order.
    pub fn aliases(self) -> impl ExactSizeIterator<Item = Alias> + DoubleEndedIterator + Clone {
        self.alias_list().iter().map(move |data| Alias { data, table: self })
    }

    /// A record by the number in a field of the table, which is 0 for none.
    fn record_at(self, number: u32) -> Option<Record> {
        let data = self.record_list().get((number as usize).checked_sub(1)?)?;
        Some(Record { data, table: self })
    }
}

handle! {
    /// A structure or union of a [`Table`].
    Record of RecordData;
    /// The name in C: `struct tag`, `union tag`, or the typedef's of one without a tag. That of a member's type without a name is the name
    /// of the record around it, a dot, and the member's.
    name;
    /// The documentation in the header.
    doc;
}

impl Record {
    fn list(self) -> List<FieldData> {
        // SAFETY: the field is one of the table, and a list of these.
        unsafe { List::new(&raw const (*self.data.as_ptr()).fields) }
    }

    /// Size in bytes.
    #[must_use]
    pub fn size(self) -> usize {
        self.data().size as usize
    }

    /// Alignment in bytes.
    #[must_use]
    pub fn align(self) -> usize {
        self.data().align as usize
    }

    /// Whether it is a union.
    #[must_use]
    pub fn is_union(self) -> bool {
        self.data().flags & RECORD_UNION != 0
    }

    /// A member by its name, in constant time; one of a member without a name is found too.
    #[must_use]
    pub fn field(self, name: &str) -> Option<Field> {
        self.list().find(name).map(|data| Field { data, table: self.table })
    }

    /// The members that have a name, in the header's order.
    pub fn fields(self) -> impl ExactSizeIterator<Item = Field> + DoubleEndedIterator + Clone {
        let table = self.table;
        self.list().iter().map(move |data| Field { data, table })
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.data == other.data
    }
}

impl Eq for Record {}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({}, {} bytes)", self.name(), self.size())
    }
}

handle! {
    /// A member of a [`Record`].
    Field of FieldData;
    /// The name in C.
    name;
    /// The documentation in the header.
    doc;
    /// Its type: of an array an element's, but for the text, which is the whole.
    ty;
}

impl Field {
    /// Offset in the record in bytes; of a bit-field that of the byte with its first bit.
    #[must_use]
    pub fn offset(self) -> usize {
        self.ty().offset()
    }

    /// Number of elements of an array, of all dimensions together, 0 of a flexible one; `None` for what is no array.
    #[must_use]
    pub fn elements(self) -> Option<usize> {
        (self.data().flags & FIELD_ARRAY != 0).then_some(self.data().count as usize)
    }

    /// Of a bit-field the first bit (in the byte at its [offset](Self::offset), 0 the lowest) and the width.
    #[must_use]
    pub fn bits(self) -> Option<(u32, u32)> {
        let FieldData { bit, bits, .. } = self.data();
        (*bits != 0).then_some((u32::from(*bit), u32::from(*bits)))
    }

    /// The record that it (or each element) is, or points to.
    #[must_use]
    pub fn record(self) -> Option<Record> {
        self.table.record_at(self.data().record)
    }

    /// The enumeration that it is.
    #[must_use]
    pub fn enumeration(self) -> Option<Enumeration> {
        self.table.enum_at(self.data().enumeration)
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({}: {} at {})", self.name(), self.ty().text(), self.offset())
    }
}

handle! {
    /// A typedef of a [`Table`].
    Alias of AliasData;
    /// The name.
    name;
    /// The documentation in the header.
    doc;
    /// What it stands for: the text as in the header, the rest seen through other typedefs. Its size is 0 if it is no value.
    ty;
}

impl Alias {
    fn is_pointer(self) -> bool {
        self.ty().kind() == Kind::Pointer
    }

    /// The record that it is, or points to.
    #[must_use]
    pub fn record(self) -> Option<Record> {
        self.table.record_at(self.data().record)
    }

    /// The enumeration that it is.
    #[must_use]
    pub fn enumeration(self) -> Option<Enumeration> {
        self.table.enum_at(self.data().enumeration)
    }
}

impl fmt::Debug for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Alias({}: {})", self.name(), self.ty().text())
    }
}
