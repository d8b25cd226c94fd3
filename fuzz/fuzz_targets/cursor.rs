//! Cursors from anywhere.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| incidex_fuzz::cursor(text));
