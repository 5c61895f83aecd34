//! Conditions: `cfg` predicates, decided from what cargo tells a build script, or left undecided.

use std::collections::BTreeMap;

use ffi_abi::Target;
use ffi_grammar::condition;
use proc_macro2::TokenStream;

/// What is known of the configuration that the package is compiled in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cfg {
    /// Keys in lower case with their values; a key without a value (`unix`) has none.
    known: BTreeMap<String, Vec<String>>,
    /// What decides instead wherever it does: another target than the one that is built for.
    target: Option<Target>,
}

/// Keys whose absence from the environment means that they are not set; others may be set by other means.
const DECIDED: [&str; 5] = ["unix", "windows", "feature", "debug_assertions", "panic"];

impl Cfg {
    /// From a build script's environment: `CARGO_CFG_*` and `CARGO_FEATURE_*`.
    pub fn from_environment(variables: impl IntoIterator<Item = (String, String)>) -> Cfg {
        let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut features = Vec::new();
        for (name, value) in variables {
            if let Some(key) = name.strip_prefix("CARGO_CFG_") {
                let values = value.split(',').filter(|value| !value.is_empty()).map(str::to_owned);
                known.entry(key.to_ascii_lowercase()).or_default().extend(values);
            } else if let Some(feature) = name.strip_prefix("CARGO_FEATURE_") {
                features.push(feature.to_owned());
            }
        }
        // cargo changes `-` to `_` and lower to upper case, so that names are compared in that form.
        known.insert("feature".to_owned(), features);
        Cfg { known, target: None }
    }

    /// The same package, compiled for another target.
    pub(crate) fn elsewhere(mut self, target: Target) -> Cfg {
        // What `-C target-feature` and the like would be there is not known; whether this is a build script's environment is.
        self.known.retain(|key, _| !key.starts_with("target_") || key == "target_os");
        self.target = Some(target);
        self
    }

    /// Whether a predicate holds; `None` if that is not known.
    pub(crate) fn holds(&self, predicate: &TokenStream) -> Option<bool> {
        condition::holds(predicate, &|name, value| {
            let elsewhere = self.target.and_then(|target| condition::on(&target, name, value));
            elsewhere.or_else(|| match value {
                Some(value) => self.has(name, value),
                None => self.is_set(name),
            })
        })
    }

    fn is_set(&self, name: &str) -> Option<bool> {
        match self.known.contains_key(name) {
            true => Some(true),
            // Without any `CARGO_CFG_*` (outside a build script) nothing is decided.
            false => (self.known.contains_key("target_os") && DECIDED.contains(&name)).then_some(false),
        }
    }

    fn has(&self, name: &str, value: &str) -> Option<bool> {
        if name == "feature" {
            let wanted = value.to_ascii_uppercase().replace('-', "_");
            return self.known.contains_key("target_os").then(|| self.known["feature"].contains(&wanted));
        }
        match self.known.get(name) {
            Some(values) => Some(values.iter().any(|known| known == value)),
            None => (self.known.contains_key("target_os") && DECIDED.contains(&name)).then_some(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cfg;

    fn holds(predicate: &str) -> Option<bool> {
        let environment = [
            ("CARGO_CFG_UNIX", ""),
            ("CARGO_CFG_TARGET_OS", "linux"),
            ("CARGO_CFG_TARGET_FEATURE", "fxsr,sse,sse2"),
            ("CARGO_FEATURE_WITH_SSL", "1"),
        ];
        let cfg = Cfg::from_environment(environment.map(|(name, value)| (name.to_owned(), value.to_owned())));
        cfg.holds(&predicate.parse().unwrap())
    }

    #[test]
    fn what_cargo_tells_is_decided() {
        for (predicate, expected) in [
            ("unix", Some(true)),
            ("windows", Some(false)),
            ("target_os = \"linux\"", Some(true)),
            ("target_os = \"macos\"", Some(false)),
            ("target_feature = \"sse2\"", Some(true)),
            ("feature = \"with-ssl\"", Some(true)),
            ("feature = \"other\"", Some(false)),
            ("not(unix)", Some(false)),
            ("all(unix, feature = \"other\")", Some(false)),
            ("any(windows, target_os = \"linux\")", Some(true)),
            ("true", Some(true)),
        ] {
            assert_eq!(holds(predicate), expected, "{predicate}");
        }
    }

    #[test]
    fn what_it_does_not_tell_is_left_open() {
        for predicate in ["test", "mine", "not(test)", "all(unix, test)", "any(windows, mine)", "mine = \"1\"", "doc,"] {
            assert_eq!(holds(predicate), None, "{predicate}");
        }
        assert_eq!(holds("all(windows, test)"), Some(false));
        assert_eq!(holds("any(unix, test)"), Some(true));
    }

    #[test]
    fn another_target_decides_what_is_its() {
        let environment = [("CARGO_CFG_UNIX", ""), ("CARGO_CFG_TARGET_OS", "linux"), ("CARGO_CFG_TARGET_ARCH", "x86_64")];
        let cfg = Cfg::from_environment(environment.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let cfg = cfg.elsewhere(ffi_abi::Target::parse("i686-pc-windows-gnu").unwrap());
        let holds = |predicate: &str| cfg.holds(&predicate.parse().unwrap());
        assert_eq!(holds("all(windows, target_arch = \"x86\", not(target_os = \"linux\"))"), Some(true));
        assert_eq!(
            (holds("unix"), holds("feature = \"a\""), holds("target_feature = \"sse2\"")),
            (Some(false), Some(false), None)
        );
    }

    #[test]
    fn nothing_is_decided_without_an_environment() {
        let cfg = Cfg::from_environment([]);
        assert_eq!(cfg.holds(&"windows".parse().unwrap()), None);
        assert_eq!(cfg.holds(&"feature = \"a\"".parse().unwrap()), None);
    }
}
