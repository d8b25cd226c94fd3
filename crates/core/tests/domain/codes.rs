//! Codes that clients and files hold: a change here breaks them, so each is written down once more.

use std::collections::BTreeSet;
use std::fmt::Debug;

use incidex_core::catalog::LookupStatus;
use incidex_core::index::Section;
use incidex_core::ingredient::{Language, NameKind};
use incidex_core::regulation::{Annex, AnnexReference, Market, RegulationStatus, Restriction};
use incidex_core::search::ranking::{MatchStart, Standing};
use incidex_core::search::{Field, MatchMode, MatchedKind, NoticeCode, SearchMode, Sort};
use incidex_core::tier::{Feature, RegulationResult, Tier};

/// Holds the codes of all values, in their order, against what is written here, and each against the others.
#[track_caller]
fn have_codes<T: Copy + Debug>(all: &[T], code: impl Fn(T) -> &'static str, expected: &str) {
    let codes: Vec<&str> = all.iter().map(|value| code(*value)).collect();
    assert_eq!(codes, expected.split_whitespace().collect::<Vec<_>>());
    assert_eq!(BTreeSet::from_iter(&codes).len(), all.len(), "{codes:?}");
}

/// The same, and that each code means its value and nothing else means one.
#[track_caller]
fn are_parsed<T: Copy + Debug + PartialEq>(
    all: &[T],
    code: impl Fn(T) -> &'static str,
    parse: impl Fn(&str) -> Option<T>,
    expected: &str,
) {
    have_codes(all, &code, expected);
    for value in all {
        assert_eq!(parse(code(*value)), Some(*value));
    }
    for none in ["", "nothing", "exact ", "İ"] {
        assert_eq!(parse(none), None, "{none}");
    }
}

#[test]
fn requests_are_read_by_their_codes() {
    are_parsed(
        &SearchMode::ALL,
        SearchMode::code,
        SearchMode::parse,
        "auto exact prefix contains fuzzy words",
    );
    are_parsed(&Field::ALL, Field::code, Field::parse, "all inci kr other cas ec");
    are_parsed(&Sort::ALL, Sort::code, Sort::parse, "relevance name code");
    are_parsed(
        &NameKind::ALL,
        NameKind::code,
        NameKind::parse,
        "inci us_inci us_name colour_name korean former_korean_name common_name trivial_name spelling_variant",
    );
    are_parsed(&Language::ALL, Language::code, Language::parse, "inci en ko la fr de es it");
    are_parsed(&Tier::ALL, Tier::name, Tier::parse, "BASIC PRO ULTRA MEGA");
    are_parsed(&Market::ALL, Market::code, Market::parse, "KR EU CN US JP ASEAN TW BR AR CA");
    let parse = |numeral: &str| numeral.parse().ok();
    are_parsed(&Annex::ALL, Annex::numeral, parse, "II III IV V VI");
    have_codes(
        &Feature::ALL,
        Feature::code,
        "exact starts_with suggest contains fuzzy one_box_search regulations labels batch",
    );
}

#[test]
fn answers_say_what_they_mean() {
    have_codes(
        &MatchMode::ALL,
        MatchMode::code,
        "exact identifier identifier_repaired without_parentheses starts_with half_typed \
         identifier_starts_with choseong contains identifier_contains words keyboard_layout fuzzy fuzzy_prefix \
         words_fuzzy",
    );
    let kinds = [MatchedKind::Name(NameKind::UsName), MatchedKind::Cas, MatchedKind::Ec];
    have_codes(&kinds, MatchedKind::code, "us_name cas ec");
    let standings = [Standing::Standard, Standing::Customary, Standing::Variant];
    have_codes(&standings, Standing::code, "standard customary variant");
    have_codes(
        &[MatchStart::Name, MatchStart::Word, MatchStart::Inside],
        MatchStart::code,
        "name word inside",
    );
    let notices = [
        NoticeCode::NotACasNumber,
        NoticeCode::NotAnEcNumber,
        NoticeCode::OtherKeyboardLayout,
        NoticeCode::MarketOutsidePlan,
    ];
    have_codes(
        &notices,
        NoticeCode::code,
        "not_a_cas_number not_an_ec_number other_keyboard_layout market_outside_plan",
    );
    let lookups =
        [LookupStatus::Found, LookupStatus::Ambiguous, LookupStatus::NotFound, LookupStatus::Invalid];
    have_codes(&lookups, LookupStatus::code, "found ambiguous not_found invalid");
    have_codes(
        &RegulationResult::ALL,
        RegulationResult::code,
        "listed not_listed_in_country not_listed unknown outside_plan",
    );
}

#[test]
fn the_surer_way_of_matching_has_the_smaller_tier() {
    assert!(MatchMode::ALL.is_sorted(), "the list is in order of how sure a way is");
    let tiers = MatchMode::ALL.map(MatchMode::tier);
    assert_eq!(tiers, [0, 1, 2, 3, 4, 4, 5, 4, 6, 7, 8, 9, 10, 11, 12]);
}

#[test]
fn files_name_their_sections() {
    have_codes(
        &Section::ALL,
        Section::name,
        "names names.exact names.keys names.by_key names.turned_keys names.grams words.keys \
         words.turned_keys words.lists choseong.keys choseong.by_key cas.keys cas.postings ec.keys ec.postings \
         directory cas.names",
    );
}

#[test]
fn a_list_bans_or_limits_what_stands_on_it() {
    let lists = Annex::ALL.map(|annex| (annex.source_type().code(), annex.source_type().restriction()));
    let limit = Restriction::Limit;
    let expected = [
        ("ban", Restriction::Ban),
        ("limit", limit),
        ("colourant", limit),
        ("preservative", limit),
        ("uv_filter", limit),
    ];
    assert_eq!(lists, expected);
}

#[test]
fn a_status_is_what_the_entries_say_together() {
    use RegulationStatus::{NotListed, Prohibited, Restricted, RestrictedAndProhibited, Unknown};
    use Restriction::{Ban, Limit};
    for (entries, is_loaded, expected, label, on_record) in [
        (&[Ban, Ban][..], true, Prohibited, "Prohibited", "Prohibited"),
        (&[Limit], true, Restricted, "Restricted", "Restricted"),
        (&[Limit, Ban], true, RestrictedAndProhibited, "Restricted / Prohibited", "Restricted / Prohibited"),
        (&[], true, NotListed, "Not Listed", "Not Listed"),
        (&[], false, Unknown, "Unknown", ""),
    ] {
        let status = RegulationStatus::of(entries.iter().copied(), is_loaded);
        assert_eq!((status, status.label(), status.record_label()), (expected, label, on_record));
        let asked = RegulationStatus::parse(&format!(" {} ", label.to_uppercase().replace(' ', "")));
        assert_eq!(asked, (status != Unknown).then_some(status), "{label}");
    }
    assert_eq!(RegulationStatus::parse("not  LISTED"), Some(NotListed));
    assert_eq!(RegulationStatus::parse("listed"), None);
}

#[test]
fn references_are_stored_as_they_are_cited() {
    let reference: AnnexReference = "iii/2a".parse().unwrap();
    assert_eq!((reference.annex(), reference.number()), (Annex::III, "2a".to_owned()));
    let stored = serde_json::to_string(&reference).unwrap();
    assert_eq!(stored, r#""III/2a""#);
    assert_eq!(serde_json::from_str::<AnnexReference>(&stored).unwrap(), reference);
    let refused = serde_json::from_str::<AnnexReference>(r#""VII/1""#).unwrap_err().to_string();
    assert!(refused.starts_with(r#""VII" is no annex reference"#), "{refused}");
}
