//! System V x86-64.

use crate::error::{Reason, Unsupported};
use crate::plan::CallPlan;
use crate::signature::Signature;
use crate::target::Target;

pub(super) fn lower(_target: &Target, _signature: &Signature) -> Result<CallPlan, Unsupported> {
    Err(Unsupported::named("sysv64", Reason::NoRules))
}
