//! Request heads, looked at before actix sees them: raw UTF-8 in the target percent-encoded, sizes held to,
//! and everything refused that actix's parser would refuse with a bare answer of its own.
//!
//! The grammar is that of `httparse`, which actix uses as well; the rules on top (RFC 9112 sections 3.2 and
//! 6) are those of actix or stricter, so that both agree where the body ends.

use std::mem::MaybeUninit;

use actix_web::http::{Method, Uri};
use memchr::{memchr, memchr_iter};

/// The longest request target, percent-encoded, in bytes.
pub(crate) const LONGEST_TARGET: usize = 16 * 1_024;

/// The longest header section, in bytes.
pub(crate) const LONGEST_HEADERS: usize = 32 * 1_024;

/// Room beside the target in a request line: a method, the version, blanks.
const LINE_SLACK: usize = 64;

/// As many header fields as actix takes.
const MOST_FIELDS: usize = 96;

/// Why a head is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeadFault {
    /// It breaks the grammar or a rule of RFC 9112: 400.
    Malformed(&'static str),
    /// The target is longer than [`LONGEST_TARGET`]: 414.
    TargetTooLong,
    /// The header section is longer than [`LONGEST_HEADERS`], or has too many fields: 431.
    HeadersTooLarge,
    /// Its method is a token (RFC 9110 section 9.1) that actix has no room for: 405.
    UnknownMethod,
    /// It did not arrive in time: 408.
    TooSlow,
}

/// How the body is framed (RFC 9112 section 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// There is none.
    None,
    /// This many bytes, at least 1.
    Length(u64),
    /// In chunks.
    Chunked,
    /// Whatever follows is no HTTP (`CONNECT`, WebSocket), and is not wanted.
    Foreign,
}

/// Looks for the end of a head in what has arrived so far.
#[derive(Debug, Default)]
pub(super) struct HeadScan {
    searched: usize,
    line: Option<usize>,
    has_bare_feed: bool,
}

impl HeadScan {
    /// The length of the head at the beginning of `bytes`, the empty line included, once it is complete.
    /// Between two calls `bytes` may only grow.
    ///
    /// # Errors
    /// When it is longer than it may be, complete or not.
    pub(super) fn length(&mut self, bytes: &[u8]) -> Result<Option<usize>, HeadFault> {
        let found = self.find(bytes);
        if self.has_bare_feed {
            return Err(HeadFault::Malformed("a line does not end in CR LF"));
        }
        let line = self.line.unwrap_or(bytes.len());
        if line > LONGEST_TARGET + LINE_SLACK {
            return Err(HeadFault::TargetTooLong);
        }
        if found.unwrap_or(bytes.len()) - line > LONGEST_HEADERS {
            return Err(HeadFault::HeadersTooLarge);
        }
        Ok(found)
    }

    fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        let from = self.searched;
        for offset in memchr_iter(b'\n', bytes.get(from..).unwrap_or_default()) {
            let feed = from + offset;
            // RFC 9112 section 2.2 lets a line end so. Whoever stands in front may have taken it for a part of
            // a value, and with it whatever follows: a header that nobody has checked.
            if feed.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&b'\r') {
                self.has_bare_feed = true;
                return None;
            }
            let line = *self.line.get_or_insert(feed + 1);
            match bytes.get(feed + 1..) {
                Some([b'\r', b'\n', ..]) => return Some(feed + 3),
                // Whether this is the end is known when more has come.
                Some([] | [b'\r']) => {
                    self.searched = feed;
                    self.line = Some(line);
                    return None;
                }
                _ => {}
            }
        }
        self.searched = bytes.len();
        None
    }
}

/// The number of bytes at the beginning of `bytes` that are empty lines before a request line (RFC 9112
/// section 2.2 lets them be ignored).
pub(super) fn empty_lines(bytes: &[u8]) -> usize {
    let mut count = 0;
    loop {
        match bytes.get(count..) {
            Some([b'\r', b'\n', ..]) => count += 2,
            _ => return count,
        }
    }
}

/// The head with every byte of 0x80 and above in its target percent-encoded; `None` if there is none.
pub(super) fn percent_encoded(head: &[u8]) -> Option<Vec<u8>> {
    let line = head.get(..memchr(b'\n', head)?)?;
    if line.is_ascii() {
        return None;
    }
    let target = memchr(b' ', line)?;
    let mut encoded = Vec::with_capacity(head.len() + 2 * line.len());
    let (method, rest) = line.split_at(target);
    encoded.extend_from_slice(method);
    for &byte in rest {
        if byte.is_ascii() {
            encoded.push(byte);
        } else {
            encoded.extend_from_slice(percent_encoding::percent_encode_byte(byte).as_bytes());
        }
    }
    encoded.extend_from_slice(head.get(line.len()..)?);
    Some(encoded)
}

/// Checks a complete head whose target is ASCII; how its body is framed.
///
/// # Errors
/// When actix would not take it, or its target is too long.
pub(super) fn examine(head: &[u8]) -> Result<Framing, HeadFault> {
    let mut fields = [const { MaybeUninit::uninit() }; MOST_FIELDS];
    let mut request = httparse::Request::new(&mut []);
    let length = match request.parse_with_uninit_headers(head, &mut fields) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Err(HeadFault::Malformed("the head ends within a line")),
        Err(error) => return Err(refused(error)),
    };
    if length != head.len() {
        return Err(HeadFault::Malformed("the head does not end at its empty line"));
    }
    let target = request.path.unwrap_or_default();
    if target.len() > LONGEST_TARGET {
        return Err(HeadFault::TargetTooLong);
    }
    if !is_plain(target.as_bytes()) && Uri::try_from(target).is_err() {
        return Err(HeadFault::Malformed(
            "the request target holds a character that must be percent-encoded",
        ));
    }
    let method = request.method.unwrap_or_default();
    if !method.bytes().all(|byte| byte.is_ascii_uppercase()) && Method::from_bytes(method.as_bytes()).is_err()
    {
        return Err(HeadFault::UnknownMethod);
    }
    let is_modern = request.version == Some(1);
    framing(method, is_modern, request.headers)
}

fn refused(error: httparse::Error) -> HeadFault {
    HeadFault::Malformed(match error {
        httparse::Error::TooManyHeaders => return HeadFault::HeadersTooLarge,
        httparse::Error::HeaderName => "a header name holds a character that it must not",
        httparse::Error::HeaderValue => "a header value holds a character that it must not",
        httparse::Error::NewLine => "a line does not end in CR LF",
        httparse::Error::Version => "the request line does not end in HTTP/1.1",
        httparse::Error::Token | httparse::Error::Status => {
            "the request line is not: method, target, HTTP/1.1"
        }
    })
}

/// Whether a target is a path, with or without a query, of characters that every URI parser takes.
fn is_plain(target: &[u8]) -> bool {
    target.first() == Some(&b'/')
        && target
            .iter()
            .all(|byte| matches!(byte, 0x21 | 0x24..=0x3b | 0x3d | 0x3f..=0x5f | 0x61..=0x7a | 0x7e))
}

/// The framing that the header fields announce. Whatever could be understood in two ways is refused
/// (request smuggling, CWE-444).
fn framing(method: &str, is_modern: bool, fields: &[httparse::Header<'_>]) -> Result<Framing, HeadFault> {
    let malformed = |why| Err(HeadFault::Malformed(why));
    let (mut length, mut is_chunked, mut has_host, mut is_foreign) = (None, false, false, false);
    for field in fields {
        // Most fields are told apart by the length of their name.
        match field.name.len() {
            4 if field.name.eq_ignore_ascii_case("host") => {
                if has_host {
                    return malformed("Host is given more than once");
                }
                has_host = true;
            }
            7 if field.name.eq_ignore_ascii_case("upgrade") => {
                is_foreign |= field.value.trim_ascii().eq_ignore_ascii_case(b"websocket");
            }
            14 if field.name.eq_ignore_ascii_case("content-length") => {
                if length.is_some() {
                    return malformed("Content-Length is given more than once");
                }
                match parsed_length(field.value) {
                    Some(bytes) => length = Some(bytes),
                    None => return malformed("Content-Length is not a number of bytes"),
                }
            }
            17 if field.name.eq_ignore_ascii_case("transfer-encoding") => {
                if is_chunked || !field.value.trim_ascii().eq_ignore_ascii_case(b"chunked") {
                    return malformed("Transfer-Encoding is not exactly chunked");
                }
                is_chunked = true;
            }
            _ => {}
        }
    }
    match length {
        _ if is_modern && !has_host => malformed("Host is missing"),
        _ if is_chunked && !is_modern => malformed("HTTP/1.0 has no Transfer-Encoding"),
        Some(_) if is_chunked => malformed("both Content-Length and Transfer-Encoding are given"),
        None if !is_modern && method == "POST" => malformed("Content-Length is missing"),
        _ if is_chunked => Ok(Framing::Chunked),
        _ if is_foreign => Ok(Framing::Foreign),
        Some(bytes) if bytes > 0 => Ok(Framing::Length(bytes)),
        _ if method == "CONNECT" => Ok(Framing::Foreign),
        _ => Ok(Framing::None),
    }
}

/// Digits only, as RFC 9110 section 8.6 has it.
fn parsed_length(value: &[u8]) -> Option<u64> {
    let digits = value.trim_ascii();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
#[path = "head_tests.rs"]
mod tests;
