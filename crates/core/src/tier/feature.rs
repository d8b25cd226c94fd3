//! The closed list of what a plan may include, and the refusal of what it does not.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Tier;

/// Something that a plan includes or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Finding by a whole name.
    Exact,
    /// Finding by the beginning of a name or number.
    StartsWith,
    /// Type-ahead.
    Suggest,
    /// Finding by what stands inside a name or number.
    Contains,
    /// Finding by a name with mistakes in it.
    Fuzzy,
    /// The one box for everything.
    OneBoxSearch,
    /// What markets' laws say of an ingredient, entry by entry.
    Regulations,
    /// Resolving the text of a label.
    Labels,
    /// Looking up many names at once.
    Batch,
}

impl Feature {
    /// All features.
    pub const ALL: [Self; 9] = [
        Self::Exact,
        Self::StartsWith,
        Self::Suggest,
        Self::Contains,
        Self::Fuzzy,
        Self::OneBoxSearch,
        Self::Regulations,
        Self::Labels,
        Self::Batch,
    ];

    /// The code on the wire and in policy files, such as `starts_with`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::StartsWith => "starts_with",
            Self::Suggest => "suggest",
            Self::Contains => "contains",
            Self::Fuzzy => "fuzzy",
            Self::OneBoxSearch => "one_box_search",
            Self::Regulations => "regulations",
            Self::Labels => "labels",
            Self::Batch => "batch",
        }
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// A feature that the caller's plan does not include.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the plan {tier} does not include {feature}; {}", Holders(tiers_that_have_it))]
pub struct FeatureRefused {
    /// What was asked for.
    pub feature: Feature,
    /// The caller's tier.
    pub tier: Tier,
    /// The tiers of the same table that include it, the least first; empty where none does.
    pub tiers_that_have_it: Vec<Tier>,
}

/// The end of the sentence that says who has a feature.
struct Holders<'a>(&'a [Tier]);

impl fmt::Display for Holders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("no plan does"),
            [only] => write!(f, "{only} does"),
            [first, rest @ ..] => {
                write!(f, "{first}")?;
                for tier in rest {
                    write!(f, ", {tier}")?;
                }
                f.write_str(" do")
            }
        }
    }
}
