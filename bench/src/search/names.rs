//! Sets of names: those of an index, and as many as one likes derived from them.

use std::collections::HashSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use incidex_core::ingredient::{Ingredient, IngredientCode, Language, Name, NameKind};
use incidex_core::regulation::RegulationStatus;
use incidex_core::store::RecordStore;
use incidex_core::text::{key, spelling};
use incidex_storage::Bundle;

use crate::random::Random;

/// A name in the forms that engines look at.
#[derive(Clone, Debug)]
pub struct NameForms {
    /// The key form.
    pub key: String,
    /// The spelling form.
    pub spelling: String,
}

/// A set of names, as records and as forms.
pub struct NameSet {
    /// What the set is called.
    pub label: String,
    /// The records that bear the names.
    pub records: Vec<Ingredient>,
    names: Vec<NameForms>,
}

impl NameSet {
    /// The names of an index.
    ///
    /// # Errors
    /// When the index does not open or a record cannot be read.
    pub fn of_index(label: &str, path: &Path) -> Result<Self, String> {
        let bundle = Bundle::open(path).map_err(|error| error.to_string())?;
        let catalog = bundle.catalog();
        let mut records = Vec::new();
        for entry in catalog.index().directory().iter() {
            let record = catalog.store().ingredient(entry.code).map_err(|error| error.to_string())?;
            records.extend(record);
        }
        Ok(Self::of_records(label.to_owned(), records))
    }

    fn of_records(label: String, records: Vec<Ingredient>) -> Self {
        let names = records.iter().flat_map(|record| &record.names);
        let forms = names.map(|name| NameForms { key: key(&name.text), spelling: spelling(&name.text) });
        let names = forms.filter(|name| !name.key.is_empty()).collect();
        Self { label, records, names }
    }

    /// All names, in the order of records.
    pub fn names(&self) -> &[NameForms] {
        &self.names
    }

    /// So many names in the manner of these: a word of one in the place of a word of another, the beginning of
    /// one before the end of another, another number, a word more. Each is another name than those before it;
    /// fewer come out only where the names give no more.
    #[must_use]
    pub fn derived(&self, count: usize) -> Self {
        let texts: Vec<Vec<&str>> =
            self.names.iter().map(|name| name.spelling.split(' ').collect()).collect();
        let mut random = Random::new(0x00c0_5311_c000_0001);
        let mut seen: HashSet<String> = HashSet::with_capacity(count);
        let mut records = Vec::with_capacity(count);
        let mut tries = 0;
        while records.len() < count && tries < count.saturating_mul(20) && !texts.is_empty() {
            let text = derived(&texts[tries % texts.len()], &texts, &mut random);
            tries += 1;
            if text.chars().count() <= 300 && seen.insert(text.clone()) {
                let code = u32::try_from(records.len() + 1).unwrap_or(u32::MAX);
                let frequency = u16::try_from(random.place(40)).unwrap_or_default();
                records.push(record(code, text, frequency));
            }
        }
        Self::of_records("derived".to_owned(), records)
    }
}

fn derived(words: &[&str], all: &[Vec<&str>], random: &mut Random) -> String {
    let other = random.choose(all).cloned().unwrap_or_default();
    let mut words = words.to_vec();
    let number = (2 + random.place(198)).to_string();
    match random.place(4) {
        0 => {
            let place = random.place(words.len());
            words[place] = random.choose(&other).copied().unwrap_or("extract");
        }
        1 => {
            words.truncate(words.len().div_ceil(2));
            words.extend(&other[other.len() / 2..]);
        }
        2 => match words.iter_mut().find(|word| word.bytes().any(|byte| byte.is_ascii_digit())) {
            Some(word) => *word = &number,
            None => words.insert(0, &number),
        },
        _ => words.insert(random.place(words.len() + 1), random.choose(&other).copied().unwrap_or("oil")),
    }
    words.join(" ")
}

fn record(code: u32, text: String, label_frequency: u16) -> Ingredient {
    Ingredient {
        code: IngredientCode::new(code),
        inci_name: String::new(),
        korean_name: String::new(),
        names: vec![Name::new(NameKind::Inci, Language::Inci, text)],
        cas: Vec::new(),
        ec: Vec::new(),
        functions: Vec::new(),
        regulations: Vec::new(),
        status: RegulationStatus::Unknown,
        limit_value: String::new(),
        label_frequency,
        variety_of: None,
        cosing_references: Vec::new(),
        kcia_codes: Vec::new(),
        oldest_source: String::new(),
        newest_source: String::new(),
    }
}

/// Builds an index of all official exports in the folder that `INCIDEX_REFERENCE_DIR` names; `None` without one.
///
/// # Errors
/// When the folder is not as expected, or the index cannot be built.
pub fn build_reference(folder: &Path) -> Result<Option<PathBuf>, String> {
    let Some(reference) = env::var_os("INCIDEX_REFERENCE_DIR").map(PathBuf::from).filter(|dir| dir.is_dir())
    else {
        return Ok(None);
    };
    let own = env::current_exe().map_err(|error| format!("cannot find this binary: {error}"))?;
    let out = folder.join("reference.idx");
    let mut command = Command::new(own.with_file_name(format!("xtask{}", env::consts::EXE_SUFFIX)));
    command.args(["build-index", "--out"]).arg(&out);
    command.arg("--cosing").arg(file_in(&reference.join("cosing"), "inventory", "csv")?);
    command.arg("--names").arg(file_in(&reference.join("cosing"), "names", "json")?);
    command.arg("--kcia").arg(file_in(&reference.join("kcia"), "dictionary", "csv")?);
    for annex in ["II", "III", "IV", "V", "VI"] {
        let file = file_in(&reference.join("annexes"), &format!("annex-{annex}-"), "csv")?;
        command.arg("--annex").arg(format!("{annex}={}", file.display()));
    }
    let status =
        command.stdout(Stdio::null()).status().map_err(|error| format!("cannot run xtask: {error}"))?;
    if status.success() { Ok(Some(out)) } else { Err(format!("build-index ended with {status}")) }
}

/// The last file of a folder, in order of names, that begins and ends so.
fn file_in(folder: &Path, beginning: &str, extension: &str) -> Result<PathBuf, String> {
    let entries =
        fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let is_it = |path: &&PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(beginning) && path.extension().is_some_and(|found| found == extension)
    };
    let file = files.iter().rfind(is_it).cloned();
    file.ok_or_else(|| format!("{} holds no {beginning}….{extension}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_names_differ_and_are_the_same_on_every_run() {
        let names = ["camellia sinensis leaf extract", "peg-40 castor oil", "정제수", "rice bran wax"];
        let records = (1..).zip(names).map(|(code, name)| record(code, name.to_owned(), 0)).collect();
        let set = NameSet::of_records("few".to_owned(), records);
        let texts = |set: &NameSet| set.names().iter().map(|name| name.spelling.clone()).collect::<Vec<_>>();
        let derived = texts(&set.derived(200));
        assert_eq!(derived.len(), 200);
        assert_eq!(derived.iter().collect::<HashSet<_>>().len(), 200);
        assert_eq!(derived, texts(&set.derived(200)));
    }
}
