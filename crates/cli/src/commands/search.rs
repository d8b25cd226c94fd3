//! `incidex search`: the one box on the command line.

use std::io::{Write, stderr};

use incidex_core::search::ranking::Rules;
use incidex_core::search::{Hit, SearchPage, SearchRequest};
use incidex_core::tier::TierPolicy;
use incidex_server::dto::SearchResults;
use incidex_storage::Bundle;

use super::index_file;
use crate::arguments::SearchArguments;
use crate::failure::Failure;
use crate::output::{Cell, Table, json};

pub(super) fn run(arguments: SearchArguments, out: &mut impl Write) -> Result<(), Failure> {
    let SearchArguments { query, mode, field, limit, explain, index, json: as_json } = arguments;
    let bundle = Bundle::open(&index_file(index)?)?;
    let request = SearchRequest { mode, field, limit, ..SearchRequest::new(query) };
    let page = bundle.catalog().search(&TierPolicy::unrestricted(), &request)?;
    if as_json {
        return json(out, &SearchResults::new(bundle.catalog().manifest(), &page));
    }
    // What is no hit goes to stderr, so that a script that counts lines counts hits.
    if let Some(notice) = &page.notice {
        let _ = writeln!(stderr(), "{}", notice.text);
    }
    if page.hits.is_empty() {
        let _ = writeln!(stderr(), "nothing is found by {:?}", request.query.text());
        return Ok(());
    }
    if explain {
        explained(&page.hits, out)?;
    } else {
        table(&page.hits).write(out)?;
    }
    tell_of_more(&page);
    Ok(())
}

fn tell_of_more(page: &SearchPage) {
    let (shown, total) = (page.hits.len(), page.total);
    if shown < total.count() {
        let at_least = if total.is_exact() { "" } else { "at least " };
        let _ = writeln!(stderr(), "{shown} of {at_least}{} shown", total.count());
    }
}

fn table(hits: &[Hit]) -> Table<6> {
    let mut table = Table::new(["CODE", "MATCH", "HOW", "INCI", "KOREAN", "CAS"]);
    for Hit { ingredient, explanation } in hits {
        let cas: Vec<String> = ingredient.cas.iter().map(ToString::to_string).collect();
        table.cells([
            Cell::plain(&ingredient.code.to_string()),
            Cell::highlighted(&explanation.name.text, &explanation.byte_ranges),
            Cell::plain(&how(explanation.mode.code(), explanation.edits)),
            Cell::plain(&ingredient.inci_name),
            Cell::plain(&ingredient.korean_name),
            Cell::plain(&cas.join(", ")),
        ]);
    }
    table
}

fn how(mode: &str, edits: u8) -> String {
    let mode = mode.replace('_', " ");
    match edits {
        0 => mode,
        1 => format!("{mode}, 1 edit"),
        _ => format!("{mode}, {edits} edits"),
    }
}

/// Hits one by one, with everything that is known of why.
fn explained(hits: &[Hit], out: &mut impl Write) -> std::io::Result<()> {
    for (place, Hit { ingredient, explanation }) in (1..).zip(hits) {
        let names = [ingredient.inci_name.as_str(), ingredient.korean_name.as_str()];
        let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
        writeln!(out, "{place}. {}  {}", ingredient.code, names.join(" / "))?;
        let mut table = Table::new(["", "", ""]);
        let name = &explanation.name;
        let kind = match name.language {
            Some(language) => format!("{}, {}", name.kind.code(), language.code()),
            None => name.kind.code().to_owned(),
        };
        table.cells([
            Cell::plain("   matched"),
            Cell::highlighted(&name.text, &explanation.byte_ranges),
            Cell::plain(&kind),
        ]);
        let is_one = if explanation.ambiguous { "one of several that are meant" } else { "" };
        let how = how(explanation.mode.code(), explanation.edits);
        table.cells([Cell::plain("   how"), Cell::plain(&how), Cell::plain(is_one)]);
        table.write_rows(out)?;
        writeln!(out, "   rules    {}\n", rules(&explanation.rules))?;
    }
    Ok(())
}

/// The rules in the order in which they decide.
fn rules(rules: &Rules) -> String {
    let Rules { tier, missing_words, edits, left_over, standing, start, label_frequency, length, .. } = rules;
    format!(
        "tier {tier}; {missing_words} words missing; {edits} edits; {left_over} left over; {} name; match begins: {}; on {} of \
         10,000 labels; {length} letters; code {}",
        standing.code(),
        start.code(),
        label_frequency.0,
        rules.code
    )
}
