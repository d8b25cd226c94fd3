//! Names of tiers, as settings and subscriptions give them.

use incidex_core::tier::Tier;

const NAMES: [(Tier, &str); 4] =
    [(Tier::Basic, "BASIC"), (Tier::Pro, "PRO"), (Tier::Ultra, "ULTRA"), (Tier::Mega, "MEGA")];

/// The tier of this name in any letter case.
pub fn tier_named(name: &str) -> Option<Tier> {
    NAMES.into_iter().find(|(_, known)| known.eq_ignore_ascii_case(name.trim())).map(|(tier, _)| tier)
}

/// The name of a tier.
pub fn tier_name(tier: Tier) -> &'static str {
    NAMES.into_iter().find(|(known, _)| *known == tier).map_or("BASIC", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_case() {
        for (tier, name) in NAMES {
            assert_eq!(tier_named(&name.to_lowercase()), Some(tier));
            assert_eq!(tier_name(tier), name);
        }
        assert_eq!(tier_named("GOLD"), None);
    }
}
