//! [`Member`] and [`Record`]: C records whose members are reached by functions at proven offsets.

use core::ptr::NonNull;

use crate::{BigEndian, Bool, Complex, FunctionPointer, Half, LittleEndian, LongDouble, Native, OpaqueFunction, Pointer, Vector};

/// What a member of a C record is, as far as a declaration in Rust can get it wrong besides its size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum MemberKind {
    /// `_Bool`.
    Bool,
    /// A signed integer.
    Signed,
    /// An unsigned integer.
    Unsigned,
    /// A floating-point number.
    Float,
    /// A complex number.
    Complex,
    /// A vector.
    Vector,
    /// A pointer to data.
    Pointer,
    /// A pointer to a function.
    Function,
    /// A structure or union, with its name in C (`struct timespec`); empty where that is not known.
    Record(&'static str),
    /// An array of these.
    Array(&'static MemberKind),
}

impl MemberKind {
    /// Whether two kinds are the same; a record without a name may be any.
    #[must_use]
    pub const fn agrees(&self, other: &MemberKind) -> bool {
        match (self, other) {
            (MemberKind::Bool, MemberKind::Bool)
            | (MemberKind::Signed, MemberKind::Signed)
            | (MemberKind::Unsigned, MemberKind::Unsigned)
            | (MemberKind::Float, MemberKind::Float)
            | (MemberKind::Complex, MemberKind::Complex)
            | (MemberKind::Vector, MemberKind::Vector)
            | (MemberKind::Pointer, MemberKind::Pointer)
            | (MemberKind::Function, MemberKind::Function) => true,
            (MemberKind::Record(a), MemberKind::Record(b)) => {
                a.is_empty() || b.is_empty() || same_text(a.as_bytes(), b.as_bytes())
            }
            (MemberKind::Array(a), MemberKind::Array(b)) => a.agrees(b),
            _ => false,
        }
    }
}

const fn same_text(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// A type that a member of a C record can have in `#[ffi::struct_layout]`.
///
/// Numbers, `bool`, [`Bool`], [`BigEndian`] and [`LittleEndian`] numbers, raw pointers, `Option<Pointer<T>>`, `Option` of an `extern` function pointer, the numbers of this crate, arrays of
/// these, and every type that `#[ffi::struct_layout]` stands on.
///
/// # Safety
///
/// The type has the size and the format of the C type that it stands for; all bytes zero are one of its values, and so is
/// whatever C puts there.
///
/// ```
/// #[repr(C)]
/// #[derive(Clone, Copy)]
/// struct Point { x: f64, y: f64 }
/// // SAFETY: struct point { double x, y; }
/// unsafe impl ffi::Member for Point {
///     const KIND: ffi::MemberKind = ffi::MemberKind::Record("struct point");
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a C record's member",
    label = "no type that C can have put there",
    note = "a member can be a number, `bool`, `*mut T`, `Option<ffi::Pointer<T>>`, `Option<unsafe extern \"C\" fn(…)>`, an array of these, or a type with `#[ffi::struct_layout]`",
    note = "what is never null in Rust (`&T`, `ffi::Pointer<T>`, a bare `extern fn`) may be null in C: put it in an `Option`, or use a raw pointer",
    note = "for a `#[repr(C)]` structure of your own that equals the one in C, say so by `unsafe impl ffi::Member for … {{ … }}`"
)]
pub unsafe trait Member: Native {
    /// What it is in C.
    const KIND: MemberKind;
}

/// A C record declared by `#[ffi::struct_layout]`.
pub trait Record: Member {
    /// The functions of its members, for one that is reached through a pointer: what [`Pointer::fields`] gives.
    type Fields: From<Pointer<Self>>;
}

impl<T: Record> Pointer<T> {
    /// The members of a C record, to be read and written in place: `pointer.fields().st_size()`.
    ///
    /// No reference to the record is made, and nothing is accessed by this alone.
    #[inline]
    #[must_use]
    pub fn fields(self) -> T::Fields {
        self.into()
    }
}

macro_rules! members {
    ($kind:ident: $($type:ty)*) => {$(
        // SAFETY: the number type of C of the same size and format; any bytes are a number.
        unsafe impl Member for $type {
            const KIND: MemberKind = MemberKind::$kind;
        }
    )*};
}
members! { Signed: i8 i16 i32 i64 i128 isize }
members! { Unsigned: u8 u16 u32 u64 u128 usize }
members! { Float: f32 f64 Half LongDouble }
// C17 6.2.6.1: other values than 0 and 1 are no value of `_Bool` for C either.
members! { Bool: bool Bool }

macro_rules! ordered {
    ($($number:ty)*) => {$(
        // SAFETY: the number, whatever the order of its bytes.
        unsafe impl Member for BigEndian<$number> {
            const KIND: MemberKind = <$number>::KIND;
        }
        // SAFETY: the number, whatever the order of its bytes.
        unsafe impl Member for LittleEndian<$number> {
            const KIND: MemberKind = <$number>::KIND;
        }
    )*};
}
ordered! { u16 i16 u32 i32 u64 i64 u128 i128 usize isize }

// SAFETY: two numbers, as in C.
unsafe impl<T: Member + Copy> Member for Complex<T> {
    const KIND: MemberKind = MemberKind::Complex;
}
// SAFETY: lanes are numbers.
unsafe impl<L: crate::Lanes> Member for Vector<L> {
    const KIND: MemberKind = MemberKind::Vector;
}
// SAFETY: a C pointer.
unsafe impl<T> Member for *const T {
    const KIND: MemberKind = MemberKind::Pointer;
}
// SAFETY: a C pointer.
unsafe impl<T> Member for *mut T {
    const KIND: MemberKind = MemberKind::Pointer;
}
// SAFETY: a C pointer, `None` being null.
unsafe impl<T> Member for Option<Pointer<T>> {
    const KIND: MemberKind = MemberKind::Pointer;
}
// SAFETY: a C pointer, `None` being null.
unsafe impl<T> Member for Option<NonNull<T>> {
    const KIND: MemberKind = MemberKind::Pointer;
}
// SAFETY: a C function pointer, `None` being null.
unsafe impl<F: FunctionPointer> Member for Option<F> {
    const KIND: MemberKind = MemberKind::Function;
}
// SAFETY: a C function pointer, `None` being null.
unsafe impl Member for Option<OpaqueFunction> {
    const KIND: MemberKind = MemberKind::Function;
}
// SAFETY: C17 6.2.5, paragraph 20: the elements of an array are contiguous.
unsafe impl<T: Member + Copy, const N: usize> Member for [T; N] {
    const KIND: MemberKind = MemberKind::Array(&T::KIND);
}

/// What a by-hand layout stores where Rust has another type: `float` in the record, `f64` outside.
///
/// Reading is exact; writing rounds a floating-point number as C's assignment does, and refuses an integer that does not fit.
#[diagnostic::on_unimplemented(
    message = "a `{T}` cannot stand for a stored `{Self}`",
    label = "some of its values are none of the declared type"
)]
pub trait Stored<T>: Member<Value = Self> {
    /// What Rust sees of it.
    fn widen(self) -> T;

    /// What is stored for it; `None` for an integer that does not fit.
    fn narrow(value: T) -> Option<Self>;
}

impl<T: Member<Value = T>> Stored<T> for T {
    #[inline]
    fn widen(self) -> T {
        self
    }

    #[inline]
    fn narrow(value: T) -> Option<T> {
        Some(value)
    }
}

impl Stored<f64> for f32 {
    #[inline]
    fn widen(self) -> f64 {
        self.into()
    }

    #[inline]
    fn narrow(value: f64) -> Option<f32> {
        Some(value as f32)
    }
}

macro_rules! stored {
    ($($narrow:ident as $($wide:ident)*;)*) => {$($(
        impl Stored<$wide> for $narrow {
            #[inline]
            #[allow(clippy::cast_lossless, reason = "`isize` has no `From` into what is wider on some machines only")]
            fn widen(self) -> $wide {
                self as $wide
            }

            #[inline]
            fn narrow(value: $wide) -> Option<$narrow> {
                value.try_into().ok()
            }
        }
    )*)*};
}
stored! {
    i8 as i16 i32 i64 isize i128;
    i16 as i32 i64 isize i128;
    i32 as i64 i128;
    i64 as i128;
    u8 as u16 u32 u64 usize u128 i16 i32 i64 i128;
    u16 as u32 u64 usize u128 i32 i64 i128;
    u32 as u64 u128 i64 i128;
    u64 as u128 i128;
}
// `c_long` and addresses, where they are narrower than what Rust uses for all targets.
#[cfg(target_pointer_width = "32")]
stored! {
    isize as i64;
    usize as u64;
}

/// Reads a member that lies `OFFSET` bytes behind the start of a record.
///
/// Through the alignment that the record has by its type, so that the code is that of a plain field wherever C aligns the member.
///
/// # Safety
///
/// `record` is aligned for `R`; the member is readable there and holds a valid `T`.
#[inline]
#[must_use]
pub unsafe fn load<R, T: Native, const OFFSET: usize>(record: *const R) -> T::Value {
    // SAFETY: the member is within the record.
    let member = unsafe { record.cast::<u8>().add(OFFSET).cast::<T>() };
    // SAFETY: the caller vouches for the memory; the member is aligned where the first form is taken.
    unsafe { if is_aligned::<R, T>(OFFSET) { member.read() } else { member.read_unaligned() } }.decode()
}

/// Writes a member that lies `OFFSET` bytes behind the start of a record.
///
/// # Safety
///
/// `record` is aligned for `R`, and the member is writable there.
#[inline]
pub unsafe fn store<R, T: Native, const OFFSET: usize>(record: *mut R, value: T::Value) {
    // SAFETY: the member is within the record.
    let member = unsafe { record.cast::<u8>().add(OFFSET).cast::<T>() };
    let value = T::encode(value);
    // SAFETY: the caller vouches for the memory; the member is aligned where the first form is taken.
    unsafe { if is_aligned::<R, T>(OFFSET) { member.write(value) } else { member.write_unaligned(value) } }
}

/// Whether a member at this offset of an aligned record is aligned.
const fn is_aligned<R, T>(offset: usize) -> bool {
    offset % align_of::<T>() == 0 && align_of::<T>() <= align_of::<R>()
}

/// The address of a member.
///
/// # Safety
///
/// The record is `OFFSET` bytes long or longer.
#[inline]
#[must_use]
pub const unsafe fn address<R, T, const OFFSET: usize>(record: Pointer<R>) -> Pointer<T> {
    // SAFETY: passed on to the caller.
    unsafe { record.cast::<u8>().offset_by(OFFSET as isize).cast() }
}

/// Compiles only for types that a member can have.
pub const fn assert_member<T: Member>() {}

/// Compiles only for types that stand for what is stored.
pub const fn assert_stored<T, S: Stored<T>>() {}

/// Whether a Rust type is what a member is in C: its size and its kind.
#[must_use]
pub const fn is_like<T: Member>(size: usize, kind: &MemberKind) -> bool {
    size_of::<T>() == size && T::KIND.agrees(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[repr(C, align(8))]
    struct Bytes([u8; 16]);

    #[test]
    fn members_are_read_and_written_at_any_offset() {
        let mut record = Bytes([0; 16]);
        // SAFETY: every member is within the 16 bytes.
        unsafe {
            store::<_, u32, 4>(&raw mut record, 0x0403_0201);
            store::<_, u64, 5>(&raw mut record, 0x1122_3344_5566_7788);
            assert_eq!(load::<_, u8, 4>(&raw const record), 1_u32.to_le_bytes()[0]);
            assert_eq!(load::<_, u64, 5>(&raw const record), 0x1122_3344_5566_7788);
            let member = address::<Bytes, u64, 5>(Pointer::from_mut(&mut record));
            assert_eq!(member.load_unaligned(), 0x1122_3344_5566_7788);
        }
        assert!(is_aligned::<Bytes, u64>(8) && !is_aligned::<Bytes, u64>(4) && !is_aligned::<Bytes, u128>(0));
    }

    #[test]
    fn kinds_tell_what_sizes_do_not() {
        assert!(is_like::<u32>(4, &MemberKind::Unsigned) && !is_like::<u32>(4, &MemberKind::Signed));
        assert!(!is_like::<u32>(8, &MemberKind::Unsigned));
        assert!(is_like::<[i16; 3]>(6, &MemberKind::Array(&MemberKind::Signed)));
        assert!(is_like::<Option<extern "C" fn()>>(size_of::<usize>(), &MemberKind::Function));
        let named = MemberKind::Record("struct a");
        assert!(named.agrees(&MemberKind::Record("")) && !named.agrees(&MemberKind::Record("struct b")));
    }

    #[test]
    fn what_is_stored_narrower_comes_back() {
        assert_eq!(<f32 as Stored<f64>>::narrow(0.5).map(Stored::<f64>::widen), Some(0.5));
        assert_eq!(<u16 as Stored<u64>>::narrow(65_536), None);
        assert_eq!(<u16 as Stored<i64>>::narrow(-1), None);
    }
}
