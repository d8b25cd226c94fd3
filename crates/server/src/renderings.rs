//! Records as JSON, kept for the next who asks. A few thousand ingredients stand on most labels, so most of
//! what is asked for was asked for before.
//!
//! What is kept is the text that a policy's [`IngredientView`](incidex_core::tier::IngredientView) was
//! written as, under everything that it follows from: the catalog it came from, the policy table, the tier
//! and the code. Nothing is made of anything but a view, and a data set that was replaced leaves nothing
//! behind that could be taken for its successor's. Room is bounded by bytes; a walk through the catalogue
//! does not push out what is asked for often.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use incidex_core::ingredient::IngredientCode;
use incidex_core::store::StoreError;
use incidex_core::tier::{Tier, TierPolicy};
use incidex_storage::BundleCatalog;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::dto::{Record, WrittenEnvelope};
use crate::problem::Problem;

/// What an entry takes beside its text, in bytes: key, counts, pointers, and what the allocator rounds up.
const ENTRY_OVERHEAD: u64 = 128;

/// What most entries take, in bytes.
const USUAL_ENTRY: usize = 1_024;

/// A record as JSON.
type Rendering = Arc<str>;

/// Everything that a rendering follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    generation: u64,
    policies: u64,
    tier: Tier,
    code: IngredientCode,
}

#[derive(Clone, Copy, Debug)]
struct Bytes;

impl Weighter<Key, Rendering> for Bytes {
    fn weight(&self, _: &Key, rendering: &Rendering) -> u64 {
        ENTRY_OVERHEAD + u64::try_from(rendering.len()).unwrap_or(u64::MAX / 2)
    }
}

/// The envelope of one catalog.
struct Surroundings {
    generation: u64,
    envelope: WrittenEnvelope,
}

/// Writes answers with records. One per server.
pub(crate) struct Renderings {
    /// None where nothing is to be kept.
    kept: Option<Cache<Key, Rendering, Bytes>>,
    surroundings: ArcSwapOption<Surroundings>,
    policies: u64,
}

impl Renderings {
    /// Room for so many bytes, none for 0; `policies` is a digest of the policy table in force.
    pub(crate) fn new(bytes: usize, policies: u64) -> Self {
        let room = u64::try_from(bytes).unwrap_or(u64::MAX);
        let kept = (bytes > 0).then(|| Cache::with_weighter(bytes.div_ceil(USUAL_ENTRY), room, Bytes));
        Self { kept, surroundings: ArcSwapOption::empty(), policies }
    }

    /// The body of the answer with one record, as `policy` shows it; `None` if there is none with this code.
    ///
    /// # Errors
    /// When the store cannot read it.
    pub(crate) fn record(
        &self,
        catalog: &BundleCatalog,
        policy: &TierPolicy,
        code: IngredientCode,
    ) -> Result<Option<Vec<u8>>, Problem> {
        let Some(rendering) = self.rendering(catalog, policy, code)? else { return Ok(None) };
        Ok(Some(self.surroundings(catalog)?.envelope.record(&rendering)))
    }

    /// The body of the answer with a list of records that the index names, which are so many of `total`.
    ///
    /// # Errors
    /// When the store cannot read one, or does not hold it.
    pub(crate) fn list(
        &self,
        catalog: &BundleCatalog,
        policy: &TierPolicy,
        codes: &[IngredientCode],
        total: usize,
    ) -> Result<Vec<u8>, Problem> {
        let rendering = |code: &IngredientCode| {
            self.rendering(catalog, policy, *code)?.ok_or_else(|| {
                let fault = "the index names it and the store does not hold it".to_owned();
                StoreError { what: format!("ingredient {code}"), fault }.into()
            })
        };
        let records = codes.iter().map(rendering).collect::<Result<Vec<_>, Problem>>()?;
        Ok(self.surroundings(catalog)?.envelope.list(&records, total))
    }

    /// How many records are kept.
    #[cfg(test)]
    pub(crate) fn kept(&self) -> usize {
        self.kept.as_ref().map_or(0, Cache::len)
    }

    /// How many bytes they take.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> u64 {
        self.kept.as_ref().map_or(0, Cache::weight)
    }

    fn rendering(
        &self,
        catalog: &BundleCatalog,
        policy: &TierPolicy,
        code: IngredientCode,
    ) -> Result<Option<Rendering>, Problem> {
        let key = Key { generation: catalog.generation(), policies: self.policies, tier: policy.tier, code };
        if let Some(rendering) = self.kept.as_ref().and_then(|kept| kept.get(&key)) {
            return Ok(Some(rendering));
        }
        let Some(view) = catalog.get(policy, code)? else { return Ok(None) };
        let rendering: Rendering = serde_json::to_string(&Record::from(&view)).map_err(unwritable)?.into();
        if let Some(kept) = &self.kept {
            kept.insert(key, Arc::clone(&rendering));
        }
        Ok(Some(rendering))
    }

    fn surroundings(&self, catalog: &BundleCatalog) -> Result<Arc<Surroundings>, Problem> {
        let generation = catalog.generation();
        let kept = self.surroundings.load_full().filter(|kept| kept.generation == generation);
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let envelope = WrittenEnvelope::new(catalog.manifest()).map_err(unwritable)?;
        let made = Arc::new(Surroundings { generation, envelope });
        self.surroundings.store(Some(Arc::clone(&made)));
        Ok(made)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it ends `map_err`, where the error is a value")]
fn unwritable(error: serde_json::Error) -> Problem {
    Problem::internal(format!("answer: {error}"))
}
