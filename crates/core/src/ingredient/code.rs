//! Ingredient codes and the ranges they come from.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Added to a CosIng reference number to make the code of a record that no Korean entry meets.
pub const FIRST_COSING_CODE: u32 = 1_000_000;

/// The largest CosIng reference number that has a code of its own.
pub const LAST_COSING_REFERENCE: u32 = 7_999_999;

/// The first code of the append-only ledger, which serves records that have neither a Korean code nor a
/// CosIng reference number.
pub const FIRST_LEDGER_CODE: u32 = 9_000_000;

/// The stable code of a record: the Korean dictionary's code where the record has one, else
/// [`FIRST_COSING_CODE`] plus the CosIng reference number, else one of the ledger. Once given, a code is
/// never given again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IngredientCode(u32);

impl IngredientCode {
    /// A code as it stands in data or in a request.
    pub const fn new(code: u32) -> Self {
        Self(code)
    }

    /// The code of a record that has this CosIng reference number and no Korean code; `None` where the
    /// number is outside 1 to [`LAST_COSING_REFERENCE`].
    pub fn from_cosing_reference(reference: u32) -> Option<Self> {
        (1..=LAST_COSING_REFERENCE).contains(&reference).then(|| Self(FIRST_COSING_CODE + reference))
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for IngredientCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
