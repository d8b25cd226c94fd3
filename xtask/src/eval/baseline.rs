//! The baseline: figures that were reached and may not fall (`data/eval/baseline.toml`).
//!
//! A figure holds for what it was measured on, its bases: truth files, and for an index of all sources the
//! exports that it was built from. When a truth file has changed, its figures have to be taken anew, which
//! `--update` does; other exports than those of the baseline are merely not compared.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::figures::{Group, Table};

/// What stands before the figures in the file.
const HEAD: &str = "\
# Shares of one that `cargo xtask eval` does not let fall, by index, truth file and group, each cut to four
# decimals, and SHA-256 digests of what they were measured on. `cargo xtask eval --update` raises them, and takes
# those of a changed truth file anew; `--update --lower` takes whatever is measured, which wants a reason in the
# commit.

";

/// What stands before the names of bases that are not the project's own.
pub const FOREIGN: &str = "reference/";

/// Digests and figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// SHA-256 of each basis, by its name.
    #[serde(default)]
    bases: BTreeMap<String, String>,
    /// By table, by group, by figure.
    #[serde(default)]
    figures: BTreeMap<String, BTreeMap<String, BTreeMap<String, f64>>>,
}

/// What holding figures against the baseline gives.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What has fallen, is gone or cannot be compared for a reason that is ours.
    pub faults: Vec<String>,
    /// What was not compared, and why that is no fault.
    pub notes: Vec<String>,
    /// How many figures have risen.
    pub risen: usize,
    /// How many were compared.
    pub compared: usize,
}

/// Cut to four decimals, so that a figure that is written and read is the same.
fn cut(figure: f64) -> f64 {
    (figure * 10_000.0 + 1e-7).floor() / 10_000.0
}

impl Baseline {
    /// Reads the text of the file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// The text of the file.
    ///
    /// # Errors
    /// None that figures can bring about; TOML's own.
    pub fn print(&self) -> Result<String, String> {
        Ok(format!("{HEAD}{}", toml::to_string(self).map_err(|error| error.to_string())?))
    }

    /// Whether a table can be compared: every basis is what it was.
    fn standing(&self, table: &Table, digests: &BTreeMap<String, String>) -> Standing {
        let changed = |name: &&String| self.bases.get(*name) != digests.get(*name);
        match table.bases.iter().find(changed) {
            None => Standing::Same,
            Some(name) if name.starts_with(FOREIGN) => Standing::Foreign(name.clone()),
            Some(name) => Standing::Changed(name.clone()),
        }
    }

    /// Holds `tables` against the baseline, `digests` being those of all their bases.
    pub fn check(&self, tables: &[Table], digests: &BTreeMap<String, String>) -> Outcome {
        let mut outcome = Outcome::default();
        for table in tables {
            match self.standing(table, digests) {
                Standing::Same => {}
                Standing::Foreign(name) => {
                    let note = format!(
                        "{}: {name} is not what the baseline was taken from; not compared",
                        table.name
                    );
                    outcome.notes.push(note);
                    continue;
                }
                Standing::Changed(name) => {
                    let fault = format!(
                        "{}: {name} has changed since the baseline was taken; run with --update",
                        table.name
                    );
                    outcome.faults.push(fault);
                    continue;
                }
            }
            let known = self.figures.get(&table.name);
            for group in &table.groups {
                let known = known.and_then(|known| known.get(&group.name));
                compare(table, group, known, &mut outcome);
            }
            for name in known.into_iter().flat_map(BTreeMap::keys) {
                if !table.groups.iter().any(|group| group.name == *name) {
                    outcome.faults.push(format!("{} {name}: no longer measured", table.name));
                }
            }
        }
        outcome
    }

    /// Takes the figures of `tables` in where they are higher, and anew where a basis has changed; everything as
    /// it is measured where `may_lower`. Tables that were not measured stay.
    pub fn update(&mut self, tables: &[Table], digests: &BTreeMap<String, String>, may_lower: bool) {
        for table in tables {
            let is_anew = may_lower || self.standing(table, digests) != Standing::Same;
            let old = self.figures.remove(&table.name).filter(|_| !is_anew).unwrap_or_default();
            let mut groups = BTreeMap::new();
            for group in &table.groups {
                let known = old.get(&group.name);
                let figures: BTreeMap<String, f64> = group
                    .figures
                    .iter()
                    .filter_map(|(name, figure)| {
                        let figure = cut((*figure)?);
                        let known = known.and_then(|known| known.get(*name)).copied();
                        Some(((*name).to_owned(), known.map_or(figure, |known| known.max(figure))))
                    })
                    .collect();
                groups.insert(group.name.clone(), figures);
            }
            self.figures.insert(table.name.clone(), groups);
        }
        // Only now, as several tables share a basis.
        for name in tables.iter().flat_map(|table| &table.bases) {
            if let Some(digest) = digests.get(name) {
                self.bases.insert(name.clone(), digest.clone());
            }
        }
    }
}

/// Whether what a table rests on is what the baseline's figures rest on.
#[derive(Debug, PartialEq, Eq)]
enum Standing {
    Same,
    Foreign(String),
    Changed(String),
}

fn compare(table: &Table, group: &Group, known: Option<&BTreeMap<String, f64>>, outcome: &mut Outcome) {
    let Some(known) = known else {
        outcome.faults.push(format!("{} {}: not in the baseline; run with --update", table.name, group.name));
        return;
    };
    for (name, figure) in &group.figures {
        let place = format!("{} {}: {name}", table.name, group.name);
        match (figure.map(cut), known.get(*name).copied()) {
            (Some(now), Some(then)) => {
                outcome.compared += 1;
                if now < then - 1e-9 {
                    let mut fault = place;
                    let _ = write!(fault, " has fallen from {:.2} % to {:.2} %", then * 100.0, now * 100.0);
                    outcome.faults.push(fault);
                } else if now > then + 1e-9 {
                    outcome.risen += 1;
                }
            }
            (None, Some(_)) => outcome.faults.push(format!("{place} can no longer be measured")),
            (Some(_), None) => outcome.risen += 1,
            (None, None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(bases: &[&str], figure: f64) -> Table {
        Table {
            name: "search/curated/development".into(),
            counted: "queries",
            bases: bases.iter().map(|name| (*name).to_owned()).collect(),
            groups: vec![Group {
                name: "exact".into(),
                count: 3,
                figures: vec![("success@1", Some(figure)), ("nothing", None)],
            }],
        }
    }

    fn digests(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, digest)| ((*name).to_owned(), (*digest).to_owned())).collect()
    }

    #[test]
    fn what_falls_is_a_fault_and_what_rises_is_taken_in() {
        let now = digests(&[("search/development.csv", "1")]);
        let table = |figure| table(&["search/development.csv"], figure);
        let mut baseline = Baseline::default();
        assert_eq!(baseline.check(&[table(2.0 / 3.0)], &now).faults.len(), 1, "there is none yet");
        baseline.update(&[table(2.0 / 3.0)], &now, false);
        let baseline = Baseline::parse(&baseline.print().unwrap()).unwrap();
        assert_eq!(baseline.check(&[table(2.0 / 3.0)], &now), Outcome { compared: 1, ..Outcome::default() });
        assert_eq!(baseline.check(&[table(0.7)], &now).risen, 1);
        let fallen = baseline.check(&[table(0.6)], &now);
        assert_eq!(
            fallen.faults,
            ["search/curated/development exact: success@1 has fallen from 66.66 % to 60.00 %"]
        );
        let mut kept = baseline.clone();
        kept.update(&[table(0.6)], &now, false);
        assert_eq!(kept, baseline);
        kept.update(&[table(0.6)], &now, true);
        assert_eq!(kept.check(&[table(0.6)], &now).faults, [""; 0]);
    }

    #[test]
    fn a_changed_truth_wants_an_update_and_other_exports_are_passed_over() {
        let bases = ["search/development.csv", "reference/exports"];
        let then = digests(&[(bases[0], "1"), (bases[1], "a")]);
        let mut baseline = Baseline::default();
        baseline.update(&[table(&bases, 0.9)], &then, false);
        let exports = digests(&[(bases[0], "1"), (bases[1], "b")]);
        let outcome = baseline.check(&[table(&bases, 0.1)], &exports);
        assert_eq!((outcome.faults.len(), outcome.notes.len(), outcome.compared), (0, 1, 0));
        let truth = digests(&[(bases[0], "2"), (bases[1], "a")]);
        assert_eq!(baseline.check(&[table(&bases, 0.95)], &truth).faults.len(), 1);
        baseline.update(&[table(&bases, 0.5)], &truth, false);
        assert_eq!(baseline.check(&[table(&bases, 0.5)], &truth).faults, [""; 0]);
    }

    #[test]
    fn a_group_that_is_no_longer_measured_is_a_fault() {
        let now = digests(&[("t", "1")]);
        let mut baseline = Baseline::default();
        baseline.update(&[table(&["t"], 0.5)], &now, false);
        let mut other = table(&["t"], 0.5);
        other.groups.clear();
        let faults = baseline.check(&[other], &now).faults;
        assert_eq!(faults, ["search/curated/development exact: no longer measured"]);
    }
}
