//! Conditions as `#[cfg(…)]` has them, decided by what is known, or left undecided.

use ffi_abi::{Arch, Env, Os, Target};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// What is known: whether a name is set, or whether a key has a value; `None` if neither is known.
pub type Known<'a> = &'a dyn Fn(&str, Option<&str>) -> Option<bool>;

/// Whether a predicate holds; `None` if that is not known.
pub fn holds(predicate: &TokenStream, known: Known<'_>) -> Option<bool> {
    let tokens: Vec<TokenTree> = predicate.clone().into_iter().collect();
    match &tokens[..] {
        [TokenTree::Ident(name)] => match name.to_string().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            name => known(name, None),
        },
        [TokenTree::Ident(name), TokenTree::Punct(equals), TokenTree::Literal(value)] if equals.as_char() == '=' => {
            known(&name.to_string(), Some(value.to_string().trim_matches('"')))
        }
        [TokenTree::Ident(name), TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
            let parts = split(group.stream());
            let mut parts = parts.iter().map(|part| holds(part, known));
            match name.to_string().as_str() {
                "not" => parts.next().flatten().map(|held| !held),
                "all" => parts
                    .try_fold(Some(true), |all, part| match (all, part) {
                        (_, Some(false)) => Err(()),
                        (Some(true), part) => Ok(part),
                        (all, _) => Ok(all),
                    })
                    .unwrap_or(Some(false)),
                "any" => parts
                    .try_fold(Some(false), |any, part| match (any, part) {
                        (_, Some(true)) => Err(()),
                        (Some(false), part) => Ok(part),
                        (any, _) => Ok(any),
                    })
                    .unwrap_or(Some(true)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The parts between commas.
pub fn split(tokens: TokenStream) -> Vec<TokenStream> {
    let mut parts = vec![Vec::new()];
    for token in tokens {
        match (&token, parts.last_mut()) {
            (TokenTree::Punct(mark), _) if mark.as_char() == ',' => parts.push(Vec::new()),
            (_, Some(part)) => part.push(token),
            (_, None) => {}
        }
    }
    parts.into_iter().filter(|part| !part.is_empty()).map(|part| part.into_iter().collect()).collect()
}

/// Whether a predicate holds on a target; `None` where the target does not decide it (`feature`, `test`).
pub fn holds_on(predicate: &TokenStream, target: &Target) -> Option<bool> {
    holds(predicate, &|name, value| on(target, name, value))
}

/// Whether a name is set, or a key has a value, on a target; `None` where the target does not decide it.
pub fn on(target: &Target, name: &str, value: Option<&str>) -> Option<bool> {
    let windows = target.os() == Os::Windows;
    let is = match name {
        "unix" => return Some(!windows),
        "windows" => return Some(windows),
        "target_family" => {
            if windows {
                "windows"
            } else {
                "unix"
            }
        }
        "target_os" => match target.os() {
            Os::Linux => "linux",
            Os::Android => "android",
            Os::MacOs => "macos",
            Os::Ios => "ios",
            Os::FreeBsd => "freebsd",
            Os::Windows => "windows",
        },
        "target_arch" => match target.arch() {
            Arch::X86_64 => "x86_64",
            Arch::X86 => "x86",
            Arch::Aarch64 => "aarch64",
            Arch::Riscv64 => "riscv64",
        },
        "target_env" => match target.env() {
            Env::None => "",
            Env::Gnu => "gnu",
            Env::Musl => "musl",
            Env::Msvc => "msvc",
        },
        "target_pointer_width" => {
            if target.data_model().pointer == 8 {
                "64"
            } else {
                "32"
            }
        }
        "target_endian" => "little",
        "target_vendor" if target.is_apple() => "apple",
        "target_vendor" if windows => "pc",
        "target_vendor" => "unknown",
        _ => return None,
    };
    value.map(|value| value == is)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_decides_what_belongs_to_it() {
        let on = |triple: &str, predicate: &str| holds_on(&predicate.parse().unwrap(), &Target::parse(triple).unwrap());
        let linux = "x86_64-unknown-linux-gnu";
        assert_eq!(on(linux, "all(target_os = \"linux\", target_pointer_width = \"64\")"), Some(true));
        assert_eq!(on("i686-pc-windows-msvc", "any(unix, target_pointer_width = \"64\")"), Some(false));
        assert_eq!(on("aarch64-apple-ios", "all(target_vendor = \"apple\", not(target_os = \"macos\"))"), Some(true));
        assert_eq!(on(linux, "feature = \"x\""), None);
        assert_eq!(on(linux, "all(windows, feature = \"x\")"), Some(false));
    }
}
