//! Drawings and pages: well-formed, complete, without anything from outside; and as a browser shows them.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{printed, run, text};

const LINUX: &str = "x86_64-unknown-linux-gnu";
const APPLE: &str = "aarch64-apple-darwin";
const WINDOWS: &str = "x86_64-pc-windows-msvc";

/// A call with something of everything: a hidden result, records, a pointer to one, stack, extension, variadic arguments.
const CALL: &str =
    "struct { double a, b, c; }(int, struct { float x, y, z; }, const char *, short, struct { long a, b, c; }, ..., double)";

/// Writes each page that there is into a folder; gives their names.
fn pages(folder: &Path) -> Vec<String> {
    let path = |name: &str| folder.join(name).display().to_string();
    printed(&[
        "explain",
        CALL,
        "-t",
        LINUX,
        "-t",
        APPLE,
        "-t",
        WINDOWS,
        "--html",
        &path("call.html"),
        "--svg",
        &path("call.svg"),
    ]);
    printed(&[
        "layout",
        "headers/shapes.h",
        "struct shape",
        "-t",
        LINUX,
        "--html",
        &path("shape.html"),
        "--svg",
        &path("shape.svg"),
    ]);
    printed(&[
        "layout",
        "headers/shapes.h",
        "struct shape",
        "-t",
        LINUX,
        "-t",
        "i686-unknown-linux-gnu",
        "--html",
        &path("shapes.html"),
    ]);
    printed(&["layout", "union { int whole; char bytes[4]; }", "-t", LINUX, "--html", &path("union.html")]);
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

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
    assert_eq!(names, ["call.html", "call.svg", "shape.html", "shape.svg", "shapes.html", "union.html"]);
    for name in &names {
        let page = fs::read_to_string(folder.path().join(name)).unwrap();
        let counts = elements(&page);
        assert!(counts["rect"] > 2 && counts["text"] > 4, "{name}: {counts:?}");
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

/// What the browser is asked once it has laid a page out: contrast of every text on what is behind it, texts that leave their drawing,
/// and a page that is wider than its window.
const QUESTIONS: &str = r#"<script>
addEventListener("load", () => {
  const faults = [];
  const parse = colour => (colour.match(/[\d.]+/g) || []).map(Number);
  const luminance = ([r, g, b]) => {
    const linear = [r, g, b].map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ratio = (a, b) => { const [x, y] = [luminance(a), luminance(b)].sort((m, n) => n - m); return (x + 0.05) / (y + 0.05); };
  const paper = parse(getComputedStyle(document.body).backgroundColor);
  const card = document.querySelector(".card");
  const ground = card ? parse(getComputedStyle(card).backgroundColor) : paper;
  let texts = 0;
  for (const svg of document.querySelectorAll("svg")) {
    const outer = svg.getBoundingClientRect();
    const rects = [...svg.querySelectorAll("rect")].map(rect => [rect.getBoundingClientRect(), getComputedStyle(rect)]);
    for (const text of svg.querySelectorAll("text")) {
      texts++;
      const box = text.getBoundingClientRect();
      if (box.left < outer.left - 1 || box.right > outer.right + 1 || box.bottom > outer.bottom + 1) faults.push("outside: " + text.textContent);
      const [x, y] = [box.left + 1, (box.top + box.bottom) / 2];
      let behind = ground, inside = null;
      for (const [rect, style] of rects) {
        if (rect.left <= x && x <= rect.right && rect.top <= y && y <= rect.bottom) {
          inside = rect;
          const fill = parse(style.fill), alpha = Number(style.fillOpacity);
          if (style.fill.startsWith("rgb")) behind = fill.slice(0, 3).map((v, i) => v * alpha + behind[i] * (1 - alpha));
        }
      }
      if (inside && box.right > inside.right + 1) faults.push("leaves its box: " + text.textContent);
      const contrast = ratio(parse(getComputedStyle(text).fill), behind);
      if (contrast < 4.5) faults.push("contrast " + contrast.toFixed(2) + ": " + text.textContent);
    }
  }
  for (const element of document.querySelectorAll("td, th, dd, dt, h1, h2, p, span, summary")) {
    const behind = element.closest(".card, .comparison") ? ground : paper;
    const contrast = ratio(parse(getComputedStyle(element).color), behind);
    if (contrast < 4.5) faults.push("contrast " + contrast.toFixed(2) + " of <" + element.tagName + "> " + element.textContent.slice(0, 40));
  }
  if (document.documentElement.scrollWidth > innerWidth + 1) faults.push("wider than the window: " + document.documentElement.scrollWidth);
  const dark = luminance(paper) < 0.2;
  document.body.innerHTML = "<pre>ANSWER " + (dark ? "dark" : "light") + " " + texts + " texts; " + JSON.stringify([...new Set(faults)]) + "</pre>";
});
</script>"#;

/// Run by `-- --ignored`, where there is a browser: `cargo xtask test` has a step for it, which is counted as skipped elsewhere.
#[test]
#[ignore = "needs chromium"]
fn a_browser_shows_them_readable_light_and_dark() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = pages(folder.path()).into_iter().filter(|name| name.ends_with(".html")).collect();
    for name in names {
        let page = fs::read_to_string(folder.path().join(&name)).unwrap();
        let asked = folder.path().join(format!("asked-{name}"));
        fs::write(&asked, page.replace("</body>", &format!("{QUESTIONS}</body>"))).unwrap();
        for (scheme, number, width) in [("dark", 0, 1500), ("light", 1, 1500), ("light", 1, 800)] {
            let output = Command::new("chromium")
                .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--dump-dom", "--virtual-time-budget=5000"])
                .arg(format!("--window-size={width},1200"))
                .arg(format!("--blink-settings=preferredColorScheme={number}"))
                .arg(format!("--user-data-dir={}", folder.path().join("browser").display()))
                // Nothing outside can be reached, should a page ask for it.
                .arg("--host-resolver-rules=MAP * ~NOTFOUND")
                .arg(format!("file://{}", asked.display()))
                .output()
                .expect("chromium runs");
            let dom = text(&output.stdout);
            let answer = dom.split("ANSWER ").nth(1).and_then(|rest| rest.split("</pre>").next());
            let answer = answer.unwrap_or_else(|| panic!("{name}, {scheme}: no answer: {}", text(&output.stderr)));
            assert!(answer.starts_with(scheme), "{name}, {scheme}: {answer}");
            assert!(answer.ends_with("texts; []"), "{name}, {scheme}, {width} wide: {answer}");
        }
    }
}
