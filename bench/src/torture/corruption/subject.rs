//! What is damaged: a bundle with the answers it gives while it is whole.

use std::ops::Range;
use std::time::Duration;

use incidex_core::catalog::{LookupField, SearchField};
use incidex_core::ingredient::{Ingredient, IngredientCode};
use incidex_core::regulation::Market;
use incidex_core::search::{Limit, Query, SearchMode, SearchRequest};
use incidex_core::store::RecordStore;
use incidex_core::tier::TierPolicy;
use incidex_storage::{Bundle, BundleContent, BundleWriter};
use redb::{ReadableDatabase, ReadableTable, TableDefinition};
use sha2::{Digest, Sha256};

use crate::process::Stopwatch;

/// Length of the header, and where its fields stand (`docs/format.md`).
pub(super) const HEADER: usize = 64;
pub(super) const VERSION: Range<usize> = 8..12;
pub(super) const MANIFEST_LENGTH: Range<usize> = 16..24;
pub(super) const IMAGE_LENGTH: Range<usize> = 24..32;
pub(super) const DIGEST: Range<usize> = 32..HEADER;
/// Pages of the file and of the redb image.
pub(super) const PAGE: usize = 4_096;

const SECTIONS: TableDefinition<'static, &str, &[u8]> = TableDefinition::new("sections");

/// A whole bundle.
pub(super) struct Subject {
    pub(super) bytes: Vec<u8>,
    /// Where the manifest lies.
    pub(super) manifest: Range<usize>,
    /// Where the redb image lies.
    pub(super) image: Range<usize>,
    /// Where the sections of the index lie.
    pub(super) sections: Vec<Range<usize>>,
    questions: Questions,
    /// What it answers.
    pub(super) answers: Vec<Result<String, String>>,
    /// The time on a processor that opening and asking take.
    pub(super) cost: Duration,
}

impl Subject {
    /// Looks at a whole bundle.
    ///
    /// # Errors
    /// When it is none.
    pub(super) fn new(bytes: Vec<u8>) -> Result<Self, String> {
        let bundle = Bundle::from_bytes(bytes.clone()).map_err(|defect| defect.to_string())?;
        let questions = Questions::about(&bundle)?;
        let answers = questions.ask(&bundle);
        if let Some(why) = answers.iter().find_map(|answer| answer.as_ref().err()) {
            return Err(format!("the whole index does not answer: {why}"));
        }
        let length = number(&bytes, MANIFEST_LENGTH);
        let image = (HEADER + length).next_multiple_of(PAGE)..bytes.len();
        let sections = sections(&bytes, &image)?;
        let costs = (0..5).map(|_| {
            let watch = Stopwatch::start();
            let bundle = Bundle::from_bytes(bytes.clone());
            let asked = bundle.map(|bundle| questions.ask(&bundle).len());
            (watch.elapsed(), asked.is_ok())
        });
        let cost = costs.map(|(cost, _)| cost).min().unwrap_or_default();
        Ok(Self { manifest: HEADER..HEADER + length, image, sections, questions, answers, cost, bytes })
    }

    /// A bundle of at most 150 records of `bundle`: of those that are nobody's variety, every `step`th from
    /// `first` on.
    ///
    /// # Errors
    /// When they cannot be read or written.
    pub(super) fn part(bundle: &Bundle, first: usize, step: usize) -> Result<Self, String> {
        let store = bundle.catalog().store();
        let all = store.ingredients().map_err(|error| error.to_string())?;
        let all: Vec<Ingredient> = all.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
        let own = all.into_iter().filter(|ingredient| ingredient.variety_of.is_none());
        let ingredients: Vec<Ingredient> = own.skip(first).step_by(step.max(1)).take(150).collect();
        let mut keys: Vec<_> = ingredients.iter().flat_map(|ingredient| &ingredient.regulations).collect();
        keys.sort();
        keys.dedup();
        let entries = keys.into_iter().filter_map(|key| store.regulation(key).transpose());
        let regulations = entries.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
        let content = BundleContent {
            ingredients,
            regulations,
            functions: store.functions().to_vec(),
            markets: bundle.catalog().manifest().markets.clone(),
            sources: bundle.catalog().manifest().sources.clone(),
        };
        let writer = BundleWriter::new(content).map_err(|error| error.to_string())?;
        Self::new(writer.bytes().to_vec())
    }

    /// What a bundle answers to the questions about this one.
    pub(super) fn ask(&self, bundle: &Bundle) -> Vec<Result<String, String>> {
        self.questions.ask(bundle)
    }
}

/// The number in the header's `field`.
fn number(bytes: &[u8], field: Range<usize>) -> usize {
    let mut eight = [0; 8];
    eight.copy_from_slice(&bytes[field]);
    usize::try_from(u64::from_le_bytes(eight)).unwrap_or(usize::MAX)
}

/// Makes the digest right for what the file now holds.
pub(super) fn seal(bytes: &mut [u8]) {
    if bytes.len() >= HEADER {
        let sha = Sha256::new().chain_update(&bytes[..DIGEST.start]).chain_update(&bytes[HEADER..]);
        bytes[DIGEST].copy_from_slice(&sha.finalize());
    }
}

/// Where in the file the values of the table `sections` lie.
fn sections(bytes: &[u8], image: &Range<usize>) -> Result<Vec<Range<usize>>, String> {
    let fault = |error: &dyn std::fmt::Display| format!("cannot read the sections: {error}");
    let file = tempfile::NamedTempFile::new().map_err(|error| fault(&error))?;
    std::fs::write(file.path(), &bytes[image.clone()]).map_err(|error| fault(&error))?;
    let database = redb::ReadOnlyDatabase::open(file.path()).map_err(|error| fault(&error))?;
    let transaction = database.begin_read().map_err(|error| fault(&error))?;
    let table = transaction.open_table(SECTIONS).map_err(|error| fault(&error))?;
    let mut found = Vec::new();
    for row in table.iter().map_err(|error| fault(&error))? {
        let (_, value) = row.map_err(|error| fault(&error))?;
        let value = value.value();
        let places = bytes[image.clone()].windows(value.len().max(1));
        if let Some(at) = places.into_iter().position(|window| window == value) {
            found.push(image.start + at..image.start + at + value.len());
        }
    }
    if found.is_empty() { Err(fault(&"there are none")) } else { Ok(found) }
}

/// A fixed sample of what may be asked.
struct Questions {
    codes: Vec<IngredientCode>,
    names: Vec<String>,
    numbers: Vec<String>,
}

impl Questions {
    /// Questions about records spread over the bundle.
    fn about(bundle: &Bundle) -> Result<Self, String> {
        let directory = bundle.catalog().index().directory();
        let step = (directory.len() / 8).max(1);
        let codes: Vec<_> = directory.iter().step_by(step).map(|entry| entry.code).collect();
        let (mut names, mut numbers) = (Vec::new(), Vec::new());
        for code in &codes {
            let record = bundle.catalog().store().ingredient(*code).map_err(|error| error.to_string())?;
            let record = record.ok_or_else(|| format!("there is no ingredient {code}"))?;
            names.extend([record.inci_name, record.korean_name].into_iter().filter(|name| !name.is_empty()));
            numbers.extend(record.cas.first().map(ToString::to_string));
            numbers.extend(record.ec.first().map(ToString::to_string));
        }
        names.sort();
        names.dedup();
        Ok(Self { codes, names, numbers })
    }

    fn ask(&self, bundle: &Bundle) -> Vec<Result<String, String>> {
        let (catalog, policy) = (bundle.catalog(), TierPolicy::unrestricted());
        let mut answers = vec![Ok(format!("{:?}", (catalog.manifest(), catalog.statistics())))];
        for code in &self.codes {
            answers.push(said(catalog.get(&policy, *code)));
            answers.push(said(catalog.regulations(&policy, *code, Some(Market::Eu))));
        }
        for (place, name) in self.names.iter().enumerate() {
            let beginning: String = name.chars().take(4).collect();
            let field = if place % 2 == 0 { LookupField::Inci } else { LookupField::Korean };
            answers.push(said(catalog.starts_with(&policy, field, &beginning, 1)));
            let middle: String = name.chars().skip(1).take(5).collect();
            answers.push(said(catalog.contains(&policy, SearchField::All, &middle, 1)));
            // Two letters changed round: found by mistakes alone.
            let mut letters: Vec<char> = name.chars().collect();
            if letters.len() > 3 {
                letters.swap(1, 2);
            }
            for (text, mode) in [
                (name.clone(), SearchMode::Auto),
                (letters.into_iter().collect(), SearchMode::Fuzzy),
                (name.split(' ').rev().collect::<Vec<_>>().join(" "), SearchMode::Words),
            ] {
                if let Ok(query) = Query::parse(&text) {
                    let request = SearchRequest { mode, ..SearchRequest::new(query.clone()) };
                    answers.push(said(catalog.search(&policy, &request)));
                    answers.push(said(catalog.suggest(&policy, &query, Limit::default())));
                }
            }
        }
        for (place, number) in self.numbers.iter().enumerate() {
            let field = if place % 2 == 0 { LookupField::Cas } else { LookupField::Ec };
            answers.push(said(catalog.starts_with(&policy, field, number, 1)));
        }
        let label = format!("Ingredients: {}", self.names.join(", "));
        answers.push(said(catalog.resolve_label(&policy, &label, &[Market::Eu, Market::Kr])));
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        answers.push(said(catalog.lookup_names(&policy, &names)));
        answers
    }
}

fn said<T: std::fmt::Debug, E: std::fmt::Display>(answer: Result<T, E>) -> Result<String, String> {
    answer.map(|answer| format!("{answer:?}")).map_err(|error| error.to_string())
}
