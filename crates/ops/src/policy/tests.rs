//! The built-in table against the contract, errors with their lines, and tables that survive printing.

use std::collections::BTreeMap;

use incidex_core::regulation::Market;
use incidex_core::tier::{Feature, RateLimit, Tier, TierPolicy};
use proptest::prelude::*;
use proptest::sample::subsequence;

use super::*;

#[test]
fn the_built_in_table_is_the_one_of_the_contract() {
    use Feature::{Exact, StartsWith, Suggest};
    let table = load(None).unwrap();
    let rate = |requests_per_minute, burst, requests_per_second| RateLimit {
        requests_per_minute,
        burst,
        requests_per_second,
    };
    let expected = [
        (Tier::Basic, 10, (0, 0), 0, (false, false), rate(60, 20, 5)),
        (Tier::Pro, 30, (1, 20), 2, (true, false), rate(300, 60, 20)),
        (Tier::Ultra, 50, (5, 100), 6, (true, true), rate(1_200, 200, 60)),
        (Tier::Mega, 50, (10, 500), 10, (true, true), rate(3_000, 500, 150)),
    ];
    for (tier, results, amounts, markets, shown, rate) in expected {
        let policy = table.policy(tier);
        assert_eq!(policy.tier, tier);
        assert_eq!(policy.results_per_request, results, "{tier}");
        assert_eq!((policy.labels_per_request, policy.names_per_request), amounts, "{tier}");
        assert_eq!(policy.markets, Market::ALL[..markets], "{tier}");
        assert_eq!((policy.shows_limits, policy.shows_notes), shown, "{tier}");
        assert_eq!(policy.rate, rate, "{tier}");
        let features =
            if tier == Tier::Basic { vec![Exact, StartsWith, Suggest] } else { Feature::ALL.to_vec() };
        assert_eq!(policy.features, features, "{tier}");
    }
    let weights = table.weights();
    assert_eq!((weights.contains, weights.fuzzy, weights.suggest), (1, 1, 1));
    assert_eq!((weights.label, weights.batch_names_per_unit), (5, 20));
    assert_eq!(table.custom_tiers(), &BTreeMap::new());
    let unrestricted = TierPolicy::unrestricted();
    let mega = TierPolicy { holders: unrestricted.holders.clone(), ..table.policy(Tier::Mega).clone() };
    assert_eq!(mega, unrestricted, "who owns the file sees what MEGA sees");
}

/// The built-in table with the first `from` made `to`, as an error; `{line}` stands for the line of `to`.
#[track_caller]
fn check_refused(from: &str, to: &str, expected: &str) {
    assert!(DEFAULT_POLICY.contains(from), "{from}");
    let text = DEFAULT_POLICY.replacen(from, to, 1);
    let changed = text.lines().zip(DEFAULT_POLICY.lines()).position(|(new, old)| new != old).unwrap();
    let error = parse(&text, Some(Path::new("policy.toml"))).unwrap_err().to_string();
    let expected = format!("policy.toml, line {}{expected}", changed + 1);
    assert!(error.starts_with(&expected), "{error}\nis not\n{expected}");
}

#[test]
fn an_error_points_at_the_line() {
    check_refused(
        "results_per_request = 30",
        "results_per_request = 0",
        ": tiers.PRO.results_per_request is 0: give a whole number from 1 to 1000",
    );
    check_refused(
        "requests_per_minute = 60, burst = 20",
        "requests_per_minute = 60, burst = 0",
        ": tiers.BASIC.rate.burst is 0: give a whole number from 1 to 1000000",
    );
    check_refused(
        r#"["KR", "EU", "CN""#,
        r#"["KR", "EU", "EU", "CN""#,
        r#": tiers.ULTRA.markets is ["KR", "EU", "EU", "CN", "US", "JP", "ASEAN"]: name EU once"#,
    );
    check_refused("label = 5", "label = 1001", ": weights.label is 1001: give a whole number from 1 to 1000");
    check_refused(
        "[custom_tiers]\n\n",
        "[custom_tiers]\nMEGA = \"PRO\"\n",
        ": custom_tiers.MEGA is PRO: this tier has a table of its own; map only names that are none of the four",
    );
    check_refused(
        "results_per_request = 30",
        "results_per_requst = 30",
        " at \"results_per_requst = 30\": unknown field `results_per_requst`, expected one of `results_per_request`, ",
    );
    check_refused(
        "results_per_request = 30",
        "results_per_request = -1",
        " at \"results_per_request = -1\": ",
    );
    check_refused(
        "results_per_request = 30",
        "results_per_request = \"many\"",
        " at \"results_per_request = \\\"many\\\"\": invalid type: string \"many\", expected usize",
    );
    check_refused(
        r#"markets = ["KR", "EU"]"#,
        r#"markets = ["KR", "UK"]"#,
        " at \"markets = [\\\"KR\\\", \\\"UK\\\"]\": unknown variant `UK`, expected one of `KR`, `EU`, ",
    );
    check_refused("[tiers.MEGA]", "[tiers.MEGA", " at \"[tiers.MEGA\": ");
    check_refused("[tiers.MEGA]", "[tiers.GIGA]", " at \"[tiers.GIGA]\": unknown field `GIGA`, ");
}

#[test]
fn what_is_missing_is_named() {
    let text = DEFAULT_POLICY.replacen("shows_notes = false\n", "", 1);
    let error = parse(&text, None).unwrap_err().to_string();
    let header = DEFAULT_POLICY.lines().position(|line| line == "[tiers.BASIC]").unwrap() + 1;
    let expected =
        format!("the built-in policy, line {header} at \"[tiers.BASIC]\": missing field `shows_notes`. ");
    assert!(error.starts_with(&expected), "{error}");
    let error = parse("", None).unwrap_err().to_string();
    assert!(error.contains("missing field `weights`"), "{error}");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.toml");
    let error = || load(Some(&path)).unwrap_err().to_string();
    assert!(error().starts_with(&format!("INCIDEX_POLICY names {}, which cannot be read: ", path.display())));
    std::fs::write(&path, b"\xff\xfe").unwrap();
    assert!(error().contains("which is not UTF-8"), "{}", error());
    std::fs::write(&path, vec![b'#'; 1024 * 1024 + 1]).unwrap();
    assert!(error().contains("which is larger than 1 MiB"), "{}", error());
    std::fs::write(&path, DEFAULT_POLICY).unwrap();
    assert_eq!(load(Some(&path)).unwrap(), load(None).unwrap());
}

/// A sound policy as text, lists in any order.
fn policies() -> impl Strategy<Value = String> {
    let features = subsequence(Feature::ALL.to_vec(), 0..=Feature::ALL.len()).prop_shuffle();
    let markets = subsequence(Market::ALL.to_vec(), 1..=10).prop_shuffle();
    let amounts = (1_usize..=1_000, 1_usize..=100, 1_usize..=1_000);
    (features, markets, amounts, (100_000_u32..=1_000_000, 1_u32..1_000_000), any::<(bool, bool)>()).prop_map(
        |(features, markets, (results, labels, names), (burst, minute), (limits, notes))| {
            let has = |feature| features.contains(&feature);
            let codes: Vec<&str> = features.iter().map(|feature| feature.code()).collect();
            let markets: Vec<&str> = if has(Feature::Regulations) {
                markets.iter().map(|market| market.code()).collect()
            } else {
                Vec::new()
            };
            let labels = if has(Feature::Labels) { labels } else { 0 };
            let names = if has(Feature::Batch) { names } else { 0 };
            format!(
                "results_per_request = {results}\nfeatures = {codes:?}\nlabels_per_request = {labels}\n\
                 names_per_request = {names}\nmarkets = {markets:?}\nshows_limits = {limits}\n\
                 shows_notes = {notes}\nrate = {{ requests_per_minute = {minute}, burst = {burst}, \
                 requests_per_second = 100000 }}\n"
            )
        },
    )
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back_the_same(
        tiers in [policies(), policies(), policies(), policies()],
        weights in [1_u32..=1_000, 1_u32..=1_000, 1_u32..=1_000, 1_u32..=1_000, 1_u32..=1_000],
        custom in prop::collection::btree_map("[0-9]{3}[ -~]{0,8}[!-~]", 0_usize..4, 0..4),
    ) {
        let [contains, fuzzy, suggest, label, batch] = weights;
        let mut lines = vec!["[custom_tiers]".to_owned()];
        let mut names: Vec<String> = Vec::new();
        for (name, tier) in custom {
            if !names.contains(&name.to_ascii_uppercase()) {
                let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
                lines.push(format!("\"{quoted}\" = \"{}\"", Tier::ALL[tier]));
                names.push(name.to_ascii_uppercase());
            }
        }
        lines.push(format!(
            "[weights]\ncontains = {contains}\nfuzzy = {fuzzy}\nsuggest = {suggest}\nlabel = {label}\n\
             batch_names_per_unit = {batch}"
        ));
        lines.extend(Tier::ALL.into_iter().zip(&tiers).map(|(tier, policy)| format!("[tiers.{tier}]\n{policy}")));
        let text = lines.join("\n");
        let table = parse(&text, None).unwrap();
        let printed = print(&table).unwrap();
        prop_assert_eq!(parse(&printed, None).unwrap(), table, "{}", printed);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,64}", cut in 0..DEFAULT_POLICY.len()) {
        let _ = parse(&text, None);
        let cut = DEFAULT_POLICY.get(..cut).unwrap_or_default();
        let _ = parse(&format!("{cut}{text}"), None);
    }
}
