//! `cargo ffi explain`: where each argument and the result travel, by which rule, and the code that takes them there.

use std::fmt::Write as _;
use std::process::ExitCode;

use ffi_abi::{Explanation, Followed, Rule, Signature, Source, Target, Unsupported};
use ffi_grammar::diagnostic::way_out;
use ffi_grammar::{Code as Row, Diagnostic};

use crate::Outcome;
use crate::arguments::Explain;
use crate::code::Code;
use crate::draw;
use crate::output::{BAD, HEAD, PLACE, QUIET, columns, counted, paint, show, width, wrap};
use crate::place;
use crate::subject::{self, Call};

/// A call on one target, explained.
pub(crate) struct Explained {
    pub(crate) target: Target,
    pub(crate) call: Call,
    pub(crate) explanation: Result<Explanation, Unsupported>,
    /// The trampoline, or why there is none.
    pub(crate) code: Option<Result<Code, String>>,
}

pub(crate) fn run(command: &Explain) -> Outcome {
    let mut all = Vec::new();
    // Of several targets some may have no headers here.
    let mut faults = Vec::new();
    for target in subject::targets(&command.machines)? {
        let call = match subject::call(&target, &command.subject, &command.headers, &command.reading) {
            Ok(call) => call,
            Err(found) => {
                subject::told_once(&mut faults, found);
                continue;
            }
        };
        let explanation = ffi_abi::explain(&target, &call.resolved);
        let wanted = explanation.as_ref().ok().filter(|_| !command.brief);
        let code = wanted.map(|explained| Code::of(&target, &explained.plan, command.callback));
        all.push(Explained { target, call, explanation, code });
    }
    // Of one target it is asked whether the call exists there; of several, what it is on each.
    if let [Explained { target, call, explanation: Err(why), .. }] = &all[..] {
        return Err(vec![refused(target, &call.written, why)]);
    }
    if !all.is_empty() {
        draw::write(&command.drawing, || draw::calls(&all))?;
        show(&text(&all, command.brief));
    }
    if faults.is_empty() { Ok(ExitCode::SUCCESS) } else { Err(faults) }
}

fn refused(target: &Target, signature: &Signature, why: &Unsupported) -> Diagnostic {
    let arguments = [signature.to_string(), target.to_string(), why.to_string(), way_out(why.reason()).to_owned()];
    Diagnostic::new(Row::Unsupported, arguments)
}

/// What a text of one or of several targets begins with: what is called.
pub(crate) fn title(call: &Call) -> String {
    match &call.name {
        Some(name) => format!("{name}: {}", call.written),
        None => call.written.to_string(),
    }
}

fn text(all: &[Explained], brief: bool) -> String {
    let Some(first) = all.first() else { return String::new() };
    let mut out = format!("{}\n", paint(HEAD, title(&first.call)));
    if let Some(place) = &first.call.place {
        let _ = writeln!(out, "{}", paint(QUIET, format!("declared at {place}")));
    }
    if all.len() > 1 || brief {
        out.push('\n');
        out.push_str(&beside(all));
    }
    let mut sources = Vec::new();
    for explained in all.iter().filter(|_| !brief) {
        if let Ok(explanation) = &explained.explanation {
            one(&mut out, explained, explanation, &mut sources);
        }
    }
    sources.sort_unstable();
    sources.dedup();
    if !sources.is_empty() {
        let _ = writeln!(out, "\n{}", paint(HEAD, "Texts"));
    }
    for source in sources {
        let name = format!("  {}: ", source.short());
        let _ = writeln!(out, "{name}{}, {}", source.title(), source.edition());
    }
    out
}

/// What an argument is called.
pub(crate) fn label(call: &Call, index: usize) -> String {
    match call.parameters.get(index).and_then(Option::as_deref) {
        Some(name) => format!("argument {} `{name}`", index + 1),
        None => format!("argument {}", index + 1),
    }
}

/// The places on all targets: a row for each value, a column for each kind of answer, over which stand the targets that give it.
fn beside(all: &[Explained]) -> String {
    let Some(first) = all.first() else { return String::new() };
    let count = first.call.written.parameters().len();
    let mut names: Vec<String> = vec!["result".to_owned()];
    names.extend((0..count).map(|index| label(&first.call, index)));
    names.push("stack".to_owned());
    let answer = |explained: &Explained| -> Option<Vec<String>> {
        let plan = &explained.explanation.as_ref().ok()?.plan;
        let arch = plan.abi().arch();
        let line = |location, size| place::line(arch, location, size);
        let mut cells = vec![line(&plan.result().location, plan.result().size)];
        cells.extend(plan.arguments().iter().map(|argument| line(&argument.location, argument.size)));
        cells.push(counted(plan.stack_size().into(), "byte"));
        Some(cells)
    };
    let answers = all.iter().filter_map(|explained| Some((explained.target.to_string(), answer(explained)?)));
    let mut out = columns(&names, answers);
    for explained in all {
        if let Err(why) = &explained.explanation {
            let _ = writeln!(out, "{} {}: {why}", paint(BAD, "not on"), explained.target);
        }
    }
    out
}

/// One target in full.
fn one(out: &mut String, explained: &Explained, explanation: &Explanation, sources: &mut Vec<Source>) {
    let plan = &explanation.plan;
    let (arch, call) = (plan.abi().arch(), &explained.call);
    let head = format!("{}, by {}", explained.target, plan.abi().title());
    let _ = writeln!(out, "\n{}", paint(HEAD, head));
    let result = plan.result();
    let mut places = place::line(arch, &result.location, result.size);
    if let Some(register) = result.returned_pointer {
        let _ =
            write!(places, "; the callee returns the pointer in {}", place::register_name(arch, register, arch.pointer_size()));
    }
    value(out, "result", &call.written.result().to_string(), &size(result.size, result.align), &places);
    because(out, &by_rule(&explanation.result, result.size), None, sources);
    let mut told: Vec<(Vec<(Rule, String)>, String)> = Vec::new();
    for (index, argument) in plan.arguments().iter().enumerate() {
        let name = label(call, index);
        let ty = call.written.parameters().get(index).map(ToString::to_string).unwrap_or_default();
        let variadic = if index >= call.written.fixed().len() { ", variadic" } else { "" };
        let places = place::line(arch, &argument.location, argument.size);
        value(out, &name, &ty, &format!("{}{variadic}", size(argument.size, argument.align)), &places);
        let rules = by_rule(&explanation.arguments[index], argument.size);
        let before = told.iter().find(|(other, _)| *other == rules).map(|(_, name)| name.clone());
        because(out, &rules, before.as_deref(), sources);
        told.push((rules, name));
    }
    if call.written.is_variadic() && call.written.variadic_arguments().is_empty() {
        let types: Vec<String> = call.written.parameters().iter().map(ToString::to_string).collect();
        let example = format!("{}({}, ..., double)", call.written.result(), types.join(", "));
        let text = format!("nothing in this call; write the types behind the dots, for instance `{example}`");
        let _ = writeln!(out, "{}", wrap("  variadic part: ", &text, width()).join("\n"));
    }
    let mut whole = format!("{}, aligned to {}", counted(plan.stack_size().into(), "byte"), plan.stack_align());
    if let Some(count) = plan.vector_count() {
        let _ = write!(whole, "; al = {count}");
    }
    match plan.callee_pops() {
        0 => whole.push_str("; the caller removes them"),
        pops => {
            let _ = write!(whole, "; the callee removes {pops}");
        }
    }
    let _ = writeln!(out, "  stack at the call: {}", paint(PLACE, whole));
    because(out, &by_rule(&explanation.call, 0), None, sources);
    match &explained.code {
        Some(Ok(code)) => listing(out, code),
        Some(Err(why)) => {
            let _ = writeln!(out, "  no trampoline: {why}");
        }
        None => {}
    }
}

fn size(size: u32, align: u32) -> String {
    place::measure(size, align)
}

fn value(out: &mut String, name: &str, ty: &str, measure: &str, places: &str) {
    let head = match ty {
        "void" => format!("  {name}: void"),
        _ => format!("  {name}: {ty} ({measure})"),
    };
    let _ = writeln!(out, "{}", paint(HEAD, head));
    if ty != "void" {
        let _ =
            writeln!(out, "{}", paint(PLACE, wrap("    in ", places.strip_prefix("in ").unwrap_or(places), width()).join("\n")));
    }
}

/// The rules below a value: the sentence, and where it stands.
fn because(out: &mut String, rules: &[(Rule, String)], as_before: Option<&str>, sources: &mut Vec<Source>) {
    if let Some(other) = as_before.filter(|_| !rules.is_empty()) {
        let _ = writeln!(out, "{}", paint(QUIET, format!("      by the rules of {other}")));
        return;
    }
    for (rule, bytes) in rules {
        sources.push(rule.source);
        let text = format!("{bytes}{}", sentence(rule));
        let _ = writeln!(out, "{}", paint(QUIET, wrap("      ", &text, width()).join("\n")));
    }
}

/// Each rule once, in the order in which they were first followed, with the bytes that it was followed for where that is not the whole
/// value: `bytes 0 to 7, 8 to 11: `.
pub(crate) fn by_rule(rules: &[Followed], size: u32) -> Vec<(Rule, String)> {
    let mut found: Vec<(Rule, Vec<String>)> = Vec::new();
    for followed in rules {
        let bytes = followed.bytes.filter(|bytes| *bytes != (0, size)).map(|(first, end)| match end - first {
            1 => first.to_string(),
            _ => format!("{first} to {}", end - 1),
        });
        match found.iter_mut().find(|(rule, _)| *rule == followed.rule) {
            Some((_, all)) => all.extend(bytes),
            None => found.push((followed.rule, bytes.into_iter().collect())),
        }
    }
    let words = |bytes: Vec<String>| if bytes.is_empty() { String::new() } else { format!("bytes {}: ", bytes.join(", ")) };
    found.into_iter().map(|(rule, bytes)| (rule, words(bytes))).collect()
}

/// A rule in one line.
pub(crate) fn sentence(rule: &Rule) -> String {
    match rule.section {
        "" => format!("{}: {}", rule.source.short(), rule.sentence),
        section => format!("“{}” ({}, {section})", rule.sentence, rule.source.short()),
    }
}

fn listing(out: &mut String, code: &Code) {
    let head =
        format!("  {} {}: {} operations, {}", code.what, code.symbol, code.lines.len(), counted(code.size() as u64, "byte"));
    let _ = writeln!(out, "{}", paint(HEAD, head));
    let mut offset = 0;
    let wide = code.lines.iter().map(|line| 3 * line.bytes.len()).max().unwrap_or(0).min(33);
    let instructions = code.lines.iter().filter_map(|line| line.instruction.as_ref()).map(|text| text.chars().count()).max();
    for line in &code.lines {
        let hex: Vec<String> = line.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let bytes = format!("{:<wide$}", hex.join(" "));
        let instruction = instructions.map(|wide| format!("{:<wide$}  ", line.instruction.as_deref().unwrap_or_default()));
        let operation = paint(QUIET, &line.operation);
        let _ = writeln!(out, "    {offset:>4x}  {} {}{operation}", paint(PLACE, bytes), instruction.unwrap_or_default());
        offset += line.bytes.len();
    }
}
