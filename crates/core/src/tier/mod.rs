//! Tiers, what each may do and see, and the views that a policy makes.
//!
//! A handler cannot forget the tier: [`crate::catalog::Catalog`] takes a [`TierPolicy`], asks it for the
//! [`Feature`] that the use case is, and what leaves it is an [`IngredientView`] or a [`RegulationsView`],
//! which nothing outside this module can make.
//!
//! - `feature`: the closed list of features, and the refusal of one.
//! - `policy`: what one tier may do and see. `table`: all tiers, checked together.
//! - `view`, `regulations`: a record and its regulations as a policy shows them.
//!
//! How a table is read from a file is not known here.

mod feature;
mod policy;
mod regulations;
mod table;
#[cfg(test)]
mod tests;
mod view;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use feature::{Feature, FeatureRefused};
pub use policy::{RateLimit, TierPolicy};
pub(crate) use regulations::Listings;
pub use regulations::{EntryView, RegulationResult, RegulationsView};
pub use table::{PolicyFault, PolicyTable, RequestWeights, WrittenPolicy};
pub use view::IngredientView;

/// The plan of a caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Tier {
    /// The plan of a caller whose plan is unknown.
    #[default]
    Basic,
    /// By default adds contains, fuzzy and one-box search, labels and two markets.
    Pro,
    /// By default adds four markets and the notes.
    Ultra,
    /// By default everything.
    Mega,
}

impl Tier {
    /// All tiers, the least first.
    pub const ALL: [Self; 4] = [Self::Basic, Self::Pro, Self::Ultra, Self::Mega];

    /// The name on the wire and in policy files, such as `BASIC`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Basic => "BASIC",
            Self::Pro => "PRO",
            Self::Ultra => "ULTRA",
            Self::Mega => "MEGA",
        }
    }

    /// The tier of this name in any letter case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.name().eq_ignore_ascii_case(name.trim()))
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
