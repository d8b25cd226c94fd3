//! What an answer says of limits: `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10),
//! and beside them the `X-RateLimit-*` that clients know.
//!
//! `q` and `X-RateLimit-Limit` are what a window holds when nothing was used, `w` the seconds in which it
//! fills from empty: 60 per minute with a burst of 20 is `q=20;w=20`. `X-RateLimit-*` speak of the longest
//! window that was asked, which on a refusal is the one that has refused.

use std::fmt::Write;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

use super::{Verdict, WindowState};

const RATELIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATELIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// Writes what `verdict` says.
pub(crate) fn stamp(headers: &mut HeaderMap, verdict: &Verdict) {
    let Some(longest) = verdict.windows.first() else { return };
    let policy = list(&verdict.windows, |text, window| {
        write!(text, "\"{}\";q={};w={}", window.name, window.quota, window.window_seconds)
    });
    let state = list(&verdict.windows, |text, window| {
        write!(text, "\"{}\";r={};t={}", window.name, window.remaining, window.reset_seconds)
    });
    for (name, text) in [(RATELIMIT_POLICY, policy), (RATELIMIT, state)] {
        // Names of windows are plain words.
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(name, value);
        }
    }
    headers.insert(LIMIT, longest.quota.into());
    headers.insert(REMAINING, longest.remaining.into());
    headers.insert(RESET, longest.reset_seconds.into());
}

/// A list of structured fields (RFC 9651 section 3.1).
fn list(windows: &[WindowState], item: impl Fn(&mut String, &WindowState) -> std::fmt::Result) -> String {
    let mut text = String::with_capacity(64);
    for window in windows {
        if !text.is_empty() {
            text.push_str(", ");
        }
        // Writing to a string cannot fail.
        let _ = item(&mut text, window);
    }
    text
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
