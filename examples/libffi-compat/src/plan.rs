//! One plan for all call interfaces of one signature, made once. A look-up is a comparison where a signature is of few scalars: CPython
//! prepares an interface for each call.

use std::collections::HashMap;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use ffi::Signature;
use ffi::dynamic::abi;

use crate::types::{Cif, Status, Type, code, complete, convention, ctype, is_known, is_reversed, narrow, parameter};

/// Where an argument goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    /// Bytes from the start of the record.
    pub(crate) offset: u32,
    /// Bytes.
    pub(crate) size: u32,
    /// Whether it is extended by its sign where it fills no word.
    pub(crate) signed: bool,
}

/// What a result needs besides: libffi makes an `ffi_arg` of each narrow integer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Widen {
    /// Nothing.
    No,
    /// Zeros in front of so many bytes.
    Zero(u8),
    /// Copies of the sign.
    Sign(u8),
}

/// A signature as calls need it.
#[derive(Debug)]
pub(crate) struct Plan {
    key: u64,
    pub(crate) signature: Signature,
    pub(crate) slots: Vec<Slot>,
    pub(crate) widen: Widen,
    pub(crate) number: u32,
}

/// Plans by their numbers, which interfaces hold.
static PLANS: RwLock<Vec<&'static Plan>> = RwLock::new(Vec::new());
/// The same by what they were made of, for signatures that have no key.
static OTHERS: Mutex<Option<HashMap<Vec<u64>, &'static Plan>>> = Mutex::new(None);

const RECENT: usize = 512;
/// Plans of few scalars, by their keys.
static BY_KEY: [AtomicPtr<Plan>; RECENT] = [const { AtomicPtr::new(null_mut()) }; RECENT];
/// Plans by their numbers, as far as they go.
static BY_NUMBER: [AtomicPtr<Plan>; RECENT] = [const { AtomicPtr::new(null_mut()) }; RECENT];

/// The plan of an interface.
///
/// # Safety
///
/// It was prepared.
pub(crate) unsafe fn of(cif: *const Cif) -> &'static Plan {
    // SAFETY: by the caller.
    let number = unsafe { (*cif).flags } as usize;
    if let Some(plan) = BY_NUMBER.get(number) {
        // SAFETY: plans are never freed, and an interface's number is that of one.
        if let Some(plan) = unsafe { plan.load(Ordering::Acquire).as_ref() } {
            return plan;
        }
    }
    PLANS.read().unwrap_or_else(PoisonError::into_inner)[number]
}

/// How calls of an interface arrive, if it still says a convention: its fields are its owner's to change.
///
/// # Safety
///
/// It was prepared.
pub(crate) unsafe fn arrival(cif: *const Cif) -> Option<&'static ffi::dynamic::Arrival> {
    // SAFETY: by the caller.
    unsafe {
        convention((*cif).abi)?;
        of(cif).signature.arrival()
    }
}

/// Most arguments of a signature with a key: the result and so many types have four bits each, their number and the convention, too.
const FEW: usize = 12;

/// A number for the signature, if all of it are scalars. No two have the same, and what is no convention or no type has none.
///
/// # Safety
///
/// The types are types, or null.
unsafe fn key(abi: u32, result: *const Type, arguments: &[*mut Type]) -> Option<u64> {
    if arguments.len() > FEW || abi >= 16 || convention(abi).is_none() {
        return None;
    }
    let mut key = 1 << 4 | u64::from(abi);
    key = key << 4 | arguments.len() as u64;
    for ty in [result].into_iter().chain(arguments.iter().map(|ty| ty.cast_const())) {
        // SAFETY: by the caller.
        let ty = unsafe { ty.as_ref() }?;
        if !is_known(ty) || matches!(ty.code, code::STRUCT | code::COMPLEX) {
            return None;
        }
        key = key << 4 | u64::from(ty.code);
    }
    Some(key)
}

/// Everything that a plan depends on.
///
/// # Safety
///
/// `ty` is a complete type.
unsafe fn spell(ty: *const Type, into: &mut Vec<u64>) {
    // SAFETY: by the caller.
    unsafe {
        into.push(u64::from((*ty).code) | u64::from((*ty).alignment) << 16 | ((*ty).size as u64) << 32);
        if matches!((*ty).code, code::STRUCT | code::COMPLEX) {
            for member in crate::types::members(ty).unwrap_or_default() {
                spell(member, into);
            }
            into.push(u64::MAX);
        }
    }
}

/// The plan of a signature; `fixed` arguments are in front of the variadic part, if there is one.
///
/// # Safety
///
/// The types are types.
pub(crate) unsafe fn make(
    abi: u32,
    result: *mut Type,
    arguments: &[*mut Type],
    fixed: Option<usize>,
) -> Result<&'static Plan, Status> {
    // SAFETY: by the caller.
    let key = if fixed.is_none() { unsafe { key(abi, result, arguments) } } else { None };
    if let Some(key) = key {
        let recent = BY_KEY[(key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize % RECENT].load(Ordering::Acquire);
        // SAFETY: plans are never freed.
        if let Some(plan) = unsafe { recent.as_ref() }.filter(|plan| plan.key == key) {
            return Ok(plan);
        }
    }
    let convention = convention(abi).ok_or(Status::BadAbi)?;
    let mut words = vec![u64::from(abi), fixed.map_or(u64::MAX, |fixed| fixed as u64)];
    // SAFETY: by the caller.
    unsafe {
        for ty in [result].into_iter().chain(arguments.iter().copied()) {
            complete(ty)?;
            spell(ty, &mut words);
        }
    }
    let mut others = OTHERS.lock().unwrap_or_else(PoisonError::into_inner);
    let others = others.get_or_insert_default();
    let plan = match others.get(&words) {
        Some(plan) => plan,
        None => {
            // SAFETY: they are complete.
            let (returned, mut types) =
                unsafe { (ctype(result)?, arguments.iter().map(|ty| parameter(*ty)).collect::<Result<Vec<_>, Status>>()?) };
            if is_reversed(abi) {
                // Where the pointer to a record's memory is, compilers of this convention did not agree.
                if fixed.is_some() || matches!(returned, abi::CType::Record(_) | abi::CType::Complex(_)) {
                    return Err(Status::BadAbi);
                }
                types.reverse();
            }
            let signature = match fixed {
                Some(fixed) => abi::Signature::new(returned, types[..fixed].to_vec()).with_variadic(types[fixed..].to_vec()),
                None => abi::Signature::new(returned, types),
            };
            let signature = Signature::of(&signature.with_convention(convention)).map_err(|_| Status::BadTypedef)?;
            let mut places: Vec<ffi::Type> = signature.parameters().collect();
            if is_reversed(abi) {
                places.reverse();
            }
            let slot = |(place, argument): (&ffi::Type, &*mut Type)| {
                // SAFETY: a type.
                let (size, signed) = narrow(unsafe { (**argument).code }).unwrap_or((place.size() as u32, false));
                Slot { offset: place.offset() as u32, size, signed }
            };
            let slots = places.iter().zip(arguments).map(slot).collect();
            // SAFETY: by the caller.
            let widen = widening(unsafe { (*result).code });
            let mut plans = PLANS.write().unwrap_or_else(PoisonError::into_inner);
            let number = plans.len() as u32;
            let plan: &'static Plan = Box::leak(Box::new(Plan { key: key.unwrap_or(0), signature, slots, widen, number }));
            plans.push(plan);
            if let Some(place) = BY_NUMBER.get(number as usize) {
                place.store(std::ptr::from_ref(plan).cast_mut(), Ordering::Release);
            }
            others.insert(words, plan);
            plan
        }
    };
    if let Some(key) = key {
        let place = &BY_KEY[(key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize % RECENT];
        place.store(std::ptr::from_ref::<Plan>(plan).cast_mut(), Ordering::Release);
    }
    Ok(plan)
}

fn widening(result: u16) -> Widen {
    match result {
        code::UINT8 => Widen::Zero(1),
        code::UINT16 => Widen::Zero(2),
        code::UINT32 if size_of::<usize>() == 8 => Widen::Zero(4),
        code::SINT8 => Widen::Sign(1),
        code::SINT16 => Widen::Sign(2),
        code::SINT32 | code::INT if size_of::<usize>() == 8 => Widen::Sign(4),
        _ => Widen::No,
    }
}

#[cfg(test)]
mod tests {
    use std::ptr::{addr_of_mut, null_mut};

    use super::*;
    use crate::call::ffi_prep_cif;
    use crate::types::{DEFAULT_ABI, ffi_type_sint32, ffi_type_void};

    fn prepare(abi: u32, result: *mut Type, arguments: &mut [*mut Type]) -> Status {
        let mut cif = std::mem::MaybeUninit::uninit();
        // SAFETY: types, but for what is to be refused.
        unsafe { ffi_prep_cif(cif.as_mut_ptr(), abi, arguments.len() as u32, result, arguments.as_mut_ptr()) }
    }

    /// The key of a valid interface was that of invalid ones, too, which then were prepared.
    #[test]
    fn regress_invalid_interfaces_have_no_plan_of_valid_ones() {
        let (void, int) = (addr_of_mut!(ffi_type_void), addr_of_mut!(ffi_type_sint32));
        assert_eq!(prepare(DEFAULT_ABI, void, &mut [int; 1]), Status::Ok);
        // The convention, the number and the result, as a convention; bits that fell off the end; a type of more than four bits.
        assert_eq!(prepare(DEFAULT_ABI << 4 | 1, int, &mut []), Status::BadAbi);
        assert_eq!(prepare(DEFAULT_ABI, int, &mut [int; FEW]), Status::Ok);
        for bit in 4..32 {
            assert_eq!(prepare(DEFAULT_ABI | 1 << bit, int, &mut [int; FEW]), Status::BadAbi, "{bit}");
        }
        let mut none = Type { size: 4, alignment: 4, code: 0x1a, elements: null_mut() };
        assert_eq!(prepare(DEFAULT_ABI, void, &mut [&raw mut none]), Status::BadTypedef);
        assert_eq!(prepare(DEFAULT_ABI, &raw mut none, &mut [int]), Status::BadTypedef);
        let mut empty = Type { size: 0, alignment: 1, code: code::VOID, elements: null_mut() };
        assert_eq!(prepare(DEFAULT_ABI, &raw mut empty, &mut [int]), Status::BadTypedef);
        assert_eq!(prepare(DEFAULT_ABI, void, &mut [null_mut()]), Status::BadTypedef);
        assert_eq!(prepare(DEFAULT_ABI, null_mut(), &mut [int]), Status::BadTypedef);
    }

    #[test]
    fn keys_tell_signatures_apart() {
        let (void, int) = (addr_of_mut!(ffi_type_void), addr_of_mut!(ffi_type_sint32));
        let mut keys = std::collections::HashSet::new();
        for abi in (0..16).filter(|abi| convention(*abi).is_some()) {
            for count in 0..=FEW {
                for result in [void, int] {
                    // SAFETY: types.
                    let key = unsafe { key(abi, result, &vec![int; count]) }.expect("few scalars");
                    assert!(keys.insert(key), "{abi} {count}");
                }
            }
        }
    }
}
