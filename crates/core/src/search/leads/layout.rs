//! What was meant, had the keyboard been on the other layout.

use super::Collector;
use crate::search::{Notice, NoticeCode, Query};
use crate::text::hangul::{hangul_from_qwerty, qwerty_from_hangul};
use crate::text::{is_hangul, is_syllable};

/// The longest query that is read on the other layout, in letters and digits: who types on notices sooner.
const LONGEST: usize = 100;

impl<D: AsRef<[u8]>> Collector<'_, D> {
    /// Looks for what the keys of the query type on the other layout: whole names and beginnings, then, with
    /// `mistakes`, names with mistakes.
    pub(super) fn other_layout(&mut self, beginnings: bool, mistakes: bool) {
        if self.query().key().chars().nth(LONGEST).is_some() {
            return;
        }
        for reading in readings(&self.query()) {
            self.leads.probes.push(Query::folded(&reading));
        }
        for with_mistakes in [false, true] {
            for probe in 1..self.leads.probes.len() {
                self.probe = probe;
                if with_mistakes && mistakes {
                    self.mistyped();
                } else if !with_mistakes {
                    self.whole_names();
                    if beginnings {
                        self.beginnings();
                    }
                }
            }
            if !self.leads.found.is_empty() {
                break;
            }
        }
        self.probe = 0;
        if let Some(reading) = self.leads.found.first().and_then(|lead| self.leads.probes.get(lead.probe)) {
            let text = format!("typed on the other keyboard layout, this is {}", reading.text());
            self.leads.notice = Some(Notice { code: NoticeCode::OtherKeyboardLayout, text });
        }
    }
}

/// What the keys of a text type on the other layout, where that is a text.
fn readings(query: &Query) -> Vec<String> {
    let typed = query.text();
    let mut readings: Vec<String> = Vec::new();
    if typed.chars().any(is_hangul) {
        readings.extend(qwerty_from_hangul(query.spelling()));
    } else {
        // As typed, for the keys where shift matters; then as if caps lock had been on.
        for keys in [typed, query.spelling()] {
            let reading = hangul_from_qwerty(keys).filter(|reading| is_text(reading));
            readings.extend(reading.filter(|reading| readings.first() != Some(reading)));
        }
    }
    readings
}

/// Whether jamo have become syllables, but for one that was being typed.
fn is_text(reading: &str) -> bool {
    let mut characters = reading.chars();
    let last = characters.next_back();
    let any = reading.chars().any(is_syllable);
    let is_whole = |c: char| !is_hangul(c) || is_syllable(c);
    any && last.is_some() && characters.all(is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_are_readings() {
        let of = |text: &str| readings(&Query::folded(text));
        assert_eq!(of("skdldktls"), ["나이아신"]);
        assert_eq!(of("skdldkt"), ["나이앗"]);
        assert_eq!(of("SKDLDKS"), ["나이안"]);
        assert_eq!(of("retinol"), Vec::<String>::new());
        assert_eq!(of("Tkf"), ["쌀", "살"]);
        assert_eq!(of("ㄱㄷ샤ㅜㅐㅣ"), ["retinol"]);
        assert_eq!(of("98-92-0"), Vec::<String>::new());
    }
}
