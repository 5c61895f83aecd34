//! A call as a drawing: the values at the left, registers and stack at the right, and which bytes go where.

use std::fmt::Write as _;

use ffi_abi::{CallPlan, Explanation, Location, Place, Rule};

use super::svg::{Figure, escape, fitted, measure};
use crate::explain::{Explained, by_rule, label, sentence};
use crate::output::counted;
use crate::place;

const VALUES: f64 = 330.0;
const PLACES: f64 = 500.0;
const WIDE: f64 = 210.0;
const LINE: f64 = 26.0;
const HEAD: f64 = 24.0;
const GAP: f64 = 12.0;

/// A value at the left: what it is, and its parts.
struct Value {
    head: String,
    measure: String,
    class: String,
    parts: Vec<Part>,
}

/// Bytes of a value, or a pointer to it, and the place of them.
struct Part {
    text: String,
    place: Place,
    /// What the place is called, for all that is defined in it.
    name: String,
    note: String,
    /// Bytes of the place.
    size: u32,
}

pub(super) fn figure(explained: &Explained, explanation: &Explanation) -> Figure {
    let plan = &explanation.plan;
    let mut figure = Figure::new(&format!("{}: {}", explained.target, plan.abi().title()));
    let mut arguments = Vec::new();
    if let Location::Indirect { pointer } = plan.result().location {
        let pointer = pointer_part(plan, pointer, "address of the result's memory");
        let (head, class) = ("hidden argument".to_owned(), "result".to_owned());
        arguments.push(Value { head, measure: String::new(), class, parts: vec![pointer] });
    }
    for (index, argument) in plan.arguments().iter().enumerate() {
        let ty = explained.call.written.parameters().get(index).map(ToString::to_string).unwrap_or_default();
        let head = match explained.call.parameters.get(index).and_then(Option::as_deref) {
            Some(name) => format!("{ty} {name}"),
            None => ty,
        };
        let parts = parts(plan, &argument.location, argument.size);
        let variadic = if index >= explained.call.written.fixed().len() { "variadic, " } else { "" };
        let measure = format!("{variadic}{}", place::measure(argument.size, argument.align));
        arguments.push(Value { head, measure, class: format!("c{}", index % 8), parts });
    }
    let mut y = section(&mut figure, "at the call", "registers", 0.0);
    y = draw(&mut figure, plan, &arguments, true, y) + GAP;
    let result = plan.result();
    let ty = explained.call.written.result().to_string();
    let mut returned = parts(plan, &result.location, result.size);
    if let Location::Indirect { .. } = result.location {
        returned.clear();
        if let Some(register) = result.returned_pointer {
            returned.push(pointer_part(plan, Place::Register(register), "the same address"));
        }
    }
    let measure = if ty == "void" { String::new() } else { place::measure(result.size, result.align) };
    y = section(&mut figure, "on return", "", y);
    y = draw(&mut figure, plan, &[Value { head: ty, measure, class: "result".to_owned(), parts: returned }], false, y);
    figure.reach(PLACES + WIDE + 4.0, y + 4.0);
    figure
}

fn section(figure: &mut Figure, left: &str, right: &str, y: f64) -> f64 {
    figure.text("part", 0.0, y + 14.0, left);
    figure.text("part", PLACES, y + 14.0, right);
    y + 26.0
}

fn parts(plan: &CallPlan, location: &Location, size: u32) -> Vec<Part> {
    let arch = plan.abi().arch();
    match location {
        Location::Ignored => Vec::new(),
        Location::Indirect { pointer } => vec![pointer_part(plan, *pointer, "address of the value, which is in memory")],
        Location::Direct(pieces) => {
            let part = |piece: &ffi_abi::Piece| Part {
                text: match (piece.offset, piece.size) {
                    (0, bytes) if bytes == size => "all of it".to_owned(),
                    (offset, 1) => format!("byte {offset}"),
                    (offset, bytes) => format!("bytes {offset} to {}", offset + bytes - 1),
                },
                place: piece.place,
                name: place::of_piece(arch, piece),
                note: place::extension(piece).trim_start_matches(", ").to_owned(),
                size: piece.container.max(piece.size),
            };
            pieces.iter().map(part).collect()
        }
    }
}

fn pointer_part(plan: &CallPlan, pointer: Place, text: &str) -> Part {
    let size = plan.abi().arch().pointer_size();
    let name = place::name(plan.abi().arch(), pointer, size);
    Part { text: text.to_owned(), place: pointer, name, note: String::new(), size }
}

/// Values at the left, their places at the right: registers in the order in which they are used, then the stack from its pointer up.
fn draw(figure: &mut Figure, plan: &CallPlan, values: &[Value], stack: bool, top: f64) -> f64 {
    let mut y = top;
    // Where the wire of each part begins.
    let mut wires: Vec<(&Part, &str, f64)> = Vec::new();
    for value in values {
        let height = HEAD + LINE * value.parts.len().max(1) as f64 + 4.0;
        figure.rect(&format!("value {}", value.class), [0.0, y, VALUES, height], &value.head);
        let room = VALUES - 24.0 - measure(&value.measure, 11.0);
        figure.text("label", 8.0, y + 16.0, &fitted(&value.head, room, 12.0));
        figure.text("tiny end", VALUES - 8.0, y + 16.0, &value.measure);
        if value.parts.is_empty() {
            figure.text("small", 8.0, y + HEAD + 16.0, if value.head == "void" { "nothing" } else { "nothing travels" });
        }
        for (number, part) in value.parts.iter().enumerate() {
            let line = y + HEAD + LINE * number as f64;
            figure.rect(&format!("block {}", value.class), [6.0, line, VALUES - 12.0, LINE - 4.0], "");
            figure.text("small", 14.0, line + 15.0, &part.text);
            wires.push((part, &value.class, line + (LINE - 4.0) / 2.0));
        }
        y += height + GAP;
    }
    let mut right = top;
    for (part, class, from) in wires.iter().filter(|(part, ..)| matches!(part.place, Place::Register(_))) {
        place_box(figure, part, class, right);
        figure.wire(class, [VALUES - 6.0, *from, PLACES - 2.0, right + LINE / 2.0]);
        right += LINE + 6.0;
    }
    if let Some(count) = plan.vector_count().filter(|_| stack) {
        figure.rect("block plain", [PLACES, right, WIDE, LINE], "number of vector registers in use");
        figure.text("label", PLACES + 8.0, right + 17.0, &format!("al = {count}"));
        figure.text("tiny end", PLACES + WIDE - 8.0, right + 17.0, "vector registers");
        right += LINE + 6.0;
    }
    if stack && plan.stack_size() > 0 {
        right += 8.0;
        figure.text("part", PLACES, right + 14.0, "stack, from its pointer up");
        right += 24.0;
        right = draw_stack(figure, plan, &wires, right);
    }
    y.max(right)
}

fn place_box(figure: &mut Figure, part: &Part, class: &str, y: f64) {
    figure.rect(&format!("block {class}"), [PLACES, y, WIDE, LINE], &part.note);
    figure.text("label", PLACES + 8.0, y + 17.0, &part.name);
    let room = WIDE - 24.0 - measure(&part.name, 12.0);
    figure.text("tiny end", PLACES + WIDE - 8.0, y + 17.0, &fitted(&part.note, room, 10.0));
}

/// The stack in runs: arguments, and what the convention reserves between them.
fn draw_stack(figure: &mut Figure, plan: &CallPlan, wires: &[(&Part, &str, f64)], top: f64) -> f64 {
    let mut pushed: Vec<(u32, &Part, &str, f64)> = Vec::new();
    for (part, class, from) in wires {
        if let Place::Stack(offset) = part.place {
            pushed.push((offset, part, class, *from));
        }
    }
    pushed.sort_by_key(|(offset, ..)| *offset);
    let mut y = top;
    let mut end = 0;
    let free = |figure: &mut Figure, y: &mut f64, from: u32, to: u32| {
        if to > from {
            let what = if from == 0 && to >= 32 { "home area of the callee" } else { "padding" };
            figure.rect("hatched", [PLACES, *y, WIDE, LINE], what);
            figure.text("offset end", PLACES - 10.0, *y + 17.0, &format!("+{from}"));
            figure.text("tiny", PLACES + 8.0, *y + 17.0, &format!("{what}, {}", counted((to - from).into(), "byte")));
            *y += LINE + 2.0;
        }
    };
    for (offset, part, class, from) in pushed {
        free(figure, &mut y, end, offset);
        let lines = f64::from(part.size.div_ceil(8).clamp(1, 4));
        let height = LINE * lines;
        figure.rect(&format!("block {class}"), [PLACES, y, WIDE, height], &part.note);
        figure.text("label", PLACES + 8.0, y + 17.0, &part.name);
        let about = if part.note.is_empty() { counted(part.size.into(), "byte") } else { part.note.clone() };
        let room = WIDE - 24.0 - measure(&part.name, 12.0);
        figure.text("tiny end", PLACES + WIDE - 8.0, y + 17.0, &fitted(&about, room, 10.0));
        figure.wire(class, [VALUES - 6.0, from, PLACES - 2.0, y + LINE / 2.0]);
        y += height + 2.0;
        end = end.max(offset + part.size);
    }
    free(figure, &mut y, end, plan.stack_size());
    y
}

/// What is said of a call in a word or two each.
pub(super) fn facts(explanation: &Explanation) -> Vec<String> {
    let plan = &explanation.plan;
    let mut facts = vec![plan.abi().title().to_owned()];
    facts.push(format!("{} of stack, aligned to {}", counted(plan.stack_size().into(), "byte"), plan.stack_align()));
    if plan.callee_pops() > 0 {
        facts.push(format!("the callee removes {}", counted(plan.callee_pops().into(), "byte")));
    }
    facts
}

/// The rules, value by value.
pub(super) fn rules(explained: &Explained, explanation: &Explanation) -> String {
    let plan = &explanation.plan;
    let mut out = String::from("<h3>Why</h3>\n<dl class=\"rules\">\n");
    let mut parts: Vec<(String, Vec<(Rule, String)>)> = Vec::new();
    for (index, argument) in plan.arguments().iter().enumerate() {
        let name = label(&explained.call, index).replace('`', "");
        parts.push((name, by_rule(&explanation.arguments[index], argument.size)));
    }
    parts.push(("result".to_owned(), by_rule(&explanation.result, plan.result().size)));
    parts.push(("the call".to_owned(), by_rule(&explanation.call, 0)));
    for (number, (name, rules)) in parts.iter().enumerate().filter(|(_, (_, rules))| !rules.is_empty()) {
        let _ = writeln!(out, "<dt>{}</dt>", escape(name));
        if let Some((before, _)) = parts[..number].iter().find(|(_, other)| other == rules) {
            let _ = writeln!(out, "<dd>by the rules of {}</dd>", escape(before));
            continue;
        }
        for (rule, bytes) in rules {
            let source = format!("{}, {}", rule.source.title(), rule.source.edition());
            let text = format!("{bytes}{}", sentence(rule));
            let _ = writeln!(out, "<dd title=\"{}\">{}</dd>", escape(&source), escape(&text));
        }
    }
    out.push_str("</dl>\n");
    out
}

/// The trampoline.
pub(super) fn code(explained: &Explained) -> Option<String> {
    let code = match explained.code.as_ref()? {
        Ok(code) => code,
        Err(why) => return Some(format!("<p class=\"quiet\">no trampoline: {}</p>\n", escape(why))),
    };
    let mut out = format!(
        "<details><summary>{}: {} operations, {}</summary>\n<p class=\"quiet\">{}</p>\n<div class=\"scroll\"><table class=\"code\"><tbody>\n",
        code.what,
        code.lines.len(),
        counted(code.size() as u64, "byte"),
        escape(&code.symbol)
    );
    let mut offset = 0;
    for line in &code.lines {
        let hex: Vec<String> = line.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let _ = writeln!(
            out,
            "<tr><td class=\"number\">{offset:x}</td><td class=\"bytes\">{}</td><td>{}</td><td class=\"quiet\">{}</td></tr>",
            hex.join(" "),
            escape(line.instruction.as_deref().unwrap_or_default()),
            escape(&line.operation)
        );
        offset += line.bytes.len();
    }
    out.push_str("</tbody></table></div>\n</details>\n");
    Some(out)
}
