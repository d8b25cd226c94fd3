//! Damaged sections: each is refused, or harmless to read.

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn damaged_sections_are_refused_or_harmless(
        records in records(),
        section in 0..Section::ALL.len(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
        query in names(),
    ) {
        let mut sections = sections_of(&records);
        if let Some(bytes) = sections.get_mut(&Section::ALL[section]).filter(|bytes| !bytes.is_empty()) {
            for (at, value) in damage {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
            if let Some(cut) = cut.filter(|cut| cut.index(8) == 0) {
                bytes.truncate(cut.index(bytes.len()));
            }
        }
        // Whatever passes verification may be read without a panic.
        if let Ok(index) = SearchIndex::open(|s| Ok::<_, IndexError>(sections.remove(&s).unwrap())) {
            for query in [query.as_str(), "a", "가", "ab1"] {
                read_everything(&index, query);
            }
        }
    }
}

fn read_everything(index: &SearchIndex<Vec<u8>>, query: &str) {
    let (key, spelling) = (key(query), spelling(query));
    let mut numbers: Vec<NameNumber> = index.exact(&key).collect();
    numbers.extend(index.all_starting_with(&key, Fields::ALL).map(|(_, number)| number));
    numbers.extend(index.all_containing(&spelling, Fields::ALL));
    for found in [
        index.starts_with(&key, Fields::ALL, 5),
        index.contains(&spelling, Fields::ALL, 5),
        index.fuzzy(&key, Fields::ALL, 2, 5),
        index.fuzzy_prefix(&key, Fields::ALL, 2, 5),
        index.choseong_starts_with(&key, Fields::ALL, 5),
    ] {
        numbers.extend(found.names.iter().map(|name| name.number));
    }
    let word = WordQuery { key: &key, max_edits: 2, may_go_on: true };
    numbers.extend(index.words(&[word, word], Fields::ALL, 5).names.iter().map(|found| found.number));
    index.prefixes(&key, |_| {});
    let _ = numbers.into_iter().filter_map(|number| index.name(number)).count();
    let _ = index.cas().starts_with("1").len() + index.ec().starts_with("1").len();
    let _ = index.cas_names().containing("1").len() + index.cas_names().exact(&spelling).count();
    let _ = index.directory().iter().count() + index.directory().functions().count();
    let _ = index.directory().function(&key).is_some()
        || index.directory().find(IngredientCode::new(1)).is_some();
}
