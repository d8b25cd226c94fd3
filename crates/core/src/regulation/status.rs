//! The status that follows from the entries of the loaded markets.

use serde::{Deserialize, Serialize};

/// What one entry does: ban or limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Restriction {
    /// The substance must not be used.
    Ban,
    /// The substance may be used under conditions, or only as what a list of allowed substances says.
    Limit,
}

/// The union over the markets whose sources are loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RegulationStatus {
    /// A ban, and no limit.
    Prohibited,
    /// A limit, and no ban.
    Restricted,
    /// A ban and a limit: of several entries, or in several markets.
    RestrictedAndProhibited,
    /// No entry in any loaded source. Says nothing about markets that are not loaded.
    NotListed,
    /// No source of any market is loaded, so nothing can be said.
    Unknown,
}

impl RegulationStatus {
    /// All statuses.
    pub const ALL: [Self; 5] =
        [Self::Prohibited, Self::Restricted, Self::RestrictedAndProhibited, Self::NotListed, Self::Unknown];

    /// The status of an ingredient with these entries, `any_market_loaded` telling whether an empty list
    /// means anything.
    pub fn of(restrictions: impl IntoIterator<Item = Restriction>, any_market_loaded: bool) -> Self {
        let (mut ban, mut limit) = (false, false);
        for restriction in restrictions {
            match restriction {
                Restriction::Ban => ban = true,
                Restriction::Limit => limit = true,
            }
        }
        match (ban, limit) {
            (true, false) => Self::Prohibited,
            (false, true) => Self::Restricted,
            (true, true) => Self::RestrictedAndProhibited,
            (false, false) if any_market_loaded => Self::NotListed,
            (false, false) => Self::Unknown,
        }
    }

    /// The words that answers use and the `status` route takes; `Unknown` is counted, never asked for.
    pub fn label(self) -> &'static str {
        match self {
            Self::Prohibited => "Prohibited",
            Self::Restricted => "Restricted",
            Self::RestrictedAndProhibited => "Restricted / Prohibited",
            Self::NotListed => "Not Listed",
            Self::Unknown => "Unknown",
        }
    }

    /// The status that a label means, whatever its letter case and blanks; never `Unknown`.
    pub fn parse(label: &str) -> Option<Self> {
        let bare = |text: &str| text.split_whitespace().collect::<String>().to_ascii_lowercase();
        let label = bare(label);
        Self::ALL.into_iter().find(|status| *status != Self::Unknown && bare(status.label()) == label)
    }

    /// The label as a record shows it: empty where nothing can be said.
    pub fn record_label(self) -> &'static str {
        if self == Self::Unknown { "" } else { self.label() }
    }
}
