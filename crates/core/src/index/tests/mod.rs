//! Every lookup against a naive model: a vector of names, scanned in full.

mod damage;
mod fixed;
mod oracle;

use proptest::prelude::*;

use super::*;
use crate::identifier::CasNumber;
use crate::ingredient::{Ingredient, IngredientCode, Language, Name, NameKind};
use crate::text::{key, spelling};

fn ingredient(code: u32, names: Vec<(NameKind, String)>, cas: Vec<CasNumber>) -> Ingredient {
    let names = names.into_iter().map(|(kind, text)| Name::new(kind, Language::Inci, text)).collect();
    Ingredient { names, cas, ..Ingredient::named(code, []) }
}

fn sections_of(ingredients: &[Ingredient]) -> std::collections::BTreeMap<Section, Vec<u8>> {
    let mut builder = IndexBuilder::new();
    for ingredient in ingredients {
        builder.add(ingredient).unwrap();
    }
    builder.finish().unwrap()
}

fn index_of(ingredients: &[Ingredient]) -> SearchIndex<Vec<u8>> {
    let mut sections = sections_of(ingredients);
    SearchIndex::open(|section| Ok::<_, IndexError>(sections.remove(&section).unwrap())).unwrap()
}

/// Names over a small alphabet, so that keys collide, share beginnings and lie near one another.
fn names() -> impl Strategy<Value = String> {
    prop_oneof!["[ab가각나 /-]{0,6}", "[a-c1,]{1,4}", "[ab1]{4,9}", "[가각강나난ㄱㅏa]{1,4}", "\\PC{0,8}"]
}

fn records() -> impl Strategy<Value = Vec<Ingredient>> {
    let kind = (0..NameKind::ALL.len()).prop_map(|kind| NameKind::ALL[kind]);
    let cas = (1_000_u64..1_400)
        .prop_map(|body| (0..10).find_map(|digit| CasNumber::try_from(body * 10 + digit).ok()).unwrap());
    let record = (prop::collection::vec((kind, names()), 0..5), prop::collection::vec(cas, 0..3), 0_u16..3);
    prop::collection::vec(record, 0..24).prop_map(|records| {
        let numbered = (1..).zip(records);
        let made = numbered.map(|(code, (names, cas, label_frequency))| Ingredient {
            label_frequency,
            ..ingredient(code, names, cas)
        });
        made.collect()
    })
}
