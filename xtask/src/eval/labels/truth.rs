//! The truth of labels: `labels/{en,ko}/{development,held_out}.jsonl`, one label in a line; `README.md` beside them
//! says what a mention is and what its kinds mean.

use std::ops::Range;

use serde::Deserialize;

use crate::eval::truth::{File, Needs};

/// A label and what is true of it.
#[derive(Clone, Debug)]
pub struct Label {
    /// Its name within its file.
    pub id: String,
    /// Tags of its layout and of its items.
    pub constructs: Vec<String>,
    /// Which index holds all its ingredients.
    pub needs: Needs,
    /// The text.
    pub text: String,
    /// Its mentions, in the order of the text; several with one span are several ingredients of one mention.
    pub items: Vec<Item>,
    /// What is no list of ingredients, in code points.
    pub noise: Vec<Range<usize>>,
}

/// One mention, or one ingredient of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its span in code points: the name alone.
    pub span: Range<usize>,
    /// What it means.
    pub meaning: Meaning,
    /// Its tags.
    pub constructs: Vec<String>,
}

/// What a mention means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// This ingredient.
    One(u32),
    /// One of these, and nobody can tell which.
    OneOf(Vec<u32>),
    /// No ingredient that there is.
    Unknown,
}

/// The labels of a truth file.
pub struct Labels {
    /// The file.
    pub file: File,
    /// In the order of the file.
    pub labels: Vec<Label>,
}

/// A line of a file.
#[derive(Deserialize)]
struct Line {
    id: String,
    constructs: Vec<String>,
    set: String,
    text: String,
    items: Vec<LineItem>,
    #[serde(default)]
    noise: Vec<LineNoise>,
}

#[derive(Deserialize)]
struct LineItem {
    start: usize,
    end: usize,
    text: String,
    codes: Vec<u32>,
    construct: Vec<String>,
}

#[derive(Deserialize)]
struct LineNoise {
    start: usize,
    end: usize,
}

impl Labels {
    /// Reads the labels of `file`.
    ///
    /// # Errors
    /// The first fault, with its line.
    pub fn parse(file: File) -> Result<Self, String> {
        let mut labels = Vec::new();
        for (number, line) in (1..).zip(file.text.lines()) {
            let line: Line = serde_json::from_str(line).map_err(|error| file.fault(number, error))?;
            labels.push(label(line).map_err(|what| file.fault(number, what))?);
        }
        Ok(Self { file, labels })
    }
}

fn label(line: Line) -> Result<Label, String> {
    let characters: Vec<char> = line.text.chars().collect();
    let mut items = Vec::with_capacity(line.items.len());
    for item in line.items {
        let span = item.start..item.end;
        let text: Option<String> = characters.get(span.clone()).map(|text| text.iter().collect());
        if text.as_deref() != Some(&item.text) || span.is_empty() {
            return Err(format!("characters {} to {} are not {:?}", item.start, item.end, item.text));
        }
        let meaning = match item.codes.as_slice() {
            [] => Meaning::Unknown,
            [code] => Meaning::One(*code),
            _ => Meaning::OneOf(item.codes),
        };
        items.push(Item { span, meaning, constructs: item.construct });
    }
    if !items.is_sorted_by_key(|item| (item.span.start, item.span.end)) {
        return Err("the items are not in the order of the text".to_owned());
    }
    Ok(Label {
        id: line.id,
        constructs: line.constructs,
        needs: Needs::parse(&line.set)?,
        text: line.text,
        items,
        noise: line.noise.iter().map(|noise| noise.start..noise.end).collect(),
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn parse(text: &str) -> Result<Labels, String> {
        let file =
            File { name: "labels/ko/development.jsonl".into(), path: PathBuf::from("d"), text: text.into() };
        Labels::parse(file)
    }

    #[test]
    fn spans_are_of_characters_and_hold_what_they_claim() {
        let line = r#"{"id":"a","language":"ko","constructs":["plain"],"set":"curated","text":"정제수, 꿀","items":[
            {"start":0,"end":3,"text":"정제수","kind":"exact","codes":[2700],"construct":[]},
            {"start":5,"end":6,"text":"꿀","kind":"unknown","codes":[],"construct":["x"]}],"noise":[]}"#;
        let line = line.replace('\n', "");
        let labels = parse(&line).unwrap().labels;
        assert_eq!(labels[0].items[0].meaning, Meaning::One(2700));
        assert_eq!((labels[0].items[1].span.clone(), &labels[0].items[1].meaning), (5..6, &Meaning::Unknown));
        let broken = line.replace(r#""end":6"#, r#""end":7"#);
        assert_eq!(parse(&broken).err().as_deref(), Some("d:1: characters 5 to 7 are not \"꿀\""));
        assert!(parse("{}").is_err());
    }
}
