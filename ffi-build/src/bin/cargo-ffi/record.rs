//! A record on one target as rows (members, members of members, padding) and as lanes of bytes, for text and drawings.

use ffi_abi::{CType, Layout, Record, RecordKind, Target, Unsupported, record_layout};

/// What a row stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A member with nothing inside that is shown.
    Member,
    /// A record inside; its members follow.
    Record,
    /// Bits that belong to no member.
    Padding,
}

/// A member or a gap.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Row {
    pub(crate) kind: Kind,
    /// The member's own name; empty for an anonymous one and for padding.
    pub(crate) name: String,
    /// From the outermost record on: `a.b`.
    pub(crate) path: String,
    pub(crate) ty: String,
    pub(crate) depth: usize,
    /// From the start of the outermost record.
    pub(crate) bit_offset: u64,
    pub(crate) bit_size: u64,
    /// A bit-field.
    pub(crate) bits: bool,
    /// The members inside lie over each other.
    pub(crate) union: bool,
}

impl Row {
    /// `8`, or `8.3` for a bit-field at bit 3 of byte 8.
    pub(crate) fn offset(&self) -> String {
        match (self.bits, self.kind, self.bit_offset % 8, self.bit_size % 8) {
            (false, Kind::Member | Kind::Record, ..) | (_, Kind::Padding, 0, 0) => (self.bit_offset / 8).to_string(),
            (_, _, bit, _) => format!("{}.{bit}", self.bit_offset / 8),
        }
    }

    /// `4`, or `3 bits`.
    pub(crate) fn size(&self) -> String {
        match (self.bits || self.kind == Kind::Padding, self.bit_offset % 8, self.bit_size % 8) {
            (false, ..) => (self.bit_size / 8).to_string(),
            (true, 0, 0) if !self.bits => (self.bit_size / 8).to_string(),
            (true, ..) if self.bit_size == 1 => "1 bit".to_owned(),
            (true, ..) => format!("{} bits", self.bit_size),
        }
    }
}

/// A run of bytes that the same rows share.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Cell {
    /// First byte.
    pub(crate) start: u64,
    /// Behind the last.
    pub(crate) end: u64,
    /// Rows, by number; none where there is nothing but padding.
    pub(crate) rows: Vec<usize>,
}

/// Bytes of the record from the first to the last, each in one cell; of a union each member has its own lane.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Lane {
    /// The member of the union.
    pub(crate) name: Option<String>,
    pub(crate) cells: Vec<Cell>,
}

/// A type on one target.
pub(crate) struct View {
    pub(crate) target: Target,
    pub(crate) layout: Layout,
    pub(crate) rows: Vec<Row>,
    pub(crate) lanes: Vec<Lane>,
    /// Bits that belong to no member.
    pub(crate) padding: u64,
}

impl View {
    /// A type as it is written (with the names of a header) and as it is.
    ///
    /// # Errors
    /// A type without a layout on the target.
    pub(crate) fn of(target: &Target, written: &CType, ty: &CType) -> Result<View, Unsupported> {
        let layout = Layout::of(target, ty)?;
        let mut rows = Vec::new();
        match ty {
            CType::Record(record) => {
                let names = if let CType::Record(written) = written { written } else { record };
                add(&mut rows, target, names, record, 0, 8 * layout.size, &Above::default())?;
            }
            _ => rows.push(Row {
                kind: Kind::Member,
                name: String::new(),
                path: String::new(),
                ty: written.to_string(),
                depth: 0,
                bit_offset: 0,
                bit_size: 8 * layout.size,
                bits: false,
                union: false,
            }),
        }
        let padding = rows.iter().filter(|row| row.kind == Kind::Padding).map(|row| row.bit_size).sum();
        let union = matches!(ty, CType::Record(record) if record.kind == RecordKind::Union);
        let lanes = lanes(&rows, layout.size, union);
        Ok(View { target: *target, layout, rows, lanes, padding })
    }
}

/// What is around a record.
#[derive(Clone, Default)]
struct Above {
    path: String,
    depth: usize,
    /// In a union, where what one member leaves free another one may use.
    overlaid: bool,
}

/// Adds the members of a record that begins at `base` and has `size` bits, and the gaps between them.
fn add(
    rows: &mut Vec<Row>,
    target: &Target,
    written: &Record,
    record: &Record,
    base: u64,
    size: u64,
    above: &Above,
) -> Result<(), Unsupported> {
    let layout = record_layout(target, record)?;
    let union = record.kind == RecordKind::Union;
    let gap = |rows: &mut Vec<Row>, from: u64, to: u64| {
        if to > from && !union && !above.overlaid {
            rows.push(Row {
                kind: Kind::Padding,
                name: String::new(),
                path: String::new(),
                ty: String::new(),
                depth: above.depth,
                bit_offset: base + from,
                bit_size: to - from,
                bits: false,
                union: false,
            });
        }
    };
    let mut end = 0;
    for ((field, place), shown) in record.fields.iter().zip(&layout.fields).zip(&written.fields) {
        // `int : 0` has no place, and bits without a name are padding that was asked for.
        if field.bits.is_some() && field.name.is_none() {
            continue;
        }
        gap(rows, end, place.bit_offset);
        let name = field.name.clone().unwrap_or_default();
        let path = match (above.path.is_empty(), name.is_empty()) {
            (_, true) => above.path.clone(),
            (true, false) => name.clone(),
            (false, false) => format!("{}.{name}", above.path),
        };
        let inner = match &field.ty {
            CType::Record(inner) if field.bits.is_none() => Some(inner),
            _ => None,
        };
        rows.push(Row {
            kind: if inner.is_some() { Kind::Record } else { Kind::Member },
            name,
            path: path.clone(),
            ty: spelled(&shown.ty),
            depth: above.depth,
            bit_offset: base + place.bit_offset,
            bit_size: place.bit_size,
            bits: field.bits.is_some(),
            union: inner.is_some_and(|inner| inner.kind == RecordKind::Union),
        });
        if let Some(inner) = inner {
            let names = if let CType::Record(written) = &shown.ty { written } else { inner };
            let above = Above { path, depth: above.depth + 1, overlaid: above.overlaid || union };
            add(rows, target, names, inner, base + place.bit_offset, place.bit_size, &above)?;
        }
        end = end.max(place.bit_offset + place.bit_size);
    }
    gap(rows, end, size);
    Ok(())
}

/// A type in a row: a record that is written out in place by its keyword and tag alone, because its members follow.
fn spelled(ty: &CType) -> String {
    match ty {
        CType::Record(record) => {
            let word = if record.kind == RecordKind::Union { "union" } else { "struct" };
            record.name.as_ref().map_or_else(|| word.to_owned(), |tag| format!("{word} {tag}"))
        }
        ty => ty.to_string(),
    }
}

/// The lanes of all rows: one, or one for each member of a union.
fn lanes(rows: &[Row], size: u64, union: bool) -> Vec<Lane> {
    if !union {
        return vec![Lane { name: None, cells: cells(rows, 0..rows.len(), size) }];
    }
    let starts: Vec<usize> = (0..rows.len()).filter(|&number| rows[number].depth == 0).collect();
    let ends = starts.iter().skip(1).copied().chain([rows.len()]);
    let lane = |(start, end): (usize, usize)| Lane { name: Some(rows[start].name.clone()), cells: cells(rows, start..end, size) };
    starts.iter().copied().zip(ends).map(lane).collect()
}

/// Each byte in a cell with those that the same rows cover. A union inside is one row; its members are not looked at.
fn cells(rows: &[Row], range: std::ops::Range<usize>, size: u64) -> Vec<Cell> {
    let mut leaves: Vec<usize> = Vec::new();
    let mut union: Option<usize> = None;
    for number in range {
        let row = &rows[number];
        if union.is_some_and(|depth| row.depth > depth) {
            continue;
        }
        union = row.union.then_some(row.depth);
        if row.kind == Kind::Member || row.union {
            leaves.push(number);
        }
    }
    leaves.retain(|&number| rows[number].bit_size > 0);
    leaves.sort_by_key(|&number| rows[number].bit_offset);
    // Where the set of rows changes.
    let mut edges: Vec<u64> = vec![0, size];
    for &number in &leaves {
        let row = &rows[number];
        edges.extend([row.bit_offset / 8, (row.bit_offset + row.bit_size).div_ceil(8)]);
        if row.bits {
            edges.extend([row.bit_offset.div_ceil(8), (row.bit_offset + row.bit_size) / 8]);
        }
    }
    edges.sort_unstable();
    edges.dedup();
    let mut cells: Vec<Cell> = Vec::new();
    for pair in edges.windows(2) {
        let (start, end) = (pair[0], pair[1].min(size));
        let covers = |&number: &usize| {
            let row: &Row = &rows[number];
            row.bit_offset < 8 * end && row.bit_offset + row.bit_size > 8 * start
        };
        let found: Vec<usize> = leaves.iter().copied().filter(covers).collect();
        match cells.last_mut() {
            Some(last) if last.rows == found => last.end = end,
            _ => cells.push(Cell { start, end, rows: found }),
        }
    }
    cells.retain(|cell| cell.end > cell.start);
    cells
}

/// What a cell is called.
pub(crate) fn label(rows: &[Row], cell: &Cell) -> String {
    let name = |&number: &usize| {
        let row: &Row = &rows[number];
        let name = match (row.path.is_empty(), row.union) {
            (true, true) => "union",
            (true, false) => row.ty.as_str(),
            (false, _) => row.path.as_str(),
        };
        if row.bits { format!("{name}:{}", row.bit_size) } else { name.to_owned() }
    };
    cell.rows.iter().map(name).collect::<Vec<_>>().join(" ")
}
