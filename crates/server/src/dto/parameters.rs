//! What queries may say.

use std::borrow::Cow;

use incidex_core::text::is_syllable;
use serde::{Deserialize, Deserializer};
use validator::{Validate, ValidationError};

use crate::query::Parameters;

/// The longest search text, in code points; real names reach 2,000.
const LONGEST_TEXT: usize = 2_048;

/// The shortest search text that is no Hangul syllable, in code points.
const SHORTEST_TEXT: usize = 2;

/// Parameters of the starts-with lookups: `q` or `query`, and `page`.
#[derive(Clone, Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct LookupParameters<'a> {
    /// What to look for.
    #[serde(borrow, default, deserialize_with = "given")]
    #[validate(custom(function = "search_text"))]
    q: Option<&'a str>,
    /// Another name of `q`.
    #[serde(borrow, default, deserialize_with = "given")]
    #[validate(custom(function = "search_text"))]
    query: Option<&'a str>,
    /// Which page, from 1.
    #[serde(borrow, default, deserialize_with = "given")]
    #[validate(custom(function = "page_number"))]
    page: Option<&'a str>,
}

impl<'a> LookupParameters<'a> {
    /// What to look for: 2 to 2,048 code points, or one Hangul syllable, without control characters.
    pub fn text(&self) -> &'a str {
        self.q.or(self.query).unwrap_or_default()
    }

    /// Which page, from 1.
    pub fn page(&self) -> usize {
        self.page.map_or(1, parsed_page)
    }
}

impl<'a> Parameters<'a> for LookupParameters<'a> {
    const NAMES: &'static [&'static str] = &["q", "query", "page"];
    const ONE_OF: &'static [&'static str] = &["q", "query"];
}

/// Parameters of a route that takes none.
#[derive(Clone, Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct NoParameters {}

impl Parameters<'_> for NoParameters {
    const NAMES: &'static [&'static str] = &[];
    const ONE_OF: &'static [&'static str] = &[];
}

/// A text that is there. (serde takes no bare text for an optional one.)
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de str>, D::Error> {
    <&str>::deserialize(deserializer).map(Some)
}

fn fault(code: &'static str, message: &'static str) -> ValidationError {
    ValidationError::new(code).with_message(Cow::Borrowed(message))
}

/// Blanks around a text make it no longer, unless they are all there is: that folds to nothing, which is
/// an answerable question.
fn search_text(text: &str) -> Result<(), ValidationError> {
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

fn page_number(text: &str) -> Result<(), ValidationError> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && parsed_page(text) > 0 {
        Ok(())
    } else {
        Err(fault("page", "not a page: give a whole number from 1"))
    }
}

/// The page that digits mean; past what a machine can count it is past every last page.
fn parsed_page(digits: &str) -> usize {
    digits.parse().unwrap_or(usize::MAX)
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
    fn pages_count_from_one() {
        for page in ["1", "07", "99999999999999999999999"] {
            assert_eq!(page_number(page), Ok(()), "{page}");
        }
        for page in ["", "0", "000", "-1", "+1", "1.5", "one", " 1", "１"] {
            assert!(page_number(page).is_err(), "{page}");
        }
    }
}
