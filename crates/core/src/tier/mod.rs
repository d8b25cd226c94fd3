//! Tiers, what each may see, and the view of a record that a policy makes.
//!
//! A handler cannot forget the tier: [`crate::catalog::Catalog`] takes a [`TierPolicy`], and what leaves it
//! is an [`IngredientView`], which nothing outside this module can make.

mod view;

use serde::{Deserialize, Serialize};

pub use view::IngredientView;

/// The plan of a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Tier {
    /// The plan of an unknown caller.
    Basic,
    /// Adds contains, fuzzy and one-box search, labels and two markets.
    Pro,
    /// Adds four markets and the notes.
    Ultra,
    /// Everything.
    Mega,
}

/// What a tier may do and see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierPolicy {
    /// The tier it belongs to.
    pub tier: Tier,
    /// Results per request, 1 or more.
    pub results_per_request: usize,
    /// Whether numeric limits (`limit_value`) are shown.
    pub shows_limits: bool,
    /// Whether conditions, provisos, definitions and notes are shown.
    pub shows_notes: bool,
}

impl TierPolicy {
    /// The policy that hides nothing.
    pub fn unrestricted() -> Self {
        Self { tier: Tier::Mega, results_per_request: 50, shows_limits: true, shows_notes: true }
    }
}
