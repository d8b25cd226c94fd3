//! What markets' laws say about ingredients: markets, annex references, entries and the status that
//! follows from them. How an entry is attached to an ingredient is decided where the data is built.

mod annex;
mod entry;
mod market;
mod status;

pub use annex::{Annex, AnnexReference, AnnexReferenceError};
pub use entry::{EntryKey, EntryKeyError, RegulationEntry, SourceType, maximum_concentrations};
pub use market::Market;
pub use status::{RegulationStatus, Restriction};
