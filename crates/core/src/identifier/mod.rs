//! Substance identifiers as types: a value of [`CasNumber`] or [`EcNumber`] has passed its check digit.
//!
//! Parsing, check digits and display live here. What an identifier *means* (which ingredients bear it) is
//! the index's business: neither CAS nor EC numbers are keys of an ingredient.

mod cas;
mod ec;

pub use cas::CasNumber;
pub use ec::EcNumber;

/// Why a text is not a CAS or EC number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// The text does not have the shape of the identifier.
    #[error("{input:?} is not of the shape {shape}")]
    Shape {
        /// The text as given, cut to 64 characters.
        input: String,
        /// The shape that was expected, such as `2 to 7 digits, 2 digits, 1 digit`.
        shape: &'static str,
    },
    /// The shape is right and the check digit is not.
    #[error("{input:?} fails its check digit: it ends in {found}, and {expected} would be right")]
    CheckDigit {
        /// The text as given, cut to 64 characters.
        input: String,
        /// The check digit that the other digits call for.
        expected: u8,
        /// The check digit that stands there.
        found: u8,
    },
}

/// The first 64 characters of an input, for an error message.
fn excerpt(input: &str) -> String {
    input.chars().take(64).collect()
}

/// Reads `text` as groups of ASCII digits joined by hyphens (any typographic kind), blanks around it
/// ignored. `None` if anything else stands in it.
fn digit_groups(text: &str) -> Option<Vec<&str>> {
    let groups: Vec<&str> =
        text.trim().split(['-', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}']).collect();
    groups.iter().all(|g| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit())).then_some(groups)
}
