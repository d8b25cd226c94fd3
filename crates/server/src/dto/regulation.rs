//! What laws say of one ingredient, on the wire.

use incidex_core::manifest::Manifest;
use incidex_core::regulation::{Market, RegulationStatus, Restriction};
use incidex_core::tier::{EntryView, RegulationsView};
use serde::{Serialize, Serializer};

use super::{Envelope, text};

/// The answer of `/v1/ingredient/{code}/regulations`.
#[derive(Clone, Debug, Serialize)]
pub struct Regulations<'a> {
    /// What is around every answer; `data` is the list of entries, never cut.
    #[serde(flatten)]
    pub envelope: Envelope<'a, Entries<'a>>,
    /// The ingredient.
    pub ingredient: RegulatedIngredient<'a>,
    /// The market that was asked for, or null.
    pub country: Option<Country<'a>>,
    /// `listed`, `not_listed_in_country`, `not_listed`, `unknown` or `outside_plan`.
    pub result_status: &'static str,
    /// The same in words; null where there are entries.
    pub result_note: Option<&'a str>,
    /// Korean names of the markets in the plan.
    #[serde(serialize_with = "korean_names")]
    pub available_countries: &'a [Market],
    /// Codes of the markets in the plan.
    #[serde(serialize_with = "text::markets")]
    pub available_country_codes: &'a [Market],
    /// Codes of the markets in the plan that have an entry, whichever was asked for.
    #[serde(serialize_with = "text::markets")]
    pub markets_listed: &'a [Market],
    /// How many markets outside the plan have an entry.
    pub markets_outside_plan: usize,
    /// Names of the fields that the tier hides.
    pub masked: &'a [&'static str],
}

/// The ingredient whose regulations are shown.
#[derive(Clone, Debug, Serialize)]
pub struct RegulatedIngredient<'a> {
    /// The stable code.
    pub code: u32,
    /// The Korean standard name.
    pub kr_name: &'a str,
    /// The INCI name.
    pub inci_name: &'a str,
    /// The status over all loaded markets, as in the record.
    pub regulation_status: &'static str,
}

/// The market that was asked for.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Country<'a> {
    /// In the caller's words.
    pub requested: &'a str,
    /// Its Korean name.
    pub resolved: &'static str,
    /// Its code.
    pub code: &'static str,
}

impl<'a> Country<'a> {
    /// A market as the caller named it.
    pub fn new(requested: &'a str, market: Market) -> Self {
        Self { requested, resolved: market.korean_name(), code: market.code() }
    }
}

/// A list of entries.
#[derive(Clone, Copy, Debug)]
pub struct Entries<'a>(pub &'a [EntryView]);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Entry::from))
    }
}

/// One entry of a market's list.
#[derive(Clone, Debug, Serialize)]
pub struct Entry<'a> {
    /// Korean name of the market.
    pub country: &'static str,
    /// Code of the market.
    pub country_code: &'static str,
    /// `금지` for a ban, `제한` for everything else.
    pub regulate_type: &'static str,
    /// The substance as the list names it.
    pub notice_ingr_name: &'a str,
    /// Wording and warnings that a label must bear, or null.
    pub proviso: Option<&'a str>,
    /// Product types, maximum concentration and further conditions in the source's words, or null.
    pub limit_condition: Option<&'a str>,
    /// `ban`, `limit`, `colourant`, `preservative` or `uv_filter`.
    pub source_type: &'static str,
    /// `Prohibited` or `Restricted`.
    pub status: &'static str,
    /// Market and reference as people cite them, such as `EU III/98`.
    pub reference: &'a str,
    /// Limits as numbers. None is read from the sources' words yet.
    pub limits: [Limit; 0],
    /// The date from which the entry binds, or null. No source that is read states one.
    pub effective_from: Option<&'static str>,
    /// Identifier of the source.
    pub source: &'a str,
    /// Date of the source, `YYYY-MM-DD`, or empty.
    pub source_date: &'a str,
}

/// A limit as numbers.
#[derive(Clone, Debug, Serialize)]
pub enum Limit {}

impl<'a> From<&'a EntryView> for Entry<'a> {
    fn from(view: &'a EntryView) -> Self {
        let (regulate_type, status) = match view.restriction {
            Restriction::Ban => ("금지", RegulationStatus::Prohibited),
            Restriction::Limit => ("제한", RegulationStatus::Restricted),
        };
        Self {
            country: view.market.korean_name(),
            country_code: view.market.code(),
            regulate_type,
            notice_ingr_name: &view.substance,
            proviso: view.proviso.as_deref(),
            limit_condition: view.limit_condition.as_deref(),
            source_type: view.source_type.code(),
            status: status.label(),
            reference: &view.reference,
            limits: [],
            effective_from: None,
            source: &view.source,
            source_date: &view.source_date,
        }
    }
}

impl<'a> Regulations<'a> {
    /// The answer that shows `view`, `country` being what was asked for.
    pub fn new(manifest: &'a Manifest, view: &'a RegulationsView, country: Option<Country<'a>>) -> Self {
        let count = view.entries.len();
        Self {
            envelope: Envelope::new(manifest, Entries(&view.entries), count, count),
            ingredient: RegulatedIngredient {
                code: view.ingredient.code.get(),
                kr_name: &view.ingredient.korean_name,
                inci_name: &view.ingredient.inci_name,
                regulation_status: view.ingredient.status.record_label(),
            },
            country,
            result_status: view.result.code(),
            result_note: view.note.as_deref(),
            available_countries: &view.available,
            available_country_codes: &view.available,
            markets_listed: &view.listed,
            markets_outside_plan: view.outside_plan,
            masked: &view.masked,
        }
    }
}

fn korean_names<S: Serializer>(markets: &&[Market], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(markets.iter().map(|market| market.korean_name()))
}
