//! Label texts (`/v1/labels/resolve`) and many names at once (`/v1/ingredients/lookup`).

use incidex_core::catalog::LookupAnswer;
use incidex_core::ingredient::IngredientCode;
use incidex_core::label::LabelReport;
use incidex_core::tier::{Feature, IngredientView, TierPolicy};
use serde::Serialize;

use super::posted::{Task, Worked};
use crate::dto::{Envelope, LabelledReport, LookupBody, LookupEntry, Report, ResolveBody, Resolved};
use crate::problem::Problem;
use crate::state::State;

impl Task for ResolveBody {
    const FEATURE: Feature = Feature::Labels;

    fn amount(&self) -> usize {
        self.labels().count()
    }

    fn most(policy: &TierPolicy) -> usize {
        policy.labels_per_request
    }

    fn work(self, state: &State, policy: &TierPolicy) -> Result<Worked, Problem> {
        let bundle = state.dataset.current();
        let catalog = bundle.catalog();
        let markets = self.markets();
        let reports =
            self.labels().map(|(id, text)| Ok((id, catalog.resolve_label(policy, text, &markets)?)));
        let reports: Vec<(&str, LabelReport<IngredientView>)> = reports.collect::<Result<_, Problem>>()?;
        let resolved = match reports.as_slice() {
            [(_, report)] if self.is_one() => Resolved::One(report.into()),
            many => Resolved::Many(
                many.iter().map(|(id, report)| LabelledReport { id, report: Report::from(report) }).collect(),
            ),
        };
        let count = reports.len();
        worked(
            &Envelope::new(catalog.manifest(), resolved, count, count),
            reports.iter().flat_map(|(_, report)| shown(report)).collect(),
        )
    }
}

/// The ingredients that a report shows.
fn shown(report: &LabelReport<IngredientView>) -> impl Iterator<Item = IngredientCode> {
    report.items.iter().flat_map(|item| {
        let candidates = item.candidates.iter().map(|candidate| candidate.ingredient.code);
        item.ingredient.iter().map(|view| view.code).chain(candidates)
    })
}

impl Task for LookupBody {
    const FEATURE: Feature = Feature::Batch;

    fn amount(&self) -> usize {
        self.queries().len()
    }

    fn most(policy: &TierPolicy) -> usize {
        policy.names_per_request
    }

    fn work(self, state: &State, policy: &TierPolicy) -> Result<Worked, Problem> {
        let bundle = state.dataset.current();
        let catalog = bundle.catalog();
        let answers: Vec<LookupAnswer> = catalog.lookup_names(policy, &self.queries())?;
        let entries: Vec<LookupEntry<'_>> = answers.iter().map(LookupEntry::from).collect();
        let count = entries.len();
        worked(
            &Envelope::new(catalog.manifest(), entries, count, count),
            answers.iter().flat_map(|answer| &answer.hits).map(|view| view.code).collect(),
        )
    }
}

fn worked(answer: &impl Serialize, shown: Vec<IngredientCode>) -> Result<Worked, Problem> {
    let json = serde_json::to_vec(answer).map_err(|error| Problem::internal(format!("answer: {error}")))?;
    Ok(Worked { json, shown })
}
