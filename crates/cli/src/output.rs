//! Tables and JSON on stdout.

use std::io::{self, Write};

use serde::Serialize;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::failure::Failure;

/// The widest that [`cut`] leaves a text, in columns of a terminal; names of 2,000 characters exist.
const WIDEST: usize = 60;

/// Rows of cells in aligned columns.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    /// A table whose first row is `titles`.
    pub(crate) fn new(titles: [&str; N]) -> Self {
        Self { rows: vec![titles.map(str::to_owned)] }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: [&str; N]) {
        self.rows.push(cells.map(str::to_owned));
    }

    /// Writes the rows, each column as wide as its widest cell, the last one unpadded.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut widths = [0; N];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        for row in &self.rows {
            let mut line = String::new();
            for (width, cell) in widths.iter().zip(row) {
                line.push_str(cell);
                // Padding counts columns, of which a Hangul syllable takes two.
                line.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
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
    fn a_long_cell_is_cut_to_its_width() {
        assert_eq!(cut(&"가".repeat(100)).width(), 59);
        assert_eq!(cut(&"a".repeat(100)).width(), 60);
        assert_eq!(cut("a\nb"), "a b");
    }
}
