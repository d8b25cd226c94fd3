//! Which cell of an annex file is which: two layouts of titles, and two ways in which the cells of real
//! files do not stand under their titles. What the cells say is read in [`annex`](super::annex).

use incidex_core::regulation::Annex;

use super::cell::{Notes, date};
use super::numbers::looks_like_cas;
use super::table::{Header, Record};
use super::{Action, ImportError};

pub(super) const EXPECTED: &str = "the CosIng export of the annex, with the columns Reference Number, Chemical \
                                   name, CAS Number, EC Number and, but for Annex II, the restrictions";

pub(super) const REFERENCE: &[&str] = &["referencenumber", "reference"];
pub(super) const CAS: &[&str] = &["casnumber", "casno"];
pub(super) const EC: &[&str] = &["ecnumber", "ecno"];
pub(super) const REGULATION: &[&str] = &["regulation"];
pub(super) const UPDATED: &[&str] = &["updatedate"];

/// The column that the `snake_case` files name in the header and leave out of the data.
const ABSENT_IN_REAL_FILES: &str = "regulatedby";

/// How many rows are looked at to find out which column is absent.
const SAMPLE: usize = 200;

/// Where the fields stand, as indices into the header.
pub(super) struct Layout {
    titles: usize,
    /// The column that the header names and rows of one cell less leave out.
    absent: Option<usize>,
    pub(super) reference: Option<usize>,
    pub(super) substance: Option<usize>,
    pub(super) glossary_name: Option<usize>,
    pub(super) identified: Option<usize>,
    pub(super) colour_index: Option<usize>,
    pub(super) cas: Option<usize>,
    pub(super) ec: Option<usize>,
    pub(super) product_type: Option<usize>,
    pub(super) maximum_concentration: Option<usize>,
    pub(super) conditions: Option<usize>,
    pub(super) label_wording: Option<usize>,
    pub(super) regulation: Option<usize>,
    pub(super) update_date: Option<usize>,
}

impl Layout {
    /// Reads the titles, and then the data for where it disagrees with them.
    pub(super) fn new(
        annex: Annex,
        header: &Header,
        header_line: u64,
        data: &[Record],
        file: &str,
        notes: &mut Notes,
    ) -> Result<Self, ImportError> {
        let mut layout = Self::of_titles(annex, header, file)?;
        let one_short = data.iter().filter(|r| r.cells.len() + 1 == layout.titles);
        if one_short.clone().count() * 2 > data.len() {
            let sample: Vec<&Record> = one_short.take(SAMPLE).collect();
            layout.absent = layout.absent_column(header, &sample);
            let title = layout.absent.map_or("", |column| header.title(column));
            let reason = "the rows have one cell less than the header: they leave this column out";
            notes.at(header_line).note("header", Action::Repaired, title, reason);
        }
        if layout.has_moved_restrictions(data) {
            layout.product_type = layout.maximum_concentration;
            layout.maximum_concentration = layout.conditions;
            layout.conditions = layout.label_wording.take();
            let reason = "the product types stand under maximum concentration, the concentrations under other, \
                          the other conditions under wording: each was read one column to the right";
            notes.at(header_line).note("header", Action::Repaired, "maximum_concentration", reason);
        }
        Ok(layout)
    }

    fn of_titles(annex: Annex, header: &Header, file: &str) -> Result<Self, ImportError> {
        let is_restricting = annex != Annex::II;
        let needed = |is_needed: bool, found: Option<usize>, column| match found {
            None if is_needed => {
                Err(ImportError::MissingColumn { file: file.to_owned(), column, expected: EXPECTED })
            }
            found => Ok(found),
        };
        // `chemical_name` of the one layout is the IUPAC name, `Chemical name / INN` of the other the entry.
        let substance = header.column(&["inn"]).or_else(|| header.column_beginning("chemicalname"));
        let product_type = header.column_beginning("producttype");
        let maximum = header.column_beginning("maximumconcentration");
        let wording = header.column_beginning("wordingofconditions");
        Ok(Self {
            titles: header.len(),
            absent: None,
            reference: needed(true, header.column(REFERENCE), "reference number")?,
            substance: needed(true, substance, "chemical name")?,
            glossary_name: header.column(&["nameofcommoningredientsglossary", "commoningredients"]),
            identified: header.column_beginning("identifiedingredients"),
            colour_index: header.column_beginning("colourindex"),
            cas: needed(true, header.column(CAS), "CAS number")?,
            ec: needed(true, header.column(EC), "EC number")?,
            product_type: needed(is_restricting, product_type, "product type")?,
            maximum_concentration: needed(is_restricting, maximum, "maximum concentration")?,
            conditions: needed(is_restricting, header.column(&["other"]), "other restrictions")?,
            label_wording: needed(is_restricting, wording, "wording of conditions of use and warnings")?,
            regulation: header.column(REGULATION),
            update_date: header.column(UPDATED),
        })
    }

    /// How many cells a row is expected to have.
    pub(super) fn expected_cells(&self, record: &Record) -> usize {
        if self.leaves_out(record).is_some() { self.titles.saturating_sub(1) } else { self.titles }
    }

    /// The cell that stands under a column of the header.
    pub(super) fn cell<'a>(&self, record: &'a Record, column: Option<usize>) -> &'a str {
        record.cell(match (column, self.leaves_out(record)) {
            (Some(column), Some(absent)) if column == absent => None,
            (Some(column), Some(absent)) if column > absent => Some(column - 1),
            (column, _) => column,
        })
    }

    fn leaves_out(&self, record: &Record) -> Option<usize> {
        self.absent.filter(|_| record.cells.len() < self.titles)
    }

    /// The column whose absence puts most cells under the titles that they fit. Several may do that equally
    /// well where their neighbours are empty too; then the one that real files are known to leave out.
    fn absent_column(&self, header: &Header, sample: &[&Record]) -> Option<usize> {
        let fitting = |absent: usize| -> usize {
            let at = |record: &&Record, column: Option<usize>, fits: fn(&str) -> bool| {
                let column = column.filter(|c| *c != absent).map(|c| c - usize::from(c > absent));
                usize::from(fits(record.cell(column)))
            };
            let row = |record: &&Record| {
                at(record, self.reference, |c| c.starts_with(|first: char| first.is_ascii_digit()))
                    + at(record, self.cas, looks_like_cas)
                    + at(record, self.regulation, |c| c.starts_with("(E"))
                    + at(record, self.update_date, |c| date(c).is_some())
            };
            sample.iter().map(row).sum()
        };
        let scores: Vec<usize> = (0..self.titles).map(fitting).collect();
        let best = *scores.iter().max()?;
        let is_best = |column: &usize| scores.get(*column) == Some(&best);
        let known = header.column(&[ABSENT_IN_REAL_FILES]).filter(is_best);
        known.or_else(|| (0..self.titles).find(is_best))
    }

    /// Whether the restrictions stand one column too far right, as in the real file of Annex IV: nowhere a
    /// product type, and under maximum concentration mostly texts without a digit.
    fn has_moved_restrictions(&self, data: &[Record]) -> bool {
        let filled = |column| data.iter().map(move |r| self.cell(r, column)).filter(|c| !c.trim().is_empty());
        let (mut with_digit, mut without) = (0_usize, 0_usize);
        for cell in filled(self.maximum_concentration) {
            let counter =
                if cell.contains(|c: char| c.is_ascii_digit()) { &mut with_digit } else { &mut without };
            *counter += 1;
        }
        without > with_digit && filled(self.product_type).next().is_none()
    }
}
