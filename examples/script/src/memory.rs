//! Memory that scripts have handles of: records by the names of their members, and buffers.

use std::cell::UnsafeCell;
use std::collections::HashMap;
use std::rc::Rc;

use ffi::table::Record;

use crate::fault::Fault;
use crate::handles::Handle;

/// As aligned as any record that the host makes.
#[repr(C, align(16))]
struct Word([u8; 16]);

/// The most that a script may ask for at once.
const MOST: usize = 1 << 24;

/// Bytes of the host's own, zero at first. C may keep pointers to them as long as this lives.
pub(crate) struct Memory {
    words: Box<[UnsafeCell<Word>]>,
    pub(crate) size: usize,
}

impl Memory {
    pub(crate) fn new(size: usize) -> Result<Rc<Memory>, Fault> {
        if size > MOST {
            return Err(Fault::new(format!("{size} bytes are more than the {MOST} that this host gives at once")));
        }
        // One more, so that an empty one has an address of its own.
        let words = (0..=size / 16).map(|_| UnsafeCell::new(Word([0; 16]))).collect();
        Ok(Rc::new(Memory { words, size }))
    }

    pub(crate) fn start(&self) -> *mut u8 {
        self.words.as_ptr().cast_mut().cast()
    }

    /// Whether so many bytes from an address on are in it.
    fn holds(&self, address: usize, bytes: u64) -> bool {
        let start = self.start().addr();
        let end = start + self.size;
        (start..=end).contains(&address) && bytes <= (end - address) as u64
    }
}

/// What is behind a handle, besides its pointer.
pub(crate) enum Shape {
    /// Known to C alone.
    Opaque,
    /// A record that a header describes, of a library; C's where it has no memory of the host's.
    Record(Box<Place>),
    /// Bytes.
    Buffer(Rc<Memory>),
}

/// A record in memory.
pub(crate) struct Place {
    pub(crate) library: &'static str,
    pub(crate) record: Record,
    pub(crate) memory: Option<Rc<Memory>>,
    /// The buffers that its members point into, and the handles that scripts have of them.
    pub(crate) buffers: HashMap<&'static str, (Rc<Memory>, Handle)>,
}

impl Place {
    /// Whether a member's pointer, and the bytes that follow it, are in the buffer that it was set to.
    pub(crate) fn is_within(&self, member: &str, address: usize, bytes: u64) -> bool {
        match self.buffers.get(member) {
            Some((memory, _)) => memory.holds(address, bytes),
            None => bytes == 0,
        }
    }
}
