//! The rules that a plan is explained by: on every target, for every golden case, each value that travels has one, and the plan
//! is the one that `lower` gives.

use std::collections::BTreeSet;
use std::path::Path;

use ffi_abi::{Features, Location, Signature, Source, Target, explain, lower};

/// The signatures of the goldens' cases; `golden` reads them with its own errors.
fn signatures() -> Vec<(Features, Signature)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/cases");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(path).unwrap();
        let mut features = Features::NONE;
        let without_comments: String =
            text.lines().map(|line| line.split("//").next().unwrap().trim_end().to_owned() + "\n").collect();
        for paragraph in without_comments.split("\n\n") {
            let mut lines: Vec<&str> = paragraph.lines().filter(|line| !line.trim().is_empty()).collect();
            lines.retain(|line| match line.trim().strip_prefix("features:") {
                Some(list) => {
                    features = Features::parse(list);
                    false
                }
                None => true,
            });
            if !lines.is_empty() {
                found.push((features, Signature::parse(&lines.join(" ")).unwrap()));
            }
        }
    }
    found
}

#[test]
fn every_value_that_travels_has_a_rule() {
    let signatures = signatures();
    assert!(signatures.len() > 200, "{}", signatures.len());
    let mut sources = BTreeSet::new();
    for target in Target::ALL {
        for (features, signature) in &signatures {
            let target = target.with_features(*features);
            let explained = explain(&target, signature);
            assert_eq!(
                explained.as_ref().map(|explained| &explained.plan).map_err(Clone::clone),
                lower(&target, signature).as_ref().map_err(Clone::clone)
            );
            let Ok(explained) = explained else { continue };
            let plan = &explained.plan;
            let values = plan.arguments().iter().map(|argument| &argument.location).zip(&explained.arguments);
            let values = values.chain([(&plan.result().location, &explained.result)]);
            for (number, (location, rules)) in values.enumerate() {
                let travels = *location != Location::Ignored;
                assert!(!travels || !rules.is_empty(), "{target}: {signature}: nothing says why of value {number}: {location:?}");
            }
            let all = explained.arguments.iter().flatten().chain(&explained.result).chain(&explained.call);
            for followed in all {
                let rule = followed.rule;
                sources.insert(rule.source);
                assert_eq!(rule.section.is_empty(), rule.source == Source::Compilers, "{rule:?}");
                assert!(!rule.sentence.contains("  ") && !rule.sentence.is_empty(), "{rule:?}");
            }
        }
    }
    // Each text speaks somewhere.
    assert_eq!(sources.len(), 10, "{sources:?}");
}
