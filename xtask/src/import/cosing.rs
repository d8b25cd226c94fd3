//! The CosIng inventory: names with their numbers, annex citations and functions.
//!
//! Read are the official export ("Ingredients-Fragrance Inventory", with its preamble) and the plain table
//! `id,inci,casNo,ecNo,anx,refNo,function`. Neither the name nor the reference number is unique; which rows
//! are one ingredient is decided where sources are merged, not here.

use incidex_core::identifier::{CasNumber, EcNumber};
use incidex_core::regulation::AnnexReference;

use super::cell::{Notes, Place, date, functions};
use super::citations::citations;
use super::numbers::numbers;
use super::table::{self, Header, Record};
use super::{Action, ImportError, Imported};

const EXPECTED: &str = "the CosIng inventory export with the columns COSING Ref No, INCI name, CAS No, EC No, \
                        Restriction and Function";

const NAME: &[&str] = &["inciname", "inci", "name", "ingredientname"];
const REFERENCE: &[&str] = &["cosingrefno", "refno", "cosingref", "cosingreferenceno", "referencenumber"];
const CAS: &[&str] = &["casno", "cas", "casnumber", "casnos"];
const EC: &[&str] = &["ecno", "ec", "ecnumber", "einecselincsno", "einecsno", "ecnos"];
const ANNEXES: &[&str] = &["restriction", "anx", "annex", "annexref", "cosmeticrestriction", "restrictions"];
const FUNCTIONS: &[&str] = &["function", "functions"];
const UPDATED: &[&str] = &["updatedate"];

/// The highest number that CosIng's own pages are known to bear.
const HIGHEST_REFERENCE: u32 = 7_999_999;

/// One row of the inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosingRow {
    /// The physical line, from 1.
    pub line: u64,
    /// The INCI name, tidied and otherwise as it came.
    pub name: String,
    /// The CosIng reference number, where it can be one. Several rows may bear the same.
    pub reference: Option<u32>,
    /// CAS numbers whose check digit is right.
    pub cas: Vec<CasNumber>,
    /// EC numbers whose check digit is right.
    pub ec: Vec<EcNumber>,
    /// Cited entries of Annexes II to VI.
    pub annexes: Vec<AnnexReference>,
    /// Function labels in upper case.
    pub functions: Vec<String>,
}

struct Columns {
    count: usize,
    name: Option<usize>,
    reference: Option<usize>,
    cas: Option<usize>,
    ec: Option<usize>,
    annexes: Option<usize>,
    functions: Option<usize>,
    updated: Option<usize>,
}

impl Columns {
    fn new(header: &Header, file: &str) -> Result<Self, ImportError> {
        let needed = |names, column| match header.column(names) {
            Some(index) => Ok(Some(index)),
            None => Err(ImportError::MissingColumn { file: file.to_owned(), column, expected: EXPECTED }),
        };
        Ok(Self {
            count: header.len(),
            name: needed(NAME, "INCI name")?,
            reference: needed(REFERENCE, "CosIng reference number")?,
            cas: needed(CAS, "CAS number")?,
            ec: needed(EC, "EC number")?,
            // Without this one every restriction would be lost without a word.
            annexes: needed(ANNEXES, "restriction (annex citations)")?,
            functions: needed(FUNCTIONS, "function")?,
            updated: header.column(UPDATED),
        })
    }
}

/// Reads the inventory. The date is the creation date that the preamble states, or else the newest update
/// date of a row.
pub fn parse(bytes: &[u8], source: &str) -> Result<Imported<CosingRow>, ImportError> {
    let records = table::records(bytes, source)?;
    let empty = || ImportError::Empty { file: source.to_owned(), expected: EXPECTED };
    let roles = [NAME, REFERENCE, CAS, EC, ANNEXES, FUNCTIONS];
    let (preamble, header, data) = table::split_at_header(&records, &roles).ok_or_else(empty)?;
    let columns = Columns::new(&header, source)?;
    if data.is_empty() {
        return Err(empty());
    }
    let mut notes = Notes::new(source);
    let rows = data.iter().filter_map(|record| row(record, &columns, &mut notes)).collect();
    let newest_update = || data.iter().filter_map(|record| date(record.cell(columns.updated))).max();
    Ok(Imported {
        rows,
        findings: notes.into_findings(),
        rows_read: data.len(),
        date: table::stated_date(preamble, "creation date").or_else(newest_update),
    })
}

fn row(record: &Record, columns: &Columns, notes: &mut Notes) -> Option<CosingRow> {
    if !record.fits(columns.count, notes) {
        return None;
    }
    let mut place = notes.at(record.line);
    let name = place.tidy("name", record.cell(columns.name));
    if !name.contains(char::is_alphanumeric) {
        place.note("name", Action::RowRefused, &record.cells.join(","), "the row has no name");
        return None;
    }
    let numbers = numbers(record.cell(columns.cas), record.cell(columns.ec), &mut place);
    Some(CosingRow {
        line: record.line,
        reference: reference(record.cell(columns.reference), &mut place),
        annexes: citations(record.cell(columns.annexes), &mut place),
        functions: functions(record.cell(columns.functions).split(['|', ',', ';'])),
        name,
        cas: numbers.cas,
        ec: numbers.ec,
    })
}

fn reference(raw: &str, place: &mut Place<'_>) -> Option<u32> {
    let text = place.tidy("reference", raw);
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse().ok().filter(|n| is_number && (1..=HIGHEST_REFERENCE).contains(n));
    if number.is_none() {
        let reason =
            if text.is_empty() { "no reference number stands here" } else { "no CosIng reference number" };
        place.note("reference", Action::ValueRefused, &text, reason);
    }
    number
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEADER: &str = "id,inci,casNo,ecNo,anx,refNo,function\n";

    fn read(rows: &str) -> Imported<CosingRow> {
        parse(format!("{HEADER}{rows}").as_bytes(), "file").unwrap()
    }

    #[test]
    fn a_row_is_read_in_full() {
        let imported =
            read("1,MADE-UP ACID,50-00-0 / 98-92-0,202-713-4,\"III/8a, V/3\",123,SOLVENT | solvent | X\n");
        let [row] = imported.rows.as_slice() else { panic!("{imported:?}") };
        assert_eq!((row.line, row.name.as_str(), row.reference), (2, "MADE-UP ACID", Some(123)));
        assert_eq!((row.cas.len(), row.ec.len(), row.annexes.len()), (2, 1, 2));
        assert_eq!(row.functions, ["SOLVENT", "X"]);
        assert_eq!((imported.findings.len(), imported.rows_read, imported.date), (0, 1, None));
    }

    #[test]
    fn the_official_export_is_read_too() {
        let text = "File creation date: 02/01/2024,,\r\n\r\nCOSING Ref No,INCI name,INN name,Ph. Eur. Name,CAS No,\
                    EC No,Chem/IUPAC Name / Description,Restriction,Function,Update Date\r\n\
                    77,MADE-UP OIL,,,-,- / -,\"two\r\nlines\",II/5,\"PERFUMING,SOLVENT\",01/02/2020\r\n\
                    78,OTHER OIL,,,,,,,,01/02/2021\r\n";
        let imported = parse(text.as_bytes(), "file").unwrap();
        assert_eq!(imported.date.as_deref(), Some("2024-01-02"));
        assert_eq!(
            imported.rows.iter().map(|r| (r.line, r.reference)).collect::<Vec<_>>(),
            [(4, Some(77)), (6, Some(78))]
        );
        assert_eq!(imported.rows[0].functions, ["PERFUMING", "SOLVENT"]);
        let without_preamble = text.split_once("\r\n\r\n").unwrap().1;
        let imported = parse(without_preamble.as_bytes(), "file").unwrap();
        assert_eq!(imported.date.as_deref(), Some("2021-02-01"));
    }

    #[test]
    fn a_bad_reference_costs_the_reference_alone() {
        for reference in ["", "0", "8800288002", "8000000", "12a", "+5", "-1"] {
            let imported = read(&format!("1,NAME,,,,{reference},\n"));
            assert_eq!(imported.rows[0].reference, None, "{reference}");
            let finding = &imported.findings[0];
            assert_eq!((finding.field, finding.action), ("reference", Action::ValueRefused), "{reference}");
        }
    }

    #[test]
    fn rows_that_cannot_be_trusted_are_refused() {
        let imported = read("1, ,,,,5,\n2,A,B,,,,5,X,Y\n3,GOOD,,,,7,\n");
        assert_eq!((imported.rows.len(), imported.rows_read), (1, 3));
        let refused: Vec<(u64, Action)> = imported.findings.iter().map(|f| (f.line, f.action)).collect();
        assert_eq!(refused, [(2, Action::RowRefused), (3, Action::RowRefused)]);
    }

    #[test]
    fn a_file_that_is_no_inventory_is_refused_with_what_is_missing() {
        assert!(matches!(parse(b"", "f"), Err(ImportError::Empty { .. })));
        assert!(matches!(parse(HEADER.as_bytes(), "f"), Err(ImportError::Empty { .. })));
        assert!(matches!(parse(b"\xff", "f"), Err(ImportError::NotUtf8 { offset: 0, .. })));
        let error = parse(b"refNo,inci,casNo,ecNo,function\n1,A,,,\n", "f").unwrap_err();
        assert!(matches!(error, ImportError::MissingColumn { column: "restriction (annex citations)", .. }));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), rows in "[\\PC\n\",]{0,80}") {
            let _ = parse(&bytes, "file");
            let _ = parse(format!("{HEADER}{rows}").as_bytes(), "file");
        }
    }
}
