//! The one search against naive models, over the curated names and over generated ones.
//!
//! - `records`: the curated names as records, and made-up ones. `model`: every way of matching as a scan.
//! - `modes`: what each mode finds is what the scan finds. `answers`: properties of every answer.
#![allow(clippy::unwrap_used)] // helpers of tests, which clippy does not see as tests

mod answers;
mod model;
mod modes;
mod records;
