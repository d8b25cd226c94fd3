//! Whole answers of lookups, kept for the next who asks the same. Most of what is asked for is asked for again, in the
//! same words.
//!
//! What is kept is the body that was answered, under everything that it follows from: the catalog it came from, the
//! policy table, the tier, the field, and the query as it was sent. So a data set that was replaced leaves nothing
//! behind that could be taken for its successor's, and a plan sees nothing of another one. Who asks is decided,
//! limited and counted before, and what they are shown is noted afterwards, be the answer kept or new. Room is bounded
//! by bytes; a walk through the catalogue does not push out what is asked for often.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use actix_web::http::header::HeaderValue;
use bytes::Bytes;
use incidex_core::catalog::LookupField;
use incidex_core::ingredient::IngredientCode;
use incidex_core::tier::Tier;
use quick_cache::sync::Cache;
use quick_cache::{Equivalent, Weighter};

/// What an entry takes beside its texts, in bytes: key, counts, pointers, the tag, and what the allocator rounds up.
const ENTRY_OVERHEAD: u64 = 320;

/// What most entries take, in bytes.
const USUAL_ENTRY: usize = 2_560;

/// The longest query whose answer is kept, in bytes: no name is as long, percent-encoded, that is asked for often.
const LONGEST_QUERY: usize = 512;

/// What an answer follows from, beside the policy table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Question<'a> {
    /// The catalog's.
    pub(crate) generation: u64,
    pub(crate) tier: Tier,
    pub(crate) field: LookupField,
    /// As it was sent, without the `?`.
    pub(crate) query: &'a str,
}

/// A question that was answered.
#[derive(Clone, Debug)]
struct Answered {
    generation: u64,
    tier: Tier,
    field: LookupField,
    query: Box<str>,
}

impl Answered {
    fn question(&self) -> Question<'_> {
        let Self { generation, tier, field, ref query } = *self;
        Question { generation, tier, field, query }
    }
}

impl PartialEq for Answered {
    fn eq(&self, other: &Self) -> bool {
        self.question() == other.question()
    }
}

impl Eq for Answered {}

impl Hash for Answered {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.question().hash(state);
    }
}

impl Equivalent<Answered> for Question<'_> {
    fn equivalent(&self, answered: &Answered) -> bool {
        *self == answered.question()
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The JSON.
    pub(crate) body: Bytes,
    /// The ingredients that it shows.
    pub(crate) shown: Box<[IngredientCode]>,
    /// Its entity tag.
    pub(crate) tag: HeaderValue,
}

#[derive(Clone, Copy, Debug)]
struct Size;

impl Weighter<Answered, Arc<Answer>> for Size {
    fn weight(&self, answered: &Answered, answer: &Arc<Answer>) -> u64 {
        let texts = answered.query.len() + answer.body.len() + size_of_val(&*answer.shown);
        ENTRY_OVERHEAD + u64::try_from(texts).unwrap_or(u64::MAX / 2)
    }
}

/// Answers that were given before. One per server, and so of one policy table.
pub(crate) struct Answers {
    /// None where nothing is to be kept.
    kept: Option<Cache<Answered, Arc<Answer>, Size>>,
}

impl Answers {
    /// Room for so many bytes, none for 0.
    pub(crate) fn new(bytes: usize) -> Self {
        let room = u64::try_from(bytes).unwrap_or(u64::MAX);
        Self { kept: (bytes > 0).then(|| Cache::with_weighter(bytes.div_ceil(USUAL_ENTRY), room, Size)) }
    }

    /// The answer to `question`: the one that is kept, or what `answer` makes, which is kept unless the question is
    /// very long.
    ///
    /// # Errors
    /// What `answer` says; an error is not kept.
    pub(crate) fn get_or<E>(
        &self,
        question: &Question<'_>,
        answer: impl FnOnce() -> Result<Answer, E>,
    ) -> Result<Arc<Answer>, E> {
        let Some(kept) = self.kept.as_ref().filter(|_| question.query.len() <= LONGEST_QUERY) else {
            return answer().map(Arc::new);
        };
        if let Some(answer) = kept.get(question) {
            return Ok(answer);
        }
        let answer = Arc::new(answer()?);
        let Question { generation, tier, field, query } = *question;
        kept.insert(Answered { generation, tier, field, query: query.into() }, Arc::clone(&answer));
        Ok(answer)
    }

    /// How many answers are kept, and how many bytes they take.
    #[cfg(test)]
    pub(crate) fn held(&self) -> (usize, u64) {
        self.kept.as_ref().map_or((0, 0), |kept| (kept.len(), kept.weight()))
    }
}
