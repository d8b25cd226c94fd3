//! Finding ingredients, however it was typed: what a request is, in which order hits stand, and why.
//!
//! - `ranking`: the order of names that match equally well, and the list of rules that orders hits.
//!
//! Keys, postings and automata are the index's business, policies and records the catalog's.

pub mod ranking;
