//! The little of SVG that drawings need. Text is set in a monospaced font, whose width is known without measuring it.

use std::fmt::Write as _;

use super::STYLE;

/// Width of a character as a part of the font's size.
const ADVANCE: f64 = 0.602;

/// A drawing of a size, with a title.
pub(crate) struct Figure {
    pub(crate) title: String,
    width: f64,
    height: f64,
    body: String,
}

impl Figure {
    pub(crate) fn new(title: &str) -> Figure {
        Figure { title: title.to_owned(), width: 0.0, height: 0.0, body: String::new() }
    }

    /// Makes room up to this corner.
    pub(crate) fn reach(&mut self, x: f64, y: f64) {
        self.width = self.width.max(x);
        self.height = self.height.max(y);
    }

    /// A box with rounded corners; `tip` is shown when the pointer rests on it.
    pub(crate) fn rect(&mut self, class: &str, [x, y, width, height]: [f64; 4], tip: &str) {
        let tip = if tip.is_empty() { String::new() } else { format!("<title>{}</title>", escape(tip)) };
        let _ = writeln!(
            self.body,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"3\">{tip}</rect>"
        );
        self.reach(x + width, y + height);
    }

    /// Text that begins at a point (class `end`: ends there; `middle`: around it).
    pub(crate) fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        let _ = writeln!(self.body, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escape(text));
    }

    /// A straight line.
    pub(crate) fn line(&mut self, class: &str, [x1, y1, x2, y2]: [f64; 4]) {
        let _ = writeln!(self.body, "<line class=\"{class}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>");
        self.reach(x1.max(x2), y1.max(y2));
    }

    /// A curve between two points at the same slope, with a dot at its end.
    pub(crate) fn wire(&mut self, class: &str, [x1, y1, x2, y2]: [f64; 4]) {
        let bend = (x2 - x1) / 2.0;
        let (a, b) = (x1 + bend, x2 - bend);
        let _ = writeln!(self.body, "<path class=\"wire {class}\" d=\"M{x1} {y1}C{a} {y1} {b} {y2} {x2} {y2}\"/>");
        let _ = writeln!(self.body, "<circle class=\"{class}\" cx=\"{x2}\" cy=\"{y2}\" r=\"3.5\"/>");
    }

    /// As a part of a page, which has the style.
    pub(crate) fn inline(&self) -> String {
        let Figure { title, width, height, body } = self;
        format!(
            "<svg class=\"figure\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n\
             {PATTERN}{body}</svg>\n",
            escape(title)
        )
    }
}

/// The hatching of what belongs to nobody.
const PATTERN: &str = "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
                       <line class=\"hatching\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\"/></pattern></defs>\n";

/// Drawings below each other, as a file of its own.
pub(crate) fn sheet(figures: &[Figure]) -> String {
    const MARGIN: f64 = 16.0;
    const HEAD: f64 = 28.0;
    let width = figures.iter().map(|figure| figure.width).fold(0.0, f64::max) + 2.0 * MARGIN;
    let mut body = String::new();
    let mut y = MARGIN;
    for figure in figures {
        let _ = writeln!(body, "<text class=\"heading\" x=\"{MARGIN}\" y=\"{}\">{}</text>", y + 14.0, escape(&figure.title));
        y += HEAD;
        let _ = writeln!(body, "<g transform=\"translate({MARGIN} {y})\">\n{}</g>", figure.body);
        y += figure.height + MARGIN;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {y}\" width=\"{width}\" height=\"{y}\">\n<style>\n{STYLE}</style>\n\
         <rect class=\"paper\" width=\"{width}\" height=\"{y}\"/>\n{PATTERN}{body}</svg>\n"
    )
}

/// Text that fits a width at a size of the font, cut short if it has to be; nothing where not even a letter fits.
pub(crate) fn fitted(text: &str, width: f64, size: f64) -> String {
    let room = (width / (ADVANCE * size)) as usize;
    match text.chars().count() {
        count if count <= room => text.to_owned(),
        _ if room < 2 => String::new(),
        _ => text.chars().take(room - 1).chain(['…']).collect(),
    }
}

/// Width of a text.
pub(crate) fn measure(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * ADVANCE * size
}

/// Text for XML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
