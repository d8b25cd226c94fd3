//! The view of a record that a policy allows.

use super::TierPolicy;
use crate::identifier::{CasNumber, EcNumber};
use crate::ingredient::{Function, Ingredient, IngredientCode, Name, NameKind};
use crate::regulation::{Market, RegulationEntry, RegulationStatus, maximum_concentrations};

/// A record as a tier sees it. Texts that the tier hides are empty and named in [`masked`](Self::masked), as
/// is a text of which only the parts of markets outside the plan are hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IngredientView {
    /// The stable code.
    pub code: IngredientCode,
    /// The INCI name, or empty.
    pub inci_name: String,
    /// The Korean standard name, or empty.
    pub korean_name: String,
    /// Former Korean names.
    pub former_korean_names: Vec<String>,
    /// Every name, each once.
    pub names: Vec<Name>,
    /// CAS numbers.
    pub cas: Vec<CasNumber>,
    /// EC numbers.
    pub ec: Vec<EcNumber>,
    /// Functions.
    pub functions: Vec<Function>,
    /// Status over the loaded markets.
    pub status: RegulationStatus,
    /// The markets that the status speaks of.
    pub status_scope: Vec<Market>,
    /// Maximum concentrations in their sources' words, of the markets in the plan alone.
    pub limit_value: String,
    /// The record whose INCI name this one shares.
    pub variety_of: Option<IngredientCode>,
    /// CosIng reference numbers.
    pub cosing_references: Vec<u32>,
    /// Korean dictionary codes.
    pub kcia_codes: Vec<u32>,
    /// Date of the oldest source, `YYYY-MM-DD`, or empty.
    pub oldest_source: String,
    /// Date of the newest source, `YYYY-MM-DD`, or empty.
    pub newest_source: String,
    /// Names of the fields that the tier hides, sorted.
    pub masked: Vec<&'static str>,
}

impl TierPolicy {
    /// Whether the texts of `ingredient` must be told apart by market before this policy can show them.
    pub(crate) fn needs_entries_of(&self, ingredient: &Ingredient) -> bool {
        self.shows_limits && ingredient.regulations.iter().any(|key| !self.shows(key.market))
    }

    /// The view of `ingredient` that this policy allows, `scope` being the markets that are loaded and
    /// `entries` all of its regulation entries where [`needs_entries_of`](Self::needs_entries_of) asks for
    /// them, else none.
    pub(crate) fn view(
        &self,
        ingredient: Ingredient,
        scope: &[Market],
        entries: &[RegulationEntry],
    ) -> IngredientView {
        let mut masked = Vec::new();
        if !self.shows_notes {
            masked.extend(["kcia_proviso", "limit_condition", "origin_definition", "proviso"]);
        }
        let mut limit_value = ingredient.limit_value.clone();
        if !self.shows_limits {
            masked.extend(["limit_value", "limits"]);
            limit_value.clear();
        } else if self.needs_entries_of(&ingredient) {
            limit_value = maximum_concentrations(entries.iter().filter(|entry| self.shows(entry.key.market)));
            if limit_value != ingredient.limit_value {
                masked.push("limit_value");
            }
        }
        masked.sort_unstable();
        IngredientView {
            former_korean_names: ingredient.names_of(NameKind::FormerKorean).map(str::to_owned).collect(),
            code: ingredient.code,
            inci_name: ingredient.inci_name,
            korean_name: ingredient.korean_name,
            names: ingredient.names,
            cas: ingredient.cas,
            ec: ingredient.ec,
            functions: ingredient.functions,
            status: ingredient.status,
            status_scope: scope.to_vec(),
            limit_value,
            variety_of: ingredient.variety_of,
            cosing_references: ingredient.cosing_references,
            kcia_codes: ingredient.kcia_codes,
            oldest_source: ingredient.oldest_source,
            newest_source: ingredient.newest_source,
            masked,
        }
    }
}
