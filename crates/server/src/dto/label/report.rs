//! The report on a label, on the wire: the same over HTTP and from `incidex resolve --json`.

use std::collections::BTreeMap;

use incidex_core::label::{
    Amount, Candidate, Footnote, LabelItem, LabelReport, Mark, MarketStatus, MarketSummary, Noise, Section,
    Span, Summary,
};
use incidex_core::tier::IngredientView;
use schemars::JsonSchema;
use serde::Serialize;

use super::codes::{KindCode, NoiseCode, SectionCode, VerdictCode};
use crate::dto::Record;

/// A label, read. Every byte of the text is in exactly one of: a mention, a mark, an amount, a heading, a footnote,
/// a separator, noise.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Report<'a> {
    /// What the label names, in order. One mention of several ingredients is several items with the same span.
    pub items: Vec<ReportItem<'a>>,
    /// The parts that items stand in.
    pub sections: Vec<ReportSection<'a>>,
    /// Explanations of marks.
    pub footnotes: Vec<ReportFootnote<'a>>,
    /// What parts mentions: blanks, commas, brackets, line breaks.
    pub separators: Vec<TextSpan>,
    /// What is no ingredient.
    pub noise: Vec<ReportNoise>,
    /// Counts.
    pub summary: ReportSummary,
}

/// A part of a text, from its first position to before its last.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
pub struct TextSpan {
    /// In bytes of UTF-8.
    pub bytes: [usize; 2],
    /// In Unicode code points.
    pub chars: [usize; 2],
}

/// One ingredient of one mention, or one mention that names none or leaves several open.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ReportItem<'a> {
    /// The mention as the text has it.
    pub text: &'a str,
    /// Where it stands: the name alone.
    pub span: TextSpan,
    /// Which mention this is, from 1; items of one mention share it.
    pub position: usize,
    /// How it led to the ingredient.
    pub kind: KindCode,
    /// How sure the answer is, 0 to 1: of all items at 0.9, about nine in ten are right.
    pub confidence: f64,
    /// Letters that were changed, added, dropped or swapped to reach a known name.
    pub edits: u8,
    /// The ingredient; null unless exactly one is meant.
    pub ingredient: Option<Record<'a>>,
    /// Where several are possible: the likeliest first.
    pub candidates: Vec<ReportCandidate<'a>>,
    /// Why there is no one ingredient, in words; null where there is.
    pub reason: Option<&'static str>,
    /// The section it belongs to: a place in `sections`, from 0.
    pub section: usize,
    /// Marks that stand at the name.
    pub marks: Vec<ReportMark<'a>>,
    /// The amount that stands at the name, or null.
    pub amount: Option<ReportAmount<'a>>,
    /// What the law of each market that was asked for says, by code of the market.
    pub markets: BTreeMap<&'static str, ReportMarket<'a>>,
}

/// An ingredient that a mention may mean.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ReportCandidate<'a> {
    /// The ingredient.
    pub ingredient: Record<'a>,
    /// How likely it is, 0 to 1.
    pub confidence: f64,
}

/// A mark at a name, such as `*`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ReportMark<'a> {
    /// The mark as the text has it.
    pub text: &'a str,
    /// Where it stands.
    pub span: TextSpan,
    /// The footnote that explains it: a place in `footnotes`, from 0; null where there is none.
    pub footnote: Option<usize>,
}

/// An amount at a name.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ReportAmount<'a> {
    /// The amount as the text has it.
    pub text: &'a str,
    /// Where it stands.
    pub span: TextSpan,
    /// The number.
    pub value: f64,
    /// The unit in lower case, such as `%` or `ppm`.
    pub unit: &'a str,
}

/// What the law of one market says of an ingredient.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ReportMarket<'a> {
    /// What follows from its entries.
    pub status: VerdictCode,
    /// The entries as people cite them, such as `EU III/98`.
    pub references: &'a [String],
}

/// A part of a label with a list of its own.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ReportSection<'a> {
    /// What it is.
    pub kind: SectionCode,
    /// The heading as the text has it, or null.
    pub heading: Option<&'a str>,
    /// Where the heading stands, or null.
    pub span: Option<TextSpan>,
}

/// The explanation of a mark.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ReportFootnote<'a> {
    /// The mark that it explains.
    pub mark: &'a str,
    /// The whole footnote as the text has it.
    pub text: &'a str,
    /// Where it stands.
    pub span: TextSpan,
}

/// A part of the text that is no ingredient.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
pub struct ReportNoise {
    /// Where it stands.
    pub span: TextSpan,
    /// What it is.
    pub why: NoiseCode,
}

/// Counts over a report.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ReportSummary {
    /// How many items there are.
    pub items: usize,
    /// How many mentions there are.
    pub mentions: usize,
    /// How many mentions are resolved.
    pub resolved: usize,
    /// How many leave open which of several ingredients is meant.
    pub ambiguous: usize,
    /// How many name nothing that is known.
    pub unresolved: usize,
    /// `resolved` as a share of `mentions`, 0 to 1; 1 where there is no mention.
    pub resolved_share: f64,
    /// What the law of each market that was asked for bans or limits, by code of the market.
    pub markets: BTreeMap<&'static str, ReportMarketSummary>,
}

/// What the law of one market bans or limits on a label.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ReportMarketSummary {
    /// Items under a ban: places in `items`, from 0.
    pub prohibited: Vec<usize>,
    /// Items under a limit: places in `items`, from 0.
    pub restricted: Vec<usize>,
    /// How many items nothing is known of.
    pub unknown: usize,
}

impl From<Span> for TextSpan {
    fn from(Span { bytes, chars }: Span) -> Self {
        Self { bytes, chars }
    }
}

impl<'a> From<&'a LabelReport<IngredientView>> for Report<'a> {
    fn from(report: &'a LabelReport<IngredientView>) -> Self {
        Self {
            items: report.items.iter().map(ReportItem::from).collect(),
            sections: report.sections.iter().map(ReportSection::from).collect(),
            footnotes: report.footnotes.iter().map(ReportFootnote::from).collect(),
            separators: report.separators.iter().map(|span| (*span).into()).collect(),
            noise: report.noise.iter().map(ReportNoise::from).collect(),
            summary: (&report.summary).into(),
        }
    }
}

impl<'a> From<&'a LabelItem<IngredientView>> for ReportItem<'a> {
    fn from(item: &'a LabelItem<IngredientView>) -> Self {
        Self {
            text: &item.text,
            span: item.span.into(),
            position: item.position,
            kind: item.kind.into(),
            confidence: item.confidence.value(),
            edits: item.edits,
            ingredient: item.ingredient.as_ref().map(Record::from),
            candidates: item.candidates.iter().map(ReportCandidate::from).collect(),
            reason: item.reason,
            section: item.section,
            marks: item.marks.iter().map(ReportMark::from).collect(),
            amount: item.amount.as_ref().map(ReportAmount::from),
            markets: item.markets.iter().map(|(code, status)| (*code, status.into())).collect(),
        }
    }
}

impl<'a> From<&'a Candidate<IngredientView>> for ReportCandidate<'a> {
    fn from(candidate: &'a Candidate<IngredientView>) -> Self {
        Self { ingredient: (&candidate.ingredient).into(), confidence: candidate.confidence.value() }
    }
}

impl<'a> From<&'a Mark> for ReportMark<'a> {
    fn from(Mark { text, span, footnote }: &'a Mark) -> Self {
        Self { text, span: (*span).into(), footnote: *footnote }
    }
}

impl<'a> From<&'a Amount> for ReportAmount<'a> {
    fn from(Amount { text, span, value, unit }: &'a Amount) -> Self {
        Self { text, span: (*span).into(), value: *value, unit }
    }
}

impl<'a> From<&'a MarketStatus> for ReportMarket<'a> {
    fn from(MarketStatus { status, references }: &'a MarketStatus) -> Self {
        Self { status: (*status).into(), references }
    }
}

impl<'a> From<&'a Section> for ReportSection<'a> {
    fn from(Section { kind, heading, span }: &'a Section) -> Self {
        Self { kind: (*kind).into(), heading: heading.as_deref(), span: span.map(TextSpan::from) }
    }
}

impl<'a> From<&'a Footnote> for ReportFootnote<'a> {
    fn from(Footnote { mark, text, span }: &'a Footnote) -> Self {
        Self { mark, text, span: (*span).into() }
    }
}

impl From<&Noise> for ReportNoise {
    fn from(Noise { span, why }: &Noise) -> Self {
        Self { span: (*span).into(), why: (*why).into() }
    }
}

impl From<&Summary> for ReportSummary {
    fn from(summary: &Summary) -> Self {
        let Summary { items, mentions, resolved, ambiguous, unresolved, resolved_share, markets } = summary;
        Self {
            items: *items,
            mentions: *mentions,
            resolved: *resolved,
            ambiguous: *ambiguous,
            unresolved: *unresolved,
            resolved_share: *resolved_share,
            markets: markets.iter().map(|(code, summary)| (*code, summary.into())).collect(),
        }
    }
}

impl From<&MarketSummary> for ReportMarketSummary {
    fn from(MarketSummary { prohibited, restricted, unknown }: &MarketSummary) -> Self {
        Self { prohibited: prohibited.clone(), restricted: restricted.clone(), unknown: *unknown }
    }
}
