//! What a single value may be, and what it then means.

use std::borrow::Cow;

use incidex_core::catalog::SearchField;
use incidex_core::regulation::{Market, RegulationStatus};
use incidex_core::search::{Cursor, Field, Limit, Query, SearchMode, Sort};
use incidex_core::text::is_syllable;
use serde::{Deserialize, Deserializer};
use validator::ValidationError;

/// The longest search text, in code points; real names reach 2,000.
pub(super) const LONGEST_TEXT: usize = 2_048;

/// The longest list of suggestions.
pub(super) const MOST_SUGGESTIONS: usize = 10;

/// The shortest search text that is no Hangul syllable, in code points.
const SHORTEST_TEXT: usize = 2;

/// The largest page that is told from others: 2^53 - 1 (RFC 8259 section 6).
#[cfg(target_pointer_width = "64")]
const LARGEST_PAGE: usize = 9_007_199_254_740_991;
#[cfg(not(target_pointer_width = "64"))]
const LARGEST_PAGE: usize = usize::MAX;

/// A text that is there. (serde takes no bare text for an optional one.)
pub(super) fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de str>, D::Error> {
    <&str>::deserialize(deserializer).map(Some)
}

fn fault(code: &'static str, message: &'static str) -> ValidationError {
    ValidationError::new(code).with_message(Cow::Borrowed(message))
}

/// Blanks around a text make it no longer, unless they are all there is: that folds to nothing, which is
/// an answerable question.
pub(super) fn search_text(text: &str) -> Result<(), ValidationError> {
    let length = text.chars().count();
    let mut inner = text.trim().chars();
    let is_short = match (inner.next(), inner.next()) {
        (Some(only), None) => !is_syllable(only),
        _ => length < SHORTEST_TEXT,
    };
    if text.chars().any(char::is_control) {
        Err(fault("control", "holds a control character"))
    } else if is_short {
        Err(fault("short", "too short: give at least 2 characters, or one Hangul syllable"))
    } else if length > LONGEST_TEXT {
        Err(fault("long", "too long: give at most 2048 characters"))
    } else {
        Ok(())
    }
}

pub(super) fn page_number(text: &str) -> Result<(), ValidationError> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && parsed_page(text) > 0 {
        Ok(())
    } else {
        Err(fault("page", "not a page: give a whole number from 1"))
    }
}

/// The page that digits mean; past what every reader of JSON can count it is past every last page.
pub(super) fn parsed_page(digits: &str) -> usize {
    digits.parse().unwrap_or(LARGEST_PAGE).min(LARGEST_PAGE)
}

pub(super) fn field_code(text: &str) -> Result<(), ValidationError> {
    search_field(text).map(drop).ok_or_else(|| fault("field", "no such field: give inci, kr, cas or all"))
}

/// The field that a code means.
pub(super) fn search_field(code: &str) -> Option<SearchField> {
    match code {
        "inci" => Some(SearchField::Inci),
        "kr" => Some(SearchField::Korean),
        "cas" => Some(SearchField::Cas),
        "all" => Some(SearchField::All),
        _ => None,
    }
}

pub(super) fn one_box_text(text: &str) -> Result<(), ValidationError> {
    Query::parse(text).map(drop).map_err(|error| told("text", error.to_string()))
}

/// A fault whose message is made.
fn told(code: &'static str, message: String) -> ValidationError {
    ValidationError::new(code).with_message(Cow::Owned(message))
}

/// A closed list of codes of which `text` must be one.
fn one_of<T>(
    text: &str,
    what: &'static str,
    all: &[T],
    code: impl Fn(&T) -> &'static str,
) -> Result<(), ValidationError> {
    if all.iter().any(|value| code(value) == text) {
        return Ok(());
    }
    let codes: Vec<&str> = all.iter().map(code).collect();
    Err(told("code", format!("no such {what}: give one of {}", codes.join(", "))))
}

pub(super) fn search_mode_code(text: &str) -> Result<(), ValidationError> {
    one_of(text, "mode", &SearchMode::ALL, |mode| mode.code())
}

pub(super) fn wide_field_code(text: &str) -> Result<(), ValidationError> {
    one_of(text, "field", &Field::ALL, |field| field.code())
}

pub(super) fn sort_code(text: &str) -> Result<(), ValidationError> {
    one_of(text, "order", &Sort::ALL, |sort| sort.code())
}

pub(super) fn truth_value(text: &str) -> Result<(), ValidationError> {
    one_of(text, "value", &["true", "false"], |value| value)
}

/// A whole number from 1 to `most`.
fn number_to(text: &str, most: usize) -> Result<(), ValidationError> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && (1..=most).contains(&parsed_page(text)) {
        return Ok(());
    }
    Err(told("limit", format!("not a limit: give a whole number from 1 to {most}")))
}

pub(super) fn limit_number(text: &str) -> Result<(), ValidationError> {
    number_to(text, Limit::MOST)
}

pub(super) fn suggestion_limit(text: &str) -> Result<(), ValidationError> {
    number_to(text, MOST_SUGGESTIONS)
}

pub(super) fn cursor_text(text: &str) -> Result<(), ValidationError> {
    text.parse::<Cursor>().map(drop).map_err(|error| told("cursor", error.to_string()))
}

pub(super) fn status_label(text: &str) -> Result<(), ValidationError> {
    RegulationStatus::parse(text).map(drop).ok_or_else(|| {
        fault("status", "no such status: give Prohibited, Restricted, Restricted / Prohibited or Not Listed")
    })
}

/// Nothing but blanks means that no market was asked for.
pub(super) fn market_name(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() || Market::parse(text).is_some() {
        return Ok(());
    }
    let markets = Market::ALL.map(|m| format!("{} ({}, {})", m.code(), m.english_name(), m.korean_name()));
    let message = format!("no such market: give a code or a name of {}", markets.join(", "));
    Err(ValidationError::new("country").with_message(Cow::Owned(message)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_long_enough_and_not_too_long() {
        let longest = "가".repeat(2048);
        for text in ["aq", "꿀", " 꿀 ", "\u{1101}\u{116e}", "--", "  ", longest.as_str()] {
            assert_eq!(search_text(text), Ok(()), "{text}");
        }
        let too_long = "a".repeat(2049);
        for text in ["", "a", " ", "a ", "ㄲ", "a\0b", "a\u{85}b", "ab\n", too_long.as_str()] {
            assert!(search_text(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_status_is_known_whatever_its_case_and_blanks() {
        for (text, status) in [
            ("Prohibited", RegulationStatus::Prohibited),
            ("  restricted ", RegulationStatus::Restricted),
            ("RESTRICTED/PROHIBITED", RegulationStatus::RestrictedAndProhibited),
            ("restricted  /prohibited", RegulationStatus::RestrictedAndProhibited),
            ("notlisted", RegulationStatus::NotListed),
            ("Not\u{a0}Listed", RegulationStatus::NotListed),
        ] {
            assert_eq!((status_label(text), RegulationStatus::parse(text)), (Ok(()), Some(status)), "{text}");
        }
        for text in ["", "Unknown", "Prohibited / Restricted", "banned"] {
            assert!(status_label(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_country_is_a_code_or_a_name() {
        for text in ["", "  ", "eu", " Asean", "south korea", "한국", "캐나다"] {
            assert_eq!(market_name(text), Ok(()), "{text}");
        }
        for text in ["Atlantis", "E U", "eu,kr", "e\0u", "\u{1f1ea}\u{1f1fa}"] {
            assert!(market_name(text).is_err(), "{text}");
        }
    }

    #[test]
    fn pages_count_from_one() {
        for page in ["1", "07", "99999999999999999999999"] {
            assert_eq!(page_number(page), Ok(()), "{page}");
        }
        for page in ["", "0", "000", "-1", "+1", "1.5", "one", " 1", "１"] {
            assert!(page_number(page).is_err(), "{page}");
        }
    }
}
