//! The coverage report as a page: counts, reasons with what to do, and every declaration. Made from the report's JSON, which is what
//! programs are promised.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::page::Page;
use super::svg::escape;

const VERDICTS: [&str; 5] = ["direct", "trampoline", "shim", "accessor", "refused"];

/// The page of a report.
pub(crate) fn coverage(headers: &str, json: &str) -> String {
    let report: Value = serde_json::from_str(json).unwrap_or(Value::Null);
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let empty = Vec::new();
    let declarations = report["declarations"].as_array().unwrap_or(&empty);
    let mut page = Page::new(headers, &format!("what becomes of each declaration on {}", text(&report, "target")));

    let count = |what: Option<&str>, verdict: &str| {
        let matches = |one: &&Value| text(one, "verdict") == verdict && what.is_none_or(|what| text(one, "what") == what);
        declarations.iter().filter(matches).count()
    };
    let used: Vec<&str> = VERDICTS.into_iter().filter(|verdict| count(None, verdict) > 0).collect();
    let mut kinds: Vec<String> = declarations.iter().map(|one| text(one, "what")).collect();
    kinds.sort();
    kinds.dedup();
    let mut out = String::from("<section class=\"card\">\n<div class=\"bar\">");
    for verdict in &used {
        let number = count(None, verdict);
        let _ = write!(out, "<span class=\"{verdict}\" style=\"flex-grow:{number}\" title=\"{number} {verdict}\"></span>");
    }
    out.push_str("</div>\n<table><thead><tr><th></th>");
    for verdict in &used {
        let _ = write!(out, "<th class=\"number\"><i class=\"swatch {verdict}\"></i>{verdict}</th>");
    }
    out.push_str("</tr></thead><tbody>\n");
    for kind in kinds.iter().map(|kind| Some(kind.as_str())).chain([None]) {
        let _ = write!(out, "<tr><th>{}</th>", escape(kind.unwrap_or("all")));
        for verdict in &used {
            let _ = write!(out, "<td class=\"number\">{}</td>", count(kind, verdict));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
    reasons(&mut out, declarations);
    out.push_str("</section>\n");

    let mut files: Vec<(String, Vec<&Value>)> = Vec::new();
    for one in declarations {
        let file = one["file"].as_str().unwrap_or("declared by the compiler").to_owned();
        match files.last_mut() {
            Some((last, list)) if *last == file => list.push(one),
            _ => files.push((file, vec![one])),
        }
    }
    for (file, list) in files {
        let _ = writeln!(
            out,
            "<section class=\"card\">\n<h2>{}</h2>\n<div class=\"scroll\"><table class=\"declarations\"><tbody>",
            escape(&file)
        );
        for one in list {
            // A snapshot says it, and anybody may have written that.
            let verdict = escape(&text(one, "verdict"));
            let said: Vec<String> =
                ["text", "note"].map(|key| text(one, key)).into_iter().filter(|said| !said.is_empty()).collect();
            let name = text(one, "name");
            let _ = writeln!(
                out,
                "<tr><td class=\"number\">{}</td><td><i class=\"swatch {verdict}\"></i>{verdict}</td><td>{}</td><td>{}</td><td class=\"said\">{}</td></tr>",
                one["line"].as_u64().map(|line| line.to_string()).unwrap_or_default(),
                escape(&text(one, "what")),
                escape(if name.is_empty() { "(anonymous)" } else { &name }),
                escape(&said.join(": ")),
            );
        }
        out.push_str("</tbody></table></div>\n</section>\n");
    }
    page.add(&format!("<div class=\"stack\">\n{out}</div>\n"));
    page.to_html()
}

/// How often each reason, and what to do about it.
fn reasons(out: &mut String, declarations: &[Value]) {
    let mut found: BTreeMap<(&str, &str), (usize, &str)> = BTreeMap::new();
    for one in declarations {
        if let (Some(verdict), Some(reason)) = (one["verdict"].as_str(), one["reason"].as_str()) {
            found.entry((verdict, reason)).or_insert((0, one["advice"].as_str().unwrap_or_default())).0 += 1;
        }
    }
    if found.is_empty() {
        return;
    }
    out.push_str("<h3>Reasons</h3>\n<div class=\"scroll\"><table><tbody>\n");
    for ((verdict, reason), (count, advice)) in found {
        let verdict = escape(verdict);
        let _ = writeln!(
            out,
            "<tr><td class=\"number\">{count}</td><td><i class=\"swatch {verdict}\"></i>{verdict}</td><td>{}</td><td class=\"said\">{}</td></tr>",
            escape(reason),
            escape(advice)
        );
    }
    out.push_str("</tbody></table></div>\n");
}
