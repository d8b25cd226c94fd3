//! Pages that make no sense behind a digest that is right: what a faulty or hostile builder may hand out.
#![cfg(feature = "writer")]
#![allow(clippy::unwrap_used)] // helpers of tests, which clippy does not see as tests

use incidex_core::ingredient::{Ingredient, IngredientCode, Language, Name, NameKind};
use incidex_core::regulation::RegulationStatus;
use incidex_core::store::RecordStore;
use incidex_storage::{Bundle, BundleContent, BundleWriter};
use sha2::{Digest, Sha256};

const PAGE: usize = 4_096;

fn ingredient(code: u32) -> Ingredient {
    let name = format!("Test Extract {code}");
    Ingredient {
        code: IngredientCode::new(code),
        inci_name: name.clone(),
        korean_name: String::new(),
        names: vec![Name::new(NameKind::Inci, Language::Inci, &name)],
        cas: Vec::new(),
        ec: Vec::new(),
        functions: Vec::new(),
        regulations: Vec::new(),
        status: RegulationStatus::NotListed,
        limit_value: String::new(),
        label_frequency: 0,
        variety_of: None,
        cosing_references: vec![code],
        kcia_codes: Vec::new(),
        oldest_source: "2024-10-01".into(),
        newest_source: "2024-10-01".into(),
    }
}

#[test]
fn no_page_that_makes_no_sense_ends_in_a_panic() {
    let ingredients = (1..=400).map(ingredient).collect();
    let content = BundleContent { ingredients, ..BundleContent::default() };
    let whole = BundleWriter::new(content).unwrap().bytes().to_vec();
    let mut faults = Vec::new();
    for page in 1..whole.len() / PAGE {
        for filler in [0, 0xff, 3] {
            let mut damaged = whole.clone();
            damaged[page * PAGE..(page + 1) * PAGE].fill(filler);
            let digest = Sha256::new().chain_update(&damaged[..32]).chain_update(&damaged[64..]).finalize();
            damaged[32..64].copy_from_slice(&digest);
            match Bundle::from_bytes(damaged) {
                Ok(bundle) => {
                    let store = bundle.catalog().store();
                    let each = (1..=400).map(|code| store.ingredient(IngredientCode::new(code)));
                    faults.extend(each.filter_map(Result::err).map(|error| error.to_string()));
                    let scanned = store.ingredients().map(|rows| rows.filter_map(Result::err).collect());
                    let scanned: Vec<_> = scanned.unwrap_or_else(|error| vec![error]);
                    faults.extend(scanned.into_iter().map(|error| error.to_string()));
                    faults.extend(bundle.verify().err().map(|defect| defect.to_string()));
                }
                Err(defect) => faults.push(defect.to_string()),
            }
        }
    }
    let said = |words: &str| faults.iter().filter(|fault| fault.contains(words)).count();
    assert!(said("cannot be used (redb gave up on a page") > 0, "{} faults", faults.len());
    assert!(said("cannot read ingredient") > 0, "{} faults", faults.len());
}
