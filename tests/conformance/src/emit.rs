//! The object file of trampolines: the one place here that knows how the project assembles.

use ffi_abi::{CallPlan, Target};
use ffi_build::assembly::Assembly;

/// An object with the downcall and the upcall entry of each plan.
pub(crate) fn object(target: &Target, plans: &[&CallPlan]) -> Result<Vec<u8>, String> {
    let mut assembly = Assembly::new(target).map_err(|fault| fault.to_string())?;
    for plan in plans {
        assembly.downcall(plan).map_err(|fault| fault.to_string())?;
        assembly.upcall(plan).map_err(|fault| fault.to_string())?;
    }
    Ok(assembly.finish().bytes().to_vec())
}
