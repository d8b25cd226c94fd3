//! `data/doubles.csv`: CosIng entries that are another name of an ingredient (AQUA of WATER), so that they
//! make no record of their own.

use std::path::Path;

use super::Fault;
use super::table::read_rows;

pub(super) const FILE: &str = "doubles.csv";
const HEADER: [&str; 4] = ["cosing_ref", "inci_name", "code", "reason"];

/// One CosIng entry and the record it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubleRow {
    /// The CosIng reference number of the entry.
    pub cosing_ref: u32,
    /// Its name, for whoever reviews the table.
    pub inci_name: String,
    /// The code of the record it belongs to.
    pub code: u32,
    /// Why the two are one.
    pub reason: String,
}

pub(super) fn read(path: &Path, faults: &mut Vec<Fault>) -> Vec<(u64, DoubleRow)> {
    read_rows(path, &HEADER, faults, |cells| {
        Some(DoubleRow {
            cosing_ref: cells.value(0, "cosing_ref")?,
            inci_name: cells.required(1, "inci_name")?,
            code: cells.value(2, "code")?,
            reason: cells.required(3, "reason")?,
        })
    })
}
