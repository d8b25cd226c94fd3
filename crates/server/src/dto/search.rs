//! Hits of the one box and entries of type-ahead, on the wire.

use std::borrow::Cow;
use std::ops::Range;

use incidex_core::ingredient::Language;
use incidex_core::manifest::Manifest;
use incidex_core::search::ranking::Rules;
use incidex_core::search::{Explanation, Hit, MatchedName, Notice, SearchPage, Suggestion};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use super::{Envelope, Record, schema};

/// The answer of `/v1/search`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SearchResults<'a> {
    /// What is around every answer; `data` holds the hits, each ingredient once, the best first.
    #[serde(flatten)]
    pub envelope: Envelope<'a, Hits<'a>>,
    /// Whether `total` is all hits, or as many as were counted before a bound on the work was met.
    pub total_is_exact: bool,
    /// What to give as `cursor` to go on; null at the end of the list.
    #[schemars(schema_with = "schema::next_cursor")]
    pub next_cursor: Option<String>,
    /// What the caller should be told about the query, or null.
    pub notice: Option<NoticeEntry<'a>>,
}

/// Something that the caller should be told about the query.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct NoticeEntry<'a> {
    /// What it is about, for programs.
    #[schemars(schema_with = "schema::notice_code")]
    pub code: &'static str,
    /// The same for people.
    pub text: &'a str,
}

/// A list of hits.
#[derive(Clone, Copy, Debug)]
pub struct Hits<'a>(pub &'a [Hit]);

/// An ingredient, and why it was found.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct HitEntry<'a> {
    /// The ingredient.
    pub ingredient: Record<'a>,
    /// Why it was found.
    #[serde(rename = "match")]
    pub matched: Match<'a>,
}

/// Why an ingredient was found.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Match<'a> {
    /// The name or number that matched, as its source spells it.
    pub name: &'a str,
    /// What sort of name it is, or `cas` or `ec`.
    #[schemars(schema_with = "schema::matched_kind")]
    pub kind: &'static str,
    /// Its language: ISO 639-1, or `inci`; null for a number.
    #[schemars(schema_with = "schema::language_or_null")]
    pub language: Option<&'static str>,
    /// How it matched.
    #[schemars(schema_with = "schema::match_mode")]
    pub mode: &'static str,
    /// How many edits lie between query and name: of letters, in Korean of jamo, in a number of digits.
    pub edits: u8,
    /// Whether the query, taken as a whole, means several ingredients, of which this is one.
    pub is_ambiguous: bool,
    /// The parts of `name` that matched.
    pub ranges: Ranges<'a>,
    /// What each ranking rule saw.
    pub rules: RuleValues<'a>,
}

/// Parts of a text, rising and apart, each from its first position to before its last.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
pub struct Ranges<'a> {
    /// In bytes of UTF-8.
    #[schemars(schema_with = "schema::ranges")]
    #[serde(serialize_with = "pairs")]
    pub bytes: &'a [Range<usize>],
    /// In Unicode code points.
    #[schemars(schema_with = "schema::ranges")]
    #[serde(serialize_with = "pairs")]
    pub chars: &'a [Range<usize>],
}

/// The ranking rules in the order in which they decide, with what each of them saw.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RuleValues<'a> {
    /// How sure the way of matching is; the surest, 0, come first.
    pub mode_tier: u8,
    /// How many words of the query the name lacks; the fewest come first.
    pub missing_words: u8,
    /// How many edits lie between; the fewest come first.
    pub edits: u8,
    /// How much of the name is left over: 0 of a whole name, else 1, or the number of words that were not asked for;
    /// the least come first.
    pub left_over: u8,
    /// `standard` for names of the inventories, `customary` for those that labels use by law or custom, `variant`
    /// for replaced names and other spellings; in this order.
    #[schemars(schema_with = "schema::standing")]
    pub standing: &'static str,
    /// Where in the name the match begins: with the `name`, with a `word` or `inside` one; in this order.
    #[schemars(schema_with = "schema::match_start")]
    pub start: &'static str,
    /// On how many of ten thousand labels the ingredient stands; the most come first.
    pub label_frequency: u16,
    /// How many letters and digits the name has; the shortest come first.
    pub length: usize,
    /// The name without blanks and punctuation, in one letter case; in the order of characters.
    pub key: &'a str,
    /// The code of the ingredient; the lowest come first.
    pub code: u32,
    /// The place of the name among those of the ingredient; the lowest come first.
    pub position: u16,
}

impl<'a> SearchResults<'a> {
    /// The answer with one page of hits.
    pub fn new(manifest: &'a Manifest, page: &'a SearchPage) -> Self {
        let (count, total) = (page.hits.len(), page.total);
        Self {
            envelope: Envelope::new(manifest, Hits(&page.hits), count, total.count()),
            total_is_exact: total.is_exact(),
            next_cursor: page.next_cursor.as_ref().map(ToString::to_string),
            notice: page.notice.as_ref().map(NoticeEntry::from),
        }
    }
}

impl<'a> From<&'a Notice> for NoticeEntry<'a> {
    fn from(notice: &'a Notice) -> Self {
        Self { code: notice.code.code(), text: &notice.text }
    }
}

impl<'a> From<&'a Hit> for HitEntry<'a> {
    fn from(hit: &'a Hit) -> Self {
        Self { ingredient: (&hit.ingredient).into(), matched: (&hit.explanation).into() }
    }
}

impl<'a> From<&'a Explanation> for Match<'a> {
    fn from(explanation: &'a Explanation) -> Self {
        let MatchedName { text, kind, language } = &explanation.name;
        Self {
            name: text,
            kind: kind.code(),
            language: language.map(Language::code),
            mode: explanation.mode.code(),
            edits: explanation.edits,
            is_ambiguous: explanation.ambiguous,
            ranges: Ranges { bytes: &explanation.byte_ranges, chars: &explanation.char_ranges },
            rules: (&explanation.rules).into(),
        }
    }
}

impl<'a> From<&'a Rules> for RuleValues<'a> {
    fn from(rules: &'a Rules) -> Self {
        Self {
            mode_tier: rules.tier,
            missing_words: rules.missing_words,
            edits: rules.edits,
            left_over: rules.left_over,
            standing: rules.standing.code(),
            start: rules.start.code(),
            label_frequency: rules.label_frequency.0,
            length: rules.length,
            key: &rules.key,
            code: rules.code.get(),
            position: rules.position,
        }
    }
}

impl Serialize for Hits<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(HitEntry::from))
    }
}

impl JsonSchema for Hits<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Hits".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<HitEntry<'_>>::json_schema(generator)
    }
}

/// A list of suggestions.
#[derive(Clone, Copy, Debug)]
pub struct Suggestions<'a>(pub &'a [Suggestion]);

/// A name that what was typed may become, and the ingredient that bears it.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SuggestionEntry<'a> {
    /// The code of the ingredient.
    pub code: u32,
    /// The name or number, as its source spells it.
    pub name: &'a str,
    /// What sort of name it is, or `cas` or `ec`.
    #[schemars(schema_with = "schema::matched_kind")]
    pub kind: &'static str,
    /// Its language: ISO 639-1, or `inci`; null for a number.
    #[schemars(schema_with = "schema::language_or_null")]
    pub language: Option<&'static str>,
    /// The INCI name of the ingredient.
    pub inci_name: &'a str,
    /// The Korean standard name of the ingredient.
    pub kr_name: &'a str,
    /// The parts of `name` that were typed.
    pub ranges: Ranges<'a>,
}

impl<'a> From<&'a Suggestion> for SuggestionEntry<'a> {
    fn from(suggestion: &'a Suggestion) -> Self {
        let MatchedName { text, kind, language } = &suggestion.name;
        Self {
            code: suggestion.code.get(),
            name: text,
            kind: kind.code(),
            language: language.map(Language::code),
            inci_name: &suggestion.inci_name,
            kr_name: &suggestion.korean_name,
            ranges: Ranges { bytes: &suggestion.byte_ranges, chars: &suggestion.char_ranges },
        }
    }
}

impl Serialize for Suggestions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(SuggestionEntry::from))
    }
}

impl JsonSchema for Suggestions<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Suggestions".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<SuggestionEntry<'_>>::json_schema(generator)
    }
}

fn pairs<S: Serializer>(ranges: &&[Range<usize>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(ranges.iter().map(|range| [range.start, range.end]))
}
