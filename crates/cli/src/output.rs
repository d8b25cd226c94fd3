//! Tables and JSON on stdout.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;

use anstyle::{AnsiColor, Color, Style};
use serde::Serialize;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::failure::Failure;

/// The widest that [`cut`] leaves a text, in columns of a terminal; names of 2,000 characters exist.
const WIDEST: usize = 60;

/// How much of a long text stands before the first highlighted part, in characters.
const CONTEXT: usize = 12;

/// What stands out.
const MATCH: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Green)));

/// Rows of cells in aligned columns.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    rows: Vec<[Cell; N]>,
}

/// The text of a cell, and how wide it is on a terminal, styles apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    text: String,
    width: usize,
}

impl Cell {
    /// A plain cell, cut to what fits beside others.
    pub(crate) fn plain(text: &str) -> Self {
        let text = cut(text);
        Self { width: text.width(), text }
    }

    /// A cell in one style, cut likewise.
    pub(crate) fn styled(text: &str, style: Style) -> Self {
        let Self { text, width } = Self::plain(text);
        Self { text: format!("{style}{text}{style:#}"), width }
    }

    /// A cell in which the parts in `ranges` (bytes, rising and apart) stand out; cut likewise, but not so that the
    /// first of them is lost.
    pub(crate) fn highlighted(text: &str, ranges: &[Range<usize>]) -> Self {
        let mut cell = Self::default();
        let first = ranges.first().map_or(0, |range| range.start);
        let before = text.get(..first).unwrap_or_default();
        let from = if before.width() > WIDEST / 2 {
            cell.push('…');
            before.char_indices().rev().nth(CONTEXT).map_or(0, |(at, _)| at)
        } else {
            0
        };
        let mut is_lit = false;
        for (at, character) in text.char_indices().skip_while(|(at, _)| *at < from) {
            let character = if character.is_control() { ' ' } else { character };
            let is_cut = cell.width + character.width().unwrap_or_default() >= WIDEST;
            let lights = !is_cut && ranges.iter().any(|range| range.contains(&at));
            if lights != is_lit {
                let _ = if lights { write!(cell.text, "{MATCH}") } else { write!(cell.text, "{MATCH:#}") };
                is_lit = lights;
            }
            if is_cut {
                cell.push('…');
                break;
            }
            cell.push(character);
        }
        if is_lit {
            let _ = write!(cell.text, "{MATCH:#}");
        }
        cell
    }

    fn push(&mut self, character: char) {
        self.text.push(character);
        self.width += character.width().unwrap_or_default();
    }
}

impl<const N: usize> Table<N> {
    /// A table whose first row is `titles`.
    pub(crate) fn new(titles: [&str; N]) -> Self {
        Self { rows: vec![titles.map(whole)] }
    }

    /// Adds a row of whole texts.
    pub(crate) fn row(&mut self, cells: [&str; N]) {
        self.rows.push(cells.map(whole));
    }

    /// Adds a row of cells.
    pub(crate) fn cells(&mut self, cells: [Cell; N]) {
        self.rows.push(cells);
    }

    /// Writes the rows without the titles.
    pub(crate) fn write_rows(mut self, out: &mut impl Write) -> io::Result<()> {
        self.rows.remove(0);
        self.write(out)
    }

    /// Writes the rows, each column as wide as its widest cell, the last one unpadded.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut widths = [0; N];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width);
            }
        }
        for row in &self.rows {
            let mut line = String::new();
            for (width, cell) in widths.iter().zip(row) {
                line.push_str(&cell.text);
                // Padding counts columns, of which a Hangul syllable takes two.
                line.extend(std::iter::repeat_n(' ', width - cell.width + 2));
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

fn whole(text: &str) -> Cell {
    Cell { text: text.to_owned(), width: text.width() }
}

/// The beginning of `text` that fits into a cell beside others, line breaks and other controls made blanks.
pub(crate) fn cut(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.width() <= WIDEST {
        return text;
    }
    let mut width = 1;
    let fits = |c: &char| {
        width += c.width().unwrap_or_default();
        width <= WIDEST
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// Writes `value` as indented JSON and a line break.
pub(crate) fn json(out: &mut impl Write, value: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    Ok(writeln!(out)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_whatever_the_script() {
        let mut table = Table::new(["CODE", "KOREAN", "CAS"]);
        table.row(["5489", "레티놀", "68-26-8"]);
        table.row(["1", "", "98-92-0"]);
        let mut out = Vec::new();
        table.write(&mut out).unwrap();
        let expected = "CODE  KOREAN  CAS\n5489  레티놀  68-26-8\n1             98-92-0\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn what_matched_stands_out_and_is_never_cut_away() {
        let plain = |cell: &Cell| anstream::adapter::strip_str(&cell.text).to_string();
        let cell = Cell::highlighted("비타민A", &[0..3, 9..10]);
        assert_eq!((plain(&cell).as_str(), cell.width), ("비타민A", 7));
        assert!(cell.text.starts_with(&format!("{MATCH}비{MATCH:#}타민{MATCH}A")), "{:?}", cell.text);
        let long = format!("{}needle{}", "a".repeat(200), "b".repeat(200));
        let needle = 200..206;
        let cell = Cell::highlighted(&long, std::slice::from_ref(&needle));
        assert!(plain(&cell).contains("aneedleb") && cell.width <= WIDEST, "{:?}", plain(&cell));
        assert_eq!(plain(&cell).width(), cell.width);
    }

    #[test]
    fn a_long_cell_is_cut_to_its_width() {
        assert_eq!(cut(&"가".repeat(100)).width(), 59);
        assert_eq!(cut(&"a".repeat(100)).width(), 60);
        assert_eq!(cut("a\nb"), "a b");
    }
}
