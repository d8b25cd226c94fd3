//! The public words and the public faults of the domain.
//!
//! - `codes`: what stands on the wire, word for word. `contradictions`: a store and an index that do not belong
//!   together.
#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests, which clippy does not see as tests

mod codes;
mod contradictions;
