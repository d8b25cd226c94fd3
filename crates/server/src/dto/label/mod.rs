//! Labels and batches on the wire: what their bodies may say ([`bodies`]), and what is answered.

mod bodies;
mod codes;
mod report;

use incidex_core::catalog::LookupAnswer;
use schemars::JsonSchema;
use serde::Serialize;

use super::Records;

pub use bodies::{LookupBody, OneLabel, ResolveBody};
pub(in crate::dto) use bodies::{MOST_LABELS, MOST_NAMES};
pub use codes::{KindCode, LookupCode, NoiseCode, SectionCode, VerdictCode};
pub use report::{
    Report, ReportAmount, ReportCandidate, ReportFootnote, ReportItem, ReportMark, ReportMarket,
    ReportMarketSummary, ReportNoise, ReportSection, ReportSummary, TextSpan,
};

/// What `/v1/labels/resolve` answers: one report where one text was sent, else a list of them in the order of the
/// labels.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Resolved<'a> {
    /// The report on `text`.
    One(Report<'a>),
    /// Reports on `labels`.
    Many(Vec<LabelledReport<'a>>),
}

/// The report on one of several labels.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct LabelledReport<'a> {
    /// What the caller calls the label.
    pub id: &'a str,
    /// The report.
    pub report: Report<'a>,
}

/// What came of looking one name up.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct LookupEntry<'a> {
    /// The query as it came.
    pub query: &'a str,
    /// What came of it.
    pub status: LookupCode,
    /// The ingredients that are meant, or may be.
    pub hits: Records<'a>,
}

impl<'a> From<&'a LookupAnswer> for LookupEntry<'a> {
    fn from(LookupAnswer { query, status, hits }: &'a LookupAnswer) -> Self {
        Self { query, status: (*status).into(), hits: Records(hits) }
    }
}
