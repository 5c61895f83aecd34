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
        let names = |wanted: bool| {
            let names = targets.iter().enumerate().filter(|(number, _)| self.has(*number) == wanted);
            names.map(|(_, name)| name.as_str()).collect::<Vec<_>>()
        };
        let (these, others) = (names(true), names(false));
        match others.len() {
            0 => "all".to_owned(),
            count if count < these.len() => format!("all but {}", others.join(" ")),
            _ => these.join(" "),
        }
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
            match targets.iter().position(|target| target == name) {
                Some(number) => set = set.with(Set::one(number)),
                None => return Err(format!("`{name}` is no target of this snapshot")),
            }
        }
        Ok(if but { Set(Set::all(targets.len()).0 & !set.0) } else { set })
    }
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
    }
}
