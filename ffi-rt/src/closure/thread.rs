//! Numbers of threads, which are never used again, unlike addresses of thread-local variables.

use core::cell::Cell;
use core::sync::atomic::{AtomicUsize, Ordering};

std::thread_local! {
    static NUMBER: Cell<usize> = const { Cell::new(0) };
}

/// The number of this thread; 0 if it has not got one, because it never made a closure.
#[inline(always)]
pub(super) fn known() -> usize {
    NUMBER.with(Cell::get)
}

/// The number of this thread, from now on if it had none.
pub(super) fn number() -> usize {
    static LAST: AtomicUsize = AtomicUsize::new(0);
    NUMBER.with(|number| {
        if number.get() == 0 {
            number.set(LAST.fetch_add(1, Ordering::Relaxed) + 1);
        }
        number.get()
    })
}
