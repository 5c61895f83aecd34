//! One page of HTML that refers to nothing outside itself.

use std::fmt::Write as _;

use super::STYLE;
use super::svg::escape;

/// A page as it grows.
pub(crate) struct Page {
    title: String,
    about: String,
    body: String,
}

impl Page {
    pub(crate) fn new(title: &str, about: &str) -> Page {
        Page { title: title.to_owned(), about: about.to_owned(), body: String::new() }
    }

    /// Adds HTML.
    pub(crate) fn add(&mut self, html: &str) {
        self.body.push_str(html);
    }

    /// What follows stands side by side as far as there is room.
    pub(crate) fn open_cards(&mut self) {
        self.body.push_str("<div class=\"cards\">\n");
    }

    pub(crate) fn close_cards(&mut self) {
        self.body.push_str("</div>\n");
    }

    /// A card: a heading, facts of a few words, and parts of HTML.
    pub(crate) fn card(&mut self, heading: &str, facts: &[String], parts: &[String]) {
        let _ = writeln!(self.body, "<section class=\"card\">\n<h2>{}</h2>\n<p class=\"facts\">", escape(heading));
        for fact in facts {
            let _ = writeln!(self.body, "<span>{}</span>", escape(fact));
        }
        self.body.push_str("</p>\n");
        for part in parts {
            self.body.push_str(part);
        }
        self.body.push_str("</section>\n");
    }

    pub(crate) fn to_html(&self) -> String {
        let (title, about, body) = (escape(&self.title), escape(&self.about), &self.body);
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header><p class=\"quiet\">{about}</p>\n<h1>{title}</h1></header>\n\
             <main>\n{body}</main>\n<footer class=\"quiet\">cargo ffi {}</footer>\n</body>\n</html>\n",
            env!("CARGO_PKG_VERSION")
        )
    }
}
