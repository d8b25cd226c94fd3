//! What may be searched for, and Hangul arithmetic over it.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| incidex_fuzz::query(text));
