//! An index that names records which the store does not hold, or holds otherwise: every use case says so, and
//! none leaves the record out or answers without it.

use std::fmt::Display;

use incidex_core::catalog::{Catalog, LookupField, MemoryCatalog, SearchField};
use incidex_core::index::{IndexBuilder, IndexError, SearchIndex};
use incidex_core::ingredient::{Ingredient, IngredientCode, Language, NameKind};
use incidex_core::manifest::Manifest;
use incidex_core::regulation::{Market, RegulationStatus};
use incidex_core::search::{Limit, Query, SearchRequest};
use incidex_core::store::MemoryStore;
use incidex_core::tier::TierPolicy;

fn record(code: u32, name: &str) -> Ingredient {
    let mut record = Ingredient::named(code, [(NameKind::Inci, Language::Inci, name)]);
    record.cas = vec!["56-81-5".parse().unwrap()];
    record.status = RegulationStatus::NotListed;
    record
}

/// A catalog over the index of some records and the store of others.
fn catalog(indexed: &[Ingredient], held: Vec<Ingredient>) -> MemoryCatalog {
    let mut builder = IndexBuilder::new();
    for record in indexed {
        builder.add(record).unwrap();
    }
    let mut sections = builder.finish().unwrap();
    let index = SearchIndex::open(|section| Ok::<_, IndexError>(sections.remove(&section).unwrap()));
    let manifest = Manifest { markets: vec![Market::Eu], ..Manifest::default() };
    Catalog::new(MemoryStore::new(held, Vec::new()), index.unwrap(), manifest)
}

#[track_caller]
fn says<T>(outcome: Result<T, impl Display>, expected: &str) {
    let Err(error) = outcome else { panic!("there is an answer where {expected:?} was due") };
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_record_that_is_not_held_is_named() {
    let catalog = catalog(&[record(7, "Glycerin")], Vec::new());
    let plan = TierPolicy::unrestricted();
    let query = || Query::parse("glycerin").unwrap();
    let missing = "cannot read ingredient 7: the index names it and the store does not hold it";
    says(catalog.starts_with(&plan, LookupField::Inci, "gly", 1), missing);
    says(catalog.contains(&plan, SearchField::All, "lyc", 1), missing);
    says(catalog.by_status(&plan, RegulationStatus::NotListed, 1), missing);
    says(catalog.search(&plan, &SearchRequest::new(query())), missing);
    says(catalog.suggest(&plan, &query(), Limit::default()), missing);
    says(catalog.lookup_names(&plan, &["Glycerin"]), missing);
    says(catalog.lookup_names(&plan, &["56-81-5"]), missing);
    says(catalog.resolve_label(&plan, "Glycerin", &[Market::Eu]), missing);
    // Whoever asks by code did not get it from the index.
    assert_eq!(catalog.get(&plan, IngredientCode::new(7)), Ok(None));
    assert_eq!(catalog.regulations(&plan, IngredientCode::new(7), None).unwrap(), None);
}

#[test]
fn a_record_without_the_name_that_found_it_is_named() {
    let mut nameless = record(7, "Glycerin");
    (nameless.names, nameless.cas) = (Vec::new(), Vec::new());
    let catalog = catalog(&[record(7, "Glycerin")], vec![nameless]);
    let plan = TierPolicy::unrestricted();
    for query in ["glycerin", "56-81-5"] {
        says(
            catalog.search(&plan, &SearchRequest::new(Query::parse(query).unwrap())),
            "cannot read ingredient 7: the record does not hold the name by which the index found it",
        );
    }
}

#[test]
fn an_entry_that_is_cited_and_not_held_is_named() {
    let mut limited = record(7, "Glycerin");
    limited.regulations = vec!["EU III/98".parse().unwrap()];
    let catalog = catalog(&[limited.clone()], vec![limited]);
    let plan = TierPolicy::unrestricted();
    let missing = "cannot read regulation EU III/98: a record cites it and the store does not hold it";
    says(catalog.regulations(&plan, IngredientCode::new(7), None), missing);
    says(catalog.resolve_label(&plan, "Glycerin", &[Market::Eu]), missing);
    // A plan without the market must tell its text apart from those of others, and cannot.
    let plan = TierPolicy { markets: vec![Market::Kr], ..TierPolicy::unrestricted() };
    says(catalog.get(&plan, IngredientCode::new(7)), missing);
}

#[test]
fn each_catalog_has_a_number_and_statistics_of_its_own() {
    let one = catalog(&[record(7, "Glycerin")], vec![record(7, "Glycerin")]);
    let other = catalog(&[], Vec::new());
    assert_ne!(one.generation(), other.generation());
    let count = |catalog: &MemoryCatalog, status| catalog.statistics().by_status[&status];
    assert_eq!((one.statistics().ingredients, other.statistics().ingredients), (1, 0));
    assert_eq!(count(&one, RegulationStatus::NotListed), 1);
    assert_eq!((count(&one, RegulationStatus::Unknown), count(&other, RegulationStatus::NotListed)), (0, 0));
}
