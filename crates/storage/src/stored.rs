//! The stored forms of records and their codec. A stored type, a domain type and a wire type are three
//! types: this one changes only together with the format version.
//!
//! Values are encoded with postcard (fields in order, variable-length integers, length-prefixed strings).

use incidex_core::identifier::{CasNumber, EcNumber};
use incidex_core::ingredient::{Function, Ingredient, IngredientCode, Language, Name, NameKind};
use incidex_core::regulation::{EntryKey, Market, RegulationEntry, RegulationStatus, SourceType};
use serde::{Deserialize, Serialize};

/// Why stored bytes are no record.
pub(crate) type CodecError = postcard::Error;

#[derive(Serialize, Deserialize)]
struct StoredIngredient<'a> {
    #[serde(borrow)]
    inci_name: &'a str,
    korean_name: &'a str,
    /// Kind, language, text and whether it is ambiguous.
    names: Vec<(NameKind, Language, &'a str, bool)>,
    cas: Vec<CasNumber>,
    ec: Vec<EcNumber>,
    /// Positions in the table of functions.
    functions: Vec<u16>,
    regulations: Vec<(Market, &'a str, u16)>,
    status: RegulationStatus,
    limit_value: &'a str,
    label_frequency: u16,
    variety_of: Option<u32>,
    cosing_references: Vec<u32>,
    kcia_codes: Vec<u32>,
    oldest_source: &'a str,
    newest_source: &'a str,
}

#[derive(Serialize, Deserialize)]
struct StoredRegulation<'a> {
    #[serde(borrow)]
    reference: &'a str,
    market: Market,
    occurrence: u16,
    source_type: SourceType,
    substance: &'a str,
    cas: Vec<CasNumber>,
    ec: Vec<EcNumber>,
    product_type: &'a str,
    maximum_concentration: &'a str,
    conditions: &'a str,
    label_wording: &'a str,
    source: &'a str,
    source_date: &'a str,
    is_withdrawn: bool,
}

/// Encodes an ingredient; its functions must stand in `functions`, which is sorted by code.
#[cfg(feature = "writer")]
pub(crate) fn encode_ingredient(
    ingredient: &Ingredient,
    functions: &[Function],
) -> Result<Vec<u8>, CodecError> {
    let position = |function: &Function| {
        let found = functions.binary_search_by(|f| f.code.cmp(&function.code));
        found.ok().and_then(|at| u16::try_from(at).ok()).ok_or(CodecError::SerdeSerCustom)
    };
    postcard::to_stdvec(&StoredIngredient {
        inci_name: &ingredient.inci_name,
        korean_name: &ingredient.korean_name,
        names: ingredient
            .names
            .iter()
            .map(|name| (name.kind, name.language, name.text.as_str(), name.is_ambiguous))
            .collect(),
        cas: ingredient.cas.clone(),
        ec: ingredient.ec.clone(),
        functions: ingredient.functions.iter().map(position).collect::<Result<_, _>>()?,
        regulations: ingredient
            .regulations
            .iter()
            .map(|key| (key.market, key.reference.as_str(), key.occurrence))
            .collect(),
        status: ingredient.status,
        limit_value: &ingredient.limit_value,
        label_frequency: ingredient.label_frequency,
        variety_of: ingredient.variety_of.map(IngredientCode::get),
        cosing_references: ingredient.cosing_references.clone(),
        kcia_codes: ingredient.kcia_codes.clone(),
        oldest_source: &ingredient.oldest_source,
        newest_source: &ingredient.newest_source,
    })
}

/// Decodes the ingredient with this code.
pub(crate) fn decode_ingredient(
    code: IngredientCode,
    bytes: &[u8],
    functions: &[Function],
) -> Result<Ingredient, CodecError> {
    let stored: StoredIngredient<'_> = postcard::from_bytes(bytes)?;
    let function = |at: u16| functions.get(usize::from(at)).cloned().ok_or(CodecError::SerdeDeCustom);
    Ok(Ingredient {
        code,
        inci_name: stored.inci_name.to_owned(),
        korean_name: stored.korean_name.to_owned(),
        names: stored
            .names
            .into_iter()
            .map(|(kind, language, text, is_ambiguous)| Name {
                kind,
                language,
                text: text.to_owned(),
                is_ambiguous,
            })
            .collect(),
        cas: stored.cas,
        ec: stored.ec,
        functions: stored.functions.into_iter().map(function).collect::<Result<_, _>>()?,
        regulations: stored
            .regulations
            .into_iter()
            .map(|(market, reference, occurrence)| EntryKey {
                market,
                reference: reference.to_owned(),
                occurrence,
            })
            .collect(),
        status: stored.status,
        limit_value: stored.limit_value.to_owned(),
        label_frequency: stored.label_frequency,
        variety_of: stored.variety_of.map(IngredientCode::new),
        cosing_references: stored.cosing_references,
        kcia_codes: stored.kcia_codes,
        oldest_source: stored.oldest_source.to_owned(),
        newest_source: stored.newest_source.to_owned(),
    })
}

/// Encodes a regulation entry.
#[cfg(feature = "writer")]
pub(crate) fn encode_regulation(entry: &RegulationEntry) -> Result<Vec<u8>, CodecError> {
    postcard::to_stdvec(&StoredRegulation {
        reference: &entry.key.reference,
        market: entry.key.market,
        occurrence: entry.key.occurrence,
        source_type: entry.source_type,
        substance: &entry.substance,
        cas: entry.cas.clone(),
        ec: entry.ec.clone(),
        product_type: &entry.product_type,
        maximum_concentration: &entry.maximum_concentration,
        conditions: &entry.conditions,
        label_wording: &entry.label_wording,
        source: &entry.source,
        source_date: &entry.source_date,
        is_withdrawn: entry.is_withdrawn,
    })
}

/// Decodes a regulation entry.
pub(crate) fn decode_regulation(bytes: &[u8]) -> Result<RegulationEntry, CodecError> {
    let stored: StoredRegulation<'_> = postcard::from_bytes(bytes)?;
    Ok(RegulationEntry {
        key: EntryKey {
            market: stored.market,
            reference: stored.reference.to_owned(),
            occurrence: stored.occurrence,
        },
        source_type: stored.source_type,
        substance: stored.substance.to_owned(),
        cas: stored.cas,
        ec: stored.ec,
        product_type: stored.product_type.to_owned(),
        maximum_concentration: stored.maximum_concentration.to_owned(),
        conditions: stored.conditions.to_owned(),
        label_wording: stored.label_wording.to_owned(),
        source: stored.source.to_owned(),
        source_date: stored.source_date.to_owned(),
        is_withdrawn: stored.is_withdrawn,
    })
}

/// Encodes a function.
#[cfg(feature = "writer")]
pub(crate) fn encode_function(function: &Function) -> Result<Vec<u8>, CodecError> {
    postcard::to_stdvec(function)
}

/// Decodes a function.
pub(crate) fn decode_function(bytes: &[u8]) -> Result<Function, CodecError> {
    postcard::from_bytes(bytes)
}
