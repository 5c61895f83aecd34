//! How many bytes of tokens a macro stands for when every macro in it has been replaced: a bound, so that clang is never asked for more
//! than it can do. A macro that has the one before it twice doubles it, and forty such lines are more than any machine holds.

use std::collections::BTreeSet;

/// The most bytes of one macro.
const ONE: u64 = 100_000;

/// The most bytes of all macros of a header together.
pub(super) const ALL: u64 = 10_000_000;

/// What a macro stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Weight {
    /// Bytes of its own tokens, those of other macros in it included.
    pub(super) bytes: u64,
    /// How often its parameters stand in it, all together.
    parameters: u64,
}

impl Weight {
    /// That of one word.
    pub(super) fn of_word(word: &str) -> Weight {
        Weight { bytes: word.len() as u64, parameters: 0 }
    }
}

/// The weight of a body whose parentheses close in order. `known` tells of a macro whether it takes arguments, and its weight. `None`: too
/// heavy, or nothing is known of its weight: a macro that takes arguments and gets none here may get them where this body is put.
pub(super) fn of(
    body: &[&str],
    parameters: &BTreeSet<&str>,
    known: impl Fn(&str) -> Option<(bool, Option<Weight>)>,
) -> Option<Weight> {
    let mut weight = Weight { bytes: 0, parameters: 0 };
    // How often what stands in each open parenthesis comes in the end.
    let mut times: Vec<u64> = vec![1];
    let mut next = 1;
    for (at, &token) in body.iter().enumerate() {
        let now = *times.last()?;
        weight.bytes = weight.bytes.saturating_add(now.saturating_mul(token.len() as u64));
        match token {
            "(" => {
                times.push(now.saturating_mul(next));
                next = 1;
                continue;
            }
            ")" => drop(times.pop()),
            _ if parameters.contains(token) || token == "__VA_ARGS__" => {
                weight.parameters = weight.parameters.saturating_add(now);
            }
            _ => match known(token) {
                Some((true, inner)) => {
                    let inner = inner.filter(|_| body.get(at + 1) == Some(&"("))?;
                    weight.bytes = weight.bytes.saturating_add(now.saturating_mul(inner.bytes));
                    next = inner.parameters.max(1);
                }
                Some((false, inner)) => {
                    weight.bytes = weight.bytes.saturating_add(now.saturating_mul(inner?.bytes));
                }
                None => {}
            },
        }
    }
    (weight.bytes <= ONE && weight.parameters <= ONE).then_some(weight)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// Weighs macros in order: name, parameters, body.
    fn weights<'m>(macros: &[(&'m str, Option<&'m str>, &'m str)]) -> HashMap<&'m str, Option<Weight>> {
        let mut found: HashMap<&str, (bool, Option<Weight>)> = HashMap::new();
        for (name, parameters, body) in macros {
            let body: Vec<&str> = body.split(' ').collect();
            let names = parameters.iter().flat_map(|names| names.split(' ')).collect();
            let weight = of(&body, &names, |word| found.get(word).copied());
            found.insert(name, (parameters.is_some(), weight));
        }
        found.into_iter().map(|(name, (_, weight))| (name, weight)).collect()
    }

    #[test]
    fn a_macro_weighs_what_it_stands_for() {
        let found = weights(&[
            ("ONE", None, "( 1 )"),
            ("TWO", None, "( ONE + ONE )"),
            ("TWICE", Some("x"), "( x + x )"),
            ("FOUR", None, "TWICE ( TWICE ( ONE ) )"),
        ]);
        assert_eq!(found["ONE"].map(|weight| weight.bytes), Some(3));
        assert_eq!(found["TWO"].map(|weight| weight.bytes), Some(2 * 3 + "(ONE+ONE)".len() as u64));
        // `((1) + (1)) + ((1) + (1))` has four times the innermost one.
        assert!(found["FOUR"].is_some_and(|weight| weight.bytes >= 4 * 3), "{found:?}");
    }

    #[test]
    fn what_doubles_again_and_again_is_too_heavy() {
        let names: Vec<String> = (0..40).map(|number| format!("A{number}")).collect();
        let bodies: Vec<String> = (0..40).map(|n| if n == 0 { "1".into() } else { format!("( A{0} + A{0} )", n - 1) }).collect();
        let macros: Vec<_> = names.iter().zip(&bodies).map(|(name, body)| (name.as_str(), None, body.as_str())).collect();
        let found = weights(&macros);
        assert!(found["A5"].is_some() && found["A39"].is_none());

        let nested = format!("{}1{}", "D ( ".repeat(30), " )".repeat(30));
        let found = weights(&[("D", Some("x"), "( x + x )"), ("N", None, &nested)]);
        assert_eq!(found["N"], None);
        // The same by a macro that gets its name.
        let found =
            weights(&[("D", Some("x"), "( x + x )"), ("APPLY", Some("f"), "f ( f ( f ( 1 ) ) )"), ("N", None, "APPLY ( D )")]);
        assert_eq!(found["N"], None);
    }
}
