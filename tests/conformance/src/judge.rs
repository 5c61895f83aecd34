//! What long runs and full ones share: plans for cases, and who does not judge which.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use ffi_abi::{Arch, CType, Convention, Features, FloatFormat, FloatKind, Reason, Signature, Target, lower};

use crate::c_program::Planned;
use crate::case::{Case, Extension};
use crate::machine::{Compiler, Machine};
use crate::rules::Rule;

/// Whether a case says something about a target that no other case says.
pub(crate) fn is_of(target: &Target, case: &Case) -> bool {
    // Features are those of x86; elsewhere a case with them is another one once more.
    let features = case.features == Features::NONE || matches!(target.arch(), Arch::X86_64 | Arch::X86);
    // `__float128` is a name of x86's compilers; where `long double` is that format they have no other.
    let quad = FloatKind::LongDouble.format(target) == FloatFormat::Binary128;
    // C has none: `wchar_t` of Windows is an `int` there, as others are that are narrow everywhere.
    let narrow = |ty: &CType| matches!(ty, CType::Int(kind) if kind.size(target) < 4);
    let narrow = case.signature.variadic_arguments().iter().any(narrow);
    features && !narrow && !(quad && case.wants(Extension::Float128))
}

/// The same types by a convention; thiscall is for functions with a `this`.
pub(crate) fn of_convention(signature: &Signature, convention: Convention) -> Signature {
    if convention != Convention::Thiscall {
        return signature.clone().with_convention(convention);
    }
    let parameters = [CType::pointer(CType::Void)].into_iter().chain(signature.fixed().iter().cloned()).collect();
    let made = Signature::new(signature.result().clone(), parameters).with_convention(convention);
    if signature.is_variadic() { made.with_variadic(signature.variadic_arguments().to_vec()) } else { made }
}

/// Cases with their plans, and how many the target has no plan for, by reason.
pub(crate) type Plans = (Vec<Planned>, BTreeMap<&'static str, usize>);

/// Plans them; one of so many goes through closures, too.
pub(crate) fn plan(machine: &Machine, cases: Vec<Case>, closures: usize) -> Result<Plans, String> {
    let mut planned = Vec::with_capacity(cases.len());
    let mut refused = BTreeMap::new();
    let mut faults = Vec::new();
    let mut names = BTreeSet::new();
    for (id, case) in cases.into_iter().enumerate() {
        if !names.insert(case.name.clone()) {
            faults.push(format!("two cases are named {}", case.name));
        }
        match lower(&machine.target_with(case.features), &case.signature) {
            Ok(plan) => planned.push(Planned { id, case, plan, closure: id % closures.max(1) == 0 }),
            // On this target no compiler has the type (a bit-field of `long` may be too wide) or lets the convention be variadic, or each
            // has its own place for it.
            Err(fault)
                if matches!(
                    fault.reason(),
                    Reason::NoSuchType | Reason::NoAgreement | Reason::BadBitField | Reason::NotVariadic
                ) =>
            {
                *refused.entry(fault.reason().text()).or_insert(0) += 1;
            }
            Err(fault) => faults.push(format!("{}: {}: {fault}", case.name, case.signature)),
        }
    }
    if faults.is_empty() { Ok((planned, refused)) } else { Err(faults.join("\n")) }
}

/// Why a compiler does not judge a case.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Excuse<'a> {
    /// It lacks a type.
    Lacks,
    /// It disagrees with the compiler, or the document, that the project follows.
    Rule(&'a Rule),
}

impl Excuse<'_> {
    /// As records have it.
    pub(crate) fn name(&self) -> &str {
        match self {
            Excuse::Lacks => "-",
            Excuse::Rule(rule) => &rule.name,
        }
    }
}

impl fmt::Display for Excuse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Excuse::Lacks => f.write_str("the compiler lacks a type"),
            Excuse::Rule(rule) => write!(f, "rule {rule}"),
        }
    }
}

/// Whether this compiler is not to judge this case, and why.
pub(crate) fn excuse<'a>(machine: &Machine, rules: &'a [Rule], compiler: &Compiler, item: &Planned) -> Option<Excuse<'a>> {
    if !compiler.takes(&item.case) {
        return Some(Excuse::Lacks);
    }
    rules.iter().find(|rule| rule.excuses(&machine.target, compiler.name, item)).map(Excuse::Rule)
}
