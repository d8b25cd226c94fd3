//! Records that were written before are what they would be if they were written anew.

use incidex_core::catalog::{LookupField, Page};
use incidex_core::ingredient::IngredientCode;
use incidex_core::tier::{PolicyTable, Tier};
use incidex_ops::policy::{DEFAULT_POLICY, parse};
use incidex_storage::Bundle;
use serde_json::Value;

use super::data;
use crate::dto::Envelope;
use crate::renderings::Renderings;

const RETINOL: IngredientCode = IngredientCode::new(5489);
const ROOM: usize = 1_024 * 1_024;

fn policies() -> PolicyTable {
    parse(DEFAULT_POLICY, None).unwrap()
}

fn codes(bundle: &Bundle) -> Vec<IngredientCode> {
    bundle.catalog().index().directory().iter().map(|entry| entry.code).collect()
}

/// The answer with the record, written anew.
fn anew(bundle: &Bundle, policies: &PolicyTable, tier: Tier, code: IngredientCode) -> String {
    let catalog = bundle.catalog();
    let view = catalog.get(policies.policy(tier), code).unwrap().unwrap();
    serde_json::to_string(&Envelope::record(catalog.manifest(), &view)).unwrap()
}

fn kept(
    renderings: &Renderings,
    bundle: &Bundle,
    policies: &PolicyTable,
    tier: Tier,
    code: IngredientCode,
) -> String {
    let body = renderings.record(bundle.catalog(), policies.policy(tier), code).unwrap().unwrap();
    String::from_utf8(body).unwrap()
}

#[test]
fn what_is_kept_is_what_would_be_written_for_each_tier() {
    let (bundle, policies) = (data::bundle(), policies());
    for renderings in [Renderings::new(ROOM, 1), Renderings::new(0, 1)] {
        for _ in 0..3 {
            for code in codes(&bundle) {
                for tier in Tier::ALL {
                    assert_eq!(
                        kept(&renderings, &bundle, &policies, tier, code),
                        anew(&bundle, &policies, tier, code),
                        "{code} for {tier}"
                    );
                }
            }
        }
    }
    let hidden = |tier| {
        let answer: Value = serde_json::from_str(&anew(&bundle, &policies, tier, RETINOL)).unwrap();
        answer["data"]["limit_value"].clone()
    };
    assert_ne!(hidden(Tier::Basic), hidden(Tier::Mega), "tiers see different things of this record");
}

#[test]
fn lists_are_what_would_be_written() {
    let (bundle, policies) = (data::bundle(), policies());
    let (catalog, renderings) = (bundle.catalog(), Renderings::new(ROOM, 1));
    for query in ["copper", "retinol", "water", "no such name"] {
        for tier in Tier::ALL {
            let policy = policies.policy(tier);
            let page = catalog.starts_with(policy, LookupField::Inci, query, 1).unwrap();
            let anew = serde_json::to_string(&Envelope::page(catalog.manifest(), &page)).unwrap();
            let Page { items, total } =
                catalog.codes_starting_with(policy, LookupField::Inci, query, 1).unwrap();
            for _ in 0..2 {
                let body = renderings.list(catalog, policy, &items, total).unwrap();
                assert_eq!(String::from_utf8(body).unwrap(), anew, "{query:?} for {tier}");
            }
        }
    }
}

#[test]
fn a_data_set_leaves_nothing_behind_for_its_successor() {
    let policies = policies();
    let bundles =
        [data::bundle(), data::other_bundle("Not Retinol", "Another source"), data::bundle(), data::bundle()];
    let renderings = Renderings::new(ROOM, 1);
    // In turn, as when a request that began before the change ends after it.
    for bundle in bundles.iter().chain(bundles.iter().rev()) {
        let body = kept(&renderings, bundle, &policies, Tier::Ultra, RETINOL);
        assert_eq!(body, anew(bundle, &policies, Tier::Ultra, RETINOL));
    }
    assert_eq!(renderings.kept(), bundles.len(), "each catalog has its own, be the content the same");
}

#[test]
fn room_is_bounded_and_a_record_that_does_not_fit_is_answered_all_the_same() {
    let (bundle, policies) = (data::bundle(), policies());
    for (bytes, most) in [(8 * 1_024, 16), (100, 0), (0, 0)] {
        let renderings = Renderings::new(bytes, 1);
        for code in codes(&bundle) {
            let body = kept(&renderings, &bundle, &policies, Tier::Mega, code);
            assert_eq!(body, anew(&bundle, &policies, Tier::Mega, code));
        }
        assert!(renderings.bytes() <= bytes as u64, "{} bytes in room for {bytes}", renderings.bytes());
        let kept = renderings.kept();
        assert!(kept <= most && (most == 0 || kept > 0), "{kept} records in {bytes} bytes");
    }
}

#[test]
fn there_is_no_record_where_there_is_none() {
    let (bundle, policies) = (data::bundle(), policies());
    let policy = policies.policy(Tier::Mega);
    let renderings = Renderings::new(ROOM, 1);
    assert!(renderings.record(bundle.catalog(), policy, IngredientCode::new(1)).unwrap().is_none());
    // What an index names and a store does not hold is a fault, and no shorter list.
    assert!(renderings.list(bundle.catalog(), policy, &[RETINOL, IngredientCode::new(1)], 2).is_err());
}
