//! What a search answers.

use std::ops::Range;

use super::{Cursor, Explanation, MatchMode, MatchedName};
use crate::index::Total;
use crate::ingredient::IngredientCode;
use crate::tier::IngredientView;

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeCode {
    /// The query has the shape of a CAS number whose check digit is wrong.
    NotACasNumber,
    /// The query has the shape of an EC number whose check digit is wrong.
    NotAnEcNumber,
    /// Nothing was found but as typed on the other keyboard layout.
    OtherKeyboardLayout,
    /// The market that was asked for is not in the plan, so nothing may be found by it.
    MarketOutsidePlan,
}

impl NoticeCode {
    /// The code on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotACasNumber => "not_a_cas_number",
            Self::NotAnEcNumber => "not_an_ec_number",
            Self::OtherKeyboardLayout => "other_keyboard_layout",
            Self::MarketOutsidePlan => "market_outside_plan",
        }
    }
}

/// Something that the caller should be told about the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is about.
    pub code: NoticeCode,
    /// For people, in English.
    pub text: String,
}

/// One ingredient that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The ingredient, as the plan shows it.
    pub ingredient: IngredientView,
    /// Why it was found.
    pub explanation: Explanation,
}

/// One answer: a part of the list of hits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchPage {
    /// The hits, each ingredient once, the best first.
    pub hits: Vec<Hit>,
    /// All hits of the request. Where it is a lower bound, the list ends after so many.
    pub total: Total,
    /// Where the list goes on; `None` at its end.
    pub next_cursor: Option<Cursor>,
    /// What the caller should be told.
    pub notice: Option<Notice>,
}

/// One entry of a type-ahead list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The ingredient.
    pub code: IngredientCode,
    /// The name that what was typed leads to.
    pub name: MatchedName,
    /// The INCI name, or empty.
    pub inci_name: String,
    /// The Korean standard name, or empty.
    pub korean_name: String,
    /// How it matched.
    pub mode: MatchMode,
    /// The parts of [`name`](Self::name) that matched, in bytes.
    pub byte_ranges: Vec<Range<usize>>,
    /// The same in code points.
    pub char_ranges: Vec<Range<usize>>,
}
