//! Why a value is where it is: the rules of the conventions, as the code that follows them names them.
//!
//! A convention notes a rule in the branch that implements it, so there is no second copy of any convention. Notes are kept only by
//! the feature `explain`, for [`explain`](crate::explain()); without it a note is nothing, and costs nothing.

#[cfg(feature = "explain")]
use alloc::vec::Vec;
#[cfg(feature = "explain")]
use core::cell::RefCell;
#[cfg(not(feature = "explain"))]
use core::marker::PhantomData;

/// A text that says how arguments travel, or the compilers where none does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Source {
    /// The psABI of x86-64.
    SystemVX8664,
    /// The psABI of i386.
    SystemVI386,
    /// The psABI of AArch64.
    Aapcs64,
    /// Apple's variant of that.
    AppleArm64,
    /// Microsoft's variant of that.
    MicrosoftArm64,
    /// Microsoft's convention for x86-64.
    MicrosoftX64,
    /// Microsoft's `__vectorcall`.
    MicrosoftVectorcall,
    /// Microsoft's conventions for i386.
    MicrosoftX86,
    /// The psABI of RISC-V.
    RiscV,
    /// No text decides, or compilers do otherwise: what those that the system and its libraries are built with do.
    Compilers,
}

impl Source {
    /// Its title.
    pub const fn title(self) -> &'static str {
        match self {
            Source::SystemVX8664 => "System V ABI, AMD64 Architecture Processor Supplement",
            Source::SystemVI386 => "System V ABI, Intel386 Architecture Processor Supplement",
            Source::Aapcs64 => "Procedure Call Standard for the Arm 64-bit Architecture",
            Source::AppleArm64 => "Writing ARM64 code for Apple platforms",
            Source::MicrosoftArm64 => "Overview of ARM64 ABI conventions",
            Source::MicrosoftX64 => "x64 calling convention",
            Source::MicrosoftVectorcall => "__vectorcall",
            Source::MicrosoftX86 => "Argument Passing and Naming Conventions",
            Source::RiscV => "RISC-V ABIs Specification",
            Source::Compilers => "what compilers do",
        }
    }

    /// A short name, for references.
    pub const fn short(self) -> &'static str {
        match self {
            Source::SystemVX8664 => "AMD64 psABI",
            Source::SystemVI386 => "i386 psABI",
            Source::Aapcs64 => "AAPCS64",
            Source::AppleArm64 => "Apple",
            Source::MicrosoftArm64 | Source::MicrosoftX64 | Source::MicrosoftVectorcall | Source::MicrosoftX86 => "Microsoft",
            Source::RiscV => "RISC-V psABI",
            Source::Compilers => "compilers",
        }
    }

    /// Which edition was read, or whose text it is where that has none.
    pub const fn edition(self) -> &'static str {
        match self {
            Source::SystemVX8664 => "version 1.0",
            Source::SystemVI386 => "version 1.1",
            Source::Aapcs64 => "2024Q3",
            Source::AppleArm64 => "Apple Developer",
            Source::MicrosoftX64 => "Microsoft Learn, 17 May 2022",
            Source::MicrosoftArm64 | Source::MicrosoftVectorcall | Source::MicrosoftX86 => "Microsoft Learn",
            Source::RiscV => "version 1.0, with the clarifications merged since",
            Source::Compilers => "gcc 12, clang 19",
        }
    }
}

/// A rule of a convention.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Rule {
    /// The text that it is from.
    pub source: Source,
    /// Where it stands there: a section, or the number of the rule. Empty for [`Source::Compilers`].
    pub section: &'static str,
    /// The sentence, quoted. For [`Source::Compilers`] the sentence is this project's.
    pub sentence: &'static str,
}

impl Rule {
    /// A sentence of a text.
    pub(crate) const fn of(source: Source, section: &'static str, sentence: &'static str) -> Rule {
        Rule { source, section, sentence }
    }

    /// What compilers do where no text decides.
    pub(crate) const fn practice(sentence: &'static str) -> Rule {
        Rule { source: Source::Compilers, section: "", sentence }
    }
}

/// What of a call a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// The stack, and what else is the matter of no single value.
    Call,
    /// The result.
    Result,
    /// The argument of this number.
    Argument(usize),
}

/// A rule that was followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Followed {
    /// The rule.
    pub rule: Rule,
    /// The bytes of the value that it was followed for, first and end; `None` if for the whole.
    pub bytes: Option<(u32, u32)>,
}

/// Where a convention notes its rules. A copy notes in the same place.
#[derive(Clone, Copy)]
pub(crate) struct Trace<'a> {
    #[cfg(feature = "explain")]
    heard: Option<&'a RefCell<Heard>>,
    #[cfg(not(feature = "explain"))]
    heard: PhantomData<&'a ()>,
}

impl Trace<'_> {
    /// Nobody listens.
    #[cfg(feature = "explain")]
    pub(crate) const SILENT: Trace<'static> = Trace { heard: None };
    /// Nobody listens.
    #[cfg(not(feature = "explain"))]
    pub(crate) const SILENT: Trace<'static> = Trace { heard: PhantomData };

    /// What follows is about this part.
    #[inline]
    pub(crate) fn on(self, part: Part) {
        #[cfg(feature = "explain")]
        if let Some(heard) = self.heard {
            heard.borrow_mut().part = part;
        }
        #[cfg(not(feature = "explain"))]
        let _ = (self, part);
    }

    /// This rule is followed.
    #[inline]
    pub(crate) fn note(self, rule: Rule) {
        self.heard(rule, None);
    }

    /// This rule is followed for `size` bytes of the value from `offset` on.
    #[inline]
    pub(crate) fn note_at(self, offset: u32, size: u32, rule: Rule) {
        self.heard(rule, Some((offset, offset + size)));
    }

    #[inline]
    fn heard(self, rule: Rule, bytes: Option<(u32, u32)>) {
        #[cfg(feature = "explain")]
        if let Some(heard) = self.heard {
            heard.borrow_mut().add(Followed { rule, bytes });
        }
        #[cfg(not(feature = "explain"))]
        let _ = (self, rule, bytes);
    }
}

/// The rules that were followed, by part.
#[cfg(feature = "explain")]
struct Heard {
    part: Part,
    call: Vec<Followed>,
    result: Vec<Followed>,
    arguments: Vec<Vec<Followed>>,
}

#[cfg(feature = "explain")]
impl Heard {
    fn add(&mut self, followed: Followed) {
        let list = match self.part {
            Part::Call => &mut self.call,
            Part::Result => &mut self.result,
            Part::Argument(index) => {
                let missing = (index + 1).saturating_sub(self.arguments.len());
                self.arguments.extend((0..missing).map(|_| Vec::new()));
                &mut self.arguments[index]
            }
        };
        // A rule on each of many members is one rule.
        if !list.contains(&followed) {
            list.push(followed);
        }
    }
}

/// A plan and the rules that made it.
#[cfg(feature = "explain")]
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// What [`lower`](crate::lower) gives.
    pub plan: crate::CallPlan,
    /// Rules on the call as a whole, in the order in which they were followed.
    pub call: Vec<Followed>,
    /// Rules on the result.
    pub result: Vec<Followed>,
    /// Rules on each argument.
    pub arguments: Vec<Vec<Followed>>,
}

/// Lowers a call, and says by which rules: [`lower`](crate::lower) with someone who listens.
///
/// # Errors
/// As [`lower`](crate::lower).
///
/// ```
/// use ffi_abi::{Signature, Source, Target, explain};
/// let target = Target::parse("x86_64-unknown-linux-gnu").unwrap();
/// let explained = explain(&target, &Signature::parse("void(double)").unwrap()).unwrap();
/// let rule = explained.arguments[0].last().unwrap().rule;
/// assert_eq!((rule.source, rule.section), (Source::SystemVX8664, "§3.2.3"));
/// assert!(rule.sentence.contains("SSE"));
/// ```
#[cfg(feature = "explain")]
pub fn explain(target: &crate::Target, signature: &crate::Signature) -> Result<Explanation, crate::Unsupported> {
    let heard = RefCell::new(Heard { part: Part::Call, call: Vec::new(), result: Vec::new(), arguments: Vec::new() });
    let plan = crate::convention::lower_with(target, signature, Trace { heard: Some(&heard) })?;
    let Heard { call, result, mut arguments, .. } = heard.into_inner();
    arguments.resize(plan.arguments().len(), Vec::new());
    Ok(Explanation { plan, call, result, arguments })
}
