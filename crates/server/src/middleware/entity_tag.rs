//! Entity tags (RFC 9110 section 8.8.3): what an answer with data depends on, as one short text.

use std::borrow::Cow;
use std::hash::{BuildHasher, Hash, Hasher};

use actix_web::http::Uri;
use actix_web::http::header::HeaderValue;
use bytes::Bytes;
use foldhash::quality::{FixedState, FoldHasher};
use incidex_core::tier::Tier;
use percent_encoding::percent_decode_str;

use crate::routes::VERSION;

/// How many parameters are put in order without an allocation; no route takes as many.
const MOST_PARAMETERS: usize = 16;

/// The same in every process, so that a tag holds whoever answers.
const HASH: FixedState = FixedState::with_seed(0);

/// What every answer to one tier depends on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Basis<'a> {
    /// Digest of the data set.
    pub(crate) dataset: &'a str,
    /// Digest of the policy table.
    pub(crate) policy: u64,
    /// The tier of the caller.
    pub(crate) tier: Tier,
}

/// The tag of the answer to `target`. It is weak, because compressed and plain answers share it. The path counts in
/// any encoding, parameters in any order too.
///
/// 64 bits suffice: tags are compared within one URL only, between few versions of its answer.
pub(crate) fn entity_tag(basis: Basis<'_>, target: &Uri) -> HeaderValue {
    let mut hasher = HASH.build_hasher();
    let path = Cow::from(percent_decode_str(target.path()));
    (basis.dataset, basis.policy, basis.tier, VERSION, path).hash(&mut hasher);
    hash_query(target.query().unwrap_or_default(), &mut hasher);
    let mut text = Vec::with_capacity(24);
    text.extend_from_slice(b"W/\"");
    for byte in hasher.finish().to_be_bytes() {
        let digit = |value: u8| char::from_digit(value.into(), 16).map_or(b'0', |digit| digit as u8);
        text.extend_from_slice(&[digit(byte >> 4), digit(byte & 0xf)]);
    }
    text.push(b'"');
    // Sixteen digits within quotes always make a header value.
    HeaderValue::from_maybe_shared(Bytes::from(text)).unwrap_or_else(|_| HeaderValue::from_static("W/\"0\""))
}

fn hash_query(query: &str, hasher: &mut FoldHasher<'_>) {
    if query.is_empty() {
        return;
    }
    let mut pairs = [0; MOST_PARAMETERS];
    let mut count = 0;
    for piece in query.split('&').filter(|piece| !piece.is_empty()) {
        let Some(place) = pairs.get_mut(count) else {
            // No answer with data has as many.
            return query.hash(hasher);
        };
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        *place = HASH.hash_one((decoded(name), decoded(value)));
        count += 1;
    }
    let pairs = pairs.get_mut(..count).unwrap_or_default();
    pairs.sort_unstable();
    pairs.hash(hasher);
}

fn decoded(piece: &str) -> Cow<'_, [u8]> {
    if piece.contains('+') {
        let spaced = piece.replace('+', " ");
        return Cow::Owned(percent_decode_str(&spaced).collect());
    }
    percent_decode_str(piece).into()
}

/// Whether one of the `If-None-Match` headers names `tag`, by weak comparison, or is `*` (RFC 9110 section
/// 13.1.2).
pub(super) fn is_known<'a>(
    tag: &HeaderValue,
    if_none_match: impl IntoIterator<Item = &'a HeaderValue>,
) -> bool {
    let Ok(tag) = tag.to_str() else { return false };
    let opaque = tag.trim_start_matches("W/");
    let given = |tag: &str| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == opaque;
    if_none_match
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(',').map(str::trim).any(given))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(dataset: &str, policy: u64, tier: Tier, target: &str) -> HeaderValue {
        entity_tag(Basis { dataset, policy, tier }, &target.parse().unwrap())
    }

    #[test]
    fn whatever_an_answer_depends_on_is_in_its_tag() {
        let base = tag("d", 1, Tier::Pro, "/a?q=x%20y&page=1");
        assert_eq!(base, tag("d", 1, Tier::Pro, "/a?&page=1&q=x+y"));
        assert_eq!(base, tag("d", 1, Tier::Pro, "/%61?page=1&q=x+y"));
        for other in [
            tag("e", 1, Tier::Pro, "/a?q=x%20y&page=1"),
            tag("d", 2, Tier::Pro, "/a?q=x%20y&page=1"),
            tag("d", 1, Tier::Ultra, "/a?q=x%20y&page=1"),
            tag("d", 1, Tier::Pro, "/b?q=x%20y&page=1"),
            tag("d", 1, Tier::Pro, "/a?q=x%20y&page=2"),
            tag("d", 1, Tier::Pro, "/a?page=x%20y&q=1"),
            tag("d", 1, Tier::Pro, "/a"),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn tags_are_compared_weakly() {
        let tag = HeaderValue::from_static("W/\"1f\"");
        let known = |value: &'static str| is_known(&tag, &[HeaderValue::from_static(value)]);
        for value in ["W/\"1f\"", "\"1f\"", "\"a\", W/\"1f\" ,\"b\"", "*", "\"a\",\"1f\""] {
            assert!(known(value), "{value}");
        }
        for value in ["", "1f", "\"1F\"", "w/\"1f\"", "\"1f", "\"*\"", "\"a\""] {
            assert!(!known(value), "{value}");
        }
        assert!(!is_known(&tag, &[]));
    }
}
