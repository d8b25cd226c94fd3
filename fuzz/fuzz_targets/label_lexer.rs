//! Labels over no names: cutting, marks, amounts, headings, noise.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| incidex_fuzz::label_lexer(text));
