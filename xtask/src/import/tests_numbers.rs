//! Tests of [`numbers`](super::numbers).

use incidex_core::identifier::CasNumber;
use proptest::prelude::*;

use super::cell::Notes;
use super::numbers::{looks_like_cas, numbers};
use super::{Action, Finding};

fn read(cas: &str, ec: &str) -> (Vec<String>, Vec<String>, Vec<Finding>) {
    let mut notes = Notes::new("file");
    let numbers = numbers(cas, ec, &mut notes.at(1));
    let text = |n: &dyn ToString| n.to_string();
    (
        numbers.cas.iter().map(|n| text(n)).collect(),
        numbers.ec.iter().map(|n| text(n)).collect(),
        notes.into_findings(),
    )
}

/// The CAS numbers of a cell, and the actions that reading it took.
fn cas(cell: &str) -> (Vec<String>, Vec<Action>) {
    let (cas, _, findings) = read(cell, "");
    (cas, findings.iter().map(|f| f.action).collect())
}

#[test]
fn separators_qualifiers_and_placeholders_leave_no_finding() {
    for cell in [
        "50-00-0 / 98-92-0",
        "50-00-0/98-92-0/",
        "50-00-0 -- 98-92-0",
        "50-00-0;98-92-0;",
        "50-00-0, 98-92-0",
        "50-00-0 98-92-0",
        "50-00-0 - 98-92-0",
        "50-00-0 [1] / 98-92-0 [2]/ - [3]",
        "50-00-0[1]98-92-0[ 2]",
        "(1) 50-00-0/(2) 98-92-0",
        "50-00-0(generic) 98-92-0(generic",
        "50-00-0 (L-) / 98-92-0 (7-hydrate) / 50-00-0 (2HCl)",
        "\t50-00-0\n98-92-0 (",
    ] {
        assert_eq!(cas(cell), (vec!["50-00-0".into(), "98-92-0".into()], vec![]), "{cell}");
    }
    for cell in ["", "-", "- / -", "- - -", "--", "[3]", "-[1]/ -[2]", "(generic)"] {
        assert_eq!(cas(cell), (vec![], vec![]), "{cell}");
    }
}

#[test]
fn what_is_no_number_is_refused_and_never_guessed() {
    for cell in [
        "98-92-1",
        "66455-14",
        "66455-14-",
        "98-92-",
        "98-92-00",
        "98-92-0N3",
        "98-92-0NNN",
        "98-92-03",
        "98920",
        "123456789",
        "98-92--0",
        "12345678-92-0",
        "98-92-0123-45-6",
        "613-062-00-4",
    ] {
        assert_eq!(cas(cell), (vec![], vec![Action::ValueRefused]), "{cell}");
    }
    let (_, _, findings) = read("", "613-062-00-4");
    assert!(findings[0].reason.contains("CLP"), "{findings:?}");
}

#[test]
fn punctuation_is_repaired_where_the_check_digit_bears_it_out() {
    for cell in
        ["98\u{2011}92\u{2011}0", "98-92- 0", "98- 92-0", "98-92-0-", "98-\u{a0}92-0", "98\u{ad}-92-0"]
    {
        let (numbers, actions) = cas(cell);
        assert_eq!(numbers, ["98-92-0"], "{cell:?}");
        assert!(!actions.is_empty() && actions.iter().all(|a| *a == Action::Repaired), "{cell:?}");
    }
    for cell in ["50-00-0-98-92-0", "50-00-0--98-92-0"] {
        assert_eq!(cas(cell), (vec!["50-00-0".into(), "98-92-0".into()], vec![Action::Repaired]), "{cell}");
    }
    assert_eq!(cas("98-92-0 / 98- 92-1").1, [Action::ValueRefused, Action::ValueRefused]);
}

#[test]
fn numbers_in_the_wrong_column_are_moved() {
    let (cas, ec, findings) = read("202-713-4", "98-92-0 / *614-341-3");
    assert_eq!((cas, ec), (vec!["98-92-0".into()], vec!["202-713-4".into(), "614-341-3".into()]));
    assert_eq!(
        findings.iter().map(|f| (f.field, f.action)).collect::<Vec<_>>(),
        [("cas", Action::Repaired), ("ec", Action::Repaired)]
    );
}

#[test]
fn words_and_zeroes_are_passed_over_with_a_finding() {
    assert_eq!(cas("CAS No 98-92-0"), (vec!["98-92-0".into()], vec![Action::Ignored]));
    assert_eq!(cas("0"), (vec![], vec![Action::Ignored]));
}

#[test]
fn a_cell_shows_whether_it_holds_cas_numbers() {
    assert!(["98-92-0", "98-92-1 50", "50-00-0(generic)"].into_iter().all(looks_like_cas));
    assert!(!["", "66455-14", "2026-03-23", "202-713-4", "C12-14"].into_iter().any(looks_like_cas));
}

proptest! {
    #[test]
    fn no_cell_panics(cell in "[0-9()\\[\\]/;, -]{0,40}|\\PC{0,40}") {
        let _ = read(&cell, &cell);
    }

    #[test]
    fn any_list_of_numbers_is_read(bodies in prop::collection::vec(100_u64..=999_999_999, 1..6)) {
        let wanted: Vec<CasNumber> = bodies
            .iter()
            .filter_map(|body| (0..10).find_map(|digit| CasNumber::try_from(body * 10 + digit).ok()))
            .collect();
        let cell = wanted.iter().map(ToString::to_string).collect::<Vec<_>>().join(" / ");
        let mut notes = Notes::new("file");
        let read = numbers(&cell, "", &mut notes.at(1)).cas;
        prop_assert!(wanted.iter().all(|number| read.contains(number)));
        prop_assert!(notes.into_findings().is_empty());
    }
}
