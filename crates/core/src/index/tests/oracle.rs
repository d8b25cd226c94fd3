//! Lookups against scans, over generated records.

use std::collections::BTreeSet;

use super::*;
use crate::index::edits::distance;
use crate::index::symbols::symbols;
use crate::search::ranking::rank_key;
use crate::text::hangul::{choseong, is_syllable};

/// One name of the model, in the order in which numbers are given.
struct Entry {
    kind: NameKind,
    key: String,
    spelling: String,
    code: u32,
    position: u16,
}

/// All names that are indexed, by number: sorted by the definition of that order.
fn model(records: &[Ingredient]) -> Vec<Entry> {
    let mut names: Vec<(&Ingredient, u16, &Name, String)> = Vec::new();
    for record in records {
        for (position, name) in (0..).zip(&record.names) {
            names.push((record, position, name, key(&name.text)));
        }
    }
    names.retain(|(_, _, _, key)| !key.is_empty());
    names.sort_by(|a, b| {
        let rank_a = rank_key(a.2, &a.3, a.0.label_frequency, a.0.code, a.1);
        rank_a.cmp(&rank_key(b.2, &b.3, b.0.label_frequency, b.0.code, b.1))
    });
    let entry = |(record, position, name, key): (&Ingredient, u16, &Name, String)| Entry {
        kind: name.kind,
        key,
        spelling: spelling(&name.text),
        code: record.code.get(),
        position,
    };
    names.into_iter().map(entry).collect()
}

fn fields() -> impl Strategy<Value = Fields> {
    prop_oneof![
        Just(Fields::ALL),
        Just(Fields::INCI),
        Just(Fields::KOREAN),
        Just(Fields::ALIAS),
        Just(Fields::INCI | Fields::ALIAS),
    ]
}

/// The numbers of the names that `holds`.
fn numbers(model: &[Entry], fields: Fields, holds: impl Fn(&Entry) -> bool) -> Vec<u32> {
    let held = (0..).zip(model).filter(|(_, entry)| fields.hold(entry.kind) && holds(entry));
    held.map(|(number, _)| number).collect()
}

fn found(found: &Found) -> Vec<(u8, u32)> {
    found.names.iter().map(|name| (name.edits, name.number.get())).collect()
}

fn with_no_edits(numbers: &[u32], limit: usize) -> Vec<(u8, u32)> {
    numbers.iter().take(limit).map(|number| (0, *number)).collect()
}

/// A query: something made up, or made from what is there.
fn query(made_up: String, from: prop::sample::Index, cut: prop::sample::Index, model: &[Entry]) -> String {
    if model.is_empty() || made_up.len().is_multiple_of(2) {
        return made_up;
    }
    let key: Vec<char> = model[from.index(model.len())].key.chars().collect();
    let mut query: Vec<char> = key[..=cut.index(key.len())].to_vec();
    let place = cut.index(query.len());
    match made_up.len() % 6 {
        1 => query.rotate_left(place.min(1)),
        3 => query[place] = 'a',
        _ => query.push('가'),
    }
    query.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_number_means_the_name_at_its_place_in_rank(records in records()) {
        let index = index_of(&records);
        let model = model(&records);
        prop_assert_eq!(index.len(), model.len());
        for (number, entry) in (0..).zip(&model) {
            let name = index.name(NameNumber::new(number)).unwrap();
            let meant = (name.code().get(), name.position, name.kind, name.spelling);
            prop_assert_eq!(meant, (entry.code, entry.position, entry.kind, entry.spelling.as_str()));
            prop_assert_eq!(usize::from(name.key_length), entry.key.chars().count());
        }
        prop_assert!(index.name(NameNumber::new(u32::try_from(model.len()).unwrap())).is_none());
    }

    #[test]
    fn whole_names_and_beginnings_are_what_a_scan_finds(
        records in records(), made_up in names(), from in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(), fields in fields(), limit in 0_usize..6,
    ) {
        let index = index_of(&records);
        let model = model(&records);
        let query = key(&query(made_up, from, cut, &model));
        let exact: Vec<u32> = index.exact(&query).map(NameNumber::get).collect();
        prop_assert_eq!(exact, numbers(&model, Fields::ALL, |entry| entry.key == query));
        let expected = numbers(&model, fields, |entry| !query.is_empty() && entry.key.starts_with(&query));
        let begins = index.starts_with(&query, fields, limit);
        prop_assert_eq!(found(&begins), with_no_edits(&expected, limit));
        prop_assert_eq!(begins.total, Total::Exact(expected.len()));
        let mut all: Vec<(bool, u32)> =
            index.all_starting_with(&query, fields).map(|(whole, number)| (whole, number.get())).collect();
        all.sort_by_key(|(_, number)| *number);
        let whole = |number: u32| (model[number as usize].key == query, number);
        prop_assert_eq!(all, expected.into_iter().map(whole).collect::<Vec<_>>());
    }

    #[test]
    fn what_stands_inside_is_what_a_scan_finds(
        records in records(), made_up in names(), from in any::<prop::sample::Index>(),
        cuts in (any::<prop::sample::Index>(), any::<prop::sample::Index>()), fields in fields(), limit in 0_usize..6,
    ) {
        let index = index_of(&records);
        let model = model(&records);
        let mut needle = spelling(&made_up);
        if !model.is_empty() && limit.is_multiple_of(2) {
            let name: Vec<char> = model[from.index(model.len())].spelling.chars().collect();
            let (a, b) = (cuts.0.index(name.len()), cuts.1.index(name.len()));
            needle = name[a.min(b)..=a.max(b)].iter().collect();
        }
        let expected = numbers(&model, fields, |entry| !needle.is_empty() && entry.spelling.contains(&needle));
        let held = index.contains(&needle, fields, limit);
        prop_assert_eq!(found(&held), with_no_edits(&expected, limit));
        match held.total {
            Total::Exact(total) => prop_assert_eq!(total, expected.len()),
            Total::AtLeast(total) => prop_assert!(total <= expected.len() && total > limit),
        }
        let all: Vec<u32> = index.all_containing(&needle, fields).into_iter().map(NameNumber::get).collect();
        prop_assert_eq!(all, expected);
    }

    #[test]
    fn near_names_are_what_measuring_every_name_finds(
        records in records(), made_up in names(), from in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(), fields in fields(), limit in 0_usize..9, edits in 0_u8..=2,
    ) {
        let index = index_of(&records);
        let model = model(&records);
        let query = key(&query(made_up, from, cut, &model));
        let asked = symbols(&query);
        let near = |begins: bool| {
            let mut near: Vec<(u8, u32)> = Vec::new();
            for number in numbers(&model, fields, |_| !asked.is_empty()) {
                let key = symbols(&model[number as usize].key);
                let lengths = if begins { 0..=key.len() } else { key.len()..=key.len() };
                let nearest = lengths.filter_map(|length| distance(&asked, &key[..length])).min();
                near.extend(nearest.and_then(|n| u8::try_from(n).ok()).filter(|n| *n <= edits).map(|n| (n, number)));
            }
            near.sort_unstable();
            near
        };
        for (lookup, expected) in [
            (index.fuzzy(&query, fields, edits, limit), near(false)),
            (index.fuzzy_prefix(&query, fields, edits, limit), near(true)),
        ] {
            prop_assert_eq!(found(&lookup), expected.iter().take(limit).copied().collect::<Vec<_>>());
            prop_assert_eq!((lookup.total, lookup.cap), (Total::Exact(expected.len()), None));
        }
    }

    #[test]
    fn initials_and_prefixes_are_what_a_scan_finds(
        records in records(), initials in "[ㄱㄴㅇab1]{0,4}", text in names(), fields in fields(), limit in 0_usize..6,
    ) {
        let index = index_of(&records);
        let model = model(&records);
        let expected = numbers(&model, fields, |entry| {
            let is_korean = entry.key.chars().any(is_syllable);
            is_korean && !initials.is_empty() && choseong(&entry.key).starts_with(&initials)
        });
        let begins = index.choseong_starts_with(&initials, fields, limit);
        prop_assert_eq!(found(&begins), with_no_edits(&expected, limit));
        prop_assert_eq!(begins.total, Total::Exact(expected.len()));
        let text = key(&text);
        let mut ends = Vec::new();
        index.prefixes(&text, |end| ends.push(end));
        let is_key = |end: &usize| text.is_char_boundary(*end) && model.iter().any(|entry| entry.key == text[..*end]);
        prop_assert_eq!(ends, (1..=text.len()).filter(is_key).collect::<Vec<_>>());
    }

    #[test]
    fn words_are_what_weighing_every_name_finds(
        records in records(),
        asked in prop::collection::vec(("[ab가각]{1,3}|[ab1]{4,6}", 0_u8..=2, any::<bool>()), 1..4),
        fields in fields(), limit in 0_usize..9,
    ) {
        let index = index_of(&records);
        let model = model(&records);
        let asked: Vec<(String, u8, bool)> =
            asked.into_iter().map(|(word, edits, may_go_on)| (key(&word), edits, may_go_on)).collect();
        let queries: Vec<WordQuery<'_>> =
            asked.iter().map(|(key, max_edits, may_go_on)| WordQuery { key, max_edits: *max_edits, may_go_on: *may_go_on }).collect();
        let lookup = index.words(&queries, fields, limit);
        prop_assert_eq!(lookup.cap, None);
        let edits = |entry: &Entry, (word, most, may_go_on): &(String, u8, bool)| {
            let near = words_of(&entry.spelling).filter_map(|own| {
                let begins = *may_go_on && own.starts_with(word.as_str());
                if begins { Some(0) } else { distance(&symbols(word), &symbols(&own)) }
            });
            near.min().and_then(|edits| u8::try_from(edits).ok()).filter(|edits| edits <= most)
        };
        // Every word of the index that a word stands for counts with its names.
        let weight = |query: &(String, u8, bool)| {
            let mut bearing = 0;
            let mut seen = BTreeSet::new();
            for own in model.iter().flat_map(|entry| words_of(&entry.spelling)) {
                let begins = query.2 && own.starts_with(query.0.as_str());
                let near = distance(&symbols(&query.0), &symbols(&own)).is_some_and(|n| n <= usize::from(query.1));
                if (begins || near) && seen.insert(own.clone()) {
                    bearing += model.iter().filter(|entry| words_of(&entry.spelling).any(|word| word == own)).count();
                }
            }
            (model.len() / bearing.max(1)).max(1).ilog2() + 1
        };
        let weights: Vec<u32> = asked.iter().map(weight).collect();
        let mut expected = Vec::new();
        for (number, entry) in (0..).zip(&model).filter(|(_, entry)| fields.hold(entry.kind)) {
            let met: Vec<Option<u8>> = asked.iter().map(|query| edits(entry, query)).collect();
            let missing = met.iter().filter(|edits| edits.is_none()).count();
            if missing == asked.len() || missing * 2 > asked.len() {
                continue;
            }
            let lacking: u32 = met.iter().zip(&weights).filter(|(edits, _)| edits.is_none()).map(|(_, w)| w).sum();
            let held = asked.len() - missing;
            let superfluous = words_of(&entry.spelling).count().saturating_sub(held);
            let edits: u8 = met.iter().flatten().sum();
            expected.push((lacking, edits, superfluous, number, missing));
        }
        expected.sort_unstable();
        let complete = expected.iter().filter(|(.., missing)| *missing == 0).copied().collect();
        let all = index.words_within(&queries, Missing::None, fields, limit, &mut Effort::of_lookup());
        for (lookup, expected) in [(lookup, expected), (all, complete)] {
            prop_assert_eq!(lookup.total, Total::Exact(expected.len()));
            let expected: Vec<_> = expected.into_iter().take(limit).map(|(_, e, s, n, m)| (n, m, e, s)).collect();
            let found: Vec<_> = lookup.names.iter()
                .map(|f| (f.number.get(), usize::from(f.missing), f.edits, usize::from(f.superfluous))).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn numbers_are_found_as_a_full_scan_finds_them(records in records(), query in "[0-9]{0,3}-?[0-9]{0,2}-?[0-9]?") {
        let index = index_of(&records);
        let digits = query.replace('-', "");
        let mut expected = BTreeSet::new();
        for record in &records {
            for (position, cas) in (0..).zip(&record.cas) {
                let written = cas.to_string();
                let begins = if query.contains('-') { written.starts_with(&query) } else { cas.digits().starts_with(&digits) };
                if begins && !digits.is_empty() {
                    expected.insert((written == query || cas.digits() == query, record.code.get(), position));
                }
            }
        }
        let found: BTreeSet<_> =
            index.cas().starts_with(&query).into_iter().map(|(whole, p)| (whole, p.code.get(), p.position)).collect();
        prop_assert_eq!(found, expected);
    }

}
