//! Single cases that say what a lookup means.

use super::*;

#[test]
fn sections_do_not_depend_on_the_order_of_records() {
    let a = ingredient(1, vec![(NameKind::Inci, "WATER".into())], vec!["7732-18-5".parse().unwrap()]);
    let b = ingredient(2, vec![(NameKind::Inci, "GLYCERIN".into())], Vec::new());
    assert_eq!(sections_of(&[a.clone(), b.clone()]), sections_of(&[b, a]));
}

#[test]
fn a_variety_gives_way_to_its_principal_by_name_and_nothing_else() {
    let names = |own: &str, korean: &str| {
        vec![(NameKind::Inci, own.to_owned()), (NameKind::Korean, korean.to_owned())]
    };
    let principal = ingredient(2700, names("Water", "정제수"), Vec::new());
    let mut variety = ingredient(6210, names("Water", "미네랄워터"), Vec::new());
    variety.variety_of = Some(principal.code);
    let mut special = ingredient(9000, names("Sea (Deep) Water", "해양심층수"), Vec::new());
    special.variety_of = Some(principal.code);
    let index = index_of(&[principal, variety, special]);
    let codes = |name: &str| index.exact(name).map(|number| code_of(&index, number)).collect::<Vec<_>>();
    assert_eq!(codes("water"), [2700]);
    assert_eq!(codes("미네랄워터"), [6210]);
    assert_eq!(codes("seadeepwater"), [9000]);
}

fn code_of(index: &SearchIndex<Vec<u8>>, number: NameNumber) -> u32 {
    index.name(number).unwrap().code().get()
}

#[test]
fn a_name_beyond_what_a_posting_can_say_is_refused() {
    let long = ingredient(1, vec![(NameKind::Inci, "a".repeat(70_000))], Vec::new());
    assert!(IndexBuilder::new().add(&long).is_err());
}

#[test]
fn names_are_found_by_what_stands_inside_them_each_once_and_literally() {
    let records = [
        ingredient(1, vec![(NameKind::Inci, "Aa aa aaa".into()), (NameKind::Inci, "b".into())], Vec::new()),
        ingredient(
            2,
            vec![(NameKind::UsInci, "AA".into()), (NameKind::CommonName, "aa%".into())],
            Vec::new(),
        ),
        ingredient(3, vec![(NameKind::Korean, "쌀".into())], Vec::new()),
    ];
    let index = index_of(&records);
    let found = |needle: &str| {
        let found = index.contains(needle, Fields::ALL, 9);
        found.names.iter().map(|name| code_of(&index, name.number)).collect::<Vec<_>>()
    };
    assert_eq!(found("aa"), [2, 1, 2]);
    assert_eq!(found("aaa"), [1]);
    assert_eq!(found("a%"), [2]);
    assert_eq!(found("쌀"), [3]);
    assert_eq!((found("a\na"), found("\n"), found("a\0"), found("")), (vec![], vec![], vec![], vec![]));
}

#[test]
fn a_syllable_is_no_beginning_of_one_that_a_final_closes() {
    let names =
        ["나이아신", "나이아시드", "나이아시", "나이아실"].map(|name| (NameKind::Korean, name.to_owned()));
    let index = index_of(&[ingredient(1, names.to_vec(), Vec::new())]);
    let found = |key: &str| {
        let found = index.starts_with(key, Fields::KOREAN, 9);
        let spelling = |name: &FoundName| index.name(name.number).unwrap().spelling.to_owned();
        found.names.iter().map(spelling).collect::<Vec<_>>()
    };
    assert_eq!(found("나이아시"), ["나이아시", "나이아시드"]);
    assert_eq!(found("나이아신"), ["나이아신"]);
    assert_eq!(found("나이아ㅅ"), Vec::<String>::new());
    assert_eq!(index.fuzzy_prefix("나이아ㅅ", Fields::ALL, 0, 9).total, Total::Exact(4));
}

#[test]
fn a_query_of_any_shape_is_bounded() {
    let names = (0..3_000_u32).map(|n| {
        let letters: String =
            (0..12).map(|i| char::from(b'a' + u8::try_from((n >> i) & 1).unwrap())).collect();
        (NameKind::Inci, letters)
    });
    let index = index_of(&[ingredient(1, names.collect(), Vec::new())]);
    let found = index.fuzzy("abababababab", Fields::ALL, 2, 20);
    assert_eq!(found.names.len(), 20);
    let found = index.fuzzy(&"a".repeat(SearchIndex::<Vec<u8>>::LONGEST_FUZZY + 1), Fields::ALL, 2, 20);
    assert_eq!((found.names.len(), found.cap), (0, Some(Cap::Length)));
    assert!(index.contains(&"ab".repeat(2_000), Fields::ALL, 20).names.is_empty());
}

#[test]
fn lookups_of_one_effort_share_its_steps() {
    let names = (0..3_000_u32).map(|n| {
        let letters: String =
            (0..12).map(|i| char::from(b'a' + u8::try_from((n >> i) & 1).unwrap())).collect();
        (NameKind::Inci, letters)
    });
    let index = index_of(&[ingredient(1, names.collect(), Vec::new())]);
    let key = "abababababab";
    let mut effort = Effort::new(20_000);
    let mut left = vec![effort.left()];
    while effort.left() > 0 {
        let whole = index.fuzzy_within(key, Fields::ALL, 1, 20, &mut effort);
        let word = [WordQuery { key, max_edits: 1, may_go_on: false }];
        let words = index.words_within(&word, Missing::UpToHalf, Fields::ALL, 20, &mut effort);
        let beginnings = index.fuzzy_prefix_within(key, Fields::ALL, 1, 20, &mut effort);
        assert!(effort.left() < left[left.len() - 1]);
        // As long as there are steps left, nothing is cut short by them.
        let caps = [whole.cap, words.cap, beginnings.cap];
        assert_eq!(caps.contains(&Some(Cap::Steps)), effort.left() == 0, "{caps:?}");
        left.push(effort.left());
    }
    assert!(left.len() > 2, "{left:?}");
    let nothing = index.fuzzy_within(key, Fields::ALL, 1, 20, &mut effort);
    assert_eq!((nothing.names.len(), nothing.cap), (0, Some(Cap::Steps)));
}

#[test]
fn a_lookup_by_words_says_where_it_stopped() {
    let names =
        (0..17_000).map(|n| (NameKind::Inci, format!("common {}", if n == 9 { "rare" } else { "x" })));
    let mut names: Vec<_> = names.collect();
    names.extend((0..200).map(|n| (NameKind::Inci, format!("begun{n}"))));
    let index = index_of(&[ingredient(1, names, Vec::new())]);
    let find = |keys: &[&str], may_go_on| {
        let words: Vec<_> = keys.iter().map(|key| WordQuery { key, max_edits: 0, may_go_on }).collect();
        index.words(&words, Fields::ALL, 3)
    };
    // Names with a rare word are held against the long list of a common one, which is not read in full.
    let found = find(&["common", "rare"], false);
    assert_eq!(found.cap, Some(Cap::Steps));
    let best = index.name(found.names[0].number).unwrap();
    assert_eq!((best.spelling, found.names[0].missing), ("common rare", 0));
    let found = find(&["common"], false);
    assert_eq!((found.total, found.cap), (Total::AtLeast(16_384), Some(Cap::Steps)));
    let found = find(&["begun"], true);
    assert_eq!((found.total, found.cap), (Total::AtLeast(128), Some(Cap::Expansions)));
    assert_eq!(find(&["begun7"], false).total, Total::Exact(1));
    assert_eq!(find(&["x"; 17], false).cap, Some(Cap::Length));
    assert!(find(&["x"; 17], false).names.is_empty());
}

#[test]
fn numbers_are_found_by_what_stands_inside_their_written_form() {
    let index = index_of(&[ingredient(
        1,
        vec![(NameKind::Inci, "a".into())],
        vec!["98-92-0".parse().unwrap(), "7732-18-5".parse().unwrap()],
    )]);
    let found = |needle: &str| {
        index.cas_names().containing(needle).iter().map(|(whole, p)| (*whole, p.position)).collect::<Vec<_>>()
    };
    assert_eq!(found("2-"), [(false, 1), (false, 0)]);
    assert_eq!(found("98-92-0"), [(true, 0)]);
    assert_eq!((found(""), found("\n"), found("4")), (vec![], vec![], vec![]));
    let begins = |query: &str| index.cas().starts_with(query).len();
    assert_eq!((begins("98-9"), begins("989"), begins("9-8"), begins(""), begins("9a")), (1, 1, 0, 0, 0));
}
