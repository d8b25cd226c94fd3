//! What a caller typed, checked once.

use crate::index::words_of;
use crate::text::{is_hangul, is_syllable, key_of_spelling, spelling};

/// A text that may be searched for: at least 2 characters, or one Hangul syllable or jamo; at most
/// [`Query::LONGEST`]; no control character. No character of it is a wildcard.
///
/// ```
/// use incidex_core::search::{Query, QueryError};
/// assert!(Query::parse("98-92-0").is_ok() && Query::parse("ㄴ").is_ok() && Query::parse("(*)").is_ok());
/// assert_eq!(Query::parse(" a ").err(), Some(QueryError::Short));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    text: String,
    spelling: String,
    key: String,
    words: Vec<String>,
}

/// Why a text cannot be searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// It is too short to mean anything.
    #[error("too short: give at least 2 characters, or one Hangul syllable or jamo")]
    Short,
    /// It is longer than any name.
    #[error("too long: give at most {} characters", Query::LONGEST)]
    Long,
    /// It holds a control character.
    #[error("holds a control character: leave it out")]
    Control,
}

impl Query {
    /// The most code points that a query may have; real names reach 2,000.
    pub const LONGEST: usize = 2048;
    /// The fewest code points of a query that is not one Hangul character.
    const SHORTEST: usize = 2;

    /// Checks `text`. Blanks around it do not count, unless they are all there is: that folds to nothing,
    /// which may be asked and finds nothing. Linear in the length of `text`.
    ///
    /// # Errors
    /// Says which bound it breaks.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let length = text.chars().take(Self::LONGEST + 1).count();
        if length > Self::LONGEST {
            return Err(QueryError::Long);
        }
        if text.chars().any(char::is_control) {
            return Err(QueryError::Control);
        }
        let mut inner = text.trim().chars();
        let is_short = match (inner.next(), inner.next()) {
            (Some(only), None) => !is_hangul(only),
            _ => length < Self::SHORTEST,
        };
        if is_short {
            return Err(QueryError::Short);
        }
        Ok(Self::folded(text))
    }

    /// A text that is known to keep the bounds, or made from one that does.
    pub(super) fn folded(text: &str) -> Self {
        let spelling = spelling(text);
        let words: Vec<String> = words_of(&spelling).collect();
        // The key form is that of the words, one behind the other, where no character can join another.
        let joined = words.concat();
        let is_plain = joined.chars().all(|c| c.is_ascii() || is_syllable(c));
        let key = if is_plain { joined } else { key_of_spelling(&spelling) };
        Self { text: text.to_owned(), spelling, key, words }
    }

    /// As it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// In its [spelling form](crate::text::spelling).
    pub fn spelling(&self) -> &str {
        &self.spelling
    }

    /// Its words in their key form, in order.
    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// In its [key form](crate::text::key); empty for a query that finds nothing.
    pub fn key(&self) -> &str {
        &self.key
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::key;

    #[test]
    fn bounds_are_kept_and_named() {
        assert_eq!(Query::parse(""), Err(QueryError::Short));
        assert_eq!(Query::parse("  a"), Err(QueryError::Short));
        assert_eq!(Query::parse("a\u{0}"), Err(QueryError::Control));
        assert_eq!(Query::parse(&"a".repeat(2049)), Err(QueryError::Long));
        assert!(Query::parse(&"꿀".repeat(2048)).is_ok());
        for text in ["ab", "꿀", " ㄱ ", "  ", "%_"] {
            assert_eq!(Query::parse(text).map(|query| query.text), Ok(text.to_owned()));
        }
        assert_eq!(Query::parse("%_").map(|query| query.key), Ok(String::new()));
    }

    proptest! {
        #[test]
        fn both_forms_are_those_of_the_normaliser(text in "\\PC{0,40}|[a-zé가ㄱ() -]{0,12}") {
            if let Ok(query) = Query::parse(&text) {
                prop_assert_eq!(query.spelling(), spelling(&text));
                prop_assert_eq!(query.key(), key(&text));
            }
        }
    }
}
