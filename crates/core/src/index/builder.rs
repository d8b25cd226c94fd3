//! Builds the sections of an index, the same bytes for the same records in whatever order they come.

use std::collections::{BTreeMap, BTreeSet};

use fst::MapBuilder;

use super::directory::{FunctionSet, directory_section};
use super::exact::exact_section;
use super::fuzzy::turned_section;
use super::grams::gram_section;
use super::keyed::fst_section;
use super::names::{MOST_WORDS, NameRow, name_section};
use super::number::Fields;
use super::ranked::ranked_section;
use super::spelled::spelled_section;
use super::symbols::encode_initials_into;
use super::symbols::encode_into;
use super::words::{word_sections, words_of};
use super::{DirectoryEntry, IndexError, MarketSet, Posting, Section};
use crate::ingredient::{Ingredient, IngredientCode, Name, NameKind};
use crate::regulation::{EntryKey, RegulationEntry, Restriction};
use crate::search::ranking::rank_key;
use crate::text::hangul::{choseong, is_syllable};
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

/// Identifiers to postings, sorted.
pub(super) type Postings = BTreeMap<String, BTreeSet<Posting>>;

/// Collects records and writes sections. Memory is linear in the number of names.
#[derive(Debug, Default)]
pub struct IndexBuilder {
    names: Vec<CollectedName>,
    cas: Postings,
    ec: Postings,
    cas_names: Postings,
    directory: BTreeMap<u32, DirectoryEntry>,
    /// The functions of every record, by code.
    functions: BTreeMap<u32, Vec<String>>,
    restrictions: BTreeMap<EntryKey, Restriction>,
}

/// A name, with what the index keeps of it.
#[derive(Debug)]
struct CollectedName {
    name: Name,
    key: String,
    spelling: String,
    code: IngredientCode,
    position: u16,
    length: u16,
    label_frequency: u16,
    /// Of an INCI name of a variety, the principal: whether the name is indexed shows at the end.
    principal: Option<IngredientCode>,
}

impl IndexBuilder {
    /// An empty index.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says what the regulation entries do that records cite. Entries that are not told before the records
    /// that cite them leave no trace in the directory.
    pub fn regulations<'a>(&mut self, entries: impl IntoIterator<Item = &'a RegulationEntry>) {
        let entries = entries.into_iter().map(|entry| (entry.key.clone(), entry.source_type.restriction()));
        self.restrictions.extend(entries);
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
        for (name, Posting { code, position, length }) in names {
            let key = key(&name.text);
            if key.is_empty() {
                continue;
            }
            let is_inci = matches!(name.kind, NameKind::Inci | NameKind::UsInci);
            self.names.push(CollectedName {
                key,
                spelling: spelling(&name.text),
                name: name.clone(),
                code,
                position,
                length,
                label_frequency: ingredient.label_frequency,
                principal: ingredient.variety_of.filter(|_| is_inci),
            });
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
            banned: self.markets_that(ingredient, Restriction::Ban),
            limited: self.markets_that(ingredient, Restriction::Limit),
            functions: FunctionSet::default(),
        };
        let functions = ingredient.functions.iter().map(|function| function.code.clone());
        self.functions.insert(ingredient.code.get(), functions.collect());
        self.directory.insert(ingredient.code.get(), entry);
        Ok(())
    }

    fn markets_that(&self, ingredient: &Ingredient, restriction: Restriction) -> MarketSet {
        let mut markets = MarketSet::default();
        for entry in &ingredient.regulations {
            if self.restrictions.get(entry) == Some(&restriction) {
                markets.insert(entry.market);
            }
        }
        markets
    }

    fn directory(&self) -> Result<Vec<u8>, IndexError> {
        let codes: BTreeSet<&str> = self.functions.values().flatten().map(String::as_str).collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        let of_record = |code: &u32| {
            let functions = self.functions.get(code).into_iter().flatten();
            let places = functions.filter_map(|function| codes.binary_search(&function.as_str()).ok());
            places.fold(FunctionSet::default(), FunctionSet::with)
        };
        let entries = self.directory.iter();
        directory_section(
            &codes,
            entries.map(|(code, entry)| DirectoryEntry { functions: of_record(code), ..*entry }),
        )
    }

    /// The names that are indexed, each number given in static rank order.
    fn ranked(&mut self) -> Vec<CollectedName> {
        let mut names = std::mem::take(&mut self.names);
        let inci = names.iter().filter(|n| n.principal.is_none() && Fields::of(n.name.kind) == Fields::INCI);
        let principals: BTreeSet<IngredientCode> = names.iter().filter_map(|name| name.principal).collect();
        let borne: BTreeSet<(IngredientCode, String)> = inci
            .filter(|name| principals.contains(&name.code))
            .map(|name| (name.code, name.key.clone()))
            .collect();
        names.retain(|name| {
            name.principal.is_none_or(|principal| !borne.contains(&(principal, name.key.clone())))
        });
        let mut order: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(at, n)| (rank_key(&n.name, &n.key, n.label_frequency, n.code, n.position), at))
            .collect();
        order.sort_unstable();
        let order: Vec<usize> = order.into_iter().map(|(_, at)| at).collect();
        let mut slots: Vec<Option<CollectedName>> = names.into_iter().map(Some).collect();
        order.into_iter().filter_map(|at| slots.get_mut(at).and_then(Option::take)).collect()
    }

    /// The bytes of every section.
    ///
    /// # Errors
    /// When an FST cannot be built, which sorted keys rule out, or a section outgrows its numbers.
    pub fn finish(mut self) -> Result<BTreeMap<Section, Vec<u8>>, IndexError> {
        let names = self.ranked();
        if names.len() >= 1 << 31 {
            let fault = "more than 2,147,483,648 names".to_owned();
            return Err(IndexError { section: Section::Names.name(), fault });
        }
        let mut sections = BTreeMap::new();
        let rows: BTreeMap<u32, u32> = self.directory.keys().copied().zip(0..).collect();
        let row = |name: &CollectedName| NameRow {
            record: rows.get(&name.code.get()).copied().unwrap_or_default(),
            position: name.position,
            length: name.length,
            key_length: u16::try_from(name.key.chars().count()).unwrap_or(u16::MAX),
            kind: name.name.kind,
            language: name.name.language,
            words: u8::try_from(words_of(&name.spelling).count()).unwrap_or(MOST_WORDS),
            is_ambiguous: name.name.is_ambiguous,
        };
        sections.insert(
            Section::Names,
            name_section(names.iter().map(|name| (row(name), name.spelling.as_str())))?,
        );
        sections.insert(Section::Exact, exact_section(names.iter().map(|name| name.key.as_str())));
        sections.insert(Section::Grams, gram_section(names.iter().map(|name| name.spelling.as_str()))?);
        sections.insert(Section::Directory, self.directory()?);
        sections.extend(key_sections(&names)?);
        sections.extend(choseong_sections(&names)?);
        sections.extend(word_sections(names.iter().map(|name| name.spelling.as_str()))?);
        for (keys, postings, field) in [
            (Section::CasKeys, Section::CasPostings, self.cas),
            (Section::EcKeys, Section::EcPostings, self.ec),
        ] {
            sections.insert(keys, key_section(keys, &field)?);
            sections.insert(postings, posting_section(postings, &field)?);
        }
        sections.insert(Section::CasNames, spelled_section(Section::CasNames, &self.cas_names)?);
        Ok(sections)
    }
}

/// The sections of names by their keys.
fn key_sections(names: &[CollectedName]) -> Result<BTreeMap<Section, Vec<u8>>, IndexError> {
    let encoded = |name: &CollectedName| {
        let mut bytes = vec![Fields::byte_of(name.name.kind)];
        encode_into(&name.key, &mut bytes);
        bytes
    };
    let mut keyed: Vec<(Vec<u8>, u32)> = names.iter().map(encoded).zip(0..).collect();
    keyed.sort_unstable();
    let turned = turned_section(Section::TurnedKeys, keyed.iter().filter_map(|(key, _)| key.get(1..)))?;
    let (keys, by_key) = keyed_sections(Section::Keys, &keyed)?;
    Ok([(Section::Keys, keys), (Section::ByKey, by_key), (Section::TurnedKeys, turned)].into())
}

/// The sections of Korean names by their initials.
fn choseong_sections(names: &[CollectedName]) -> Result<BTreeMap<Section, Vec<u8>>, IndexError> {
    let korean = (0..).zip(names).filter(|(_, name)| name.key.chars().any(is_syllable));
    let encoded = |(number, name): (u32, &CollectedName)| {
        let mut bytes = vec![Fields::byte_of(name.name.kind)];
        encode_initials_into(&choseong(&name.key), &mut bytes);
        (bytes, number)
    };
    let mut keyed: Vec<(Vec<u8>, u32)> = korean.map(encoded).collect();
    keyed.sort_unstable();
    let (keys, by_key) = keyed_sections(Section::Choseong, &keyed)?;
    Ok([(Section::Choseong, keys), (Section::ByChoseong, by_key)].into())
}

/// The FST and the names of some keys, which are in order.
fn keyed_sections(section: Section, keyed: &[(Vec<u8>, u32)]) -> Result<(Vec<u8>, Vec<u8>), IndexError> {
    let mut position = 0;
    let keys = keyed.chunk_by(|(a, _), (b, _)| a == b).filter_map(|group| {
        let start = position;
        position += group.len() as u64;
        group.first().map(|(key, _)| (key, start))
    });
    let keys = fst_section(section, keys)?;
    let names = keyed.chunk_by(|(a, _), (b, _)| a == b).map(|group| group.iter().map(|(_, number)| *number));
    Ok((keys, ranked_section(names)))
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
