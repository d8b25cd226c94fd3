//! What comes out: the items of a label in order, and what every byte of the text is.
//!
//! Types alone, generic over how an ingredient is shown (`R`: a code while resolving, a view when it leaves
//! the catalog, a wire record behind a server).

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::Span;

/// How a mention led to its ingredient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// By an INCI name (EU or US form) or a Korean standard name.
    Exact,
    /// By another name: a US name, a common or trivial name, another spelling.
    Alias,
    /// By a Korean name that the dictionary has replaced.
    Former,
    /// By a colour index number or a colour's name.
    Colour,
    /// By a name with a common name in parentheses, or in front of one.
    CommonNameInParentheses,
    /// By one name in several languages, such as `Water/Aqua/Eau`.
    Multilingual,
    /// One mention of several ingredients, such as `Iron Oxides (CI 77491, CI 77492)`.
    Several,
    /// By a Korean name with Latin letters in it that are read aloud, such as 디소듐EDTA.
    MixedScript,
    /// By a name that differs in a letter or two.
    Typo,
    /// The name means several ingredients, and nothing tells which.
    Ambiguous,
    /// No name that is known.
    Unresolved,
}

/// How sure an answer is, in hundredths: of all items that say 0.9, about nine in ten are right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Confidence(u8);

impl Confidence {
    /// From hundredths, 0 to 100; more counts as 100.
    pub const fn hundredths(hundredths: u8) -> Self {
        Self(if hundredths > 100 { 100 } else { hundredths })
    }

    /// From 0 to 1.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl Serialize for Confidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

/// One ingredient of one mention, or one mention that names none or leaves several open.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelItem<R> {
    /// The mention as the text has it.
    pub text: String,
    /// Where it stands: the name alone. Items of one mention have the same span.
    pub span: Span,
    /// Which mention of the text this is, counted from 1. Items of one mention share it.
    pub position: usize,
    /// How the mention led to the ingredient.
    pub kind: ItemKind,
    /// How sure the answer is; 0 where there is none.
    pub confidence: Confidence,
    /// Letters that were changed, added, dropped or swapped to reach a known name.
    pub edits: u8,
    /// The ingredient; `None` unless exactly one is meant.
    pub ingredient: Option<R>,
    /// Where several are possible: those that are known, the likeliest first, at most [`MAX_CANDIDATES`](super::MAX_CANDIDATES).
    pub candidates: Vec<Candidate<R>>,
    /// Why there is no one ingredient; `None` where there is.
    pub reason: Option<&'static str>,
    /// The section it belongs to: a position in [`LabelReport::sections`].
    pub section: usize,
    /// Marks that stand at the name.
    pub marks: Vec<Mark>,
    /// The amount that stands at the name.
    pub amount: Option<Amount>,
    /// For every market that was asked for, what its law says of the ingredient. Keys are market codes.
    pub markets: BTreeMap<&'static str, MarketStatus>,
}

/// An ingredient that a mention may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate<R> {
    /// The ingredient.
    pub ingredient: R,
    /// How likely it is.
    pub confidence: Confidence,
}

/// A mark at a name, such as `*`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// The mark as the text has it.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// The footnote that explains it: a position in [`LabelReport::footnotes`].
    pub footnote: Option<usize>,
}

/// An amount at a name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Amount {
    /// The amount as the text has it.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// The number.
    pub value: f64,
    /// The unit in lower case: `%`, `ppm`, `ppb`, `mg/g`, …
    pub unit: String,
}

/// A part of a label with its own list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// What the part is.
    pub kind: SectionKind,
    /// The heading as the text has it; `None` for a list that stands under none.
    pub heading: Option<String>,
    /// Where the heading stands.
    pub span: Option<Span>,
}

/// What a section is, as far as its heading says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// The list of ingredients.
    Ingredients,
    /// Active ingredients.
    Active,
    /// Inactive ingredients.
    Inactive,
    /// What the product may contain (`May contain`, `+/-`).
    MayContain,
    /// A product, a shade, a phase or a part of a set that has a list of its own.
    Part,
}

/// The explanation of a mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Footnote {
    /// The mark that it explains.
    pub mark: String,
    /// The whole footnote as the text has it, with its mark.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A part of the text that is no ingredient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Noise {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub why: NoiseKind,
}

/// What noise is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoiseKind {
    /// Words in front of the list that praise or explain.
    Preamble,
    /// A notice, a warning, a disclaimer, an explanation.
    Notice,
    /// Words in brackets that say how or from what a named ingredient is made.
    Remark,
    /// A batch or formula code.
    Code,
    /// Markup.
    Markup,
    /// Characters that were decoded wrongly.
    Mojibake,
    /// Letters or digits that belong to nothing.
    Stray,
}

/// What one market's law says of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MarketStatus {
    /// What follows from the entries.
    pub status: MarketVerdict,
    /// The entries as people cite them, such as `EU III/98`.
    pub references: Vec<String>,
}

/// What follows from a market's entries. Several kinds of empty are never one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MarketVerdict {
    /// A ban, and no limit.
    Prohibited,
    /// A limit, and no ban.
    Restricted,
    /// A ban and a limit.
    RestrictedAndProhibited,
    /// The market's source is loaded and has no entry.
    NotListed,
    /// No source of the market is loaded, or the ingredient is not known.
    Unknown,
    /// The market is not in the plan.
    OutsidePlan,
}

/// Counts over a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Summary {
    /// How many items there are.
    pub items: usize,
    /// How many mentions there are.
    pub mentions: usize,
    /// How many mentions have one ingredient, or several that are all meant.
    pub resolved: usize,
    /// How many mentions leave open which of several ingredients is meant.
    pub ambiguous: usize,
    /// How many mentions name nothing that is known.
    pub unresolved: usize,
    /// [`resolved`](Self::resolved) as a share of all mentions, 0 to 1; 1 where there is no mention.
    pub resolved_share: f64,
    /// For every market that was asked for, the positions in [`LabelReport::items`] of what its law bans or
    /// limits. Keys are market codes.
    pub markets: BTreeMap<&'static str, MarketSummary>,
}

/// What one market's law bans or limits on a label.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MarketSummary {
    /// Items under a ban.
    pub prohibited: Vec<usize>,
    /// Items under a limit.
    pub restricted: Vec<usize>,
    /// How many items nothing is known of.
    pub unknown: usize,
}

/// A label, read. Every byte of the text is in exactly one of: a mention, a mark, an amount, a heading, a
/// footnote, a separator, noise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelReport<R> {
    /// What the label names, in order.
    pub items: Vec<LabelItem<R>>,
    /// The parts that items stand in; there is always a first one.
    pub sections: Vec<Section>,
    /// Explanations of marks.
    pub footnotes: Vec<Footnote>,
    /// What parts mentions: blanks, commas, brackets, line breaks.
    pub separators: Vec<Span>,
    /// What is no ingredient.
    pub noise: Vec<Noise>,
    /// Counts.
    pub summary: Summary,
}

impl<R> LabelItem<R> {
    /// The item with its ingredients shown in another way.
    pub fn map_ingredients<T>(self, mut show: impl FnMut(R) -> T) -> LabelItem<T> {
        let candidate = |c: Candidate<R>| (c.ingredient, c.confidence);
        let candidates: Vec<_> = self.candidates.into_iter().map(candidate).collect();
        LabelItem {
            text: self.text,
            span: self.span,
            position: self.position,
            kind: self.kind,
            confidence: self.confidence,
            edits: self.edits,
            ingredient: self.ingredient.map(&mut show),
            candidates: candidates
                .into_iter()
                .map(|(ingredient, confidence)| Candidate { ingredient: show(ingredient), confidence })
                .collect(),
            reason: self.reason,
            section: self.section,
            marks: self.marks,
            amount: self.amount,
            markets: self.markets,
        }
    }
}

impl<R> LabelReport<R> {
    /// The report with its ingredients shown in another way, such as as wire records.
    pub fn map_ingredients<T>(self, mut show: impl FnMut(R) -> T) -> LabelReport<T> {
        LabelReport {
            items: self.items.into_iter().map(|item| item.map_ingredients(&mut show)).collect(),
            sections: self.sections,
            footnotes: self.footnotes,
            separators: self.separators,
            noise: self.noise,
            summary: self.summary,
        }
    }
}
