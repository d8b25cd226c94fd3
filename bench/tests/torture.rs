//! The proofs of the reliability suite, each so small that it takes seconds. What it says of times is left to
//! runs on a machine that does nothing else.

#![allow(clippy::unwrap_used)] // helpers of tests are no tests to clippy

#[path = "torture/endure.rs"]
mod endure;
