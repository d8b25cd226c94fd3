//! Opening a bundle: read once, check the digest, then parse, then verify, then look something up.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;

use incidex_core::catalog::Catalog;
use incidex_core::index::SearchIndex;
use incidex_core::ingredient::{Function, Ingredient, IngredientCode};
use incidex_core::manifest::Manifest;
use incidex_core::regulation::{EntryKey, RegulationEntry};
use incidex_core::store::{RecordStore, StoreError};
use incidex_core::text::{NORMALIZER_VERSION, key, spelling};
use redb::{
    Builder, OwnedAccessGuard, ReadOnlyDatabase, ReadOnlyTable, ReadableDatabase, ReadableTable,
    ReadableTableMetadata,
};

use crate::backend::ReadOnlyImage;
use crate::contained::contained;
use crate::error::{Defect, OpenError};
use crate::format::{self, tables};
use crate::stored;

/// redb's page cache, beside the image that lies in memory anyway.
const CACHE_BYTES: usize = 8 * 1024 * 1024;

/// The catalog of an opened bundle.
pub type BundleCatalog = Catalog<BundleStore, SectionBytes>;

/// An index file, opened read-only and verified.
pub struct Bundle {
    catalog: BundleCatalog,
    size: u64,
}

/// The bytes of one index section where redb holds them.
pub struct SectionBytes(OwnedAccessGuard<&'static [u8]>);

impl AsRef<[u8]> for SectionBytes {
    fn as_ref(&self) -> &[u8] {
        self.0.value()
    }
}

impl Bundle {
    /// Opens the file at `path`.
    ///
    /// The file is opened for reading only and read once; magic, version, lengths and SHA-256 are checked
    /// before anything is parsed; redb then opens the checked bytes in memory, every index section is
    /// verified, and some records are looked up. Nothing is ever written, so a file with mode 0444 in a
    /// read-only directory, or on a read-only mount, is fine, and replacing the file does not disturb a
    /// bundle that is already open.
    ///
    /// Linear in the size of the file; tens of milliseconds for 20 MB.
    ///
    /// # Errors
    /// [`OpenError`], each saying what to do.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let io = |source: std::io::Error| {
            if source.kind() == ErrorKind::NotFound {
                OpenError::Missing { path: path.to_owned() }
            } else {
                OpenError::Io { path: path.to_owned(), source }
            }
        };
        let mut bytes = Vec::new();
        let mut file = File::open(path).map_err(io)?;
        let length = file.metadata().map_err(io)?.len();
        bytes.reserve_exact(usize::try_from(length).unwrap_or_default());
        file.read_to_end(&mut bytes).map_err(io)?;
        Self::from_bytes(bytes).map_err(|defect| OpenError::Refused { path: path.to_owned(), defect })
    }

    /// Opens a bundle that is already in memory.
    ///
    /// # Errors
    /// The [`Defect`] of the bytes.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Defect> {
        let parts = format::check(&bytes)?;
        let size = bytes.len() as u64;
        let manifest: Manifest = serde_json::from_slice(bytes.get(parts.manifest).unwrap_or_default())
            .map_err(in_part("manifest"))?;
        if manifest.normalizer_version != NORMALIZER_VERSION {
            let found = manifest.normalizer_version;
            return Err(Defect::Normalizer { found, expected: NORMALIZER_VERSION });
        }
        let image = ReadOnlyImage::new(Arc::new(bytes), parts.image);
        contained(|| Self::from_image(image, manifest, size))
            .unwrap_or_else(|gave_up| Err(content("redb image", gave_up)))
    }

    /// Opens the image, verifies the index in it, and looks something up. Lets panics of redb through.
    fn from_image(image: ReadOnlyImage, manifest: Manifest, size: u64) -> Result<Self, Defect> {
        let database = Builder::new()
            .set_cache_size(CACHE_BYTES)
            .open_read_only_with_backend(image)
            .map_err(in_part("redb image"))?;
        let store = BundleStore::open(&database)?;
        let index = SearchIndex::open(|section| {
            let bytes = store.sections.get_owned(section.name());
            let bytes = bytes.map_err(in_part(section.name())).map_err(OpenFault)?;
            bytes.map(SectionBytes).ok_or_else(|| OpenFault(content(section.name(), "it is missing")))
        })
        .map_err(|OpenFault(defect)| defect)?;
        let bundle = Self { catalog: Catalog::new(store, index, manifest), size };
        bundle.self_test()?;
        Ok(bundle)
    }

    /// The catalog over this file.
    pub fn catalog(&self) -> &BundleCatalog {
        &self.catalog
    }

    /// Size of the file in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Counts that must agree, and a few records spread over the file.
    fn self_test(&self) -> Result<(), Defect> {
        let store = self.catalog.store();
        let directory = self.catalog.index().directory();
        let stored = store.ingredients.len().map_err(in_part("ingredients"))?;
        let counted = self.catalog.manifest().counts.get("ingredients").copied();
        if stored != directory.len() as u64 || counted != Some(stored) {
            let fault = format!(
                "the file holds {stored}, its directory {}, its manifest {}",
                directory.len(),
                counted.unwrap_or_default()
            );
            return Err(content("number of ingredients", fault));
        }
        for entry in directory.iter().step_by((directory.len() / 8).max(1)) {
            self.find_again(entry.code)?;
        }
        Ok(())
    }

    /// Decodes a record and looks up its names and numbers; the number of names.
    pub(crate) fn find_again(&self, code: IngredientCode) -> Result<usize, Defect> {
        let part = format!("ingredient {code}");
        let ingredient = self
            .catalog
            .store()
            .ingredient(code)
            .map_err(in_part(&part))?
            .ok_or_else(|| content(&part, "the directory names it and it is not there"))?;
        let index = self.catalog.index();
        for (position, name) in (0_u16..).zip(&ingredient.names) {
            let key = key(&name.text);
            // By its key to the record or to its principal; if to the record, by what stands inside it too.
            let found: Vec<_> = index.exact(&key).filter_map(|number| index.name(number)).collect();
            let own = found.iter().find(|found| found.code() == code && found.position == position);
            let leads_here = match own {
                Some(own) => own.kind == name.kind && own.spelling == spelling(&name.text),
                None => found.iter().any(|found| ingredient.variety_of == Some(found.code())),
            };
            if !leads_here && !key.is_empty() {
                return Err(content(&part, format!("its name {:?} does not lead to it", name.text)));
            }
        }
        let numbers = ingredient.cas.iter().map(ToString::to_string).map(|n| (index.cas(), n));
        for (field, number) in numbers.chain(ingredient.ec.iter().map(|n| (index.ec(), n.to_string()))) {
            if !field.starts_with(&number).iter().any(|(whole, p)| *whole && p.code == code) {
                return Err(content(&part, format!("its number {number} does not lead to it")));
            }
        }
        for cas in &ingredient.cas {
            if !index.cas_names().exact(&cas.to_string()).any(|p| p.code == code) {
                return Err(content(&part, format!("its number {cas} does not lead to it as it is written")));
            }
        }
        for entry in &ingredient.regulations {
            let found = self.catalog.store().regulation(entry).map_err(in_part(&part))?;
            if found.is_none() {
                return Err(content(&part, format!("it cites {entry}, which is not there")));
            }
        }
        Ok(ingredient.names.len())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "faults are errors at their end and texts made for it")]
pub(crate) fn content(part: &str, fault: impl ToString) -> Defect {
    Defect::Content { part: part.to_owned(), fault: fault.to_string() }
}

/// What [`content`] makes of an error, for `map_err`.
pub(crate) fn in_part<E: ToString>(part: &str) -> impl FnOnce(E) -> Defect {
    move |error| content(part, error)
}

/// Carries a defect through [`SearchIndex::open`].
struct OpenFault(Defect);

impl From<incidex_core::index::IndexError> for OpenFault {
    fn from(error: incidex_core::index::IndexError) -> Self {
        Self(content(error.section, error.fault))
    }
}

/// Records in the tables of an opened bundle.
pub struct BundleStore {
    pub(crate) ingredients: ReadOnlyTable<u32, &'static [u8]>,
    pub(crate) regulations: ReadOnlyTable<&'static str, &'static [u8]>,
    pub(crate) function_rows: ReadOnlyTable<u32, &'static [u8]>,
    pub(crate) sections: ReadOnlyTable<&'static str, &'static [u8]>,
    functions: Vec<Function>,
}

impl BundleStore {
    fn open(database: &ReadOnlyDatabase) -> Result<Self, Defect> {
        let transaction = database.begin_read().map_err(in_part("redb image"))?;
        let ingredients = transaction.open_table(tables::INGREDIENTS).map_err(in_part("ingredients"))?;
        let regulations = transaction.open_table(tables::REGULATIONS).map_err(in_part("regulations"))?;
        let sections = transaction.open_table(tables::SECTIONS).map_err(in_part("sections"))?;
        let function_rows = transaction.open_table(tables::FUNCTIONS).map_err(in_part("functions"))?;
        let mut functions = Vec::new();
        for row in function_rows.iter().map_err(in_part("functions"))? {
            let (_, bytes) = row.map_err(in_part("functions"))?;
            functions.push(stored::decode_function(bytes.value()).map_err(in_part("functions"))?);
        }
        Ok(Self { ingredients, regulations, function_rows, sections, functions })
    }

    /// The closed list of functions, sorted by code.
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }
}

impl RecordStore for BundleStore {
    fn ingredient(&self, code: IngredientCode) -> Result<Option<Ingredient>, StoreError> {
        let read = || {
            let row = self.ingredients.get(code.get()).map_err(|error| error.to_string())?;
            let Some(row) = row else { return Ok(None) };
            let decoded = stored::decode_ingredient(code, row.value(), &self.functions);
            decoded.map(Some).map_err(|error| error.to_string())
        };
        contained(read)
            .unwrap_or_else(|gave_up| Err(gave_up.to_string()))
            .map_err(|fault| StoreError { what: format!("ingredient {code}"), fault })
    }

    fn regulation(&self, key: &EntryKey) -> Result<Option<RegulationEntry>, StoreError> {
        let key = key.to_string();
        let read = || {
            let row = self.regulations.get(key.as_str()).map_err(|error| error.to_string())?;
            let Some(row) = row else { return Ok(None) };
            stored::decode_regulation(row.value()).map(Some).map_err(|error| error.to_string())
        };
        contained(read)
            .unwrap_or_else(|gave_up| Err(gave_up.to_string()))
            .map_err(|fault| StoreError { what: format!("regulation {key}"), fault })
    }
}
