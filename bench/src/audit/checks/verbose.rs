//! The words by which an error answer gives away what it was made by: stack traces, paths, SQL, frameworks.

use std::sync::LazyLock;

use regex::Regex;

use super::super::catalogue::Fault;
use super::super::catalogue::errors::{FILE_PATH, FRAMEWORK_ERROR, SQL_ERROR, STACK_TRACE};
use super::super::message::Answer;

/// Patterns of each kind.
const WORDS: [(&Fault, &[&str]); 4] = [
    (
        &STACK_TRACE,
        &[
            r"Traceback \(most recent call last\)",
            r#"File "[^"]+\.py", line \d+"#,
            r"(?m)^\s*at [\w.$<>]+\([\w.]+\.(java|kt|scala):\d+\)",
            r"(?m)^\s*at .+\.(js|ts|mjs|cs)\b.*:(line )?\d+",
            r"panicked at ",
            r"stack backtrace:",
            r"goroutine \d+ \[",
            r"\.(rs|go|rb|php):\d+(:\d+|:in |\b)",
            r"java\.lang\.\w+(Exception|Error)",
            r"System\.\w+Exception",
        ],
    ),
    (
        &FILE_PATH,
        &[
            r"/(home|root|usr|var|opt|srv|etc|app|workspace|mnt|tmp|Users)/[\w.-]+/[\w./-]+",
            r"/etc/[a-z]+\b",
            r"\b[A-Z]:\\\\?[\w .-]+\\",
        ],
    ),
    (
        &SQL_ERROR,
        &[
            r"(?i)SQL syntax",
            r"(?i)syntax error at or near",
            r"SQLSTATE\[?",
            r"ORA-\d{5}",
            r"(?i)sqlite3?(\.|::|_)\w*error",
            r"(?i)near \S+: syntax error",
            r"(?i)unclosed quotation mark",
            r"psycopg2?\.",
            r"(?i)no such (table|column):",
            r#"(?i)(relation|column) "[^"]+" does not exist"#,
            r"SQLITE_[A-Z]+",
        ],
    ),
    (
        &FRAMEWORK_ERROR,
        &[
            r"(?i)whitelabel error page",
            r"(?i)werkzeug",
            r"(?i)\bdjango\b",
            r"(?i)\blaravel\b",
            r"\b(actix|hyper|axum|tokio|serde_json|rocket)(_web)?::",
            r"Cannot (GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /",
            r"(?i)<center>(nginx|openresty)",
            r"(?i)apache(/\d| tomcat|\s+server at)",
            r"(?i)microsoft-iis|asp\.net",
            r"(expected|invalid|missing|unknown|trailing|EOF while|key must be|recursion limit).{0,80} at line \d+ column \d+",
            r"Json (deserialize|payload) error|Query deserialize error|Path deserialize error",
            r"in JSON at position \d+|Unexpected end of JSON input|JSONDecodeError",
            r#""loc":\s*\[|value_error\.|https://errors\.pydantic\.dev"#,
            r"com\.fasterxml\.jackson|org\.springframework",
        ],
    ),
];

static PATTERNS: LazyLock<Vec<(&'static Fault, Regex)>> = LazyLock::new(|| {
    WORDS
        .iter()
        .flat_map(|(fault, patterns)| patterns.iter().filter_map(|p| Some((*fault, Regex::new(p).ok()?))))
        .collect()
});

/// What an answer of 400 and above gives away, each kind once, with the words.
pub(super) fn in_answer(answer: &Answer) -> Vec<(&'static Fault, String)> {
    if answer.status < 400 {
        return Vec::new();
    }
    in_text(&answer.text())
}

fn in_text(text: &str) -> Vec<(&'static Fault, String)> {
    let mut found: Vec<(&'static Fault, String)> = Vec::new();
    for (fault, pattern) in PATTERNS.iter() {
        if let Some(words) = pattern.find(text)
            && found.iter().all(|(known, _)| known.id != fault.id)
        {
            found.push((fault, words.as_str().trim().to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_a_pattern() {
        let count: usize = WORDS.iter().map(|(_, patterns)| patterns.len()).sum();
        assert_eq!(PATTERNS.len(), count);
    }

    #[test]
    fn words_are_known_for_what_they_are() {
        let check = |text: &str, expected: &[&str]| {
            let ids: Vec<&str> = in_text(text).iter().map(|(fault, _)| fault.id).collect();
            assert_eq!(ids, expected, "{text}");
        };
        check("Traceback (most recent call last):\n  File \"x.py\", line 3", &["error-stack-trace"]);
        check("    at com.example.Items.get(Items.java:42)", &["error-stack-trace"]);
        check("    at Layer.handle (router.js:95:5)", &["error-stack-trace"]);
        check("thread 'main' panicked at src/main.rs:7:3", &["error-stack-trace"]);
        check("cannot open /srv/api/data/items.db", &["error-file-path"]);
        check("You have an error in your SQL syntax", &["error-sql"]);
        check("near \"'\": syntax error", &["error-sql"]);
        check("expected value at line 1 column 2", &["error-framework"]);
        check("Cannot GET /x", &["error-framework"]);
    }

    #[test]
    fn honest_problems_say_nothing() {
        for text in [
            r#"{"type":"https://example.com/problems/bad-parameter","title":"Bad request","status":400,"detail":"q must be 2 to 64 characters","instance":"/v1/ingredient/cas","errors":[{"parameter":"q","detail":"too short"}]}"#,
            r#"{"detail":"the body is no JSON","errors":[{"pointer":"/text","detail":"missing"}]}"#,
            "the value at most 10; see https://example.com/docs/errors",
        ] {
            assert!(in_text(text).is_empty(), "{text}: {:?}", in_text(text));
        }
    }
}
