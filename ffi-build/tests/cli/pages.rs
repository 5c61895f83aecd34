//! Drawings and pages: well-formed, complete, without anything from outside.

use std::fs;

use crate::drawn::{APPLE, LINUX, pages};
use crate::support::{printed, run, text};

/// Every element is closed in order; gives how many there are of each.
fn elements(page: &str) -> std::collections::BTreeMap<String, usize> {
    let mut open: Vec<String> = Vec::new();
    let mut counts = std::collections::BTreeMap::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').map(|end| start + end).expect("a tag ends");
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        let name = |tag: &str| tag.split([' ', '/', '\n']).next().unwrap().to_owned();
        if tag.starts_with('!') {
            continue;
        }
        if let Some(closing) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(closing), "before {}", &rest[..rest.len().min(80)]);
            continue;
        }
        *counts.entry(name(tag)).or_default() += 1;
        if !tag.ends_with('/') && name(tag) != "meta" {
            open.push(name(tag));
        }
    }
    assert!(open.is_empty(), "{open:?}");
    counts
}

#[test]
fn pages_are_whole_and_need_nothing_from_outside() {
    let folder = tempfile::tempdir().unwrap();
    let names = pages(folder.path());
    assert_eq!(names, ["call.html", "call.svg", "report.html", "shape.html", "shape.svg", "shapes.html", "union.html"]);
    for name in &names {
        let page = fs::read_to_string(folder.path().join(name)).unwrap();
        let counts = elements(&page);
        match name.as_str() {
            "report.html" => assert!(counts["tr"] > 16, "{name}: {counts:?}"),
            _ => assert!(counts["rect"] > 2 && counts["text"] > 4, "{name}: {counts:?}"),
        }
        let without_namespace = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        for outside in ["http", "src=", "href=", "@import", "<script", "<link"] {
            assert!(!without_namespace.contains(outside), "{name} has {outside}");
        }
        assert_eq!(page.matches("url(").count(), page.matches("url(#hatch)").count(), "{name}");
        assert!(page.contains("prefers-color-scheme: dark"), "{name}");
    }
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    for member in ["kind", "area", "visible", "layer", "corners", "radius", "origin", "name", "next", "padding"] {
        assert!(read("shape.html").contains(&format!(">{member}<")), "{member}");
    }
    for place in ["xmm0", "edi", "s0", "r9", "stack+32", "home area", "Texts"] {
        let page = read("call.html");
        // The page names the text of each rule at the rule.
        let wanted = if place == "Texts" { "AMD64 Architecture Processor Supplement" } else { place };
        assert!(page.contains(wanted), "{place}");
    }
    for word in ["precise_area", "trampoline", "refused", "function-macro", ".macro_function("] {
        assert!(read("report.html").contains(word), "{word}");
    }
    assert!(read("shapes.html").contains("class=\"differs\""));
}

#[test]
fn text_from_outside_is_text() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html").display().to_string();
    let output = run(&["explain", "int(struct missing)", "-t", LINUX, "-t", APPLE, "--html", &page]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    elements(&fs::read_to_string(&page).unwrap());
    // A bit-field's and a comparison's signs are not markup.
    printed(&["layout", "struct { int (*call)(const char *); unsigned flag : 1; }", "-t", LINUX, "--html", &page]);
    elements(&fs::read_to_string(&page).unwrap());
}
