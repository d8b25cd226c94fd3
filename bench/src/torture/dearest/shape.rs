//! A question that the API allows, and how another is made of it.

use std::fmt::Write;

use incidex_core::catalog::{LookupField, SearchField};
use incidex_core::regulation::{Market, RegulationStatus};
use incidex_core::search::{Field, Filters, SearchMode, Sort};

use super::vocabulary::Vocabulary;
use crate::random::Random;

/// The most code points of a text.
const LONGEST: usize = incidex_core::search::Query::LONGEST;
/// The most bytes of a text in a request target, the rest of which takes its room too.
const LONGEST_WRITTEN: usize = 16_000;

/// Where a list is gone on with; beyond them few lists go.
const PLACES: &[usize] = &[0, 0, 0, 0, 0, 0, 1, 2, 5, 20];

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) ask: Ask,
    /// What is looked for; nothing for lists by status.
    pub(super) text: String,
    /// Pages before the one that is asked for.
    pub(super) page: usize,
}

/// The route, and its parameters besides text and place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    Search { mode: SearchMode, field: Field, filters: Filters, sort: Sort },
    Suggest,
    Begins(LookupField),
    Holds(SearchField),
    Status(RegulationStatus),
}

impl Ask {
    fn any(vocabulary: &Vocabulary, random: &mut Random) -> Self {
        let of = |random: &mut Random| random.below(16);
        match of(random) {
            0 | 1 => Self::Suggest,
            2 => {
                let fields = [LookupField::Inci, LookupField::Korean, LookupField::Cas, LookupField::Ec];
                Self::Begins(random.choose(&fields).copied().unwrap_or(LookupField::Inci))
            }
            3 | 4 => {
                let fields = [SearchField::All, SearchField::Inci, SearchField::Korean, SearchField::Cas];
                Self::Holds(random.choose(&fields).copied().unwrap_or(SearchField::All))
            }
            5 => Self::Status(any_status(random)),
            _ => {
                let half = random.below(2) == 0;
                Self::Search {
                    mode: random.choose(&SearchMode::ALL).copied().filter(|_| half).unwrap_or_default(),
                    field: random.choose(&Field::ALL).copied().filter(|_| of(random) < 4).unwrap_or_default(),
                    filters: filters(vocabulary, random),
                    sort: random.choose(&Sort::ALL).copied().unwrap_or_default(),
                }
            }
        }
    }

    /// What the dearest are kept apart by, so that one kind does not crowd out the others.
    pub(super) fn kind(&self) -> String {
        match self {
            Self::Search { mode, sort, .. } => format!("search {} by {}", mode.code(), sort.code()),
            Self::Suggest => "suggest".to_owned(),
            Self::Begins(field) => format!("begins with, {field:?}"),
            Self::Holds(field) => format!("holds, {field:?}"),
            Self::Status(_) => "status".to_owned(),
        }
    }
}

fn any_status(random: &mut Random) -> RegulationStatus {
    random
        .choose(&RegulationStatus::ALL)
        .copied()
        .filter(|status| *status != RegulationStatus::Unknown)
        .unwrap_or(RegulationStatus::NotListed)
}

fn filters(vocabulary: &Vocabulary, random: &mut Random) -> Filters {
    let mut is_set = || random.below(8) == 0;
    let (function, market, status, cas) = (is_set(), is_set(), is_set(), is_set());
    Filters {
        function: vocabulary.function(random).filter(|_| function),
        market: random.choose(&Market::ALL).copied().filter(|_| market),
        status: status.then(|| any_status(random)),
        has_cas: cas.then(|| random.below(2) == 0),
    }
}

impl Shape {
    /// Any question.
    pub(super) fn any(vocabulary: &Vocabulary, random: &mut Random) -> Self {
        let ask = Ask::any(vocabulary, random);
        let pieces = [1, 1, 2, 3, 8, 16, 60];
        let pieces = random.choose(&pieces).copied().unwrap_or(1);
        let text = (0..pieces).map(|_| vocabulary.piece(random)).collect();
        let page = random.choose(PLACES).copied().unwrap_or_default();
        Self { ask, text, page }.cut()
    }

    /// Another one much like it, with something of `other` perhaps.
    pub(super) fn changed(&self, other: &Self, vocabulary: &Vocabulary, random: &mut Random) -> Self {
        let mut changed = self.clone();
        match random.below(20) {
            0 => changed.ask = Ask::any(vocabulary, random),
            1 => changed.ask = other.ask.clone(),
            2 => changed.page = random.choose(PLACES).copied().unwrap_or_default(),
            3 => changed.text = joined(&self.text, &other.text, random),
            4 => {
                if let Ask::Search { filters: own, sort, .. } = &mut changed.ask {
                    *own = filters(vocabulary, random);
                    *sort = random.choose(&Sort::ALL).copied().unwrap_or_default();
                }
            }
            _ => {
                for _ in 0..=random.below(3) {
                    changed.text = edited(&changed.text, vocabulary, random);
                }
            }
        }
        changed.cut()
    }

    /// Cut to what the API takes.
    fn cut(mut self) -> Self {
        let mut room = LONGEST_WRITTEN;
        let mut fits = |character: &char| {
            let size = character.len_utf8() * if character.is_ascii_alphanumeric() { 1 } else { 3 };
            let fits = size <= room;
            room -= size.min(room);
            fits
        };
        let characters = self.text.chars().filter(|character| !character.is_control());
        self.text = characters.take(LONGEST).take_while(&mut fits).collect();
        if let Ask::Status(_) = self.ask {
            self.text.clear();
        }
        self
    }

    /// The request target, `cursor` being the one that leads to the page.
    pub(super) fn target(&self, cursor: Option<&str>) -> String {
        let text: String = url::form_urlencoded::byte_serialize(self.text.as_bytes()).collect();
        let page = self.page + 1;
        match &self.ask {
            Ask::Suggest => format!("/v1/suggest?q={text}"),
            Ask::Begins(field) => {
                let route = match field {
                    LookupField::Inci | LookupField::Alias => "inci",
                    LookupField::Korean => "kr",
                    LookupField::Cas => "cas",
                    LookupField::Ec => "ec",
                };
                format!("/v1/ingredient/{route}?q={text}&page={page}")
            }
            Ask::Holds(field) => {
                let field = match field {
                    SearchField::All => "all",
                    SearchField::Inci => "inci",
                    SearchField::Korean => "kr",
                    SearchField::Cas => "cas",
                };
                format!("/v1/ingredient/search?q={text}&field={field}&page={page}")
            }
            Ask::Status(status) => {
                let status = status.label().replace(' ', "%20").replace('/', "%2F");
                format!("/v1/ingredient/status?s={status}&page={page}")
            }
            Ask::Search { mode, field, filters, sort } => {
                let (mode, field, sort) = (mode.code(), field.code(), sort.code());
                let mut target = format!("/v1/search?q={text}&mode={mode}&field={field}&sort={sort}");
                let status = filters.status.map(|status| status.label().replace(' ', "%20"));
                let further = [
                    ("function", filters.function.clone()),
                    ("market", filters.market.map(|market| market.code().to_owned())),
                    ("status", status),
                    ("has_cas", filters.has_cas.map(|has| has.to_string())),
                    ("cursor", cursor.map(str::to_owned)),
                ];
                for (name, value) in further {
                    if let Some(value) = value {
                        // Writing to a string cannot fail.
                        let _ = write!(target, "&{name}={value}");
                    }
                }
                target
            }
        }
    }

    /// What it is, in short.
    pub(super) fn summary(&self) -> String {
        let length = self.text.chars().count();
        let start: String = self.text.chars().take(60).collect();
        let dots = if length > 60 { "…" } else { "" };
        let filters = match &self.ask {
            Ask::Search { filters, field, .. } if !filters.is_empty() => {
                format!(", {}, {filters:?}", field.code())
            }
            Ask::Search { field, .. } => format!(", {}", field.code()),
            _ => String::new(),
        };
        let page = self.page + 1;
        // A bar would end a cell of the table.
        let text = format!("{start}{dots}").replace('|', "\\|");
        format!("{}{filters}, page {page}, {length} characters: `{text}`", self.ask.kind())
    }
}

/// The beginning of one text and the end of another.
fn joined(one: &str, other: &str, random: &mut Random) -> String {
    let (first, second) = (place(one, random), place(other, random));
    one.get(..first).into_iter().chain(other.get(second..)).collect()
}

/// A text with one change: a piece more, a part less, twice, moved.
fn edited(text: &str, vocabulary: &Vocabulary, random: &mut Random) -> String {
    let (one, other) = (place(text, random), place(text, random));
    let (start, end) = (one.min(other), one.max(other));
    let before = text.get(..start).unwrap_or_default();
    let part = text.get(start..end).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    match random.below(8) {
        0 => format!("{before}{after}"),
        1 => format!("{before}{part}{part}{after}"),
        2 => format!("{before}{}{after}", part.repeat(1 + random.place(20))),
        3 => format!("{before}{}{after}", vocabulary.piece(random)),
        4 => format!("{before}{after}{part}"),
        5 => {
            let mut characters = part.chars();
            characters.next();
            format!("{before}{}{}{after}", vocabulary.piece(random), characters.as_str())
        }
        6 => {
            let mut characters = part.chars();
            characters.next();
            format!("{before}{}{after}", characters.as_str())
        }
        _ => format!("{before}{}{part}{after}", vocabulary.piece(random)),
    }
}

/// A place between characters.
fn place(text: &str, random: &mut Random) -> usize {
    let count = text.chars().count();
    text.char_indices().nth(random.place(count + 1)).map_or(text.len(), |(at, _)| at)
}
