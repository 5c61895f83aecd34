//! [`Pointer<T>`]: a non-null address of C data.

use core::cmp::Ordering;
use core::ffi::{CStr, c_char, c_void};
use core::fmt;
use core::hash::{Hash, Hasher};
use core::mem::MaybeUninit;
use core::ptr::{self, NonNull};

use crate::{FunctionPointer, Native};

/// A pointer to C data that is not null; `Option<Pointer<T>>` is a nullable one of the same size.
///
/// It is passed to and from C as `T *`. Holding one, comparing it and taking its address are safe.
/// Whatever reads, writes or moves along memory is `unsafe`, as nothing is known about what it points
/// at, and goes by value: no reference to foreign memory is made, except by the slice and text
/// functions that say so.
///
/// ```
/// use ffi::Pointer;
/// let mut numbers = [10_i32, 20, 30];
/// let first = Pointer::new(numbers.as_mut_ptr()).unwrap();
/// unsafe {
///     first.element_at(1).store(21);
///     assert_eq!(first.element_at(1).load(), 21);
///     assert_eq!(first.offset_by(8).cast::<u8>().load_unaligned(), 30);
/// }
/// assert_eq!(size_of::<Option<Pointer<i32>>>(), size_of::<*mut i32>());
/// ```
#[repr(transparent)]
pub struct Pointer<T>(NonNull<T>);

impl<T> Pointer<T> {
    /// The pointer of a raw one; `None` if it is null.
    #[inline]
    #[must_use]
    pub const fn new(pointer: *mut T) -> Option<Self> {
        match NonNull::new(pointer) {
            Some(pointer) => Some(Self(pointer)),
            None => None,
        }
    }

    /// The pointer to what a reference names. It may be read through while the reference could be, but
    /// not written through.
    #[inline]
    #[must_use]
    pub const fn from_ref(value: &T) -> Self {
        Self(NonNull::new(ptr::from_ref(value).cast_mut()).expect("a reference is not null"))
    }

    /// The pointer to what an exclusive reference names, for as long as that is not used otherwise.
    #[inline]
    #[must_use]
    pub const fn from_mut(value: &mut T) -> Self {
        Self(NonNull::new(ptr::from_mut(value)).expect("a reference is not null"))
    }

    /// The pointer of an address, for instance one that a C library handed out as an integer;
    /// `None` for 0. Memory that Rust allocated can be reached through it if its address was taken by
    /// [`address`](Self::address).
    #[inline]
    #[must_use]
    pub fn from_address(address: usize) -> Option<Self> {
        Self::new(ptr::with_exposed_provenance_mut(address))
    }

    /// The address, not 0.
    #[inline]
    #[must_use]
    pub fn address(self) -> usize {
        self.0.as_ptr().expose_provenance()
    }

    /// The raw pointer, not null.
    #[inline]
    #[must_use]
    pub const fn as_ptr(self) -> *mut T {
        self.0.as_ptr()
    }

    /// The pointer as the standard library has it.
    #[inline]
    #[must_use]
    pub const fn as_non_null(self) -> NonNull<T> {
        self.0
    }

    /// The same address, pointing at another type.
    #[inline]
    #[must_use]
    pub const fn cast<U>(self) -> Pointer<U> {
        Pointer(self.0.cast())
    }

    /// Whether the address is a multiple of the alignment of `T`.
    #[inline]
    #[must_use]
    pub fn is_aligned(self) -> bool {
        self.0.as_ptr().is_aligned()
    }

    /// The pointer to the element `index` places on, as `pointer + index` in C.
    ///
    /// # Safety
    ///
    /// Both ends lie in one object or one past its end.
    #[inline]
    #[must_use]
    pub const unsafe fn element_at(self, index: isize) -> Self {
        // SAFETY: the caller keeps the result in the object, where no address is 0.
        Self(unsafe { self.0.offset(index) })
    }

    /// The pointer `bytes` bytes on, whatever `T` is.
    ///
    /// # Safety
    ///
    /// Both ends lie in one object or one past its end.
    #[inline]
    #[must_use]
    pub const unsafe fn offset_by(self, bytes: isize) -> Self {
        // SAFETY: the caller keeps the result in the object, where no address is 0.
        Self(unsafe { self.0.byte_offset(bytes) })
    }

    /// Reads the value; for most types that is a `T`, see [`Native`].
    ///
    /// # Safety
    ///
    /// The memory is readable and aligned for `T`, holds a valid `T`, and is not written meanwhile.
    #[inline]
    #[must_use]
    pub unsafe fn load(self) -> T::Value
    where
        T: Native,
    {
        // SAFETY: the caller vouches for the memory.
        unsafe { self.0.as_ptr().read() }.decode()
    }

    /// Reads the value from an address of any alignment.
    ///
    /// # Safety
    ///
    /// As [`load`](Self::load), alignment apart.
    #[inline]
    #[must_use]
    pub unsafe fn load_unaligned(self) -> T::Value
    where
        T: Native,
    {
        // SAFETY: the caller vouches for the memory.
        unsafe { self.0.as_ptr().read_unaligned() }.decode()
    }

    /// Writes the value. What was there is not dropped.
    ///
    /// # Safety
    ///
    /// The memory is writable and aligned for `T`, and not accessed meanwhile.
    #[inline]
    pub unsafe fn store(self, value: T::Value)
    where
        T: Native,
    {
        // SAFETY: the caller vouches for the memory.
        unsafe { self.0.as_ptr().write(T::encode(value)) }
    }

    /// Writes the value to an address of any alignment.
    ///
    /// # Safety
    ///
    /// As [`store`](Self::store), alignment apart.
    #[inline]
    pub unsafe fn store_unaligned(self, value: T::Value)
    where
        T: Native,
    {
        // SAFETY: the caller vouches for the memory.
        unsafe { self.0.as_ptr().write_unaligned(T::encode(value)) }
    }

    /// The values of the `count` elements from here on, each loaded when the iterator comes to it.
    ///
    /// # Safety
    ///
    /// For as long as the iterator is used, that many elements are readable, aligned for `T` and valid, and
    /// not written while one is loaded.
    ///
    /// ```
    /// # use ffi::Pointer;
    /// let numbers = [1_i32, 2, 3];
    /// let sum: i32 = unsafe { Pointer::from_ref(&numbers[0]).cast::<i32>().loads(1) }.sum();
    /// assert_eq!(sum, 1);
    /// ```
    pub unsafe fn loads(self, count: usize) -> impl ExactSizeIterator<Item = T::Value>
    where
        T: Native,
    {
        // SAFETY: the caller vouches for the elements; each index is below their count.
        (0..count).map(move |index| unsafe { self.0.add(index).read() }.decode())
    }

    /// Copies elements from here on to `to`, as many as that holds.
    ///
    /// # Safety
    ///
    /// That many elements are readable, aligned for `T` and valid, not written meanwhile, and not part
    /// of `to`.
    #[inline]
    pub const unsafe fn copy_to(self, to: &mut [MaybeUninit<T>])
    where
        T: Copy,
    {
        // SAFETY: the caller vouches for the source; the slice is writable for its length.
        unsafe { ptr::copy_nonoverlapping(self.0.as_ptr(), to.as_mut_ptr().cast(), to.len()) }
    }

    /// Copies the elements of `from` to memory from here on.
    ///
    /// # Safety
    ///
    /// That much memory is writable and aligned for `T`, not accessed meanwhile, and not part of `from`.
    #[inline]
    pub const unsafe fn copy_from(self, from: &[T])
    where
        T: Copy,
    {
        // SAFETY: the caller vouches for the destination; the slice is readable for its length.
        unsafe { ptr::copy_nonoverlapping(from.as_ptr(), self.0.as_ptr(), from.len()) }
    }

    /// Borrows `length` elements.
    ///
    /// # Safety
    ///
    /// They are readable, aligned for `T` and valid, and for as long as `'a` nobody writes or frees
    /// them: neither Rust nor C.
    #[inline]
    #[must_use]
    pub const unsafe fn as_slice<'a>(self, length: usize) -> &'a [T] {
        // SAFETY: the caller vouches for the memory.
        unsafe { core::slice::from_raw_parts(self.0.as_ptr(), length) }
    }

    /// Borrows `length` elements exclusively.
    ///
    /// # Safety
    ///
    /// They are readable and writable, aligned for `T` and valid, and for as long as `'a` nobody
    /// else accesses or frees them: neither Rust nor C.
    #[inline]
    #[must_use]
    pub const unsafe fn as_mut_slice<'a>(self, length: usize) -> &'a mut [T] {
        // SAFETY: the caller vouches for the memory.
        unsafe { core::slice::from_raw_parts_mut(self.0.as_ptr(), length) }
    }
}

impl Pointer<c_char> {
    /// Borrows the NUL-terminated text.
    ///
    /// # Safety
    ///
    /// The memory is readable up to and including a NUL byte, and for as long as `'a` nobody writes or
    /// frees it.
    ///
    /// ```
    /// use ffi::Pointer;
    /// let text = Pointer::new(c"text".as_ptr().cast_mut()).unwrap();
    /// assert_eq!(unsafe { text.as_c_str() }, c"text");
    /// ```
    #[inline]
    #[must_use]
    pub const unsafe fn as_c_str<'a>(self) -> &'a CStr {
        // SAFETY: the caller vouches for the memory.
        unsafe { CStr::from_ptr(self.0.as_ptr()) }
    }
}

impl Pointer<c_void> {
    /// The function at this address.
    ///
    /// The result does not keep alive the library that the function is in;
    /// [`Symbol::as_function`](crate::Symbol::as_function) does.
    ///
    /// # Safety
    ///
    /// There is a function of exactly this type and convention, for as long as the result is used.
    #[inline]
    #[must_use]
    pub unsafe fn as_function<F: FunctionPointer>(self) -> F {
        // SAFETY: passed on to the caller.
        unsafe { F::from_pointer(self) }
    }
}

impl<T> Clone for Pointer<T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Pointer<T> {}

impl<T> PartialEq for Pointer<T> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Pointer<T> {}

impl<T> PartialOrd for Pointer<T> {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Pointer<T> {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<T> Hash for Pointer<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T> fmt::Debug for Pointer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Pointer::fmt(&self.0, f)
    }
}

impl<T> fmt::Pointer for Pointer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Pointer::fmt(&self.0, f)
    }
}

impl<T> From<NonNull<T>> for Pointer<T> {
    #[inline]
    fn from(pointer: NonNull<T>) -> Self {
        Self(pointer)
    }
}

impl<T> From<Pointer<T>> for NonNull<T> {
    #[inline]
    fn from(pointer: Pointer<T>) -> Self {
        pointer.0
    }
}

impl<T> From<&mut T> for Pointer<T> {
    #[inline]
    fn from(value: &mut T) -> Self {
        Self::from_mut(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_none() {
        assert_eq!(Pointer::<u8>::new(ptr::null_mut()), None);
        assert_eq!(Pointer::<u8>::from_address(0), None);
    }

    #[test]
    fn elements_and_bytes() {
        let mut words = [1_u32, 2, 3, 4];
        let base = Pointer::new(words.as_mut_ptr()).expect("not null");
        // SAFETY: every access stays in the array.
        unsafe {
            assert_eq!(base.element_at(3).element_at(-1).load(), 3);
            assert_eq!(base.offset_by(4), base.element_at(1));
            let odd = base.offset_by(2);
            assert!(!odd.is_aligned());
            odd.store_unaligned(0xaabb_ccdd);
            assert_eq!(odd.load_unaligned(), 0xaabb_ccdd);
            base.copy_from(&[7, 8]);
            let mut out = [MaybeUninit::uninit(); 3];
            base.copy_to(&mut out);
            assert_eq!(out[1].assume_init(), 8);
            assert_eq!(base.as_slice(4)[3], 4);
            base.as_mut_slice(1)[0] = 9;
        }
        assert_eq!(words[0], 9);
    }

    #[test]
    fn address_round_trip() {
        let mut value = 5_u64;
        let pointer = Pointer::from_mut(&mut value);
        let again = Pointer::<u64>::from_address(pointer.address()).expect("not null");
        assert_eq!(again, pointer);
        // SAFETY: the value is alive, and its address was exposed.
        assert_eq!(unsafe { again.load() }, 5);
    }
}
