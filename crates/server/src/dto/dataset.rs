//! What the data set is made of, on the wire.

use std::borrow::Cow;
use std::collections::BTreeMap;

use incidex_core::ingredient::Function;
use incidex_core::manifest::{Manifest, SourceInfo};
use incidex_core::regulation::Market;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use super::statistics::sources;
use super::{FunctionEntry, SourceEntry, schema, text};

/// The list of functions.
#[derive(Clone, Copy, Debug)]
pub struct Functions<'a>(pub &'a [Function]);

impl Serialize for Functions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|function| FunctionEntry {
            code: &function.code,
            name_en: &function.english,
            name_ko: &function.korean,
        }))
    }
}

impl JsonSchema for Functions<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Functions".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<FunctionEntry<'_>>::json_schema(generator)
    }
}

/// A market.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
pub struct MarketEntry {
    /// Its code, such as `EU`.
    #[schemars(schema_with = "schema::market_code")]
    pub code: &'static str,
    /// Its English name.
    pub name_en: &'static str,
    /// Its Korean name.
    #[schemars(schema_with = "schema::korean_market")]
    pub name_ko: &'static str,
    /// Whether a source of it is loaded. Where none is, nothing is known of it.
    pub is_loaded: bool,
    /// Whether the caller's plan shows its entries.
    pub is_in_plan: bool,
}

/// All markets, in their order.
#[derive(Clone, Copy, Debug)]
pub struct Markets<'a> {
    /// Those of which a source is loaded.
    pub loaded: &'a [Market],
    /// Those that the caller's plan shows.
    pub in_plan: &'a [Market],
}

impl Markets<'_> {
    /// How many there are.
    pub const COUNT: usize = Market::ALL.len();
}

impl Serialize for Markets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(Market::ALL.map(|market| MarketEntry {
            code: market.code(),
            name_en: market.english_name(),
            name_ko: market.korean_name(),
            is_loaded: self.loaded.contains(&market),
            is_in_plan: self.in_plan.contains(&market),
        }))
    }
}

impl JsonSchema for Markets<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Markets".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<MarketEntry>::json_schema(generator)
    }
}

/// What a data set says of itself.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct DatasetData<'a> {
    /// Version of the data set.
    pub version: &'a str,
    /// SHA-256 over its content, in hexadecimal digits.
    pub digest: &'a str,
    /// Version of the file's layout.
    pub format_version: u32,
    /// Version of the normaliser that made its keys.
    pub normalizer_version: u32,
    /// How much of what is inside, by name.
    pub counts: &'a BTreeMap<String, u64>,
    /// Codes of the markets of which a source is loaded. For the others nothing is known.
    #[schemars(schema_with = "schema::market_codes")]
    #[serde(serialize_with = "text::markets")]
    pub markets: &'a [Market],
    /// The sources that it was built from.
    #[schemars(with = "Vec<SourceEntry<'_>>")]
    #[serde(serialize_with = "sources")]
    pub sources: &'a [SourceInfo],
}

impl<'a> From<&'a Manifest> for DatasetData<'a> {
    fn from(manifest: &'a Manifest) -> Self {
        Self {
            version: &manifest.dataset_version,
            digest: &manifest.digest,
            format_version: manifest.format_version,
            normalizer_version: manifest.normalizer_version,
            counts: &manifest.counts,
            markets: &manifest.markets,
            sources: &manifest.sources,
        }
    }
}
