//! Reading and writing the tables under `data/`: CSV with a fixed header, many values in a cell joined by
//! ` | `, every fault with its file and line.

use std::fmt;
use std::fs;
use std::path::Path;
use std::str::FromStr;

use super::Fault;

/// Joins several values of one cell.
pub const SEPARATOR: &str = " | ";

/// Reads the table at `path`, whose header must be `header`, parsing every row with `parse`. Faults of the
/// file and of its rows are collected; rows with faults are left out.
pub fn read_rows<T>(
    path: &Path,
    header: &[&str],
    faults: &mut Vec<Fault>,
    parse: impl Fn(&mut Cells<'_>) -> Option<T>,
) -> Vec<(u64, T)> {
    let records = match records(path, header) {
        Ok(records) => records,
        Err(fault) => {
            faults.push(fault);
            return Vec::new();
        }
    };
    let mut rows = Vec::with_capacity(records.len());
    for (line, record) in &records {
        if let Some(row) = parse(&mut Cells { path, line: *line, record, faults }) {
            rows.push((*line, row));
        }
    }
    rows
}

/// The records of a table, each with its line.
fn records(path: &Path, header: &[&str]) -> Result<Vec<(u64, csv::StringRecord)>, Fault> {
    let fault = |line: u64, what: String| Fault { path: path.to_owned(), line, what };
    let text = fs::read_to_string(path).map_err(|error| fault(0, format!("cannot be read: {error}")))?;
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let found = reader.headers().map_err(|error| fault(1, error.to_string()))?;
    if found != header {
        let found: Vec<&str> = found.iter().collect();
        return Err(fault(1, format!("the header is {} and must be {}", found.join(","), header.join(","))));
    }
    let mut records = Vec::new();
    for record in reader.into_records() {
        let record = record
            .map_err(|error| fault(error.position().map_or(0, csv::Position::line), error.to_string()))?;
        records.push((record.position().map_or(0, csv::Position::line), record));
    }
    Ok(records)
}

/// The cells of one row.
pub struct Cells<'a> {
    path: &'a Path,
    line: u64,
    record: &'a csv::StringRecord,
    faults: &'a mut Vec<Fault>,
}

impl Cells<'_> {
    /// The text of a column.
    pub fn text(&self, column: usize) -> String {
        self.record.get(column).unwrap_or_default().to_owned()
    }

    /// The text of a column that must not be empty.
    pub fn required(&mut self, column: usize, name: &str) -> Option<String> {
        let text = self.text(column);
        if text.is_empty() {
            self.fault(format!("{name} is empty"));
            return None;
        }
        Some(text)
    }

    /// The value of a column.
    pub fn value<T: FromStr>(&mut self, column: usize, name: &str) -> Option<T>
    where
        T::Err: fmt::Display,
    {
        let text = self.text(column);
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(format!("{name} {text:?}: {error}"));
                None
            }
        }
    }

    /// The texts of a column that holds several.
    pub fn texts(&self, column: usize) -> Vec<String> {
        let text = self.text(column);
        if text.is_empty() { Vec::new() } else { text.split(SEPARATOR).map(str::to_owned).collect() }
    }

    /// The values of a column that holds several; those that cannot be read become faults.
    pub fn values<T: FromStr>(&mut self, column: usize, name: &str) -> Vec<T>
    where
        T::Err: fmt::Display,
    {
        let mut values = Vec::new();
        for text in self.texts(column) {
            match text.parse() {
                Ok(value) => values.push(value),
                Err(error) => self.fault(format!("{name} {text:?}: {error}")),
            }
        }
        values
    }

    /// Records a fault of this row.
    pub fn fault(&mut self, what: String) {
        self.faults.push(Fault { path: self.path.to_owned(), line: self.line, what });
    }
}

/// The text of a table.
pub fn write(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    // Writing to memory cannot fail, and every row has as many cells as the header.
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(&row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// The texts of values, joined for one cell.
pub fn join<T: fmt::Display>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(SEPARATOR)
}
