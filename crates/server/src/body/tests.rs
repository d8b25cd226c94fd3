//! Tests of [`super`].

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::*;
use crate::middleware::RequestId;

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Order {
    #[validate(length(max = 3, message = "too long: give at most 3 characters"))]
    text: String,
    #[serde(default)]
    #[validate(nested)]
    lines: Vec<Line>,
}

#[derive(Debug, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Line {
    #[validate(range(max = 9, message = "too many: give at most 9"))]
    #[serde(rename = "a/b")]
    count: u32,
}

#[track_caller]
fn check(body: &[u8], status: u16, pointer: &str, detail: &str) {
    let problem = parse::<Order>(body).unwrap_err();
    let answer: Value = serde_json::from_slice(&problem.json("", &RequestId::random())).unwrap();
    let expected = serde_json::json!([{"pointer": pointer, "detail": detail}]);
    assert_eq!((&answer["status"], &answer["errors"]), (&status.into(), &expected));
}

#[test]
fn faults_have_their_places() {
    assert_eq!(parse::<Order>(br#"{"text":"abc","lines":[{"a/b":1}]}"#).unwrap().lines[0].count, 1);
    check(b"", 400, "", "no JSON from line 1 column 0 on");
    check(
        br#"{"text":"abc","lines":[{"a/b":1},{"a/b":]}"#,
        400,
        "/lines/1/a~1b",
        "no JSON from line 1 column 41 on",
    );
    check(br#"{"text":"abc"} x"#, 400, "", "no JSON from line 1 column 16 on");
    check(b"{\"text\":\"\xff\"}", 400, "", "the body is not UTF-8 from byte 9 on");
    check(br#"{"text":"\ud800"}"#, 400, "/text", "no JSON from line 1 column 16 on");
    check(br#"{"text":"a","text":"b"}"#, 422, "/text", "given more than once");
    check(br#"{"text":"a","lines":[{"a/b":1,"a\/b":1}]}"#, 422, "/lines/0/a~1b", "given more than once");
    check(br#"{"text":"a","colour":"b"}"#, 422, "/colour", "unknown member; expected `text` or `lines`");
    check(br#"{"lines":[]}"#, 422, "/text", "missing");
    check(br#"{"text":5}"#, 422, "/text", "expected a string");
    check(br#"{"text":"a","lines":[{"a/b":-1}]}"#, 422, "/lines/0/a~1b", "expected u32");
    check(br#"{"text":"abcd"}"#, 422, "/text", "too long: give at most 3 characters");
    check(b"[]", 422, "", "expected an object");
    let secret = format!(r#"{{"text":{{"{}":1}}}}"#, "s".repeat(500));
    check(secret.as_bytes(), 422, "/text", "expected a string");
}

#[test]
fn nesting_has_a_limit() {
    let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    assert!(strict::value(&nested(strict::DEEPEST)).is_ok());
    let pointer = "/0".repeat(strict::DEEPEST);
    check(nested(strict::DEEPEST + 1).as_bytes(), 400, &pointer, "nested deeper than 16 levels");
    check(nested(100_000).as_bytes(), 400, &pointer, "nested deeper than 16 levels");
}

proptest! {
    #[test]
    fn what_is_json_is_read_as_serde_json_reads_it(text in "[\\[\\]{}\",:0-9a-c.e\\- ]{0,40}") {
        let ours = strict::value(&text);
        match serde_json::from_str::<Value>(&text) {
            Ok(value) => if let Ok(ours) = ours { prop_assert_eq!(ours, value) },
            Err(_) => prop_assert!(ours.is_err()),
        }
    }
}
