//! Constants and enumerations of a table.

use core::ffi::{CStr, c_void};
use core::fmt;

use super::Table;
use super::list::{List, handle};
use crate::Value;
use crate::contract::{ConstantData, EnumData, Kind, resolve};

impl Table {
    fn constant_list(self) -> List<ConstantData> {
        // SAFETY: the field is one of the table, and a list of these.
        unsafe { List::new(&raw const (*self.at()).constants) }
    }

    fn enum_list(self) -> List<EnumData> {
        // SAFETY: as above.
        unsafe { List::new(&raw const (*self.at()).enums) }
    }

    /// A macro that is a constant, or a constant of an enumeration, by its name, in constant time.
    #[must_use]
    pub fn constant(self, name: &str) -> Option<Constant> {
        self.constant_list().find(name).map(|data| Constant { data, table: self })
    }

    /// The constants, in the header's order.
    pub fn constants(self) -> impl ExactSizeIterator<Item = Constant> + DoubleEndedIterator + Clone {
        self.constant_list().iter().map(move |data| Constant { data, table: self })
    }

    /// An enumeration by its name, in constant time: `enum tag`, or the typedef's name of one.
    #[must_use]
    pub fn enumeration(self, name: &str) -> Option<Enumeration> {
        let named = self.enum_list().find(name).map(|data| Enumeration { data, table: self });
        named.or_else(|| self.alias(name)?.enumeration())
    }

    /// The enumerations that have a name, in the header's order.
    pub fn enumerations(self) -> impl ExactSizeIterator<Item = Enumeration> + DoubleEndedIterator + Clone {
        self.enum_list().iter().map(move |data| Enumeration { data, table: self })
    }

    /// An enumeration by the number in a field of the table, which is 0 for none.
    pub(super) fn enum_at(self, number: u32) -> Option<Enumeration> {
        let data = self.enum_list().get((number as usize).checked_sub(1)?)?;
        Some(Enumeration { data, table: self })
    }
}

handle! {
    /// A constant of a [`Table`]: a macro, or one of an enumeration.
    Constant of ConstantData;
    /// The name in C.
    name;
    /// The documentation in the header.
    doc;
    /// The type.
    ty;
}

impl Constant {
    /// The 64 bits of a number, as a signed one.
    fn signed(self) -> i64 {
        i64::from_ne_bytes(self.bits().to_ne_bytes())
    }

    fn bits(self) -> u64 {
        let [low, high] = self.data().value;
        u64::from(low) | u64::from(high) << 32
    }

    /// The value of an integer (`_Bool` is 0 or 1).
    #[must_use]
    pub fn integer(self) -> Option<i128> {
        match self.ty().kind() {
            Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64 => Some(self.signed().into()),
            Kind::Bool | Kind::U8 | Kind::U16 | Kind::U32 | Kind::U64 => Some(self.bits().into()),
            _ => None,
        }
    }

    /// The bytes of a text, up to its first NUL.
    #[must_use]
    pub fn text(self) -> Option<&'static CStr> {
        // SAFETY: the field is one of the table, and names a text if the constant is one.
        (self.ty().kind() == Kind::Record)
            .then(|| unsafe { CStr::from_ptr(resolve((&raw const (*self.data.as_ptr()).value).cast()).expect("a text").cast()) })
    }

    /// The value as an argument of a call: a text is the address of its bytes.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "the writer extended the number from that width")]
    pub fn value(self) -> Value {
        let bits = self.bits();
        match self.ty().kind() {
            Kind::Bool => Value::Bool(bits != 0),
            Kind::I8 => Value::I8(bits as i8),
            Kind::U8 => Value::U8(bits as u8),
            Kind::I16 => Value::I16(bits as i16),
            Kind::U16 => Value::U16(bits as u16),
            Kind::I32 => Value::I32(bits as i32),
            Kind::U32 => Value::U32(bits as u32),
            Kind::I64 => Value::I64(self.signed()),
            Kind::F32 => Value::F32(f32::from_bits(bits as u32)),
            Kind::F64 => Value::F64(f64::from_bits(bits)),
            Kind::Pointer => Value::Pointer(core::ptr::without_provenance_mut::<c_void>(bits as usize)),
            Kind::Record => Value::Pointer(self.text().map_or(core::ptr::null_mut(), |text| text.as_ptr().cast_mut().cast())),
            _ => Value::U64(bits),
        }
    }

    /// The enumeration that it is of, if that has a name.
    #[must_use]
    pub fn owner(self) -> Option<Enumeration> {
        self.table.enum_at(self.data().owner)
    }
}

impl fmt::Debug for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text() {
            Some(text) => write!(f, "Constant({}: {text:?})", self.name()),
            None => write!(f, "Constant({}: {:?})", self.name(), self.value()),
        }
    }
}

handle! {
    /// An enumeration of a [`Table`].
    Enumeration of EnumData;
    /// The name in C: `enum tag`, or the typedef's of one without a tag.
    name;
    /// The documentation in the header.
    doc;
    /// The integer type that it is.
    ty;
}

impl Enumeration {
    /// Its constants, in the header's order.
    pub fn constants(self) -> impl ExactSizeIterator<Item = Constant> + DoubleEndedIterator + Clone {
        let (table, first) = (self.table, self.data().first as usize);
        let all = table.constant_list();
        (first..first + self.data().count as usize)
            .map(move |at| Constant { data: all.get(at).expect("an enumeration's constants are of the table"), table })
    }

    /// The first of its constants that has this value.
    #[must_use]
    pub fn constant_of(self, value: i128) -> Option<Constant> {
        self.constants().find(|constant| constant.integer() == Some(value))
    }
}

impl fmt::Debug for Enumeration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Enumeration({}, {} constants)", self.name(), self.data().count)
    }
}
