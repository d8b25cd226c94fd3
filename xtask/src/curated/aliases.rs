//! `data/aliases.csv`: other names of curated ingredients.

use std::path::Path;

use incidex_core::ingredient::{Language, NameKind};

use super::Fault;
use super::table::{read_rows, write as write_table};

pub(super) const FILE: &str = "aliases.csv";
const HEADER: [&str; 6] = ["code", "alias", "kind", "language", "ambiguous", "source"];

/// The source of names that the field knows and no official export holds.
pub const OWN_SOURCE: &str = "field";
/// The source of names that the Korean dictionary holds.
pub const KCIA_SOURCE: &str = "kcia";

/// One alias.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AliasRow {
    /// The ingredient.
    pub code: u32,
    /// What sort of name it is.
    pub kind: NameKind,
    /// The name.
    pub alias: String,
    /// Its language.
    pub language: Language,
    /// Whether the name is known to mean other ingredients as well.
    pub is_ambiguous: bool,
    /// Identifier of its source.
    pub source: String,
}

pub(super) fn read(path: &Path, faults: &mut Vec<Fault>) -> Vec<(u64, AliasRow)> {
    read_rows(path, &HEADER, faults, |cells| {
        let kind = NameKind::parse(&cells.text(2));
        if kind.is_none() {
            cells.fault(format!("kind {:?} is not one of the kinds of names", cells.text(2)));
        }
        let language = Language::parse(&cells.text(3));
        if language.is_none() {
            cells.fault(format!("language {:?} is not one of the languages", cells.text(3)));
        }
        let is_ambiguous = match cells.text(4).as_str() {
            "" => false,
            "yes" => true,
            other => {
                cells.fault(format!("ambiguous is {other:?} and must be `yes` or empty"));
                return None;
            }
        };
        Some(AliasRow {
            code: cells.value(0, "code")?,
            kind: kind?,
            alias: cells.required(1, "alias")?,
            language: language?,
            is_ambiguous,
            source: cells.required(5, "source")?,
        })
    })
}

pub(super) fn write(mut rows: Vec<AliasRow>) -> String {
    rows.sort();
    write_table(
        &HEADER,
        rows.into_iter().map(|row| {
            vec![
                row.code.to_string(),
                row.alias,
                row.kind.code().to_owned(),
                row.language.code().to_owned(),
                if row.is_ambiguous { "yes".to_owned() } else { String::new() },
                row.source,
            ]
        }),
    )
}
