//! Texts in both normal forms, and back.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| incidex_fuzz::normaliser(text));
