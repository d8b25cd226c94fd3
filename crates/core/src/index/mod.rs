//! The search index: FSTs over keys, and the postings that keys lead to.
//!
//! [`IndexBuilder`] turns names, identifiers and statuses into byte sections; [`SearchIndex`] reads those
//! sections where they lie, without copying or decoding them. Ranking, policies and records live
//! elsewhere: what comes out here are [`Posting`]s.
//!
//! Sections come from a file and are not trusted: [`SearchIndex::open`] verifies each of them, and no read
//! can panic on what it let pass.

mod builder;
mod directory;
mod identifiers;
mod keys;
mod prefixes;
mod spelled;
#[cfg(test)]
mod tests;

pub use builder::{IndexBuilder, NameTooLong};
pub use directory::{Directory, DirectoryEntry};
pub use identifiers::IdentifierIndex;
pub use keys::{KeyIndex, Posting, PrefixMatches};
pub use spelled::SpelledNames;

use crate::ingredient::NameKind;

/// A section that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("index section {section}: {fault}")]
pub struct IndexError {
    /// Name of the section.
    pub section: &'static str,
    /// What is wrong with it.
    pub fault: String,
}

/// The byte sections that make up an index, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// FST over keys of INCI names, EU and US forms.
    InciKeys,
    /// Postings of those keys.
    InciPostings,
    /// FST over keys of Korean names, standard and former.
    KoreanKeys,
    /// Postings of those keys.
    KoreanPostings,
    /// FST over keys of all other names.
    AliasKeys,
    /// Postings of those keys.
    AliasPostings,
    /// FST over the digits of CAS numbers.
    CasKeys,
    /// Postings of those keys.
    CasPostings,
    /// FST over the digits of EC numbers.
    EcKeys,
    /// Postings of those keys.
    EcPostings,
    /// One fixed-size row per record.
    Directory,
    /// INCI names, EU and US forms, in their spelling form.
    InciNames,
    /// Korean names, standard and former, in their spelling form.
    KoreanNames,
    /// CAS numbers as they are written.
    CasNames,
}

impl Section {
    /// All sections.
    pub const ALL: [Self; 14] = [
        Self::InciKeys,
        Self::InciPostings,
        Self::KoreanKeys,
        Self::KoreanPostings,
        Self::AliasKeys,
        Self::AliasPostings,
        Self::CasKeys,
        Self::CasPostings,
        Self::EcKeys,
        Self::EcPostings,
        Self::Directory,
        Self::InciNames,
        Self::KoreanNames,
        Self::CasNames,
    ];

    /// The name under which a file stores the section.
    pub fn name(self) -> &'static str {
        match self {
            Self::InciKeys => "inci.keys",
            Self::InciPostings => "inci.postings",
            Self::KoreanKeys => "korean.keys",
            Self::KoreanPostings => "korean.postings",
            Self::AliasKeys => "alias.keys",
            Self::AliasPostings => "alias.postings",
            Self::CasKeys => "cas.keys",
            Self::CasPostings => "cas.postings",
            Self::EcKeys => "ec.keys",
            Self::EcPostings => "ec.postings",
            Self::Directory => "directory",
            Self::InciNames => "inci.names",
            Self::KoreanNames => "korean.names",
            Self::CasNames => "cas.names",
        }
    }
}

/// All indexes of a data set, over sections of type `D`.
pub struct SearchIndex<D> {
    inci: KeyIndex<D>,
    korean: KeyIndex<D>,
    alias: KeyIndex<D>,
    cas: IdentifierIndex<D>,
    ec: IdentifierIndex<D>,
    directory: Directory<D>,
    inci_names: SpelledNames<D>,
    korean_names: SpelledNames<D>,
    cas_names: SpelledNames<D>,
}

impl<D: AsRef<[u8]>> std::fmt::Debug for SearchIndex<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchIndex")
            .field("inci", &self.inci)
            .field("korean", &self.korean)
            .finish_non_exhaustive()
    }
}

impl<D: AsRef<[u8]>> SearchIndex<D> {
    /// Opens an index, taking each section from `section`, and verifies all of it. Linear in the size of
    /// the sections; a few milliseconds for forty thousand records.
    ///
    /// # Errors
    /// The error of `section` where it gives none; an [`IndexError`] for a section that is damaged.
    pub fn open<E: From<IndexError>>(mut section: impl FnMut(Section) -> Result<D, E>) -> Result<Self, E> {
        Ok(Self {
            inci: KeyIndex::open(
                section(Section::InciKeys)?,
                section(Section::InciPostings)?,
                Section::InciKeys.name(),
            )?,
            korean: KeyIndex::open(
                section(Section::KoreanKeys)?,
                section(Section::KoreanPostings)?,
                Section::KoreanKeys.name(),
            )?,
            alias: KeyIndex::open(
                section(Section::AliasKeys)?,
                section(Section::AliasPostings)?,
                Section::AliasKeys.name(),
            )?,
            cas: IdentifierIndex::cas(KeyIndex::open(
                section(Section::CasKeys)?,
                section(Section::CasPostings)?,
                Section::CasKeys.name(),
            )?),
            ec: IdentifierIndex::ec(KeyIndex::open(
                section(Section::EcKeys)?,
                section(Section::EcPostings)?,
                Section::EcKeys.name(),
            )?),
            directory: Directory::open(section(Section::Directory)?)?,
            inci_names: SpelledNames::open(section(Section::InciNames)?, Section::InciNames.name())?,
            korean_names: SpelledNames::open(section(Section::KoreanNames)?, Section::KoreanNames.name())?,
            cas_names: SpelledNames::open(section(Section::CasNames)?, Section::CasNames.name())?,
        })
    }

    /// INCI names, EU and US forms.
    pub fn inci(&self) -> &KeyIndex<D> {
        &self.inci
    }

    /// Korean names, standard and former.
    pub fn korean(&self) -> &KeyIndex<D> {
        &self.korean
    }

    /// All other names.
    pub fn alias(&self) -> &KeyIndex<D> {
        &self.alias
    }

    /// CAS numbers.
    pub fn cas(&self) -> &IdentifierIndex<D> {
        &self.cas
    }

    /// EC numbers.
    pub fn ec(&self) -> &IdentifierIndex<D> {
        &self.ec
    }

    /// The row of every record.
    pub fn directory(&self) -> &Directory<D> {
        &self.directory
    }

    /// Where names of this kind are found by their keys and by what stands inside them; `None` for kinds that
    /// are not looked inside of.
    pub fn names_of(&self, kind: NameKind) -> Option<(&KeyIndex<D>, &SpelledNames<D>)> {
        match kind {
            NameKind::Inci | NameKind::UsInci | NameKind::UsName | NameKind::ColourName => {
                Some((&self.inci, &self.inci_names))
            }
            NameKind::Korean | NameKind::FormerKorean => Some((&self.korean, &self.korean_names)),
            NameKind::CommonName | NameKind::TrivialName | NameKind::SpellingVariant => None,
        }
    }

    /// The names of [`inci`](Self::inci), for looking inside them.
    pub fn inci_names(&self) -> &SpelledNames<D> {
        &self.inci_names
    }

    /// The names of [`korean`](Self::korean), for looking inside them.
    pub fn korean_names(&self) -> &SpelledNames<D> {
        &self.korean_names
    }

    /// The numbers of [`cas`](Self::cas) as they are written, for looking inside them.
    pub fn cas_names(&self) -> &SpelledNames<D> {
        &self.cas_names
    }
}
