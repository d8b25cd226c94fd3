//! Labels over the curated names.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| incidex_fuzz::label_resolver(text));
