//! `cargo ffi layout`: where the members of a record lie.

use std::fmt::Write as _;
use std::process::ExitCode;

use ffi_abi::Unsupported;
use ffi_grammar::diagnostic::way_out;
use ffi_grammar::{Code, Diagnostic};

use crate::Outcome;
use crate::arguments::Layout;
use crate::draw;
use crate::output::{BAD, HEAD, NOTE, PLACE, QUIET, columns, counted, paint, show};
use crate::record::{Cell, Kind, Lane, Row, View, label};
use crate::subject::{self, Type};

pub(crate) fn run(command: &Layout) -> Outcome {
    let mut found: Option<Type> = None;
    let mut views = Vec::new();
    let mut refused = Vec::new();
    // Of several targets some may have no headers here.
    let mut faults = Vec::new();
    for target in subject::targets(&command.machines)? {
        let ty = match subject::ty(&target, &command.first, command.record.as_deref(), &command.reading) {
            Ok(ty) => ty,
            Err(found) => {
                subject::told_once(&mut faults, found);
                continue;
            }
        };
        match View::of(&target, &ty.written, &ty.ty) {
            Ok(view) => views.push(view),
            Err(why) => refused.push((target, why)),
        }
        found.get_or_insert(ty);
    }
    let Some(ty) = found else { return Err(faults) };
    if views.is_empty() {
        let no_layout = |(target, why): &(ffi_abi::Target, Unsupported)| {
            let arguments = [ty.name.clone(), target.to_string(), why.to_string(), way_out(why.reason()).to_owned()];
            Diagnostic::new(Code::NoLayout, arguments)
        };
        return Err(refused.iter().map(no_layout).collect());
    }
    draw::write(&command.drawing, || draw::records(&ty.name, &views, command.cache_line))?;
    let mut out = format!("{}\n", paint(HEAD, &ty.name));
    if let Some(place) = &ty.place {
        let _ = writeln!(out, "{}", paint(QUIET, format!("declared at {place}")));
    }
    match &views[..] {
        [view] => one(&mut out, view, command.brief, command.cache_line),
        views => several(&mut out, views),
    }
    for (target, why) in &refused {
        let _ = writeln!(out, "{} {target}: {why}", paint(BAD, "not on"));
    }
    show(&out);
    if faults.is_empty() { Ok(ExitCode::SUCCESS) } else { Err(faults) }
}

/// Size, alignment, cache lines, padding, in a line.
pub(crate) fn summary(view: &View, cache_line: u64) -> String {
    let size = view.layout.size;
    let mut text = format!("{}, aligned to {}", counted(size, "byte"), view.layout.align);
    if size > cache_line {
        let _ = write!(text, ", {} of {cache_line}", counted(size.div_ceil(cache_line), "cache line"));
    }
    match (view.padding / 8, view.padding % 8) {
        (0, 0) => text.push_str(", no padding"),
        (bytes, 0) => {
            let _ = write!(text, ", {} of padding", counted(bytes, "byte"));
        }
        (_, _) => {
            let _ = write!(text, ", {} of padding", counted(view.padding, "bit"));
        }
    }
    text
}

/// One target: the members, and the map.
fn one(out: &mut String, view: &View, brief: bool, cache_line: u64) {
    let _ = writeln!(out, "{}: {}\n", view.target, summary(view, cache_line));
    let cells = |row: &Row| [row.offset(), row.size(), format!("{}{}", "  ".repeat(row.depth), name(row)), row.ty.clone()];
    let head = ["offset", "size", "member", "type"].map(str::to_owned);
    let rows: Vec<[String; 4]> = view.rows.iter().map(cells).collect();
    let wide = |column: usize| rows.iter().chain([&head]).map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [0, 1, 2].map(wide);
    let line = |row: &[String; 4]| {
        let [offset, size, name, ty] = row;
        format!("{offset:>0$}  {size:>1$}  {name:<2$}  {ty}", widths[0], widths[1], widths[2]).trim_end().to_owned()
    };
    let _ = writeln!(out, "{}", paint(HEAD, line(&head)));
    let mut before = 0;
    for (row, cells) in view.rows.iter().zip(&rows) {
        let now = row.bit_offset / 8 / cache_line;
        if now != before && row.bit_offset / 8 % cache_line == 0 {
            let _ = writeln!(out, "{}", paint(QUIET, format!("{:─>1$}  cache line {now}", "", widths[0] + widths[1] + 2)));
        }
        before = now;
        let line = line(cells);
        let _ = writeln!(out, "{}", if row.kind == Kind::Padding { paint(NOTE, line) } else { line });
    }
    if !brief {
        for lane in &view.lanes {
            out.push('\n');
            map(out, view, lane, cache_line);
        }
    }
}

fn name(row: &Row) -> &str {
    match (row.kind, row.name.is_empty()) {
        (Kind::Padding, _) => "(padding)",
        (_, true) => "(unnamed)",
        (_, false) => &row.name,
    }
}

/// Bytes in a row of the map, and columns of each.
const BYTES: u64 = 8;
const COLUMNS: usize = 8;

/// A lane, eight bytes a line; what fills whole lines by itself is cut short.
fn map(out: &mut String, view: &View, lane: &Lane, cache_line: u64) {
    if let Some(name) = &lane.name {
        let _ = writeln!(out, "as `{name}`");
    }
    let margin = view.layout.size.to_string().len().max(4);
    let numbers: String = (0..BYTES).map(|byte| format!("{byte:<COLUMNS$}")).collect();
    let _ = writeln!(out, "{}", paint(QUIET, format!("{:margin$}   {}", "", numbers.trim_end())));
    let mut start = 0;
    while start < view.layout.size {
        let inside = |cell: &&Cell| cell.start <= start && cell.end > start;
        if start > 0 && start % cache_line == 0 {
            let _ = writeln!(out, "{:margin$}  {}", "", paint(QUIET, "═".repeat(COLUMNS * BYTES as usize + 1)));
        }
        if let Some(cell) = lane.cells.iter().find(inside) {
            // Whole lines of one member: the first, and how many there are.
            let lines = (cell.end - start) / BYTES;
            if lines > 3 {
                line(out, view, lane, start, margin);
                let rest = format!("{} more of the same", counted((lines - 1) * BYTES, "byte"));
                let _ = writeln!(out, "{:margin$}  {}", "", paint(QUIET, format!("⋮ {rest}")));
                start += lines * BYTES;
                continue;
            }
        }
        line(out, view, lane, start, margin);
        start += BYTES;
    }
}

/// Eight bytes from `start` on.
fn line(out: &mut String, view: &View, lane: &Lane, start: u64, margin: usize) {
    let end = (start + BYTES).min(view.layout.size);
    let mut text = String::from("│");
    for cell in lane.cells.iter().filter(|cell| cell.start < end && cell.end > start) {
        let bytes = cell.end.min(end) - cell.start.max(start);
        let room = bytes as usize * COLUMNS - 1;
        let named = label(&view.rows, cell);
        let shown = match (cell.rows.is_empty(), cell.start >= start || start == 0) {
            (true, _) => "░".repeat(room),
            (false, true) => named,
            (false, false) => format!("⋯ {named}"),
        };
        let shown: String = match shown.chars().count() > room {
            true => shown.chars().take(room.saturating_sub(1)).chain(['…']).collect(),
            false => format!("{shown:<room$}"),
        };
        text.push_str(&if cell.rows.is_empty() { paint(NOTE, shown) } else { shown });
        text.push('│');
    }
    let _ = writeln!(out, "{}  {text}", paint(PLACE, format!("{start:>margin$}")));
}

/// Several targets: sizes, then each member's place on each.
fn several(out: &mut String, views: &[View]) {
    let found = members(views);
    let mut names = vec!["size".to_owned(), "alignment".to_owned()];
    names.extend(found.iter().map(|(path, depth)| format!("{}{path}", "  ".repeat(*depth))));
    let answer = |view: &View| {
        let place = |(path, _): &(String, usize)| {
            let row = view.rows.iter().find(|row| row.kind != Kind::Padding && row.path == *path);
            row.map_or_else(|| "none".to_owned(), |row| format!("{} +{}", row.offset(), row.size()))
        };
        let mut cells = vec![view.layout.size.to_string(), view.layout.align.to_string()];
        cells.extend(found.iter().map(place));
        (view.target.to_string(), cells)
    };
    let _ =
        writeln!(out, "{}", paint(QUIET, "offset +size of each member in bytes; targets with the same places stand together\n"));
    out.push_str(&columns(&names, views.iter().map(answer)));
}

/// The members of all, in the order of the first that has each.
fn members(views: &[View]) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    for row in views.iter().flat_map(|view| &view.rows) {
        let named = row.kind != Kind::Padding && !row.name.is_empty();
        if named && !found.iter().any(|(path, _)| *path == row.path) {
            found.push((row.path.clone(), row.depth));
        }
    }
    found
}
