//! Pages as a browser shows them. A test target of its own: `cargo xtask test` has a step for it, which is counted as skipped where there
//! is no browser.

mod drawn;
mod support;

use std::fs;
use std::process::Command;

use drawn::pages;
use support::text;

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

#[test]
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
