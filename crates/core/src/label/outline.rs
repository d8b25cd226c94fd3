//! What every byte of a label is. Parts are claimed in any order; what nobody claims is a separator where it
//! holds no letter, else noise. Two claims never overlap: the earlier one in the text stays.

use std::ops::Range;

use super::lexer::{Text, Tokens};
use super::reading::{Outcome, Reading};
use super::report::{
    Amount, Candidate, Footnote, LabelItem, LabelReport, Mark, Noise, NoiseKind, Section, SectionKind,
    Summary,
};
use super::span::CharPositions;
use super::trim::Trimmed;
use super::{Confidence, ItemKind, MAX_CANDIDATES};
use crate::ingredient::IngredientCode;

/// A mention, before it becomes items.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub(super) bytes: Range<usize>,
    pub(super) reading: Reading,
    pub(super) marks: Vec<Range<usize>>,
    /// Bytes, number, unit.
    pub(super) amounts: Vec<(Range<usize>, f64, String)>,
    pub(super) section: usize,
}

/// What a part of the text is.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// A mention, with its marks and amounts.
    Mention(Mention),
    /// A heading, by the section that it begins.
    Heading(usize),
    /// A footnote that explains a mark.
    Footnote { mark: String },
    /// No ingredient.
    Noise(NoiseKind),
}

/// Claims on a text.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) parts: Vec<(Range<usize>, Part)>,
    pub(super) sections: Vec<SectionKind>,
    /// Whether a section has begun, by a mention or a heading.
    has_begun: bool,
    /// The mention that was claimed last, as a position in [`parts`](Self::parts).
    last_mention: Option<usize>,
}

impl Outline {
    pub(super) fn new() -> Self {
        Self {
            parts: Vec::new(),
            sections: vec![SectionKind::Ingredients],
            has_begun: false,
            last_mention: None,
        }
    }

    /// The section that mentions now belong to.
    pub(super) fn section(&self) -> usize {
        self.sections.len().saturating_sub(1)
    }

    pub(super) fn claim(&mut self, bytes: Range<usize>, part: Part) {
        if !bytes.is_empty() {
            self.has_begun |= matches!(part, Part::Mention(_) | Part::Heading(_));
            if matches!(part, Part::Mention(_)) {
                self.last_mention = Some(self.parts.len());
            }
            self.parts.push((bytes, part));
        }
    }

    /// Whether a mention has been claimed.
    pub(super) fn has_mentions(&self) -> bool {
        self.last_mention.is_some()
    }

    /// Gives marks and amounts that stand alone to the mention before them: `Retinol, (500ppm)`.
    pub(super) fn leave_to_last(&mut self, trimmed: &Trimmed, text: &Text<'_>) {
        let last = self.last_mention.filter(|at| at + 1 == self.parts.len());
        let last = last.and_then(|at| self.parts.get_mut(at));
        if let Some((_, Part::Mention(mention))) = last {
            let amount =
                |(amount, value, unit): &(Tokens, f64, String)| (text.bytes(amount), *value, unit.clone());
            if mention.amounts.is_empty() {
                mention.amounts.extend(trimmed.amounts.iter().take(1).map(amount));
            }
            if mention.marks.is_empty() {
                mention.marks.extend(trimmed.marks.iter().take(1).map(|mark| text.bytes(mark)));
            }
        }
    }

    /// Begins a section.
    pub(super) fn heading(&mut self, bytes: Range<usize>, kind: SectionKind) {
        if !self.has_begun {
            self.sections.clear();
        }
        self.sections.push(kind);
        let section = self.section();
        self.claim(bytes, Part::Heading(section));
    }

    /// The report over `text`, `markup` being the bytes of tags.
    pub(super) fn finish(mut self, text: &str, markup: &[Range<usize>]) -> LabelReport<IngredientCode> {
        self.parts.sort_by_key(|(bytes, _)| bytes.start);
        let mut report = Report::new(text, self.sections);
        for (bytes, part) in self.parts {
            report.part(bytes, part, markup);
        }
        report.finish(markup)
    }
}

/// A report as it grows from the front of the text.
struct Report<'t> {
    text: &'t str,
    positions: CharPositions<'t>,
    /// Up to where every byte is told.
    told: usize,
    mentions: usize,
    so_far: LabelReport<IngredientCode>,
}

impl<'t> Report<'t> {
    fn new(text: &'t str, sections: Vec<SectionKind>) -> Self {
        let positions = CharPositions::new(text);
        let section = |kind| Section { kind, heading: None, span: None };
        let sections = sections.into_iter().map(section).collect();
        let so_far = LabelReport {
            items: Vec::new(),
            sections,
            footnotes: Vec::new(),
            separators: Vec::new(),
            noise: Vec::new(),
            summary: Summary::default(),
        };
        Self { text, positions, told: 0, mentions: 0, so_far }
    }

    fn written(&self, bytes: &Range<usize>) -> String {
        self.text.get(bytes.clone()).unwrap_or_default().to_owned()
    }

    /// Tells the bytes up to `end`, which nobody claimed.
    fn gap(&mut self, end: usize, markup: &[Range<usize>]) {
        let mut start = self.told;
        let first = markup.partition_point(|tag| tag.end <= start);
        for tag in markup.iter().skip(first).take_while(|tag| tag.end <= end) {
            self.unclaimed(start..tag.start);
            self.so_far.noise.push(Noise { span: self.positions.span(tag), why: NoiseKind::Markup });
            start = tag.end;
        }
        self.unclaimed(start..end);
        self.told = self.told.max(end);
    }

    fn unclaimed(&mut self, bytes: Range<usize>) {
        let Some(text) = self.text.get(bytes.clone()).filter(|text| !text.is_empty()) else { return };
        let span = self.positions.span(&bytes);
        if text.contains('\u{fffd}') {
            self.so_far.noise.push(Noise { span, why: NoiseKind::Mojibake });
        } else if text.contains(char::is_alphanumeric) {
            self.so_far.noise.push(Noise { span, why: NoiseKind::Stray });
        } else {
            self.so_far.separators.push(span);
        }
    }

    fn part(&mut self, bytes: Range<usize>, part: Part, markup: &[Range<usize>]) {
        let begins = match &part {
            Part::Mention(mention) => mention.parts().map(|part| part.start).min().unwrap_or(bytes.start),
            _ => bytes.start,
        };
        if begins < self.told {
            return;
        }
        match part {
            Part::Mention(mention) => self.mention(mention, markup),
            Part::Heading(section) => {
                self.gap(bytes.start, markup);
                let (heading, span) = (self.written(&bytes), self.positions.span(&bytes));
                if let Some(section) = self.so_far.sections.get_mut(section) {
                    (section.heading, section.span) = (Some(heading), Some(span));
                }
            }
            Part::Footnote { mark } => {
                self.gap(bytes.start, markup);
                let (text, span) = (self.written(&bytes), self.positions.span(&bytes));
                self.so_far.footnotes.push(Footnote { mark, text, span });
            }
            Part::Noise(why) => {
                self.gap(bytes.start, markup);
                self.so_far.noise.push(Noise { span: self.positions.span(&bytes), why });
            }
        }
        self.told = self.told.max(bytes.end);
    }

    /// Tells a mention, its marks and its amounts.
    fn mention(&mut self, mention: Mention, markup: &[Range<usize>]) {
        let mut parts: Vec<Range<usize>> = mention.parts().collect();
        parts.sort_by_key(|part| part.start);
        for part in &parts {
            self.gap(part.start, markup);
            self.told = part.end;
        }
        self.mentions += 1;
        let mark = |bytes: &Range<usize>| Mark {
            text: self.written(bytes),
            span: self.positions.span(bytes),
            footnote: None,
        };
        let amount = mention.amounts.first().map(|(bytes, value, unit)| Amount {
            text: self.written(bytes),
            span: self.positions.span(bytes),
            value: *value,
            unit: unit.clone(),
        });
        let item = LabelItem {
            text: self.written(&mention.bytes),
            span: self.positions.span(&mention.bytes),
            position: self.mentions,
            kind: mention.reading.kind,
            confidence: mention.reading.confidence,
            edits: mention.reading.edits,
            ingredient: None,
            candidates: Vec::new(),
            reason: None,
            section: mention.section,
            marks: mention.marks.iter().map(mark).collect(),
            amount,
            markets: std::collections::BTreeMap::new(),
        };
        self.so_far.items.extend(with_outcome(item, mention.reading.outcome));
    }

    fn finish(mut self, markup: &[Range<usize>]) -> LabelReport<IngredientCode> {
        self.gap(self.text.len(), markup);
        let footnotes: Vec<String> = self.so_far.footnotes.iter().map(|f| f.mark.clone()).collect();
        for mark in self.so_far.items.iter_mut().flat_map(|item| &mut item.marks) {
            let bare = mark.text.trim_matches(|c| matches!(c, '(' | ')' | '[' | ']'));
            mark.footnote = footnotes.iter().position(|footnote| footnote == bare);
        }
        self.so_far.summary = summary(&self.so_far.items, self.mentions);
        self.so_far
    }
}

impl Mention {
    /// The bytes of the name, the marks and the amounts.
    fn parts(&self) -> impl Iterator<Item = Range<usize>> {
        // A second amount belongs to nothing that is known.
        let amounts = self.amounts.iter().take(1).map(|(bytes, ..)| bytes.clone());
        std::iter::once(self.bytes.clone()).chain(self.marks.iter().cloned()).chain(amounts)
    }
}

/// One item for every ingredient that is meant.
fn with_outcome(item: LabelItem<IngredientCode>, outcome: Outcome) -> Vec<LabelItem<IngredientCode>> {
    match outcome {
        Outcome::One(code) => vec![LabelItem { ingredient: Some(code), ..item }],
        Outcome::All(codes) => {
            codes.into_iter().map(|code| LabelItem { ingredient: Some(code), ..item.clone() }).collect()
        }
        Outcome::Either(codes) => {
            // A single bearer of a name that others are called by, too, is as likely as one of two.
            let share = u8::try_from(90 / codes.len().max(2)).unwrap_or_default();
            let candidate = |ingredient| Candidate { ingredient, confidence: Confidence::hundredths(share) };
            let candidates = codes.into_iter().take(MAX_CANDIDATES).map(candidate).collect();
            vec![LabelItem { candidates, reason: Some("the name means several ingredients"), ..item }]
        }
        Outcome::Unknown => vec![LabelItem { reason: Some("no known name is near"), ..item }],
    }
}

fn summary(items: &[LabelItem<IngredientCode>], mentions: usize) -> Summary {
    let of = |kind: ItemKind| items.iter().filter(|item| item.kind == kind).count();
    let (ambiguous, unresolved) = (of(ItemKind::Ambiguous), of(ItemKind::Unresolved));
    let resolved = mentions.saturating_sub(ambiguous + unresolved);
    #[expect(clippy::cast_precision_loss, reason = "a label has at most 65,536 mentions")]
    let resolved_share = if mentions == 0 { 1.0 } else { resolved as f64 / mentions as f64 };
    Summary {
        items: items.len(),
        mentions,
        resolved,
        ambiguous,
        unresolved,
        resolved_share,
        markets: std::collections::BTreeMap::new(),
    }
}
