//! A request to be sent and an answer that came, as plain values, with what is hidden of them in a report.

use std::time::Duration;

/// The longest piece of an answer that evidence repeats, in characters.
const EXCERPT_CHARACTERS: usize = 160;

/// In whose name a request is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Who {
    /// Nobody's: without any of the headers that were given.
    #[default]
    Nobody,
    /// With every `--header`.
    Caller,
    /// With every `--header` but those that this `--as` replaces, and with it.
    Identity(usize),
}

/// A well-formed request.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Method.
    pub method: String,
    /// Path with query.
    pub path: String,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// Body, if there is one.
    pub body: Option<Vec<u8>>,
    /// Whose.
    pub who: Who,
}

impl Request {
    /// A request of nobody.
    pub fn new(method: &str, path: &str) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), ..Self::default() }
    }

    /// A `GET` of nobody.
    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    /// The same in the name of `who`.
    #[must_use]
    pub fn by(mut self, who: Who) -> Self {
        self.who = who;
        self
    }

    /// The same with a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with a body of JSON, or of what claims to be JSON.
    #[must_use]
    pub fn json(mut self, body: &[u8]) -> Self {
        self.body = Some(body.to_owned());
        self.header("Content-Type", "application/json")
    }

    /// Method, path and the headers of the probe itself, for evidence. Credentials are not among them.
    pub fn shown(&self) -> String {
        let path = cut(&self.path);
        let headers: Vec<String> =
            self.headers.iter().map(|(name, value)| format!("{name}: {}", cut(value))).collect();
        let mut shown = format!("{} {path}", self.method);
        if !headers.is_empty() {
            shown = format!("{shown} [{}]", headers.join("; "));
        }
        if let Some(body) = &self.body {
            shown =
                format!("{shown} ({} bytes: {:?})", body.len(), cut_to(&String::from_utf8_lossy(body), 32));
        }
        match self.who {
            Who::Nobody => shown,
            Who::Caller => format!("{shown} as the caller"),
            Who::Identity(index) => format!("{shown} as identity {}", index + 1),
        }
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Headers with lower-case names, in order, repeated ones apart.
    pub headers: Vec<(String, String)>,
    /// Body, cut to 256 KiB.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of that lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every header of that lower-case name, in one line.
    pub fn joined(&self, name: &str) -> Option<String> {
        let all: Vec<&str> =
            self.headers.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }

    /// The body as text, wrong UTF-8 replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Whether it is a 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// How long to wait before another try, if it is a 429 that says so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.header("retry-after")?.trim().parse().ok().map(Duration::from_secs)
    }

    /// How many requests are left by the rate-limit headers: `X-RateLimit-Remaining`, `RateLimit-Remaining`
    /// (draft-ietf-httpapi-ratelimit-headers up to 07), or the least `r=` of `RateLimit` (from 08 on).
    pub fn remaining(&self) -> Option<u64> {
        let plain = ["x-ratelimit-remaining", "ratelimit-remaining"];
        let plain = plain.iter().find_map(|name| self.header(name)?.trim().parse().ok());
        plain.or_else(|| {
            let structured = self.joined("ratelimit")?;
            let parts = structured.split([';', ',']);
            parts.filter_map(|part| part.trim().strip_prefix("r=")?.parse().ok()).min()
        })
    }

    /// Whether any header speaks of a rate limit.
    pub fn speaks_of_a_limit(&self) -> bool {
        self.headers.iter().any(|(name, _)| name.contains("ratelimit") || name == "retry-after")
    }
}

/// `text` cut to what evidence may repeat, control characters escaped.
pub fn cut(text: &str) -> String {
    cut_to(text, EXCERPT_CHARACTERS)
}

fn cut_to(text: &str, longest: usize) -> String {
    let mut out: String = text.chars().take(longest).flat_map(plain).collect();
    if text.chars().nth(longest).is_some() {
        out.push('…');
    }
    out
}

/// What can be shown on a terminal: control characters and those that turn the direction of text escaped.
fn plain(character: char) -> Vec<char> {
    let turns =
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if character.is_control() || turns { character.escape_unicode().collect() } else { vec![character] }
}

/// Values of query parameters that bear secrets by their names.
pub fn query_secrets(path: &str) -> Vec<String> {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter_map(|part| part.split_once('='));
    pairs.filter(|(name, _)| is_secret(name)).map(|(_, value)| value.to_owned()).collect()
}

fn is_secret(name: &str) -> bool {
    let lower = name.to_lowercase();
    let last = lower.rsplit(['_', '-', '.']).next().unwrap_or_default();
    ["key", "apikey", "token", "secret", "password", "signature", "sig"].contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(headers: &[(&str, &str)]) -> Answer {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Answer { status: 200, headers, body: Vec::new() }
    }

    #[test]
    fn what_is_left_is_read_from_every_dialect() {
        assert_eq!(answer(&[("x-ratelimit-remaining", "7")]).remaining(), Some(7));
        assert_eq!(answer(&[("ratelimit-remaining", "8")]).remaining(), Some(8));
        assert_eq!(answer(&[("ratelimit", "\"a\";r=9;t=1, \"b\";r=5;t=60")]).remaining(), Some(5));
        assert_eq!(answer(&[]).remaining(), None);
    }

    #[test]
    fn evidence_is_short_and_plain_and_secrets_are_known() {
        let request = Request::get("/a?q=1").header("X-Probe", "a\u{202e}b\u{7}");
        assert_eq!(request.shown(), "GET /a?q=1 [X-Probe: a\\u{202e}b\\u{7}]");
        assert_eq!(query_secrets("/a?api_key=hunter2&q=1&Token=abc&monkey=x"), ["hunter2", "abc"]);
        assert_eq!(cut(&"a".repeat(200)).chars().count(), EXCERPT_CHARACTERS + 1);
    }
}
