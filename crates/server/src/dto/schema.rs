//! JSON Schemas (2020-12) of the texts that domain values become on the wire. The closed lists are read from
//! the domain, so that a new value is a documented one.

use std::collections::BTreeSet;

use incidex_core::ingredient::{Language, NameKind};
use incidex_core::label::MAX_LABEL_BYTES;
use incidex_core::regulation::{Market, RegulationStatus, SourceType};
use incidex_core::search::ranking::{MatchStart, Standing};
use incidex_core::search::{MatchMode, MatchedKind, NoticeCode};
use incidex_core::tier::RegulationResult;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::OneLabel;
use super::label::{MOST_LABELS, MOST_NAMES};

/// Names of the fields that a tier can hide.
const MASKABLE: [&str; 6] =
    ["kcia_proviso", "limit_condition", "limit_value", "limits", "origin_definition", "proviso"];

/// What notices are about.
const NOTICES: [NoticeCode; 4] = [
    NoticeCode::NotACasNumber,
    NoticeCode::NotAnEcNumber,
    NoticeCode::OtherKeyboardLayout,
    NoticeCode::MarketOutsidePlan,
];

/// Kinds of lists.
const SOURCE_TYPES: [SourceType; 5] = [
    SourceType::Ban,
    SourceType::Limit,
    SourceType::Colourant,
    SourceType::Preservative,
    SourceType::UvFilter,
];

pub(super) fn one_of(values: impl IntoIterator<Item = &'static str>) -> Schema {
    let values: Vec<&str> = values.into_iter().collect();
    json_schema!({"type": "string", "enum": values})
}

fn list_of(items: &Schema) -> Schema {
    json_schema!({"type": "array", "items": items})
}

fn pattern(pattern: &str) -> Schema {
    json_schema!({"type": "string", "pattern": pattern})
}

pub(super) fn always_true(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "boolean", "const": true})
}

pub(super) fn market_code(_: &mut SchemaGenerator) -> Schema {
    one_of(Market::ALL.map(Market::code))
}

pub(super) fn market_codes(generator: &mut SchemaGenerator) -> Schema {
    list_of(&market_code(generator))
}

pub(super) fn korean_market(_: &mut SchemaGenerator) -> Schema {
    one_of(Market::ALL.map(Market::korean_name))
}

pub(super) fn korean_markets(generator: &mut SchemaGenerator) -> Schema {
    list_of(&korean_market(generator))
}

/// A status, or nothing where no source is loaded.
pub(super) fn status(_: &mut SchemaGenerator) -> Schema {
    one_of(RegulationStatus::ALL.map(RegulationStatus::record_label))
}

/// The status of one entry.
pub(super) fn entry_status(_: &mut SchemaGenerator) -> Schema {
    one_of([RegulationStatus::Prohibited, RegulationStatus::Restricted].map(RegulationStatus::label))
}

pub(super) fn regulate_type(_: &mut SchemaGenerator) -> Schema {
    one_of(["금지", "제한"])
}

pub(super) fn source_type(_: &mut SchemaGenerator) -> Schema {
    one_of(SOURCE_TYPES.map(SourceType::code))
}

pub(super) fn result_status(_: &mut SchemaGenerator) -> Schema {
    one_of(RegulationResult::ALL.map(RegulationResult::code))
}

pub(super) fn name_kind(_: &mut SchemaGenerator) -> Schema {
    one_of(NameKind::ALL.map(NameKind::code))
}

pub(super) fn language(_: &mut SchemaGenerator) -> Schema {
    one_of(Language::ALL.map(Language::code))
}

pub(super) fn language_or_null(_: &mut SchemaGenerator) -> Schema {
    let codes: Vec<Option<&str>> =
        Language::ALL.map(Language::code).map(Some).into_iter().chain([None]).collect();
    json_schema!({"type": ["string", "null"], "enum": codes})
}

/// A kind of name or number.
pub(super) fn matched_kind(_: &mut SchemaGenerator) -> Schema {
    let kinds = NameKind::ALL.map(MatchedKind::Name).into_iter().chain([MatchedKind::Cas, MatchedKind::Ec]);
    one_of(kinds.map(MatchedKind::code))
}

pub(super) fn match_mode(_: &mut SchemaGenerator) -> Schema {
    one_of(MatchMode::ALL.map(MatchMode::code))
}

pub(super) fn standing(_: &mut SchemaGenerator) -> Schema {
    one_of([Standing::Standard, Standing::Customary, Standing::Variant].map(Standing::code))
}

pub(super) fn match_start(_: &mut SchemaGenerator) -> Schema {
    one_of([MatchStart::Name, MatchStart::Word, MatchStart::Inside].map(MatchStart::code))
}

pub(super) fn notice_code(_: &mut SchemaGenerator) -> Schema {
    one_of(NOTICES.map(NoticeCode::code))
}

pub(super) fn next_cursor(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": ["string", "null"], "pattern": "^[A-Za-z0-9_-]{28}$"})
}

/// Where a part of a text begins and before what it ends.
pub(super) fn range(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "array",
        "items": {"type": "integer", "minimum": 0},
        "minItems": 2,
        "maxItems": 2,
    })
}

/// The bound is in bytes, of which a character has up to four.
pub(super) fn label_text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "maxLength": MAX_LABEL_BYTES})
}

pub(super) fn labels(generator: &mut SchemaGenerator) -> Schema {
    let label = OneLabel::json_schema(generator);
    json_schema!({"type": "array", "items": label, "minItems": 1, "maxItems": MOST_LABELS})
}

pub(super) fn queries(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST_NAMES})
}

/// Markets by any name that the document names.
pub(super) fn asked_markets(_: &mut SchemaGenerator) -> Schema {
    list_of(&one_of(markets_by_any_name().into_iter().filter(|name| !name.is_empty())))
}

/// Either `text` or `labels`.
pub(super) fn text_or_labels(schema: &mut Schema) {
    let one_of = serde_json::json!([{"required": ["text"]}, {"required": ["labels"]}]);
    schema.insert("oneOf".to_owned(), one_of);
}

pub(super) fn ranges(generator: &mut SchemaGenerator) -> Schema {
    list_of(&range(generator))
}

pub(super) fn masked(_: &mut SchemaGenerator) -> Schema {
    list_of(&one_of(MASKABLE))
}

pub(super) fn cas_numbers(_: &mut SchemaGenerator) -> Schema {
    list_of(&pattern("^[1-9][0-9]{1,6}-[0-9]{2}-[0-9]$"))
}

pub(super) fn ec_numbers(_: &mut SchemaGenerator) -> Schema {
    list_of(&pattern("^[0-9]{3}-[0-9]{3}-[0-9]$"))
}

/// A day, or nothing.
pub(super) fn date(_: &mut SchemaGenerator) -> Schema {
    pattern("^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")
}

/// The beginning of a day, or nothing.
pub(super) fn midnight(_: &mut SchemaGenerator) -> Schema {
    pattern("^([0-9]{4}-[0-9]{2}-[0-9]{2} 00:00:00)?$")
}

pub(super) fn timestamp(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "format": "date-time"})
}

pub(super) fn nothing_yet(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "const": ""})
}

pub(super) fn null(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "null"})
}

pub(super) fn healthy(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "const": "healthy"})
}

pub(super) fn ready(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "const": "ready"})
}

/// A number for each status.
pub(super) fn by_status(_: &mut SchemaGenerator) -> Schema {
    let labels = RegulationStatus::ALL.map(RegulationStatus::label);
    let properties: serde_json::Map<String, serde_json::Value> = labels
        .iter()
        .map(|label| ((*label).to_owned(), serde_json::json!({"type": "integer", "minimum": 0})))
        .collect();
    json_schema!({"type": "object", "properties": properties, "required": labels})
}

/// The values that the parameter `country` takes in the form that the document names; others differ in
/// letter case and blanks alone.
pub(super) fn markets_by_any_name() -> Vec<&'static str> {
    let mut seen = BTreeSet::new();
    let names = [Market::code, Market::english_name, Market::korean_name].map(|name| Market::ALL.map(name));
    names.into_iter().flatten().chain([""]).filter(|name| seen.insert(*name)).collect()
}
