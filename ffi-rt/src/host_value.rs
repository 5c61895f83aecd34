//! [`HostValue`]: arguments that are a host's own values, written to a record as they are.

use core::mem::MaybeUninit;

use crate::Signature;
use crate::contract::{Kind, TypeData};

/// A value of an engine or a plugin host: what it is, and 8 bytes of payload.
///
/// ```
/// use core::mem::MaybeUninit;
/// use ffi::contract::Kind;
///
/// /// As the host has its values already.
/// #[derive(Clone, Copy)]
/// struct Cell {
///     kind: Kind,
///     bits: u64,
/// }
///
/// // SAFETY: the host makes cells of numbers and pointers only, of the kind that they say.
/// unsafe impl ffi::HostValue for Cell {
///     fn kind(&self) -> Kind {
///         self.kind
///     }
///
///     fn payload(&self) -> MaybeUninit<u64> {
///         MaybeUninit::new(self.bits)
///     }
/// }
/// ```
///
/// # Safety
///
/// [`kind`](Self::kind) is that of a number or a pointer of at most 8 bytes: [`Bool`](Kind::Bool), an integer of 8 to 64 bits,
/// [`F16`](Kind::F16), [`F32`](Kind::F32), [`F64`](Kind::F64) or [`Pointer`](Kind::Pointer). A valid value of it is at the lowest address of
/// [`payload`](Self::payload).
pub unsafe trait HostValue {
    /// What the value is.
    fn kind(&self) -> Kind;

    /// The value, and what may lie beside it.
    fn payload(&self) -> MaybeUninit<u64>;
}

impl Signature {
    /// Writes an argument record from values that a host has: what [`Function::call_raw`](crate::Function::call_raw) takes, at a few
    /// instructions for each argument.
    ///
    /// It checks that there are as many values as parameters, and that each is of exactly its parameter's kind. It converts nothing: what
    /// else a host lets pass, an `int` for a `double` say, it converts where it is told to.
    ///
    /// ```no_run
    /// # fn demo<V: ffi::HostValue>(hypot: ffi::Function, values: &[V]) -> Option<f64> {
    /// let mut record = [0_u64; 2];
    /// let mut result = 0.0_f64;
    /// let args = record.as_mut_ptr().cast();
    /// // SAFETY: `hypot` is `double hypot(double, double)`, whose record has two slots, and safe for any numbers.
    /// unsafe {
    ///     hypot.signature().write_arguments(values, args).ok()?;
    ///     hypot.call_raw(args, (&raw mut result).cast());
    /// }
    /// # Some(result)
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The number of the first value that is not of its parameter's kind, or that of the first value or parameter that has no other.
    /// What is in the record then has no meaning.
    ///
    /// # Safety
    ///
    /// `args` is writable for the signature's [`args_size`](Self::args_size), and aligned to 8 bytes.
    #[inline]
    pub unsafe fn write_arguments<V: HostValue>(self, values: &[V], args: *mut u8) -> Result<(), usize> {
        let parameters = usize::from(self.data().params);
        if values.len() != parameters {
            return Err(values.len().min(parameters));
        }
        // SAFETY: by the caller; the trait's kinds have one slot.
        unsafe {
            self.write_scalars(values, args, |value, parameter| (value.kind().code() == parameter.kind).then(|| value.payload()))
        }
    }

    /// [`write_arguments`](Self::write_arguments) by any function that gives a value as what is in a parameter's slot.
    ///
    /// # Safety
    ///
    /// As of that; there are as many values as parameters; the function gives nothing for a parameter that has not exactly one slot.
    #[inline(always)]
    pub(crate) unsafe fn write_scalars<V>(
        self,
        values: &[V],
        args: *mut u8,
        scalar: impl Fn(&V, &TypeData) -> Option<MaybeUninit<u64>>,
    ) -> Result<(), usize> {
        // If all parameters so far had one slot, this one is in the next, wherever the rest is.
        let (mut value, mut entry, mut slot) = (values.as_ptr(), self.entries(), args.cast::<MaybeUninit<u64>>());
        let (count, mut first) = (values.len(), 0);
        macro_rules! write {
            ($($index:literal)*) => {{$(
                match scalar(&*value.add($index), &*entry.add($index)) {
                    Some(bits) => slot.add($index).write(bits),
                    None => return Err(first + $index),
                }
            )*}};
        }
        macro_rules! advance {
            ($count:literal) => {
                (value, entry, slot, first) = (value.add($count), entry.add($count), slot.add($count), first + $count);
            };
        }
        // Calls have few arguments: what counts and moves along would cost more than they do.
        // SAFETY: within the values, as many entries, and the record.
        unsafe {
            if count < 2 {
                if count == 1 {
                    write!(0);
                }
                return Ok(());
            }
            write!(0 1);
            if count == 2 {
                return Ok(());
            }
            write!(2);
            if count == 3 {
                return Ok(());
            }
            write!(3);
            advance!(4);
            while count - first >= 4 {
                write!(0 1 2 3);
                advance!(4);
            }
            while first < count {
                write!(0);
                advance!(1);
            }
        }
        Ok(())
    }
}
