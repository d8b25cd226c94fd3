//! The one-file bundle that Incidex runs from: a header with a digest, a manifest, and a redb image.
//!
//! - [`Bundle`] opens a file read-only, distrusts every byte of it, and hands out a
//!   [`Catalog`](incidex_core::catalog::Catalog). It never writes.
//! - `BundleWriter` (feature `writer`) publishes a file atomically.
//! - [`OpenError`] says what is wrong with a file and what to do.
//!
//! What an ingredient means is `incidex-core`'s business; what a byte means is documented in
//! `docs/format.md` and stands in `format` and `stored` here.

#![warn(clippy::indexing_slicing)]

mod backend;
mod contained;
mod content;
mod error;
mod format;
mod reader;
mod scan;
mod stored;
#[cfg(test)]
#[cfg(feature = "writer")]
mod tests;
mod verify;
#[cfg(feature = "writer")]
mod writer;

pub use error::{Defect, OpenError};
pub use format::{FORMAT_VERSION, OLDEST_READABLE};
pub use reader::{Bundle, BundleCatalog, BundleStore, SectionBytes};
pub use verify::VerifyReport;
#[cfg(feature = "writer")]
pub use writer::{BundleContent, BundleWriter, WriteError, Written, replace_file};
