//! What is asked for: whole names and numbers, drawn as often as their ingredients stand on labels.

use std::fmt::Write;

use incidex_core::catalog::LookupField;
use incidex_core::ingredient::{Ingredient, IngredientCode};
use incidex_core::store::RecordStore;
use incidex_core::tier::TierPolicy;
use incidex_storage::Bundle;

use crate::random::Random;

/// An exact lookup: what is asked for leads to one ingredient, or, by a number, to all that bear it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lookup {
    /// Where.
    pub(crate) field: LookupField,
    /// What.
    pub(crate) text: String,
}

impl Lookup {
    /// The request target.
    pub(crate) fn target(&self) -> String {
        let route = match self.field {
            LookupField::Inci | LookupField::Alias => "inci",
            LookupField::Korean => "kr",
            LookupField::Cas => "cas",
            LookupField::Ec => "ec",
        };
        let mut target = format!("/v1/ingredient/{route}?q=");
        for byte in self.text.bytes() {
            if byte.is_ascii_alphanumeric() || byte == b'-' {
                target.push(byte.into());
            } else {
                // Writing to a string cannot fail.
                let _ = write!(target, "%{byte:02X}");
            }
        }
        target
    }
}

/// `count` lookups. Each record is drawn with the number of labels, of ten thousand, on which it stands, and
/// one more, so that every record is drawn at times; of its CAS number, INCI name and Korean name one, as
/// long as a name begins no other's. The same for every run over one file.
///
/// # Errors
/// When the file holds nothing that can be looked up.
pub(crate) fn lookups(bundle: &Bundle, count: usize) -> Result<Vec<Lookup>, String> {
    let catalog = bundle.catalog();
    let mut sum = 0;
    let ends: Vec<(u64, IngredientCode)> = catalog
        .index()
        .directory()
        .iter()
        .map(|entry| {
            sum += u64::from(entry.label_frequency) + 1;
            (sum, entry.code)
        })
        .collect();
    let mut random = Random::new(0x1c1d_e5ed);
    let mut lookups = Vec::with_capacity(count);
    for _ in 0..count.saturating_mul(20) {
        if lookups.len() == count {
            break;
        }
        let mark = random.below(sum.max(1));
        let Some((_, code)) = ends.get(ends.partition_point(|(end, _)| *end <= mark)) else { continue };
        let read = catalog.store().ingredient(*code).map_err(|error| error.to_string())?;
        let found = read.and_then(|ingredient| choice(&ingredient, random.below(3)));
        lookups.extend(found.filter(|lookup| is_exact(bundle, lookup)));
    }
    if lookups.is_empty() { Err("the index holds nothing to look up".to_owned()) } else { Ok(lookups) }
}

fn choice(ingredient: &Ingredient, which: u64) -> Option<Lookup> {
    let (field, text) = match which {
        0 => (LookupField::Cas, ingredient.cas.first()?.to_string()),
        1 => (LookupField::Inci, ingredient.inci_name.clone()),
        _ => (LookupField::Korean, ingredient.korean_name.clone()),
    };
    // The server takes no shorter ones.
    (text.chars().count() >= 2).then_some(Lookup { field, text })
}

fn is_exact(bundle: &Bundle, lookup: &Lookup) -> bool {
    let found =
        bundle.catalog().codes_starting_with(&TierPolicy::unrestricted(), lookup.field, &lookup.text, 1);
    let most = if lookup.field == LookupField::Cas { 4 } else { 1 };
    found.is_ok_and(|page| (1..=most).contains(&page.total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_percent_encoded() {
        let lookup = Lookup { field: LookupField::Korean, text: "레 a-1".to_owned() };
        assert_eq!(lookup.target(), "/v1/ingredient/kr?q=%EB%A0%88%20a-1");
    }
}
