//! Names that meet a probe: whole, by their beginning, by what stands inside them, with mistakes.

use memchr::memmem::Finder;

use super::{Collector, Way};
use crate::index::{Fields, Found, IndexedName};
use crate::search::MatchMode;
use crate::search::align::edit_budget;
use crate::search::ranking::MatchStart;
use crate::text::hangul::{agrees_with_choseong, choseong, half_typed, is_initial};
use crate::text::{Agreement, agreement, is_hangul, is_syllable, is_word_character, key};

impl<D: AsRef<[u8]>> Collector<'_, D> {
    /// Notes whether a lookup has left something out.
    pub(super) fn note(&mut self, found: &Found) {
        self.leads.is_complete &= found.total.is_exact() && found.names.len() == found.total.count();
    }

    /// Names whose key form is that of the probe.
    pub(super) fn whole_names(&mut self) {
        let (index, query) = (self.index, self.query());
        let Some(fields) = self.fields else { return };
        for number in index.exact(query.key()) {
            if let Some(name) = index.name(number).filter(|name| fields.hold(name.kind)) {
                self.add_name(number, &name, Way::WHOLE);
            }
        }
    }

    /// Names that begin with the probe, or that it is on the way to.
    pub(super) fn beginnings(&mut self) {
        let query = self.query();
        let Some(fields) = self.fields else { return };
        let length = query.key().chars().count();
        let found = self.index.starts_with(query.key(), fields, self.most);
        self.note(&found);
        for name in found.names {
            let Some(indexed) = self.index.name(name.number) else { continue };
            let left_over = u8::from(usize::from(indexed.key_length) > length);
            let way = Way { mode: MatchMode::StartsWith, left_over, ..Way::WHOLE };
            self.add_name(name.number, &indexed, way);
        }
        self.half_typed(query.key(), fields);
        self.initials(query.key(), fields);
    }

    /// Korean names whose next syllable has been begun.
    fn half_typed(&mut self, key: &str, fields: Fields) {
        let Some(last) = key.chars().next_back().filter(|last| is_hangul(*last)) else { return };
        for form in half_typed(key) {
            let found = self.index.fuzzy_prefix_within(&form, fields, 0, self.most, &mut self.effort);
            self.note(&found);
            for name in found.names {
                let indexed = self.index.name(name.number);
                if let Some(indexed) = indexed.filter(|indexed| !begins_with(indexed, key, last)) {
                    let way = Way { mode: MatchMode::HalfTyped, left_over: 1, ..Way::WHOLE };
                    self.add_name(name.number, &indexed, way);
                }
            }
        }
    }

    /// Korean names by the initials of their syllables, whole syllables among them standing for themselves.
    fn initials(&mut self, pattern: &str, fields: Fields) {
        let initials = choseong(pattern);
        let has_jamo = pattern.chars().any(|c| is_hangul(c) && !is_syllable(c));
        if !has_jamo || !initials.chars().any(is_initial) {
            return;
        }
        let found = self.index.choseong_starts_with(&initials, fields, self.most);
        self.note(&found);
        let (covered, has_syllables) = (initials.chars().count(), pattern.chars().any(is_syllable));
        for name in found.names {
            let Some(indexed) = self.index.name(name.number) else { continue };
            // The index has compared initials; syllables of the pattern stand for themselves alone.
            if has_syllables && agrees_with_choseong(pattern, &key(indexed.spelling)).is_none() {
                continue;
            }
            let left_over = u8::from(covered < usize::from(indexed.key_length));
            self.add_name(name.number, &indexed, Way { mode: MatchMode::Choseong, left_over, ..Way::WHOLE });
        }
    }

    /// Names whose spelling form holds that of the probe.
    pub(super) fn insides(&mut self) {
        let query = self.query();
        let Some(fields) = self.fields else { return };
        let needle = query.spelling();
        let found = self.index.contains(needle, fields, self.most);
        self.note(&found);
        let finder = Finder::new(needle);
        for name in found.names {
            let Some(indexed) = self.index.name(name.number) else { continue };
            let is_longer = indexed.spelling.len() > needle.len();
            let start = match_start(indexed.spelling, &finder);
            let way = Way { mode: MatchMode::Contains, left_over: u8::from(is_longer), start, ..Way::WHOLE };
            self.add_name(name.number, &indexed, way);
        }
    }

    /// Names that are the probe, or begin with it, but for some mistakes.
    pub(super) fn mistyped(&mut self) {
        let query = self.query();
        let Some(fields) = self.fields else { return };
        let Some(last) = query.key().chars().next_back() else { return };
        let budget = edit_budget(query.key());
        let whole = self.index.fuzzy_within(query.key(), fields, budget, self.most, &mut self.effort);
        self.note(&whole);
        for name in whole.names {
            let Some(indexed) = self.index.name(name.number) else { continue };
            // Jamo by jamo, a loose one at the end of a name is a final that another spelling has.
            let mode = match name.edits {
                0 if begins_with(&indexed, query.key(), last) => MatchMode::Exact,
                0 => MatchMode::HalfTyped,
                _ => MatchMode::Fuzzy,
            };
            self.add_name(name.number, &indexed, Way { mode, edits: name.edits, ..Way::WHOLE });
        }
        let beginnings =
            self.index.fuzzy_prefix_within(query.key(), fields, budget, self.most, &mut self.effort);
        self.note(&beginnings);
        for found in beginnings.names {
            let Some(name) = self.index.name(found.number) else { continue };
            // A final that begins the next syllable, as in a half-typed one, is no mistake.
            let mode = match found.edits {
                0 if begins_with(&name, query.key(), last) => MatchMode::StartsWith,
                0 => MatchMode::HalfTyped,
                _ => MatchMode::FuzzyPrefix,
            };
            self.add_name(found.number, &name, Way { mode, edits: found.edits, left_over: 1, ..Way::WHOLE });
        }
    }
}

/// The most occurrences of a text in one name that are looked at.
const OCCURRENCES: usize = 16;

/// Whether a name that begins with `key` jamo by jamo does so character by character, `last` being the last
/// character of `key`.
fn begins_with(name: &IndexedName<'_>, key: &str, last: char) -> bool {
    // Only jamo are ever shared out otherwise.
    !is_hangul(last) || agreement(name.spelling.chars(), key) != Agreement::Differs
}

/// Where the best occurrence of what `finder` looks for begins.
fn match_start(spelling: &str, finder: &Finder<'_>) -> MatchStart {
    let starts = finder.find_iter(spelling.as_bytes()).map(|at| {
        match spelling.get(..at).and_then(|before| before.chars().next_back()) {
            None => MatchStart::Name,
            Some(before) if !is_word_character(before) => MatchStart::Word,
            Some(_) => MatchStart::Inside,
        }
    });
    starts.take(OCCURRENCES).min().unwrap_or(MatchStart::Inside)
}
