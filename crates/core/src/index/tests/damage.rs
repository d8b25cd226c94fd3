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

/// What opening says once `damage` was done to a section.
fn fault(section: Section, damage: impl FnOnce(&mut Vec<u8>)) -> (&'static str, String) {
    let cas = || vec!["98-92-0".parse().unwrap(), "7732-18-5".parse().unwrap()];
    let name = |text: &str| vec![(NameKind::Inci, text.to_owned())];
    let mut sections =
        sections_of(&[ingredient(1, name("water"), cas()), ingredient(2, name("glycerin"), cas())]);
    damage(sections.get_mut(&section).unwrap());
    let opened = SearchIndex::open(|s| Ok::<_, IndexError>(sections.remove(&s).unwrap()));
    let error = opened.unwrap_err();
    (error.section, error.fault)
}

#[test]
fn damage_is_named() {
    let postings = |damage: fn(&mut Vec<u8>)| {
        let (section, fault) = fault(Section::CasPostings, damage);
        assert_eq!(section, "cas.keys");
        fault
    };
    let size = "the postings have another size than their offsets say";
    assert_eq!(postings(Vec::clear), "postings are cut short");
    assert_eq!(postings(|bytes| bytes.truncate(9)), "postings are cut short");
    assert_eq!(postings(|bytes| bytes[0] = 3), "3 posting lists for 2 keys");
    assert_eq!(postings(|bytes| bytes[4] = 1), "posting offsets do not rise");
    assert_eq!(postings(|bytes| bytes[8] = 0), "posting offsets do not rise");
    assert_eq!(postings(|bytes| bytes.push(0)), size);
    assert_eq!(postings(|bytes| bytes.extend([0; 8])), size);
    let row = |damage: fn(&mut Vec<u8>)| {
        let (section, fault) = fault(Section::Directory, damage);
        assert_eq!(section, "directory");
        fault
    };
    assert_eq!(row(|bytes| bytes[4] = 9), "codes do not rise");
}

#[test]
fn an_fst_whose_values_lead_astray_is_harmless() {
    let keyed = [Section::CasKeys, Section::EcKeys, Section::WordKeys, Section::Keys, Section::Choseong];
    let values: [fn(u64) -> u64; 5] = [
        |place| place + 1,
        |place| place * 1_000,
        |_| u64::MAX,
        |place| u64::MAX - place,
        // A stretch from the first key to the last one, in each field, that is longer than all that there is.
        |place| if place % 2 == 0 { 0 } else { u64::MAX / 4 * 3 },
    ];
    let named = |texts: &[&str]| {
        let of = |kind: NameKind| texts.iter().map(move |text| (kind, (*text).to_owned()));
        of(NameKind::Inci).chain(of(NameKind::Korean)).collect()
    };
    let records = [
        ingredient(1, named(&["aqua", "aqua b"]), vec!["7732-18-5".parse().unwrap()]),
        ingredient(2, named(&["글리세린", "글리세롤"]), vec!["56-81-5".parse().unwrap()]),
    ];
    for section in keyed {
        for value in values {
            let mut sections = sections_of(&records);
            let bytes = sections.get_mut(&section).unwrap();
            let keys: Vec<Vec<u8>> = {
                let map = fst::Map::new(bytes.as_slice()).unwrap();
                let mut keys = map.keys();
                std::iter::from_fn(|| fst::Streamer::next(&mut keys).map(<[u8]>::to_vec)).collect()
            };
            let astray = keys.into_iter().zip((0..).map(value));
            *bytes = fst::Map::from_iter(astray).unwrap().into_fst().into_inner();
            let index = SearchIndex::open(|s| Ok::<_, IndexError>(sections.remove(&s).unwrap())).unwrap();
            for query in ["aqua", "aquc", "aqua b", "글리", "글리세링", "ㄱㄹㅅ", "5", "7732185"] {
                read_everything(&index, query);
            }
        }
    }
}

#[test]
fn what_is_no_fst_is_refused() {
    for section in [Section::CasKeys, Section::EcKeys, Section::WordKeys, Section::Keys, Section::TurnedKeys]
    {
        let (named, _) = fault(section, |bytes| *bytes = b"no fst at all, whatever its length is".to_vec());
        assert_eq!(named, section.name());
    }
}
