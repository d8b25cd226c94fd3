//! The id under which a request can be found in the log.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;
use uuid::fmt::Hyphenated;

/// The longest id that is taken from a caller, in bytes.
const LONGEST: usize = 128;

/// Name of the header.
pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: 1 to 128 characters of `A-Z a-z 0-9 . _ : -`, so that it can stand in a header,
/// a log line and a problem as it is.
#[derive(Clone, Debug)]
pub(crate) enum RequestId {
    /// The caller's.
    Given(HeaderValue),
    /// Ours: a UUID in its usual form, without an allocation.
    Made([u8; Hyphenated::LENGTH]),
}

impl RequestId {
    /// The id that the caller gave, if there is one and it is well-formed, else a random one of 122 bits
    /// (RFC 9562 section 5.4).
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut given = headers.get_all(X_REQUEST_ID);
        match (given.next(), given.next()) {
            (Some(id), None) if is_well_formed(id.as_bytes()) => Self::Given(id.clone()),
            _ => Self::random(),
        }
    }

    pub(crate) fn random() -> Self {
        let mut text = [0; Hyphenated::LENGTH];
        Uuid::new_v4().hyphenated().encode_lower(&mut text);
        Self::Made(text)
    }

    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Given(id) => id.to_str(),
            Self::Made(id) => Ok(std::str::from_utf8(id).unwrap_or_default()),
        }
        .unwrap_or_default()
    }
}

fn is_well_formed(id: &[u8]) -> bool {
    (1..=LONGEST).contains(&id.len())
        && id.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_ids_are_well_formed() {
        for id in ["a", "01HZY-3.x_y:z", &"a".repeat(128)] {
            assert!(is_well_formed(id.as_bytes()), "{id}");
        }
        for id in ["", "a b", "a\"b", "ä", &"a".repeat(129)] {
            assert!(!is_well_formed(id.as_bytes()), "{id}");
        }
        assert_eq!(RequestId::random().as_str().len(), 36);
    }
}
