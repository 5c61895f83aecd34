//! Results that carry the error code which the call left behind: [`Errno`], [`SocketError`], on Windows `LastError`.
//!
//! ```text
//!  #[ffi::import] fn close(fd: c_int) -> ffi::Errno<c_int>;
//!      │
//!      └─► wrapper: [clear the code] ─► the plain call ─► read the code ─► Errno { value, code }
//!                    if the sentinel asks                 at once           .value() .code() .failed() .result()
//! ```

mod code;
pub mod sentinel;

#[cfg(feature = "std")]
pub(crate) use code::Kept;

use core::ffi::c_int;
use core::fmt;
use core::marker::PhantomData;

#[cfg(windows)]
use sentinel::Zero;
use sentinel::{MinusOne, Sentinel, Usual};

/// The result type of an imported function that leaves an error code in a place of its own. `#[ffi::import]` makes a function of
/// such a type: it calls the C function by its plain result type and reads the code before anything else runs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a result that an error code comes along with",
    label = "expected `ffi::Errno<…>`, `ffi::LastError<…>` or `ffi::SocketError<…>`",
    note = "an imported function whose result type is called `Errno`, `LastError` or `SocketError` gives one of the runtime's; give a type of your own another name"
)]
pub trait Captured: sealed::Sealed {
    /// The result type in C.
    type Value;

    /// What happens in front of the call.
    #[doc(hidden)]
    fn before();

    /// What happens right after it.
    #[doc(hidden)]
    fn after(value: Self::Value) -> Self;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! captured {
    (
        $(#[$doc:meta])*
        $name:ident, $usual:ty, $code:ty, $read:path, $write:path, $error:path
    ) => {
        $(#[$doc])*
        #[must_use = "the call may have failed; `.result()` says, `.value()` gives the value as it is"]
        pub struct $name<T, S = $usual> {
            value: T,
            code: $code,
            sentinel: PhantomData<S>,
        }

        impl<T, S> $name<T, S> {
            /// What the function returned.
            #[inline]
            pub fn value(self) -> T {
                self.value
            }

            /// The code right after the call. After a call that succeeded it means nothing: C leaves there
            /// what an earlier call put there (ISO C17 7.5 paragraph 3), unless the sentinel is
            /// [`sentinel::Code`].
            #[inline]
            pub const fn code(&self) -> $code {
                self.code
            }
        }

        impl<T, S: Sentinel<T>> $name<T, S> {
            /// Whether the call failed, by the sentinel.
            #[inline]
            pub fn failed(&self) -> bool {
                S::failed(&self.value, i64::from(self.code))
            }

            /// The value, or the code if the call failed.
            ///
            /// # Errors
            /// The code, if the sentinel says so.
            #[inline]
            pub fn ok_or_code(self) -> Result<T, $code> {
                if self.failed() { Err(self.code) } else { Ok(self.value) }
            }

            /// The value, or the system's error if the call failed.
            ///
            /// # Errors
            /// The error of the code, if the sentinel says so.
            #[cfg(feature = "std")]
            #[inline]
            pub fn result(self) -> std::io::Result<T> {
                self.ok_or_code().map_err($error)
            }
        }

        impl<T, S> sealed::Sealed for $name<T, S> {}

        impl<T, S: Sentinel<T>> Captured for $name<T, S> {
            type Value = T;

            #[inline]
            fn before() {
                if S::CLEAR {
                    $write(0);
                }
            }

            #[inline]
            fn after(value: T) -> Self {
                Self { code: $read(), value, sentinel: PhantomData }
            }
        }

        impl<T: fmt::Debug, S> fmt::Debug for $name<T, S> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).field("value", &self.value).field("code", &self.code).finish()
            }
        }

        impl<T: Clone, S> Clone for $name<T, S> {
            fn clone(&self) -> Self {
                Self { value: self.value.clone(), code: self.code, sentinel: PhantomData }
            }
        }

        impl<T: Copy, S> Copy for $name<T, S> {}
    };
}

captured! {
    /// A result, and the value of `errno` right after the call.
    ///
    /// As the result type of an imported function: `errno` is read before anything else runs, at no cost over
    /// reading it by hand. The second parameter says how a failure shows; by default `-1` for signed
    /// integers and null for pointers. [`sentinel::Code`] is for functions that show it in `errno` alone,
    /// such as `strtol`: it is cleared in front of the call.
    ///
    /// ```
    /// # #[cfg(unix)] {
    /// use core::ffi::{c_char, c_int};
    /// use ffi::Errno;
    ///
    /// #[ffi::import]
    /// unsafe extern "C" {
    ///     fn close(file: c_int) -> Errno<c_int>;
    ///     fn strtoul(
    ///         text: *const c_char,
    ///         end: *mut *mut c_char,
    ///         base: c_int,
    ///     ) -> Errno<core::ffi::c_ulong, ffi::sentinel::Code>;
    /// }
    ///
    /// let error = unsafe { close(-1) }.result().unwrap_err();
    /// assert_eq!(error.raw_os_error(), Some(9)); // EBADF
    ///
    /// let number = |text: &core::ffi::CStr| unsafe { strtoul(text.as_ptr(), core::ptr::null_mut(), 10) };
    /// assert_eq!(number(c"123").result().unwrap(), 123);
    /// assert!(number(c"999999999999999999999999").failed());
    /// # }
    /// ```
    ///
    /// A variadic function takes what stands for `...` as a tuple ([`VariadicArguments`](crate::VariadicArguments)):
    ///
    /// ```
    /// # #[cfg(unix)] {
    /// # use core::ffi::{c_char, c_int, c_uint};
    /// #[ffi::import]
    /// unsafe extern "C" {
    ///     fn open(path: *const c_char, flags: c_int, ...) -> ffi::Errno<c_int>;
    /// }
    /// let missing = unsafe { open(c"/no/such/file".as_ptr(), 0, (0o644 as c_uint,)) };
    /// assert_eq!(missing.result().unwrap_err().kind(), std::io::ErrorKind::NotFound);
    /// # }
    /// ```
    Errno, Usual, c_int, code::errno, code::set_errno, code::errno_error
}

captured! {
    /// A result, and `WSAGetLastError()` right after the call; where sockets are files (everywhere but on
    /// Windows) `errno`, so that a declaration of a socket function fits all systems. By default a failure
    /// shows as `-1` (`SOCKET_ERROR`, `INVALID_SOCKET`).
    SocketError, MinusOne, c_int, code::socket_error, code::set_socket_error, code::socket_io_error
}

#[cfg(windows)]
captured! {
    /// A result, and `GetLastError()` right after the call. By default a failure shows as zero: `FALSE`, a
    /// null handle. For functions that return `INVALID_HANDLE_VALUE` the second parameter is
    /// [`sentinel::MinusOne`].
    LastError, Zero, u32, code::last_error, code::set_last_error, code::last_io_error
}
