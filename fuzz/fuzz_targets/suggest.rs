//! Type-ahead.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| incidex_fuzz::suggest(text));
