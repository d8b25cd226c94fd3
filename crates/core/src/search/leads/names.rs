//! Names that meet a probe: whole, by their beginning, by what stands inside them, with mistakes.

use super::{Collector, Way};
use crate::index::{Fields, Found, IndexedName};
use crate::search::MatchMode;
use crate::search::align::edit_budget;
use crate::search::ranking::MatchStart;
use crate::text::hangul::{agrees_with_choseong, choseong, half_typed, is_initial};
use crate::text::{self, is_hangul, is_syllable, key};

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
            if index.name(number).is_some_and(|name| fields.hold(name.kind)) {
                self.add_name(number, Way::WHOLE);
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
            let is_partial = self.index.name(name.number).is_some_and(|n| usize::from(n.key_length) > length);
            self.add_name(name.number, Way { mode: MatchMode::StartsWith, is_partial, ..Way::WHOLE });
        }
        self.half_typed(query.key(), fields);
        self.initials(query.key(), fields);
    }

    /// Korean names whose next syllable has been begun.
    fn half_typed(&mut self, key: &str, fields: Fields) {
        if !key.chars().next_back().is_some_and(is_hangul) {
            return;
        }
        for form in half_typed(key) {
            let found = self.index.fuzzy_prefix(&form, fields, 0, self.most);
            self.note(&found);
            for name in found.names {
                let goes_on = |name: IndexedName<'_>| !text::key(name.spelling).starts_with(key);
                if self.index.name(name.number).is_some_and(goes_on) {
                    self.add_name(
                        name.number,
                        Way { mode: MatchMode::HalfTyped, is_partial: true, ..Way::WHOLE },
                    );
                }
            }
        }
    }

    /// Korean names by the initials of their syllables, whole syllables among them standing for themselves.
    fn initials(&mut self, pattern: &str, fields: Fields) {
        if !choseong(pattern).chars().any(is_initial)
            || !pattern.chars().any(|c| !is_syllable(c) && is_hangul(c))
        {
            return;
        }
        let before: String = pattern.chars().take_while(|c| !is_initial(*c)).collect();
        let found = self.index.starts_with(&before, fields, self.most);
        self.note(&found);
        for name in found.names {
            let Some(indexed) = self.index.name(name.number) else { continue };
            let name_key = key(indexed.spelling);
            if let Some(covered) = agrees_with_choseong(pattern, &name_key) {
                let is_partial = covered < usize::from(indexed.key_length);
                self.add_name(name.number, Way { mode: MatchMode::Choseong, is_partial, ..Way::WHOLE });
            }
        }
    }

    /// Names whose spelling form holds that of the probe.
    pub(super) fn insides(&mut self) {
        let query = self.query();
        let Some(fields) = self.fields else { return };
        let needle = query.spelling();
        let found = self.index.contains(needle, fields, self.most);
        self.note(&found);
        for name in found.names {
            let Some(indexed) = self.index.name(name.number) else { continue };
            let is_partial = indexed.spelling.len() > needle.len();
            let start = match_start(indexed.spelling, needle);
            self.add_name(name.number, Way { mode: MatchMode::Contains, is_partial, start, ..Way::WHOLE });
        }
    }

    /// Names that are the probe, or begin with it, but for some mistakes.
    pub(super) fn mistyped(&mut self) {
        let query = self.query();
        let Some(fields) = self.fields else { return };
        let budget = edit_budget(query.key());
        let whole = self.index.fuzzy(query.key(), fields, budget, self.most);
        self.note(&whole);
        for name in whole.names {
            let mode = if name.edits == 0 { MatchMode::Exact } else { MatchMode::Fuzzy };
            self.add_name(name.number, Way { mode, edits: name.edits, ..Way::WHOLE });
        }
        let beginnings = self.index.fuzzy_prefix(query.key(), fields, budget, self.most);
        self.note(&beginnings);
        for found in beginnings.names {
            let Some(name) = self.index.name(found.number) else { continue };
            // A final that begins the next syllable, as in a half-typed one, is no mistake.
            let mode = match found.edits {
                0 if key(name.spelling).starts_with(query.key()) => MatchMode::StartsWith,
                0 => MatchMode::HalfTyped,
                _ => MatchMode::FuzzyPrefix,
            };
            self.add_name(found.number, Way { mode, edits: found.edits, is_partial: true, ..Way::WHOLE });
        }
    }
}

/// Where the best occurrence of `needle` begins.
fn match_start(spelling: &str, needle: &str) -> MatchStart {
    let starts = spelling.match_indices(needle).map(|(at, _)| {
        match spelling.get(..at).and_then(|before| before.chars().next_back()) {
            None => MatchStart::Name,
            Some(before) if !before.is_alphanumeric() => MatchStart::Word,
            Some(_) => MatchStart::Inside,
        }
    });
    starts.min().unwrap_or(MatchStart::Inside)
}
