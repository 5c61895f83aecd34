//! Sets of targets, and how a line says them: `all`, the targets' names, or `all but` the others.

/// A set of the targets of one snapshot, by their number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub(super) struct Set(u64);

impl Set {
    /// As many targets as a set can hold.
    pub(super) const MOST: usize = 64;

    /// All of this many targets.
    pub(super) const fn all(count: usize) -> Set {
        Set(u64::MAX >> (Set::MOST - count))
    }

    /// One target.
    pub(super) const fn one(number: usize) -> Set {
        Set(1 << number)
    }

    pub(super) const fn has(self, number: usize) -> bool {
        self.0 >> number & 1 == 1
    }

    #[must_use]
    pub(super) const fn with(self, other: Set) -> Set {
        Set(self.0 | other.0)
    }

    /// What a line says: the names of these, or of the others where they are fewer.
    #[cfg(any(test, feature = "headers"))]
    pub(super) fn words(self, targets: &[String]) -> String {
        let (these, others) = (self.names(targets, true), self.names(targets, false));
        match others.len() {
            0 => "all".to_owned(),
            count if count < these.len() => format!("all but {}", others.join(" ")),
            _ => these.join(" "),
        }
    }

    /// The names of the targets that are in the set, or of those that are not; the targets of one version together by its name.
    #[cfg(any(test, feature = "headers"))]
    fn names(self, targets: &[String], wanted: bool) -> Vec<&str> {
        let is_in = |number: usize| self.has(number) == wanted;
        let versions = targets.iter().any(|target| version(target).is_some());
        let whole = |of: Option<&str>| (0..targets.len()).filter(|at| version(&targets[*at]) == of).all(is_in);
        let mut names: Vec<&str> = Vec::new();
        for (_, target) in targets.iter().enumerate().filter(|(number, _)| is_in(*number)) {
            let name = match version(target) {
                of if versions && whole(of) => of.unwrap_or(FIRST),
                _ => target,
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Reads what a line says.
    ///
    /// # Errors
    /// A name that is none of the targets.
    pub(super) fn read(words: &str, targets: &[String]) -> Result<Set, String> {
        if words == "all" {
            return Ok(Set::all(targets.len()));
        }
        let (names, but) = words.strip_prefix("all but ").map_or((words, false), |names| (names, true));
        let mut set = Set::default();
        for name in names.split(' ') {
            let is_it = |target: &String| target == name || version(target).unwrap_or(FIRST) == name;
            let before = set;
            for number in targets.iter().enumerate().filter(|(_, target)| is_it(target)).map(|(number, _)| number) {
                set = set.with(Set::one(number));
            }
            if set == before {
                return Err(format!("`{name}` is no target of this snapshot"));
            }
        }
        Ok(if but { Set(Set::all(targets.len()).0 & !set.0) } else { set })
    }
}

/// What the entries are called together that have no version feature on.
const FIRST: &str = "first";

/// The name of a target's entry, with a version feature on or with none.
pub(super) fn name(target: &str, version: Option<&str>) -> String {
    version.map_or_else(|| target.to_owned(), |version| format!("{target}/{version}"))
}

/// The version of an entry.
fn version(name: &str) -> Option<&str> {
    name.split_once('/').map(|(_, version)| version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shorter_way_is_written_and_read_back() {
        let targets: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
        for bits in 1..8 {
            let set = Set(bits);
            assert_eq!(Set::read(&set.words(&targets), &targets), Ok(set));
        }
        assert_eq!(Set(0b111).words(&targets), "all");
        assert_eq!(Set(0b101).words(&targets), "all but b");
        assert_eq!(Set(0b010).words(&targets), "b");
        assert!(Set::read("d", &targets).is_err());
        assert_eq!(Set::all(64), Set(u64::MAX));
        let targets: Vec<String> = ["a", "a/v2", "a/v3", "b", "b/v2", "b/v3"].map(str::to_owned).to_vec();
        for bits in 1..64 {
            let set = Set(bits);
            assert_eq!(Set::read(&set.words(&targets), &targets), Ok(set));
        }
        assert_eq!(Set(0b110_110).words(&targets), "all but first");
        assert_eq!(Set(0b100_100).words(&targets), "v3");
        assert_eq!(Set(0b000_111).words(&targets), "a a/v2 a/v3");
    }
}
