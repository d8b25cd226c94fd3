//! Reading through redb without its panics.
//!
//! redb trusts its pages: where one holds nonsense, it ends with a panic as often as with an error. A file whose
//! bytes have changed never gets so far, for its digest is checked first; one that a faulty or hostile builder
//! made with the right digest does. Every read of such a file goes through here, so that it is refused with a
//! typed error at opening, or fails for the record that cannot be read, and nobody above has to know.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// A panic of redb's, as an error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("redb gave up on a page that makes no sense: {0}")]
pub(crate) struct GaveUp(String);

/// What `read` gives, or that it ended in a panic. Costs nothing where it does not.
///
/// `read` must only read: what a panic leaves behind in redb is its cache, behind locks that a panic poisons, so
/// that whoever reads on meets a panic again, here.
pub(crate) fn contained<T>(read: impl FnOnce() -> T) -> Result<T, GaveUp> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|payload| {
        let said = payload.downcast_ref::<&str>().map(|said| (*said).to_owned());
        let said = said.or_else(|| payload.downcast_ref::<String>().cloned());
        GaveUp(said.unwrap_or_else(|| "it does not say why".to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_that_says_the_same() {
        assert_eq!(contained(|| 7), Ok(7));
        let number = std::hint::black_box(7);
        let error = contained(|| assert!(number == 8, "page {number} is none")).unwrap_err();
        assert!(error.to_string().ends_with("page 7 is none"), "{error}");
        let error = contained(|| assert!(number == 8)).unwrap_err();
        assert!(error.to_string().ends_with("number == 8"), "{error}");
    }
}
