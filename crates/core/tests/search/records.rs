//! Records to search in: the curated ones with their real names, and made-up ones.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use incidex_core::catalog::MemoryCatalog;
use incidex_core::ingredient::{Ingredient, Language, Name, NameKind};
use incidex_core::manifest::Manifest;
use proptest::prelude::*;

use crate::model::{Entry, entries};

pub(crate) fn catalog(records: Vec<Ingredient>) -> MemoryCatalog {
    let manifest = Manifest { digest: "0f3a".to_owned(), ..Manifest::default() };
    MemoryCatalog::in_memory(records, Vec::new(), manifest).unwrap()
}

fn name(kind: NameKind, language: Language, text: &str) -> Name {
    Name::new(kind, language, text)
}

/// The curated ingredients with all of their names and numbers.
fn read() -> Vec<Ingredient> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let rows = |file: &str| -> Vec<csv::StringRecord> {
        csv::Reader::from_path(data.join(file)).unwrap().into_records().map(Result::unwrap).collect()
    };
    let parts =
        |cell: &str| cell.split(" | ").filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let mut records = BTreeMap::new();
    for row in rows("ingredients.csv") {
        let mut names = Vec::new();
        if !row[1].is_empty() {
            names.push(name(NameKind::UsInci, Language::Inci, &row[1]));
        }
        names.extend(parts(&row[2]).iter().map(|text| name(NameKind::Inci, Language::Inci, text)));
        if !row[3].is_empty() {
            names.push(name(NameKind::Korean, Language::Ko, &row[3]));
        }
        let mut record = Ingredient { names, ..Ingredient::named(row[0].parse().unwrap(), []) };
        record.cas = parts(&row[4]).iter().map(|cas| cas.parse().unwrap()).collect();
        record.ec = parts(&row[5]).iter().map(|ec| ec.parse().unwrap()).collect();
        record.label_frequency = row[9].parse().unwrap();
        records.insert(record.code.get(), record);
    }
    for row in rows("aliases.csv") {
        let (kind, language) = (NameKind::parse(&row[2]).unwrap(), Language::parse(&row[3]).unwrap());
        if let Some(record) = records.get_mut(&row[0].parse::<u32>().unwrap()) {
            record.names.push(name(kind, language, &row[1]));
        }
    }
    records.into_values().collect()
}

/// The curated ingredients.
pub(crate) struct Curated {
    pub(crate) records: Vec<Ingredient>,
    pub(crate) names: Vec<Entry>,
    pub(crate) catalog: MemoryCatalog,
}

/// The curated ingredients, read once.
pub(crate) fn curated() -> &'static Curated {
    static CURATED: OnceLock<Curated> = OnceLock::new();
    CURATED.get_or_init(|| {
        let records = read();
        Curated { names: entries(&records), catalog: catalog(records.clone()), records }
    })
}

/// Made-up records over a small alphabet, so that names are near one another.
pub(crate) fn made_up() -> impl Strategy<Value = Vec<Ingredient>> {
    let text = prop_oneof![
        "[abAé가각나ㄱ12 (-]{1,8}",
        "[a-d]{4,10}( [a-d]{3,6}){0,2}",
        "[가나다갑닭ㄱ]{1,4}",
        "\\PC{1,6}",
    ];
    let kind = prop::sample::select(NameKind::ALL.to_vec());
    let names = prop::collection::vec((kind, text), 1..4);
    let language = |kind| match kind {
        NameKind::Korean | NameKind::FormerKorean => Language::Ko,
        _ => Language::En,
    };
    prop::collection::vec((names, 0_u16..3), 1..24).prop_map(move |records| {
        let numbered = (1..).zip(records).map(|(code, (names, frequency))| {
            let names = names.iter().map(|(kind, text)| name(*kind, language(*kind), text)).collect();
            Ingredient { label_frequency: frequency, names, ..Ingredient::named(code, []) }
        });
        numbered.collect()
    })
}

/// What people do to a name before they search for it.
pub(crate) fn mangled(text: &str, choice: u8, at: usize, letter: char) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = at % letters.len().max(1);
    match choice % 8 {
        0 => letters.truncate(at.max(2)),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letter),
        3 => letters[at] = letter,
        4 if at + 1 < letters.len() => letters.swap(at, at + 1),
        4 | 5 => {}
        6 => letters.drain(..at.min(letters.len().saturating_sub(2))).for_each(drop),
        _ => {
            let words: Vec<&str> = text.split(' ').rev().collect();
            return words.join(" ");
        }
    }
    letters.into_iter().collect()
}

/// A query made from a real name.
pub(crate) fn real_queries() -> impl Strategy<Value = String> {
    let letter =
        prop_oneof![prop::char::range('a', 'z'), prop::char::range('가', '힣'), Just('ㄱ'), Just('1')];
    (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>(), any::<u16>(), letter).prop_map(
        |(record, name, choice, at, letter)| {
            let record = record.get(&curated().records);
            let name = &name.get(&record.names).text;
            mangled(name, choice, usize::from(at), letter)
        },
    )
}
