//! Writing a bundle: build the image in memory, assemble the file, publish it by one rename.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use incidex_core::index::{IndexBuilder, IndexError, NameTooLong, Section};
use incidex_core::ingredient::{Function, Ingredient};
use incidex_core::manifest::{Manifest, SourceInfo};
use incidex_core::regulation::{Market, RegulationEntry};
use incidex_core::text::NORMALIZER_VERSION;
use redb::Builder;

use crate::backend::GrowingImage;
use crate::content::{ContentDigest, Counts};
use crate::error::OpenError;
use crate::format::{self, FORMAT_VERSION, tables};
use crate::reader::Bundle;
use crate::stored;

/// What goes into a bundle.
#[derive(Clone, Debug, Default)]
pub struct BundleContent {
    /// The records, in any order. A code stands once.
    pub ingredients: Vec<Ingredient>,
    /// The regulation entries, in any order. A key stands once.
    pub regulations: Vec<RegulationEntry>,
    /// The closed list of functions, in any order.
    pub functions: Vec<Function>,
    /// Markets whose sources are loaded.
    pub markets: Vec<Market>,
    /// The sources, in the order in which they were merged.
    pub sources: Vec<SourceInfo>,
}

/// Why a bundle could not be written. Whatever stood under the target's name still stands there.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Two records with one code, or two entries with one key.
    #[error("{0} stands twice in the content")]
    Duplicate(String),
    /// A record that the index cannot hold.
    #[error(transparent)]
    Name(#[from] NameTooLong),
    /// The index could not be built.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A record could not be encoded: a function outside the closed list.
    #[error("cannot encode {what}: {fault}")]
    Encode {
        /// The record.
        what: String,
        /// What is wrong with it.
        fault: String,
    },
    /// redb refused.
    #[error("redb: {0}")]
    Database(String),
    /// The file system refused.
    #[error("{doing} {path}: {source}. {}", remedy(.source))]
    Io {
        /// What was being done, such as `cannot create`.
        doing: &'static str,
        /// The file or folder that was asked for.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The file that was just written does not open: it is not published.
    #[error("the new file does not pass its own check: {0}")]
    Check(#[from] OpenError),
}

/// A bundle that was published.
#[derive(Clone, Debug)]
pub struct Written {
    /// Its manifest.
    pub manifest: Manifest,
    /// Its size in bytes.
    pub size: u64,
}

/// Writes bundles. The same content gives the same bytes, whatever the order it comes in: no clock, path
/// or thread order enters a file.
#[derive(Debug)]
pub struct BundleWriter {
    bytes: Vec<u8>,
    manifest: Manifest,
}

impl BundleWriter {
    /// Builds the bytes of a bundle in memory.
    ///
    /// # Errors
    /// When the content contradicts itself or cannot be encoded.
    pub fn new(mut content: BundleContent) -> Result<Self, WriteError> {
        content.ingredients.sort_by_key(|ingredient| ingredient.code);
        content.regulations.sort_by(|a, b| a.key.cmp(&b.key));
        content.functions.sort();
        content.markets.sort_unstable();
        let rows = Rows::new(&content)?;
        let digest = rows.digest();
        let newest = content.sources.iter().map(|source| source.date.as_str()).max().unwrap_or_default();
        let date = if newest.is_empty() { "undated" } else { newest };
        let manifest = Manifest {
            format_version: FORMAT_VERSION,
            normalizer_version: NORMALIZER_VERSION,
            dataset_version: format!("{date}-{}", digest.get(..12).unwrap_or(&digest)),
            digest,
            counts: counts(&content),
            markets: content.markets,
            sources: content.sources,
        };
        let stated = encoded("the manifest", serde_json::to_vec(&manifest))?;
        Ok(Self { bytes: format::assemble(&stated, &rows.image()?), manifest })
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Publishes the file at `target`: written under a temporary name in the same folder, flushed to the
    /// disk, opened and verified as a reader would, renamed, the folder flushed. Killed at any moment,
    /// `target` holds the old file or the new one, whole. Temporary files that a killed predecessor left
    /// are removed.
    ///
    /// # Errors
    /// [`WriteError::Io`] or [`WriteError::Check`]; `target` is then untouched.
    pub fn publish(self, target: &Path) -> Result<Written, WriteError> {
        replace(target, &self.bytes, |path| Ok(Bundle::open(path).map(drop)?))?;
        Ok(Written { manifest: self.manifest, size: self.bytes.len() as u64 })
    }
}

/// Replaces a file that stands beside a bundle, such as a report, in the way [`BundleWriter::publish`]
/// replaces the bundle: whole or not at all, however many do it at once.
///
/// # Errors
/// [`WriteError::Io`]; `target` is then untouched.
pub fn replace_file(target: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    replace(target, bytes, |_| Ok(()))
}

/// Writes `bytes` beside `target`, lets `check` look at the outcome, and puts it in place.
fn replace(
    target: &Path,
    bytes: &[u8],
    check: impl FnOnce(&Path) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(io_error("cannot create the folder", folder))?;
    remove_leftovers(folder, target);
    let temporary = Temporary::create(folder, target)?;
    temporary.write(bytes).map_err(io_error("cannot write", target))?;
    check(&temporary.path)?;
    fs::rename(&temporary.path, target).map_err(io_error("cannot put the new file in place of", target))?;
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(io_error("cannot flush the folder", folder))
}

/// What to do about what the operating system said.
fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull => "Make room there, or give another path",
        io::ErrorKind::FileTooLarge | io::ErrorKind::QuotaExceeded => {
            "Raise the limit that this user's files have, or give another path"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "Let this user write to the folder, or give another path"
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory | io::ErrorKind::AlreadyExists => {
            "Take away what is in the way, or give another path"
        }
        _ => "See to that, or give another path",
    }
}

fn io_error(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |source| WriteError::Io { doing, path, source }
}

/// A temporary file beside the target, locked while its builder lives, removed unless renamed.
struct Temporary {
    path: PathBuf,
    file: File,
}

/// The beginning and the end of temporary names for `target`.
fn temporary_affixes(target: &Path) -> (OsString, &'static str) {
    let mut prefix = OsString::from(".");
    prefix.push(target.file_name().unwrap_or_default());
    prefix.push(".");
    (prefix, ".tmp")
}

impl Temporary {
    fn create(folder: &Path, target: &Path) -> Result<Self, WriteError> {
        let (prefix, suffix) = temporary_affixes(target);
        // Another builder that cleans up may take the lock, and with it the file, between its creation
        // and our lock; a handful of names is then still left to try.
        let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
        for attempt in 0..64_u32 {
            let mut name = prefix.clone();
            name.push(format!("{}-{attempt}{suffix}", std::process::id()));
            let path = folder.join(name);
            match OpenOptions::new().read(true).write(true).create_new(true).open(&path) {
                Ok(file) => match file.try_lock() {
                    Ok(()) => return Ok(Self { path, file }),
                    Err(error) => last = error.into(),
                },
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
                Err(error) => return Err(io_error("cannot write beside", target)(error)),
            }
        }
        Err(io_error("cannot write beside", target)(last))
    }

    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = &self.file;
        file.write_all(bytes)?;
        file.sync_all()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // After the rename there is nothing under this name, which is as it should be.
        let _ = fs::remove_file(&self.path);
    }
}

/// Removes temporary files whose builder is gone: whoever lives holds a lock. What cannot be removed stays;
/// it harms nobody.
fn remove_leftovers(folder: &Path, target: &Path) {
    let (prefix, suffix) = temporary_affixes(target);
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        if name.starts_with(prefix.as_encoded_bytes())
            && name.ends_with(suffix.as_bytes())
            && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// What was encoded, if it was.
fn encoded(what: &str, outcome: Result<Vec<u8>, impl ToString>) -> Result<Vec<u8>, WriteError> {
    outcome.map_err(|error| WriteError::Encode { what: what.to_owned(), fault: error.to_string() })
}

fn counts(content: &BundleContent) -> BTreeMap<String, u64> {
    let mut counts = Counts::default();
    content.ingredients.iter().for_each(|ingredient| counts.add(ingredient));
    counts.named(content.regulations.len(), content.functions.len())
}

/// Every row of every table, encoded and sorted.
struct Rows {
    ingredients: BTreeMap<u32, Vec<u8>>,
    regulations: BTreeMap<String, Vec<u8>>,
    functions: BTreeMap<u32, Vec<u8>>,
    sections: BTreeMap<Section, Vec<u8>>,
}

impl Rows {
    fn new(content: &BundleContent) -> Result<Self, WriteError> {
        let mut index = IndexBuilder::new();
        index.regulations(&content.regulations);
        let mut ingredients = BTreeMap::new();
        for ingredient in &content.ingredients {
            let what = format!("ingredient {}", ingredient.code);
            index.add(ingredient)?;
            let bytes = encoded(&what, stored::encode_ingredient(ingredient, &content.functions))?;
            if ingredients.insert(ingredient.code.get(), bytes).is_some() {
                return Err(WriteError::Duplicate(what));
            }
        }
        let mut regulations = BTreeMap::new();
        for entry in &content.regulations {
            let what = format!("regulation {}", entry.key);
            let bytes = encoded(&what, stored::encode_regulation(entry))?;
            if regulations.insert(entry.key.to_string(), bytes).is_some() {
                return Err(WriteError::Duplicate(what));
            }
        }
        let mut functions = BTreeMap::new();
        for (position, function) in (0..).zip(&content.functions) {
            let what = format!("function {}", function.code);
            functions.insert(position, encoded(&what, stored::encode_function(function))?);
        }
        Ok(Self { ingredients, regulations, functions, sections: index.finish()? })
    }

    fn digest(&self) -> String {
        let mut digest = ContentDigest::default();
        self.ingredients.iter().for_each(|(code, value)| digest.ingredient(*code, value));
        self.regulations.iter().for_each(|(key, value)| digest.regulation(key, value));
        self.functions.iter().for_each(|(position, value)| digest.function(*position, value));
        self.sections.iter().for_each(|(section, value)| digest.section(*section, value));
        digest.finish()
    }

    /// The redb image of all rows, cleanly closed.
    fn image(&self) -> Result<Vec<u8>, WriteError> {
        let image = GrowingImage::default();
        self.write_into(image.clone()).map_err(|error| WriteError::Database(error.to_string()))?;
        Ok(image.take())
    }

    fn write_into(&self, image: GrowingImage) -> Result<(), redb::Error> {
        let mut database = Builder::new().create_with_backend(image)?;
        let transaction = database.begin_write()?;
        {
            let mut table = transaction.open_table(tables::INGREDIENTS)?;
            for (key, value) in &self.ingredients {
                table.insert(key, value.as_slice())?;
            }
            let mut table = transaction.open_table(tables::REGULATIONS)?;
            for (key, value) in &self.regulations {
                table.insert(key.as_str(), value.as_slice())?;
            }
            let mut table = transaction.open_table(tables::FUNCTIONS)?;
            for (key, value) in &self.functions {
                table.insert(key, value.as_slice())?;
            }
            let mut table = transaction.open_table(tables::SECTIONS)?;
            for (key, value) in &self.sections {
                table.insert(key.name(), value.as_slice())?;
            }
        }
        transaction.commit()?;
        // Gives back the pages that building has left behind.
        database.compact()?;
        Ok(())
    }
}
