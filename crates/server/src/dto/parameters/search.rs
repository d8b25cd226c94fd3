//! What queries to the one box and to type-ahead may say.

use incidex_core::regulation::{Market, RegulationStatus};
use incidex_core::search::{Cursor, Field, Limit, Query, SearchMode, Sort};
use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use super::checks::{
    cursor_text, given, limit_number, market_name, one_box_text, parsed_page, search_mode_code, sort_code,
    status_label, suggestion_limit, truth_value, wide_field_code,
};
use super::schema;
use crate::query::Parameters;

/// Parameters of the one box.
#[derive(Clone, Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OneBoxParameters<'a> {
    /// What to look for, in any script: at least 2 characters, or one Hangul syllable or jamo; blanks around it do
    /// not count.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::one_box_text")]
    #[validate(custom(function = "one_box_text"))]
    q: Option<&'a str>,
    /// Another name of `q`; give only one of them.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::one_box_text", extend("x-alias-of" = "q"))]
    #[validate(custom(function = "one_box_text"))]
    query: Option<&'a str>,
    /// How names are matched: `auto` tries every way that the plan includes, the surest first.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::search_mode", extend("default" = "auto"))]
    #[validate(custom(function = "search_mode_code"))]
    mode: Option<&'a str>,
    /// Where to look: `inci` also means US names and colours, `kr` also former names, `other` common and trivial
    /// names and other spellings.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::wide_field", extend("default" = "all"))]
    #[validate(custom(function = "wide_field_code"))]
    field: Option<&'a str>,
    /// Only ingredients with this function, by its code in `/v1/functions`.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::function")]
    function: Option<&'a str>,
    /// Only ingredients that a source of this market lists: its code or English name, in any letter case, or its
    /// Korean name. With `status`, the status in this market alone.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::country")]
    #[validate(custom(function = "market_name"))]
    market: Option<&'a str>,
    /// Only ingredients with this status, in any letter case and with any blanks.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::status")]
    #[validate(custom(function = "status_label"))]
    status: Option<&'a str>,
    /// Only ingredients with a CAS number, or only those without.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::truth_value")]
    #[validate(custom(function = "truth_value"))]
    has_cas: Option<&'a str>,
    /// The order of hits: by the ranking rules, by the name that matched, or by code.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::sort", extend("default" = "relevance"))]
    #[validate(custom(function = "sort_code"))]
    sort: Option<&'a str>,
    /// The most hits of one answer; the plan may allow fewer.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::limit")]
    #[validate(custom(function = "limit_number"))]
    limit: Option<&'a str>,
    /// The `next_cursor` of an earlier answer, to go on with the same request.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::cursor")]
    #[validate(custom(function = "cursor_text"))]
    cursor: Option<&'a str>,
}

impl<'a> OneBoxParameters<'a> {
    /// What to look for; `None` where no text was given that may be looked for.
    pub fn query(&self) -> Option<Query> {
        Query::parse(self.q.or(self.query)?).ok()
    }

    /// How names are matched: in every way, unless said.
    pub fn mode(&self) -> SearchMode {
        self.mode.and_then(SearchMode::parse).unwrap_or_default()
    }

    /// Where to look: everywhere, unless said.
    pub fn field(&self) -> Field {
        self.field.and_then(Field::parse).unwrap_or_default()
    }

    /// The code of a function, which may be none that there is.
    pub fn function(&self) -> Option<&'a str> {
        self.function
    }

    /// The market.
    pub fn market(&self) -> Option<Market> {
        self.market.and_then(Market::parse)
    }

    /// The status.
    pub fn status(&self) -> Option<RegulationStatus> {
        self.status.and_then(RegulationStatus::parse)
    }

    /// With a CAS number, or without.
    pub fn has_cas(&self) -> Option<bool> {
        self.has_cas.map(|value| value == "true")
    }

    /// The order: by the ranking rules, unless said.
    pub fn sort(&self) -> Sort {
        self.sort.and_then(Sort::parse).unwrap_or_default()
    }

    /// The most hits.
    pub fn limit(&self) -> Limit {
        self.limit.and_then(|digits| Limit::new(parsed_page(digits))).unwrap_or_default()
    }

    /// Where an earlier answer ended.
    pub fn cursor(&self) -> Option<Cursor> {
        self.cursor?.parse().ok()
    }
}

impl<'a> Parameters<'a> for OneBoxParameters<'a> {
    const NAMES: &'static [&'static str] = &[
        "q", "query", "mode", "field", "function", "market", "status", "has_cas", "sort", "limit", "cursor",
    ];
    const ONE_OF: &'static [&'static str] = &["q", "query"];
}

/// Parameters of type-ahead.
#[derive(Clone, Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SuggestParameters<'a> {
    /// What has been typed so far, in any script: at least 2 characters, or one Hangul syllable or jamo.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::one_box_text")]
    #[validate(custom(function = "one_box_text"))]
    q: Option<&'a str>,
    /// Another name of `q`; give only one of them.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::one_box_text", extend("x-alias-of" = "q"))]
    #[validate(custom(function = "one_box_text"))]
    query: Option<&'a str>,
    /// The most suggestions.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::suggestion_limit", extend("default" = 10))]
    #[validate(custom(function = "suggestion_limit"))]
    limit: Option<&'a str>,
}

impl SuggestParameters<'_> {
    /// What has been typed; `None` where nothing was given that names may be looked for by.
    pub fn query(&self) -> Option<Query> {
        Query::parse(self.q.or(self.query)?).ok()
    }

    /// The most suggestions.
    pub fn limit(&self) -> Limit {
        self.limit.and_then(|digits| Limit::new(parsed_page(digits))).unwrap_or_default()
    }
}

impl<'a> Parameters<'a> for SuggestParameters<'a> {
    const NAMES: &'static [&'static str] = &["q", "query", "limit"];
    const ONE_OF: &'static [&'static str] = &["q", "query"];
}
