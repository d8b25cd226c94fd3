//! Numbers about the whole data set.

use std::collections::BTreeMap;

use incidex_core::catalog::Statistics;
use incidex_core::manifest::{Manifest, SourceInfo};
use incidex_core::regulation::{Market, RegulationStatus};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::{schema, text};

/// The data of `/v1/stats`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct StatisticsData<'a> {
    /// Number of records.
    pub total_ingredients: usize,
    /// Number of records by status, every status present; `Unknown` counts those of which no loaded
    /// source can say anything.
    #[schemars(schema_with = "schema::by_status")]
    #[serde(serialize_with = "by_label")]
    pub by_status: &'a BTreeMap<RegulationStatus, usize>,
    /// The same under the name that the published API uses.
    #[schemars(schema_with = "schema::by_status")]
    #[serde(serialize_with = "by_label")]
    pub by_regulation_status: &'a BTreeMap<RegulationStatus, usize>,
    /// Version of the program.
    pub api_version: &'static str,
    /// Version of the data set.
    pub dataset_version: &'a str,
    /// The sources that the data set was built from.
    #[schemars(with = "Vec<SourceEntry<'_>>")]
    #[serde(serialize_with = "sources")]
    pub sources: &'a [SourceInfo],
    /// Codes of the markets that the statuses speak of.
    #[schemars(schema_with = "schema::market_codes")]
    #[serde(serialize_with = "text::markets")]
    pub status_scope: &'a [Market],
}

/// A source of the data set.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SourceEntry<'a> {
    /// Short identifier.
    pub id: &'a str,
    /// What it is, in words.
    pub title: &'a str,
    /// Its date, `YYYY-MM-DD`, or empty.
    #[schemars(schema_with = "schema::date")]
    pub date: &'a str,
    /// Terms of use, in words.
    pub terms: &'a str,
    /// SHA-256 of the file that was read, in hexadecimal digits.
    pub sha256: &'a str,
    /// Number of rows read.
    pub rows: u64,
}

impl<'a> From<&'a SourceInfo> for SourceEntry<'a> {
    fn from(source: &'a SourceInfo) -> Self {
        let SourceInfo { id, title, date, terms, sha256, rows } = source;
        Self { id, title, date, terms, sha256, rows: *rows }
    }
}

impl<'a> StatisticsData<'a> {
    /// The numbers of a data set, told by a program of version `api_version`.
    pub fn new(statistics: &'a Statistics, manifest: &'a Manifest, api_version: &'static str) -> Self {
        Self {
            total_ingredients: statistics.ingredients,
            by_status: &statistics.by_status,
            by_regulation_status: &statistics.by_status,
            api_version,
            dataset_version: &manifest.dataset_version,
            sources: &manifest.sources,
            status_scope: &manifest.markets,
        }
    }
}

fn by_label<S: Serializer>(
    counts: &BTreeMap<RegulationStatus, usize>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(counts.iter().map(|(status, count)| (status.label(), count)))
}

pub(super) fn sources<S: Serializer>(sources: &[SourceInfo], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(sources.iter().map(SourceEntry::from))
}
