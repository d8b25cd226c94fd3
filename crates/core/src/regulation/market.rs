//! The ten markets whose law Incidex can hold.

use serde::{Deserialize, Serialize};

/// A market. The order of the variants is the order in which answers list markets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Market {
    /// South Korea.
    Kr,
    /// European Union.
    Eu,
    /// China.
    Cn,
    /// United States of America.
    Us,
    /// Japan.
    Jp,
    /// Association of Southeast Asian Nations (ASEAN Cosmetic Directive).
    Asean,
    /// Taiwan.
    Tw,
    /// Brazil.
    Br,
    /// Argentina.
    Ar,
    /// Canada.
    Ca,
}

impl Market {
    /// All markets in their order.
    pub const ALL: [Self; 10] = [
        Self::Kr,
        Self::Eu,
        Self::Cn,
        Self::Us,
        Self::Jp,
        Self::Asean,
        Self::Tw,
        Self::Br,
        Self::Ar,
        Self::Ca,
    ];

    /// The code that requests and answers use, such as `EU`.
    pub fn code(self) -> &'static str {
        self.labels().0
    }

    /// The English name.
    pub fn english_name(self) -> &'static str {
        self.labels().1
    }

    /// The Korean name.
    pub fn korean_name(self) -> &'static str {
        self.labels().2
    }

    /// The market that a code in any case, an English name in any case or a Korean name means.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::ALL.into_iter().find(|market| {
            let (code, english, korean) = market.labels();
            text.eq_ignore_ascii_case(code) || text.eq_ignore_ascii_case(english) || text == korean
        })
    }

    fn labels(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Kr => ("KR", "South Korea", "한국"),
            Self::Eu => ("EU", "European Union", "EU"),
            Self::Cn => ("CN", "China", "중국"),
            Self::Us => ("US", "United States", "미국"),
            Self::Jp => ("JP", "Japan", "일본"),
            Self::Asean => ("ASEAN", "ASEAN", "아세안"),
            Self::Tw => ("TW", "Taiwan", "대만"),
            Self::Br => ("BR", "Brazil", "브라질"),
            Self::Ar => ("AR", "Argentina", "아르헨티나"),
            Self::Ca => ("CA", "Canada", "캐나다"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_of_a_market_means_it() {
        for market in Market::ALL {
            let (code, english, korean) = market.labels();
            for label in [code.to_lowercase().as_str(), english.to_uppercase().as_str(), korean] {
                assert_eq!(Market::parse(label), Some(market));
            }
        }
        assert_eq!(Market::parse("Atlantis"), None);
    }
}
