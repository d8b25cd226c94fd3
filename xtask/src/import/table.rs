//! CSV as the sources write it: records with the physical line on which each begins, and columns by title.
//!
//! Byte order marks, both line endings, quoted line breaks and ragged rows are dealt with here. What a
//! column means is the business of each source's module.

use incidex_core::text;

use super::cell::{self, Notes};
use super::{Action, ImportError, utf8};

/// How far down a header is looked for: official exports put a few lines of preamble before it.
const HEADER_WITHIN: usize = 30;

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// The physical line, from 1, on which the record begins.
    pub(super) line: u64,
    /// The cells as they came.
    pub(super) cells: Vec<String>,
}

impl Record {
    /// A cell; a column that is not there and a row that ends before it both give an empty text.
    pub(super) fn cell(&self, column: Option<usize>) -> &str {
        column.and_then(|index| self.cells.get(index)).map_or("", String::as_str)
    }

    /// How a row's cells meet `columns` titles. A row with a surplus is refused, because its cells may have
    /// moved; cells that a short row lacks are read as empty. Either is noted. `true` if the row is usable.
    pub(super) fn fits(&self, columns: usize, notes: &mut Notes) -> bool {
        let mut place = notes.at(self.line);
        let count = self.cells.len();
        if self.cells.iter().skip(columns).any(|c| !c.trim().is_empty()) {
            let reason =
                format!("{count} cells under {columns} titles: a comma without quotes may have moved them");
            place.note("row", Action::RowRefused, &self.cells.join(","), reason);
            return false;
        }
        if count < columns {
            let reason = format!("{count} cells under {columns} titles: what is missing was read as empty");
            place.note("row", Action::Ignored, &self.cells.join(","), reason);
        }
        true
    }
}

/// All records that are not blank.
pub(super) fn records(bytes: &[u8], file: &str) -> Result<Vec<Record>, ImportError> {
    let text = utf8(bytes, file)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for record in reader.records() {
        let record = record
            .map_err(|error| ImportError::NotCsv { file: file.to_owned(), message: error.to_string() })?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        // The position that the reader gives lies before any blank lines that it skipped, and it does not
        // count a lone carriage return as the end of a line; hence the counting here.
        let begin = record.position().and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(counted);
        let skipped = text.as_bytes().get(begin..).unwrap_or_default();
        let begin = begin + skipped.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        line += line_ends(text.as_bytes().get(counted..begin).unwrap_or_default());
        counted = begin.max(counted);
        records.push(Record { line, cells: record.iter().map(str::to_owned).collect() });
    }
    Ok(records)
}

/// How many lines end in `bytes`: at a line feed, a carriage return or both together.
fn line_ends(bytes: &[u8]) -> u64 {
    let mut count = 0;
    let mut previous = 0;
    for byte in bytes {
        count += u64::from(*byte == b'\r' || (*byte == b'\n' && previous != b'\r'));
        previous = *byte;
    }
    count
}

/// The column titles of a file, in a form that is blind to case, blanks and punctuation.
pub(super) struct Header {
    titles: Vec<String>,
}

impl Header {
    /// Reads a record as column titles.
    pub(super) fn new(record: &Record) -> Self {
        Self { titles: record.cells.iter().map(|title| text::key(title)).collect() }
    }

    /// How many columns have a title.
    pub(super) fn len(&self) -> usize {
        self.titles.len()
    }

    /// The column whose title is one of `names`, which stand in order of preference and in key form.
    pub(super) fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.titles.iter().position(|title| title == name))
    }

    /// The first column whose title begins with `prefix`.
    pub(super) fn column_beginning(&self, prefix: &str) -> Option<usize> {
        self.titles.iter().position(|title| title.starts_with(prefix))
    }

    /// The title of a column.
    pub(super) fn title(&self, column: usize) -> &str {
        self.titles.get(column).map_or("", String::as_str)
    }
}

/// Splits records into preamble, header and data. The header is the record near the top that answers most
/// of the `roles`, each a list of titles; the first record if none answers any.
pub(super) fn split_at_header<'a>(
    records: &'a [Record],
    roles: &[&[&str]],
) -> Option<(&'a [Record], Header, &'a [Record])> {
    let mut best: Option<(usize, usize, Header)> = None;
    for (index, record) in records.iter().take(HEADER_WITHIN).enumerate() {
        let header = Header::new(record);
        let answered = roles.iter().filter(|names| header.column(names).is_some()).count();
        if best.as_ref().is_none_or(|(_, most, _)| answered > *most) {
            best = Some((index, answered, header));
        }
    }
    let (index, _, header) = best?;
    Some((records.get(..index)?, header, records.get(index + 1..)?))
}

/// The date that a preamble states behind `label` and a colon, such as `File creation date: 24/12/2025`.
pub(super) fn stated_date(preamble: &[Record], label: &str) -> Option<String> {
    preamble.iter().flat_map(|record| &record.cells).find_map(|cell| {
        let (before, after) = cell.split_once(':')?;
        before.to_lowercase().contains(label).then(|| cell::date(after))?
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &str) -> Vec<(u64, String)> {
        let records = records(text.as_bytes(), "file").unwrap();
        records.into_iter().map(|r| (r.line, r.cells.join("|"))).collect()
    }

    #[test]
    fn a_record_knows_its_physical_line() {
        let text = "\u{feff}a,b\r\n\r\n\"x\r\ny\",1\r\n,\r\nlast,2";
        assert_eq!(lines(text), [(1, "a|b".into()), (3, "x\r\ny|1".into()), (6, "last|2".into())]);
        assert_eq!(lines("a\n\n\nb\rc\n"), [(1, "a".into()), (4, "b".into()), (5, "c".into())]);
        assert_eq!(lines("\n\na"), [(3, "a".into())]);
    }

    #[test]
    fn ragged_rows_are_told_apart() {
        let records = records(b"1,2\n1\n1,2,\n1,2,3\n", "file").unwrap();
        let mut notes = Notes::new("file");
        let fitting: Vec<bool> = records.iter().map(|r| r.fits(2, &mut notes)).collect();
        assert_eq!(fitting, [true, true, true, false]);
        let actions: Vec<Action> = notes.into_findings().iter().map(|f| f.action).collect();
        assert_eq!(actions, [Action::Ignored, Action::RowRefused]);
    }

    #[test]
    fn a_header_is_found_below_a_preamble() {
        let records = records(b"File creation date: 02/01/2024\nLIST\nCAS No,Name\n1,2\n", "file").unwrap();
        let (preamble, header, data) = split_at_header(&records, &[&["name"], &["casno"]]).unwrap();
        assert_eq!(stated_date(preamble, "creation date").as_deref(), Some("2024-01-02"));
        assert_eq!(
            (header.column(&["name"]), header.column(&["casno"]), header.len()),
            (Some(1), Some(0), 2)
        );
        assert_eq!((data.len(), header.title(0), header.column_beginning("na")), (1, "casno", Some(1)));
    }

    proptest! {
        #[test]
        fn lines_ascend_and_no_bytes_panic(bytes in prop::collection::vec(prop_oneof![
            any::<u8>(), Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), Just(b'a'),
        ], 0..64)) {
            if let Ok(records) = records(&bytes, "file") {
                prop_assert!(records.is_sorted_by_key(|r| r.line));
            }
        }
    }
}
