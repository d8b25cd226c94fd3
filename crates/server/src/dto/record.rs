//! An ingredient on the wire: the fields of the published API, and the clean shapes beside them.

use std::borrow::Cow;

use incidex_core::identifier::{CasNumber, EcNumber};
use incidex_core::ingredient::{Function, IngredientCode, Name};
use incidex_core::regulation::Market;
use incidex_core::tier::IngredientView;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use super::schema;
use super::text::{self, Joined};

/// One ingredient. Every text is present, and empty where there is nothing or the tier hides it.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Record<'a> {
    /// The stable code.
    pub code: u32,
    /// The Korean standard name.
    pub kr_name: &'a str,
    /// The INCI name.
    pub inci_name: &'a str,
    /// Former Korean names, joined by `", "`.
    #[schemars(with = "String")]
    #[serde(serialize_with = "text::joined")]
    pub old_name: &'a [String],
    /// Definition of the origin. No source that is read holds one yet.
    #[schemars(schema_with = "schema::nothing_yet")]
    pub origin_definition: &'static str,
    /// CAS numbers, joined by `", "`.
    #[schemars(with = "String")]
    #[serde(serialize_with = "text::joined")]
    pub cas_numbers: &'a [CasNumber],
    /// EC numbers, joined by `", "`.
    #[schemars(with = "String")]
    #[serde(serialize_with = "text::joined")]
    pub ec_numbers: &'a [EcNumber],
    /// Korean names of the functions, joined by `", "`.
    #[schemars(with = "String")]
    #[serde(serialize_with = "purposes")]
    pub purposes: &'a [Function],
    /// `Prohibited`, `Restricted`, `Restricted / Prohibited`, `Not Listed`, or empty where no source of any
    /// market is loaded. It speaks of the markets in `status_scope` and of no other.
    #[schemars(schema_with = "schema::status")]
    pub regulation_status: &'static str,
    /// Maximum concentrations in their sources' words.
    pub limit_value: &'a str,
    /// Classification by the Korean ministry. No source that is read holds one yet.
    #[schemars(schema_with = "schema::nothing_yet")]
    pub mfds_classification: &'static str,
    /// Proviso of the Korean dictionary. No source that is read holds one yet.
    #[schemars(schema_with = "schema::nothing_yet")]
    pub kcia_proviso: &'static str,
    /// Date of the oldest source.
    #[schemars(schema_with = "schema::midnight")]
    #[serde(serialize_with = "text::midnight")]
    pub created_at: &'a str,
    /// Date of the newest source.
    #[schemars(schema_with = "schema::midnight")]
    #[serde(serialize_with = "text::midnight")]
    pub updated_at: &'a str,
    /// Names of the fields that the tier hides.
    #[schemars(schema_with = "schema::masked")]
    pub masked: &'a [&'static str],
    /// Every name.
    #[schemars(with = "Vec<NameEntry<'_>>")]
    #[serde(serialize_with = "names")]
    pub names: &'a [Name],
    /// CAS numbers.
    #[schemars(schema_with = "schema::cas_numbers")]
    #[serde(serialize_with = "text::list")]
    pub cas: &'a [CasNumber],
    /// EC numbers.
    #[schemars(schema_with = "schema::ec_numbers")]
    #[serde(serialize_with = "text::list")]
    pub ec: &'a [EcNumber],
    /// Functions.
    #[schemars(with = "Vec<FunctionEntry<'_>>")]
    #[serde(serialize_with = "functions")]
    pub functions: &'a [Function],
    /// Where the record comes from.
    pub sources: SourceReferences<'a>,
    /// Codes of the markets that `regulation_status` speaks of.
    #[schemars(schema_with = "schema::market_codes")]
    #[serde(serialize_with = "text::markets")]
    pub status_scope: &'a [Market],
    /// Code of the record whose INCI name this one shares, or null.
    pub variety_of: Option<u32>,
}

/// A name of an ingredient.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct NameEntry<'a> {
    /// The name as its source spells it.
    pub text: &'a str,
    /// What sort of name it is, such as `inci`.
    #[schemars(schema_with = "schema::name_kind")]
    pub kind: &'static str,
    /// Its language: ISO 639-1, or `inci`.
    #[schemars(schema_with = "schema::language")]
    pub language: &'static str,
}

/// A cosmetic function.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct FunctionEntry<'a> {
    /// Stable code.
    pub code: &'a str,
    /// English name.
    pub name_en: &'a str,
    /// Korean name.
    pub name_ko: &'a str,
}

/// Entries of the sources that a record was made from.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SourceReferences<'a> {
    /// CosIng reference numbers.
    pub cosing: &'a [u32],
    /// Korean dictionary codes.
    pub kcia: &'a [u32],
}

impl<'a> From<&'a IngredientView> for Record<'a> {
    fn from(view: &'a IngredientView) -> Self {
        Self {
            code: view.code.get(),
            kr_name: &view.korean_name,
            inci_name: &view.inci_name,
            old_name: &view.former_korean_names,
            origin_definition: "",
            cas_numbers: &view.cas,
            ec_numbers: &view.ec,
            purposes: &view.functions,
            regulation_status: view.status.record_label(),
            limit_value: &view.limit_value,
            mfds_classification: "",
            kcia_proviso: "",
            created_at: &view.oldest_source,
            updated_at: &view.newest_source,
            masked: &view.masked,
            names: &view.names,
            cas: &view.cas,
            ec: &view.ec,
            functions: &view.functions,
            sources: SourceReferences { cosing: &view.cosing_references, kcia: &view.kcia_codes },
            status_scope: &view.status_scope,
            variety_of: view.variety_of.map(IngredientCode::get),
        }
    }
}

/// A list of ingredients.
#[derive(Clone, Copy, Debug)]
pub struct Records<'a>(pub &'a [IngredientView]);

impl Serialize for Records<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Record::from))
    }
}

impl JsonSchema for Records<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Records".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<Record<'_>>::json_schema(generator)
    }
}

fn purposes<S: Serializer>(functions: &[Function], serializer: S) -> Result<S::Ok, S::Error> {
    let values = || functions.iter().map(|function| function.korean.as_str());
    serializer.collect_str(&Joined { values, separator: ", " })
}

fn names<S: Serializer>(names: &[Name], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(names.iter().map(|name| NameEntry {
        text: &name.text,
        kind: name.kind.code(),
        language: name.language.code(),
    }))
}

fn functions<S: Serializer>(functions: &[Function], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(functions.iter().map(|function| FunctionEntry {
        code: &function.code,
        name_en: &function.english,
        name_ko: &function.korean,
    }))
}
