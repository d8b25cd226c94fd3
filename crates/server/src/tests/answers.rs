//! Lookups that were answered before are answered, limited and counted as if they were not.

use std::cell::Cell;

use actix_web::http::header::HeaderValue;
use bytes::Bytes;
use incidex_core::catalog::LookupField;
use incidex_core::ingredient::IngredientCode;
use incidex_core::tier::Tier;
use incidex_ops::dataset::ReloadOutcome;

use super::client::TestServer;
use super::data;
use crate::answers::{Answer, Answers, Question};

const ROOM: usize = 64 * 1_024;
const SECRET: &str = "the-secret-of-the-gateway";
const PROD: [(&str, &str); 3] =
    [("INCIDEX_ENV", "prod"), ("INCIDEX_PROXY_SECRETS", SECRET), ("INCIDEX_WALK_RECORDS", "5")];

fn question(query: &str) -> Question<'_> {
    Question { generation: 1, tier: Tier::Pro, field: LookupField::Inci, query }
}

fn answer(body: &str) -> Answer {
    Answer {
        body: Bytes::copy_from_slice(body.as_bytes()),
        shown: [IngredientCode::new(1)].into(),
        tag: HeaderValue::from_static("W/\"1\""),
    }
}

/// Asks; whether the answer had to be made.
fn is_made(answers: &Answers, question: &Question<'_>, body: &str) -> bool {
    let is_made = Cell::new(false);
    let got = answers.get_or::<()>(question, || {
        is_made.set(true);
        Ok(answer(body))
    });
    assert_eq!(got.unwrap().body, body.as_bytes());
    is_made.get()
}

#[test]
fn an_answer_is_kept_for_exactly_its_question() {
    let answers = Answers::new(ROOM);
    let base = question("q=retinol");
    let others = [
        Question { generation: 2, ..base },
        Question { tier: Tier::Basic, ..base },
        Question { field: LookupField::Korean, ..base },
        question("q=retino"),
        question("q=Retinol"),
    ];
    assert!(is_made(&answers, &base, "base") && !is_made(&answers, &base, "base"));
    for (place, other) in others.iter().enumerate() {
        let body = place.to_string();
        assert!(is_made(&answers, other, &body), "{other:?}");
        assert!(!is_made(&answers, other, &body) && !is_made(&answers, &base, "base"), "{other:?}");
    }
    assert_eq!(answers.held().0, 1 + others.len());
}

#[test]
fn errors_and_very_long_questions_are_not_kept() {
    let answers = Answers::new(ROOM);
    assert_eq!(answers.get_or(&question("q=x"), || Err("no")).unwrap_err(), "no");
    assert!(is_made(&answers, &question("q=x"), "yes"));
    let (long, longer) = ("q".repeat(512), "q".repeat(513));
    assert!(is_made(&answers, &question(&long), "long") && !is_made(&answers, &question(&long), "long"));
    assert!(
        is_made(&answers, &question(&longer), "longer") && is_made(&answers, &question(&longer), "longer")
    );
}

#[test]
fn room_is_bounded() {
    for (bytes, most) in [(ROOM, 50), (200, 0), (0, 0)] {
        let answers = Answers::new(bytes);
        for number in 0..1_000 {
            let body = "x".repeat(1_000);
            assert!(is_made(&answers, &question(&format!("q={number}")), &body));
        }
        let (held, size) = answers.held();
        assert!(size <= bytes as u64, "{size} bytes in room for {bytes}");
        assert!(held <= most && (most == 0 || held > most / 2), "{held} answers in {bytes} bytes");
    }
}

#[test]
fn who_asks_what_was_asked_before_is_limited_watched_and_masked_all_the_same() {
    let server = TestServer::with_settings(&PROD);
    let ask = |user: &str, tier: &str, target: &str| {
        let headers = format!(
            "x-rapidapi-proxy-secret: {SECRET}\r\nx-rapidapi-user: {user}\r\nx-rapidapi-subscription: {tier}\r\n"
        );
        server.ask("GET", target, &headers)
    };
    let target = |number| format!("/v1/ingredient/inci?q=copper+compound+{number:02}");
    let mut bodies = Vec::new();
    for (walks, user) in [(1, "first"), (2, "second")] {
        for number in 0..8 {
            let answer = ask(user, "MEGA", &target(number));
            assert_eq!(answer.status, 200);
            bodies.push((answer.json(), answer.header("etag").map(str::to_owned)));
        }
        assert_eq!(server.counters.walks.value(), walks, "{user}");
    }
    assert_eq!(bodies[..8], bodies[8..]);
    let limit = |tier| {
        let answer = ask("third", tier, "/v1/ingredient/inci?q=retinol");
        (answer.json()["data"][0]["limit_value"].clone(), answer.header("etag").map(str::to_owned))
    };
    let (mega, basic) = (limit("MEGA"), limit("BASIC"));
    assert_eq!((&mega.0, &basic.0), (&"EU III/98: 0.3 %".into(), &"".into()));
    assert_ne!(mega.1, basic.1);
    assert_eq!((limit("MEGA"), limit("BASIC")), (mega, basic));
    assert!(
        (0..100).any(|_| ask("fourth", "BASIC", &target(0)).status == 429),
        "a kept answer costs its unit"
    );
    let wrong = server.ask("GET", &target(0), "x-rapidapi-proxy-secret: wrong\r\n");
    assert_eq!(wrong.status, 403);
}

#[test]
fn another_data_set_answers_for_itself() {
    let server = TestServer::start();
    let ask = || {
        let answer = server.get("/v1/ingredient/inci?q=retinol");
        (answer.json()["total"].clone(), answer.header("etag").map(str::to_owned))
    };
    let before = ask();
    assert_eq!((&before.0, &ask()), (&1.into(), &before));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.idx");
    data::write_other(&path, "Not Retinol", "Another source");
    assert!(matches!(server.dataset.reload(&path), ReloadOutcome::Reloaded { .. }));
    let after = ask();
    assert_eq!((&after.0, &ask()), (&0.into(), &after));
    assert_ne!(after.1, before.1);
}
