//! CosIng names with their functions, as one JSON object: `{"NAME": ["FUNCTION", ...], ...}`.
//!
//! The file has neither numbers nor references. How its names meet those of the inventory is decided where
//! sources are merged, not here.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::cell::{Notes, Place, functions};
use super::{Action, ImportError, Imported, utf8};

const EXPECTED: &str = "one JSON object from names to lists of function labels";

/// One name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionRow {
    /// The ordinal of the entry in the object, from 1: such a file is a single line. Of entries that were
    /// merged, the first.
    pub line: u64,
    /// The name, tidied and otherwise as it came.
    pub name: String,
    /// Function labels in upper case.
    pub functions: Vec<String>,
}

/// The entries of an object in file order. A plain map would drop all but the last of equal names.
struct Entries(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(EXPECTED)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

/// Reads the names. The rows come out sorted by name; the file states no date.
pub fn parse(bytes: &[u8], source: &str) -> Result<Imported<FunctionRow>, ImportError> {
    let file = || source.to_owned();
    let Entries(entries) = serde_json::from_str(utf8(bytes, source)?).map_err(|error| {
        ImportError::NotJson { file: file(), message: error.to_string(), expected: EXPECTED }
    })?;
    if entries.is_empty() {
        return Err(ImportError::Empty { file: file(), expected: EXPECTED });
    }
    let mut notes = Notes::new(source);
    let mut rows: BTreeMap<String, FunctionRow> = BTreeMap::new();
    for (line, (raw_name, value)) in (1..).zip(&entries) {
        let mut place = notes.at(line);
        let name = place.tidy("name", raw_name);
        if !name.contains(char::is_alphanumeric) {
            place.note("name", Action::RowRefused, raw_name, "the entry has no name");
            continue;
        }
        let labels = labels(value, &mut place);
        if let Some(row) = rows.get_mut(&name) {
            place.note(
                "name",
                Action::Repaired,
                &name,
                format!("merged with the same name in entry {}", row.line),
            );
            let all: Vec<String> = row.functions.drain(..).chain(labels).collect();
            row.functions = functions(all.iter().map(String::as_str));
        } else {
            rows.insert(name.clone(), FunctionRow { line, name, functions: labels });
        }
    }
    Ok(Imported {
        rows: rows.into_values().collect(),
        findings: notes.into_findings(),
        rows_read: entries.len(),
        date: None,
    })
}

fn labels(value: &Value, place: &mut Place<'_>) -> Vec<String> {
    let Value::Array(items) = value else {
        if !value.is_null() {
            place.note("functions", Action::ValueRefused, &value.to_string(), "no list of function labels");
        }
        return Vec::new();
    };
    for item in items.iter().filter(|item| !item.is_string()) {
        place.note("functions", Action::ValueRefused, &item.to_string(), "no function label");
    }
    functions(items.iter().filter_map(Value::as_str))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_come_out_sorted_and_merged() {
        let text = "\u{feff}{\"ZINC X\":[\"SOLVENT\",\"Solvent\"],\"MADE\\u00a0UP\":[\"PERFUMING\"],\
                    \"ACID\":[\"UNKNOWN\"],\"MADE UP\\n\":[\"SOLVENT\",\"PERFUMING\"],\"ACID\":[\"BUFFERING\"]}";
        let imported = parse(text.as_bytes(), "file").unwrap();
        let rows: Vec<(u64, &str, String)> =
            imported.rows.iter().map(|r| (r.line, r.name.as_str(), r.functions.join("+"))).collect();
        assert_eq!(
            rows,
            [
                (3, "ACID", "BUFFERING".into()),
                (2, "MADE UP", "PERFUMING+SOLVENT".into()),
                (1, "ZINC X", "SOLVENT".into())
            ]
        );
        assert_eq!(imported.rows_read, 5);
        assert_eq!(imported.findings.iter().map(|f| f.line).collect::<Vec<_>>(), [2, 4, 5]);
        assert!(imported.findings.iter().all(|f| f.action == Action::Repaired));
    }

    #[test]
    fn values_that_are_no_labels_are_refused_and_the_name_kept() {
        let imported = parse(br#"{"A":"SOLVENT","B":[1,"X"],"C":null," ":[]}"#, "file").unwrap();
        assert_eq!((imported.rows.len(), imported.rows_read), (3, 4));
        let actions: Vec<Action> = imported.findings.iter().map(|f| f.action).collect();
        assert_eq!(actions, [Action::ValueRefused, Action::ValueRefused, Action::RowRefused]);
    }

    #[test]
    fn what_is_no_such_object_is_refused() {
        for text in ["", "[]", "{\"A\":[]", "{\"A\":[]} x", "inci,function"] {
            assert!(matches!(parse(text.as_bytes(), "f"), Err(ImportError::NotJson { .. })), "{text}");
        }
        assert!(matches!(parse(b"{}", "f"), Err(ImportError::Empty { .. })));
        let deep = "[".repeat(100_000);
        assert!(parse(format!("{{\"A\":{deep}").as_bytes(), "f").is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), name in "\\PC{0,20}") {
            let _ = parse(&bytes, "file");
            let _ = parse(format!("{{\"{name}\":[\"{name}\"]}}").as_bytes(), "file");
        }
    }
}
