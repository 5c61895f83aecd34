//! What a header says of null: what a function promises and asks, and which variables and members never are: `_Nonnull`, `__attribute__((nonnull, returns_nonnull))`.
//!
//! libclang has no cursor for these attributes and hides the types that carry `_Nonnull`; but it prints a declaration with all of them,
//! wherever a macro or `#pragma clang assume_nonnull` put them:
//!
//! ```text
//! int * _Nonnull typed(const char * _Nonnull a, void (* _Nonnull cb)(void)) __attribute__((nonnull(1, 2)))
//! ```

use super::hazards::contains;

/// What is said of null.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Promises {
    /// Parameters that must not be null: positions, from 0.
    pub(super) parameters: Vec<usize>,
    /// The result never is.
    pub(super) result: bool,
}

/// Whether a header's text may have the type qualifier, by itself or for all that follows.
pub(super) fn is_spoken_of(bytes: &[u8]) -> bool {
    contains(bytes, b"_Nonnull", 1) || contains(bytes, b"assume_nonnull", 4)
}

/// Reads clang's print of a function's declaration. `is_pointer` says it of each parameter.
pub(super) fn read(printed: &str, name: &str, is_pointer: &[bool]) -> Promises {
    let printed = printed.split('{').next().unwrap_or_default();
    let mut found = Promises::default();
    let Some((result, parameters, behind)) = divided(printed, name) else { return found };
    // `void (*f(int))(int)` returns a pointer to a function, whose end stands behind the parameters.
    found.result = (!result.contains('(') && is_non_null(result)) || attributes(behind).any(|one| one == "returns_nonnull");
    let mut all: Vec<bool> =
        split(parameters).map(|text| is_non_null(text) || attributes(text).any(|one| one == "nonnull")).collect();
    all.resize(is_pointer.len(), false);
    for one in attributes(behind) {
        // GCC, "Common Function Attributes": without a list, every pointer; the numbers start from one.
        match one.strip_prefix("nonnull").map(|rest| rest.trim_matches(['(', ')', ' '])) {
            Some("") if one == "nonnull" => all.iter_mut().for_each(|non_null| *non_null = true),
            Some(list) if one.starts_with("nonnull(") => {
                let numbers = list.split(',').filter_map(|number| number.trim().parse::<usize>().ok());
                for at in numbers.filter_map(|number| number.checked_sub(1)) {
                    all.get_mut(at).into_iter().for_each(|non_null| *non_null = true);
                }
            }
            _ => {}
        }
    }
    found.parameters = (0..all.len()).filter(|&at| all[at] && is_pointer[at]).collect();
    found
}

/// Reads clang's print of a variable's or a member's declaration: whether it is never null.
pub(super) fn of_variable(printed: &str) -> bool {
    let declared = printed.split('=').next().unwrap_or_default();
    !declared.contains('{') && is_non_null(declared)
}

/// The texts in front of a function's name, between the parentheses behind it, and behind those.
fn divided<'t>(printed: &'t str, name: &str) -> Option<(&'t str, &'t str, &'t str)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let whole =
        |&(at, _): &(usize, &str)| !printed[..at].ends_with(is_word) && printed[at + name.len()..].trim_start().starts_with('(');
    let (start, _) = printed.match_indices(name).find(whole)?;
    let open = start + name.len() + printed[start + name.len()..].find('(')?;
    let close = open + closing(&printed[open..])?;
    Some((&printed[..start], &printed[open + 1..close], &printed[close + 1..]))
}

/// Where the parenthesis closes that a text starts with.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The parameters of a list.
fn split(list: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    list.split(move |c: char| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    })
}

/// Whether a declaration's own pointer is `_Nonnull`: the last star of `int *_Nonnull *p` is not.
fn is_non_null(text: &str) -> bool {
    // `void (* _Nonnull f)(int * _Nonnull)`: what is between the parentheses of the name.
    let own = match text.find("(*") {
        Some(open) => &text[open..open + closing(&text[open..]).unwrap_or(0)],
        None => text,
    };
    // Of `char *_Nonnull a[]` clang's print does not tell whether it is said of the elements.
    own.rsplit('*')
        .next()
        .filter(|last| !last.contains('['))
        .is_some_and(|last| last.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == "_Nonnull"))
}

/// What stands in each `__attribute__((…))`.
fn attributes(text: &str) -> impl Iterator<Item = &str> {
    text.split("__attribute__((").skip(1).filter_map(|rest| Some(&rest[..rest.find("))")? + usize::from(rest.contains(")))"))]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(printed: &str, pointers: &[bool], parameters: &[usize], result: bool) {
        let expected = Promises { parameters: parameters.to_vec(), result };
        assert_eq!(read(printed, "f", pointers), expected, "{printed}");
    }

    #[test]
    fn attributes_of_the_function() {
        check("void *f(int *a, int *b) __attribute__((nonnull(1))) __attribute__((returns_nonnull))", &[true; 2], &[0], true);
        check(
            "extern void f(int *a, int b, char *c) __attribute__((nothrow)) __attribute__((nonnull))",
            &[true, false, true],
            &[0, 2],
            false,
        );
        check("void f(int *a, int *b, int *c) __attribute__((nonnull(1, 3)))", &[true; 3], &[0, 2], false);
        check("void f(int *a __attribute__((nonnull)), int *b)", &[true; 2], &[0], false);
        check("void f(int *a) __attribute__((nonnull(7)))", &[true], &[], false);
    }

    #[test]
    fn variables_and_members() {
        for printed in ["extern int *_Nonnull g", "char *_Nonnull name", "handle _Nonnull h = 0", "void (*_Nonnull f)(int *)"] {
            assert!(of_variable(printed), "{printed}");
        }
        for printed in
            ["int *g", "int *_Nonnull *p", "int *_Nonnull a[2]", "void (*f)(int *_Nonnull)", "struct { int *_Nonnull a; } s"]
        {
            assert!(!of_variable(printed), "{printed}");
        }
    }

    #[test]
    fn the_qualifier_of_the_pointer_itself() {
        check(
            "int * _Nonnull f(const char * _Nonnull a, char * _Nullable b, void (* _Nonnull cb)(void))",
            &[true; 3],
            &[0, 2],
            true,
        );
        check("void f(int * _Nonnull *a, int * _Nullable * _Nonnull b)", &[true; 2], &[1], false);
        check("void f(void (*a)(int * _Nonnull), pair_t _Nonnull b)", &[true; 2], &[1], false);
        check("int f(int (* _Nonnull a)[3])", &[true], &[0], false);
        check("int f(char * _Nonnull a[], void (* _Nonnull b[])(void))", &[true; 2], &[], false);
        check("void (* _Nonnull f(int *a))(int)", &[true], &[], false);
        check("static inline int f(int *a) { return g(a) __attribute__((nonnull)); }", &[true], &[], false);
    }
}
