//! `data/disagreements.csv`: where independent witnesses disagree on a curated ingredient, the choice made,
//! and why.

use std::path::Path;

use super::Fault;
use super::table::{join, read_rows, write as write_table};

pub(super) const FILE: &str = "disagreements.csv";
const HEADER: [&str; 9] =
    ["code", "name", "field", "witness_a", "values_a", "witness_b", "values_b", "choice", "reason"];

/// Which side is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// Nobody has decided yet: the check refuses such a row.
    Open,
    /// What both say is kept.
    Both,
    /// What only witness b says is left out.
    A,
    /// What only witness a says is left out.
    B,
}

impl Choice {
    /// The word in the table.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::Both => "both",
            Self::A => "a",
            Self::B => "b",
        }
    }
}

/// One disagreement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DisagreementRow {
    /// The ingredient.
    pub code: u32,
    /// `cas`, `ec`, `name` or `annex`.
    pub field: String,
    /// One witness, such as `cosing`.
    pub witness_a: String,
    /// The other witness, such as `kcia` or `annex III/98`.
    pub witness_b: String,
    /// Name of the ingredient, for whoever reviews the table.
    pub name: String,
    /// What the first one says, sorted.
    pub values_a: Vec<String>,
    /// What the second one says, sorted.
    pub values_b: Vec<String>,
    /// Who is followed.
    pub choice: Choice,
    /// Why.
    pub reason: String,
}

impl DisagreementRow {
    /// What identifies the disagreement.
    pub fn key(&self) -> (u32, &str, &str, &str) {
        (self.code, &self.field, &self.witness_a, &self.witness_b)
    }

    /// The values that the choice leaves out.
    pub fn rejected(&self) -> Vec<&str> {
        let only = |of: &'_ [String], not: &'_ [String]| -> Vec<usize> {
            of.iter().enumerate().filter(|(_, v)| !not.contains(v)).map(|(at, _)| at).collect()
        };
        match self.choice {
            Choice::A => {
                only(&self.values_b, &self.values_a).iter().map(|at| self.values_b[*at].as_str()).collect()
            }
            Choice::B => {
                only(&self.values_a, &self.values_b).iter().map(|at| self.values_a[*at].as_str()).collect()
            }
            Choice::Both | Choice::Open => Vec::new(),
        }
    }
}

pub(super) fn read(path: &Path, faults: &mut Vec<Fault>) -> Vec<(u64, DisagreementRow)> {
    read_rows(path, &HEADER, faults, |cells| {
        let choice = match cells.text(7).as_str() {
            "" => Choice::Open,
            "both" => Choice::Both,
            "a" => Choice::A,
            "b" => Choice::B,
            other => {
                cells.fault(format!("choice is {other:?} and must be `a`, `b` or `both`"));
                return None;
            }
        };
        Some(DisagreementRow {
            code: cells.value(0, "code")?,
            name: cells.text(1),
            field: cells.required(2, "field")?,
            witness_a: cells.required(3, "witness_a")?,
            values_a: cells.texts(4),
            witness_b: cells.required(5, "witness_b")?,
            values_b: cells.texts(6),
            choice,
            reason: cells.text(8),
        })
    })
}

pub(super) fn write(mut rows: Vec<DisagreementRow>) -> String {
    rows.sort();
    write_table(
        &HEADER,
        rows.into_iter().map(|row| {
            vec![
                row.code.to_string(),
                row.name,
                row.field,
                row.witness_a,
                join(row.values_a),
                row.witness_b,
                join(row.values_b),
                row.choice.code().to_owned(),
                row.reason,
            ]
        }),
    )
}
