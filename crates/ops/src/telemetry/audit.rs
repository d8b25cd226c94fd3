//! The audit log: one line for each request, with the same names in every line, documented in
//! `docs/operations.md`.
//!
//! The line is written straight into the log's buffer, in the form in which the subscriber writes events:
//! with some fifteen fields, making an event of it would cost more than most lookups do, and so would the formatter of
//! the standard library. It obeys the log's filter under the target [`TARGET`] at the level info.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io;
use std::net::IpAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

use super::identity::{IdentityDigest, IdentityKey};
use super::neutral;
use super::queue::{self, Queue};
use crate::config::{Environment, LogSettings};

/// The target of the lines, for the log's filter.
pub const TARGET: &str = "incidex::request";

/// The longest of what a client says that is logged, in characters.
const LONGEST_USER_AGENT: usize = 100;
const LONGEST_QUERY: usize = 500;
const LONGEST_METHOD: usize = 16;

/// Whose request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody's in particular, or nobody was asked for.
    Nobody,
    /// A customer's whom the gateway has not named.
    Unnamed,
    /// A customer's.
    Customer(IdentityDigest),
}

/// What is logged of a request.
#[derive(Clone, Debug)]
pub struct RequestLine<'a> {
    /// Its id.
    pub request_id: &'a str,
    /// Its method.
    pub method: &'a str,
    /// The template of its route, or `none`.
    pub route: &'a str,
    /// The version of the interface, where its path has one.
    pub version: Option<&'a str>,
    /// The status of the answer.
    pub status: u16,
    /// From the end of its head to the answer.
    pub duration: Duration,
    /// The tier of the caller, where there is one.
    pub tier: Option<&'a str>,
    /// Whose it is.
    pub who: Who,
    /// The address of the client.
    pub address: IpAddr,
    /// What the client calls itself.
    pub user_agent: Option<&'a [u8]>,
    /// Length of the answer's body, where it is known.
    pub bytes: Option<u64>,
    /// What `traceparent` says.
    pub traceparent: Option<&'a [u8]>,
    /// The query, which is logged only if the settings say so.
    pub query: Option<&'a str>,
}

/// Where the lines of requests go. Clones are the same.
#[derive(Clone, Debug)]
pub struct AuditLog {
    queue: Option<Queue>,
    is_json: bool,
    has_queries: bool,
    key: IdentityKey,
}

impl AuditLog {
    /// The lines of a process whose subscriber is set.
    pub(super) fn new(settings: &LogSettings, environment: Environment, queue: Queue) -> Self {
        // The filter of a process does not change, so it is asked once.
        let is_on = tracing::enabled!(target: TARGET, tracing::Level::INFO);
        Self {
            queue: is_on.then_some(queue),
            is_json: environment == Environment::Prod,
            has_queries: settings.has_queries.value,
            key: IdentityKey::new(settings),
        }
    }

    /// Lines that go nowhere.
    pub fn off(settings: &LogSettings) -> Self {
        Self { queue: None, is_json: true, has_queries: false, key: IdentityKey::new(settings) }
    }

    /// Lines to a target of one's own, whatever the filter says.
    ///
    /// # Errors
    /// When the operating system gives no thread to write them.
    pub fn to(
        target: impl io::Write + Send + 'static,
        settings: &LogSettings,
        environment: Environment,
    ) -> io::Result<Self> {
        let (queue, writer) = queue::pair(super::QUEUED_BYTES, false, target);
        std::thread::Builder::new().name("incidex-audit".to_owned()).spawn(move || writer.run())?;
        Ok(Self {
            queue: Some(queue),
            is_json: environment == Environment::Prod,
            has_queries: settings.has_queries.value,
            key: IdentityKey::new(settings),
        })
    }

    /// Whether lines are written at all.
    pub fn is_on(&self) -> bool {
        self.queue.is_some()
    }

    /// Under which key names are told apart.
    pub fn key(&self) -> &IdentityKey {
        &self.key
    }

    /// Writes a line. Waits for nobody.
    pub fn record(&self, line: &RequestLine<'_>) {
        thread_local! {
            static BUFFER: RefCell<String> = const { RefCell::new(String::new()) };
        }
        let Some(queue) = &self.queue else { return };
        BUFFER.with_borrow_mut(|buffer| {
            buffer.clear();
            self.format(line, SystemTime::now(), buffer);
            queue.push(buffer.as_bytes());
        });
    }

    fn format(&self, line: &RequestLine<'_>, now: SystemTime, out: &mut String) {
        let mut fields = if self.is_json { Fields::json(out, now) } else { Fields::text(out, now) };
        fields.plain("request_id", line.request_id);
        fields.plain("method", line.method.get(..LONGEST_METHOD).unwrap_or(line.method));
        fields.plain("route", line.route);
        fields.optional("version", line.version);
        fields.number("status", line.status.into());
        fields.number("duration_us", u64::try_from(line.duration.as_micros()).unwrap_or(u64::MAX));
        fields.optional("tier", line.tier);
        match line.who {
            Who::Nobody => {}
            Who::Unnamed => fields.plain("identity", "unnamed"),
            Who::Customer(digest) => fields.shown("identity", |out| digest.push_to(out)),
        }
        fields.shown("address", |out| push_address(out, line.address));
        if let Some(bytes) = line.bytes {
            fields.number("bytes", bytes);
        }
        if let Some(trace_id) = line.traceparent.and_then(trace_id) {
            fields.plain("trace_id", trace_id);
        }
        if let Some(user_agent) = line.user_agent {
            fields.foreign("user_agent", &String::from_utf8_lossy(user_agent), LONGEST_USER_AGENT);
        }
        if let Some(query) = line.query.filter(|_| self.has_queries) {
            fields.foreign("query", query, LONGEST_QUERY);
        }
        fields.end();
    }
}

/// The fields of a line in the making.
struct Fields<'a> {
    out: &'a mut String,
    is_json: bool,
}

// Writing to a string cannot fail.
impl<'a> Fields<'a> {
    fn json(out: &'a mut String, now: SystemTime) -> Self {
        out.push_str("{\"timestamp\":\"");
        push_timestamp(out, now);
        out.push_str("\",\"level\":\"INFO\",\"message\":\"request\"");
        Self { out, is_json: true }
    }

    fn text(out: &'a mut String, now: SystemTime) -> Self {
        push_timestamp(out, now);
        let _ = write!(out, "  INFO {TARGET}: request");
        Self { out, is_json: false }
    }

    /// Begins a field; what comes next is its value.
    fn name(&mut self, name: &str) {
        self.out.push_str(if self.is_json { ",\"" } else { " " });
        self.out.push_str(name);
        self.out.push_str(if self.is_json { "\":" } else { "=" });
    }

    fn number(&mut self, name: &str, number: u64) {
        self.name(name);
        push_number(self.out, number);
    }

    /// A text of ours, or one that was looked at before: without quotes, backslashes and controls.
    fn plain(&mut self, name: &str, text: &str) {
        self.name(name);
        self.quoted(|out| out.push_str(text));
    }

    fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.plain(name, text);
        }
    }

    /// What is written without quotes, backslashes and controls.
    fn shown(&mut self, name: &str, push: impl FnOnce(&mut String)) {
        self.name(name);
        self.quoted(push);
    }

    fn quoted(&mut self, push: impl FnOnce(&mut String)) {
        if self.is_json {
            self.out.push('"');
        }
        push(self.out);
        if self.is_json {
            self.out.push('"');
        }
    }

    /// A text from outside: cut, made harmless and quoted.
    fn foreign(&mut self, name: &str, text: &str, most: usize) {
        self.name(name);
        self.out.push('"');
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        if text.len() <= most && text.bytes().all(is_plain) {
            self.out.push_str(text);
        } else {
            for c in neutral::text(text, most).chars() {
                if matches!(c, '"' | '\\') {
                    self.out.push('\\');
                }
                self.out.push(c);
            }
        }
        self.out.push('"');
    }

    fn end(self) {
        if self.is_json {
            let _ = write!(self.out, ",\"target\":\"{TARGET}\"}}");
        }
        self.out.push('\n');
    }
}

/// The trace id of a `traceparent` (W3C Trace Context, section 3.2.2): 32 lower-case hexadecimal digits, not
/// all of them 0; `None` where the header is malformed and must be passed over. Later versions may add to
/// the end.
fn trace_id(header: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(header).ok()?;
    let mut parts = text.splitn(5, '-');
    let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_hex = |part: &str, length| {
        part.len() == length && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_zero = |part: &str| part.bytes().all(|byte| byte == b'0');
    let is_whole = parts.next().is_none() || version != "00";
    let is_valid = is_hex(version, 2)
        && version != "ff"
        && is_hex(trace, 32)
        && !is_zero(trace)
        && is_hex(parent, 16)
        && !is_zero(parent)
        && is_hex(flags, 2)
        && is_whole;
    is_valid.then_some(trace)
}

/// Adds a time in UTC to the microsecond (RFC 3339). The second is written anew only when it has changed.
fn push_timestamp(out: &mut String, now: SystemTime) {
    thread_local! {
        static SECOND: RefCell<(u64, String)> = const { RefCell::new((u64::MAX, String::new())) };
    }
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    SECOND.with_borrow_mut(|(second, text)| {
        if *second != since.as_secs() {
            *second = since.as_secs();
            let time = i64::try_from(*second).ok().and_then(|second| Timestamp::from_second(second).ok());
            *text = time.unwrap_or_default().to_string();
            // Without the Z, which comes behind the fraction.
            text.pop();
        }
        out.push_str(text);
    });
    // With a leading 1, so that zeros in front are written.
    let mut buffer = itoa::Buffer::new();
    out.push('.');
    out.push_str(buffer.format(1_000_000 + since.subsec_micros()).get(1..).unwrap_or_default());
    out.push('Z');
}

fn push_number(out: &mut String, number: u64) {
    out.push_str(itoa::Buffer::new().format(number));
}

fn push_address(out: &mut String, address: IpAddr) {
    let IpAddr::V4(address) = address else {
        // Writing to a string cannot fail.
        let _ = write!(out, "{address}");
        return;
    };
    for (place, number) in address.octets().into_iter().enumerate() {
        if place > 0 {
            out.push('.');
        }
        push_number(out, number.into());
    }
}

#[cfg(test)]
#[path = "audit_tests.rs"]
mod tests;
