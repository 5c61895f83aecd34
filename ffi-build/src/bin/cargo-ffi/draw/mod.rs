//! Drawings: records as maps of bytes, calls as registers and stack. One SVG, or one page that refers to nothing outside itself; both
//! light and dark by the reader's settings.

mod call;
mod coverage;
mod page;
mod record;
mod svg;

use ffi_grammar::Diagnostic;

use crate::arguments::Drawing;
use crate::bindings::save;
use crate::explain::{Explained, title};
use crate::record::View;
pub(crate) use coverage::coverage;
use page::Page;
use svg::{Figure, sheet};

/// Colours and measures of pages and drawings.
const STYLE: &str = include_str!("style.css");

/// What a command draws.
pub(crate) struct Drawn {
    page: Page,
    figures: Vec<Figure>,
}

/// Draws, if that is asked for, into the files that are named.
pub(crate) fn write(drawing: &Drawing, draw: impl FnOnce() -> Drawn) -> Result<(), Vec<Diagnostic>> {
    if drawing.html.is_none() && drawing.svg.is_none() {
        return Ok(());
    }
    let drawn = draw();
    if let Some(path) = &drawing.svg {
        save(path, sheet(&drawn.figures).as_bytes())?;
    }
    if let Some(path) = &drawing.html {
        save(path, drawn.page.to_html().as_bytes())?;
    }
    Ok(())
}

/// A record on each target.
pub(crate) fn records(name: &str, views: &[View], cache_line: u64) -> Drawn {
    let figures: Vec<Figure> = views.iter().map(|view| record::figure(view, cache_line)).collect();
    let mut page = Page::new(name, "record layout");
    if let Some(comparison) = record::comparison(views) {
        page.add(&comparison);
    }
    page.open_cards();
    for (view, figure) in views.iter().zip(&figures) {
        page.card(&view.target.to_string(), &record::facts(view, cache_line), &[figure.inline(), record::members(view)]);
    }
    page.close_cards();
    Drawn { page, figures }
}

/// A call on each target.
pub(crate) fn calls(all: &[Explained]) -> Drawn {
    let name = all.first().map(|explained| title(&explained.call)).unwrap_or_default();
    let mut page = Page::new(&name, "where each value travels");
    let mut figures = Vec::new();
    page.open_cards();
    for explained in all {
        let target = explained.target.to_string();
        match &explained.explanation {
            Ok(explanation) => {
                let figure = call::figure(explained, explanation);
                let mut parts = vec![figure.inline(), call::rules(explained, explanation)];
                parts.extend(call::code(explained));
                page.card(&target, &call::facts(explanation), &parts);
                figures.push(figure);
            }
            Err(why) => {
                page.card(&target, &["cannot be called".to_owned()], &[format!("<p>{}</p>", svg::escape(&why.to_string()))]);
            }
        }
    }
    page.close_cards();
    Drawn { page, figures }
}
