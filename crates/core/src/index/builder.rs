//! Builds the sections of an index, the same bytes for the same records in whatever order they come.

use std::collections::{BTreeMap, BTreeSet};

use fst::MapBuilder;

use super::spelled::spelled_section;
use super::{DirectoryEntry, IndexError, Posting, Section};
use crate::ingredient::{Ingredient, IngredientCode, Name, NameKind};
use crate::text::{key, spelling};

/// A name that no posting can describe.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {code}: {fault}; an index holds at most 65,535 names a record and 65,535 characters a name")]
pub struct NameTooLong {
    /// Code of the record.
    pub code: u32,
    /// What exceeds the limit.
    pub fault: &'static str,
}

/// Keys or spellings to postings, sorted.
pub(super) type Postings = BTreeMap<String, BTreeSet<Posting>>;

/// Collects records and writes sections. Memory is linear in the number of names.
#[derive(Debug, Default)]
pub struct IndexBuilder {
    inci: Postings,
    korean: Postings,
    alias: Postings,
    cas: Postings,
    ec: Postings,
    inci_names: Postings,
    korean_names: Postings,
    cas_names: Postings,
    directory: BTreeMap<u32, DirectoryEntry>,
    /// INCI names of varieties, each with its principal: whether they are indexed shows at the end.
    of_varieties: Vec<NameOfVariety>,
}

/// An INCI name of a variety.
#[derive(Debug)]
struct NameOfVariety {
    key: String,
    spelling: String,
    posting: Posting,
    principal: IngredientCode,
}

impl IndexBuilder {
    /// An empty index.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a record. A variety of another record is found by its own names and numbers, and never by
    /// an INCI name that its principal bears: such a name means the principal.
    ///
    /// # Errors
    /// When the record has more names, or longer ones, than a posting can point at. Nothing of the record
    /// is then in the index.
    pub fn add(&mut self, ingredient: &Ingredient) -> Result<(), NameTooLong> {
        let posting = |position: usize, text: &str| {
            let fault = |fault| NameTooLong { code: ingredient.code.get(), fault };
            Ok(Posting {
                code: ingredient.code,
                position: u16::try_from(position).map_err(|_| fault("too many names"))?,
                length: u16::try_from(text.chars().count()).map_err(|_| fault("a name is too long"))?,
            })
        };
        let names: Vec<(&Name, Posting)> = ingredient
            .names
            .iter()
            .enumerate()
            .map(|(position, name)| Ok((name, posting(position, &name.text)?)))
            .collect::<Result<_, _>>()?;
        for (name, posting) in names {
            let key = key(&name.text);
            if key.is_empty() {
                continue;
            }
            match ingredient.variety_of {
                Some(principal) if matches!(name.kind, NameKind::Inci | NameKind::UsInci) => {
                    let spelling = spelling(&name.text);
                    self.of_varieties.push(NameOfVariety { key, spelling, posting, principal });
                }
                _ => {
                    let (keys, spellings) = self.field_of(name.kind);
                    keys.entry(key).or_default().insert(posting);
                    if let Some(spellings) = spellings {
                        spellings.entry(spelling(&name.text)).or_default().insert(posting);
                    }
                }
            }
        }
        for (position, cas) in ingredient.cas.iter().enumerate() {
            let written = cas.to_string();
            let posting = posting(position, &written)?;
            self.cas_names.entry(written).or_default().insert(posting);
            self.cas.entry(cas.digits()).or_default().insert(posting);
        }
        for (position, ec) in ingredient.ec.iter().enumerate() {
            let posting = posting(position, &ec.to_string())?;
            self.ec.entry(ec.digits()).or_default().insert(posting);
        }
        let entry = DirectoryEntry {
            code: ingredient.code,
            label_frequency: ingredient.label_frequency,
            status: ingredient.status,
            has_cas: !ingredient.cas.is_empty(),
        };
        self.directory.insert(ingredient.code.get(), entry);
        Ok(())
    }

    /// Where keys and spellings of names of this kind go; only some kinds are looked inside of.
    fn field_of(&mut self, kind: NameKind) -> (&mut Postings, Option<&mut Postings>) {
        match kind {
            NameKind::Inci | NameKind::UsInci | NameKind::UsName | NameKind::ColourName => {
                (&mut self.inci, Some(&mut self.inci_names))
            }
            NameKind::Korean | NameKind::FormerKorean => (&mut self.korean, Some(&mut self.korean_names)),
            NameKind::CommonName | NameKind::TrivialName | NameKind::SpellingVariant => {
                (&mut self.alias, None)
            }
        }
    }

    /// The bytes of every section.
    ///
    /// # Errors
    /// When an FST cannot be built, which sorted keys rule out, or a section outgrows 32-bit offsets.
    pub fn finish(mut self) -> Result<BTreeMap<Section, Vec<u8>>, IndexError> {
        self.of_varieties.retain(|name| {
            let bearers = self.inci.get(&name.key);
            !bearers.is_some_and(|postings| postings.iter().any(|posting| posting.code == name.principal))
        });
        for name in self.of_varieties {
            self.inci.entry(name.key).or_default().insert(name.posting);
            self.inci_names.entry(name.spelling).or_default().insert(name.posting);
        }
        let mut sections = BTreeMap::new();
        for (keys, postings, field) in [
            (Section::InciKeys, Section::InciPostings, self.inci),
            (Section::KoreanKeys, Section::KoreanPostings, self.korean),
            (Section::AliasKeys, Section::AliasPostings, self.alias),
            (Section::CasKeys, Section::CasPostings, self.cas),
            (Section::EcKeys, Section::EcPostings, self.ec),
        ] {
            sections.insert(keys, key_section(keys, &field)?);
            sections.insert(postings, posting_section(postings, &field)?);
        }
        let directory = self.directory.into_values().flat_map(DirectoryEntry::to_bytes).collect();
        sections.insert(Section::Directory, directory);
        for (section, field) in [
            (Section::InciNames, self.inci_names),
            (Section::KoreanNames, self.korean_names),
            (Section::CasNames, self.cas_names),
        ] {
            sections.insert(section, spelled_section(section, &field)?);
        }
        Ok(sections)
    }
}

fn key_section(section: Section, field: &Postings) -> Result<Vec<u8>, IndexError> {
    let fault = |error: fst::Error| IndexError { section: section.name(), fault: error.to_string() };
    let mut builder = MapBuilder::memory();
    for (ordinal, key) in (0..).zip(field.keys()) {
        builder.insert(key, ordinal).map_err(fault)?;
    }
    builder.into_inner().map_err(fault)
}

fn posting_section(section: Section, field: &Postings) -> Result<Vec<u8>, IndexError> {
    let offset = |count: usize| {
        u32::try_from(count).map(u32::to_le_bytes).map_err(|_| IndexError {
            section: section.name(),
            fault: "more than 4,294,967,295 keys or postings".to_owned(),
        })
    };
    let mut bytes = offset(field.len())?.to_vec();
    let mut total = 0;
    bytes.extend(offset(total)?);
    for postings in field.values() {
        total += postings.len();
        bytes.extend(offset(total)?);
    }
    bytes.extend(field.values().flatten().flat_map(|posting| posting.to_bytes()));
    Ok(bytes)
}
