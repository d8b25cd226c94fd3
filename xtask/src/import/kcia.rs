//! The Korean cosmetic ingredient dictionary: code, Korean name, English name, CAS numbers, old names.
//!
//! Where the columns stand is found out in [`kcia_layout`](super::kcia_layout), because the titles of the
//! real file do not tell. Korean and English names are not one to one; which rows are one ingredient is
//! decided where sources are merged, not here.

use std::collections::HashMap;

use incidex_core::identifier::CasNumber;
use incidex_core::text::is_syllable;

use super::cell::{Notes, Place, date};
use super::kcia_layout::{EXPECTED, Layout, ROLES};
use super::numbers::numbers;
use super::table::{self, Record};
use super::{Action, ImportError, Imported};

/// One entry of the dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KciaRow {
    /// The physical line on which the row begins, from 1.
    pub line: u64,
    /// The ingredient code, unique in the dictionary.
    pub code: u32,
    /// The Korean name.
    pub korean: String,
    /// The English name, in the style of the US INCI dictionary; `None` where the cell has none.
    pub english: Option<String>,
    /// CAS numbers whose check digit is right.
    pub cas: Vec<CasNumber>,
    /// Old Korean names.
    pub former: Vec<String>,
}

/// Reads the dictionary. The date is that of the date column, if all rows agree on it.
pub fn parse(bytes: &[u8], source: &str) -> Result<Imported<KciaRow>, ImportError> {
    let records = table::records(bytes, source)?;
    let empty = || ImportError::Empty { file: source.to_owned(), expected: EXPECTED };
    let (preamble, header, data) = table::split_at_header(&records, ROLES).ok_or_else(empty)?;
    if data.is_empty() {
        return Err(empty());
    }
    let mut notes = Notes::new(source);
    let header_line = records.get(preamble.len()).map_or(1, |record| record.line);
    let layout = Layout::new(&header, header_line, data, source, &mut notes)?;
    let mut first_lines: HashMap<u32, u64> = HashMap::new();
    let mut rows = Vec::new();
    for record in data {
        let Some(row) = row(record, &layout, &mut notes) else { continue };
        let first = *first_lines.entry(row.code).or_insert(row.line);
        if first == row.line {
            rows.push(row);
        } else {
            let reason = format!("the code {} stands already on line {first}", row.code);
            notes.at(row.line).note("code", Action::RowRefused, &row.korean, reason);
        }
    }
    let stated = common_date(data, &layout, header_line, &mut notes);
    Ok(Imported { rows, findings: notes.into_findings(), rows_read: data.len(), date: stated })
}

fn row(record: &Record, layout: &Layout, notes: &mut Notes) -> Option<KciaRow> {
    if !record.fits(layout.titles, notes) {
        return None;
    }
    let mut place = notes.at(record.line);
    let code = code(record.cell(layout.code), &mut place)?;
    let korean = place.tidy("korean", record.cell(layout.korean));
    if !korean.contains(char::is_alphanumeric) {
        place.note("korean", Action::RowRefused, &record.cells.join(","), "the row has no Korean name");
        return None;
    }
    let english = english(record.cell(layout.english), &mut place);
    let numbers = numbers(record.cell(layout.cas), "", &mut place);
    for ec in numbers.ec {
        place.note("cas", Action::Ignored, &ec.to_string(), "the dictionary has no place for EC numbers");
    }
    let former = former(record.cell(layout.former), &mut place);
    Some(KciaRow { line: record.line, code, korean, english, cas: numbers.cas, former })
}

fn code(raw: &str, place: &mut Place<'_>) -> Option<u32> {
    let text = place.tidy("code", raw);
    let is_number = text.bytes().all(|b| b.is_ascii_digit());
    let code = text.parse().ok().filter(|code| is_number && *code > 0);
    if code.is_none() {
        place.note("code", Action::RowRefused, &text, "no ingredient code");
    }
    code
}

fn english(raw: &str, place: &mut Place<'_>) -> Option<String> {
    let text = place.tidy("english", raw);
    if text.contains(is_syllable) {
        place.note("english", Action::ValueRefused, &text, "Korean text in the English column");
        return None;
    }
    text.contains(char::is_alphanumeric).then_some(text)
}

/// The old names of a cell. Names hold slashes, blanks and commas themselves (`1,2-헥산다이올`), so that only
/// a semicolon, or a comma with Korean on both sides and no bracket around it, parts two of them.
fn former(raw: &str, place: &mut Place<'_>) -> Vec<String> {
    let text = place.tidy("former", raw);
    if may_hold_several(&text) {
        place.note("former", Action::Ignored, &text, "may hold several names; kept whole");
    }
    let mut names: Vec<String> = Vec::new();
    for name in parted(&text) {
        let name = name.trim();
        if name.contains(char::is_alphanumeric) && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn parted(text: &str) -> Vec<&str> {
    let (mut parts, mut begin, mut depth) = (Vec::new(), 0, 0_usize);
    let mut previous = ' ';
    for (at, character) in text.char_indices() {
        let behind = text.get(at + character.len_utf8()..).unwrap_or_default();
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_end = match character {
            ';' => depth == 0,
            ',' => depth == 0 && is_syllable(previous) && behind.trim_start().starts_with(is_syllable),
            _ => false,
        };
        if is_end {
            parts.push(text.get(begin..at).unwrap_or_default());
            begin = at + character.len_utf8();
        }
        if character != ' ' {
            previous = character;
        }
    }
    parts.push(text.get(begin..).unwrap_or_default());
    parts
}

/// Whether a name seems to begin where another has ended: behind a provisional number (`-12K`), or at a
/// slash with a blank beside it, which no single name has.
fn may_hold_several(text: &str) -> bool {
    let glued = text.match_indices('K').any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + 1..).unwrap_or_default();
        before.ends_with(|c: char| c.is_ascii_digit()) && after.starts_with(is_syllable)
    });
    glued || text.contains(" /") || text.contains("/ ")
}

/// The one date on which all rows agree.
fn common_date(data: &[Record], layout: &Layout, header_line: u64, notes: &mut Notes) -> Option<String> {
    let cells = data.iter().map(|r| r.cell(layout.date)).filter(|cell| !cell.trim().is_empty());
    let mut dates: Vec<String> = cells.filter_map(date).collect();
    dates.sort_unstable();
    dates.dedup();
    if dates.len() > 1 {
        let reason = "the rows bear different dates, so that the file states none";
        notes.at(header_line).note("header", Action::Ignored, &dates.join(", "), reason);
        return None;
    }
    dates.pop()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SHIFTED: &str = "ingredient_code,std_name_ko,std_name_en,old_name_ko,old_name_en,as_of_date,source,ingest_date,batch_id\n";

    fn read(text: &str) -> Imported<KciaRow> {
        parse(text.as_bytes(), "file").unwrap()
    }

    #[test]
    fn the_shifted_header_is_seen_through() {
        let imported = read(&format!(
            "{SHIFTED}901,가상산,Made-up Acid,50-00-0(generic) 98-92-0,가상애씨드,,kcia,2026-01-02,kcia_2026-01-02\n\
             902,가상잎/줄기추출물,,,,,kcia,2026-01-02,kcia_2026-01-02\n\
             903,가상수,가상수,66455-14,,,kcia,2026-01-02,kcia_2026-01-02\n\
             904,가상유,Made-up Oil,,,,kcia,2026-01-02,kcia_2026-01-02\n"
        ));
        let [first, second, third, _] = imported.rows.as_slice() else { panic!("{imported:?}") };
        assert_eq!((first.line, first.code, first.korean.as_str()), (2, 901, "가상산"));
        assert_eq!((first.english.as_deref(), first.cas.len()), (Some("Made-up Acid"), 2));
        assert_eq!(first.former, ["가상애씨드"]);
        assert_eq!((second.english.as_deref(), second.korean.as_str()), (None, "가상잎/줄기추출물"));
        assert_eq!((third.english.as_deref(), third.cas.len()), (None, 0));
        assert_eq!(imported.date.as_deref(), Some("2026-01-02"));
        let found: Vec<_> = imported.findings.iter().map(|f| (f.line, f.field, f.action)).collect();
        assert_eq!(
            found,
            [
                (1, "header", Action::Repaired),
                (1, "header", Action::Repaired),
                (4, "english", Action::ValueRefused),
                (4, "cas", Action::ValueRefused)
            ]
        );
    }

    #[test]
    fn honest_headers_are_believed() {
        for header in [
            "성분코드,성분명,영문명,CAS No,구명칭",
            "Code,Korean name,English name,CAS No.,Old Korean name",
            "\u{feff}성분 코드,국문명,영문 성분명,CAS번호,이명",
        ] {
            let imported = read(&format!("{header}\r\n7,가상산,Acid,50-00-0,옛가상산\r\n8,가상수,,,\r\n"));
            assert_eq!(imported.rows.len(), 2, "{header}");
            assert_eq!((imported.rows[0].cas.len(), imported.rows[0].former.len()), (1, 1), "{header}");
            assert!(imported.findings.is_empty(), "{header}: {:?}", imported.findings);
        }
        let reordered = read("CAS No,영문명,성분명,성분코드\n,Acid,가상산,7\n");
        assert_eq!((reordered.rows[0].code, reordered.rows[0].korean.as_str()), (7, "가상산"));
    }

    #[test]
    fn old_names_are_parted_only_where_that_is_safe() {
        let parts = |cell| former(cell, &mut Notes::new("file").at(1));
        assert_eq!(parts("가상산, 나상산;다상산"), ["가상산", "나상산", "다상산"]);
        for whole in ["1,2-가상다이올", "N,N-가상아민", "가상잎/줄기추출물", "비스(가상,나상)산", "가상 나상"]
        {
            assert_eq!(parts(whole), [whole]);
        }
        assert_eq!(parts("-"), Vec::<String>::new());
        let mut notes = Notes::new("file");
        assert_eq!(former("가상펩타이드-3K나상산", &mut notes.at(1)), ["가상펩타이드-3K나상산"]);
        assert_eq!(notes.into_findings()[0].action, Action::Ignored);
    }

    #[test]
    fn the_first_of_equal_codes_wins() {
        let imported = read(
            "성분코드,성분명,영문명,CAS No,구명칭\n7,가상산,A,,\n7,나상산,B,,\nx,다상산,C,,\n8,,D,,\n9,라,E,,\n",
        );
        assert_eq!(imported.rows.iter().map(|r| r.code).collect::<Vec<_>>(), [7, 9]);
        assert_eq!(imported.rows[0].korean, "가상산");
        assert_eq!(imported.rows_read, 5);
        assert!(imported.findings.iter().all(|f| f.action == Action::RowRefused));
    }

    #[test]
    fn dates_that_differ_are_no_date() {
        let imported = read("code,korean,english,cas,ingest_date\n1,가,A,,2026-01-01\n2,나,B,,2026-01-02\n");
        assert_eq!((imported.date, imported.findings.len()), (None, 1));
    }

    #[test]
    fn what_is_no_dictionary_is_refused() {
        assert!(matches!(parse(b"", "f"), Err(ImportError::Empty { .. })));
        assert!(matches!(parse(SHIFTED.as_bytes(), "f"), Err(ImportError::Empty { .. })));
        let error = parse(b"a,b\nx,y\n", "f").unwrap_err();
        assert!(matches!(error, ImportError::MissingColumn { column: "ingredient code", .. }));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), rows in "[\\PC\n\",]{0,120}") {
            let _ = parse(&bytes, "file");
            let _ = parse(format!("{SHIFTED}1,가,A,,,,k,,\n{rows}").as_bytes(), "file");
        }

        #[test]
        fn parting_loses_nothing_but_separators(cell in "[가나,; ()1A-]{0,20}") {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(parted(&cell).iter().map(|p| letters(p)).collect::<String>(), letters(&cell));
        }
    }
}
