//! What is around the data of every successful answer.

use incidex_core::catalog::Page;
use incidex_core::manifest::{Manifest, SourceInfo};
use incidex_core::tier::IngredientView;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::text::Joined;
use super::{DatasetReference, Record, Records, schema};

/// The sentence that every answer with data bears.
pub const DISCLAIMER: &str = "Collected from the named sources without warranty; not legal advice. The law in \
                              force and the authorities of each market decide.";

/// Room for what stands before the data, with numbers of 20 digits.
const FRONT_SIZE: usize = 88;

/// A successful answer.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "{T}Envelope")]
pub struct Envelope<'a, T> {
    /// Always true.
    #[schemars(schema_with = "schema::always_true")]
    pub success: bool,
    /// Number of records in `data`.
    pub count: usize,
    /// Number of records that match, on this page or not.
    pub total: usize,
    /// A list, or one object.
    pub data: T,
    /// Titles of the sources that the data set was built from.
    #[schemars(with = "String")]
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

/// The same answers around records that are JSON already. What stands behind the records is the same for all
/// answers from one data set, and is written once.
#[derive(Clone, Debug)]
pub(crate) struct WrittenEnvelope {
    behind: String,
}

impl WrittenEnvelope {
    /// The envelope of answers from the data set with this manifest.
    ///
    /// # Errors
    /// None that is known: there is nothing in an envelope that JSON has no form for.
    pub(crate) fn new(manifest: &Manifest) -> Result<Self, serde_json::Error> {
        let text = serde_json::to_string(&Envelope::new(manifest, (), 0, 0))?;
        let (_, behind) = text.split_once("\"data\":null").unwrap_or_default();
        Ok(Self { behind: behind.to_owned() })
    }

    /// The answer with one record.
    pub(crate) fn record(&self, record: &str) -> Vec<u8> {
        let mut body = self.begin(1, 1, record.len());
        body.extend_from_slice(record.as_bytes());
        self.end(body)
    }

    /// The answer with a list of records, which are so many of `total`.
    pub(crate) fn list<R: AsRef<str>>(&self, records: &[R], total: usize) -> Vec<u8> {
        let size = records.iter().map(|record| record.as_ref().len() + 1).sum::<usize>() + 2;
        let mut body = self.begin(records.len(), total, size);
        body.push(b'[');
        for (place, record) in records.iter().enumerate() {
            if place > 0 {
                body.push(b',');
            }
            body.extend_from_slice(record.as_ref().as_bytes());
        }
        body.push(b']');
        self.end(body)
    }

    fn begin(&self, count: usize, total: usize, size: usize) -> Vec<u8> {
        let mut body = Vec::with_capacity(FRONT_SIZE + size + self.behind.len());
        body.extend_from_slice(b"{\"success\":true,\"count\":");
        body.extend_from_slice(itoa::Buffer::new().format(count).as_bytes());
        body.extend_from_slice(b",\"total\":");
        body.extend_from_slice(itoa::Buffer::new().format(total).as_bytes());
        body.extend_from_slice(b",\"data\":");
        body
    }

    fn end(&self, mut body: Vec<u8>) -> Vec<u8> {
        body.extend_from_slice(self.behind.as_bytes());
        body
    }
}

/// A page of a list that says how many pages there are.
#[derive(Clone, Debug, JsonSchema, Serialize)]
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
