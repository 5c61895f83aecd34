//! A universal call near the end of its stack, whose arguments are aligned so far that its frame begins pages below: it has to meet the guard
//! page, not what lies behind that.
#![cfg(all(feature = "dynamic", target_os = "linux", target_arch = "x86_64"))]

use core::ffi::{c_int, c_long, c_void};
use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use ffi::{Function, Pointer, Signature};

unsafe extern "C" {
    fn mmap(at: *mut c_void, size: usize, protection: c_int, flags: c_int, file: c_int, offset: c_long) -> *mut c_void;
    fn mprotect(at: *mut c_void, size: usize, protection: c_int) -> c_int;
    fn pthread_attr_init(attributes: *mut Attributes) -> c_int;
    fn pthread_attr_setstack(attributes: *mut Attributes, stack: *mut c_void, size: usize) -> c_int;
    fn pthread_create(
        thread: *mut usize,
        attributes: *const Attributes,
        run: extern "C" fn(*mut c_void) -> *mut c_void,
        argument: *mut c_void,
    ) -> c_int;
    fn pthread_join(thread: usize, result: *mut *mut c_void) -> c_int;
}

/// `pthread_attr_t`, and more.
#[repr(C, align(16))]
struct Attributes([u8; 128]);

const NONE: c_int = 0;
const READ_WRITE: c_int = 3;
const PRIVATE_ANONYMOUS: c_int = 0x22;
const FAR: usize = 32768;
const PAGE: usize = 4096;

/// Says that this process is the one that dies.
const CHILD: &str = "FFI_DYNAMIC_STACK";

extern "C" fn aligned(_: u8) {}

/// A call, and the end of the guard page.
struct Call {
    function: Function,
    record: *mut u8,
    guard_end: usize,
}

/// Calls with five pages between here and the guard page, which begins at a multiple of the alignment.
#[inline(never)]
extern "C" fn near_the_end(call: *mut c_void) -> *mut c_void {
    let here = core::hint::black_box([0_u8; 512]);
    // SAFETY: the test's, which waits.
    let Call { function, record, guard_end } = unsafe { &*call.cast::<Call>() };
    if here.as_ptr().addr() - guard_end > 5 * PAGE {
        let result = near_the_end(call);
        core::hint::black_box(&here);
        return result;
    }
    // SAFETY: the callee does nothing with its argument, which is in a record of its size and alignment.
    unsafe { function.call_raw(*record, record.add(FAR)) };
    core::ptr::null_mut()
}

#[test]
fn a_frame_that_is_aligned_beyond_a_page_meets_the_guard_page() {
    if std::env::var_os(CHILD).is_none() {
        let this = std::env::current_exe().expect("a path");
        let status = Command::new(this).env(CHILD, "1").output().expect("it starts").status;
        // SIGSEGV.
        assert_eq!(status.signal(), Some(11), "{status}");
        return;
    }
    let text = format!("void(struct {{ char c __attribute__((aligned({FAR}))); }})");
    let address = Pointer::new((aligned as *const c_void).cast_mut()).expect("an address");
    // SAFETY: it does nothing with its argument.
    let function = unsafe { Function::new(address, Signature::parse(&text).expect("a signature")) }.expect("a universal call");
    let mut memory = vec![0_u8; 3 * FAR];
    // SAFETY: memory of this test's own; the thread ends before it would be freed.
    unsafe {
        let all = mmap(core::ptr::null_mut(), 16 * FAR, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
        let guard = all.cast::<u8>().add(all.align_offset(2 * FAR)).add(2 * FAR);
        assert_eq!(mprotect(guard.cast(), PAGE, NONE), 0);
        let stack = guard.add(PAGE);
        let record = memory.as_mut_ptr();
        let record = record.add(record.align_offset(FAR));
        let mut call = Call { function, record, guard_end: stack.addr() };
        let mut attributes = Attributes([0; 128]);
        assert_eq!(pthread_attr_init(&raw mut attributes), 0);
        assert_eq!(pthread_attr_setstack(&raw mut attributes, stack.cast(), 8 * FAR), 0);
        let (mut thread, mut result) = (0, core::ptr::null_mut());
        assert_eq!(pthread_create(&raw mut thread, &raw const attributes, near_the_end, (&raw mut call).cast()), 0);
        assert_eq!(pthread_join(thread, &raw mut result), 0);
    }
}
