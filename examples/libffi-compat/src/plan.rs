//! One plan for all call interfaces of one signature, made once. A look-up is a comparison where a signature is of few scalars: CPython
//! prepares an interface for each call.

use std::collections::HashMap;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use ffi::Signature;
use ffi::dynamic::abi;

use crate::types::{Cif, Status, Type, code, complete, convention, ctype};

/// Where an argument goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    /// Bytes from the start of the record.
    pub(crate) offset: u32,
    /// Bytes.
    pub(crate) size: u32,
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

/// Most arguments of a signature with a key: four bits each, beside the result, the convention and their number.
const FEW: usize = 12;

/// Four bits for each type, if all are scalars.
///
/// # Safety
///
/// The types are types.
unsafe fn key(abi: u32, result: *const Type, arguments: &[*mut Type]) -> Option<u64> {
    if arguments.len() > FEW {
        return None;
    }
    // SAFETY: by the caller.
    let scalar =
        |ty: *const Type| unsafe { (*ty).code }.checked_sub(0).filter(|code| !matches!(*code, code::STRUCT | code::COMPLEX));
    let mut key = u64::from(abi) << 4 | arguments.len() as u64;
    for ty in [result].into_iter().chain(arguments.iter().map(|ty| ty.cast_const())) {
        key = key << 4 | u64::from(scalar(ty)?);
    }
    Some(key | 1 << 63)
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
    let key = if fixed.is_none() && !result.is_null() { unsafe { key(abi, result, arguments) } } else { None };
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
            let (returned, types) =
                unsafe { (ctype(result)?, arguments.iter().map(|ty| ctype(*ty)).collect::<Result<Vec<_>, Status>>()?) };
            let signature = match fixed {
                Some(fixed) => abi::Signature::new(returned, types[..fixed].to_vec()).with_variadic(types[fixed..].to_vec()),
                None => abi::Signature::new(returned, types),
            };
            let signature = Signature::of(&signature.with_convention(convention)).map_err(|_| Status::BadTypedef)?;
            let slots = signature.parameters().map(|ty| Slot { offset: ty.offset() as u32, size: ty.size() as u32 }).collect();
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
