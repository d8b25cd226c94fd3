//! What is around the data of every successful answer.

use incidex_core::catalog::Page;
use incidex_core::manifest::{Manifest, SourceInfo};
use incidex_core::tier::IngredientView;
use serde::{Serialize, Serializer};

use super::text::Joined;
use super::{DatasetReference, Record, Records};

/// The sentence that every answer with data bears.
pub const DISCLAIMER: &str = "Collected from the named sources without warranty; not legal advice. The law in \
                              force and the authorities of each market decide.";

/// A successful answer.
#[derive(Clone, Debug, Serialize)]
pub struct Envelope<'a, T> {
    /// Always true.
    pub success: bool,
    /// Number of records in `data`.
    pub count: usize,
    /// Number of records that match, on this page or not.
    pub total: usize,
    /// A list, or one object.
    pub data: T,
    /// Titles of the sources that the data set was built from.
    #[serde(serialize_with = "titles")]
    pub data_source: &'a [SourceInfo],
    /// What the data is not.
    pub disclaimer: &'static str,
    /// Which data set the answer comes from.
    pub dataset: DatasetReference<'a>,
}

impl<'a, T> Envelope<'a, T> {
    /// The answer with `data`, which is `count` of `total` records.
    pub fn new(manifest: &'a Manifest, data: T, count: usize, total: usize) -> Self {
        Self {
            success: true,
            count,
            total,
            data,
            data_source: &manifest.sources,
            disclaimer: DISCLAIMER,
            dataset: manifest.into(),
        }
    }
}

impl<'a> Envelope<'a, Records<'a>> {
    /// The answer with one page of a list.
    pub fn page(manifest: &'a Manifest, page: &'a Page<IngredientView>) -> Self {
        Self::new(manifest, Records(&page.items), page.items.len(), page.total)
    }
}

impl<'a> Envelope<'a, Record<'a>> {
    /// The answer with one record.
    pub fn record(manifest: &'a Manifest, view: &'a IngredientView) -> Self {
        Self::new(manifest, view.into(), 1, 1)
    }
}

/// A page of a list that says how many pages there are.
#[derive(Clone, Debug, Serialize)]
pub struct PagedEnvelope<'a> {
    /// What is around every answer.
    #[serde(flatten)]
    pub envelope: Envelope<'a, Records<'a>>,
    /// Which page this is, from 1.
    pub page: usize,
    /// Number of pages; 0 where nothing matches.
    pub total_pages: usize,
    /// Number of records on all pages.
    pub total_items: usize,
}

impl<'a> PagedEnvelope<'a> {
    /// The answer with page `number` of `pages`.
    pub fn new(manifest: &'a Manifest, page: &'a Page<IngredientView>, number: usize, pages: usize) -> Self {
        let envelope = Envelope::page(manifest, page);
        Self { envelope, page: number, total_pages: pages, total_items: page.total }
    }
}

/// Titles in one text. Titles may hold commas, so semicolons part them.
fn titles<S: Serializer>(sources: &[SourceInfo], serializer: S) -> Result<S::Ok, S::Error> {
    let values = || sources.iter().map(|source| source.title.as_str());
    serializer.collect_str(&Joined { values, separator: "; " })
}
