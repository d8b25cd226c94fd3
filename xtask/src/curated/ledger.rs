//! The append-only ledger of codes for records that have neither a Korean code nor a CosIng reference
//! number: `data/codes.csv` for the curated set, and one beside each index for imported names.

use std::collections::BTreeMap;
use std::path::Path;

use incidex_core::ingredient::FIRST_LEDGER_CODE;

use super::Fault;
use super::table::{read_rows, write as write_table};

pub(super) const FILE: &str = "codes.csv";
const HEADER: [&str; 2] = ["code", "key"];

/// The first code that an imported name gets: below it the curated ledger grows, so that the two never
/// give one code to two keys.
const FIRST_IMPORTED_CODE: u32 = FIRST_LEDGER_CODE + 100_000;

/// Keys and the codes they were given. Rows are appended and never changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    rows: Vec<(u32, String)>,
    by_key: BTreeMap<String, u32>,
}

/// Two ledgers that give different codes to one key, or one code to different keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("code {code} is given to {first:?} and to {second:?}: restore the ledger from before the change")]
pub struct LedgerConflict {
    /// The code.
    pub code: u32,
    /// One key.
    pub first: String,
    /// The other key.
    pub second: String,
}

impl Ledger {
    /// Reads the ledger at `path`.
    pub fn read(path: &Path, faults: &mut Vec<Fault>) -> Self {
        let rows = read_rows(path, &HEADER, faults, |cells| {
            Some((cells.value(0, "code")?, cells.required(1, "key")?))
        });
        let mut ledger = Self::default();
        for (line, (code, key)) in rows {
            let fault = |what: String| Fault { path: path.to_owned(), line, what };
            if code < FIRST_LEDGER_CODE {
                faults.push(fault(format!("code {code} is below {FIRST_LEDGER_CODE}")));
            } else if ledger.by_key.contains_key(&key) {
                faults.push(fault(format!("the key {key:?} stands twice")));
            } else if ledger.rows.iter().any(|(given, _)| *given == code) {
                faults.push(fault(format!("the code {code} was given before")));
            } else {
                ledger.append(code, key);
            }
        }
        ledger
    }

    fn append(&mut self, code: u32, key: String) {
        self.by_key.insert(key.clone(), code);
        self.rows.push((code, key));
    }

    /// The code that a key was given.
    pub fn code(&self, key: &str) -> Option<u32> {
        self.by_key.get(key).copied()
    }

    /// Whether a code was ever given.
    fn has_code(&self, code: u32) -> Option<&str> {
        self.rows.iter().find(|(given, _)| *given == code).map(|(_, key)| key.as_str())
    }

    /// Gives codes to the keys that have none here or in `curated`, in the order of the keys.
    ///
    /// # Errors
    /// When the two ledgers contradict each other.
    pub fn extend(&mut self, curated: &Self, mut keys: Vec<String>) -> Result<(), LedgerConflict> {
        for (code, key) in &curated.rows {
            if let Some(other) = self.has_code(*code).filter(|other| other != key) {
                return Err(LedgerConflict { code: *code, first: key.clone(), second: other.to_owned() });
            }
        }
        keys.sort();
        keys.dedup();
        let last = self.rows.iter().map(|(code, _)| *code).max();
        let mut next = last.map_or(FIRST_IMPORTED_CODE, |last| last + 1).max(FIRST_IMPORTED_CODE);
        for key in keys {
            if self.code(&key).is_none() && curated.code(&key).is_none() {
                self.append(next, key);
                next += 1;
            }
        }
        Ok(())
    }

    /// The text of the ledger, in the order in which codes were given.
    pub fn write(&self) -> String {
        write_table(&HEADER, self.rows.iter().map(|(code, key)| vec![code.to_string(), key.clone()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stay_whatever_comes_later() {
        let mut ledger = Ledger::default();
        let curated = Ledger::default();
        ledger.extend(&curated, vec!["b".into(), "d".into()]).unwrap();
        let before = (ledger.code("b"), ledger.code("d"));
        ledger.extend(&curated, vec!["a".into(), "c".into()]).unwrap();
        assert_eq!((ledger.code("b"), ledger.code("d")), before);
        let codes: Vec<u32> = ["b", "d", "a", "c"].iter().map(|k| ledger.code(k).unwrap()).collect();
        assert_eq!(codes, [9_100_000, 9_100_001, 9_100_002, 9_100_003]);
    }

    #[test]
    fn a_curated_code_serves_the_import_too() {
        let mut curated = Ledger::default();
        curated.append(9_000_000, "a".into());
        let mut ledger = Ledger::default();
        ledger.extend(&curated, vec!["a".into(), "b".into()]).unwrap();
        assert_eq!((ledger.code("a"), ledger.code("b")), (None, Some(9_100_000)));
    }

    #[test]
    fn contradicting_ledgers_are_refused() {
        let mut curated = Ledger::default();
        curated.append(9_100_000, "a".into());
        let mut ledger = Ledger::default();
        ledger.append(9_100_000, "b".into());
        assert!(ledger.extend(&curated, Vec::new()).is_err());
    }
}
