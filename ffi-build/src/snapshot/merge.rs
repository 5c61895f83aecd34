//! One sequence out of several: what they have in common once, each part with the sequences that it is of.
//!
//! Leaving out what is not of one sequence gives back that sequence, whatever the others are.

use std::collections::HashMap;
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

/// Gathers sequences whose order says nothing: what they have in common once, where the first of them has it; what another adds behind what
/// it follows there. Leaving out what is not of one sequence gives back its parts.
pub(super) fn gather<T: Clone + Eq + Hash>(sequences: &[Vec<T>]) -> Vec<(T, Set)> {
    // A list through the numbers of what comes next; the first place is in front of all.
    let mut parts: Vec<Option<(T, Set)>> = vec![None];
    let mut next = vec![0];
    let mut known: HashMap<(T, usize), usize> = HashMap::new();
    for (number, sequence) in sequences.iter().enumerate() {
        let own = Set::one(number);
        // A part that comes again is another one.
        let mut counts: HashMap<&T, usize> = HashMap::new();
        let mut before = 0;
        for part in sequence {
            let count = counts.entry(part).or_insert(0);
            *count += 1;
            before = *known.entry((part.clone(), *count)).or_insert_with(|| {
                parts.push(Some((part.clone(), Set::default())));
                next.push(next[before]);
                next[before] = parts.len() - 1;
                parts.len() - 1
            });
            if let Some((_, set)) = &mut parts[before] {
                *set = set.with(own);
            }
        }
    }
    let mut gathered = Vec::with_capacity(parts.len());
    let mut at = next[0];
    while at != 0 {
        gathered.extend(parts[at].take());
        at = next[at];
    }
    gathered
}

/// An item that is a line and the lines that belong to it.
pub(super) type Paragraph = (String, Vec<String>);

/// An item and its lines, each with the sequences that it is of.
pub(super) type Merged = (String, Set, Vec<(String, Set)>);

/// Gathers items: those of one head are one item, and their lines are merged in turn.
pub(super) fn gather_paragraphs(sequences: &[Vec<Paragraph>]) -> Vec<Merged> {
    // A head that comes again is another item.
    let numbered: Vec<Vec<(&str, usize)>> = sequences
        .iter()
        .map(|sequence| {
            let mut counts: HashMap<&str, usize> = HashMap::new();
            let heads = sequence.iter().map(|(head, _)| {
                let count = counts.entry(head).or_insert(0);
                *count += 1;
                (head.as_str(), *count)
            });
            heads.collect()
        })
        .collect();
    let places: Vec<HashMap<(&str, usize), usize>> =
        numbered.iter().map(|heads| heads.iter().enumerate().map(|(at, head)| (*head, at)).collect()).collect();
    let gathered = gather(&numbered).into_iter().map(|(head, set)| {
        // Those without the item have no lines in it.
        let lines = places.iter().zip(sequences).map(|(places, sequence)| match places.get(&head) {
            Some(&at) => sequence[at].1.clone(),
            None => Vec::new(),
        });
        (head.0.to_owned(), set, merge(&lines.collect::<Vec<_>>()))
    });
    gathered.collect()
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
    fn what_is_common_is_there_once_in_whatever_order() {
        let sequences = [vec!["a", "b", "c", "a"], vec!["c", "x", "b", "a"], vec!["y", "a"]];
        let gathered = gather(&sequences);
        let order: Vec<&str> = gathered.iter().map(|(part, _)| *part).collect();
        assert_eq!(order, ["y", "a", "b", "c", "x", "a"]);
        for (number, sequence) in sequences.iter().enumerate() {
            let mut own: Vec<&str> = gathered.iter().filter(|(_, set)| set.has(number)).map(|(part, _)| *part).collect();
            let mut sequence = sequence.clone();
            own.sort_unstable();
            sequence.sort_unstable();
            assert_eq!(own, sequence);
        }
        assert_eq!(gathered[2], ("b", Set::one(0).with(Set::one(1))));
    }

    #[test]
    fn lines_of_an_item_are_merged() {
        let item = |head: &str, lines: &[&str]| (head.to_owned(), lines.iter().map(|line| (*line).to_owned()).collect());
        let a = vec![item("record s", &["type t", "size 8 8"]), item("enum", &["1"]), item("enum", &["2"])];
        let b = vec![item("record s", &["type t", "size 4 4"]), item("enum", &["1"])];
        let merged = gather_paragraphs(&[a, b]);
        let (one, two, both) = (Set::one(0), Set::one(1), Set::all(2));
        assert_eq!(merged[0].2, [("type t".to_owned(), both), ("size 8 8".to_owned(), one), ("size 4 4".to_owned(), two)]);
        assert_eq!(merged[2], ("enum".to_owned(), one, vec![("2".to_owned(), one)]));
    }
}
