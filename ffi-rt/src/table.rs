//! [`Table`]: what a header declares, for programs that know it by name: functions, constants, enumerations, records, typedefs.

mod constant;
mod list;
mod record;

use core::ffi::{CStr, c_void};
use core::fmt;
use core::ptr::NonNull;

use crate::contract::{FunctionData, ListedSignatureData, TABLE_MAGIC, TableData, resolve};
use crate::signature::{c_text, text};
use crate::{Function, NoTrampoline, Pointer, Signature};

pub use constant::{Constant, Enumeration};
use list::{List, Named};
pub use record::{Alias, Field, Record};

/// What a header declares: functions with names, signatures, parameter names and documentation; constants; the layouts of records.
///
/// It is generated from the header and lies in read-only memory; looking something up by its name takes constant time. It holds no
/// addresses, for a header declares functions that the library at hand may lack: an [`Entry`] becomes a [`Function`] where one is found.
///
/// ```no_run
/// # fn demo(table: ffi::Table, address: ffi::Pointer<core::ffi::c_void>) -> Option<()> {
/// let entry = table.find("sqlite3_libversion_number")?;
/// assert_eq!(entry.signature().text(), "int(void)");
/// // SAFETY: the address is that of `entry.symbol()`, from wherever symbols are looked up.
/// let function = unsafe { entry.at(address) }.ok()?;
/// let version = i32::try_from(unsafe { function.call(&[]) }.ok()?).ok()?;
///
/// assert_eq!(table.constant("SQLITE_ROW")?.integer(), Some(100));
/// let module = table.record("sqlite3_module")?;
/// assert_eq!(module.field("iVersion")?.ty().text(), "int");
/// # Some(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Table(NonNull<TableData>);

// SAFETY: the table is never changed.
unsafe impl Send for Table {}
// SAFETY: the table is never changed.
unsafe impl Sync for Table {}

impl Table {
    /// The table at an address.
    ///
    /// # Safety
    ///
    /// `data` points to a table as [`contract`](crate::contract) says, which is never changed or freed.
    /// The pointer may be used for everything the table refers to: it is not made from a Rust
    /// reference to its first structure only.
    #[inline]
    #[must_use]
    pub const unsafe fn from_data(data: *const TableData) -> Self {
        // SAFETY: a table is not at address 0.
        Self(unsafe { NonNull::new_unchecked(data.cast_mut()) })
    }

    /// The table, which is never changed or freed.
    fn at(self) -> *const TableData {
        // SAFETY: as promised to `from_data`.
        debug_assert_eq!(unsafe { self.0.as_ref() }.magic, TABLE_MAGIC, "not a table of this contract");
        self.0.as_ptr()
    }

    /// The name of the header or of its module; empty if it has none.
    #[must_use]
    pub fn name(self) -> &'static str {
        // SAFETY: the field is one of the table, and names a text.
        unsafe { text(&raw const (*self.at()).name) }.unwrap_or("")
    }

    fn functions(self) -> List<FunctionData> {
        // SAFETY: the field is one of the table, and a list of these.
        unsafe { List::new(&raw const (*self.at()).functions) }
    }

    fn listed(self) -> List<ListedSignatureData> {
        // SAFETY: as above.
        unsafe { List::new(&raw const (*self.at()).signatures) }
    }

    /// Number of functions.
    #[must_use]
    pub fn len(self) -> usize {
        self.functions().len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// A function by its position in the header's order.
    #[must_use]
    pub fn get(self, position: usize) -> Option<Entry> {
        self.functions().get(position).map(Entry)
    }

    /// A function by its name in C, in constant time.
    #[must_use]
    pub fn find(self, name: &str) -> Option<Entry> {
        self.functions().find(name).map(Entry)
    }

    /// A signature that functions of the header have, by its canonical text ([`Signature::text`]), in constant time.
    ///
    /// ```no_run
    /// # fn demo(table: ffi::Table) {
    /// assert!(table.signature("int(int, int)").is_some_and(|signature| signature.downcall().is_some()));
    /// # }
    /// ```
    #[must_use]
    pub fn signature(self, text: &str) -> Option<Signature> {
        self.listed().find(text).map(signature_of)
    }

    /// The distinct signatures of the functions, in the order in which the header needs them.
    pub fn signatures(self) -> impl ExactSizeIterator<Item = Signature> + DoubleEndedIterator + Clone {
        self.listed().iter().map(signature_of)
    }

    /// The functions of a signature, by its canonical text; the first is found in constant time.
    pub fn functions_of(self, text: &str) -> impl Iterator<Item = Entry> + Clone {
        // SAFETY: the table is never changed or freed.
        let mut next = self.listed().find(text).map(|listed| unsafe { listed.as_ref() }.first as usize);
        core::iter::from_fn(move || {
            let entry = self.get(next?)?;
            // SAFETY: as above.
            next = (unsafe { entry.0.as_ref() }.next as usize).checked_sub(1);
            Some(entry)
        })
    }

    /// The functions, in the header's order.
    pub fn iter(self) -> impl ExactSizeIterator<Item = Entry> + DoubleEndedIterator + Clone {
        self.functions().iter().map(Entry)
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Table({:?}, {} functions)", self.name(), self.len())
    }
}

/// The signature of an entry.
fn signature_of(listed: NonNull<ListedSignatureData>) -> Signature {
    // SAFETY: the field is one of the table, and names a descriptor.
    unsafe {
        let data = resolve(&raw const (*listed.as_ptr()).signature);
        Signature::from_data(data.expect("every listed signature has a descriptor").cast())
    }
}

// SAFETY: their first field is the reference to the name.
unsafe impl Named for FunctionData {}
// SAFETY: as above; the text is the name.
unsafe impl Named for ListedSignatureData {}

/// A function of a [`Table`].
#[derive(Clone, Copy)]
pub struct Entry(NonNull<FunctionData>);

// SAFETY: the table is never changed.
unsafe impl Send for Entry {}
// SAFETY: the table is never changed.
unsafe impl Sync for Entry {}

impl Entry {
    /// The name in C.
    #[must_use]
    pub fn name(self) -> &'static str {
        // SAFETY: the field is one of the table, and names a text.
        unsafe { text(&raw const (*self.0.as_ptr()).name) }.unwrap_or("")
    }

    /// The name of the symbol; that in C unless the header says otherwise.
    #[must_use]
    pub fn symbol(self) -> &'static CStr {
        // SAFETY: the fields are of the table, and name texts.
        unsafe { c_text(&raw const (*self.0.as_ptr()).symbol).or_else(|| c_text(&raw const (*self.0.as_ptr()).name)) }
            .unwrap_or(c"")
    }

    /// The type.
    ///
    /// # Panics
    ///
    /// If the table names none, which no generated one does.
    #[must_use]
    pub fn signature(self) -> Signature {
        // SAFETY: the field is one of the table, and names a descriptor.
        unsafe {
            let data = resolve(&raw const (*self.0.as_ptr()).signature);
            Signature::from_data(data.expect("every entry has a signature").cast())
        }
    }

    /// The names of the parameters, an empty one where the header gives none; nothing at all if it
    /// names no parameter.
    pub fn parameter_names(self) -> impl Iterator<Item = &'static str> + Clone {
        // SAFETY: the field is one of the table.
        let mut next = unsafe { resolve(&raw const (*self.0.as_ptr()).params) };
        let count = self.signature().data().params;
        (0..count).map_while(move |_| {
            let at = next?;
            // SAFETY: there are as many texts, one behind the other, as there are parameters.
            let text = unsafe { CStr::from_ptr(at.cast()) };
            next = Some(at.wrapping_add(text.count_bytes() + 1));
            Some(text.to_str().unwrap_or(""))
        })
    }

    /// The documentation in the header.
    #[must_use]
    pub fn doc(self) -> Option<&'static str> {
        // SAFETY: the field is one of the table, and names a text.
        unsafe { text(&raw const (*self.0.as_ptr()).doc) }
    }

    /// The function at an address.
    ///
    /// The result does not keep alive the library that the function is in;
    /// [`DynamicLibrary::function`](crate::DynamicLibrary::function) does.
    ///
    /// # Errors
    ///
    /// If no trampoline was assembled for the signature.
    ///
    /// # Safety
    ///
    /// The function that this entry declares is there, for as long as the result is used.
    pub unsafe fn at(self, address: Pointer<c_void>) -> Result<Function, NoTrampoline> {
        // SAFETY: passed on to the caller.
        unsafe { Function::new(address, self.signature()) }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({}: {})", self.name(), self.signature().text())
    }
}
