//! What queries may say.

mod checks;
mod schema;
mod search;

use incidex_core::catalog::SearchField;
use incidex_core::regulation::{Market, RegulationStatus};
use schemars::JsonSchema;
use serde::Deserialize;
use validator::Validate;

use self::checks::{
    field_code, given, market_name, page_number, parsed_page, search_field, search_text, status_label,
};
use crate::query::Parameters;

pub use search::{OneBoxParameters, SuggestParameters};

/// Parameters of the starts-with lookups: `q` or `query`, and `page`.
#[derive(Clone, Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct LookupParameters<'a> {
    /// What to look for: at least 2 characters, or one Hangul syllable; blanks around it do not count.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::search_text")]
    #[validate(custom(function = "search_text"))]
    q: Option<&'a str>,
    /// Another name of `q`; give only one of them.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::search_text", extend("x-alias-of" = "q"))]
    #[validate(custom(function = "search_text"))]
    query: Option<&'a str>,
    /// Which page, from 1. Past the last one the list is empty.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::page", extend("default" = 1))]
    #[validate(custom(function = "page_number"))]
    page: Option<&'a str>,
}

impl<'a> LookupParameters<'a> {
    /// What to look for: 2 to 2,048 code points, or one Hangul syllable, without control characters.
    pub fn text(&self) -> &'a str {
        self.q.or(self.query).unwrap_or_default()
    }

    /// Which page, from 1.
    pub fn page(&self) -> usize {
        self.page.map_or(1, parsed_page)
    }
}

impl<'a> Parameters<'a> for LookupParameters<'a> {
    const NAMES: &'static [&'static str] = &["q", "query", "page"];
    const ONE_OF: &'static [&'static str] = &["q", "query"];
}

/// Parameters of the search inside of names: those of the lookups, and `field`.
#[derive(Clone, Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SearchParameters<'a> {
    /// What to look for: at least 2 characters, or one Hangul syllable; blanks around it do not count.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::search_text")]
    #[validate(custom(function = "search_text"))]
    q: Option<&'a str>,
    /// Another name of `q`; give only one of them.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::search_text", extend("x-alias-of" = "q"))]
    #[validate(custom(function = "search_text"))]
    query: Option<&'a str>,
    /// Where to look.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::field", extend("default" = "all"))]
    #[validate(custom(function = "field_code"))]
    field: Option<&'a str>,
    /// Which page, from 1. Past the last one the list is empty.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::page", extend("default" = 1))]
    #[validate(custom(function = "page_number"))]
    page: Option<&'a str>,
}

impl<'a> SearchParameters<'a> {
    /// What to look for, as in [`LookupParameters::text`].
    pub fn text(&self) -> &'a str {
        self.q.or(self.query).unwrap_or_default()
    }

    /// Where to look: everywhere, unless said.
    pub fn field(&self) -> SearchField {
        self.field.and_then(search_field).unwrap_or(SearchField::All)
    }

    /// Which page, from 1.
    pub fn page(&self) -> usize {
        self.page.map_or(1, parsed_page)
    }
}

impl<'a> Parameters<'a> for SearchParameters<'a> {
    const NAMES: &'static [&'static str] = &["q", "query", "field", "page"];
    const ONE_OF: &'static [&'static str] = &["q", "query"];
}

/// Parameters of the list by status: `s` and `page`.
#[derive(Clone, Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct StatusParameters<'a> {
    /// The status, in any letter case and with any blanks.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::status")]
    #[validate(custom(function = "status_label"))]
    s: Option<&'a str>,
    /// Which page, from 1. Past the last one the list is empty.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::page", extend("default" = 1))]
    #[validate(custom(function = "page_number"))]
    page: Option<&'a str>,
}

impl StatusParameters<'_> {
    /// The status.
    pub fn status(&self) -> RegulationStatus {
        self.s.and_then(RegulationStatus::parse).unwrap_or(RegulationStatus::Unknown)
    }

    /// Which page, from 1.
    pub fn page(&self) -> usize {
        self.page.map_or(1, parsed_page)
    }
}

impl<'a> Parameters<'a> for StatusParameters<'a> {
    const NAMES: &'static [&'static str] = &["s", "page"];
    const ONE_OF: &'static [&'static str] = &["s"];
}

/// Parameters of the regulations of a record: `country`.
#[derive(Clone, Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RegulationsParameters<'a> {
    /// A market by its code or its English name, each in any letter case, or by its Korean name; nothing for
    /// all markets of the plan.
    #[serde(borrow, default, deserialize_with = "given")]
    #[schemars(schema_with = "schema::country")]
    #[validate(custom(function = "market_name"))]
    country: Option<&'a str>,
}

impl<'a> RegulationsParameters<'a> {
    /// The market that was asked for, in the caller's words and as it is meant; `None` where nothing was.
    pub fn market(&self) -> Option<(&'a str, Market)> {
        let given = self.country?.trim();
        Market::parse(given).map(|market| (given, market))
    }
}

impl<'a> Parameters<'a> for RegulationsParameters<'a> {
    const NAMES: &'static [&'static str] = &["country"];
    const ONE_OF: &'static [&'static str] = &[];
}

/// Parameters of a route that takes none.
#[derive(Clone, Debug, Deserialize, JsonSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NoParameters {}

impl Parameters<'_> for NoParameters {
    const NAMES: &'static [&'static str] = &[];
    const ONE_OF: &'static [&'static str] = &[];
}
