//! Wire types: what requests may say and what answers look like. Each can change without the domain, and
//! the domain without them. Answers borrow from what they show, and are written once, straight into the
//! body.
//!
//! The command line prints the same [`Record`]s and [`Envelope`]s.

mod dataset;
mod envelope;
mod health;
mod label;
mod parameters;
mod record;
mod regulation;
mod schema;
mod search;
mod statistics;
mod text;

pub use dataset::{DatasetData, Functions, MarketEntry, Markets};
pub(crate) use envelope::WrittenEnvelope;
pub use envelope::{DISCLAIMER, Envelope, PagedEnvelope};
pub use health::{DatasetReference, Health, Ready};
pub use label::{
    KindCode, LabelledReport, LookupBody, LookupCode, LookupEntry, NoiseCode, OneLabel, Report, ReportAmount,
    ReportCandidate, ReportFootnote, ReportItem, ReportMark, ReportMarket, ReportMarketSummary, ReportNoise,
    ReportSection, ReportSummary, ResolveBody, Resolved, SectionCode, TextSpan, VerdictCode,
};
pub use parameters::{
    LookupParameters, NoParameters, OneBoxParameters, RegulationsParameters, SearchParameters,
    StatusParameters, SuggestParameters,
};
pub use record::{FunctionEntry, NameEntry, Record, Records, SourceReferences};
pub use regulation::{Country, Entries, Entry, Limit, RegulatedIngredient, Regulations};
pub use search::{
    HitEntry, Hits, Match, NoticeEntry, Ranges, RuleValues, SearchResults, SuggestionEntry, Suggestions,
};
pub use statistics::{SourceEntry, StatisticsData};
