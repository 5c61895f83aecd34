//! The program whose instructions `bench tables` counts: `lookup <variant> <turns>` looks every name of a table up, so many times.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::hint::black_box;

use ffi::contract::TableData;

unsafe extern "C" {
    /// Assembled by the build script.
    static bench_table: TableData;
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut number = || arguments.next().and_then(|text| text.parse::<usize>().ok()).expect("a variant and a number of turns");
    let (variant, turns) = (number(), number());
    // SAFETY: a table of this contract, which is never changed.
    let table = unsafe { ffi::Table::from_data(&raw const bench_table) };
    let names: Vec<&str> = table.iter().map(ffi::Entry::name).collect();
    let texts: Vec<&str> = table.iter().map(|entry| entry.signature().text()).collect();
    // The same places in every run.
    let map: HashMap<&str, usize, BuildHasherDefault<DefaultHasher>> =
        names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    for _ in 0..turns {
        match variant {
            0 => names.iter().for_each(|name| assert!(!black_box(*name).is_empty())),
            1 => names.iter().for_each(|name| assert!(black_box(table.find(black_box(name))).is_some())),
            2 => texts.iter().for_each(|text| assert!(black_box(table.signature(black_box(text))).is_some())),
            _ => names.iter().for_each(|name| assert!(black_box(map.get(black_box(*name))).is_some())),
        }
    }
}
