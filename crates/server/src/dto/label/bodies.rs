//! What the bodies of label and batch requests may say.

use std::borrow::Cow;

use incidex_core::label::MAX_LABEL_BYTES;
use incidex_core::regulation::Market;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use validator::{Validate, ValidationError};

use crate::dto::schema;

/// The most labels of one request that any plan may allow.
pub(in crate::dto) const MOST_LABELS: usize = 100;

/// The most names of one request that any plan may allow.
pub(in crate::dto) const MOST_NAMES: usize = 10_000;

/// The longest name of a label, in characters.
const LONGEST_ID: u64 = 128;

/// The body of `/v1/labels/resolve`: `text`, or `labels`, and the markets to look at.
#[derive(Clone, Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "one_or_many"))]
#[schemars(transform = schema::text_or_labels)]
pub struct ResolveBody {
    /// The text of one label, at most 64 KiB in UTF-8.
    #[serde(default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::label_text")]
    #[validate(custom(function = "label_text"))]
    text: Option<String>,
    /// Several labels, at most 64 KiB in sum; how many, the plan says.
    #[serde(default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::labels")]
    #[validate(nested)]
    labels: Option<Vec<OneLabel>>,
    /// Markets whose law is to be looked at: codes or English names, in any letter case, or Korean names.
    #[serde(default)]
    #[schemars(schema_with = "schema::asked_markets")]
    #[validate(custom(function = "market_names"))]
    markets: Vec<String>,
}

/// One of several labels.
#[derive(Clone, Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OneLabel {
    /// What the caller calls it; it stands at the answer.
    #[schemars(length(max = 128))]
    #[validate(length(max = LONGEST_ID, message = "longer than 128 characters"))]
    id: String,
    /// Its text.
    #[schemars(schema_with = "schema::label_text")]
    #[validate(custom(function = "label_text"))]
    text: String,
}

/// The body of `/v1/ingredients/lookup`.
#[derive(Clone, Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct LookupBody {
    /// Names, CAS or EC numbers; how many, the plan says.
    #[schemars(schema_with = "schema::queries")]
    #[validate(custom(function = "query_list"))]
    queries: Vec<String>,
}

impl ResolveBody {
    /// Whether one text was sent, to be answered with one report.
    pub fn is_one(&self) -> bool {
        self.text.is_some()
    }

    /// The labels, each with what the caller calls it.
    pub fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        let many = self.labels.iter().flatten().map(|label| (label.id.as_str(), label.text.as_str()));
        self.text.iter().map(|text| ("", text.as_str())).chain(many)
    }

    /// The markets, each once, in the order of all markets.
    pub fn markets(&self) -> Vec<Market> {
        let mut markets: Vec<Market> = self.markets.iter().filter_map(|name| Market::parse(name)).collect();
        markets.sort_unstable();
        markets.dedup();
        markets
    }
}

impl LookupBody {
    /// The queries.
    pub fn queries(&self) -> Vec<&str> {
        self.queries.iter().map(String::as_str).collect()
    }
}

/// A value that is there; null is none.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

fn fault(code: &'static str, message: impl Into<Cow<'static, str>>) -> ValidationError {
    ValidationError::new(code).with_message(message.into())
}

fn label_text(text: &str) -> Result<(), ValidationError> {
    if text.len() <= MAX_LABEL_BYTES {
        return Ok(());
    }
    Err(fault("long", format!("longer than {MAX_LABEL_BYTES} bytes")))
}

fn query_list(queries: &[String]) -> Result<(), ValidationError> {
    if (1..=MOST_NAMES).contains(&queries.len()) {
        return Ok(());
    }
    Err(fault("queries", format!("give 1 to {MOST_NAMES} queries")))
}

fn market_names(names: &[String]) -> Result<(), ValidationError> {
    let unknown = names.iter().position(|name| Market::parse(name).is_none());
    let Some(place) = unknown else { return Ok(()) };
    let codes = Market::ALL.map(Market::code).join(", ");
    Err(fault("market", format!("no such market at {place}: give a code ({codes}) or a name")))
}

fn one_or_many(body: &ResolveBody) -> Result<(), ValidationError> {
    if body.text.is_some() == body.labels.is_some() {
        return Err(fault("one", "give either text or labels"));
    }
    if body.labels.as_ref().is_some_and(|labels| !(1..=MOST_LABELS).contains(&labels.len())) {
        return Err(fault("labels", format!("give 1 to {MOST_LABELS} labels")));
    }
    let bytes: usize = body.labels().map(|(_, text)| text.len()).sum();
    if body.labels.is_some() && bytes > MAX_LABEL_BYTES {
        return Err(fault(
            "sum",
            format!("the labels have {bytes} bytes in sum and may have {MAX_LABEL_BYTES}"),
        ));
    }
    Ok(())
}
