//! How much of real labels is resolved, where nobody has written the truth: by share, by the mentions that are
//! resolved least, and by a sample of the doubtful ones to be read by a person.
//!
//! Real labels stand in the developers' reference folder (`labels/{en,ko}.jsonl`) and are never copied: what is shown
//! here is shown, and what is kept is shares.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::figures::{Group, share};
use super::truth::digest;

/// How many mentions the lists hold.
pub const LISTED: usize = 100;

/// Real labels in one language.
pub struct RealLabels {
    /// Their texts, with the ids that the file gives them.
    pub texts: Vec<(String, String)>,
    /// SHA-256 of the file.
    pub digest: String,
}

#[derive(Deserialize)]
struct Line {
    id: serde_json::Value,
    text: String,
}

impl RealLabels {
    /// Those in the folder `reference`; `None` if there are none.
    ///
    /// # Errors
    /// When a file is there and cannot be read.
    pub fn read(reference: &Path, language: &str) -> Result<Option<Self>, String> {
        let path = reference.join("labels").join(format!("{language}.jsonl"));
        if !path.is_file() {
            return Ok(None);
        }
        let fault = |what: &dyn std::fmt::Display| format!("cannot read {}: {what}", path.display());
        let text = fs::read_to_string(&path).map_err(|error| fault(&error))?;
        let mut texts = Vec::new();
        for line in text.lines() {
            let line: Line = serde_json::from_str(line).map_err(|error| fault(&error))?;
            texts.push((line.id.to_string(), line.text));
        }
        Ok(Some(Self { texts, digest: digest([text.as_bytes()]) }))
    }
}

/// How a mention was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// By the name as it stands.
    Exact,
    /// By one ingredient, in another way.
    Otherwise,
    /// By several that it may be.
    Ambiguous,
    /// By none.
    Unresolved,
}

/// A mention of a real label and what was made of it.
#[derive(Clone, Debug)]
pub struct Mention {
    /// How it was answered.
    pub outcome: Outcome,
    /// The mention, on one line.
    pub text: String,
    /// What it is said to be and how sure that is, in words.
    pub answer: String,
}

/// All mentions of many labels.
#[derive(Default)]
pub struct Coverage {
    labels: usize,
    /// Labels without an unresolved or ambiguous mention.
    whole: usize,
    by_outcome: [usize; 4],
    unresolved: BTreeMap<String, usize>,
    /// Mentions that were not exact, by the digest that draws them; only the [`LISTED`] first.
    drawn: BTreeMap<String, String>,
}

impl Coverage {
    /// Takes a label in; `seed` says which mentions the sample holds.
    pub fn add(&mut self, seed: u64, id: &str, mentions: &[Mention], folded: impl Fn(&str) -> String) {
        self.labels += 1;
        let is_open = |mention: &Mention| matches!(mention.outcome, Outcome::Ambiguous | Outcome::Unresolved);
        self.whole += usize::from(!mentions.iter().any(is_open));
        for (place, mention) in mentions.iter().enumerate() {
            self.by_outcome[mention.outcome as usize] += 1;
            match mention.outcome {
                Outcome::Unresolved => *self.unresolved.entry(folded(&mention.text)).or_default() += 1,
                Outcome::Otherwise => {
                    let draw = format!("{seed} {id} {place}");
                    let line = format!("{id:>10}  {}  =>  {}", mention.text, mention.answer);
                    self.drawn.insert(digest([draw.as_bytes()]), line);
                    if self.drawn.len() > LISTED {
                        self.drawn.pop_last();
                    }
                }
                Outcome::Exact | Outcome::Ambiguous => {}
            }
        }
    }

    /// The figures; `resolved` is what goals are set for.
    pub fn group(&self, name: &str) -> Group {
        let all: usize = self.by_outcome.iter().sum();
        let [exact, otherwise, ambiguous, unresolved] = self.by_outcome;
        let figures = vec![
            ("resolved", share(exact + otherwise, all)),
            ("exact", share(exact, all)),
            ("ambiguous", share(ambiguous, all)),
            ("unresolved", share(unresolved, all)),
            ("whole", share(self.whole, self.labels)),
        ];
        Group { name: name.to_owned(), count: all, figures }
    }

    /// The mentions that were left unresolved most often, with how often.
    pub fn most_unresolved(&self) -> String {
        let mut all: Vec<(&String, &usize)> = self.unresolved.iter().collect();
        all.sort_by_key(|(text, count)| (std::cmp::Reverse(**count), *text));
        all.into_iter().take(LISTED).fold(String::new(), |mut lines, (text, count)| {
            let _ = writeln!(lines, "{count:>6}  {text}");
            lines
        })
    }

    /// Resolutions that were not exact, drawn at random: mention, then what it is said to be.
    pub fn sample(&self) -> String {
        self.drawn.values().fold(String::new(), |lines, line| lines + line + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mention(outcome: Outcome, text: &str) -> Mention {
        Mention { outcome, text: text.into(), answer: "x".into() }
    }

    #[test]
    fn mentions_are_counted_listed_and_drawn() {
        let mut coverage = Coverage::default();
        for number in 0..300 {
            let mentions = [
                mention(Outcome::Exact, "Water"),
                mention(Outcome::Otherwise, &format!("Watr {number}")),
                mention(Outcome::Unresolved, if number % 3 == 0 { "Foo" } else { "BAR" }),
            ];
            coverage.add(1, &number.to_string(), &mentions, str::to_lowercase);
        }
        coverage.add(1, "last", &[mention(Outcome::Exact, "Water")], str::to_lowercase);
        assert_eq!(coverage.most_unresolved(), "   200  bar\n   100  foo\n");
        assert_eq!((coverage.sample().lines().count(), coverage.labels, coverage.whole), (LISTED, 301, 1));
        assert_eq!(coverage.group("en").figures[0], ("resolved", share(601, 901)));
        let again = |seed| {
            let mut coverage = Coverage::default();
            (0..300).for_each(|id: u32| {
                coverage.add(seed, &id.to_string(), &[mention(Outcome::Otherwise, "a")], str::to_owned);
            });
            coverage.sample()
        };
        assert!(again(1) == again(1) && again(1) != again(2));
    }
}
