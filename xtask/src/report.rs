//! The files that a build leaves beside the index: what was refused or repaired, and why rows were merged.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::curated::table;
use crate::import::{Action, Finding};
use crate::merge::Trace;

/// The path of `index` with something appended to its name.
pub fn beside(index: &Path, suffix: &str) -> PathBuf {
    let mut name = index.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The text of the report: every row or value refused, repaired or passed over, with line and reason.
pub fn findings(findings: &[Finding]) -> String {
    table::write(
        &["source", "line", "field", "action", "value", "reason"],
        findings.iter().map(|finding| {
            vec![
                finding.source.clone(),
                finding.line.to_string(),
                finding.field.to_owned(),
                finding.action.label().to_owned(),
                finding.value.clone(),
                finding.reason.clone(),
            ]
        }),
    )
}

/// The text of the merge record: every decision that made rows one record.
pub fn traces(traces: &[Trace]) -> String {
    let mut sorted: Vec<&Trace> = traces.iter().collect();
    sorted.sort();
    table::write(
        &["code", "joined", "rule", "evidence"],
        sorted.into_iter().map(|trace| {
            vec![trace.code.to_string(), trace.joined.clone(), trace.rule.to_owned(), trace.evidence.clone()]
        }),
    )
}

/// How many findings of each kind there are, by source.
pub fn counts(findings: &[Finding]) -> BTreeMap<(&str, Action), usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry((finding.source.as_str(), finding.action)).or_default() += 1;
    }
    counts
}
