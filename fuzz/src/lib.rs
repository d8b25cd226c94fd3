//! What the fuzz targets do with a text, and what must hold whatever the text.
//!
//! The same functions run under `cargo fuzz run TARGET` and, over generated texts, as plain tests of this
//! crate. Searches run over the curated names; one that takes longer than [`SLOW`] counts as a fault.

mod dearest;
mod label;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use incidex_core::catalog::MemoryCatalog;
use incidex_core::ingredient::{Ingredient, Language, Name, NameKind};
use incidex_core::manifest::Manifest;
pub use incidex_core::search::SearchMode;
use incidex_core::search::{Cursor, Limit, Query, SearchRequest};
use incidex_core::text::{Mapped, hangul, key, spelling, words};
use incidex_core::tier::TierPolicy;

pub use dearest::dearest_query;
pub use label::{label_lexer, label_resolver};

/// Far more than a search or a label takes, also in a build that watches itself on a busy machine.
const SLOW: Duration = Duration::from_secs(2);

/// Both forms are idempotent, and lead back to characters of the text.
pub fn normaliser(text: &str) {
    let (spelled, keyed) = (spelling(text), key(text));
    assert_eq!(spelling(&spelled), spelled);
    assert_eq!(key(&keyed), keyed);
    assert_eq!(key(&spelled), keyed);
    for mapped in [Mapped::spelling(text), Mapped::key(text)] {
        let characters = mapped.form().chars().count();
        for at in 0..characters {
            let origin = mapped.origin(at..at + 1).expect("every character of a form has an origin");
            assert!(text.get(origin).is_some_and(|part| !part.is_empty()));
        }
    }
    assert!(words(&spelled).all(|word| spelled.get(word).is_some_and(|word| !word.is_empty())));
}

/// A text is refused, or keeps the bounds; Hangul arithmetic takes any text.
pub fn query(text: &str) {
    if let Ok(query) = Query::parse(text) {
        assert!(query.text().chars().count() <= Query::LONGEST);
        assert_eq!(query.key(), key(text));
        for form in hangul::half_typed(query.key()) {
            assert!(!form.is_empty());
        }
    }
    let _ = (hangul::jamo(text), hangul::choseong(text), hangul::agrees_with_choseong(text, text));
    if let Some(keys) = hangul::qwerty_from_hangul(text) {
        let _ = hangul::hangul_from_qwerty(&keys);
    }
    let _ = hangul::hangul_from_qwerty(text);
}

/// A text is no cursor, or the very one that it writes.
pub fn cursor(text: &str) {
    if let Ok(cursor) = text.parse::<Cursor>() {
        assert_eq!(cursor.to_string(), text);
    }
}

/// Opens the curated names, which the first search would otherwise be charged with.
pub fn prepare() {
    catalog();
}

/// A search answers in time, in order, with parts of names.
pub fn search(mode: SearchMode, text: &str) {
    let Ok(query) = Query::parse(text) else { return };
    let catalog = catalog();
    let request =
        SearchRequest { mode, limit: Limit::new(20).unwrap_or_default(), ..SearchRequest::new(query) };
    let start = Instant::now();
    let page = catalog.search(&TierPolicy::unrestricted(), &request).expect("nothing here can be refused");
    assert!(start.elapsed() < SLOW, "{:?}", start.elapsed());
    assert!(page.hits.is_sorted_by(|a, b| a.explanation.rules < b.explanation.rules));
    for hit in page.hits {
        let why = hit.explanation;
        for range in why.byte_ranges {
            assert!(why.name.text.get(range).is_some_and(|part| !part.is_empty()));
        }
    }
}

/// Type-ahead answers in time, each ingredient once.
pub fn suggest(text: &str) {
    let Ok(query) = Query::parse(text) else { return };
    let catalog = catalog();
    let start = Instant::now();
    let found =
        catalog.suggest(&TierPolicy::unrestricted(), &query, Limit::default()).expect("nothing refused");
    assert!(start.elapsed() < SLOW, "{:?}", start.elapsed());
    assert!(found.len() <= MemoryCatalog::MOST_SUGGESTIONS);
}

/// The curated names, indexed once.
fn catalog() -> &'static MemoryCatalog {
    static CATALOG: OnceLock<MemoryCatalog> = OnceLock::new();
    CATALOG.get_or_init(|| {
        let records = curated().expect("the curated tables are there and readable");
        MemoryCatalog::in_memory(records, Vec::new(), Manifest::default()).expect("they can be indexed")
    })
}

/// The curated ingredients with their names and CAS numbers; what a row lacks, its record lacks.
fn curated() -> Result<Vec<Ingredient>, csv::Error> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data");
    let rows =
        |file: &str| csv::Reader::from_path(data.join(file))?.into_records().collect::<Result<Vec<_>, _>>();
    let cell = |row: &csv::StringRecord, place: usize| row.get(place).unwrap_or_default().to_owned();
    let name = |kind, language, text: String| Name::new(kind, language, text);
    let mut records = BTreeMap::new();
    for row in rows("ingredients.csv")? {
        let Ok(code) = cell(&row, 0).parse() else { continue };
        let mut names = vec![name(NameKind::UsInci, Language::Inci, cell(&row, 1))];
        names.extend(
            cell(&row, 2).split(" | ").map(|text| name(NameKind::Inci, Language::Inci, text.to_owned())),
        );
        names.push(name(NameKind::Korean, Language::Ko, cell(&row, 3)));
        names.retain(|name| !name.text.is_empty());
        let cas = cell(&row, 4).split(" | ").filter_map(|cas| cas.parse().ok()).collect();
        let label_frequency = cell(&row, 9).parse().unwrap_or_default();
        records.insert(code, Ingredient { names, cas, label_frequency, ..Ingredient::named(code, []) });
    }
    for row in rows("aliases.csv")? {
        let kind = NameKind::parse(&cell(&row, 2));
        let record = cell(&row, 0).parse().ok().and_then(|code: u32| records.get_mut(&code));
        if let (Some(record), Some(kind)) = (record, kind) {
            let language = Language::parse(&cell(&row, 3)).unwrap_or(Language::En);
            record.names.push(name(kind, language, cell(&row, 1)));
        }
    }
    Ok(records.into_values().collect())
}
