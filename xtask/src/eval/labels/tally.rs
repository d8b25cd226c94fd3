//! Shares over many labels: by language, by construct, and how far confidence can be believed.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;

use super::matching::Judgement;
use super::truth::{Item, Label, Meaning};
use crate::eval::figures::{Group, share};

/// Lower ends of the bins of confidence, rising; the last one ends with 1.
const BINS: [f64; 8] = [0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995];

/// From which confidence on an item counts as sure.
const SURE: f64 = 0.9;

/// A label and what became of it.
pub struct Tried<'a> {
    /// The label.
    pub label: &'a Label,
    /// What was said, against the truth.
    pub judgement: Judgement<'a>,
    /// What was said to be noise, in code points.
    pub noise: &'a [Range<usize>],
}

/// The figures of all labels, and then of each construct.
///
/// - `precision`: claims that are right, of all claims; `sure`: the same of claims with a confidence of 0.9 or more.
/// - `recall`: items with an ingredient (or several candidates) that are answered rightly, of all of these; `strict`:
///   the same with spans that fit to the character, a closing dot apart.
/// - `whole`: labels in which everything is right and nothing else is claimed.
/// - `noise`: characters of noise that are said to be noise.
///
/// The group of a construct is over the items that bear it, and over the labels that do; a construct that no item
/// bears is one of the layout, and its group is over whole labels.
pub fn groups(tried: &[Tried<'_>]) -> Vec<Group> {
    let mut groups = vec![group("all", tried, None)];
    let names: BTreeSet<&str> =
        tried.iter().flat_map(|one| &one.label.constructs).map(String::as_str).collect();
    for name in names {
        groups.push(group(name, tried, Some(name)));
    }
    groups
}

fn group(name: &str, tried: &[Tried<'_>], construct: Option<&str>) -> Group {
    let bears = |constructs: &[String]| construct.is_none_or(|name| constructs.iter().any(|one| one == name));
    let is_of_items = construct.is_some()
        && tried.iter().flat_map(|one| &one.label.items).any(|item| bears(&item.constructs));
    let (mut claims, mut right_claims, mut sure, mut right_sure) = (0, 0, 0, 0);
    let (mut items, mut right, mut strict, mut labels, mut whole) = (0, 0, 0, 0, 0);
    let mut noise = (0, 0);
    for one in tried.iter().filter(|one| bears(&one.label.constructs)) {
        labels += 1;
        whole += usize::from(one.judgement.is_whole());
        noise.0 += covered(&one.label.noise, one.noise);
        noise.1 += one.label.noise.iter().map(Range::len).sum::<usize>();
        let counts = |item: &Item| !is_of_items || bears(&item.constructs);
        let mut claim = |confidence: f64, is_right: bool| {
            claims += 1;
            right_claims += usize::from(is_right);
            sure += usize::from(confidence >= SURE);
            right_sure += usize::from(confidence >= SURE && is_right);
        };
        for judged in one.judgement.items.iter().filter(|judged| counts(judged.item)) {
            if let Some(said) = judged.said.filter(|said| said.code.is_some()) {
                claim(said.confidence, judged.is_right);
            }
            if judged.item.meaning != Meaning::Unknown {
                items += 1;
                right += usize::from(judged.is_right);
                strict += usize::from(judged.is_strictly_right);
            }
        }
        if !is_of_items {
            one.judgement.stray.iter().for_each(|said| claim(said.confidence, false));
        }
    }
    let figures = vec![
        ("precision", share(right_claims, claims)),
        ("recall", share(right, items)),
        ("strict", share(strict, items)),
        ("whole", share(whole, labels)),
        ("sure", share(right_sure, sure)),
        ("noise", share(noise.0, noise.1)),
    ];
    Group { name: name.to_owned(), count: items, figures }
}

/// How many characters of `truth` stand in `said`, whose spans do not overlap.
fn covered(truth: &[Range<usize>], said: &[Range<usize>]) -> usize {
    let both = |a: &Range<usize>, b: &Range<usize>| a.end.min(b.end).saturating_sub(a.start.max(b.start));
    truth.iter().flat_map(|a| said.iter().map(move |b| both(a, b))).sum()
}

/// Confidence against truth, bin by bin: how many claims, what they promise on average, what they keep.
#[expect(clippy::cast_precision_loss, reason = "counts of claims are far below 2^52")]
pub fn calibration(tried: &[Tried<'_>]) -> String {
    let claims: Vec<(f64, bool)> = tried
        .iter()
        .flat_map(|one| one.judgement.claims().map(|(said, is_right)| (said.confidence, is_right)))
        .collect();
    let mut text = "confidence       claims     promised         kept\n".to_owned();
    let mut error = 0.0;
    for (place, from) in BINS.iter().enumerate() {
        let to = BINS.get(place + 1).copied();
        let inside: Vec<&(f64, bool)> = claims
            .iter()
            .filter(|(confidence, _)| confidence >= from && to.is_none_or(|to| *confidence < to))
            .collect();
        if inside.is_empty() {
            continue;
        }
        let promised = inside.iter().map(|(confidence, _)| confidence).sum::<f64>() / inside.len() as f64;
        let kept =
            share(inside.iter().filter(|(_, is_right)| *is_right).count(), inside.len()).unwrap_or_default();
        error += (promised - kept).abs() * inside.len() as f64 / claims.len() as f64;
        let bin = format!("{from:.3} - {:.3}", to.unwrap_or(1.0));
        let _ =
            writeln!(text, "{bin}  {:>8}  {:>11.1}  {:>11.1}", inside.len(), promised * 100.0, kept * 100.0);
    }
    let _ = writeln!(text, "mean difference (expected calibration error) {:.1}", error * 100.0);
    text
}

#[cfg(test)]
mod tests {
    use super::super::matching::judge;
    use super::super::{Answer, Said};
    use super::*;
    use crate::eval::truth::Needs;

    fn item(span: Range<usize>, code: u32, construct: &str) -> Item {
        Item { span, meaning: Meaning::One(code), constructs: vec![construct.to_owned()] }
    }

    fn said(span: Range<usize>, code: u32, confidence: f64) -> Said {
        Said { span, code: Some(code), candidates: Vec::new(), confidence }
    }

    #[test]
    fn a_construct_is_measured_over_what_bears_it() {
        let label = Label {
            id: "a".into(),
            constructs: vec!["typo".into(), "sections".into()],
            needs: Needs::Curated,
            text: String::new(),
            items: vec![item(0..4, 1, "typo"), item(5..9, 2, "plain")],
            noise: std::iter::once(20..30).collect(),
        };
        let answer = Answer {
            items: vec![said(0..4, 1, 0.8), said(5..9, 3, 0.95), said(11..15, 4, 0.99)],
            noise: std::iter::once(25..40).collect(),
        };
        let tried = [Tried { label: &label, judgement: judge(&label, &answer), noise: &answer.noise }];
        let figures = |name: &str| {
            let group = groups(&tried).into_iter().find(|group| group.name == name).unwrap();
            (group.count, group.figures.into_iter().map(|(_, figure)| figure).collect::<Vec<_>>())
        };
        let third = Some(1.0 / 3.0);
        let all = (2, vec![third, Some(0.5), Some(0.5), Some(0.0), Some(0.0), Some(0.5)]);
        assert_eq!(figures("all"), all);
        assert_eq!(figures("sections"), all, "no item bears it");
        assert_eq!(figures("typo"), (1, vec![Some(1.0), Some(1.0), Some(1.0), Some(0.0), None, Some(0.5)]));
        let shown = calibration(&tried);
        assert!(shown.contains("0.800 - 0.900         1         80.0        100.0"), "{shown}");
    }
}
