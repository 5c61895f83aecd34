//! A record as a map of its bytes: eight a row, each member where it lies, to the bit.

use std::fmt::Write as _;

use super::svg::{Figure, escape, fitted};
use crate::output::counted;
use crate::record::{Kind, Lane, Row, View};

const BYTES: u64 = 8;
const BIT: f64 = 9.0;
const HEIGHT: f64 = 32.0;
const GAP: f64 = 4.0;
const LEFT: f64 = 52.0;
/// Rows of one member that are drawn; more are cut short.
const MOST: u64 = 4;

/// The map of a record on one target.
pub(super) fn figure(view: &View, cache_line: u64) -> Figure {
    let mut figure = Figure::new(&format!("{}: {}", view.target, counted(view.layout.size, "byte")));
    let mut y = 0.0;
    for lane in &view.lanes {
        if let Some(name) = &lane.name {
            figure.text("part", LEFT, y + 14.0, &format!("as {name}"));
            y += 24.0;
        }
        y = draw_lane(&mut figure, view, lane, cache_line, y) + 12.0;
    }
    figure.reach(LEFT + 8.0 * BYTES as f64 * BIT + 8.0, y);
    figure
}

fn draw_lane(figure: &mut Figure, view: &View, lane: &Lane, cache_line: u64, top: f64) -> f64 {
    for byte in 0..BYTES.min(view.layout.size.max(1)) {
        figure.text("small middle", LEFT + (8.0 * byte as f64 + 4.0) * BIT, top + 12.0, &byte.to_string());
    }
    let mut y = top + 20.0;
    let mut start = 0;
    while start < view.layout.size {
        if start > 0 && start % cache_line == 0 {
            let right = LEFT + 8.0 * BYTES as f64 * BIT;
            figure.line("border", [4.0, y + 3.0, right, y + 3.0]);
            figure.text("tiny end", right, y + 15.0, &format!("cache line {}", start / cache_line));
            y += 20.0;
        }
        row(figure, view, lane, start, y);
        y += HEIGHT + GAP;
        start += BYTES;
        // What fills whole rows by itself.
        let cell = lane.cells.iter().find(|cell| cell.start < start && cell.end > start);
        let whole = cell.map_or(0, |cell| (cell.end - start) / BYTES);
        if whole >= MOST {
            figure.text("small", LEFT + 4.0, y + 10.0, &format!("⋮ {} more of it", counted(whole * BYTES, "byte")));
            y += 20.0;
            start += whole * BYTES;
        }
    }
    y
}

/// Eight bytes: what of each member is in them.
fn row(figure: &mut Figure, view: &View, lane: &Lane, start: u64, y: f64) {
    let (first, end) = (8 * start, 8 * (start + BYTES).min(view.layout.size));
    figure.text("offset end", LEFT - 10.0, y + 20.0, &start.to_string());
    let x = |bit: u64| LEFT + (bit - first) as f64 * BIT;
    // Everything is padding until a member lies on it.
    figure.rect("hatched", [x(first), y, (end - first) as f64 * BIT - 1.0, HEIGHT], "padding");
    let shown = lane.cells.iter().filter(|cell| 8 * cell.start < end && 8 * cell.end > first).flat_map(|cell| &cell.rows);
    let mut numbers: Vec<usize> = shown.copied().collect();
    numbers.dedup();
    for number in numbers {
        let member = &view.rows[number];
        let from = member.bit_offset.max(first);
        let to = (member.bit_offset + member.bit_size).min(end);
        if to <= from {
            continue;
        }
        let width = (to - from) as f64 * BIT - 1.0;
        figure.rect(&format!("block c{}", colour(view, number)), [x(from), y, width, HEIGHT], &tip(member));
        let continued = if from > member.bit_offset { "⋯ " } else { "" };
        let name = format!("{continued}{}", name(member));
        let room = width - 10.0;
        let (main, below) = (fitted(&name, room, 12.0), fitted(&member.ty, room, 10.0));
        let low = continued.is_empty() && !below.is_empty() && !member.bits;
        figure.text("label", x(from) + 5.0, if low { y + 14.0 } else { y + 20.0 }, &main);
        if low {
            figure.text("tiny", x(from) + 5.0, y + 26.0, &below);
        }
    }
}

fn name(row: &Row) -> String {
    let name = if row.path.is_empty() { if row.union { "(union)" } else { row.ty.as_str() } } else { row.path.as_str() };
    if row.bits { format!("{name}:{}", row.bit_size) } else { name.to_owned() }
}

fn tip(row: &Row) -> String {
    let ty = if row.ty.is_empty() { String::new() } else { format!("{} ", row.ty) };
    let bytes = if row.bits { row.size() } else { counted(row.bit_size / 8, "byte") };
    format!("{ty}{}\n{bytes} at {}", name(row), row.offset())
}

/// A colour for each outermost member, in order.
fn colour(view: &View, number: usize) -> usize {
    view.rows[..=number].iter().filter(|row| row.depth == 0 && row.kind != Kind::Padding).count().saturating_sub(1) % 8
}

/// What is said of a record in a word or two each.
pub(super) fn facts(view: &View, cache_line: u64) -> Vec<String> {
    let mut facts = vec![counted(view.layout.size, "byte"), format!("aligned to {}", view.layout.align)];
    if view.layout.size > cache_line {
        facts.push(format!("{} of {cache_line}", counted(view.layout.size.div_ceil(cache_line), "cache line")));
    }
    facts.push(match (view.padding / 8, view.padding % 8) {
        (0, 0) => "no padding".to_owned(),
        (bytes, 0) => format!("{} of padding", counted(bytes, "byte")),
        _ => format!("{} of padding", counted(view.padding, "bit")),
    });
    facts
}

/// The members as a table.
pub(super) fn members(view: &View) -> String {
    let mut out = String::from(
        "<table class=\"members\"><thead><tr><th class=\"number\">offset</th><th class=\"number\">size</th><th>member</th><th>type</th></tr></thead><tbody>\n",
    );
    for (number, row) in view.rows.iter().enumerate() {
        let (class, name) = match (row.kind, row.name.is_empty()) {
            (Kind::Padding, _) => ("padding", "padding"),
            (_, true) => ("", "(unnamed)"),
            (_, false) => ("", row.name.as_str()),
        };
        let swatch = match row.kind {
            Kind::Padding => "<i class=\"swatch\"></i>".to_owned(),
            _ => format!("<i class=\"swatch c{}\"></i>", colour(view, number)),
        };
        let _ = writeln!(
            out,
            "<tr class=\"{class}\"><td class=\"number\">{}</td><td class=\"number\">{}</td><td style=\"padding-left:{}em\">{swatch}{}</td><td>{}</td></tr>",
            row.offset(),
            row.size(),
            0.6 + 1.4 * row.depth as f64,
            escape(name),
            escape(&row.ty)
        );
    }
    out.push_str("</tbody></table>\n");
    out
}

/// The members of several targets side by side; what is not the same everywhere is marked.
pub(super) fn comparison(views: &[View]) -> Option<String> {
    if views.len() < 2 {
        return None;
    }
    let mut out = String::from("<div class=\"scroll\"><table class=\"comparison\"><thead><tr><th></th>");
    for view in views {
        let _ = write!(out, "<th>{}</th>", escape(&view.target.to_string()));
    }
    out.push_str("</tr></thead><tbody>\n");
    let mut line = |name: &str, cells: &[String]| {
        let differs = cells.windows(2).any(|pair| pair[0] != pair[1]);
        let _ = write!(out, "<tr{}><th>{}</th>", if differs { " class=\"differs\"" } else { "" }, escape(name));
        for cell in cells {
            let _ = write!(out, "<td>{}</td>", escape(cell));
        }
        out.push_str("</tr>\n");
    };
    let sizes: Vec<String> =
        views.iter().map(|view| format!("{}, aligned to {}", counted(view.layout.size, "byte"), view.layout.align)).collect();
    line("size", &sizes);
    let mut seen = Vec::new();
    for row in views.iter().flat_map(|view| &view.rows).filter(|row| row.kind != Kind::Padding && !row.name.is_empty()) {
        if seen.contains(&row.path.as_str()) {
            continue;
        }
        seen.push(row.path.as_str());
        let cell = |view: &View| {
            let found = view.rows.iter().find(|other| other.kind != Kind::Padding && other.path == row.path);
            found.map_or_else(|| "none".to_owned(), |found| format!("{} +{}", found.offset(), found.size()))
        };
        line(&row.path, &views.iter().map(cell).collect::<Vec<_>>());
    }
    out.push_str("</tbody></table></div>\n");
    Some(out)
}
