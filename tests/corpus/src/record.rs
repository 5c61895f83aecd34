//! What was found, as text: a line for each library as it is judged, and the page of the documentation.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::across::Across;
use crate::judge::Verdict;
use crate::libraries::{EACH, LIBRARIES};
use crate::published::{Outcome, Tests};

/// Prints a line of it.
pub(crate) fn tell(verdict: &Verdict) {
    let (silent, macros) = verdict.silent();
    println!(
        "{:<12} declared {:>6} lost {:>3} | direct {:>6} trampoline {:>4} refused {:>5} | fns {}/{} types {}/{} consts {}/{} behind {} silent {silent}+{macros} | ms {:.0}/{:.0} MiB {:.0}/{:.0} | {}",
        verdict.name,
        verdict.declared,
        verdict.lost.len(),
        verdict.count(&["direct", "accessor"]),
        verdict.count(&["trampoline", "shim"]),
        verdict.count(&["refused"]),
        verdict.functions.0,
        verdict.functions.1,
        verdict.types.0,
        verdict.types.1,
        verdict.constants.0,
        verdict.constants.1,
        verdict.behind.len(),
        verdict.milliseconds.0,
        verdict.milliseconds.1,
        verdict.peak.0,
        verdict.peak.1,
        if verdict.failures.is_empty() { "ok" } else { "FAILED" },
    );
    for failure in &verdict.failures {
        println!("    {failure}");
    }
    for (what, list) in [("lost", &verdict.lost), ("bindgen alone has", &verdict.behind)] {
        if !list.is_empty() {
            println!("    {what}: {}", list.iter().take(12).cloned().collect::<Vec<_>>().join(", "));
        }
    }
}

/// Sums up headers that were judged alone. One that is no C header by itself, because it needs others before it, is counted in words.
pub(crate) fn together(name: &str, verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let mut sum = Verdict { name: name.to_owned(), ..Verdict::default() };
    for mut one in verdicts {
        let add = |a: &mut (usize, usize), b: (usize, usize)| *a = (a.0 + b.0, a.1 + b.1);
        sum.declared += one.declared;
        sum.headers += one.headers;
        add(&mut sum.functions, one.functions);
        add(&mut sum.types, one.types);
        add(&mut sum.constants, one.constants);
        sum.milliseconds = (sum.milliseconds.0 + one.milliseconds.0, sum.milliseconds.1 + one.milliseconds.1);
        sum.peak = (sum.peak.0.max(one.peak.0), sum.peak.1.max(one.peak.1));
        for (from, to) in [(one.counts, &mut sum.counts), (one.reasons, &mut sum.reasons), (one.silent, &mut sum.silent)] {
            for (key, count) in from {
                *to.entry(key).or_default() += count;
            }
        }
        for failure in one.failures {
            sum.failures.push(format!("{}: {failure}", one.name));
        }
        for (from, to) in [(one.lost, &mut sum.lost), (one.behind, &mut sum.behind)] {
            to.extend(from.into_iter().map(|what| format!("{}: {what}", one.name)));
        }
        sum.unusable.extend(one.unusable.into_iter().map(|why| format!("{}: {why}", one.name)));
        sum.wrong.append(&mut one.wrong);
        sum.misplaced.append(&mut one.misplaced);
        sum.values.append(&mut one.values);
    }
    sum.wrong.sort();
    sum.wrong.dedup();
    sum.values.sort();
    sum.values.dedup();
    sum.misplaced.sort();
    sum.misplaced.dedup();
    sum
}

/// The page of the documentation.
pub(crate) fn page(verdicts: &[Verdict], missing: &[&str], published: &[Outcome], across: Option<&Across>) -> String {
    let mut out = String::from(
        "# The corpus\n\nInstalled libraries' headers, each bound whole. Made of the records in `tests/corpus/records` by `cargo run --release -p \
         corpus -- --page docs/corpus.md`; never written by hand.\n\nFor each library: the Rust text compiles with every warning an error, its \
         layout proofs hold, every trampoline is assembled, and each declaration of clang's tree, counted by another program than the one \
         that binds, is in the report. *lost* counts those that are not. bindgen runs on the same files, formatting off on both; *silent* \
         counts the declarations of the report that its text does not have and that it says nothing of. *Right* are functions that rustc \
         calls as C expects them; of ours that is every function that is bound. Milliseconds are the processor's, all threads together.\n\n",
    );
    out.push_str("| library | headers | declared | lost | direct | trampoline or shim | refused | functions right, ours / bindgen | types | constants | silent in bindgen: functions, types, variables + macros | ms, ours / bindgen | MiB | commit |\n");
    out.push_str("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for v in verdicts {
        let (silent, macros) = v.silent();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} / {} | {} / {} | {} / {} | {silent} + {macros} | {:.0} / {:.0} | {:.0} / {:.0} | {} |",
            v.name,
            v.headers,
            v.declared,
            v.lost.len(),
            v.count(&["direct", "accessor"]),
            v.count(&["trampoline", "shim"]),
            v.count(&["refused"]),
            v.functions.0,
            v.functions.1.saturating_sub(v.wrong.len()),
            v.types.0,
            v.types.1,
            v.constants.0,
            v.constants.1,
            v.milliseconds.0,
            v.milliseconds.1,
            v.peak.0,
            v.peak.1,
            v.commit,
        );
    }
    let failed: Vec<&Verdict> = verdicts.iter().filter(|v| !v.failures.is_empty()).collect();
    let (taken, all) = (verdicts.len(), LIBRARIES.len() + EACH.len());
    let sum = |each: &dyn Fn(&Verdict) -> usize| verdicts.iter().map(each).sum::<usize>();
    let _ = writeln!(
        out,
        "\n{taken} of the corpus' {all} entries are on record; {} of them without a failure. {} declarations in {} headers: {} lost, {} bound \
         directly, {} through a trampoline or the shim, {} refused with a reason. bindgen says nothing of {} functions, types and \
         variables and of {} macros, and calls {} functions wrongly.",
        taken - failed.len(),
        sum(&|v| v.declared),
        sum(&|v| v.headers),
        sum(&|v| v.lost.len()),
        sum(&|v| v.count(&["direct", "accessor"])),
        sum(&|v| v.count(&["trampoline", "shim"])),
        sum(&|v| v.count(&["refused"])),
        sum(&|v| v.silent().0),
        sum(&|v| v.silent().1),
        sum(&|v| v.wrong.len()),
    );
    if !missing.is_empty() {
        let _ = writeln!(out, "\nNot on record: {}.", missing.join(", "));
    }
    if !failed.is_empty() {
        out.push_str("\n## Failures\n\n");
        for v in failed {
            for failure in &v.failures {
                let _ = writeln!(out, "* {}: {}", v.name, failure.replace('\n', " "));
            }
        }
    }
    let lost: Vec<&Verdict> = verdicts.iter().filter(|v| !v.lost.is_empty()).collect();
    if !lost.is_empty() {
        out.push_str("\n## Declarations lost silently\n\n");
        for v in lost {
            let _ = writeln!(out, "* {}: {}", v.name, v.lost.join(", "));
        }
    }
    out.push_str(&section(published));
    if let Some(Across { commit, types, functions, used }) = across {
        let _ = writeln!(
            out,
            "\n## GTK on GLib, across crates\n\nBy `cargo run --release -p corpus -- --across --report docs/corpus.md`, at {commit}: GLib's crate defines \
             {} types and {} functions, GTK's {} and {}; {} types and {} functions are in both. {used} types that GTK's mention \
             are GLib's own, used from its crate and proved to be the same.",
            types.0, functions.0, types.1, functions.1, types.2, functions.2,
        );
    }
    out.push_str("\n## Macros whose value bindgen gets wrong, and ours right\n\n");
    for v in verdicts.iter().filter(|v| !v.values.is_empty()) {
        let _ = writeln!(out, "* {}: {}", v.name, v.values.join(", "));
    }
    out.push_str(
        "\n## What bindgen binds and we do not\n\nA function without a prototype (`int f();`) is refused. A name with a digit at its end is \
         bindgen's second binding of the function without it, of which a header has two declarations with one symbol each.\n\n",
    );
    for v in verdicts.iter().filter(|v| !v.behind.is_empty()) {
        let _ = writeln!(out, "* {}: {}", v.name, v.behind.join(", "));
    }
    out.push_str("\n## Functions whose ABI bindgen gets wrong, and ours right\n\n");
    let mut total = 0;
    for v in verdicts.iter().filter(|v| !v.wrong.is_empty()) {
        total += v.wrong.len();
        let mut by_reason: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (name, reason) in &v.wrong {
            by_reason.entry(reason).or_default().push(format!("`{name}`"));
        }
        let _ = writeln!(out, "* {}: {}", v.name, v.wrong.len());
        for (reason, names) in by_reason {
            let _ = writeln!(out, "  * {reason}: {}", names.join(", "));
        }
    }
    let different: BTreeSet<&str> = verdicts.iter().flat_map(|v| &v.wrong).map(|(name, _)| name.as_str()).collect();
    let _ = writeln!(out, "\n{total} functions in all, {} of different names.", different.len());
    out.push_str("\n## Records that bindgen lays out in another way than C\n\n");
    for v in verdicts.iter().filter(|v| !v.misplaced.is_empty()) {
        let names: Vec<String> = v.misplaced.iter().map(|name| format!("`{name}`")).collect();
        let _ = writeln!(out, "* {}: {}", v.name, names.join(", "));
    }
    out.push_str("\n## Why declarations are refused\n\n");
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for (reason, count) in verdicts.iter().flat_map(|v| &v.reasons) {
        *reasons.entry(reason).or_default() += count;
    }
    for (reason, count) in reasons {
        let _ = writeln!(out, "* {reason}: {count}");
    }
    let unusable: Vec<&String> = verdicts.iter().flat_map(|v| &v.unusable).collect();
    if !unusable.is_empty() {
        out.push_str("\n## Headers that clang does not take by themselves\n\n");
        for line in unusable {
            let _ = writeln!(out, "* {}", line.replace('|', "/"));
        }
    }
    out
}

/// Published `-sys` crates under the tests of their wrappers.
fn section(published: &[Outcome]) -> String {
    let mut out = String::from(
        "\n## Published `-sys` crates on our bindings\n\nThe `-sys` crate's own declarations are replaced by bindings that its build script makes of \
         the library's header with `ffi-build`; the wrapper and its tests are as published. By `cargo run --release -p corpus -- --published all \
         --report docs/corpus.md`; what is put in is in `tests/corpus/published`. A test \
         that fails with the crate's own bindings too reads a file that the published crate does not have, or asks a server of the world, as examples in curl's documentation do.\n\n| wrapper | `-sys` crate | functions bound | tests passed \
         with ours | with its own | commit |\n|---|---|---|---|---|---|\n",
    );
    let told = |tests: Tests| match tests {
        Tests { passed, failed: 0, ignored: 0 } => passed.to_string(),
        Tests { passed, failed: 0, ignored } => format!("{passed} ({ignored} ignored)"),
        Tests { passed, failed, ignored } => format!("{passed}, {failed} failed ({ignored} ignored)"),
    };
    for one in published {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            one.wrapper,
            one.sys,
            one.functions,
            told(one.ours),
            told(one.own),
            one.commit
        );
    }
    out
}
