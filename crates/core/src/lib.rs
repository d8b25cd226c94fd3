//! The domain of Incidex: cosmetic ingredients, found by any of their names or numbers.
//!
//! This crate does no I/O and knows no clock, no HTTP and no SQL. Its map:
//!
//! - [`ingredient`], [`identifier`], [`regulation`]: what an ingredient is and what laws say of it.
//! - [`text`]: the one normaliser, for whoever builds an index and whoever queries it.
//! - [`index`]: FSTs and postings, their builder and their reader.
//! - [`search`]: what a search asks, ranks and explains.
//! - [`label`]: the text of a label to the ingredients it names.
//! - [`store`]: the port that records come through, with an in-memory store.
//! - [`tier`]: what a caller may see.
//! - [`manifest`]: what a data set says of itself.
//! - [`catalog`]: the use cases over all of these.
//!
//! Normalising and checking need nothing but the crate:
//!
//! ```
//! use incidex_core::identifier::CasNumber;
//! use incidex_core::text::key;
//!
//! assert_eq!(key("1,2-HEXANEDIOL"), key("1,2\u{2011}Hexanediol"));
//! assert_eq!("98-92-0".parse::<CasNumber>()?.to_string(), "98-92-0");
//! # Ok::<(), incidex_core::identifier::IdentifierError>(())
//! ```

#![warn(clippy::indexing_slicing)]

pub mod catalog;
pub mod identifier;
pub mod index;
pub mod ingredient;
pub mod label;
pub mod manifest;
pub mod regulation;
pub mod search;
pub mod store;
pub mod text;
pub mod tier;
