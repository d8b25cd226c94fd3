//! What must hold of the report of every label.

use std::time::Instant;

use incidex_core::catalog::MemoryCatalog;
use incidex_core::ingredient::IngredientCode;
use incidex_core::label::{LabelReport, LabelText, Span, resolve, resolve_name};
use incidex_core::manifest::Manifest;

use crate::{SLOW, catalog};

/// A label over no name at all: what is cut, marked and told as noise, every byte of it once.
pub fn label_lexer(text: &str) {
    thread_local!(static EMPTY: MemoryCatalog =
        MemoryCatalog::in_memory(Vec::new(), Vec::new(), Manifest::default()).expect("nothing is indexed"));
    EMPTY.with(|catalog| check(catalog, text));
}

/// A label over the curated names.
pub fn label_resolver(text: &str) {
    check(catalog(), text);
    let named = resolve_name(text, catalog().index());
    assert!(named.ingredients.is_empty() || named.candidates.is_empty());
}

fn check(catalog: &MemoryCatalog, text: &str) {
    let Ok(label) = LabelText::new(text) else { return };
    let start = Instant::now();
    let report = resolve(label, catalog.index());
    assert!(start.elapsed() < SLOW, "{:?}", start.elapsed());
    let mut told = 0;
    for span in spans(&report) {
        assert_eq!(span.bytes[0], told, "every byte is told once");
        let part = text.get(span.bytes[0]..span.bytes[1]).expect("spans lie on characters");
        assert!(!part.is_empty());
        assert_eq!(span.chars[1] - span.chars[0], part.chars().count());
        told = span.bytes[1];
    }
    assert_eq!(told, text.len(), "every byte is told");
    for (before, after) in report.items.iter().zip(report.items.iter().skip(1)) {
        let is_same = before.span == after.span && before.position == after.position;
        assert!(is_same || before.span.bytes[1] <= after.span.bytes[0]);
    }
    for item in &report.items {
        assert_eq!(Some(item.text.as_str()), text.get(item.span.bytes[0]..item.span.bytes[1]));
        assert_eq!(item.ingredient.is_none(), item.reason.is_some());
        assert!(item.section < report.sections.len());
    }
}

/// Every span of a report, those of the items of one mention once.
fn spans(report: &LabelReport<IngredientCode>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut position = 0;
    for item in &report.items {
        if item.position != position {
            spans.push(item.span);
            spans.extend(item.marks.iter().map(|mark| mark.span));
            spans.extend(item.amount.iter().map(|amount| amount.span));
        }
        position = item.position;
    }
    spans.extend(report.sections.iter().filter_map(|section| section.span));
    spans.extend(report.footnotes.iter().map(|footnote| footnote.span));
    spans.extend(report.separators.iter().copied());
    spans.extend(report.noise.iter().map(|noise| noise.span));
    spans.sort();
    spans
}
