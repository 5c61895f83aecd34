//! Counts words, for programs in C: everything here is called from `host.c`, by the header that the build script writes.

use std::collections::BTreeMap;
use std::ffi::{CString, c_char, c_int, c_void};
use std::slice;

/// Words and how often each was seen. Made by `wordcount_new`, ended by `wordcount_free`.
#[derive(Default)]
pub struct Counter {
    words: BTreeMap<CString, u64>,
}

/// Why `wordcount_feed` did not count.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It did.
    Counted,
    /// The text is not UTF-8.
    NotText,
    /// A fault in the plugin; its message is on standard error.
    Failed,
}
// SAFETY: `#[repr(C)]` without values in its variants: `int`, as `enum` is in C.
unsafe impl ffi::Direct for Status {}

/// Is told a word and how often it was seen; returns non-zero to go on.
pub type Visitor = Option<unsafe extern "C" fn(data: *mut c_void, word: *const c_char, count: u64) -> c_int>;

/// Version of the plugin.
#[ffi::export]
pub static wordcount_version: u32 = 1;

/// A counter that has seen nothing.
#[ffi::export]
pub fn wordcount_new() -> *mut Counter {
    Box::into_raw(Box::default())
}

/// Counts the words of `length` bytes of UTF-8.
///
/// # Safety
/// `counter` is from `wordcount_new`; the bytes are readable.
#[ffi::export(or = Status::Failed)]
pub unsafe fn wordcount_feed(counter: *mut Counter, text: *const c_char, length: usize) -> Status {
    // SAFETY: the caller vouches for both.
    let (counter, bytes) = unsafe { (&mut *counter, slice::from_raw_parts(text.cast::<u8>(), length)) };
    let Ok(text) = str::from_utf8(bytes) else { return Status::NotText };
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word = CString::new(word.to_lowercase()).expect("a NUL is not alphanumeric");
        *counter.words.entry(word).or_default() += 1;
    }
    Status::Counted
}

/// Tells the visitor each word, the most frequent first.
///
/// # Safety
/// `counter` is from `wordcount_new`; the visitor may be called with `data`.
#[ffi::export]
pub unsafe fn wordcount_each(counter: *const Counter, visitor: Visitor, data: *mut c_void) {
    let Some(visitor) = visitor else { return };
    // SAFETY: the caller vouches for it.
    let counter = unsafe { &*counter };
    let mut words: Vec<_> = counter.words.iter().collect();
    words.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    for (word, count) in words {
        // SAFETY: the caller vouches for the visitor.
        if unsafe { visitor(data, word.as_ptr(), *count) } == 0 {
            return;
        }
    }
}

/// Ends a counter.
///
/// # Safety
/// `counter` is from `wordcount_new`, and not used again.
#[ffi::export]
pub unsafe fn wordcount_free(counter: *mut Counter) {
    // SAFETY: the caller vouches for it.
    drop(unsafe { Box::from_raw(counter) });
}
