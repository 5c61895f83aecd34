//! [`Vector`]: the vector types of C compilers.

use core::fmt;

use crate::Half;

/// A vector of a C compiler (`__m128`, `vector_size(16)`): an array of lanes aligned to its size.
///
/// `Vector<[f32; 4]>` is `__m128`, `Vector<[u8; 64]>` is 64 unsigned bytes. The lanes lie as in an
/// array; the layout is that of the C type wherever memory is concerned. As an argument or result it
/// goes in other registers than a structure does, so it is not [`Direct`](crate::Direct): such calls
/// go through a trampoline.
///
/// ```
/// use ffi::Vector;
/// let v = Vector::new([1.0_f32, 2.0, 3.0, 4.0]);
/// assert_eq!(align_of_val(&v), 16);
/// assert_eq!(v.lanes()[2], 3.0);
/// ```
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Vector<A: Lanes> {
    align: [A::Align; 0],
    lanes: A,
}

mod sealed {
    pub trait Sealed {}
}

/// The arrays that there are vectors of: 1 to 64 lanes of integers or floating-point numbers, 2 to 64
/// bytes in all, a power of two.
pub trait Lanes: sealed::Sealed + Copy {
    /// A type with the alignment of the vector.
    type Align: Copy;
}

impl<A: Lanes> Vector<A> {
    /// The vector of these lanes.
    #[inline]
    #[must_use]
    pub const fn new(lanes: A) -> Self {
        Self { align: [], lanes }
    }

    /// The lanes.
    #[inline]
    #[must_use]
    pub const fn lanes(&self) -> &A {
        &self.lanes
    }

    /// The lanes, to be changed.
    #[inline]
    #[must_use]
    pub const fn lanes_mut(&mut self) -> &mut A {
        &mut self.lanes
    }

    /// The lanes.
    #[inline]
    #[must_use]
    pub const fn into_lanes(self) -> A {
        self.lanes
    }
}

impl<A: Lanes> From<A> for Vector<A> {
    fn from(lanes: A) -> Self {
        Self::new(lanes)
    }
}

impl<A: Lanes + PartialEq> PartialEq for Vector<A> {
    fn eq(&self, other: &Self) -> bool {
        self.lanes == other.lanes
    }
}

impl<A: Lanes + Eq> Eq for Vector<A> {}

impl<A: Lanes + fmt::Debug> fmt::Debug for Vector<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lanes.fmt(f)
    }
}

macro_rules! aligned {
    ($($name:ident $align:literal)*) => {$(
        #[doc = concat!("Aligned to ", $align, " bytes.")]
        #[derive(Clone, Copy, Debug)]
        #[repr(align($align))]
        pub struct $name;
    )*};
}

/// Types that have nothing but an alignment.
pub(crate) mod align {
    aligned! { A2 2 A4 4 A8 8 A16 16 A32 32 A64 64 }
}

macro_rules! lanes {
    ($($lane:ty: $($count:literal $align:ident)*;)*) => {$($(
        impl sealed::Sealed for [$lane; $count] {}
        impl Lanes for [$lane; $count] {
            type Align = align::$align;
        }
        const _: () = assert!(
            size_of::<Vector<[$lane; $count]>>() == size_of::<[$lane; $count]>()
                && align_of::<Vector<[$lane; $count]>>() == size_of::<[$lane; $count]>()
        );
    )*)*};
}
lanes! {
    i8: 2 A2 4 A4 8 A8 16 A16 32 A32 64 A64;
    u8: 2 A2 4 A4 8 A8 16 A16 32 A32 64 A64;
    i16: 1 A2 2 A4 4 A8 8 A16 16 A32 32 A64;
    u16: 1 A2 2 A4 4 A8 8 A16 16 A32 32 A64;
    i32: 1 A4 2 A8 4 A16 8 A32 16 A64;
    u32: 1 A4 2 A8 4 A16 8 A32 16 A64;
    i64: 1 A8 2 A16 4 A32 8 A64;
    u64: 1 A8 2 A16 4 A32 8 A64;
    i128: 1 A16 2 A32 4 A64;
    u128: 1 A16 2 A32 4 A64;
    Half: 1 A2 2 A4 4 A8 8 A16 16 A32 32 A64;
    f32: 1 A4 2 A8 4 A16 8 A32 16 A64;
    f64: 1 A8 2 A16 4 A32 8 A64;
}
