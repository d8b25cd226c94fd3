//! Which column of a dictionary file is which. The titles of the real file are shifted against its cells, so
//! that a title is believed only where the cells under it are of the kind that it promises; otherwise the
//! cells decide. What the cells say is read in [`kcia`](super::kcia).

use incidex_core::text::is_syllable;

use super::cell::{Notes, date};
use super::numbers::looks_like_cas;
use super::table::{Header, Record};
use super::{Action, ImportError};

pub(super) const EXPECTED: &str = "the ingredient dictionary with the columns code (성분코드), Korean name (성분명), \
                                   English name (영문명), CAS number (CAS No) and old names (구명칭)";

const CODE: &[&str] = &["ingredientcode", "성분코드", "code", "성분번호", "코드", "ingredientno"];
const KOREAN: &[&str] = &[
    "stdnameko",
    "성분명",
    "표준명",
    "국문명",
    "한글명",
    "국문성분명",
    "한글성분명",
    "koreanname",
    "korean",
    "nameko",
];
const ENGLISH: &[&str] =
    &["stdnameen", "영문명", "영문성분명", "영문", "englishname", "english", "nameen", "inciname"];
const CAS: &[&str] = &["casno", "cas", "casnumber", "casnumbers", "cas번호"];
const FORMER: &[&str] = &[
    "oldnameko",
    "구명칭",
    "이명",
    "구성분명",
    "구국문명",
    "과거명",
    "oldkoreanname",
    "oldname",
    "oldnames",
    "formername",
    "formernames",
];
const DATE: &[&str] = &["asofdate", "ingestdate", "date", "기준일", "기준일자"];

/// The titles that tell a header.
pub(super) const ROLES: &[&[&str]] = &[CODE, KOREAN, ENGLISH, CAS, FORMER, DATE];

/// What a column's cells are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Empty,
    Digits,
    Korean,
    Latin,
    Cas,
    Date,
    Other,
}

/// Where the fields stand.
pub(super) struct Layout {
    pub(super) titles: usize,
    pub(super) code: Option<usize>,
    pub(super) korean: Option<usize>,
    pub(super) english: Option<usize>,
    pub(super) cas: Option<usize>,
    pub(super) former: Option<usize>,
    pub(super) date: Option<usize>,
}

impl Layout {
    /// Reads the titles and checks them against the cells.
    pub(super) fn new(
        header: &Header,
        header_line: u64,
        data: &[Record],
        file: &str,
        notes: &mut Notes,
    ) -> Result<Self, ImportError> {
        let width = header.len().max(data.iter().map(|r| r.cells.len()).max().unwrap_or_default());
        let kinds = (0..header.len()).map(|column| kind(data, column)).collect();
        let mut search = Search { header, header_line, kinds, taken: vec![false; width], notes };
        // The order matters where cells decide: a column that is found is no longer there for the next.
        let code = search.find("code", CODE, Kind::Digits);
        let korean = search.find("korean", KOREAN, Kind::Korean);
        let english = search.find("english", ENGLISH, Kind::Latin);
        let cas = search.find("cas", CAS, Kind::Cas);
        let former = search.find("former", FORMER, Kind::Korean);
        let as_of = search.find("date", DATE, Kind::Date);
        let needed = |found: Option<usize>, column| match found {
            Some(index) => Ok(Some(index)),
            None => Err(ImportError::MissingColumn { file: file.to_owned(), column, expected: EXPECTED }),
        };
        Ok(Self {
            titles: header.len(),
            code: needed(code, "ingredient code")?,
            korean: needed(korean, "Korean name")?,
            english: needed(english, "English name")?,
            cas: needed(cas, "CAS number")?,
            former,
            date: as_of,
        })
    }
}

struct Search<'a> {
    header: &'a Header,
    header_line: u64,
    kinds: Vec<Kind>,
    taken: Vec<bool>,
    notes: &'a mut Notes,
}

impl Search<'_> {
    /// The column of a field: the one with the title and cells of the kind; or else the first that is left
    /// with cells of the kind; or else the one with the title and no cells at all.
    fn find(&mut self, field: &'static str, names: &[&str], kind: Kind) -> Option<usize> {
        let titled = |wanted: Kind| {
            let is_wanted =
                |column: &usize| self.is_free(*column) && self.kinds.get(*column) == Some(&wanted);
            names.iter().filter_map(|name| self.header.column(&[name])).find(is_wanted)
        };
        let by_cells = || {
            let free = (0..self.kinds.len()).filter(|column| self.is_free(*column));
            // A column with an honest title of its own is not this field, whatever its cells look like.
            let mut unclaimed = free.filter(|column| !self.is_honest(*column));
            unclaimed.find(|column| self.kinds.get(*column) == Some(&kind))
        };
        let found = titled(kind);
        let by_cells = if found.is_none() { by_cells() } else { None };
        let column = found.or(by_cells).or_else(|| titled(Kind::Empty))?;
        if by_cells.is_some() {
            let reason = format!("the cells under this title were read as {field}, by what they hold");
            let title = self.header.title(column).to_owned();
            self.notes.at(self.header_line).note("header", Action::Repaired, &title, reason);
        }
        if let Some(taken) = self.taken.get_mut(column) {
            *taken = true;
        }
        Some(column)
    }

    fn is_free(&self, column: usize) -> bool {
        self.taken.get(column) == Some(&false)
    }

    /// Whether a title promises the kind of cells that stand under it.
    fn is_honest(&self, column: usize) -> bool {
        let title = self.header.title(column);
        let promised =
            [(CODE, Kind::Digits), (KOREAN, Kind::Korean), (ENGLISH, Kind::Latin), (CAS, Kind::Cas)]
                .into_iter()
                .chain([(FORMER, Kind::Korean), (DATE, Kind::Date)])
                .find(|(names, _)| names.contains(&title));
        // `source` and the like are Latin text and no English name.
        let is_bookkeeping = ["source", "batchid", "출처"].contains(&title);
        is_bookkeeping || promised.is_some_and(|(_, kind)| self.kinds.get(column) == Some(&kind))
    }
}

fn kind(data: &[Record], column: usize) -> Kind {
    let cells = || data.iter().map(|r| r.cell(Some(column)).trim()).filter(|cell| !cell.is_empty());
    let all = cells().count();
    if all == 0 {
        return Kind::Empty;
    }
    let most = |is_kind: fn(&str) -> bool, tenths: usize| {
        cells().filter(|c| is_kind(c)).count() * 10 >= all * tenths
    };
    // Numbers and dates are exact kinds and are asked for first; names bear some cells of the other script.
    if most(|c| c.bytes().all(|b| b.is_ascii_digit()), 8) {
        Kind::Digits
    } else if most(|c| date(c).is_some(), 9) {
        Kind::Date
    } else if most(looks_like_cas, 5) {
        Kind::Cas
    } else if most(|c| c.contains(is_syllable), 5) {
        Kind::Korean
    } else if most(|c| c.contains(|l: char| l.is_ascii_alphabetic()), 5) {
        Kind::Latin
    } else {
        Kind::Other
    }
}
