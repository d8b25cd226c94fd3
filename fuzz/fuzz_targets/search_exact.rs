//! Whole names and numbers.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| incidex_fuzz::search(incidex_fuzz::SearchMode::Exact, text));
