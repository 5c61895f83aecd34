//! [`Function`]: a C function called by a signature that is data.

use core::ffi::c_void;
use core::fmt;
use core::mem::MaybeUninit;

#[cfg(feature = "std")]
use crate::DynamicLibrary;
use crate::call_error::Fault;
use crate::contract::{Downcall, SignatureData};
use crate::convert::{load, load_scalar, scalar, store};
use crate::{CallError, NoTrampoline, Pointer, Signature, Value};

/// Bytes of arguments and of a result that a call keeps on the stack; more go on the heap.
const STACK_ARGS: usize = 256;
const STACK_RESULT: usize = 64;
/// Alignment of both: that of the largest vector.
const STACK_ALIGN: usize = 64;

/// A C function with a signature that is data: an address, a [`Signature`] and its trampoline.
///
/// It keeps alive the library that it was looked up in.
///
/// ```no_run
/// # fn demo(hypot: ffi::Function) -> Result<(), Box<dyn std::error::Error>> {
/// // SAFETY: hypot is `double hypot(double, double)`, and safe for any numbers.
/// let length = unsafe { hypot.call(&[3.0.into(), 4.0.into()])? };
/// assert_eq!(f64::try_from(length)?, 5.0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Function {
    address: Pointer<c_void>,
    downcall: Downcall,
    /// What a universal routine takes besides; a trampoline ignores it.
    #[cfg(feature = "dynamic")]
    program: *const crate::contract::universal::Program,
    signature: Signature,
    /// Number of parameters if the record and the result fit on the stack, otherwise [`usize::MAX`],
    /// which is no slice's length: one comparison finds both out.
    stack_parameters: usize,
    #[cfg(feature = "std")]
    library: Option<DynamicLibrary>,
}

// SAFETY: an address of code and constant data. Calling is unsafe, and the caller answers for threads.
unsafe impl Send for Function {}
// SAFETY: as `Send`.
unsafe impl Sync for Function {}

impl Function {
    /// The function at an address. It does not keep any library alive;
    /// [`DynamicLibrary::function`](crate::DynamicLibrary::function) does.
    ///
    /// # Errors
    ///
    /// If no trampoline was assembled for the signature.
    ///
    /// # Safety
    ///
    /// There is a function of that C type, for as long as the result is used.
    pub unsafe fn new(address: Pointer<c_void>, signature: Signature) -> Result<Self, NoTrampoline> {
        let data = signature.data();
        #[cfg(feature = "dynamic")]
        let (downcall, program) = match signature.head() {
            Some(head) => (head.downcall, head.program),
            None => (signature.downcall().ok_or(NoTrampoline { signature })?, core::ptr::null()),
        };
        #[cfg(not(feature = "dynamic"))]
        let downcall = signature.downcall().ok_or(NoTrampoline { signature })?;
        Ok(Self {
            address,
            downcall,
            #[cfg(feature = "dynamic")]
            program,
            signature,
            stack_parameters: if fits_stack(data) { data.params.into() } else { usize::MAX },
            #[cfg(feature = "std")]
            library: None,
        })
    }

    /// The same, keeping the library alive.
    #[cfg(feature = "std")]
    pub(crate) fn kept_by(self, library: &DynamicLibrary) -> Self {
        Self { library: Some(library.clone()), ..self }
    }

    /// The address of the function.
    #[must_use]
    pub fn address(&self) -> Pointer<c_void> {
        self.address
    }

    /// The type of the function.
    #[must_use]
    pub fn signature(&self) -> Signature {
        self.signature
    }

    /// The library that it was looked up in, and keeps loaded.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn library(&self) -> Option<&DynamicLibrary> {
        self.library.as_ref()
    }

    /// Calls the function with arguments given as values.
    ///
    /// An integer is accepted for any integer type that holds it, a floating-point number for any
    /// floating-point type that holds it exactly; everything else must be of the parameter's kind.
    /// A result is the [`Value`] of exactly its C type.
    ///
    /// # Errors
    ///
    /// If there are more or fewer arguments than parameters, or one does not fit its parameter: then
    /// nothing was called. Without the `alloc` feature, also if the arguments need more than 256 bytes
    /// or the result more than 30.
    ///
    /// # Safety
    ///
    /// The function may be called with these arguments from this thread: pointers are as it demands, for
    /// as long as it demands. If it unwinds, its signature says so or every frame above can be unwound.
    pub unsafe fn call(&self, arguments: &[Value]) -> Result<Value, CallError> {
        if arguments.len() != self.stack_parameters {
            // SAFETY: passed on to the caller.
            return unsafe { self.call_rare(arguments) };
        }
        let mut frame = Frame::new();
        let (args, result) = (frame.args(), frame.result());
        // SAFETY: there are as many parameters, and their record has room here.
        let stored = unsafe {
            match self.signature.write_scalars(arguments, args, scalar) {
                Ok(()) => Ok(()),
                Err(first) => self.store_from(first, arguments, args),
            }
        };
        if let Err(fault) = stored {
            return Err(self.error(fault));
        }
        // SAFETY: every argument is written, the memory is as large and aligned as the signature demands;
        // the caller vouches for the rest.
        unsafe {
            self.call_raw(args, result);
            let kind = &self.signature.data().result;
            match load_scalar(kind, result) {
                Some(value) => Ok(value),
                None => load(kind, result).map_err(|fault| self.error(fault)),
            }
        }
    }

    /// Writes arguments of any kind, from one on.
    ///
    /// # Safety
    ///
    /// There are as many as parameters, and `args` is writable for the record.
    #[inline(never)]
    unsafe fn store_from(&self, first: usize, arguments: &[Value], args: *mut u8) -> Result<(), Fault> {
        for (index, argument) in arguments.iter().enumerate().skip(first) {
            // SAFETY: there are as many entries, and each has its place in the record.
            unsafe {
                let parameter = &*self.signature.entries().add(index);
                store(argument, parameter, index, args.add(parameter.offset as usize))?;
            }
        }
        Ok(())
    }

    #[cold]
    fn error(&self, fault: Fault) -> CallError {
        CallError { signature: self.signature, fault }
    }

    /// Refuses a wrong number of arguments, or calls with memory from the heap.
    ///
    /// # Safety
    ///
    /// As [`call`](Self::call).
    #[cold]
    #[inline(never)]
    unsafe fn call_rare(&self, arguments: &[Value]) -> Result<Value, CallError> {
        let data = self.signature.data();
        if arguments.len() != usize::from(data.params) {
            return Err(self.error(Fault::Count { given: arguments.len() }));
        }
        // SAFETY: passed on to the caller.
        unsafe { self.call_on_heap(data, arguments) }.map_err(|fault| self.error(fault))
    }

    /// Calls with memory from the heap, given the right number of arguments.
    ///
    /// # Safety
    ///
    /// As [`call`](Self::call).
    #[cfg(feature = "alloc")]
    unsafe fn call_on_heap(&self, data: &SignatureData, arguments: &[Value]) -> Result<Value, Fault> {
        let align = usize::from(data.args_align.max(data.result.align));
        let result_at = (data.args_size as usize).next_multiple_of(align);
        // A scalar is read as 8 bytes.
        let size = result_at + (data.ret_size as usize).max(8);
        let block = Block::new(size, align).ok_or(Fault::Memory { size })?;
        // SAFETY: the block holds both, as aligned as the signature demands; there are as many entries
        // as parameters, each with its place in the record; the caller vouches for the call.
        unsafe {
            let args = block.start.as_ptr();
            let result = args.add(result_at);
            self.store_from(0, arguments, args)?;
            self.call_raw(args, result);
            match load_scalar(&data.result, result) {
                Some(value) => Ok(value),
                None => load(&data.result, result),
            }
        }
    }

    /// There is no heap.
    ///
    /// # Safety
    ///
    /// None needed: it calls nothing.
    #[cfg(not(feature = "alloc"))]
    unsafe fn call_on_heap(&self, data: &SignatureData, _: &[Value]) -> Result<Value, Fault> {
        Err(Fault::Memory { size: data.args_size as usize + data.ret_size as usize })
    }

    /// Calls the function with an argument record that the caller filled.
    ///
    /// [`Signature::parameters`] says where each argument lies in the record, and
    /// [`contract`](crate::contract) what the record is. The callee may change it.
    ///
    /// # Safety
    ///
    /// * `args` points to a complete argument record of the signature, of its
    ///   [size](Signature::args_size) and [alignment](Signature::args_align); it may dangle if the
    ///   record has no bytes.
    /// * `result` is writable for the size of the result type and aligned for it; it may dangle if the
    ///   result has no bytes. The two do not overlap.
    /// * The function may be called with these arguments from this thread. If it unwinds, every frame
    ///   above can be unwound.
    #[inline]
    pub unsafe fn call_raw(&self, args: *mut u8, result: *mut u8) {
        // SAFETY: the trampoline is that of the signature, or a routine and its program; the caller vouches for the rest. A trampoline
        // ignores the program: the caller removes arguments by every convention that they are entered by.
        #[cfg(feature = "dynamic")]
        unsafe {
            self.call_universal(args, result, self.address.as_ptr(), self.program);
        }
        // SAFETY: the trampoline is that of the signature; the caller vouches for the rest.
        #[cfg(not(feature = "dynamic"))]
        unsafe {
            (self.downcall)(args, result, self.address.as_ptr());
        }
    }

    /// Calls the routine, or the trampoline.
    ///
    /// # Safety
    ///
    /// As of [`call_raw`](Self::call_raw); the callee and the program are those of this function, or what stands for them.
    #[cfg(feature = "dynamic")]
    #[inline(always)]
    pub(crate) unsafe fn call_universal(
        &self,
        args: *mut u8,
        result: *mut u8,
        callee: *const c_void,
        program: *const crate::contract::universal::Program,
    ) {
        // SAFETY: by the caller.
        unsafe {
            let universal = core::mem::transmute::<Downcall, crate::contract::universal::Universal>(self.downcall);
            universal(args, result, callee, program);
        }
    }

    /// What a routine takes; null where the call goes through a trampoline.
    #[cfg(feature = "dynamic")]
    pub(crate) const fn program(&self) -> *const crate::contract::universal::Program {
        self.program
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Function({} at {:p})", self.signature, self.address)
    }
}

#[inline]
fn fits_stack(data: &SignatureData) -> bool {
    data.args_size as usize <= STACK_ARGS
        && data.ret_size as usize <= STACK_RESULT
        && usize::from(data.args_align) <= STACK_ALIGN
        && usize::from(data.result.align) <= STACK_ALIGN
}

/// Memory for a call, on the stack. Not initialised: that would cost more than the call.
#[repr(C, align(64))]
struct Frame {
    args: [MaybeUninit<u8>; STACK_ARGS],
    result: [MaybeUninit<u8>; STACK_RESULT],
}

impl Frame {
    #[inline(always)]
    const fn new() -> Self {
        Self { args: [MaybeUninit::uninit(); STACK_ARGS], result: [MaybeUninit::uninit(); STACK_RESULT] }
    }

    #[inline(always)]
    const fn args(&mut self) -> *mut u8 {
        self.args.as_mut_ptr().cast()
    }

    #[inline(always)]
    const fn result(&mut self) -> *mut u8 {
        self.result.as_mut_ptr().cast()
    }
}

/// Memory for a call, on the heap; freed if the callee unwinds too.
#[cfg(feature = "alloc")]
struct Block {
    start: core::ptr::NonNull<u8>,
    layout: core::alloc::Layout,
}

#[cfg(feature = "alloc")]
impl Block {
    fn new(size: usize, align: usize) -> Option<Self> {
        let layout = core::alloc::Layout::from_size_align(size.max(1), align).ok()?;
        // SAFETY: the size is not 0.
        let start = core::ptr::NonNull::new(unsafe { alloc::alloc::alloc(layout) })?;
        Some(Self { start, layout })
    }
}

#[cfg(feature = "alloc")]
impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout.
        unsafe { alloc::alloc::dealloc(self.start.as_ptr(), self.layout) }
    }
}
