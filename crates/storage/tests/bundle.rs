//! Writing, opening and refusing bundles through the public interface.
#![cfg(feature = "writer")]
#![allow(clippy::unwrap_used)] // helpers of tests, which clippy does not see as tests

use std::fs;

use incidex_core::catalog::LookupField;
use incidex_core::ingredient::{Function, Ingredient, IngredientCode, Language, Name, NameKind};
use incidex_core::regulation::{EntryKey, Market, RegulationEntry, RegulationStatus, SourceType};
use incidex_core::store::RecordStore;
use incidex_core::text::NORMALIZER_VERSION;
use incidex_core::tier::TierPolicy;
use incidex_storage::{Bundle, BundleContent, BundleWriter, Defect, OpenError, WriteError};
use sha2::{Digest, Sha256};

fn function() -> Function {
    Function { code: "humectant".into(), english: "Humectant".into(), korean: "보습제".into() }
}

fn entry() -> RegulationEntry {
    RegulationEntry {
        key: EntryKey { market: Market::Eu, reference: "III/98".into(), occurrence: 2 },
        source_type: SourceType::Limit,
        substance: "Salicylic acid".into(),
        cas: vec!["69-72-7".parse().unwrap()],
        ec: vec!["200-712-3".parse().unwrap()],
        product_type: "rinse-off hair products".into(),
        maximum_concentration: "3 %".into(),
        conditions: "not for children".into(),
        label_wording: "keep away".into(),
        source: "annex-iii".into(),
        source_date: "2025-12-25".into(),
        is_withdrawn: false,
    }
}

fn ingredient(code: u32, name: &str) -> Ingredient {
    Ingredient {
        code: IngredientCode::new(code),
        inci_name: name.into(),
        korean_name: "글리세린".into(),
        names: vec![
            Name::new(NameKind::Inci, Language::Inci, name),
            Name::new(NameKind::Korean, Language::Ko, "글리세린"),
            Name::new(NameKind::TrivialName, Language::En, "Glycerol").ambiguous(),
        ],
        cas: vec!["56-81-5".parse().unwrap()],
        ec: vec!["200-289-5".parse().unwrap()],
        functions: vec![function()],
        regulations: vec![entry().key],
        status: RegulationStatus::Restricted,
        limit_value: "EU III/98: 3 %".into(),
        label_frequency: 7_915,
        variety_of: None,
        cosing_references: vec![34_040],
        kcia_codes: vec![code],
        oldest_source: "2024-10-01".into(),
        newest_source: "2026-03-23".into(),
    }
}

fn content() -> BundleContent {
    BundleContent {
        ingredients: vec![ingredient(1013, "Glycerin"), ingredient(9, "Linalool")],
        regulations: vec![entry()],
        functions: vec![function()],
        markets: vec![Market::Eu],
        sources: Vec::new(),
    }
}

#[test]
fn what_goes_in_comes_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.idx");
    let written = BundleWriter::new(content()).unwrap().publish(&path).unwrap();
    let bundle = Bundle::open(&path).unwrap();
    let catalog = bundle.catalog();
    assert_eq!(catalog.manifest(), &written.manifest);
    assert_eq!(catalog.store().functions(), [function()]);
    for expected in content().ingredients {
        assert_eq!(catalog.store().ingredient(expected.code).unwrap(), Some(expected));
    }
    assert_eq!(catalog.store().regulation(&entry().key).unwrap(), Some(entry()));
    assert_eq!(catalog.store().ingredient(IngredientCode::new(7)).unwrap(), None);
    let index = catalog.index();
    let marks =
        |key| index.exact(key).map(|number| index.name(number).unwrap().is_ambiguous).collect::<Vec<_>>();
    assert_eq!((marks("glycerol"), marks("글리세린")), (vec![true, true], vec![false, false]));
    let page = catalog.starts_with(&TierPolicy::unrestricted(), LookupField::Alias, "glyce", 1).unwrap();
    assert_eq!(page.total, 2);
    let report = bundle.verify().unwrap();
    assert_eq!((report.ingredients, report.names, report.regulations), (2, 6, 1));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside the file");
}

#[test]
fn the_order_of_records_does_not_enter_the_bytes() {
    let mut turned = content();
    turned.ingredients.reverse();
    assert!(BundleWriter::new(turned).unwrap().bytes() == BundleWriter::new(content()).unwrap().bytes());
}

#[test]
fn content_that_contradicts_itself_is_refused() {
    let mut twice = content();
    twice.ingredients.push(ingredient(9, "Linalool again"));
    assert!(matches!(BundleWriter::new(twice), Err(WriteError::Duplicate(what)) if what == "ingredient 9"));
    let mut twice = content();
    twice.regulations.push(entry());
    assert!(matches!(BundleWriter::new(twice), Err(WriteError::Duplicate(_))));
    let mut unknown = content();
    unknown.functions.clear();
    assert!(matches!(BundleWriter::new(unknown), Err(WriteError::Encode { .. })));
}

#[test]
fn keys_of_another_normaliser_are_refused() {
    // The digest is made right again, so that only the version speaks against the file.
    let bytes = BundleWriter::new(content()).unwrap().bytes().to_vec();
    let said = format!("\"normalizer_version\":{NORMALIZER_VERSION}");
    let other = format!("\"normalizer_version\":{}", NORMALIZER_VERSION + 1);
    let at = bytes.windows(said.len()).position(|window| window == said.as_bytes()).unwrap();
    let mut bytes = bytes;
    bytes[at..at + said.len()].copy_from_slice(other.as_bytes());
    let digest: [u8; 32] =
        Sha256::new().chain_update(&bytes[..32]).chain_update(&bytes[64..]).finalize().into();
    bytes[32..64].copy_from_slice(&digest);
    let defect = Bundle::from_bytes(bytes).err();
    let (found, expected) = (NORMALIZER_VERSION + 1, NORMALIZER_VERSION);
    assert_eq!(defect, Some(Defect::Normalizer { found, expected }));
}

#[test]
fn a_target_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file");
    fs::write(&blocked, "in the way").unwrap();
    let error = BundleWriter::new(content()).unwrap().publish(&blocked.join("x.idx")).err().unwrap();
    let error = error.to_string();
    assert!(error.contains(blocked.to_str().unwrap()), "{error}");
    assert!(error.ends_with("Take away what is in the way, or give another path"), "{error}");
    assert!(matches!(Bundle::open(&folder.path().join("absent")), Err(OpenError::Missing { .. })));
}
