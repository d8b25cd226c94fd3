//! `incidex search`: ingredients whose names or numbers begin with a query.

use std::collections::BTreeSet;
use std::io::{Write, stderr};
use std::path::Path;

use incidex_core::catalog::{LookupField, Page};
use incidex_core::text::is_hangul;
use incidex_core::tier::{IngredientView, TierPolicy};
use incidex_server::dto::Envelope;
use incidex_storage::{Bundle, BundleCatalog};

use crate::failure::Failure;
use crate::output::{Table, cut, json};

pub(super) fn run(query: &str, path: &Path, as_json: bool, out: &mut impl Write) -> Result<(), Failure> {
    let bundle = Bundle::open(path)?;
    let page = find(bundle.catalog(), query)?;
    if as_json {
        return json(out, &Envelope::page(bundle.catalog().manifest(), &page));
    }
    if page.items.is_empty() {
        // On stderr, so that a script that counts lines counts none.
        let _ = writeln!(stderr(), "nothing begins with {query:?}");
        return Ok(());
    }
    let mut table = Table::new(["CODE", "INCI", "KOREAN", "CAS"]);
    for view in &page.items {
        let cas: Vec<String> = view.cas.iter().map(ToString::to_string).collect();
        let cells = [&view.inci_name, &view.korean_name, &cas.join(", ")].map(|text| cut(text));
        let [inci, korean, cas] = &cells;
        table.row([&view.code.to_string(), inci, korean, cas]);
    }
    table.write(out)?;
    if page.items.len() < page.total {
        let _ = writeln!(stderr(), "{} of {} shown", page.items.len(), page.total);
    }
    Ok(())
}

/// The first page of every field that `query` has the shape of, each record once.
fn find(catalog: &BundleCatalog, query: &str) -> Result<Page<IngredientView>, Failure> {
    let policy = TierPolicy::unrestricted();
    let mut found = Page { items: Vec::new(), total: 0 };
    let mut known = BTreeSet::new();
    for field in fields(query) {
        let page = catalog.starts_with(&policy, *field, query, 1)?;
        found.total += page.total;
        for view in page.items {
            if known.insert(view.code) {
                found.items.push(view);
            } else {
                found.total -= 1;
            }
        }
    }
    Ok(found)
}

/// Where to look for `query`.
fn fields(query: &str) -> &'static [LookupField] {
    let is_number = query.chars().any(|c| c.is_ascii_digit())
        && query.trim().chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '\u{2010}'..='\u{2013}'));
    if is_number {
        &[LookupField::Cas, LookupField::Ec]
    } else if query.chars().any(is_hangul) {
        &[LookupField::Korean, LookupField::Alias]
    } else {
        &[LookupField::Inci, LookupField::Alias]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_of_a_query_says_where_to_look() {
        for (query, expected) in [
            ("98-92-0", &[LookupField::Cas, LookupField::Ec][..]),
            (" 2027134", &[LookupField::Cas, LookupField::Ec]),
            ("레티놀", &[LookupField::Korean, LookupField::Alias]),
            ("디소듐EDTA", &[LookupField::Korean, LookupField::Alias]),
            ("1,2-Hexanediol", &[LookupField::Inci, LookupField::Alias]),
            ("-", &[LookupField::Inci, LookupField::Alias]),
            ("", &[LookupField::Inci, LookupField::Alias]),
        ] {
            assert_eq!(fields(query), expected, "{query}");
        }
    }
}
