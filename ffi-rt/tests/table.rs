//! A header's table: built in memory as `ffi-build` would write it.

use ffi::contract::{FunctionData, Kind, SIGNATURE_MAGIC, SignatureData, TABLE_MAGIC, TableData, hash};
use ffi::{Function, Pointer, Table};

/// A block of table memory, put together front to back.
struct Writer(Vec<u8>);

impl Writer {
    fn word(&mut self, word: u32) -> usize {
        let at = self.0.len();
        self.0.extend(word.to_ne_bytes());
        at
    }

    fn text(&mut self, text: &str) -> usize {
        let at = self.0.len();
        self.0.extend(text.bytes());
        self.0.push(0);
        at
    }

    fn align(&mut self) -> usize {
        self.0.resize(self.0.len().next_multiple_of(4), 0);
        self.0.len()
    }

    /// Makes the reference at `field` name `target`.
    fn refer(&mut self, field: usize, target: usize) {
        let distance = i32::try_from(target as isize - field as isize).expect("a small table");
        self.0[field..field + 4].copy_from_slice(&distance.to_ne_bytes());
    }

    /// `void(void)`, without trampolines.
    fn signature(&mut self) -> usize {
        let text = self.text("void(void)");
        let start = self.align();
        self.word(SIGNATURE_MAGIC);
        self.word(size_of::<SignatureData>() as u32);
        // No trampolines; the text; sizes; alignment, flags, counts; the result.
        let rest = [0, 0, 0, 0, 0, 16, 0, 0x0001_0000 | u32::from(Kind::Void.code()), 0, 0, 0];
        let fields = rest.map(|word| self.word(word));
        self.refer(fields[2], text);
        start
    }

    /// A table of functions: name, symbol, parameter names, documentation.
    fn table(mut self, functions: &[(&str, &str, &str)]) -> Table {
        let signature = self.signature();
        let places = (functions.len() * 2).next_power_of_two().max(2);
        let mut index = vec![0; places];
        for (number, (name, ..)) in functions.iter().enumerate() {
            let mut place = hash(name.as_bytes()) as usize % places;
            while index[place] != 0 {
                place = (place + 1) % places;
            }
            index[place] = number as u32 + 1;
        }
        let name = self.text("demo.h");
        let start = self.align();
        let size = 28 + functions.len() * size_of::<FunctionData>() + places * 4;
        let head = [TABLE_MAGIC, size as u32, functions.len() as u32, places as u32, 0, 0, 0].map(|word| self.word(word));
        let rows: Vec<_> = functions.iter().map(|_| [0; 5].map(|word| self.word(word))).collect();
        let index_at = self.align();
        for place in index {
            self.word(place);
        }
        if let Some(first) = rows.first() {
            self.refer(head[4], first[0]);
        }
        self.refer(head[5], index_at);
        self.refer(head[6], name);
        for (row, (name, symbol, doc)) in rows.iter().zip(functions) {
            for (field, text) in [(row[0], name), (row[1], symbol), (row[4], doc)] {
                if !text.is_empty() {
                    let at = self.text(text);
                    self.refer(field, at);
                }
            }
            self.refer(row[2], signature);
        }
        self.align();
        let words: Vec<u32> = self.0.chunks_exact(4).map(|b| u32::from_ne_bytes([b[0], b[1], b[2], b[3]])).collect();
        let block: *const u32 = Box::leak(words.into_boxed_slice()).as_ptr();
        // SAFETY: the block is a table, 4-byte aligned, and leaked.
        unsafe { Table::from_data(block.byte_add(start).cast::<TableData>()) }
    }
}

#[test]
fn functions_are_found_by_name_and_walked_in_order() {
    let names: Vec<String> = (0..300).map(|number| format!("function_{number}")).collect();
    let functions: Vec<_> = names.iter().map(|name| (name.as_str(), "", "")).collect();
    let table = Writer(Vec::new()).table(&functions);
    assert_eq!((table.name(), table.len()), ("demo.h", 300));
    for name in &names {
        let entry = table.find(name).expect("every function");
        assert_eq!(entry.name(), name);
        assert_eq!(entry.symbol().to_str(), Ok(name.as_str()));
    }
    assert!(table.iter().map(ffi::Entry::name).eq(names.iter().map(String::as_str)));
    assert!(table.find("function_300").is_none() && table.find("").is_none());
    assert!(table.get(300).is_none());
}

#[test]
fn an_empty_table_has_nothing() {
    let table = Writer(Vec::new()).table(&[]);
    assert!(table.is_empty() && table.find("anything").is_none() && table.iter().next().is_none());
}

#[test]
fn entries_describe_functions() {
    let table = Writer(Vec::new()).table(&[("stat", "stat64", "Tells about a file."), ("sync", "", "")]);
    let stat = table.find("stat").expect("stat");
    assert_eq!(stat.symbol(), c"stat64");
    assert_eq!(stat.doc(), Some("Tells about a file."));
    assert_eq!(stat.signature().text(), "void(void)");
    assert_eq!(stat.parameter_names().count(), 0);
    assert_eq!(table.find("sync").and_then(ffi::Entry::doc), None);
}

#[test]
fn no_trampoline_no_function() {
    let table = Writer(Vec::new()).table(&[("sync", "", "")]);
    let entry = table.get(0).expect("sync");
    let mut somewhere = 0_u8;
    let address = Pointer::from_mut(&mut somewhere).cast();
    // SAFETY: nothing is called.
    let made: Result<Function, _> = unsafe { entry.at(address) };
    let error = made.expect_err("there is no trampoline");
    assert_eq!(error.to_string(), "no trampoline was assembled for `void(void)` on this target");
}
