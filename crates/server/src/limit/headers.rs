//! What an answer says of limits: `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10),
//! and beside them the `X-RateLimit-*` that clients know.
//!
//! `q` and `X-RateLimit-Limit` are what a window holds when nothing was used, `w` the seconds in which it
//! fills from empty: 60 per minute with a burst of 20 is `q=20;w=20`. `X-RateLimit-*` speak of the longest
//! window that was asked, which on a refusal is the one that has refused.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use bytes::Bytes;

use super::{Verdict, WindowState};

const RATELIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATELIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// Writes what `verdict` says.
pub(crate) fn stamp(headers: &mut HeaderMap, verdict: &Verdict) {
    let Some(longest) = verdict.windows.first() else { return };
    let policy = |window: &WindowState| [(b'q', window.quota.into()), (b'w', window.window_seconds)];
    let state = |window: &WindowState| [(b'r', window.remaining.into()), (b't', window.reset_seconds)];
    for (name, text) in
        [(RATELIMIT_POLICY, list(&verdict.windows, policy)), (RATELIMIT, list(&verdict.windows, state))]
    {
        // Names of windows are plain words.
        if let Ok(value) = HeaderValue::from_maybe_shared(text) {
            headers.insert(name, value);
        }
    }
    headers.insert(LIMIT, longest.quota.into());
    headers.insert(REMAINING, longest.remaining.into());
    headers.insert(RESET, longest.reset_seconds.into());
}

/// A list of structured fields with two parameters each (RFC 9651 section 3.1). Written by hand: this is done
/// for every answer, and the formatter of the standard library takes as long as the limiter.
fn list(windows: &[WindowState], parameters: impl Fn(&WindowState) -> [(u8, u64); 2]) -> Bytes {
    let mut text = Vec::with_capacity(64);
    for window in windows {
        if !text.is_empty() {
            text.extend_from_slice(b", ");
        }
        text.push(b'"');
        text.extend_from_slice(window.name.as_bytes());
        text.push(b'"');
        for (name, value) in parameters(window) {
            text.extend_from_slice(&[b';', name, b'=']);
            text.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
        }
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headers_tell_of_every_window() {
        let plan =
            WindowState { name: "plan", quota: 20, window_seconds: 20, remaining: 17, reset_seconds: 3 };
        let second =
            WindowState { name: "second", quota: 5, window_seconds: 1, remaining: 2, reset_seconds: 1 };
        let mut headers = HeaderMap::new();
        stamp(&mut headers, &Verdict { windows: vec![plan, second], retry_after_seconds: None });
        for (name, expected) in [
            ("ratelimit-policy", "\"plan\";q=20;w=20, \"second\";q=5;w=1"),
            ("ratelimit", "\"plan\";r=17;t=3, \"second\";r=2;t=1"),
            ("x-ratelimit-limit", "20"),
            ("x-ratelimit-remaining", "17"),
            ("x-ratelimit-reset", "3"),
        ] {
            assert_eq!(headers.get(name).unwrap(), expected, "{name}");
        }
    }
}
