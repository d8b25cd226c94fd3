//! `data/annex_entries.csv`: the annex entries that curated ingredients cite, as far as they are facts
//! (which substance, how much). The wording of the law comes with the official exports alone.

use std::path::Path;

use incidex_core::regulation::AnnexReference;

use super::Fault;
use super::table::{read_rows, write as write_table};

pub(super) const FILE: &str = "annex_entries.csv";
const HEADER: [&str; 4] = ["reference", "occurrence", "substance", "maximum_concentration"];

/// One annex entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnnexEntryRow {
    /// The reference, such as `III/98`.
    pub reference: AnnexReference,
    /// Which of the entries of that reference, from 1.
    pub occurrence: u16,
    /// The substance.
    pub substance: String,
    /// The maximum concentration where it is a plain figure, such as `0.5 %`; else empty.
    pub maximum_concentration: String,
}

pub(super) fn read(path: &Path, faults: &mut Vec<Fault>) -> Vec<(u64, AnnexEntryRow)> {
    read_rows(path, &HEADER, faults, |cells| {
        Some(AnnexEntryRow {
            reference: cells.value(0, "reference")?,
            occurrence: cells.value(1, "occurrence")?,
            substance: cells.text(2),
            maximum_concentration: cells.text(3),
        })
    })
}

pub(super) fn write(mut rows: Vec<AnnexEntryRow>) -> String {
    rows.sort();
    write_table(
        &HEADER,
        rows.into_iter().map(|row| {
            vec![
                row.reference.to_string(),
                row.occurrence.to_string(),
                row.substance,
                row.maximum_concentration,
            ]
        }),
    )
}
