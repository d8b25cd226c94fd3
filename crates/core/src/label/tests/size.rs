//! Large and hostile texts: the time grows with the length, whatever stands in them.

use std::time::{Duration, Instant};

use super::*;

/// Texts of the same sort, by their length in bytes.
const HOSTILE: &[(&str, &str)] = &[
    ("commas", ","),
    ("open brackets", "("),
    ("closed brackets", ")"),
    ("both brackets", "()"),
    ("mixed brackets", "([{"),
    ("one word", "a"),
    ("one Korean word", "정"),
    ("names without separators", "정제수"),
    ("names with blanks", "Water "),
    ("unknown words", "Foobarium "),
    ("unknown names", "Foobarium Glycolat, "),
    ("mistyped names", "Niacinimide, "),
    ("slashes", "Water/"),
    ("dots", "."),
    ("colons", "a: "),
    ("headings", "[Serum] Water "),
    ("marks", "*"),
    ("marks in front", "*a "),
    ("line breaks", "\n"),
    ("numbers", "1,2-"),
    ("amounts", "2% "),
    ("opened amounts", "(2"),
    ("plus minus", "+/- "),
    ("tags", "<b>"),
    ("open tags", "<b"),
    ("ampersands", "&"),
    ("mojibake", "Ã"),
    ("brackets in brackets", "a (b "),
    ("lists in brackets", "Parfum (Linalool, "),
    ("colours", "CI 77891 "),
    ("long beginnings", "Acrylates/C10-30 Alkyl Acrylate "),
];

fn time(index: &SearchIndex<Vec<u8>>, part: &str, bytes: usize) -> Duration {
    let text: String = part.repeat(bytes / part.len());
    let label = LabelText::new(&text).unwrap();
    let run = || {
        let start = Instant::now();
        let report = resolve(label, index);
        let elapsed = start.elapsed();
        assert!(report.items.len() <= bytes);
        elapsed
    };
    // The better of two: other processes take time too.
    (0..2).map(|_| run()).min().unwrap_or_default()
}

#[test]
fn the_time_of_hostile_texts_grows_with_their_length() {
    let catalog = catalog();
    let index = catalog.index();
    let mut slow = Vec::new();
    for (what, part) in HOSTILE {
        let small = time(index, part, 4 * 1024);
        // Eight times the length; a quadratic step would take sixty-four times as long. Other work on the
        // machine may hold a run up, so several may be tried.
        let bound = small * 32 + Duration::from_millis(100);
        let large = (0..4).map(|_| time(index, part, 32 * 1024)).find(|large| *large < bound);
        if large.is_none() {
            slow.push(format!("{what}: {small:?} for 4 KiB, never below {bound:?} for 32 KiB"));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}

#[test]
fn a_text_may_have_so_many_bytes_and_no_more() {
    let longest = "a".repeat(MAX_LABEL_BYTES);
    assert!(LabelText::new(&longest).is_ok());
    let error = LabelText::new(&format!("{longest}a")).unwrap_err();
    assert_eq!(error.bytes, MAX_LABEL_BYTES + 1);
}

#[test]
fn the_longest_hostile_texts_are_read() {
    let catalog = catalog();
    for (what, part) in HOSTILE {
        let text: String = part.repeat(MAX_LABEL_BYTES / part.len());
        let start = Instant::now();
        let report = resolve(LabelText::new(&text).unwrap(), catalog.index());
        assert!(report.summary.mentions <= text.len(), "{what}");
        // Without optimisation and beside other work; with it, none takes a hundredth of this.
        assert!(start.elapsed() < Duration::from_secs(20), "{what}: {:?}", start.elapsed());
    }
}
