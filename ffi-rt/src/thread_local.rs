//! [`ThreadLocal`]: a variable of a C library of which each thread has its own.

use core::fmt;

use crate::{Native, Pointer};

/// The type of a variable that C declares `_Thread_local` (`__thread`), in an imported block.
///
/// Rust has no stable `#[thread_local]`; the address of the calling thread's variable is computed by the code that the target's ABI
/// prescribes, which the linker shortens where it can. Where a target has no such code here (Windows, where a library cannot export
/// such variables; Android before API 29 emulates them), the declaration is a compile error.
///
/// ```text
/// #[ffi::import(library = "mine")]
/// unsafe extern "C" {
///     static last_code: ffi::ThreadLocal<core::ffi::c_int>;
/// }
/// let code = unsafe { last_code.get() };
/// ```
pub struct ThreadLocal<T> {
    address: fn() -> *mut T,
}

impl<T> ThreadLocal<T> {
    /// The variable that a function gives the address of.
    ///
    /// # Safety
    ///
    /// The function returns the address of the calling thread's variable, of type `T`.
    #[doc(hidden)]
    #[must_use]
    pub const unsafe fn new(address: fn() -> *mut T) -> Self {
        Self { address }
    }

    /// Where the calling thread's variable is, until the thread ends.
    #[inline]
    #[must_use]
    pub fn pointer(&self) -> Pointer<T> {
        Pointer::new((self.address)()).expect("a variable is not at address 0")
    }

    /// Reads the calling thread's variable.
    ///
    /// # Safety
    ///
    /// It holds a valid `T`, and no other thread that was given its address writes it meanwhile.
    #[inline]
    #[must_use]
    pub unsafe fn get(&self) -> T::Value
    where
        T: Native,
    {
        // SAFETY: a variable of type `T` is readable and aligned; the caller vouches for the rest.
        unsafe { self.pointer().load() }
    }

    /// Writes the calling thread's variable. What was there is not dropped.
    ///
    /// # Safety
    ///
    /// The library allows it, and no other thread that was given its address accesses it meanwhile.
    #[inline]
    pub unsafe fn set(&self, value: T::Value)
    where
        T: Native,
    {
        // SAFETY: a variable of type `T` is aligned; the caller vouches for the rest.
        unsafe { self.pointer().store(value) }
    }
}

impl<T> fmt::Debug for ThreadLocal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ThreadLocal").field(&self.pointer()).finish()
    }
}

/// The address of the calling thread's variable of a symbol, or a compile error with the given text. The sequences are those that
/// linkers know how to shorten: each has to be as it stands.
#[doc(hidden)]
#[macro_export]
macro_rules! __thread_local_address {
    ($symbol:literal, $error:literal) => {{
        let address: *mut ::core::ffi::c_void;
        // General dynamic: System V psABI AMD64 1.0, 7.3 (ELF Handling For Thread-Local Storage 0.21, 4.1.6).
        #[cfg(all(target_arch = "x86_64", any(target_os = "linux", target_os = "freebsd")))]
        // SAFETY: the sequence calls a function of the C library by its convention; the stack is aligned.
        unsafe {
            ::core::arch::asm!(
                ".byte 0x66",
                ::core::concat!("lea rdi, [rip + ", $symbol, "@tlsgd]"),
                ".value 0x6666",
                "rex64",
                "call __tls_get_addr@PLT",
                out("rax") address,
                clobber_abi("C"),
            );
        }
        // TLS descriptors: ABI for the Arm 64-bit Architecture, SysVTLS and aaelf64, "TLS descriptors". The resolver changes x0 and x1.
        #[cfg(all(target_arch = "aarch64", any(target_os = "linux", target_os = "freebsd")))]
        // SAFETY: the sequence calls the resolver, which keeps every register but those named.
        unsafe {
            ::core::arch::asm!(
                ::core::concat!("adrp x0, :tlsdesc:", $symbol),
                ::core::concat!("ldr x1, [x0, :tlsdesc_lo12:", $symbol, "]"),
                ::core::concat!("add x0, x0, :tlsdesc_lo12:", $symbol),
                ::core::concat!(".tlsdesccall ", $symbol),
                "blr x1",
                "mrs x1, tpidr_el0",
                "add x0, x0, x1",
                out("x0") address,
                out("x1") _,
                out("x30") _,
            );
        }
        // General dynamic: RISC-V ELF psABI 1.0, "Global Dynamic".
        #[cfg(all(target_arch = "riscv64", target_os = "linux"))]
        // SAFETY: the sequence calls a function of the C library by its convention; the stack is aligned.
        unsafe {
            ::core::arch::asm!(
                ::core::concat!("la.tls.gd a0, ", $symbol),
                "call __tls_get_addr@plt",
                out("a0") address,
                clobber_abi("C"),
            );
        }
        // Mach-O's thread-local variables: the first word of the descriptor is the function that gives the address.
        #[cfg(all(target_arch = "x86_64", target_vendor = "apple"))]
        // SAFETY: the sequence calls the function of the descriptor.
        unsafe {
            ::core::arch::asm!(
                ::core::concat!("mov rdi, qword ptr [rip + _", $symbol, "@TLVP]"),
                "call qword ptr [rdi]",
                out("rax") address,
                clobber_abi("C"),
            );
        }
        #[cfg(all(target_arch = "aarch64", target_vendor = "apple"))]
        // SAFETY: the sequence calls the function of the descriptor.
        unsafe {
            ::core::arch::asm!(
                ::core::concat!("adrp x0, _", $symbol, "@TLVPPAGE"),
                ::core::concat!("ldr x0, [x0, _", $symbol, "@TLVPPAGEOFF]"),
                "ldr x1, [x0]",
                "blr x1",
                out("x0") address,
                clobber_abi("C"),
            );
        }
        #[cfg(not(any(
            all(target_arch = "x86_64", any(target_os = "linux", target_os = "freebsd", target_vendor = "apple")),
            all(target_arch = "aarch64", any(target_os = "linux", target_os = "freebsd", target_vendor = "apple")),
            all(target_arch = "riscv64", target_os = "linux"),
        )))]
        {
            ::core::compile_error!($error);
            address = ::core::ptr::null_mut();
        }
        address.cast()
    }};
}
