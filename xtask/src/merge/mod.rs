//! One data set out of many sources: which rows are one record, which facts it has, where each decision
//! came from.
//!
//! The record rule: one record per Korean dictionary code, and one per CosIng entry that no Korean entry
//! meets. A CosIng entry belongs to one record, the principal, where several Korean entries bear its name.
//!
//! Files and importers are not known here; writing the bundle is `build_index`'s business.

mod annexes;
mod entries;
mod korean;
mod records;
mod trace;

use std::collections::BTreeMap;

use incidex_core::ingredient::{Function, Ingredient};
use incidex_core::regulation::{Annex, Market, RegulationEntry};

use crate::curated::{Curated, FunctionTable, Ledger, LedgerConflict};
use crate::import::annex::AnnexRow;
use crate::import::cosing::CosingRow;
use crate::import::kcia::KciaRow;
use crate::import::names::FunctionRow;
use crate::import::{Action, Finding};

pub use annexes::known_names;
pub use korean::without_common_name;
pub use trace::Trace;

/// Rows of one source, and what is known of the source as a whole.
pub struct SourceRows<T> {
    /// Identifier of the source.
    pub id: String,
    /// Its date, `YYYY-MM-DD`, or empty.
    pub date: String,
    /// Its rows.
    pub rows: Vec<T>,
}

/// Everything that is to become one data set.
#[derive(Default)]
pub struct Inputs {
    /// The curated tables, unless left out.
    pub curated: Option<Curated>,
    /// The CosIng inventory.
    pub cosing: Option<SourceRows<CosingRow>>,
    /// The newer CosIng names with their functions.
    pub names: Option<SourceRows<FunctionRow>>,
    /// The Korean dictionary.
    pub kcia: Option<SourceRows<KciaRow>>,
    /// Annexes II to VI.
    pub annexes: BTreeMap<Annex, SourceRows<AnnexRow>>,
    /// Codes of imported names, as far as they were given before.
    pub ledger: Ledger,
}

/// The merged data set.
pub struct Merged {
    /// The records.
    pub ingredients: Vec<Ingredient>,
    /// The regulation entries.
    pub regulations: Vec<RegulationEntry>,
    /// The closed list of functions.
    pub functions: Vec<Function>,
    /// Markets with a source.
    pub markets: Vec<Market>,
    /// The ledger of imported names, extended.
    pub ledger: Ledger,
    /// What was left out or changed in merging.
    pub findings: Vec<Finding>,
    /// Why rows are one record.
    pub traces: Vec<Trace>,
}

/// Why sources cannot be merged.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// Two ledgers contradict each other.
    #[error("ledgers of codes: {0}")]
    Ledger(#[from] LedgerConflict),
}

/// Merges the sources. The outcome depends on their content alone, not on the order of rows that have no
/// order.
///
/// # Errors
/// When the ledgers contradict each other; everything else is kept as a finding.
pub fn merge(inputs: &Inputs, functions: &FunctionTable) -> Result<Merged, MergeError> {
    let mut journal = Journal::default();
    let entries = entries::collect(inputs, functions, &mut journal);
    let korean = korean::collect(inputs, &mut journal);
    let bearers = korean::meet(inputs, &entries, &korean, &mut journal);
    let mut ledger = inputs.ledger.clone();
    let curated_ledger = inputs.curated.as_ref().map(|c| c.ledger.clone()).unwrap_or_default();
    let keys = entries.iter().zip(&bearers.of_entry).filter(|(_, bearers)| bearers.is_empty());
    let keys = keys.filter(|(entry, _)| entry.refs.is_empty()).map(|(entry, _)| entry.ledger_key()).collect();
    ledger.extend(&curated_ledger, keys)?;
    let mut drafts = records::draft(&entries, &korean, &bearers, &[&curated_ledger, &ledger], &mut journal);
    if let Some(curated) = &inputs.curated {
        records::add_curated(&mut drafts, curated, functions, &mut journal);
    }
    let regulations = annexes::entries(inputs, &drafts, &mut journal);
    annexes::attach(&mut drafts, &regulations, &mut journal);
    annexes::attach_by_name(inputs, &mut drafts, &mut journal);
    records::inherit(&mut drafts);
    if let Some(curated) = &inputs.curated {
        records::reject(&mut drafts, curated, &mut journal);
    }
    let markets = if regulations.is_empty() { Vec::new() } else { vec![Market::Eu] };
    let ingredients = records::finish(drafts, &regulations, functions, !markets.is_empty());
    Ok(Merged {
        ingredients,
        regulations,
        functions: functions.all(),
        markets,
        ledger,
        findings: journal.findings,
        traces: journal.traces,
    })
}

/// What merging has to tell.
#[derive(Default)]
struct Journal {
    findings: Vec<Finding>,
    traces: Vec<Trace>,
}

impl Journal {
    fn finding(
        &mut self,
        source: &str,
        line: u64,
        field: &'static str,
        action: Action,
        value: &str,
        reason: String,
    ) {
        self.findings.push(Finding {
            source: source.to_owned(),
            line,
            field,
            action,
            value: value.chars().take(80).collect(),
            reason,
        });
    }
}
