//! How good search and labels are, measured against truth files: `cargo xtask eval`.
//!
//! - [`truth`]: what stands under `data/eval`, and digests of it.
//! - [`indexes`]: the indexes that are measured: the curated one, and the one of all sources where they are there.
//! - [`search`]: queries and the ranks of their answers.
//! - [`labels`]: label texts, mention by mention. [`coverage`]: how much of real labels is resolved, without truth.
//! - [`measure`]: truth, index and engine together.
//! - [`figures`]: groups of figures, and their tables. [`baseline`]: the figures that may not fall.
//!
//! What the engines answer comes in through their public interface alone ([`engines`]). Single rows of held-out
//! files are never shown: they are for measuring and not for working on.

pub mod baseline;
pub mod coverage;
pub mod engines;
pub mod figures;
pub mod indexes;
pub mod labels;
pub mod measure;
pub mod search;
pub mod truth;
