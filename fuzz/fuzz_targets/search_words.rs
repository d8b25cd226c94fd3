//! Words in any order.
#![no_main]

libfuzzer_sys::fuzz_target!(init: incidex_fuzz::prepare(), |text: &str| incidex_fuzz::search(incidex_fuzz::SearchMode::Words, text));
