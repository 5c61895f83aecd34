//! What can be read from a [`VaList`](super::VaList), and what it is to conventions.

use core::ptr::NonNull;

use crate::{LongDouble, OpaqueFunction, Pointer};

/// A type that an argument behind `...` may have: an `int` or a wider integer, a `double`, a `long double`, a pointer, or a record that
/// says what its members are ([`VaRecord`]).
///
/// # Safety
///
/// The class is that of the type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what C passes in the place of `...`",
    label = "not a variadic argument",
    note = "C promotes what is narrower than `int` to `c_int`, and `float` to `f64`: read that and convert it; of a record, say the \
            members by `ffi::VaRecord`"
)]
pub unsafe trait VaArgument {
    #[doc(hidden)]
    const CLASS: Class;
}

/// What an argument is to a convention.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Class {
    /// Bytes.
    pub(super) size: usize,
    /// Alignment in bytes.
    pub(super) align: usize,
    /// What the bytes are.
    pub(super) kind: ClassKind,
}

/// See [`Class`].
#[derive(Clone, Copy, Debug)]
pub(super) enum ClassKind {
    /// An integer or a pointer.
    General,
    /// A `double`.
    Float,
    /// A `long double`.
    LongDouble,
    /// A record with these members at the offsets that C gives them.
    Record(&'static [VaMember]),
}

impl Class {
    const fn of<T>(kind: ClassKind) -> Class {
        Class { size: size_of::<T>(), align: align_of::<T>(), kind }
    }
}

macro_rules! arguments {
    ($kind:ident: $($type:ty)*) => {$(
        // SAFETY: it is.
        unsafe impl VaArgument for $type {
            const CLASS: Class = Class::of::<$type>(ClassKind::$kind);
        }
    )*};
}
arguments! { General: i32 u32 i64 u64 isize usize Option<OpaqueFunction> }
arguments! { Float: f64 }
arguments! { LongDouble: LongDouble }

macro_rules! pointers {
    ($($type:ty)*) => {$(
        // SAFETY: a pointer, or one that may be null.
        unsafe impl<T> VaArgument for $type {
            const CLASS: Class = Class::of::<$type>(ClassKind::General);
        }
    )*};
}
pointers! { *const T *mut T NonNull<T> Option<NonNull<T>> Pointer<T> Option<Pointer<T>> }

/// A `#[repr(C)]` structure that is passed in the place of `...`.
///
/// ```
/// #[derive(Clone, Copy)]
/// #[repr(C)]
/// struct Point {
///     x: f64,
///     y: f64,
///     color: u32,
/// }
/// // SAFETY: these are its members.
/// unsafe impl ffi::VaRecord for Point {
///     type Members = (f64, f64, u32);
/// }
/// ```
///
/// # Safety
///
/// The type is `#[repr(C)]`, without alignment or packing of its own, and these are its members in order, those of structures and arrays in
/// it one by one.
pub unsafe trait VaRecord: Copy {
    /// Their types, as a tuple.
    type Members: VaMembers;
}

// SAFETY: as the type says of itself.
unsafe impl<T: VaRecord> VaArgument for T {
    const CLASS: Class = Class::of::<T>(ClassKind::Record(T::Members::MEMBERS));
}

/// A member of a record, as far as conventions tell them apart.
#[derive(Clone, Copy, Debug)]
pub struct VaMember {
    /// Bytes.
    pub size: usize,
    /// Bytes from the record's beginning.
    pub offset: usize,
    /// Whether it is a floating-point number.
    pub is_float: bool,
}

/// Types of the members of a [`VaRecord`]: a tuple of up to 8 numbers and pointers.
pub trait VaMembers {
    #[doc(hidden)]
    const MEMBERS: &'static [VaMember];
}

/// A number or pointer as a member.
pub trait Scalar {
    /// Whether it is a floating-point number.
    const IS_FLOAT: bool;
}

macro_rules! scalars {
    ($is_float:literal $($type:ty)*) => {$(
        impl Scalar for $type {
            const IS_FLOAT: bool = $is_float;
        }
    )*};
}
scalars! { false bool i8 u8 i16 u16 i32 u32 i64 u64 isize usize Option<OpaqueFunction> }
scalars! { true f32 f64 }
impl<T> Scalar for *const T {
    const IS_FLOAT: bool = false;
}
impl<T> Scalar for *mut T {
    const IS_FLOAT: bool = false;
}

macro_rules! members {
    ($($name:ident)*) => {
        impl<$($name: Scalar),*> VaMembers for ($($name,)*) {
            const MEMBERS: &'static [VaMember] = &{
                let mut end = 0;
                [$({
                    let offset = usize::next_multiple_of(end, align_of::<$name>());
                    #[allow(unused_assignments, reason = "by the last")]
                    {
                        end = offset + size_of::<$name>();
                    }
                    VaMember { size: size_of::<$name>(), offset, is_float: $name::IS_FLOAT }
                }),*]
            };
        }
    };
}
members!(M1);
members!(M1 M2);
members!(M1 M2 M3);
members!(M1 M2 M3 M4);
members!(M1 M2 M3 M4 M5);
members!(M1 M2 M3 M4 M5 M6);
members!(M1 M2 M3 M4 M5 M6 M7);
members!(M1 M2 M3 M4 M5 M6 M7 M8);
