//! Amounts beside names, and what looks like one.

use super::*;

/// Holds the amount of the first item of a label, as written and as read, against what is expected.
#[track_caller]
fn amount(label: &str, expected: Option<(&str, f64, &str)>) {
    let report = read(label);
    let item = &report.items[0];
    let found = item.amount.as_ref().map(|amount| (amount.text.as_str(), amount.value, amount.unit.as_str()));
    assert_eq!(found, expected, "{label}: {item:?}");
    assert_eq!(item.ingredient.map(IngredientCode::get), Some(8), "{label}");
}

#[test]
fn numbers_are_read_as_they_are_written() {
    amount("Glycerin 2%, Water", Some(("2%", 2.0, "%")));
    amount("Glycerin 0.05 %, Water", Some(("0.05 %", 0.05, "%")));
    amount("Glycerin 0,5 %, Water", Some(("0,5 %", 0.5, "%")));
    amount("Glycerin 10,000 ppm, Water", Some(("10,000 ppm", 10_000.0, "ppm")));
    amount("Glycerin (<2%), Water", Some(("(<2%)", 2.0, "%")));
    amount("Glycerin (2%, Water", Some(("2%", 2.0, "%")));
    amount("Glycerin [~ 1.5 ‰], Water", Some(("[~ 1.5 ‰]", 1.5, "‰")));
}

#[test]
fn units_may_be_per_something_and_by_weight() {
    amount("Glycerin (5 mg/g), Water", Some(("(5 mg/g)", 5.0, "mg/g")));
    amount("Glycerin (5 mg/100g), Water", Some(("(5 mg/100g)", 5.0, "mg/100g")));
    amount("Glycerin (500IU / g), Water", Some(("(500IU / g)", 500.0, "iu/g")));
    amount("Glycerin 2% w/w, Water", Some(("2% w/w", 2.0, "%")));
    amount("Glycerin 2% (w/v), Water", Some(("2% (w/v)", 2.0, "%")));
    amount("Glycerin (2% v/v), Water", Some(("(2% v/v)", 2.0, "%")));
    // The micro sign and the Greek letter.
    amount("Glycerin (5 \u{b5}g/g), Water", Some(("(5 \u{b5}g/g)", 5.0, "\u{3bc}g/g")));
    amount("Glycerin (5 \u{3bc}g), Water", Some(("(5 \u{3bc}g)", 5.0, "\u{3bc}g")));
}

#[test]
fn what_is_no_amount_is_none() {
    for label in ["Glycerin, 2 Girls", "Glycerin (2 rooms), Water"] {
        let report = read(label);
        assert_eq!(report.items[0].amount, None, "{label}");
    }
}

#[test]
fn signs_of_other_scripts_part_names_as_their_ascii_kin_do() {
    for label in [
        "정제수，글리세린；판테놀",
        "정제수、글리세린｜판테놀",
        "정제수ㅣ글리세린ㆍ판테놀",
        "정제수 ● 글리세린 ・ 판테놀",
    ] {
        check(label, &[("정제수", 1), ("글리세린", 8), ("판테놀", 22)]);
    }
    check("Ａｑｕａ／Ｗａｔｅｒ", &[("Ａｑｕａ／Ｗａｔｅｒ", 1)]);
    check("Aqua（Water）， １，２－Hexanediol", &[("Aqua（Water）", 1), ("１，２－Hexanediol", 2)]);
    let report = read("【성분】 글리세린（２．５％）＊， 정제수");
    let item = &report.items[0];
    let amount = item.amount.as_ref().map(|amount| (amount.value, amount.unit.as_str()));
    assert_eq!((item.text.as_str(), amount), ("글리세린", Some((2.5, "%"))), "{report:?}");
    assert_eq!(item.marks[0].text, "＊");
}
