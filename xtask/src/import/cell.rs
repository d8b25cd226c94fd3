//! Tools for single cells: cleaning a text, reading a date, reading function labels, and noting findings.
//!
//! What a cell of CAS or EC numbers means lives in [`numbers`](super::numbers); what columns a source has
//! lives in the source's own module.

use super::{Action, Finding};

/// The longest excerpt of a value that a finding carries.
const EXCERPT_CHARACTERS: usize = 80;

/// Function labels by which CosIng says that it knows none.
const NO_FUNCTION: [&str; 2] = ["NOT REPORTED", "UNKNOWN"];

/// The findings of one file while it is read.
#[derive(Debug)]
pub struct Notes {
    source: String,
    findings: Vec<Finding>,
}

impl Notes {
    /// No findings yet in the file that the caller calls `source`.
    pub fn new(source: &str) -> Self {
        Self { source: source.to_owned(), findings: Vec::new() }
    }

    /// The place of a row, for noting what is found there.
    pub fn at(&mut self, line: u64) -> Place<'_> {
        Place { notes: self, line }
    }

    /// All findings, in the order in which they were noted.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}

/// A row of the file that is being read.
#[derive(Debug)]
pub struct Place<'a> {
    notes: &'a mut Notes,
    line: u64,
}

impl Place<'_> {
    /// Notes a finding about `field` of this row.
    pub fn note(&mut self, field: &'static str, action: Action, value: &str, reason: impl Into<String>) {
        self.notes.findings.push(Finding {
            source: self.notes.source.clone(),
            line: self.line,
            field,
            action,
            value: excerpt(value),
            reason: reason.into(),
        });
    }

    /// The tidy form of a cell, with a finding where more than plain blanks was cleaned.
    pub fn tidy(&mut self, field: &'static str, raw: &str) -> String {
        let tidied = tidy(raw);
        if tidied.is_repaired {
            self.note(field, Action::Repaired, raw, "invisible or unusual blank characters were cleaned");
        }
        tidied.text
    }
}

/// A cleaned text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tidied {
    /// The text.
    pub text: String,
    /// Whether anything but plain blanks and line breaks had to be cleaned.
    pub is_repaired: bool,
}

/// Makes every run of blanks and line breaks one space, drops what shows nothing (soft hyphens, zero-width
/// characters, bidi controls, byte order marks, control characters) and trims. Letters, punctuation and
/// apostrophes stay as they came.
pub fn tidy(raw: &str) -> Tidied {
    let mut text = String::with_capacity(raw.len());
    let (mut blank_is_due, mut is_repaired) = (false, false);
    for character in raw.chars() {
        if character.is_whitespace() {
            blank_is_due = true;
            is_repaired |= !character.is_ascii();
        } else if shows_nothing(character) {
            is_repaired = true;
        } else {
            if blank_is_due && !text.is_empty() {
                text.push(' ');
            }
            blank_is_due = false;
            text.push(character);
        }
    }
    Tidied { text, is_repaired }
}

fn shows_nothing(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{206f}'
            | '\u{feff}'
    ) || character.is_control()
}

/// The first characters of a value, an ellipsis standing for the rest.
fn excerpt(value: &str) -> String {
    if value.chars().nth(EXCERPT_CHARACTERS).is_none() {
        return value.to_owned();
    }
    value.chars().take(EXCERPT_CHARACTERS - 1).chain(['…']).collect()
}

/// A date as YYYY-MM-DD, read from `DD/MM/YYYY` (as the Commission writes it), `YYYY-MM-DD` or `YYYYMMDD`;
/// `/`, `-` and `.` are the same, and a time of day after the date is passed over. `None` for anything else,
/// also for a day that no month has.
pub fn date(text: &str) -> Option<String> {
    let word = text.split_whitespace().next()?;
    let word = word.split('T').next()?;
    if !word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'/' | b'-' | b'.')) {
        return None;
    }
    let groups: Vec<&str> = word.split(['/', '-', '.']).collect();
    let (year, month, day) = match groups.as_slice() {
        [all] if all.len() == 8 => (all.get(..4)?, all.get(4..6)?, all.get(6..)?),
        [year, month, day] if year.len() == 4 => (*year, *month, *day),
        [day, month, year] if year.len() == 4 => (*year, *month, *day),
        _ => return None,
    };
    let (year, month, day): (u16, u8, u8) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let is_leap_year = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap_year => 29,
        2 => 28,
        _ => return None,
    };
    (1900..=2999).contains(&year).then_some(())?;
    (1..=days).contains(&day).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// Function labels in upper case, each once, in the order of their first appearance. `NOT REPORTED` and
/// `UNKNOWN` are no functions.
pub fn functions<'a>(labels: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut functions: Vec<String> = Vec::new();
    for label in labels {
        let label = tidy(label).text.to_uppercase();
        let is_function = label.chars().any(char::is_alphabetic) && !NO_FUNCTION.contains(&label.as_str());
        if is_function && !functions.contains(&label) {
            functions.push(label);
        }
    }
    functions
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blanks_become_one_and_what_shows_nothing_goes() {
        let cases = [
            ("  ROSA \t\r\n CANINA ", "ROSA CANINA", false),
            ("ROSA\u{a0}CANINA", "ROSA CANINA", true),
            ("ROSA\u{202f}\u{a0}CANINA", "ROSA CANINA", true),
            ("cal\u{ad}culated", "calculated", true),
            ("\u{feff}ROSA\u{200b}", "ROSA", true),
            ("D\u{2019}OR", "D\u{2019}OR", false),
        ];
        for (raw, text, is_repaired) in cases {
            assert_eq!(tidy(raw), Tidied { text: text.into(), is_repaired }, "{raw:?}");
        }
    }

    #[test]
    fn dates_of_all_kinds_are_read() {
        for text in
            ["24/12/2025", "2025-12-24", "2025.12.24", "20251224", " 2025-12-24T10:00:00 ", "24/12/2025 x"]
        {
            assert_eq!(date(text).as_deref(), Some("2025-12-24"), "{text}");
        }
        for text in
            ["", "-", "31/02/2025", "24/13/2025", "0/1/2025", "98-92-0", "2025", "12/2025", "a/b/2025"]
        {
            assert_eq!(date(text), None, "{text}");
        }
        assert_eq!(date("29/02/2024").as_deref(), Some("2024-02-29"));
    }

    #[test]
    fn function_labels_stand_once_and_say_something() {
        let labels = [" Perfuming", "NOT REPORTED", "perfuming ", "", "-", "unknown", "pH adjusters"];
        assert_eq!(functions(labels), ["PERFUMING", "PH ADJUSTERS"]);
    }

    #[test]
    fn a_long_value_is_cut() {
        let mut notes = Notes::new("file");
        notes.at(7).note("name", Action::Ignored, &"가".repeat(81), "long");
        notes.at(8).note("name", Action::Ignored, &"가".repeat(80), "not long");
        let lengths: Vec<usize> = notes.into_findings().iter().map(|f| f.value.chars().count()).collect();
        assert_eq!(lengths, [80, 80]);
    }

    proptest! {
        #[test]
        fn tidying_is_idempotent(raw in any::<String>()) {
            let once = tidy(&raw).text;
            prop_assert_eq!(tidy(&once), Tidied { text: once, is_repaired: false });
        }

        #[test]
        fn no_text_panics_as_a_date(text in "[0-9/.T -]{0,12}|\\PC{0,12}") {
            let _ = date(&text);
        }
    }
}
