//! The object file of trampolines: the one place here that knows how the project assembles.

use ffi_abi::{CallPlan, Features, Signature, Target, VariadicPart, lower};
use ffi_build::assembly::Assembly;

/// What a variadic function is to an upcall entry that makes a `va_list`: the plan of its bare prototype, and what that leaves.
pub(crate) fn listed(target: &Target, signature: &Signature) -> Option<(CallPlan, VariadicPart)> {
    let bare = signature.is_variadic().then(|| signature.clone().with_variadic(Vec::new()))?;
    Some((lower(target, &bare).ok()?, VariadicPart::of(target, &bare)?))
}

/// The target whose programs judge another's convention: that itself, if programs are its `own`, or Linux.
pub(crate) fn host(target: &Target, own: bool) -> Result<Target, String> {
    // Conventions of other systems are judged in the object files of the one that runs the programs.
    let linux = target.triple().split('-').next().map(|arch| format!("{arch}-unknown-linux-gnu")).unwrap_or_default();
    // Soft float is in the plans; the object file has to be one that the C library's are linked with.
    let features = if target.features() == Features::SOFT_FLOAT { Features::NONE } else { target.features() };
    let linux = Target::parse(&linux).map_err(|fault| fault.to_string())?.with_features(features);
    Ok(if own { *target } else { linux })
}

/// An object with the downcall and the upcall entries of each signature, of which these are the plans.
pub(crate) fn object(target: &Target, own: bool, plans: &[(&Signature, &CallPlan)]) -> Result<Vec<u8>, String> {
    let mut assembly = Assembly::new(&host(target, own)?).map_err(|fault| fault.to_string())?;
    for (signature, plan) in plans {
        assembly.downcall(plan).map_err(|fault| fault.to_string())?;
        assembly.upcall(plan).map_err(|fault| fault.to_string())?;
        if let Some((plan, part)) = listed(target, signature) {
            assembly.variadic_upcall(&plan, &part).map_err(|fault| fault.to_string())?;
        }
    }
    Ok(assembly.finish().bytes().to_vec())
}
