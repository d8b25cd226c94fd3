//! Measuring labels: those of the truth files, and real ones, of which nobody has written the truth.

use std::ops::Range;
use std::path::Path;

use super::matching::judge;
use super::tally::{self, Tried};
use super::truth::Labels;
use crate::eval::baseline::FOREIGN;
use crate::eval::coverage::{Coverage, RealLabels};
use crate::eval::engines;
use crate::eval::figures::Table;
use crate::eval::indexes::Measured;
use crate::eval::measure::{Measurements, Shown, bases};
use crate::eval::truth::{File, Needs, Part};

const LANGUAGES: [&str; 2] = ["en", "ko"];

/// Gives every index the labels under `folder`.
///
/// # Errors
/// When a file has a fault, or the engine fails.
pub fn labels(
    folder: &Path,
    indexes: &[Measured],
    shown: Shown,
    measured: &mut Measurements,
) -> Result<(), String> {
    for language in LANGUAGES {
        for part in Part::ALL {
            let name = format!("labels/{language}/{}.jsonl", part.name());
            let Some(file) = File::read(folder, &name)? else { continue };
            let labels = Labels::parse(file)?;
            for index in indexes {
                let name = format!("labels/{language}/{}/{}", index.name, part.name());
                let shown = Shown { has_misses: shown.has_misses && part == Part::Development, ..shown };
                over(index, &labels, name, shown, measured)?;
            }
        }
    }
    Ok(())
}

fn over(
    index: &Measured,
    labels: &Labels,
    name: String,
    shown: Shown,
    measured: &mut Measurements,
) -> Result<(), String> {
    let asked: Vec<_> =
        labels.labels.iter().filter(|label| index.has_all || label.needs == Needs::Curated).collect();
    let answers = asked.iter().map(|label| engines::label(&index.bundle, &label.text));
    let answers = answers.collect::<Result<Vec<_>, String>>()?;
    let tried: Vec<Tried<'_>> = asked
        .iter()
        .zip(&answers)
        .map(|(label, answer)| Tried { label, judgement: judge(label, answer), noise: &answer.noise })
        .collect();
    let table = Table { name, counted: "mentions", bases: Vec::new(), groups: tally::groups(&tried) };
    measured.add(table, bases(index, &labels.file), shown);
    if !shown.is_brief {
        print!("\n{}", tally::calibration(&tried));
    }
    if shown.has_misses {
        tried.iter().for_each(print_misses);
    }
    Ok(())
}

fn print_misses(tried: &Tried<'_>) {
    let characters: Vec<char> = tried.label.text.chars().collect();
    let text = |span: &Range<usize>| -> String {
        characters.get(span.clone()).map(|text| text.iter().collect()).unwrap_or_default()
    };
    let id = &tried.label.id;
    for judged in tried.judgement.items.iter().filter(|judged| !judged.is_right) {
        let came = judged.said.map_or("nothing".to_owned(), |said| match said.code {
            Some(code) => format!("{:?} as {code}", text(&said.span)),
            None => format!("{:?} as one of {:?}", text(&said.span), said.candidates),
        });
        println!("  {id}  {:?} is {:?}, came {came}", text(&judged.item.span), judged.item.meaning);
    }
    for said in &tried.judgement.stray {
        println!("  {id}  {:?} is no mention, came as {:?}", text(&said.span), said.code);
    }
}

/// Which lists of mentions of real labels are printed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Listed {
    /// Those that are left unresolved most often.
    pub has_unresolved: bool,
    /// Those that are not exact, drawn by this number.
    pub seed: Option<u64>,
}

/// Gives every index the real labels in the folder `reference`.
///
/// # Errors
/// When a file cannot be read, or the engine fails.
pub fn real_labels(
    reference: &Path,
    indexes: &[Measured],
    listed: Listed,
    shown: Shown,
    measured: &mut Measurements,
) -> Result<(), String> {
    for language in LANGUAGES {
        let Some(real) = RealLabels::read(reference, language)? else { continue };
        for index in indexes {
            let mut coverage = Coverage::default();
            for (id, text) in &real.texts {
                let mentions = engines::mentions(&index.bundle, text)?;
                coverage.add(listed.seed.unwrap_or(1), id, &mentions, incidex_core::text::key);
            }
            let name = format!("coverage/{language}/{}", index.name);
            let table =
                Table { name, counted: "mentions", bases: Vec::new(), groups: vec![coverage.group("all")] };
            let basis = (format!("{FOREIGN}labels/{language}"), real.digest.clone());
            measured.add(table, [basis].into_iter().chain(index.basis.clone()), shown);
            if listed.has_unresolved {
                print!("\nunresolved most often\n{}", coverage.most_unresolved());
            }
            if listed.seed.is_some() {
                print!("\nnot exact, drawn at random\n{}", coverage.sample());
            }
        }
    }
    Ok(())
}
