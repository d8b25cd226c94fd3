//! `data/ingredients.csv`: one row per curated ingredient.

use std::path::Path;

use incidex_core::identifier::{CasNumber, EcNumber};
use incidex_core::regulation::AnnexReference;

use super::Fault;
use super::table::{join, read_rows, write as write_table};

pub(super) const FILE: &str = "ingredients.csv";
const HEADER: [&str; 11] = [
    "code",
    "inci_name",
    "eu_names",
    "korean_name",
    "cas",
    "ec",
    "functions",
    "eu_annexes",
    "cosing_refs",
    "label_frequency",
    "sources",
];

/// One curated ingredient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IngredientRow {
    /// The code of the record.
    pub code: u32,
    /// The INCI name that answers show.
    pub inci_name: String,
    /// Names under which CosIng has it, where they differ from `inci_name` in more than case and blanks.
    pub eu_names: Vec<String>,
    /// The Korean standard name, or empty.
    pub korean_name: String,
    /// CAS numbers.
    pub cas: Vec<CasNumber>,
    /// EC numbers.
    pub ec: Vec<EcNumber>,
    /// Codes of the closed list of functions, sorted.
    pub functions: Vec<String>,
    /// Annex references, sorted.
    pub eu_annexes: Vec<AnnexReference>,
    /// CosIng reference numbers, sorted.
    pub cosing_refs: Vec<u32>,
    /// On how many of ten thousand labels it stands.
    pub label_frequency: u16,
    /// Identifiers of the sources used.
    pub sources: Vec<String>,
}

pub(super) fn read(path: &Path, faults: &mut Vec<Fault>) -> Vec<(u64, IngredientRow)> {
    read_rows(path, &HEADER, faults, |cells| {
        Some(IngredientRow {
            code: cells.value(0, "code")?,
            inci_name: cells.text(1),
            eu_names: cells.texts(2),
            korean_name: cells.text(3),
            cas: cells.values(4, "cas"),
            ec: cells.values(5, "ec"),
            functions: cells.texts(6),
            eu_annexes: cells.values(7, "eu_annexes"),
            cosing_refs: cells.values(8, "cosing_refs"),
            label_frequency: cells.value(9, "label_frequency")?,
            sources: cells.texts(10),
        })
    })
}

pub(super) fn write(mut rows: Vec<IngredientRow>) -> String {
    rows.sort_by_key(|row| row.code);
    write_table(
        &HEADER,
        rows.into_iter().map(|row| {
            vec![
                row.code.to_string(),
                row.inci_name,
                join(row.eu_names),
                row.korean_name,
                join(row.cas),
                join(row.ec),
                join(row.functions),
                join(row.eu_annexes),
                join(row.cosing_refs),
                row.label_frequency.to_string(),
                join(row.sources),
            ]
        }),
    )
}
