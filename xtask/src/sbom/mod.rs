//! The software bill of materials of the binary: which crates it is made of, from where, under which licence,
//! in `CycloneDX` 1.5 (<https://cyclonedx.org/docs/1.5/json/>).
//!
//! Made from what cargo resolves and what `Cargo.lock` pins; no clock and no path enters it, so that the same
//! tree gives the same bytes. Since the resolution is the workspace's, a crate may be listed that only a
//! feature of another member calls for: the bill may name too much, never too little.

mod crates;
pub mod document;
#[cfg(test)]
mod tests;

pub use crates::{Crate, Role, crates_of};
pub use document::{DataSetFile, document};
