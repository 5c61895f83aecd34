//! One list of a table, whatever its entries are: by position, by name.

use core::ffi::CStr;
use core::ptr::NonNull;

use crate::contract::{ListData, hash, place, resolve};

/// Entries that have a name.
///
/// # Safety
///
/// The first field is an `i32`, the reference to the name.
pub(super) unsafe trait Named {}

/// A list of entries of type `T`.
pub(super) struct List<T>(NonNull<ListData>, core::marker::PhantomData<T>);

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<T> {}

impl<T: Named + 'static> List<T> {
    /// # Safety
    ///
    /// The list is part of a table that is never changed or freed, and has these entries; the pointer may be used for the whole table.
    pub(super) const unsafe fn new(list: *const ListData) -> Self {
        // SAFETY: a table is not at address 0.
        Self(unsafe { NonNull::new_unchecked(list.cast_mut()) }, core::marker::PhantomData)
    }

    fn data(self) -> &'static ListData {
        // SAFETY: as promised to `new`.
        unsafe { self.0.as_ref() }
    }

    pub(super) fn len(self) -> usize {
        self.data().count as usize
    }

    pub(super) fn get(self, position: usize) -> Option<NonNull<T>> {
        if position >= self.len() {
            return None;
        }
        // SAFETY: the field is one of the table; there are `count` entries, none at address 0.
        unsafe {
            let entries = resolve(&raw const (*self.0.as_ptr()).entries)?.cast::<T>();
            Some(NonNull::new_unchecked(entries.add(position).cast_mut()))
        }
    }

    pub(super) fn find(self, name: &str) -> Option<NonNull<T>> {
        let places = self.data().places;
        // SAFETY: the field is one of the table.
        let index = unsafe { resolve(&raw const (*self.0.as_ptr()).index) }?.cast::<u32>();
        let hash = hash(name.as_bytes());
        for step in 0..places {
            // SAFETY: a place is one of the index.
            let number = unsafe { *index.add(place(hash, step, places) as usize) };
            let entry = self.get((number as usize).checked_sub(1)?)?;
            // SAFETY: an entry starts with the reference to its name, a text that ends in NUL.
            if unsafe { resolve(entry.as_ptr().cast::<i32>()).is_some_and(|at| is(at, name)) } {
                return Some(entry);
            }
        }
        None
    }

    pub(super) fn iter(self) -> impl ExactSizeIterator<Item = NonNull<T>> + DoubleEndedIterator + Clone {
        (0..self.len()).map(move |position| self.get(position).expect("a list has as many entries as it says"))
    }
}

/// Whether a text that ends in NUL is this name.
///
/// # Safety
///
/// The text is there, up to its NUL.
unsafe fn is(text: *const u8, name: &str) -> bool {
    // SAFETY: passed on to the caller.
    unsafe { CStr::from_ptr(text.cast()) }.to_bytes() == name.as_bytes()
}

/// A handle: an entry of a list, and the table that it is in. What handles have alike is here: a `name`, a `doc`, a `ty`, each documented as
/// the list has it.
macro_rules! handle {
    ($(#[$about:meta])* $handle:ident of $data:ident; $($(#[$on:meta])* $item:ident;)*) => {
        $(#[$about])*
        #[derive(Clone, Copy)]
        pub struct $handle {
            data: core::ptr::NonNull<$data>,
            table: $crate::Table,
        }

        // SAFETY: the first field is the reference to the name.
        unsafe impl $crate::table::list::Named for $data {}
        // SAFETY: the table is never changed.
        unsafe impl Send for $handle {}
        // SAFETY: the table is never changed.
        unsafe impl Sync for $handle {}

        impl $handle {
            fn data(self) -> &'static $data {
                // SAFETY: part of a table, which is never changed or freed.
                unsafe { self.data.as_ref() }
            }

            $(handle! { @$item $(#[$on])* })*
        }
    };
    (@name $(#[$on:meta])*) => {
        $(#[$on])*
        #[must_use]
        pub fn name(self) -> &'static str {
            // SAFETY: the field is one of the table, and names a text.
            unsafe { $crate::signature::text(&raw const (*self.data.as_ptr()).name) }.unwrap_or("")
        }
    };
    (@doc $(#[$on:meta])*) => {
        $(#[$on])*
        #[must_use]
        pub fn doc(self) -> Option<&'static str> {
            // SAFETY: the field is one of the table, and names a text.
            unsafe { $crate::signature::text(&raw const (*self.data.as_ptr()).doc) }
        }
    };
    (@ty $(#[$on:meta])*) => {
        $(#[$on])*
        #[must_use]
        pub fn ty(self) -> $crate::Type {
            // SAFETY: part of a table, which is never changed or freed.
            let ty = unsafe { core::ptr::NonNull::new_unchecked((&raw const (*self.data.as_ptr()).ty).cast_mut()) };
            $crate::Type::new(ty)
        }
    };
}
pub(super) use handle;
