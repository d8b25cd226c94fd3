//! Finding ingredients, however it was typed: what a request is, how names match it, in which order hits
//! stand, and why.
//!
//! - `query`, `request`: what is asked, checked once. `cursor`: where a list goes on.
//! - `leads`: what the index has for a request, mode by mode, and which modes are tried when.
//! - `ranking`: the order of names that match equally well, and the list of rules that orders hits.
//! - `answer`, `explanation`, `highlight`: what comes back, and why.
//!
//! Keys, postings and automata are the index's business, policies and records the catalog's.

mod align;
mod answer;
mod cursor;
mod explanation;
mod highlight;
mod leads;
mod number;
mod query;
pub mod ranking;
mod request;

pub use crate::index::Total;
pub use answer::{Hit, Notice, NoticeCode, SearchPage, Suggestion};
pub use cursor::{Cursor, CursorError};
pub(crate) use explanation::in_characters;
pub use explanation::{Explanation, MatchMode, MatchedKind, MatchedName};
pub(crate) use highlight::Marker;
pub(crate) use leads::{Lead, Target, leads};
pub use query::{Query, QueryError};
pub use request::{Field, Filters, Limit, SearchMode, SearchRequest, Sort};
