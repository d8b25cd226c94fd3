//! A question that costs more than one may.
#![no_main]

libfuzzer_sys::fuzz_target!(init: incidex_fuzz::prepare(), |text: &str| incidex_fuzz::dearest_query(text));
