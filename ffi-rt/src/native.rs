//! [`Native`]: types of C memory, and the Rust values that they hold.

use core::fmt;

/// A type of C memory, and the Rust value that loads from it and stores to it.
///
/// Wherever the two are the same (numbers, pointers, function pointers, `#[repr(C)]` records), the type is
/// `Copy` and this trait comes by itself. Where they differ, the type of the memory is a type of its
/// own, which is not `Copy`, so that nobody takes the one for the other: [`Bool`] holds a `bool`, but
/// any byte may be found there; [`BigEndian<u16>`](BigEndian) holds a `u16`, but not in this machine's order;
/// [`Unaligned<u64>`](Unaligned) holds a `u64` at an address of any alignment.
///
/// ```
/// use ffi::{BigEndian, Pointer};
/// let mut port = [0x1f_u8, 0x90];
/// let port: Pointer<BigEndian<u16>> = Pointer::from_mut(&mut port).cast();
/// unsafe {
///     assert_eq!(port.load(), 8080);
///     port.store(443);
/// }
/// ```
///
/// ```compile_fail,E0308
/// # use ffi::{BigEndian, Pointer};
/// # fn f(port: Pointer<BigEndian<u16>>) {
/// unsafe { port.store(443_u32) };         // expected `u16`, found `u32`
/// # }
/// ```
///
/// For a `#[repr(C)]` record that is not `Copy`, say so by an implementation whose value is the type itself.
#[diagnostic::on_unimplemented(
    message = "memory of type `{Self}` is not loaded or stored by value",
    label = "no value stands for this type",
    note = "numbers, pointers, function pointers and every `Copy` type have one, and `ffi::Bool`, `ffi::BigEndian`, `ffi::LittleEndian`, `ffi::Unaligned`",
    note = "a pointer to `c_void` says nothing about the memory: say what is there by `.cast::<…>()`"
)]
pub trait Native: Sized {
    /// What a load gives and a store takes.
    type Value;

    /// The value of what memory holds. Every pattern of bytes that C may leave there has one.
    fn decode(self) -> Self::Value;

    /// What memory holds for a value.
    fn encode(value: Self::Value) -> Self;
}

impl<T: Copy> Native for T {
    type Value = T;

    #[inline]
    fn decode(self) -> T {
        self
    }

    #[inline]
    fn encode(value: T) -> T {
        value
    }
}

/// C's `_Bool` in memory: a byte of which 0 is false, and whatever else C wrote there true. Reading such a
/// byte as Rust's `bool` would be undefined unless it is 0 or 1.
///
/// ```
/// use ffi::{Bool, Pointer};
/// let mut bytes = [0_u8, 1, 7];
/// let flags: Pointer<Bool> = Pointer::from_mut(&mut bytes).cast();
/// let loaded = unsafe { [0, 1, 2].map(|index| flags.element_at(index).load()) };
/// assert_eq!(loaded, [false, true, true]);
/// ```
#[repr(transparent)]
pub struct Bool(u8);

impl Bool {
    /// Whether it is not 0.
    #[inline]
    #[must_use]
    pub const fn get(&self) -> bool {
        self.0 != 0
    }
}

impl Native for Bool {
    type Value = bool;

    #[inline]
    fn decode(self) -> bool {
        self.get()
    }

    #[inline]
    fn encode(value: bool) -> Self {
        Self(u8::from(value))
    }
}

impl fmt::Debug for Bool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

mod sealed {
    /// Numbers whose bytes have an order.
    pub trait Ordered: Copy {
        fn swap(self) -> Self;
    }
}
use sealed::Ordered;

macro_rules! integers {
    ($($type:ty)*) => {$(
        impl Ordered for $type {
            #[inline]
            fn swap(self) -> Self {
                self.swap_bytes()
            }
        }
    )*};
}
integers! { u16 i16 u32 i32 u64 i64 u128 i128 usize isize }

macro_rules! ordered {
    ($name:ident, $same:literal, $what:literal) => {
        #[doc = concat!("A number in memory, ", $what, ".")]
        ///
        /// `T` is an integer of 16 bits or more. [`Native`] shows one in use.
        #[repr(transparent)]
        pub struct $name<T: Ordered>(T);

        impl<T: Ordered> $name<T> {
            /// The number, in this machine's order.
            #[inline]
            #[must_use]
            pub fn get(&self) -> T {
                if cfg!(target_endian = $same) { self.0 } else { self.0.swap() }
            }
        }

        impl<T: Ordered> From<T> for $name<T> {
            #[inline]
            fn from(value: T) -> Self {
                Self(if cfg!(target_endian = $same) { value } else { value.swap() })
            }
        }

        impl<T: Ordered> Native for $name<T> {
            type Value = T;

            #[inline]
            fn decode(self) -> T {
                self.get()
            }

            #[inline]
            fn encode(value: T) -> Self {
                value.into()
            }
        }

        impl<T: Ordered + fmt::Debug> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.get().fmt(f)
            }
        }
    };
}
ordered!(BigEndian, "big", "most significant byte first, as network protocols have it");
ordered!(LittleEndian, "little", "least significant byte first, as most file formats have it");

/// A value at an address of any alignment: a member of a packed record, a field in a buffer.
///
/// ```
/// use ffi::{Pointer, Unaligned};
/// let mut bytes = [0_u8; 9];
/// let field: Pointer<Unaligned<u64>> = unsafe { Pointer::from_mut(&mut bytes).offset_by(1) }.cast();
/// assert!(field.is_aligned());
/// unsafe { field.store(u64::MAX) };
/// assert_eq!(bytes, [0, 255, 255, 255, 255, 255, 255, 255, 255]);
/// ```
#[repr(C, packed)]
pub struct Unaligned<T: Native>(T);

impl<T: Native> Native for Unaligned<T> {
    type Value = T::Value;

    #[inline]
    fn decode(self) -> T::Value {
        self.0.decode()
    }

    #[inline]
    fn encode(value: T::Value) -> Self {
        Self(T::encode(value))
    }
}

#[cfg(test)]
mod tests {
    use core::mem::{align_of, size_of};

    use super::*;
    use crate::Pointer;

    #[test]
    fn orders() {
        let mut memory = [0_u8; 8];
        let bytes = Pointer::from_mut(&mut memory);
        let big: Pointer<BigEndian<u32>> = bytes.cast();
        // SAFETY: unaligned accesses inside the array.
        unsafe {
            let little: Pointer<LittleEndian<i16>> = bytes.offset_by(4).cast();
            big.store_unaligned(0x0102_0304);
            little.store_unaligned(-2);
            assert_eq!(bytes.load(), [1, 2, 3, 4, 0xfe, 0xff, 0, 0]);
            assert_eq!(big.load_unaligned(), 0x0102_0304);
            assert_eq!(little.load_unaligned(), -2);
        }
    }

    #[test]
    fn nested() {
        let mut memory = [0_u8; 9];
        // SAFETY: every access is inside the array.
        unsafe {
            let odd = Pointer::from_mut(&mut memory).offset_by(1).cast::<Unaligned<BigEndian<u64>>>();
            odd.store(1);
            assert_eq!(odd.load(), 1);
        }
        assert_eq!(memory, [0, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!((size_of::<Unaligned<BigEndian<u64>>>(), align_of::<Unaligned<BigEndian<u64>>>()), (8, 1));
    }

    #[test]
    fn views_of_native_memory() {
        let bytes = [0_u8, 80, 1, 187];
        // SAFETY: `BigEndian<u16>` inside `Unaligned` has alignment 1; four bytes are two of them.
        let ports = unsafe { Pointer::from_ref(&bytes).cast::<Unaligned<BigEndian<u16>>>().loads(2) };
        assert!(ports.eq([80, 443]));
    }
}
