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
//! A first search, over records in memory (`incidex-storage` has the same over a file):
//!
//! ```
//! use incidex_core::{catalog::*, ingredient::*, manifest::Manifest, search::*, tier::TierPolicy};
//!
//! let names = [(NameKind::Inci, Language::Inci, "NIACINAMIDE"), (NameKind::Korean, Language::Ko, "나이아신아마이드")];
//! let records = vec![Ingredient::named(1941, names)];
//! let catalog = MemoryCatalog::in_memory(records, Vec::new(), Manifest::default())?;
//! for typed in ["niacinmaide", "나이아ㅅ", "ㄴㅇㅇㅅ", "skdldktls"] {
//!     let page = catalog.search(&TierPolicy::unrestricted(), &SearchRequest::new(Query::parse(typed)?))?;
//!     assert_eq!(page.hits[0].ingredient.inci_name, "NIACINAMIDE", "{:?}", page.hits[0].explanation);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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
