//! Why a bundle cannot be opened, each with its remedy.

use std::path::PathBuf;

/// What is wrong with the bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Defect {
    /// The first bytes are not those of an Incidex index.
    #[error(
        "it is not an Incidex index: its first bytes are others. Give the path of a file that `build-index` wrote"
    )]
    Foreign,
    /// The file is shorter or longer than its header says.
    #[error(
        "it holds {found} bytes where its header calls for {expected}: it was cut short or appended to. \
         Copy it again, or build it again"
    )]
    Length {
        /// Bytes that the header calls for.
        expected: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// The digest does not fit the content.
    #[error(
        "its SHA-256 does not fit its content: at least one byte has changed. Copy it again, or build it again"
    )]
    Digest,
    /// The layout is newer than this program.
    #[error("its format version is {found} and this program reads up to {newest}: use a newer program")]
    TooNew {
        /// Version in the file.
        found: u32,
        /// Newest version that can be read.
        newest: u32,
    },
    /// The layout is older than this program still reads.
    #[error("its format version is {found} and this program reads from {oldest} on: build the file again")]
    TooOld {
        /// Version in the file.
        found: u32,
        /// Oldest version that can be read.
        oldest: u32,
    },
    /// The keys were made by another version of the normaliser.
    #[error(
        "its keys were made by normaliser version {found} and this program has version {expected}: build the \
         file again with this program's `build-index`"
    )]
    Normalizer {
        /// Version in the file.
        found: u32,
        /// Version of this program.
        expected: u32,
    },
    /// The digest is right and the content still makes no sense: a faulty builder.
    #[error("its {part} cannot be used ({fault}): build the file again, and report this")]
    Content {
        /// The part, such as `manifest`.
        part: String,
        /// What is wrong with it.
        fault: String,
    },
}

/// Why a bundle cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no file.
    #[error("there is no index at {path}: build one with `cargo xtask build-index`, or give the path of one")]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// The file is there and cannot be read.
    #[error("cannot read the index {path}: {source}. Check that it is a file and that this user may read it")]
    Io {
        /// The path as given.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The file was read and is refused.
    #[error("cannot use the index {path}: {defect}")]
    Refused {
        /// The path as given.
        path: PathBuf,
        /// What is wrong.
        defect: Defect,
    },
}
