//! Readers of the source files that a data set is built from, one module per source.
//!
//! Here lives what turns the bytes of one file into typed rows plus a list of [`Finding`]s: everything in
//! the file that could not be understood, and everything that was understood only after a repair. What must
//! not live here: files, paths, clocks, the merging of sources, and any opinion about which source is right.
//!
//! No input makes a reader panic. A fault in a row costs that row or value and is kept as a finding; only a
//! file that as a whole cannot be the source is an [`ImportError`].

pub mod annex;
mod annex_layout;
pub mod cell;
mod citations;
pub mod cosing;
pub mod kcia;
mod kcia_layout;
pub mod names;
pub mod numbers;
mod table;
#[cfg(test)]
mod tests_numbers;
#[cfg(test)]
mod tests_real;

use serde::Serialize;

/// Something in a source file that was refused, repaired or passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file, as the caller names it.
    pub source: String,
    /// The physical line (from 1) on which the row begins; for JSON, the ordinal of the entry.
    pub line: u64,
    /// The field of the row type that is concerned; `row` for all of it, `header` for the column titles.
    pub field: &'static str,
    /// What was done about it.
    pub action: Action,
    /// The text in question, cut to 80 characters.
    pub value: String,
    /// Why.
    pub reason: String,
}

/// What was done about a [`Finding`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The row was left out.
    RowRefused,
    /// The value was left out and the row kept.
    ValueRefused,
    /// The value was read otherwise than it is written.
    Repaired,
    /// The text carries nothing for this field and was passed over.
    Ignored,
}

impl Action {
    /// The name under which reports show the action; the same as its serialised form.
    pub fn label(self) -> &'static str {
        match self {
            Self::RowRefused => "row_refused",
            Self::ValueRefused => "value_refused",
            Self::Repaired => "repaired",
            Self::Ignored => "ignored",
        }
    }
}

/// What a reader made of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported<T> {
    /// The rows, in file order unless the reader says otherwise.
    pub rows: Vec<T>,
    /// What was refused, repaired or passed over, in file order.
    pub findings: Vec<Finding>,
    /// How many rows of data the file holds, those refused included and blank lines not.
    pub rows_read: usize,
    /// The date that the file itself states, as YYYY-MM-DD.
    pub date: Option<String>,
}

/// Why a file as a whole cannot be the source it was given as.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The bytes are not UTF-8.
    #[error("{file} is not UTF-8: the byte at offset {offset} cannot stand there; save the export as UTF-8")]
    NotUtf8 {
        /// The file, as the caller names it.
        file: String,
        /// How many bytes are valid before the first that is not.
        offset: usize,
    },
    /// A column is missing that the rows cannot be read without.
    #[error("{file} has no column for the {column}; expected is {expected}")]
    MissingColumn {
        /// The file, as the caller names it.
        file: String,
        /// The column, in words.
        column: &'static str,
        /// Which export the reader expects.
        expected: &'static str,
    },
    /// The file says that it is another annex than the one it was given as.
    #[error("{file} says that it is Annex {stated} and was given as Annex {given}")]
    WrongAnnex {
        /// The file, as the caller names it.
        file: String,
        /// The annex that the preamble names.
        stated: &'static str,
        /// The annex that the caller named.
        given: &'static str,
    },
    /// There is no row of data.
    #[error("{file} holds no row of data; expected is {expected}")]
    Empty {
        /// The file, as the caller names it.
        file: String,
        /// Which export the reader expects.
        expected: &'static str,
    },
    /// The file is not CSV.
    #[error("{file} cannot be read as CSV: {message}")]
    NotCsv {
        /// The file, as the caller names it.
        file: String,
        /// What the CSV reader says.
        message: String,
    },
    /// The file is not the JSON that was expected.
    #[error("{file} cannot be read as JSON: {message}; expected is {expected}")]
    NotJson {
        /// The file, as the caller names it.
        file: String,
        /// What the JSON reader says, with line and column.
        message: String,
        /// Which export the reader expects.
        expected: &'static str,
    },
}

/// The text of a file, without a byte order mark.
fn utf8<'a>(bytes: &'a [u8], file: &str) -> Result<&'a str, ImportError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => Err(ImportError::NotUtf8 { file: file.to_owned(), offset: error.valid_up_to() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_serialises_to_its_label() {
        for action in [Action::RowRefused, Action::ValueRefused, Action::Repaired, Action::Ignored] {
            assert_eq!(serde_json::to_value(action).unwrap(), action.label());
        }
    }

    #[test]
    fn the_offset_of_the_first_bad_byte_is_named() {
        let error = utf8(b"INCI\xff", "file").unwrap_err();
        assert_eq!(error, ImportError::NotUtf8 { file: "file".into(), offset: 4 });
        assert_eq!(utf8("\u{feff}INCI".as_bytes(), "file"), Ok("INCI"));
    }
}
