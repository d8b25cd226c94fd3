//! Annexes II to VI of Regulation (EC) No 1223/2009, as CosIng exports them.
//!
//! Read are the official export, with four lines of preamble, and the table with `snake_case` titles; where
//! their cells stand is found out in [`annex_layout`](super::annex_layout). Which ingredients an entry
//! concerns is decided where sources are merged: the names in an entry are kept as they came, because commas
//! join them and stand inside them alike.

use incidex_core::identifier::{CasNumber, EcNumber};
use incidex_core::regulation::{Annex, AnnexReference};

use super::annex_layout::{CAS, EC, EXPECTED, Layout, REFERENCE, REGULATION, UPDATED};
use super::cell::{Notes, Place, date};
use super::numbers::numbers;
use super::table::{self, Record};
use super::{Action, ImportError, Imported};

/// What stands in place of the substance of an entry that no longer counts.
const WITHDRAWN: &str = "moved or deleted";

/// One row of an annex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnexRow {
    /// The physical line on which the row begins, from 1.
    pub line: u64,
    /// The reference, which several rows may bear.
    pub reference: AnnexReference,
    /// Which of the rows with this reference it is, from 1, in file order.
    pub occurrence: u16,
    /// The substance, as the annex names it.
    pub substance: String,
    /// The name of the common ingredients glossary; empty or `-` where there is none.
    pub glossary_name: String,
    /// The identified ingredients, as the cell has them.
    pub identified: String,
    /// The colour index number, in Annex IV.
    pub colour_index: String,
    /// CAS numbers whose check digit is right.
    pub cas: Vec<CasNumber>,
    /// EC numbers whose check digit is right.
    pub ec: Vec<EcNumber>,
    /// The product types and body parts to which the entry applies.
    pub product_type: String,
    /// The maximum concentration in the ready for use preparation.
    pub maximum_concentration: String,
    /// Other restrictions.
    pub conditions: String,
    /// The wording of conditions of use and warnings.
    pub label_wording: String,
    /// The regulation that set the entry.
    pub regulation: String,
    /// When CosIng last changed the entry, as YYYY-MM-DD.
    pub update_date: Option<String>,
    /// Whether the entry is listed as moved or deleted.
    pub is_withdrawn: bool,
}

/// Reads the file of `annex`. The date is the creation date that the preamble states, or else its last
/// update, or else the newest update date of a row.
pub fn parse(annex: Annex, bytes: &[u8], source: &str) -> Result<Imported<AnnexRow>, ImportError> {
    let records = table::records(bytes, source)?;
    let empty = || ImportError::Empty { file: source.to_owned(), expected: EXPECTED };
    let roles = [REFERENCE, CAS, EC, REGULATION, UPDATED];
    let (preamble, header, data) = table::split_at_header(&records, &roles).ok_or_else(empty)?;
    if let Some(stated) = stated_annex(preamble).filter(|stated| *stated != annex) {
        let (stated, given) = (stated.numeral(), annex.numeral());
        return Err(ImportError::WrongAnnex { file: source.to_owned(), stated, given });
    }
    let mut notes = Notes::new(source);
    let header_line = records.get(preamble.len()).map_or(1, |record| record.line);
    let layout = Layout::new(annex, &header, header_line, data, source, &mut notes)?;
    if data.is_empty() {
        return Err(empty());
    }
    let mut rows: Vec<AnnexRow> =
        data.iter().filter_map(|record| row(annex, record, &layout, &mut notes)).collect();
    count_occurrences(&mut rows);
    let stated = table::stated_date(preamble, "creation date")
        .or_else(|| table::stated_date(preamble, "last update"))
        .or_else(|| rows.iter().filter_map(|row| row.update_date.clone()).max());
    Ok(Imported { rows, findings: notes.into_findings(), rows_read: data.len(), date: stated })
}

/// The annex that a line such as `ANNEX II` in the preamble names.
fn stated_annex(preamble: &[Record]) -> Option<Annex> {
    preamble.iter().flat_map(|record| &record.cells).find_map(|cell| {
        let (word, numeral) = cell.trim().split_once(' ')?;
        word.eq_ignore_ascii_case("annex").then(|| numeral.parse().ok())?
    })
}

fn row(annex: Annex, record: &Record, layout: &Layout, notes: &mut Notes) -> Option<AnnexRow> {
    if !record.fits(layout.expected_cells(record), notes) {
        return None;
    }
    let mut place = notes.at(record.line);
    let cell = |column| layout.cell(record, column);
    let reference = reference(annex, cell(layout.reference), &mut place)?;
    let numbers = numbers(cell(layout.cas), cell(layout.ec), &mut place);
    let substance = place.tidy("substance", cell(layout.substance));
    Some(AnnexRow {
        line: record.line,
        reference,
        occurrence: 1,
        is_withdrawn: substance.to_lowercase().contains(WITHDRAWN),
        substance,
        glossary_name: place.tidy("glossary_name", cell(layout.glossary_name)),
        identified: place.tidy("identified", cell(layout.identified)),
        colour_index: place.tidy("colour_index", cell(layout.colour_index)),
        cas: numbers.cas,
        ec: numbers.ec,
        product_type: place.tidy("product_type", cell(layout.product_type)),
        maximum_concentration: place.tidy("maximum_concentration", cell(layout.maximum_concentration)),
        conditions: place.tidy("conditions", cell(layout.conditions)),
        label_wording: place.tidy("label_wording", cell(layout.label_wording)),
        regulation: place.tidy("regulation", cell(layout.regulation)),
        update_date: update_date(cell(layout.update_date), &mut place),
    })
}

fn reference(annex: Annex, raw: &str, place: &mut Place<'_>) -> Option<AnnexReference> {
    let text = place.tidy("reference", raw);
    let bare = text.trim_matches(['*', '.', ' ']);
    let parsed = bare.parse::<AnnexReference>().or_else(|_| format!("{}/{bare}", annex.numeral()).parse());
    let reference = parsed.ok().filter(|reference| reference.annex() == annex);
    if reference.is_none() {
        let reason = format!("no reference number of Annex {}, hence no entry", annex.numeral());
        place.note("reference", Action::RowRefused, &text, reason);
    }
    reference
}

fn update_date(raw: &str, place: &mut Place<'_>) -> Option<String> {
    let text = place.tidy("update_date", raw);
    let date = date(&text);
    if date.is_none() && text.contains(char::is_alphanumeric) {
        place.note("update_date", Action::ValueRefused, &text, "no date");
    }
    date
}

fn count_occurrences(rows: &mut [AnnexRow]) {
    let mut seen = std::collections::HashMap::<AnnexReference, u16>::new();
    for row in rows {
        let count = seen.entry(row.reference.clone()).or_default();
        *count = count.saturating_add(1);
        row.occurrence = *count;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OFFICIAL: &str = "File creation date: 02/01/2024\n\"ANNEX III\",\"Last update: 01/01/2024\"\nLIST\n\
        Substance identification,Restrictions\nReference Number,Chemical name / INN,Name of Common Ingredients \
        Glossary,CAS Number,EC Number,\"Product Type, body parts\",Maximum concentration in ready for use \
        preparation,Other,Wording of conditions of use and warnings,Regulation,Other Directives/Regulations,SCCS \
        opinions,Chemical/IUPAC Name,Identified INGREDIENTS or substances e.g.,CMR,Update Date\n";

    const SNAKE: &str = "reference_number,inn,colour_index_number,cas_number,ec_number,colour,product_type,\
        maximum_concentration,other,wording_of_conditions,regulation,regulated_by,other_regulations,\
        sccs_opinions,chemical_name,identified_ingredients,cmr,update_date\n";

    #[test]
    fn the_official_export_is_read() {
        let text = format!(
            "{OFFICIAL}2a,Made-up acid,MADE-UP ACID,50-00-0 [1]/98-92-0 [2],- [1],\"(a) Hair\n\n(b) Nails\",8%,pH 7,\
             Beware,(EC) 2009/1223,,,IUPAC,\"A ACID,B ACID\",,27/07/2020\n2a,Again,-,-,-,,,,,(EU) 1,,,,,,\n3*,Moved \
             or deleted,,,,,,,,,,,,,,01/02/2019\n(1) A footnote,,,,,,,,,,,,,,,\n"
        );
        let imported = parse(Annex::III, text.as_bytes(), "file").unwrap();
        let [first, second, third] = imported.rows.as_slice() else { panic!("{imported:?}") };
        assert_eq!((first.line, first.reference.to_string(), first.occurrence), (6, "III/2a".into(), 1));
        assert_eq!((first.product_type.as_str(), first.cas.len()), ("(a) Hair (b) Nails", 2));
        assert_eq!((first.maximum_concentration.as_str(), first.conditions.as_str()), ("8%", "pH 7"));
        assert_eq!((first.label_wording.as_str(), first.identified.as_str()), ("Beware", "A ACID,B ACID"));
        assert_eq!(first.update_date.as_deref(), Some("2020-07-27"));
        assert_eq!((second.line, second.occurrence, second.is_withdrawn), (9, 2, false));
        assert_eq!((third.reference.to_string(), third.is_withdrawn), ("III/3".into(), true));
        assert_eq!((imported.rows_read, imported.date.as_deref()), (4, Some("2024-01-02")));
        let [finding] = imported.findings.as_slice() else { panic!("{:?}", imported.findings) };
        assert_eq!((finding.line, finding.field, finding.action), (11, "reference", Action::RowRefused));
    }

    #[test]
    fn a_column_that_the_data_leaves_out_and_restrictions_that_moved_are_found() {
        let text = format!(
            "{SNAKE}1,Made-up red,CI 1,50-00-0,202-713-4,Red,,Rinse-off products,3%,Purity,(EC) 2009/1223,,,x,\
             \"CI 1,RED\",,14/08/2020\n2,Made-up blue,CI 2,-,-,Blue,,Not near eyes,,,(EC) 2009/1223,,,,CI 2,,\
             15/08/2020\n"
        );
        let imported = parse(Annex::IV, text.as_bytes(), "file").unwrap();
        let row = &imported.rows[0];
        assert_eq!((row.colour_index.as_str(), row.identified.as_str()), ("CI 1", "CI 1,RED"));
        assert_eq!(
            (row.product_type.as_str(), row.maximum_concentration.as_str()),
            ("Rinse-off products", "3%")
        );
        assert_eq!((row.conditions.as_str(), row.label_wording.as_str()), ("Purity", ""));
        assert_eq!(
            (row.regulation.as_str(), row.update_date.as_deref()),
            ("(EC) 2009/1223", Some("2020-08-14"))
        );
        assert_eq!(imported.date.as_deref(), Some("2020-08-15"));
        let fields: Vec<_> = imported.findings.iter().map(|f| (f.field, f.action, f.line)).collect();
        assert_eq!(fields, [("header", Action::Repaired, 1); 2]);
        assert_eq!(imported.findings[0].value, "regulatedby");
    }

    #[test]
    fn the_same_titles_with_all_cells_are_read_as_they_stand() {
        let text = format!(
            "{SNAKE}1,Made-up red,CI 1,-,-,Red,Rinse-off,3%,Purity,Beware,(EC) 1,SCCS,,,x,RED,,14/08/2020\n"
        );
        let imported = parse(Annex::IV, text.as_bytes(), "file").unwrap();
        let row = &imported.rows[0];
        assert_eq!((row.product_type.as_str(), row.maximum_concentration.as_str()), ("Rinse-off", "3%"));
        assert_eq!((row.label_wording.as_str(), row.identified.as_str()), ("Beware", "RED"));
        assert!(imported.findings.is_empty(), "{:?}", imported.findings);
    }

    #[test]
    fn a_file_that_is_not_this_annex_is_refused() {
        let row = "1,A,,-,-,,,,,,,,,,,\n";
        let parsed = |annex, text: String| parse(annex, text.as_bytes(), "f").unwrap_err();
        let error = parsed(Annex::II, format!("{OFFICIAL}{row}"));
        assert_eq!(error, ImportError::WrongAnnex { file: "f".into(), stated: "III", given: "II" });
        assert!(matches!(parsed(Annex::III, OFFICIAL.into()), ImportError::Empty { .. }));
        assert!(matches!(parsed(Annex::II, String::new()), ImportError::Empty { .. }));
        let two = "Reference Number,Chemical name,CAS Number,EC Number\n1,A,-,-\n";
        assert!(parse(Annex::II, two.as_bytes(), "f").is_ok());
        let error = parsed(Annex::V, two.into());
        assert!(matches!(error, ImportError::MissingColumn { column: "product type", .. }));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), rows in "[\\PC\n\",/]{0,120}") {
            let _ = parse(Annex::II, &bytes, "file");
            let _ = parse(Annex::III, format!("{OFFICIAL}{rows}").as_bytes(), "file");
            let _ = parse(Annex::IV, format!("{SNAKE}{rows}").as_bytes(), "file");
        }
    }
}
