//! `docs/conformance.md`, made of the records, the rules and the table of targets; it holds nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use ffi_abi::Target;

use crate::Options;
use crate::case::Direction;
use crate::record::{self, Kind, Record};
use crate::rules::{self, Rule};
use crate::toolchain::{self, Toolchain};

/// Targets that no program is run for but whose objects real linkers take, and where that is tested.
const LINKED: [(&str, &str); 1] =
    [("x86_64-unknown-linux-musl", "the same objects as x86_64-unknown-linux-gnu: `ffi-build/tests/link`")];

/// A target's records, and what it is.
struct Row {
    toolchain: &'static Toolchain,
    /// The default run's, if it was recorded.
    default: Option<Record>,
    long: Vec<Record>,
}

fn rows() -> Result<Vec<Row>, String> {
    let row = |toolchain: &'static Toolchain| {
        let default = record::read(Kind::Default, toolchain.name)?.pop();
        Ok(Row { toolchain, default, long: record::read(Kind::Long, toolchain.name)? })
    };
    toolchain::ALL.iter().map(row).collect()
}

/// Whether the committed page is what the records, the rules and the targets of today make.
///
/// # Errors
/// What is stale, and what to type.
pub fn check() -> Result<(), String> {
    for kind in [Kind::Default, Kind::Long] {
        let names: Vec<&str> = toolchain::ALL.iter().map(|toolchain| toolchain.name).collect();
        if let Some(orphan) = record::orphans(kind, &names).first() {
            return Err(format!("{orphan} is the record of no target"));
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/conformance.md");
    let page = fs::read_to_string(&path).map_err(|fault| format!("{}: {fault}", path.display()))?;
    let wanted = render()?;
    let differs = page.lines().zip(wanted.lines()).find(|(is, should)| is != should);
    match differs {
        None if page == wanted => Ok(()),
        _ => {
            let (is, should) = differs.unwrap_or(("its end", "another end"));
            Err(format!(
                "docs/conformance.md is stale: it has `{is}` where the records say `{should}`: \
                 cargo run -p conformance -- --report docs/conformance.md"
            ))
        }
    }
}

/// The page.
pub(crate) fn render() -> Result<String, String> {
    let rows = rows()?;
    let rules = rules::read()?;
    let mut page = String::from(
        "# Conformance\n\n\
         Written by `cargo run --release -p conformance -- --report docs/conformance.md`, from the records in \
         `tests/conformance/default-runs` and `tests/conformance/long-runs`, the rules in `tests/conformance/rules.txt` and the targets \
         in `tests/conformance/src/toolchain.rs`; not by hand. The default test run fails if it is not what they make.\n\n\
         The judge is a C compiler. For each signature it makes a callee, which our downcall trampoline and the routine of universal \
         calls call (*down*), and a caller, which calls our upcall entry, the one of universal closures, and a thunk as closures have them \
         (*up*): one of the page that leads to the upcall entry, and where the arguments leave a register free one that leads to a function \
         of the compiler's. Every byte of every value is compared, so are the layout \
         of every type, the registers that a callee preserves, the alignment of the stack, and what is written beside the result.\n",
    );
    tiers(&mut page, &rows);
    default_run(&mut page, &rows);
    long_runs(&mut page, &rows);
    excuses(&mut page, &rows, &rules);
    Ok(page)
}

fn tiers(page: &mut String, rows: &[Row]) {
    page.push_str(
        "\n## Targets\n\n\
         *Executed*: programs run, judged as above. *Linked*: real linkers take the objects, and what they make is read. *Emitted*: code is \
         checked against a disassembler and by goldens. A name with a slash is a convention, or a way to run, besides the target's own.\n\n\
         | target | tier | by | signatures of the default run | of long runs | failures |\n|---|---|---|---:|---:|---:|\n",
    );
    let mut named = BTreeSet::new();
    for row in rows {
        named.insert(Target::parse(row.toolchain.triple).map(|target| target.triple()).unwrap_or_default());
        let judged: usize = row.long.iter().map(|record| record.judged).sum();
        let records = row.default.iter().chain(&row.long);
        let failures: usize = records.map(|record| record.sum(|calls| calls.failed)).sum();
        let default = row.default.as_ref().map_or("not recorded".into(), |record| grouped(record.judged));
        let (name, judges) = (row.toolchain.name, judges(row.toolchain));
        let recorded = row.default.is_some() || !row.long.is_empty();
        let tested = Options::default_run().iter().any(|part| part.targets.iter().any(|target| target == name));
        let tier = if recorded || tested { "executed" } else { "can be executed" };
        let failures = if recorded { grouped(failures) } else { String::new() };
        let _ = writeln!(page, "| {name} | {tier} | {judges} | {default} | {} | {failures} |", grouped(judged));
    }
    for target in Target::ALL {
        let triple = target.triple();
        if named.contains(&triple) {
            continue;
        }
        let linked = LINKED.iter().find(|(name, _)| *name == triple);
        let (tier, by) = linked.map_or(("emitted", ""), |(_, by)| ("linked", *by));
        let _ = writeln!(page, "| {triple} | {tier} | {by} | | | |");
    }
}

/// Who judges a target, and what runs its programs.
fn judges(toolchain: &Toolchain) -> String {
    let names: Vec<&str> = toolchain.compilers.iter().map(|candidate| candidate.name).collect();
    let runner = match toolchain.runner {
        Some(runner) => runner.rsplit('/').next().unwrap_or_default(),
        None => "run natively",
    };
    format!("{}; {runner}", names.join(", "))
}

fn default_run(page: &mut String, rows: &[Row]) {
    page.push_str("\n## The default run\n\nEvery systematic case and some random ones, by every compiler at each level.\n");
    for row in rows {
        let Some(record) = &row.default else { continue };
        let _ = writeln!(page, "\n### {}\n", row.toolchain.name);
        let Record { date, commit, seed, .. } = record;
        let (judged, unjudged) = (grouped(record.judged), grouped(record.unjudged));
        let _ = writeln!(page, "{date}, commit {commit}, seed {seed}: {judged} signatures judged, {unjudged} judged by nobody.");
        versions(page, &record.versions);
        page.push_str("\n| compiler | level | direction | kind | systematic | random | failures | not run |\n");
        page.push_str("|---|---|---|---|---:|---:|---:|---:|\n");
        for ((compiler, level, direction), calls) in &record.calls {
            let (way, kind) = kind(*direction);
            let _ = writeln!(
                page,
                "| {compiler} | -O{level} | {way} | {kind} | {} | {} | {} | {} |",
                grouped(calls.systematic),
                grouped(calls.random),
                grouped(calls.failed),
                grouped(calls.not_run)
            );
        }
        refusals(page, record);
    }
}

/// A direction, and the trampoline that it goes through.
const fn kind(direction: Direction) -> (&'static str, &'static str) {
    match direction {
        Direction::Down => ("down", "downcall"),
        Direction::Up => ("up", "upcall entry"),
        Direction::Universal => ("down", "universal routine"),
        Direction::UniversalUp => ("up", "universal entry"),
        Direction::Closure => ("up", "closure"),
    }
}

fn versions(page: &mut String, versions: &BTreeMap<String, String>) {
    for version in versions.values() {
        let _ = writeln!(page, "* {version}");
    }
}

fn refusals(page: &mut String, record: &Record) {
    if !record.refused.is_empty() {
        let list: Vec<String> = record.refused.iter().map(|(reason, count)| format!("{reason}: {}", grouped(*count))).collect();
        let _ = writeln!(page, "\nWithout a plan, as the model says: {}.", list.join("; "));
    }
}

fn long_runs(page: &mut String, rows: &[Row]) {
    page.push_str(
        "\n## Long runs\n\n\
         Random signatures alone, each judged by one compiler at one level (by turns), in both directions; what that one is excused from goes \
         to the next. The commit is the last one that changed the model or the emitters. A record holds until its numbers are judged anew. Longer ones: `cargo run --release -p conformance -- --long --cases \
         1000000 --seed 7 --resume --target <name>`.\n\n\
         | target | date | commit | seed | numbers | judged | by | calls down | up | universal down | up | closures | failures | not run | by nobody | without a plan |\n\
         |---|---|---|---:|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    for row in rows {
        for record in &row.long {
            let calls = |direction: Direction| {
                let of = record.calls.iter().filter(|((_, _, way), _)| *way == direction);
                of.map(|(_, calls)| calls.random).sum::<usize>()
            };
            let judges: BTreeSet<String> =
                record.calls.keys().map(|(compiler, level, _)| format!("{compiler} -O{level}")).collect();
            let _ = writeln!(
                page,
                "| {} | {} | {} | {} | {}..{} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
                row.toolchain.name,
                record.date,
                record.commit,
                record.seed,
                record.first,
                record.end,
                grouped(record.judged),
                judges.into_iter().collect::<Vec<_>>().join(", "),
                grouped(calls(Direction::Down)),
                grouped(calls(Direction::Up)),
                grouped(calls(Direction::Universal)),
                grouped(calls(Direction::UniversalUp)),
                grouped(calls(Direction::Closure)),
                grouped(record.sum(|calls| calls.failed)),
                grouped(record.sum(|calls| calls.not_run)),
                grouped(record.unjudged),
                grouped(record.refused.values().sum()),
            );
        }
    }
    page.push('\n');
    for row in rows {
        for (record, note) in row.long.iter().flat_map(|record| record.notes.iter().map(move |note| (record, note))) {
            let _ = writeln!(page, "* {}, seed {}, {}..{}: {note}", row.toolchain.name, record.seed, record.first, record.end);
        }
    }
    let totals = rows.iter().flat_map(|row| &row.long);
    let (mut judged, mut calls, mut failures) = (0, 0, 0);
    let mut compilers: BTreeSet<&String> = BTreeSet::new();
    for record in totals {
        judged += record.judged;
        calls += record.sum(|calls| calls.random);
        failures += record.sum(|calls| calls.failed);
        compilers.extend(record.versions.values());
    }
    let _ = writeln!(
        page,
        "\nAll together: {} signatures, {} calls, {} failures. The compilers:",
        grouped(judged),
        grouped(calls),
        grouped(failures)
    );
    for version in compilers {
        let _ = writeln!(page, "* {version}");
    }
}

fn excuses(page: &mut String, rows: &[Row], rules: &[Rule]) {
    page.push_str(
        "\n## Rules\n\n\
         Corners where the compilers disagree with each other, or one with itself. Each has a program in `tests/conformance/rules` that shows \
         it, and that fails the run when it no longer does. *Follows*: whom the project agrees with; the other is not asked. Numbers are of \
         signatures, in the default run and in long runs.\n\n\
         | rule | follows | what | excused |\n|---|---|---|---|\n",
    );
    for rule in rules {
        let mut places = Vec::new();
        for row in rows {
            let default = count(row.default.iter(), &rule.name);
            let long = count(row.long.iter(), &rule.name);
            if default + long > 0 {
                places.push(format!("{}: {} + {}", row.toolchain.name, grouped(default), grouped(long)));
            }
        }
        let bound = rule.bound().map_or(String::new(), |bound| format!(", {bound}"));
        let places = if places.is_empty() { "nothing recorded".into() } else { places.join("; ") };
        let _ = writeln!(page, "| {} | {}{bound} | {} | {places} |", rule.name, rule.follow, rule.text.replace('|', "\\|"));
    }
    let mut lacks = Vec::new();
    for row in rows {
        let (default, long) = (count(row.default.iter(), "-"), count(row.long.iter(), "-"));
        if default + long > 0 {
            lacks.push(format!("{}: {} + {}", row.toolchain.name, grouped(default), grouped(long)));
        }
    }
    let _ = writeln!(page, "\nSignatures with a type that one of the compilers lacks: {}.", lacks.join("; "));
}

/// Signatures that a rule takes from a compiler.
fn count<'a>(records: impl Iterator<Item = &'a Record>, rule: &str) -> usize {
    records.flat_map(|record| &record.excused).filter(|((_, name), _)| name == rule).map(|(_, count)| count).sum()
}

/// `1234567` as `1,234,567`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
