//! [`Context`]: where a host's own code ends and native code begins, for hosts that walk their stacks.
//!
//! A runtime with a garbage collector, a profiler or exceptions of its own has to find its frames beneath native ones. A call that
//! is *non-leaf* (native code may call back while it runs) says where it left:
//!
//! ```text
//!   host frames … ──leave──► native frames … ──enter──► host frames … ──leave──► native frames …
//!                    │                          │                        │
//!                    exit: fp, pc, sp           entry: sp                exit: fp, pc, sp
//! ```
//!
//! The frame pointer, an address in the calling function and the stack pointer belong together: they are taken at one place, so that
//! an unwinder can start there. A host that walks by frame pointers compiles its code with them.

use alloc::vec::Vec;
use core::cell::{Cell, RefCell, UnsafeCell};
use core::fmt;
use core::marker::PhantomData;
use core::sync::atomic::{AtomicU32, Ordering};

/// Which code a thread is in; the value of [`Context::state_word`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u32)]
pub enum State {
    /// The host's own.
    Managed = 0,
    /// Native code that a non-leaf call went to: the host's frames on this thread do not change meanwhile.
    Native = 1,
}

/// Where host code called native code: registers of one place in the calling function.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[repr(C)]
pub struct ExitFrame {
    /// The frame pointer (`rbp`, `x29`, `s0`); what it points to is the host's affair.
    pub frame_pointer: usize,
    /// An address in the calling function, shortly before the call.
    pub program_counter: usize,
    /// The stack pointer there.
    pub stack_pointer: usize,
}

impl fmt::Debug for ExitFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExitFrame {{ fp: {:#x}, pc: {:#x}, sp: {:#x} }}", self.frame_pointer, self.program_counter, self.stack_pointer)
    }
}

/// A stretch of native frames between host frames.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Boundary {
    /// Where the host called native code.
    pub exit: ExitFrame,
    /// The stack pointer where native code called the host again: host frames are below this address.
    pub entry_stack_pointer: usize,
}

/// Native code called back with less stack left than [`Context::set_stack_limit`] asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StackOverflow {
    /// The stack pointer at the callback.
    pub stack_pointer: usize,
    /// The lowest address that it may have.
    pub limit: usize,
}

impl fmt::Display for StackOverflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stack pointer {:#x} is below the limit {:#x}", self.stack_pointer, self.limit)
    }
}

impl core::error::Error for StackOverflow {}

/// What was so when native code called the host.
#[derive(Clone, Copy)]
struct Entry {
    exit: ExitFrame,
    state: u32,
    stack_pointer: usize,
}

/// The boundaries between host code and native code on one thread.
///
/// The host keeps one for each thread, and passes it to non-leaf calls: imports declared with `#[ffi(non_leaf)]` take it as their first
/// parameter, and [`leave`](Self::leave) makes any call one. In a callback, [`enter`](Self::enter) says that host code runs again.
///
/// ```
/// use ffi::exit::{Context, State};
///
/// let context = Context::new();
/// extern "C" fn callback(context: &Context) -> usize {
///     context.enter(|| context.boundaries().len()).unwrap()
/// }
/// // Native code that calls back.
/// let native: extern "C" fn(&Context) -> usize = callback;
/// assert_eq!(context.leave(|| native(&context)), 1);
/// assert_eq!((context.state(), context.boundaries().len()), (State::Managed, 0));
/// ```
///
/// A panic that passes [`enter`](Self::enter) or [`leave`](Self::leave) puts things right on its way. After a `longjmp` over them the host calls
/// [`discard`](Self::discard); until then the next `enter` and [`boundaries`](Self::boundaries) drop what lies below the stack pointer.
pub struct Context {
    exit: UnsafeCell<ExitFrame>,
    state: AtomicU32,
    limit: Cell<usize>,
    entries: RefCell<Vec<Entry>>,
    /// Debug builds compare it: a context is for one thread.
    #[cfg(debug_assertions)]
    thread: Cell<usize>,
    not_sync: PhantomData<*const ()>,
}

impl Context {
    /// A context for a thread that runs host code.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            exit: UnsafeCell::new(ExitFrame { frame_pointer: 0, program_counter: 0, stack_pointer: 0 }),
            state: AtomicU32::new(State::Managed as u32),
            limit: Cell::new(0),
            entries: RefCell::new(Vec::new()),
            #[cfg(debug_assertions)]
            thread: Cell::new(0),
            not_sync: PhantomData,
        }
    }

    /// Calls native code that may call back: records the exit frame, and [`State::Native`] for as long as it runs.
    ///
    /// # Panics
    /// In debug builds, if the context is used on another thread than before, or while the thread is in native code already.
    #[inline(always)]
    pub fn leave<R>(&self, native: impl FnOnce() -> R) -> R {
        struct Return<'a>(&'a AtomicU32);
        impl Drop for Return<'_> {
            #[inline(always)]
            fn drop(&mut self) {
                self.0.store(State::Managed as u32, Ordering::Relaxed);
            }
        }
        #[cfg(debug_assertions)]
        self.check(State::Managed);
        let back = Return(&self.state);
        // SAFETY: the cell belongs to this thread, and nothing borrows it.
        unsafe { capture(self.exit.get()) };
        self.state.store(State::Native as u32, Ordering::Relaxed);
        let result = native();
        drop(back);
        result
    }

    /// Runs host code in a callback: keeps the exit frame of the call that is under way, records the stack pointer, and puts
    /// everything back at the end.
    ///
    /// # Errors
    /// [`StackOverflow`]: there is a limit, and the stack pointer is below it. The function was not called.
    ///
    /// # Panics
    /// In debug builds, if the context is used on another thread than before, or while the thread is in host code.
    #[inline]
    pub fn enter<R>(&self, host: impl FnOnce() -> R) -> Result<R, StackOverflow> {
        #[cfg(debug_assertions)]
        self.check(State::Native);
        let stack_pointer = stack_pointer();
        if stack_pointer < self.limit.get() {
            return Err(StackOverflow { stack_pointer, limit: self.limit.get() });
        }
        self.discard();
        let entry = Entry { exit: self.last_exit(), state: self.state.load(Ordering::Relaxed), stack_pointer };
        let depth = self.entries.borrow().len();
        self.entries.borrow_mut().push(entry);
        self.state.store(State::Managed as u32, Ordering::Relaxed);
        let restore = Restore { context: self, depth, entry };
        let result = host();
        drop(restore);
        Ok(result)
    }

    /// The stretches of native frames beneath the host code that is running, the newest first. Called by host code.
    #[must_use]
    pub fn boundaries(&self) -> Vec<Boundary> {
        self.discard();
        let boundary = |entry: &Entry| Boundary { exit: entry.exit, entry_stack_pointer: entry.stack_pointer };
        self.entries.borrow().iter().rev().map(boundary).collect()
    }

    /// Where host code called the native code that is running; `None` if host code is running.
    #[must_use]
    pub fn exit_frame(&self) -> Option<ExitFrame> {
        (self.state() == State::Native).then(|| self.last_exit())
    }

    /// Which code the thread is in.
    #[must_use]
    pub fn state(&self) -> State {
        if self.state.load(Ordering::Relaxed) == State::Native as u32 { State::Native } else { State::Managed }
    }

    /// The state as a word in memory that other threads may read (a collector that waits for threads to leave host code), and that the host's own
    /// machine code may: 0 is [`State::Managed`], 1 is [`State::Native`].
    #[must_use]
    pub const fn state_word(&self) -> &AtomicU32 {
        &self.state
    }

    /// Refuses callbacks ([`enter`](Self::enter)) whose stack pointer is below this address; 0, as at first, is no limit.
    pub fn set_stack_limit(&self, limit: usize) {
        self.limit.set(limit);
    }

    /// Forgets entries whose frames are gone, after a `longjmp` over them into host code; gives their number.
    #[inline]
    pub fn discard(&self) -> usize {
        let here = stack_pointer();
        let mut entries = self.entries.borrow_mut();
        let before = entries.len();
        // The stack grows down: what is not above this frame is not there any more.
        while entries.last().is_some_and(|entry| entry.stack_pointer < here) {
            entries.pop();
        }
        before - entries.len()
    }

    /// After a `longjmp` from native code into host code: this is host code, and entries whose frames are gone are forgotten.
    pub fn resume(&self) {
        self.discard();
        self.state.store(State::Managed as u32, Ordering::Relaxed);
    }

    fn last_exit(&self) -> ExitFrame {
        // SAFETY: the cell belongs to this thread, and nothing writes it meanwhile.
        unsafe { self.exit.get().read() }
    }

    #[cfg(debug_assertions)]
    fn check(&self, expected: State) {
        // The address of a thread-local is one of its thread.
        #[cfg(feature = "std")]
        {
            std::thread_local! { static HERE: u8 = const { 0 }; }
            let here = HERE.with(|here| core::ptr::from_ref(here).addr());
            let known = self.thread.replace(here);
            assert!(known == 0 || known == here, "a context is for one thread");
        }
        assert!(
            expected == self.state() || (expected == State::Native && self.entries.borrow().is_empty()),
            "the thread is in {:?} code, not in {expected:?}",
            self.state()
        );
    }
}

/// Puts back what was so before an entry, on return and when a panic passes.
struct Restore<'a> {
    context: &'a Context,
    depth: usize,
    entry: Entry,
}

impl Drop for Restore<'_> {
    fn drop(&mut self) {
        self.context.entries.borrow_mut().truncate(self.depth);
        // SAFETY: the cell belongs to this thread, and nothing borrows it.
        unsafe { self.context.exit.get().write(self.entry.exit) };
        self.context.state.store(self.entry.state, Ordering::Relaxed);
    }
}

impl Default for Context {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("state", &self.state())
            .field("entries", &self.entries.borrow().len())
            .finish_non_exhaustive()
    }
}

/// Writes frame pointer, program counter and stack pointer.
///
/// # Safety
///
/// The place is writable.
#[inline(always)]
unsafe fn capture(to: *mut ExitFrame) {
    // SAFETY: it writes the three words of the frame, and no register but the one it names.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        core::arch::asm!(
            "lea {pc}, [rip]", "mov [{to}], rbp", "mov [{to} + 8], {pc}", "mov [{to} + 16], rsp",
            to = in(reg) to, pc = out(reg) _, options(nostack, preserves_flags),
        );
        // There is no other way to the program counter; the call is answered by no return, which processors know for this idiom.
        #[cfg(target_arch = "x86")]
        core::arch::asm!(
            "call 2f", "2:", "pop {pc}", "mov [{to}], ebp", "mov [{to} + 4], {pc}", "mov [{to} + 8], esp",
            to = in(reg) to, pc = out(reg) _, options(preserves_flags),
        );
        #[cfg(target_arch = "aarch64")]
        core::arch::asm!(
            "adr {pc}, .", "stp x29, {pc}, [{to}]", "mov {pc}, sp", "str {pc}, [{to}, #16]",
            to = in(reg) to, pc = out(reg) _, options(nostack, preserves_flags),
        );
        #[cfg(target_arch = "riscv64")]
        core::arch::asm!(
            "auipc {pc}, 0", "sd s0, 0({to})", "sd {pc}, 8({to})", "sd sp, 16({to})",
            to = in(reg) to, pc = out(reg) _, options(nostack, preserves_flags),
        );
    }
}

/// The stack pointer.
#[inline(always)]
fn stack_pointer() -> usize {
    let pointer;
    // SAFETY: reads a register.
    unsafe {
        #[cfg(target_arch = "x86_64")]
        core::arch::asm!("mov {}, rsp", out(reg) pointer, options(nomem, nostack, preserves_flags));
        #[cfg(target_arch = "x86")]
        core::arch::asm!("mov {}, esp", out(reg) pointer, options(nomem, nostack, preserves_flags));
        #[cfg(target_arch = "aarch64")]
        core::arch::asm!("mov {}, sp", out(reg) pointer, options(nomem, nostack, preserves_flags));
        #[cfg(target_arch = "riscv64")]
        core::arch::asm!("mv {}, sp", out(reg) pointer, options(nomem, nostack, preserves_flags));
    }
    pointer
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stretch of native frames: whatever is called through it is further down the stack.
    #[inline(never)]
    fn native<R>(function: impl FnOnce() -> R) -> R {
        let room = core::hint::black_box([0_u8; 64]);
        let result = function();
        core::hint::black_box(room);
        result
    }

    #[test]
    fn nested_entries_put_back_what_was_there() {
        let context = Context::new();
        context.leave(|| {
            let outer = context.exit_frame().expect("native code runs");
            native(|| {
                context
                    .enter(|| {
                        assert_eq!((context.state(), context.exit_frame()), (State::Managed, None));
                        context.leave(|| {
                            let inner = context.exit_frame().expect("native code runs");
                            assert!(inner != outer && inner.stack_pointer <= outer.stack_pointer);
                            native(|| {
                                context.enter(|| {
                                    let found = context.boundaries();
                                    assert_eq!(found.iter().map(|one| one.exit).collect::<Vec<_>>(), [inner, outer]);
                                    assert!(found[0].entry_stack_pointer < found[1].entry_stack_pointer);
                                })
                            })
                            .expect("no limit");
                            assert_eq!(context.exit_frame(), Some(inner));
                        });
                        assert_eq!((context.state(), context.boundaries().len()), (State::Managed, 1));
                    })
                    .expect("no limit");
            });
            assert_eq!((context.exit_frame(), context.state_word().load(Ordering::Relaxed)), (Some(outer), 1));
        });
        assert_eq!((context.exit_frame(), context.boundaries().len()), (None, 0));
    }

    #[test]
    fn a_panic_puts_back_what_was_there() {
        let context = Context::new();
        context.leave(|| {
            let before = context.exit_frame();
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                context.enter(|| context.leave(|| context.enter(|| panic!("on its way"))))
            }));
            assert!(result.is_err());
            assert_eq!((context.exit_frame(), context.state()), (before, State::Native));
        });
        assert!(context.boundaries().is_empty());
    }

    #[test]
    fn a_callback_below_the_limit_is_refused() {
        let context = Context::new();
        let here = stack_pointer();
        context.leave(|| {
            context.set_stack_limit(here + (1 << 20));
            let refused = context.enter(|| unreachable!("it is refused")).expect_err("below the limit");
            assert!(refused.stack_pointer < refused.limit);
            context.set_stack_limit(here - (1 << 20));
            assert_eq!(context.enter(|| 7), Ok(7));
        });
    }

    #[cfg(debug_assertions)]
    mod checked {
        use super::*;

        #[test]
        #[should_panic(expected = "the thread is in Native code, not in Managed")]
        fn native_code_does_not_leave() {
            let context = Context::new();
            context.leave(|| context.leave(|| ()));
        }

        #[test]
        #[should_panic(expected = "the thread is in Managed code, not in Native")]
        fn host_code_does_not_enter() {
            let context = Context::new();
            let _ = context.leave(|| context.enter(|| context.enter(|| ())));
        }

        #[cfg(feature = "std")]
        #[test]
        fn a_context_is_for_one_thread() {
            /// What the type system does not let through: the address, by way of C.
            struct Anywhere(*const Context);
            // SAFETY: of the test's making, and used by one thread at a time.
            unsafe impl Send for Anywhere {}
            let context = Context::new();
            context.leave(|| ());
            let address = Anywhere(&raw const context);
            let other = std::thread::spawn(move || {
                let address = address;
                // SAFETY: it outlives the thread.
                unsafe { &*address.0 }.leave(|| ());
            });
            let said = other.join().expect_err("it is another thread");
            assert_eq!(said.downcast_ref::<&str>(), Some(&"a context is for one thread"));
        }
    }
}
