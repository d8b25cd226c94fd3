//! Beginnings, initials, half-typed syllables.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| incidex_fuzz::search(incidex_fuzz::SearchMode::StartsWith, text));
