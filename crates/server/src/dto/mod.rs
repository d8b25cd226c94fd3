//! Wire types: what requests may say and what answers look like. Each can change without the domain, and
//! the domain without them. Answers borrow from what they show, and are written once, straight into the
//! body.
//!
//! The command line prints the same [`Record`]s and [`Envelope`]s.

mod envelope;
mod health;
mod parameters;
mod record;
mod regulation;
mod schema;
mod statistics;
mod text;

pub(crate) use envelope::WrittenEnvelope;
pub use envelope::{DISCLAIMER, Envelope, PagedEnvelope};
pub use health::{DatasetReference, Health, Ready};
pub use parameters::{
    LookupParameters, NoParameters, RegulationsParameters, SearchParameters, StatusParameters,
};
pub use record::{FunctionEntry, NameEntry, Record, Records, SourceReferences};
pub use regulation::{Country, Entries, Entry, Limit, RegulatedIngredient, Regulations};
pub use statistics::{SourceEntry, StatisticsData};
