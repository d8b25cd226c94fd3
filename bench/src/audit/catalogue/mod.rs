//! Every fault that the scanner knows: its id, how bad it is, where the OWASP lists put it, what to do.
//!
//! One table per field. How a fault is found stands in [`super::checks`].

use std::fmt;

use serde::Serialize;

pub mod access;
pub mod cors;
pub mod errors;
pub mod headers;
pub mod limits;
pub mod routes;
pub mod transport;

/// How bad a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// To know; may be meant so.
    Info,
    /// A layer of defence that is missing.
    Low,
    /// Helps an attacker, or costs under load.
    Medium,
    /// Can be used by itself.
    High,
    /// Assume that it has been used.
    Critical,
}

impl Severity {
    /// All, the mildest first.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        })
    }
}

/// A kind of fault.
#[derive(Debug)]
pub struct Fault {
    /// Id; stable.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Category of the OWASP API Security Top 10 of 2023.
    pub api: &'static str,
    /// Category of the OWASP Top 10 of 2021.
    pub web: &'static str,
    /// What it is.
    pub title: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// Every fault.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    [routes::ALL, headers::ALL, cors::ALL, errors::ALL, limits::ALL, access::ALL, transport::ALL]
        .into_iter()
        .flatten()
        .copied()
}

/// Categories of the OWASP API Security Top 10 of 2023.
mod api {
    pub(super) const API1: &str = "API1:2023 Broken Object Level Authorization";
    pub(super) const API2: &str = "API2:2023 Broken Authentication";
    pub(super) const API4: &str = "API4:2023 Unrestricted Resource Consumption";
    pub(super) const API5: &str = "API5:2023 Broken Function Level Authorization";
    pub(super) const API8: &str = "API8:2023 Security Misconfiguration";
    pub(super) const API9: &str = "API9:2023 Improper Inventory Management";
}

/// Categories of the OWASP Top 10 of 2021.
mod web {
    pub(super) const A01: &str = "A01:2021 Broken Access Control";
    pub(super) const A02: &str = "A02:2021 Cryptographic Failures";
    pub(super) const A03: &str = "A03:2021 Injection";
    pub(super) const A04: &str = "A04:2021 Insecure Design";
    pub(super) const A05: &str = "A05:2021 Security Misconfiguration";
    pub(super) const A07: &str = "A07:2021 Identification and Authentication Failures";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique_and_everything_has_a_remedy() {
        let ids: BTreeSet<&str> = super::all().map(|fault| fault.id).collect();
        assert_eq!(ids.len(), super::all().count());
        assert!(super::all().all(|fault| fault.remedy.ends_with('.') && !fault.title.ends_with('.')));
    }
}
