//! The search index: FSTs over keys, and the postings that keys lead to.
//!
//! [`IndexBuilder`] turns names, identifiers and statuses into byte sections; [`SearchIndex`] reads those
//! sections where they lie, without copying or decoding them. Ranking, policies and records live
//! elsewhere: what comes out here are [`Posting`]s.
//!
//! Sections come from a file and are not trusted: [`SearchIndex::open`] verifies each of them but for the values
//! of FSTs, and no read can panic on what it let pass.

mod builder;
mod bytes;
mod directory;
mod edits;
mod effort;
mod exact;
mod fuzzy;
mod grams;
mod identifiers;
mod keyed;
mod keys;
mod lookup;
mod names;
mod number;
mod postings;
mod ranked;
mod smallest;
mod spelled;
mod symbols;
#[cfg(test)]
mod tests;
mod walk;
mod words;

pub use builder::{IndexBuilder, NameTooLong};
pub use directory::{Directory, DirectoryEntry, FunctionSet, MarketSet};
pub use effort::Effort;
pub use identifiers::IdentifierIndex;
pub use keys::Posting;
pub use lookup::IndexedName;
pub use number::{Cap, Fields, Found, FoundName, NameNumber, Total};
pub use spelled::SpelledNames;
pub use words::{FoundByWords, Missing, WordQuery, WordsFound, words_of};

use exact::ExactTable;
use fuzzy::TurnedKeys;
use grams::GramIndex;
use keyed::KeyedNames;
use keys::KeyIndex;
use names::NameTable;
use words::WordIndex;

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
    /// The names table, in order of name number.
    Names,
    /// Hash table of whole names by their keys.
    Exact,
    /// FST over keys of names.
    Keys,
    /// Name numbers in the order of those keys.
    ByKey,
    /// FST over the same keys, turned round.
    TurnedKeys,
    /// Lists of names by what stands inside them.
    Grams,
    /// FST over the words of names.
    WordKeys,
    /// FST over the same words, turned round.
    TurnedWords,
    /// A list of names for each word.
    WordLists,
    /// FST over the initials of Korean names.
    Choseong,
    /// Name numbers in the order of those.
    ByChoseong,
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
    /// CAS numbers as they are written.
    CasNames,
}

impl Section {
    /// All sections.
    pub const ALL: [Self; 17] = [
        Self::Names,
        Self::Exact,
        Self::Keys,
        Self::ByKey,
        Self::TurnedKeys,
        Self::Grams,
        Self::WordKeys,
        Self::TurnedWords,
        Self::WordLists,
        Self::Choseong,
        Self::ByChoseong,
        Self::CasKeys,
        Self::CasPostings,
        Self::EcKeys,
        Self::EcPostings,
        Self::Directory,
        Self::CasNames,
    ];

    /// The name under which a file stores the section.
    pub fn name(self) -> &'static str {
        match self {
            Self::Names => "names",
            Self::Exact => "names.exact",
            Self::Keys => "names.keys",
            Self::ByKey => "names.by_key",
            Self::TurnedKeys => "names.turned_keys",
            Self::Grams => "names.grams",
            Self::WordKeys => "words.keys",
            Self::TurnedWords => "words.turned_keys",
            Self::WordLists => "words.lists",
            Self::Choseong => "choseong.keys",
            Self::ByChoseong => "choseong.by_key",
            Self::CasKeys => "cas.keys",
            Self::CasPostings => "cas.postings",
            Self::EcKeys => "ec.keys",
            Self::EcPostings => "ec.postings",
            Self::Directory => "directory",
            Self::CasNames => "cas.names",
        }
    }
}

/// All indexes of a data set, over sections of type `D`.
pub struct SearchIndex<D> {
    names: NameTable<D>,
    exact: ExactTable<D>,
    keys: KeyedNames<D>,
    turned_keys: TurnedKeys<D>,
    grams: GramIndex<D>,
    words: WordIndex<D>,
    choseong: KeyedNames<D>,
    cas: IdentifierIndex<D>,
    ec: IdentifierIndex<D>,
    directory: Directory<D>,
    cas_names: SpelledNames<D>,
}

impl<D: AsRef<[u8]>> std::fmt::Debug for SearchIndex<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchIndex")
            .field("names", &self.names.len())
            .field("records", &self.directory.len())
            .finish_non_exhaustive()
    }
}

impl<D: AsRef<[u8]>> SearchIndex<D> {
    /// Opens an index, taking each section from `section`, and verifies all of it but for where each key of an
    /// FST leads: a wrong value there finds other names or none. Linear in the size of the sections; tens of
    /// milliseconds for eighty thousand names.
    ///
    /// # Errors
    /// The error of `section` where it gives none; an [`IndexError`] for a section that is damaged.
    pub fn open<E: From<IndexError>>(mut section: impl FnMut(Section) -> Result<D, E>) -> Result<Self, E> {
        let directory = Directory::open(section(Section::Directory)?)?;
        let names = NameTable::open(section(Section::Names)?, directory.len())?;
        let count = names.len();
        let mut identifiers = |keys: Section, postings: Section| -> Result<_, E> {
            Ok(KeyIndex::open(section(keys)?, section(postings)?, keys.name())?)
        };
        let cas = IdentifierIndex::cas(identifiers(Section::CasKeys, Section::CasPostings)?);
        let ec = IdentifierIndex::ec(identifiers(Section::EcKeys, Section::EcPostings)?);
        let keys = (Section::Keys, Section::ByKey);
        let choseong = (Section::Choseong, Section::ByChoseong);
        Ok(Self {
            exact: ExactTable::open(section(Section::Exact)?, count)?,
            keys: KeyedNames::open(section(keys.0)?, section(keys.1)?, keys, count)?,
            turned_keys: TurnedKeys::open(section(Section::TurnedKeys)?, Section::TurnedKeys)?,
            grams: GramIndex::open(section(Section::Grams)?, count)?,
            words: WordIndex::open(
                section(Section::WordKeys)?,
                section(Section::TurnedWords)?,
                section(Section::WordLists)?,
                count,
            )?,
            choseong: KeyedNames::open(section(choseong.0)?, section(choseong.1)?, choseong, count)?,
            names,
            cas,
            ec,
            directory,
            cas_names: SpelledNames::open(section(Section::CasNames)?, Section::CasNames.name())?,
        })
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

    /// The numbers of [`cas`](Self::cas) as they are written, for looking inside them.
    pub fn cas_names(&self) -> &SpelledNames<D> {
        &self.cas_names
    }
}
