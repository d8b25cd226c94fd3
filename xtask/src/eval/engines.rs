//! The engines that are measured, asked through their public interface, and their answers in the terms of truth
//! files.

use std::ops::Range;

use incidex_core::label::{ItemKind, LabelItem, LabelReport, Span};
use incidex_core::search::{Limit, Query, SearchRequest};
use incidex_core::tier::{IngredientView, TierPolicy};
use incidex_storage::Bundle;

use super::coverage::{Mention, Outcome};
use super::labels::{Answer, Said};
use super::search::DEPTH;

/// The codes of the best hits of the one box; a query that it does not take finds nothing.
///
/// # Errors
/// When the search fails.
pub fn search(bundle: &Bundle, query: &str) -> Result<Vec<u32>, String> {
    let Ok(parsed) = Query::parse(query) else { return Ok(Vec::new()) };
    let request =
        SearchRequest { limit: Limit::new(DEPTH).unwrap_or_default(), ..SearchRequest::new(parsed) };
    let page = bundle
        .catalog()
        .search(&TierPolicy::unrestricted(), &request)
        .map_err(|error| format!("{query:?}: {error}"))?;
    Ok(page.hits.iter().map(|hit| hit.ingredient.code.get()).collect())
}

/// What the resolver says of a label.
///
/// # Errors
/// When the resolver fails.
pub fn label(bundle: &Bundle, text: &str) -> Result<Answer, String> {
    let report = report(bundle, text)?;
    let said = |item: &LabelItem<IngredientView>| Said {
        span: characters(item.span),
        code: item.ingredient.as_ref().map(|view| view.code.get()),
        candidates: item.candidates.iter().map(|candidate| candidate.ingredient.code.get()).collect(),
        confidence: item.confidence.value(),
    };
    Ok(Answer {
        items: report.items.iter().map(said).collect(),
        noise: report.noise.iter().map(|noise| characters(noise.span)).collect(),
    })
}

/// The mentions of a label, each on one line with what it is said to be. An item of a mention of several counts as a
/// mention of its own.
///
/// # Errors
/// When the resolver fails.
pub fn mentions(bundle: &Bundle, text: &str) -> Result<Vec<Mention>, String> {
    let mention = |item: &LabelItem<IngredientView>| {
        let outcome = match (&item.ingredient, item.kind) {
            (Some(_), ItemKind::Exact) => Outcome::Exact,
            (Some(_), _) => Outcome::Otherwise,
            (None, _) if item.candidates.is_empty() => Outcome::Unresolved,
            (None, _) => Outcome::Ambiguous,
        };
        let answer = item.ingredient.as_ref().map_or_else(String::new, |view| {
            let (code, inci, korean) = (view.code, &view.inci_name, &view.korean_name);
            let confidence = item.confidence.value();
            format!("{code} {inci} / {korean} ({:?}, {} edits, {confidence:.2})", item.kind, item.edits)
        });
        let text = item.text.split_whitespace().collect::<Vec<_>>().join(" ");
        Mention { outcome, text, answer }
    };
    Ok(report(bundle, text)?.items.iter().map(mention).collect())
}

fn report(bundle: &Bundle, text: &str) -> Result<LabelReport<IngredientView>, String> {
    let report = bundle.catalog().resolve_label(&TierPolicy::unrestricted(), text, &[]);
    report.map_err(|error| error.to_string())
}

fn characters(span: Span) -> Range<usize> {
    let [start, end] = span.chars;
    start..end
}
