//! What a scan found: findings with their evidence, what could not be looked at, as text and as JSON.

use std::fmt::Write as _;

use serde::Serialize;

use super::catalogue::{Fault, Severity};
use super::message::cut;

/// How many pieces of evidence one finding keeps.
const MOST_EVIDENCE: usize = 5;

/// The longest line of evidence, in characters.
const LONGEST_LINE: usize = 600;

/// A fault that was found on a server.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// Id of the fault; stable.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub title: &'static str,
    /// Scheme, host and port of the server.
    pub origin: String,
    /// Category of the OWASP API Security Top 10 of 2023.
    pub owasp_api_2023: &'static str,
    /// Category of the OWASP Top 10 of 2021.
    pub owasp_2021: &'static str,
    /// Requests and the decisive part of their answers; at most 5.
    pub evidence: Vec<String>,
    /// How often it was seen.
    pub seen: usize,
    /// What to do.
    pub remedy: &'static str,
}

/// The outcome of a scan.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Servers that were looked at.
    pub origins: Vec<String>,
    /// Those of them that did not answer: of these, nothing is known.
    pub unreachable: Vec<String>,
    /// What was found, the worst first.
    pub findings: Vec<Finding>,
    /// What could not be judged, and why.
    pub not_judged: Vec<String>,
    /// How many requests were sent.
    pub requests: u64,
    #[serde(skip)]
    secrets: Vec<String>,
}

impl Report {
    /// An empty report that never shows any of `secrets`.
    pub fn new(secrets: Vec<String>) -> Self {
        // The longest first, so that a secret within another leaves nothing behind.
        let mut secrets: Vec<String> = secrets.into_iter().filter(|secret| secret.len() >= 4).collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self { secrets, ..Self::default() }
    }

    /// Notes that `fault` was seen on `origin`.
    pub fn add(&mut self, origin: &str, fault: &'static Fault, evidence: &str) {
        let evidence = self.hide(evidence);
        let known = self.findings.iter_mut().find(|known| known.id == fault.id && known.origin == origin);
        if let Some(known) = known {
            known.seen += 1;
            let has_news = !known.evidence.iter().any(|old| outcome(old) == outcome(&evidence));
            if known.evidence.len() < MOST_EVIDENCE && !known.evidence.contains(&evidence) {
                known.evidence.push(evidence);
            } else if has_news && let Some(place) = repeated(&known.evidence) {
                // What shows another status says more than a fifth of the same.
                known.evidence.remove(place);
                known.evidence.push(evidence);
            }
            return;
        }
        self.findings.push(Finding {
            id: fault.id,
            severity: fault.severity,
            title: fault.title,
            origin: origin.to_owned(),
            owasp_api_2023: fault.api,
            owasp_2021: fault.web,
            evidence: vec![evidence],
            seen: 1,
            remedy: fault.remedy,
        });
    }

    /// Notes that something could not be judged.
    pub fn note(&mut self, origin: &str, what: &str) {
        let line = self.hide(&format!("{origin}: {what}"));
        if !self.not_judged.contains(&line) {
            self.not_judged.push(line);
        }
    }

    /// Puts the worst first.
    pub(super) fn sort(&mut self) {
        self.findings.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.id));
    }

    /// Whether anything is at least as bad as `severity`.
    pub fn fails_on(&self, severity: Severity) -> bool {
        self.findings.iter().any(|finding| finding.severity >= severity)
    }

    /// The report as pretty JSON.
    ///
    /// # Errors
    /// None that can happen: every part is a string or a number.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// The report for a person.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for finding in &self.findings {
            let Finding { id, severity, title, origin, .. } = finding;
            let _ = writeln!(out, "{:<8} {id}  {title}", severity.to_string().to_uppercase());
            let _ = writeln!(out, "         {origin}, seen {} times", finding.seen);
            let _ = writeln!(out, "         {}; {}", finding.owasp_api_2023, finding.owasp_2021);
            for evidence in &finding.evidence {
                let _ = writeln!(out, "         - {evidence}");
            }
            let _ = writeln!(out, "         Remedy: {}\n", finding.remedy);
        }
        for line in &self.not_judged {
            let _ = writeln!(out, "not judged: {line}");
        }
        let counts: Vec<String> = Severity::ALL
            .iter()
            .rev()
            .map(|severity| (severity, self.findings.iter().filter(|f| f.severity == *severity).count()))
            .filter(|(_, count)| *count > 0)
            .map(|(severity, count)| format!("{count} {severity}"))
            .collect();
        let none = if self.unreachable.is_empty() { "nothing found" } else { "nothing is known" };
        let counts = if counts.is_empty() { none.to_owned() } else { counts.join(", ") };
        let _ = writeln!(out, "{}: {counts} ({} requests)", self.origins.join(", "), self.requests);
        out
    }

    fn hide(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            text = text.replace(secret.as_str(), "(hidden)");
        }
        // Evidence is put together from pieces that were cut; what a server says cannot reach the terminal raw.
        text.split('\n').map(cut_line).collect::<Vec<_>>().join(" ")
    }
}

fn cut_line(line: &str) -> String {
    line.chars().filter(|character| !character.is_control()).take(LONGEST_LINE).collect()
}

/// The status in a piece of evidence, and what goes with it.
fn outcome(evidence: &str) -> &str {
    evidence.rsplit_once("→ ").map_or("", |(_, outcome)| outcome)
}

/// The last piece of evidence whose outcome an earlier one shows already.
fn repeated(evidence: &[String]) -> Option<usize> {
    let is_shown = |(place, piece): (usize, &String)| {
        evidence.iter().take(place).any(|earlier| outcome(earlier) == outcome(piece)).then_some(place)
    };
    evidence.iter().enumerate().rev().find_map(is_shown)
}

/// The decisive part of an answer, for evidence.
pub fn decisive(status: u16, part: &str) -> String {
    if part.is_empty() { format!("→ {status}") } else { format!("→ {status}, {}", cut(part)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::catalogue::headers::MISSING_CSP;

    #[test]
    fn evidence_shows_different_outcomes_before_more_of_the_same() {
        let mut report = Report::new(Vec::new());
        for path in 0..9 {
            report.add("http://a", &MISSING_CSP, &format!("GET /{path} → 404"));
        }
        report.add("http://a", &MISSING_CSP, "GET /x → 200");
        let finding = &report.findings[0];
        assert_eq!(finding.seen, 10);
        assert_eq!(
            finding.evidence,
            ["GET /0 → 404", "GET /1 → 404", "GET /2 → 404", "GET /3 → 404", "GET /x → 200"]
        );
    }

    #[test]
    fn the_longer_secret_is_hidden_first() {
        let mut report = Report::new(vec!["abcd".to_owned(), "abcdefgh".to_owned(), "x".to_owned()]);
        report.add("http://a", &MISSING_CSP, "GET / [X: abcdefgh, abcd, x]");
        assert_eq!(report.findings[0].evidence, ["GET / [X: (hidden), (hidden), x]"]);
    }
}
