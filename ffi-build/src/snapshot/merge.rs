//! One sequence out of several: what they have in common once, each part with the sequences that it is of.
//!
//! Leaving out what is not of one sequence gives back that sequence, whatever the others are.

use std::hash::Hash;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::sets::Set;

/// Merges sequences, in their order.
pub(super) fn merge<T: Clone + Eq + Hash + Ord>(sequences: &[Vec<T>]) -> Vec<(T, Set)> {
    let mut merged: Vec<(T, Set)> = Vec::new();
    for (number, sequence) in sequences.iter().enumerate() {
        let own = Set::one(number);
        let known: Vec<T> = merged.iter().map(|(part, _)| part.clone()).collect();
        let mut next = Vec::with_capacity(merged.len().max(sequence.len()));
        for op in capture_diff_slices(Algorithm::Patience, &known, sequence) {
            let new = |at: usize, len: usize| sequence[at..at + len].iter().map(move |part| (part.clone(), own));
            match op {
                DiffOp::Equal { old_index, len, .. } => {
                    next.extend(merged[old_index..old_index + len].iter().map(|(part, set)| (part.clone(), set.with(own))));
                }
                DiffOp::Delete { old_index, old_len, .. } => {
                    next.extend_from_slice(&merged[old_index..old_index + old_len]);
                }
                DiffOp::Insert { new_index, new_len, .. } => next.extend(new(new_index, new_len)),
                DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                    next.extend_from_slice(&merged[old_index..old_index + old_len]);
                    next.extend(new(new_index, new_len));
                }
            }
        }
        merged = next;
    }
    merged
}

/// An item that is a line and the lines that belong to it.
pub(super) type Paragraph = (String, Vec<String>);

/// An item and its lines, each with the sequences that it is of.
pub(super) type Merged = (String, Set, Vec<(String, Set)>);

/// Merges sequences of items: those of one head are one item, and their lines are merged in turn.
pub(super) fn merge_paragraphs(sequences: &[Vec<Paragraph>]) -> Vec<Merged> {
    // A head that comes again is another item.
    let numbered: Vec<Vec<(&str, usize)>> = sequences
        .iter()
        .map(|sequence| {
            let mut counts = std::collections::HashMap::new();
            sequence
                .iter()
                .map(|(head, _)| {
                    let count = counts.entry(head.as_str()).or_insert(0);
                    *count += 1;
                    (head.as_str(), *count)
                })
                .collect()
        })
        .collect();
    let mut places = vec![0; sequences.len()];
    let merged = merge(&numbered).into_iter().map(|((head, _), set)| {
        // Those without the item have no lines in it; each of the others has its items in this order.
        let lines: Vec<Vec<String>> = (0..sequences.len())
            .map(|number| match set.has(number) {
                true => {
                    places[number] += 1;
                    sequences[number][places[number] - 1].1.clone()
                }
                false => Vec::new(),
            })
            .collect();
        (head.to_owned(), set, merge(&lines))
    });
    merged.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sequence_is_what_remains_without_the_others() {
        let sequences = [vec!["a", "b", "c", "a"], vec!["b", "x", "a", "a"], vec![], vec!["x", "c", "b", "b"]];
        let merged = merge(&sequences);
        for (number, sequence) in sequences.iter().enumerate() {
            let own: Vec<&str> = merged.iter().filter(|(_, set)| set.has(number)).map(|(part, _)| *part).collect();
            assert_eq!(own, *sequence);
        }
        assert!(merged.len() < sequences.concat().len());
    }

    #[test]
    fn lines_of_an_item_are_merged() {
        let item = |head: &str, lines: &[&str]| (head.to_owned(), lines.iter().map(|line| (*line).to_owned()).collect());
        let a = vec![item("record s", &["type t", "size 8 8"]), item("enum", &["1"]), item("enum", &["2"])];
        let b = vec![item("record s", &["type t", "size 4 4"]), item("enum", &["1"])];
        let merged = merge_paragraphs(&[a, b]);
        let (one, two, both) = (Set::one(0), Set::one(1), Set::all(2));
        assert_eq!(merged[0].2, [("type t".to_owned(), both), ("size 8 8".to_owned(), one), ("size 4 4".to_owned(), two)]);
        assert_eq!(merged[2], ("enum".to_owned(), one, vec![("2".to_owned(), one)]));
    }
}
