//! What an answer says of limits: `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10),
//! and beside them the `X-RateLimit-*` that clients know.
//!
//! `q` and `X-RateLimit-Limit` are what a window holds when nothing was used, `w` the seconds in which it
//! fills from empty: 60 per minute with a burst of 20 is `q=20;w=20`. `X-RateLimit-*` speak of the longest
//! window that was asked, which on a refusal is the one that has refused.

use super::{Verdict, WindowState};

/// Adds the lines that say what `verdict` says to those of a head. Written by hand: this is done for every answer, and
/// the formatter of the standard library takes as long as the limiter.
pub(crate) fn push(lines: &mut Vec<u8>, verdict: &Verdict) {
    let Some(longest) = verdict.windows.first() else { return };
    let policy = |window: &WindowState| [(b'q', window.quota.into()), (b'w', window.window_seconds)];
    let state = |window: &WindowState| [(b'r', window.remaining.into()), (b't', window.reset_seconds)];
    push_list(lines, "ratelimit-policy: ", &verdict.windows, policy);
    push_list(lines, "ratelimit: ", &verdict.windows, state);
    for (name, value) in [
        ("x-ratelimit-limit: ", longest.quota.into()),
        ("x-ratelimit-remaining: ", longest.remaining.into()),
        ("x-ratelimit-reset: ", longest.reset_seconds),
    ] {
        lines.extend_from_slice(name.as_bytes());
        push_number(lines, value);
        lines.extend_from_slice(b"\r\n");
    }
}

/// A list of structured fields with two parameters each (RFC 9651 section 3.1). Names of windows are plain words.
fn push_list(
    lines: &mut Vec<u8>,
    name: &str,
    windows: &[WindowState],
    parameters: impl Fn(&WindowState) -> [(u8, u64); 2],
) {
    lines.extend_from_slice(name.as_bytes());
    for (place, window) in windows.iter().enumerate() {
        lines.extend_from_slice(if place > 0 { b", \"" } else { b"\"" });
        lines.extend_from_slice(window.name.as_bytes());
        lines.push(b'"');
        for (name, value) in parameters(window) {
            lines.extend_from_slice(&[b';', name, b'=']);
            push_number(lines, value);
        }
    }
    lines.extend_from_slice(b"\r\n");
}

fn push_number(lines: &mut Vec<u8>, number: u64) {
    lines.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
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
        let mut lines = Vec::new();
        push(&mut lines, &Verdict { windows: vec![plan, second], retry_after_seconds: None });
        assert_eq!(
            String::from_utf8(lines).unwrap(),
            "ratelimit-policy: \"plan\";q=20;w=20, \"second\";q=5;w=1\r\n\
             ratelimit: \"plan\";r=17;t=3, \"second\";r=2;t=1\r\n\
             x-ratelimit-limit: 20\r\nx-ratelimit-remaining: 17\r\nx-ratelimit-reset: 3\r\n"
        );
    }
}
