//! [`Bytes`]: the bytes of a record or vector passed by value.

#[cfg(feature = "alloc")]
use alloc::boxed::Box;
use core::fmt;
use core::mem::MaybeUninit;
use core::ops::Deref;

/// As many as fit without making [`Value`](crate::Value) larger than two complex `long double` make it.
const INLINE: usize = 30;

/// The bytes of a `struct`, `union` or vector that is passed by value.
///
/// Up to 30 bytes are held in place, more on the heap: without the `alloc` feature there are no larger
/// ones, and [`Function::call_raw`](crate::Function::call_raw) serves.
///
/// ```
/// #[repr(C)]
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// struct Point { x: i32, y: i32 }
///
/// let point = Point { x: 3, y: -4 };
/// // SAFETY: no padding, and every pattern of bytes is a point.
/// let bytes = unsafe { ffi::Bytes::from_value(&point) }.unwrap();
/// assert_eq!(unsafe { bytes.read::<Point>() }, Some(point));
/// assert_eq!(bytes.len(), 8);
/// ```
#[derive(Clone)]
pub struct Bytes(Storage);

#[derive(Clone)]
enum Storage {
    Inline {
        length: u8,
        bytes: [u8; INLINE],
    },
    #[cfg(feature = "alloc")]
    Heap(Box<[u8]>),
}

impl Bytes {
    /// A copy of these bytes; `None` if there are more than 30 and no `alloc` feature.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Option<Self> {
        if bytes.len() <= INLINE {
            let mut copy = [0; INLINE];
            copy[..bytes.len()].copy_from_slice(bytes);
            return Some(Self(Storage::Inline { length: bytes.len() as u8, bytes: copy }));
        }
        #[cfg(feature = "alloc")]
        return Some(Self(Storage::Heap(bytes.into())));
        #[cfg(not(feature = "alloc"))]
        None
    }

    /// A copy of the bytes of a value; `None` as for [`new`](Self::new).
    ///
    /// # Safety
    ///
    /// `T` has no padding (which has no defined bytes to copy).
    #[must_use]
    pub unsafe fn from_value<T: Copy>(value: &T) -> Option<Self> {
        let bytes = core::ptr::from_ref(value).cast::<u8>();
        // SAFETY: the value is as long as that, and the caller says that all bytes are defined.
        Self::new(unsafe { core::slice::from_raw_parts(bytes, size_of::<T>()) })
    }

    /// The value that has these bytes; `None` if `T` has another size.
    ///
    /// # Safety
    ///
    /// The bytes are a valid `T`.
    #[must_use]
    pub unsafe fn read<T: Copy>(&self) -> Option<T> {
        if self.len() != size_of::<T>() {
            return None;
        }
        let mut value = MaybeUninit::<T>::uninit();
        // SAFETY: as long as each other; every byte gets written, and the caller says that the bytes
        // are valid.
        unsafe {
            self.as_ptr().copy_to_nonoverlapping(value.as_mut_ptr().cast(), size_of::<T>());
            Some(value.assume_init())
        }
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Storage::Inline { length, bytes } => &bytes[..usize::from(*length)],
            #[cfg(feature = "alloc")]
            Storage::Heap(bytes) => bytes,
        }
    }
}

impl PartialEq for Bytes {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Bytes {}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bytes(")?;
        for byte in &**self {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ones_need_no_heap() {
        let all = [7; INLINE + 1];
        for length in 0..=INLINE {
            let bytes = Bytes::new(&all[..length]).expect("held in place");
            assert_eq!(*bytes, all[..length]);
        }
        assert_eq!(Bytes::new(&all).as_deref(), cfg!(feature = "alloc").then_some(&all[..]));
    }

    #[test]
    fn a_value_of_another_size_is_not_read() {
        let bytes = Bytes::new(&[1, 0, 0, 0]).expect("held in place");
        // SAFETY: any bytes are an integer.
        unsafe {
            assert_eq!(bytes.read::<u32>().map(u32::from_le), Some(1));
            assert_eq!(bytes.read::<u64>(), None);
        }
    }
}
