//! Type-ahead.
#![no_main]

libfuzzer_sys::fuzz_target!(init: incidex_fuzz::prepare(), |text: &str| incidex_fuzz::suggest(text));
