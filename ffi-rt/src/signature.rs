//! [`Signature`]: a C function type as data, with its trampolines.

use core::ffi::{CStr, c_void};
use core::fmt;
use core::ptr::NonNull;

use crate::contract::{Downcall, Kind, SIGNATURE_MAGIC, SIGNATURE_UNWIND, SIGNATURE_VARIADIC, SignatureData, TypeData, resolve};

/// The type of a C function: its result and parameters, and the trampolines assembled for it.
///
/// It comes from `ffi::signature!`, or from a header's [`Table`](crate::Table). It is as small as a
/// pointer and lasts as long as the program. Two are equal if their texts are.
#[derive(Clone, Copy)]
pub struct Signature(NonNull<SignatureData>);

// SAFETY: the descriptor is never changed.
unsafe impl Send for Signature {}
// SAFETY: the descriptor is never changed.
unsafe impl Sync for Signature {}

impl Signature {
    /// The signature of a descriptor.
    ///
    /// # Safety
    ///
    /// `data` points to a descriptor as [`contract`](crate::contract) says, which is never changed or
    /// freed. The pointer may be used for the whole descriptor: it is not made from a Rust reference to
    /// its first structure only.
    #[inline]
    #[must_use]
    pub const unsafe fn from_data(data: *const SignatureData) -> Self {
        // SAFETY: a descriptor is not at address 0.
        Self(unsafe { NonNull::new_unchecked(data.cast_mut()) })
    }

    /// The descriptor, with the trampolines and entries where it says.
    #[inline]
    #[must_use]
    pub const fn as_ptr(self) -> *const SignatureData {
        self.0.as_ptr()
    }

    #[inline]
    pub(crate) fn data(self) -> &'static SignatureData {
        // SAFETY: it is never changed or freed, as promised to `from_data`.
        let data = unsafe { self.0.as_ref() };
        debug_assert_eq!(data.magic, SIGNATURE_MAGIC, "not a descriptor of this contract");
        data
    }

    /// What is in front of a descriptor that was made while the program runs.
    #[cfg(feature = "dynamic")]
    #[inline]
    pub(crate) fn head(self) -> Option<&'static crate::dynamic::Head> {
        let dynamic = self.data().flags & crate::contract::SIGNATURE_DYNAMIC != 0;
        // SAFETY: it is there, and never changed or freed.
        dynamic.then(|| unsafe { &*crate::dynamic::head(self.as_ptr()) })
    }

    /// How calls arrive of a signature that was made while the program runs and has no entry of its own.
    #[cfg(feature = "dynamic")]
    #[inline]
    #[must_use]
    pub fn arrival(self) -> Option<&'static crate::dynamic::Arrival> {
        self.head().filter(|head| head.upcall == 0).and_then(|head| head.arrival.as_ref())
    }

    /// The canonical C text, for instance `double(int, float)`.
    #[must_use]
    pub fn text(self) -> &'static str {
        // SAFETY: the field is one of the descriptor, and names a text.
        unsafe { text(&raw const (*self.as_ptr()).text) }.unwrap_or("(unnamed signature)")
    }

    /// The type of the result.
    #[inline]
    #[must_use]
    pub fn result(self) -> Type {
        // SAFETY: the descriptor is alive for ever.
        Type(unsafe { NonNull::new_unchecked((&raw const (*self.as_ptr()).result).cast_mut()) })
    }

    /// The types of the parameters; those of the arguments in a variadic part are listed too, behind
    /// [`fixed_parameters`](Self::fixed_parameters).
    pub fn parameters(self) -> impl ExactSizeIterator<Item = Type> + DoubleEndedIterator + Clone {
        (0..self.data().params).map(move |index| {
            // SAFETY: there are that many entries, and none is at address 0.
            Type(unsafe { NonNull::new_unchecked(self.entries().add(index.into()).cast_mut()) })
        })
    }

    /// The type of one parameter.
    #[must_use]
    pub fn parameter(self, index: usize) -> Option<Type> {
        self.parameters().nth(index)
    }

    /// The entries behind the descriptor.
    #[inline]
    pub(crate) fn entries(self) -> *const TypeData {
        // Wrapping arithmetic, for a signature without parameters may end its object here.
        self.as_ptr().wrapping_add(1).cast()
    }

    /// Number of parameters in front of the variadic part.
    #[must_use]
    pub fn fixed_parameters(self) -> usize {
        self.data().fixed.into()
    }

    /// Whether the function has a variadic part.
    #[must_use]
    pub fn is_variadic(self) -> bool {
        self.data().flags & SIGNATURE_VARIADIC != 0
    }

    /// Whether the function may unwind (`C-unwind`).
    #[must_use]
    pub fn may_unwind(self) -> bool {
        self.data().flags & SIGNATURE_UNWIND != 0
    }

    /// Size of an argument record in bytes.
    #[must_use]
    pub fn args_size(self) -> usize {
        self.data().args_size as usize
    }

    /// Alignment of an argument record in bytes.
    #[must_use]
    pub fn args_align(self) -> usize {
        self.data().args_align.into()
    }

    /// The trampoline for calls, if one was assembled. None for a signature made while the program runs, unless a known trampoline
    /// serves it.
    #[inline]
    #[must_use]
    pub fn downcall(self) -> Option<Downcall> {
        #[cfg(feature = "dynamic")]
        if let Some(head) = self.head() {
            return head.program.is_null().then_some(head.downcall);
        }
        // SAFETY: the field is one of the descriptor, and names a trampoline.
        unsafe {
            let code = resolve(&raw const (*self.as_ptr()).downcall)?;
            Some(core::mem::transmute::<*const u8, Downcall>(code))
        }
    }

    /// The entry for callbacks, if one was assembled: what goes in
    /// [`UpcallSlot::entry`](crate::contract::UpcallSlot::entry).
    #[inline]
    #[must_use]
    pub fn upcall(self) -> Option<*const c_void> {
        #[cfg(feature = "dynamic")]
        if let Some(head) = self.head() {
            return (head.upcall != 0).then(|| core::ptr::with_exposed_provenance(head.upcall));
        }
        // SAFETY: the field is one of the descriptor.
        unsafe { resolve(&raw const (*self.as_ptr()).upcall) }.map(<*const u8>::cast)
    }
}

impl PartialEq for Signature {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.text() == other.text()
    }
}

impl Eq for Signature {}

impl core::hash::Hash for Signature {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.text().hash(state);
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({})", self.text())
    }
}

/// The type of a result or parameter of a [`Signature`], or of what a [`Table`](crate::Table) lists.
#[derive(Clone, Copy)]
pub struct Type(NonNull<TypeData>);

// SAFETY: the descriptor is never changed.
unsafe impl Send for Type {}
// SAFETY: the descriptor is never changed.
unsafe impl Sync for Type {}

impl Type {
    /// A type of a descriptor or a table, which is never changed or freed.
    pub(crate) const fn new(data: NonNull<TypeData>) -> Self {
        Self(data)
    }

    #[inline]
    pub(crate) fn data(self) -> &'static TypeData {
        // SAFETY: part of a descriptor, which is never changed or freed.
        unsafe { self.0.as_ref() }
    }

    /// What values of the type are.
    #[must_use]
    pub fn kind(self) -> Kind {
        // A code of a newer contract would have a newer magic number.
        Kind::from_code(self.data().kind).unwrap_or(Kind::Record)
    }

    /// What the lanes of a vector are; `None` for other types.
    #[must_use]
    pub fn element(self) -> Option<Kind> {
        if self.kind() == Kind::Vector { Kind::from_code(self.data().element) } else { None }
    }

    /// The C text, for instance `unsigned int`.
    #[must_use]
    pub fn text(self) -> &'static str {
        // SAFETY: the field is one of the descriptor, and names a text.
        unsafe { text(&raw const (*self.0.as_ptr()).name) }.unwrap_or_else(|| self.kind().text())
    }

    /// Size in bytes.
    #[must_use]
    pub fn size(self) -> usize {
        self.data().size as usize
    }

    /// Alignment in bytes.
    #[must_use]
    pub fn align(self) -> usize {
        self.data().align.into()
    }

    /// Where a parameter is in the argument record, in bytes.
    #[must_use]
    pub fn offset(self) -> usize {
        self.data().offset as usize
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text())
    }
}

impl fmt::Debug for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Type({}: {:?} at {})", self.text(), self.kind(), self.offset())
    }
}

impl Kind {
    /// A C text of the kind, for types that come without one.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Void => "void",
            Self::Bool => "_Bool",
            Self::I8 => "int8_t",
            Self::U8 => "uint8_t",
            Self::I16 => "int16_t",
            Self::U16 => "uint16_t",
            Self::I32 => "int32_t",
            Self::U32 => "uint32_t",
            Self::I64 => "int64_t",
            Self::U64 => "uint64_t",
            Self::I128 => "__int128",
            Self::U128 => "unsigned __int128",
            Self::F16 => "_Float16",
            Self::F32 => "float",
            Self::F64 => "double",
            Self::F80 => "long double",
            Self::F128 => "_Float128",
            Self::ComplexF16 => "_Complex _Float16",
            Self::ComplexF32 => "_Complex float",
            Self::ComplexF64 => "_Complex double",
            Self::ComplexF80 => "_Complex long double",
            Self::ComplexF128 => "_Complex _Float128",
            Self::Vector => "vector",
            Self::Pointer => "void *",
            Self::Record => "struct",
        }
    }
}

/// The NUL-terminated text that a reference names; `None` if it names none, or not UTF-8.
///
/// # Safety
///
/// As [`resolve`], and what it names is a text that is never changed or freed.
pub(crate) unsafe fn text(field: *const i32) -> Option<&'static str> {
    // SAFETY: passed on to the caller.
    unsafe { c_text(field) }?.to_str().ok()
}

/// The NUL-terminated text that a reference names.
///
/// # Safety
///
/// As [`text`].
pub(crate) unsafe fn c_text(field: *const i32) -> Option<&'static CStr> {
    // SAFETY: passed on to the caller.
    unsafe { resolve(field).map(|at| CStr::from_ptr(at.cast())) }
}
