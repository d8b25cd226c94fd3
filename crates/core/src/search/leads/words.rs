//! Names that hold the words of a probe, in whatever order.

use super::{Collector, Way};
use crate::index::IndexedName;
use crate::search::MatchMode;
use crate::search::ranking::MatchStart;
use crate::text::words;

/// The most words of a query that are looked for; those behind them are passed over.
const MOST_WORDS: usize = 16;

impl<D: AsRef<[u8]>> Collector<'_, D> {
    /// Names that hold every word of the probe; the last one, which may still be being typed, by its beginning.
    pub(super) fn words(&mut self) {
        let query = self.query();
        let Some(fields) = self.fields else { return };
        let spelled = query.spelling();
        let asked: Vec<&str> = words(spelled).take(MOST_WORDS).filter_map(|word| spelled.get(word)).collect();
        // The names that hold the word that fewest hold are read, and held against all of them.
        let holders = asked.iter().map(|word| self.index.contains(word, fields, self.most));
        let Some(rarest) = holders.min_by_key(|found| found.total.count()) else { return };
        self.note(&rarest);
        for found in rarest.names {
            let Some(name) = self.index.name(found.number) else { continue };
            if let Some(way) = holds(&name, &asked) {
                self.add_name(found.number, way);
            }
        }
    }
}

/// How `name` holds all the words that were asked for, each in a word of its own; `None` if it does not.
fn holds(name: &IndexedName<'_>, asked: &[&str]) -> Option<Way> {
    let own: Vec<&str> = words(name.spelling).filter_map(|word| name.spelling.get(word)).collect();
    let mut taken = vec![false; own.len()];
    let (last, whole) = asked.split_last()?;
    let mut take = |fits: &dyn Fn(&str) -> bool| {
        let free = own.iter().zip(&mut taken).find(|(word, taken)| !**taken && fits(word));
        free.map(|(_, taken)| *taken = true)
    };
    for word in whole {
        take(&|own| own == *word)?;
    }
    take(&|own| own == *last).or_else(|| take(&|own| own.starts_with(last)))?;
    let is_partial = taken.contains(&false);
    let start = if taken.first() == Some(&true) { MatchStart::Name } else { MatchStart::Word };
    Some(Way { mode: MatchMode::Words, is_partial, start, ..Way::WHOLE })
}
