//! Official exports on the command line, read and imported.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use incidex_core::manifest::SourceInfo;
use incidex_core::regulation::Annex;
use sha2::{Digest, Sha256};

use crate::curated::Sources;
use crate::import::{Finding, ImportError, Imported, annex, cosing, kcia, names};
use crate::merge::{Inputs, SourceRows};
use crate::progress::Progress;

/// The official exports to add.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Exports {
    /// The CosIng inventory (CSV).
    #[arg(long, value_name = "FILE")]
    pub cosing: Option<PathBuf>,
    /// An annex of Regulation (EC) No 1223/2009 (CSV), such as II=annex-ii.csv; repeatable, II to VI.
    #[arg(long, value_name = "ANNEX=FILE", value_parser = annex_file)]
    pub annex: Vec<(Annex, PathBuf)>,
    /// The Korean ingredient dictionary (CSV).
    #[arg(long, value_name = "FILE")]
    pub kcia: Option<PathBuf>,
    /// The newer CosIng names with their functions (JSON).
    #[arg(long, value_name = "FILE")]
    pub names: Option<PathBuf>,
    /// The date of an export that does not state one, such as cosing=2024-10-01; repeatable.
    #[arg(long, value_name = "SOURCE=DATE", value_parser = source_date)]
    pub date: Vec<(String, String)>,
}

fn annex_file(text: &str) -> Result<(Annex, PathBuf), String> {
    let (annex, file) =
        text.split_once('=').ok_or("expected an annex, `=` and a file, such as II=annex-ii.csv")?;
    let annex = annex.parse().map_err(|_| format!("{annex} is none of the annexes II, III, IV, V, VI"))?;
    Ok((annex, PathBuf::from(file)))
}

fn source_date(text: &str) -> Result<(String, String), String> {
    let (source, date) = text.split_once('=').ok_or("expected a source, `=` and a date")?;
    let shape: String = date.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    if shape != "0000-00-00" {
        return Err(format!("{date} is no date of the form YYYY-MM-DD"));
    }
    Ok((source.to_owned(), date.to_owned()))
}

/// Why exports cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The file is not the export it should be.
    #[error("{path}: {source}")]
    Import {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: ImportError,
    },
    /// One annex twice.
    #[error("annex {0} is given twice: give each annex once")]
    TwiceGiven(&'static str),
    /// A date for a source that is not given.
    #[error("--date names {0}, and no such source is given")]
    UnknownDate(String),
}

/// Imported exports.
#[derive(Default)]
pub struct ReadExports {
    /// What the manifest says of them.
    pub infos: Vec<SourceInfo>,
    /// What was refused or repaired.
    pub findings: Vec<Finding>,
}

impl Exports {
    /// Whether any export is given.
    pub fn any(&self) -> bool {
        self.cosing.is_some() || self.kcia.is_some() || self.names.is_some() || !self.annex.is_empty()
    }

    /// The exports that stand in a folder laid out like the developers' reference folder.
    pub fn in_reference(folder: &Path) -> Self {
        let newest = |sub: &str, prefix: &str| {
            let mut files: Vec<PathBuf> = fs::read_dir(folder.join(sub))
                .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
                .unwrap_or_default();
            files.retain(|path| {
                path.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(prefix.as_bytes()))
            });
            files.sort();
            files.pop()
        };
        Self {
            cosing: newest("cosing", "inventory-"),
            names: newest("cosing", "names-functions-"),
            kcia: newest("kcia", "dictionary-"),
            annex: Annex::ALL
                .into_iter()
                .filter_map(|annex| {
                    newest("annexes", &format!("annex-{}-", annex.numeral())).map(|f| (annex, f))
                })
                .collect(),
            date: Vec::new(),
        }
    }

    /// Reads and imports all of them into `inputs`.
    ///
    /// # Errors
    /// When a file cannot be read or is another export than it should be.
    pub fn read(
        &self,
        inputs: &mut Inputs,
        known: &Sources,
        progress: &Progress,
    ) -> Result<ReadExports, ExportError> {
        let mut read = ReadExports::default();
        let dates: BTreeMap<&str, &str> =
            self.date.iter().map(|(id, date)| (id.as_str(), date.as_str())).collect();
        let mut reader = Reader { known, dates, read: &mut read, progress };
        if let Some(path) = &self.cosing {
            inputs.cosing = Some(reader.import("cosing", "EU CosIng inventory", path, cosing::parse)?);
        }
        if let Some(path) = &self.names {
            let title = "EU CosIng names with functions";
            inputs.names = Some(reader.import("cosing-functions", title, path, names::parse)?);
        }
        if let Some(path) = &self.kcia {
            inputs.kcia =
                Some(reader.import("kcia", "Korean cosmetic ingredient dictionary", path, kcia::parse)?);
        }
        let mut annexes: BTreeMap<Annex, &PathBuf> = BTreeMap::new();
        for (annex, path) in &self.annex {
            if annexes.insert(*annex, path).is_some() {
                return Err(ExportError::TwiceGiven(annex.numeral()));
            }
        }
        // In the order of the annexes, whatever the order of the arguments.
        for (annex, path) in annexes {
            let id = format!("annex-{}", annex.numeral().to_lowercase());
            let title = format!("Regulation (EC) No 1223/2009, Annex {}", annex.numeral());
            let rows =
                reader.import(&id, &title, path, |bytes, source| annex::parse(annex, bytes, source))?;
            inputs.annexes.insert(annex, rows);
        }
        match reader.dates.keys().next() {
            Some(unused) => Err(ExportError::UnknownDate((*unused).to_owned())),
            None => Ok(read),
        }
    }
}

struct Reader<'a> {
    known: &'a Sources,
    /// Dates from the command line that no source has taken yet.
    dates: BTreeMap<&'a str, &'a str>,
    read: &'a mut ReadExports,
    progress: &'a Progress,
}

impl Reader<'_> {
    fn import<T>(
        &mut self,
        id: &str,
        title: &str,
        path: &Path,
        parse: impl Fn(&[u8], &str) -> Result<Imported<T>, ImportError>,
    ) -> Result<SourceRows<T>, ExportError> {
        self.progress.step(&format!("reading {title}"));
        let bytes = fs::read(path).map_err(|source| ExportError::Io { path: path.to_owned(), source })?;
        let imported =
            parse(&bytes, id).map_err(|source| ExportError::Import { path: path.to_owned(), source })?;
        let sha256 = hexadecimal(&Sha256::digest(&bytes));
        let known = self.known.get(id);
        let known_date = known.filter(|source| source.sha256 == sha256).map(|source| source.date.clone());
        let given = self.dates.remove(id).map(str::to_owned);
        let date = given.or(imported.date).or(known_date).unwrap_or_default();
        self.read.infos.push(SourceInfo {
            id: id.to_owned(),
            title: title.to_owned(),
            date: date.clone(),
            terms: known.map(|source| source.terms.clone()).unwrap_or_default(),
            sha256,
            rows: imported.rows_read as u64,
        });
        self.read.findings.extend(imported.findings);
        Ok(SourceRows { id: id.to_owned(), date, rows: imported.rows })
    }
}

/// Lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
