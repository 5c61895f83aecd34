//! `qsort` and `bsearch` have no user-data parameter; their comparators here are closures that borrow a table and count their calls.
//!
//! ```text
//! cargo run --release -p example-sort
//! ```

use std::ffi::c_int;

type Compare = unsafe extern "C" fn(*const usize, *const usize) -> c_int;

unsafe extern "C" {
    fn qsort(base: *mut usize, count: usize, size: usize, compare: Compare);
    fn bsearch(key: *const usize, base: *const usize, count: usize, size: usize, compare: Compare) -> *const usize;
}

/// A town and its inhabitants, in thousands.
struct Town {
    name: &'static str,
    inhabitants: u32,
}

/// Indices of the towns, the largest first, and how many comparisons that took.
fn largest_first(towns: &[Town]) -> (Vec<usize>, u32) {
    let mut order: Vec<usize> = (0..towns.len()).collect();
    let mut comparisons = 0;
    ffi::scope(|scope| {
        // Of this thread alone, hence it may change what it captures; it may borrow, because it ends with the scope.
        let compare = scope.callback_mut(|a: *const usize, b: *const usize| {
            comparisons += 1;
            // SAFETY: `qsort` passes pointers to elements of `order`.
            let [a, b] = unsafe { [*a, *b] }.map(|index| towns[index].inhabitants);
            b.cmp(&a) as c_int
        });
        // SAFETY: that many elements of that size, and a comparator of them.
        unsafe { qsort(order.as_mut_ptr(), order.len(), size_of::<usize>(), compare.as_ptr()) };
    });
    (order, comparisons)
}

/// The town with that many inhabitants, of towns that are in this order.
fn with_inhabitants<'a>(towns: &'a [Town], order: &[usize], inhabitants: u32) -> Option<&'a Town> {
    ffi::scope(|scope| {
        // The key is what the closure captures; the pointer to it is not looked at.
        let compare = scope.callback(|_: *const usize, index: *const usize| {
            // The larger come first: a key that is smaller is behind.
            // SAFETY: `bsearch` passes pointers to elements of `order`.
            towns[unsafe { *index }].inhabitants.cmp(&inhabitants) as c_int
        });
        // SAFETY: that many elements of that size, and a comparator of them.
        let found = unsafe { bsearch(order.as_ptr(), order.as_ptr(), order.len(), size_of::<usize>(), compare.as_ptr()) };
        // SAFETY: null, or one of the elements.
        unsafe { found.as_ref() }.map(|index| &towns[*index])
    })
}

fn main() {
    let towns = [("Turku", 202), ("Espoo", 314), ("Oulu", 214), ("Helsinki", 674), ("Tampere", 255), ("Vantaa", 247)]
        .map(|(name, inhabitants)| Town { name, inhabitants });
    let (order, comparisons) = largest_first(&towns);
    for index in &order {
        println!("{:<9} {:>4},000", towns[*index].name, towns[*index].inhabitants);
    }
    println!("sorted by the C library with {comparisons} comparisons, each a call of a Rust closure");
    assert!(order.is_sorted_by_key(|index| std::cmp::Reverse(towns[*index].inhabitants)) && comparisons >= 5);

    let found = with_inhabitants(&towns, &order, 255).map(|town| town.name);
    println!("255,000 live in {}", found.unwrap_or("no town"));
    assert_eq!(found, Some("Tampere"));
    assert!(with_inhabitants(&towns, &order, 1).is_none());
}
