//! Corners where gcc and clang disagree with each other: which one the project follows there, and a program for each that shows it.
//!
//! `rules.txt` lists them. Nothing is skipped silently: a case that a rule takes from a compiler is counted under the rule, and a
//! rule whose program no longer shows a disagreement fails the run.

use std::fmt;
use std::fs;

use ffi_abi::{Features, Target};

use crate::c_program::Planned;
use crate::case::Extension;
use crate::machine::Machine;
use crate::predicates::{self, Concerns, Predicate};

const TEXT: &str = include_str!("../rules.txt");

/// A line of `rules.txt`.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) name: String,
    /// The compiler that the project agrees with, or `document` where a compiler disagrees with itself.
    pub(crate) follow: String,
    /// What it is about.
    pub(crate) text: String,
    predicate: Predicate,
    program: &'static str,
    concerns: Concerns,
    /// The compiler that the rule is about, and the version from which it no longer is.
    until: Option<(String, u32)>,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (as {} has it): {}", self.name, self.follow, self.text)
    }
}

/// Reads `rules.txt`: name, compiler to follow, text; `#` starts a comment.
pub(crate) fn read() -> Result<Vec<Rule>, String> {
    let mut rules = Vec::new();
    for line in TEXT.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let fields: Vec<&str> = line.splitn(3, '|').map(str::trim).collect();
        let [name, follow, text] = fields[..] else { return Err(format!("rules.txt: `{line}` has not three fields")) };
        let (follow, until) = match follow.split_once(' ') {
            None => (follow, None),
            Some((follow, bound)) => {
                let bound = bound.split_once('<').and_then(|(name, version)| Some((name.to_string(), version.parse().ok()?)));
                (follow, Some(bound.ok_or_else(|| format!("rules.txt: `{line}` has a bound that is none"))?))
            }
        };
        let found = predicates::ALL.iter().find(|(known, ..)| *known == name);
        let (_, concerns, predicate, program) =
            found.ok_or_else(|| format!("rules.txt: nothing decides what `{name}` applies to"))?;
        rules.push(Rule {
            name: name.into(),
            follow: follow.into(),
            until,
            text: text.into(),
            predicate: *predicate,
            program,
            concerns: *concerns,
        });
    }
    for (name, ..) in predicates::ALL {
        if !rules.iter().any(|rule| rule.name == *name) {
            return Err(format!("rules.txt has no line for `{name}`"));
        }
    }
    Ok(rules)
}

impl Rule {
    /// Whether it is about this target and these compilers.
    pub(crate) fn concerns(&self, machine: &Machine) -> bool {
        let old = |(name, version): &(String, u32)| {
            machine.compilers.iter().any(|compiler| compiler.name == *name && compiler.major() < *version)
        };
        (self.concerns)(&machine.target, machine.toolchain.convention) && self.until.as_ref().is_none_or(old)
    }

    /// To which versions it is bound: `clang<18`.
    pub(crate) fn bound(&self) -> Option<String> {
        self.until.as_ref().map(|(name, version)| format!("{name}<{version}"))
    }

    /// Whether this compiler is not to judge this case.
    pub(crate) fn excuses(&self, target: &Target, compiler: &str, planned: &Planned) -> bool {
        compiler != self.follow && (self.predicate)(target, planned)
    }

    /// Compiles the caller of `rules/<name>.c` with one compiler and its callee with another, or with the same: the program prints
    /// `same` where they agree, and that must not be so for every pair. False where this cannot be tried: the processor or a compiler
    /// lacks something.
    pub(crate) fn still_holds(&self, machine: &Machine) -> Result<bool, String> {
        let lacks_cpp = self.program.contains("-x c++") && machine.compilers.iter().any(|one| one.lacks(Extension::Cpp));
        let lacks_half = self.program.contains("_Float16") && machine.compilers.iter().any(|one| one.lacks(Extension::Half));
        if lacks_cpp || lacks_half || self.program.contains("-mavx") && !machine.runs(Features::AVX) {
            return Ok(false);
        }
        let path = machine.folder.join(format!("rule_{}.c", self.name));
        fs::write(&path, self.program).map_err(|fault| fault.to_string())?;
        let mut outcomes = Vec::new();
        // Callee by the one and caller by the other, and both by one.
        let compilers = &machine.compilers;
        for (callee, caller) in compilers.iter().flat_map(|callee| compilers.iter().map(move |caller| (callee, caller))) {
            let (callee_name, caller_name) = (callee.name, caller.name);
            let objects = [
                (callee, "-DCALLEE", format!("rule_{}_{callee_name}_callee.o", self.name)),
                (caller, "-DCALLER", format!("rule_{}_{caller_name}_caller.o", self.name)),
            ];
            for (compiler, side, object) in &objects {
                // `/* flags: -mavx */` in the first line.
                let flags = self.program.lines().next().and_then(|line| line.strip_prefix("/* flags: "));
                let flags = flags.and_then(|line| line.strip_suffix(" */")).unwrap_or_default().split_whitespace();
                let flags: Vec<&str> = ["-O0", side].into_iter().chain(flags).collect();
                compiler
                    .compile(&path, &machine.folder.join(object), &flags)
                    .map_err(|fault| format!("rule {}: {} does not compile its program: {fault}", self.name, compiler.name))?;
            }
            let program = machine.folder.join(format!("rule_{}_{callee_name}_{caller_name}.exe", self.name));
            let paths: Vec<_> = objects.iter().map(|(_, _, object)| machine.folder.join(object)).collect();
            machine.link_alone(&[&paths[0], &paths[1]], &program)?;
            let (output, _) = machine.run(&program, &[])?;
            outcomes.push(output.trim() == "same");
        }
        if outcomes.iter().all(|same| *same) {
            return Err(format!("rule {}: the compilers agree now; take the rule out", self.name));
        }
        let followed = compilers.iter().any(|compiler| compiler.name == self.follow);
        if followed && outcomes.iter().all(|same| !same) {
            return Err(format!("rule {}: its program fails whoever compiles it, so it shows nothing", self.name));
        }
        Ok(true)
    }
}
