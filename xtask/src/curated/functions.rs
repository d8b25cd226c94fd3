//! `data/functions.csv`: the closed list of cosmetic functions. It is part of the program, so that an
//! index built from official exports alone has it too.

use std::collections::BTreeMap;

use incidex_core::ingredient::Function;

/// The table as it stood when the program was built.
const TABLE: &str = include_str!("../../../data/functions.csv");

/// The closed list, by code and by the labels that CosIng uses.
pub struct FunctionTable {
    by_code: BTreeMap<String, Function>,
    by_label: BTreeMap<String, String>,
}

impl FunctionTable {
    /// The closed list.
    ///
    /// # Errors
    /// When the table is damaged, with the line.
    pub fn load() -> Result<Self, String> {
        let mut table = Self { by_code: BTreeMap::new(), by_label: BTreeMap::new() };
        let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
        for (row, line) in reader.records().zip(2..) {
            let row = row.map_err(|error| format!("data/functions.csv:{line}: {error}"))?;
            let cells: Vec<&str> = row.iter().collect();
            let [code, english, korean, labels] = cells.as_slice() else {
                return Err(format!("data/functions.csv:{line}: four cells are expected"));
            };
            if code.is_empty() || english.is_empty() || korean.is_empty() {
                return Err(format!("data/functions.csv:{line}: code and both names are needed"));
            }
            for label in labels.split('|') {
                if table.by_label.insert(label.trim().to_owned(), (*code).to_owned()).is_some() {
                    return Err(format!("data/functions.csv:{line}: {label} stands twice"));
                }
            }
            let function = Function {
                code: (*code).to_owned(),
                english: (*english).to_owned(),
                korean: (*korean).to_owned(),
            };
            if table.by_code.insert((*code).to_owned(), function).is_some() {
                return Err(format!("data/functions.csv:{line}: {code} stands twice"));
            }
        }
        Ok(table)
    }

    /// The function with this code.
    pub fn by_code(&self, code: &str) -> Option<&Function> {
        self.by_code.get(code)
    }

    /// The function that a CosIng label (upper case) means.
    pub fn by_label(&self, label: &str) -> Option<&Function> {
        self.by_label.get(label).and_then(|code| self.by_code.get(code))
    }

    /// All functions, sorted by code.
    pub fn all(&self) -> Vec<Function> {
        self.by_code.values().cloned().collect()
    }
}
