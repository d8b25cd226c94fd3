//! Files whose digest is right and whose parts contradict each other, as a builder with a fault would write
//! them: opening may let them pass, verifying must not.
#![cfg(feature = "writer")]
#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests, which clippy does not see as tests

use incidex_core::index::IndexBuilder;
use incidex_core::ingredient::{Function, Ingredient, IngredientCode, Language, Name, NameKind};
use incidex_core::regulation::{EntryKey, Market, RegulationEntry, RegulationStatus, SourceType};
use incidex_storage::{Bundle, BundleContent, BundleWriter, Defect, VerifyReport};
use sha2::{Digest, Sha256};

fn function(code: &str) -> Function {
    Function { code: code.into(), english: code.to_uppercase(), korean: "보습제".into() }
}

fn entry() -> RegulationEntry {
    RegulationEntry {
        key: EntryKey { market: Market::Eu, reference: "III/98".into(), occurrence: 1 },
        source_type: SourceType::Limit,
        substance: "Salicylic acid".into(),
        cas: vec!["69-72-7".parse().unwrap()],
        ec: vec!["200-712-3".parse().unwrap()],
        product_type: String::new(),
        maximum_concentration: "3 %".into(),
        conditions: String::new(),
        label_wording: String::new(),
        source: "annex-iii".into(),
        source_date: "2025-12-25".into(),
        is_withdrawn: false,
    }
}

fn ingredient(code: u32, inci: &str, korean: &str, alias: &str) -> Ingredient {
    let name = |kind, language, text: &str| Name::new(kind, language, text);
    Ingredient {
        code: IngredientCode::new(code),
        inci_name: inci.into(),
        korean_name: korean.into(),
        names: vec![
            name(NameKind::Inci, Language::Inci, inci),
            name(NameKind::Korean, Language::Ko, korean),
            name(NameKind::TrivialName, Language::En, alias),
        ],
        cas: vec!["56-81-5".parse().unwrap(), "78-70-6".parse().unwrap()],
        ec: vec!["200-289-5".parse().unwrap()],
        functions: vec![function("humectant")],
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
        ingredients: vec![
            ingredient(1013, "Glycerin", "글리세린", "Glycerol"),
            ingredient(9, "Linalool", "리날룰", "Licareol"),
            ingredient(5489, "Retinol", "레티놀", "Vitamin A"),
        ],
        regulations: vec![entry()],
        functions: vec![function("humectant"), function("solvent")],
        markets: vec![Market::Eu],
        sources: Vec::new(),
    }
}

fn whole() -> Vec<u8> {
    BundleWriter::new(content()).unwrap().bytes().to_vec()
}

/// Makes the digest of the file right again (`docs/format.md`).
fn seal(bytes: &mut [u8]) {
    let digest = Sha256::new().chain_update(&bytes[..32]).chain_update(&bytes[64..]).finalize();
    bytes[32..64].copy_from_slice(&digest);
}

/// Every place where `part` lies in `bytes`.
fn places(bytes: &[u8], part: &[u8]) -> Vec<usize> {
    (0..bytes.len() - part.len()).filter(|at| bytes[*at..].starts_with(part)).collect()
}

/// The file with `old` replaced by `new` wherever it stands.
fn replaced(old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let mut bytes = whole();
    let places = places(&bytes, old);
    assert!(!places.is_empty(), "{}", String::from_utf8_lossy(old));
    for at in places {
        bytes[at..at + new.len()].copy_from_slice(new);
    }
    seal(&mut bytes);
    bytes
}

/// What verifying says of bytes that open.
#[track_caller]
fn defect(bytes: Vec<u8>) -> (String, String) {
    match Bundle::from_bytes(bytes).unwrap().verify() {
        Err(Defect::Content { part, fault }) => (part, fault),
        other => panic!("{other:?}"),
    }
}

#[test]
fn everything_in_a_sound_file_is_read() {
    let report = Bundle::from_bytes(whole()).unwrap().verify().unwrap();
    let sections = IndexBuilder::new().finish().unwrap().len();
    assert_eq!(report, VerifyReport { ingredients: 3, names: 9, regulations: 1, functions: 2, sections });
}

#[test]
fn no_changed_byte_of_the_index_is_called_sound() {
    let bytes = whole();
    let content = content();
    let mut index = IndexBuilder::new();
    index.regulations(&content.regulations);
    for ingredient in content.ingredients {
        index.add(&ingredient).unwrap();
    }
    let (mut sections, mut opened) = (0, 0);
    for (section, part) in index.finish().unwrap() {
        // A part of a few bytes may lie in the file by chance.
        if part.len() < 24 {
            continue;
        }
        let places = places(&bytes, &part);
        assert!(!places.is_empty(), "{section:?} is not in the file as it was made");
        sections += 1;
        for offset in 0..part.len() {
            let mut changed = bytes.clone();
            for at in &places {
                changed[at + offset] ^= 1;
            }
            seal(&mut changed);
            // Most changes are seen at opening already.
            if let Ok(bundle) = Bundle::from_bytes(changed) {
                opened += 1;
                assert!(bundle.verify().is_err(), "{section:?}, byte {offset}");
            }
        }
    }
    assert!(sections >= 8 && opened >= 50, "{sections} sections, {opened} changes that opening let pass");
}

#[test]
fn the_part_that_does_not_agree_is_named() {
    // Every record still reads, so that the digest of the content alone can tell.
    let (part, fault) = defect(replaced(b"EU III/98: 3 %", b"EU III/98: 4 %"));
    assert!(part == "manifest" && fault.contains("its digest is"), "{part}: {fault}");
    let (part, fault) = defect(replaced(b"\"names\":9", b"\"names\":8"));
    assert_eq!((part.as_str(), fault.as_str()), ("counts", "of names the manifest says 8, and 9 are there"));
    let (part, fault) = defect(replaced(b"\"markets\":[\"EU\"]", b"\"markets\":[\"KR\"]"));
    assert!(part == "regulation EU III/98" && fault.contains("its market EU"), "{part}: {fault}");
    // The entry itself, behind whose reference stand its market, its occurrence and its kind of list.
    let (part, fault) = defect(replaced(b"\x06III/98\x01\x01\x01\x0e", b"\x06III/97\x01\x01\x01\x0e"));
    assert_eq!((part.as_str(), fault.as_str()), ("regulation EU III/98", "it bears the key EU III/97"));
}

#[test]
fn an_entry_that_is_missing_or_of_no_market_is_seen() {
    let mut without = content();
    without.regulations.clear();
    let bundle = Bundle::from_bytes(BundleWriter::new(without).unwrap().bytes().to_vec());
    // The self-test at opening looks at some records, and with so few at all of them.
    assert!(
        matches!(bundle.err(), Some(Defect::Content { fault, .. }) if fault.contains("it cites EU III/98"))
    );
    let mut unlisted = content();
    unlisted.markets = vec![Market::Kr];
    let (part, _) = defect(BundleWriter::new(unlisted).unwrap().bytes().to_vec());
    assert_eq!(part, "regulation EU III/98");
}

#[test]
fn functions_out_of_order_are_seen() {
    let (part, fault) = defect(replaced(b"\x07solvent", b"\x07aolvent"));
    assert_eq!((part.as_str(), fault.as_str()), ("functions", "they are not in order of code"));
}
