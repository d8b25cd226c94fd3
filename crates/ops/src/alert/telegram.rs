//! Messages by Telegram's Bot API.

use std::time::Duration;

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::courier::{Channel, Outcome};
use super::event::{Level, Message};
use super::markup::Markup;
use crate::config::TelegramSettings;
use crate::outgoing::{Client, Endpoint, Reply};
use crate::telemetry::neutral;

/// How much of what Telegram says of a failure is logged, in characters.
const LONGEST_REASON: usize = 200;

/// A chat.
pub(super) struct Telegram {
    client: Client,
    /// The address of the method, which holds the token and is never shown.
    method: Endpoint,
    chat: String,
    /// What the messages are about, behind their title.
    subject: String,
}

impl Telegram {
    /// The chat of these settings; `subject` names the deployment.
    pub(super) fn new(settings: &TelegramSettings, client: Client, subject: &str) -> Self {
        let path = format!("/bot{}/sendMessage", settings.token.value.expose_secret());
        Self {
            client,
            method: settings.api.value.join(&path),
            chat: settings.chat.value.clone(),
            subject: subject.to_owned(),
        }
    }
}

impl Channel for Telegram {
    fn name(&self) -> &'static str {
        "telegram"
    }

    fn deliver(&self, message: &Message, _: &str) -> Outcome {
        let body = json!({
            "chat_id": self.chat,
            "text": text(message, &self.subject),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": true},
        });
        match self.client.post(
            &self.method,
            &[("content-type", "application/json")],
            body.to_string().as_bytes(),
        ) {
            Ok(reply) => outcome(&reply),
            Err(error) => Outcome::Failed { why: error.to_string(), retry_after: None },
        }
    }
}

/// What a reply means (Bot API, "Making requests": an object with `ok`, and `description` and `parameters`
/// where it is not).
fn outcome(reply: &Reply) -> Outcome {
    let answer: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    if reply.is_success() && answer["ok"] == true {
        return Outcome::Delivered;
    }
    let said = answer["description"].as_str().unwrap_or("no description");
    let why = format!("status {}: {}", reply.status, neutral::text(said, LONGEST_REASON));
    let asked = answer["parameters"]["retry_after"].as_u64().map(Duration::from_secs);
    let retry_after = asked.max(reply.retry_after);
    // An answer of success that is none is not Telegram's.
    let is_passing = reply.is_success() || matches!(reply.status, 408 | 429) || reply.status >= 500;
    if is_passing { Outcome::Failed { why, retry_after } } else { Outcome::Refused { why } }
}

/// A message in Telegram's HTML mode.
fn text(message: &Message, subject: &str) -> String {
    let mut markup = Markup::new();
    markup.text(match message.level {
        Level::Info => "🟢 ",
        Level::Warning => "🟡 ",
        Level::Error => "🔴 ",
    });
    markup.tagged("b", &message.title);
    markup.text("\n");
    markup.text(subject);
    for (name, fact) in &message.facts {
        markup.text(&format!("\n{name}: "));
        markup.tagged("code", fact);
    }
    markup.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, retry_after: Option<u64>, body: &str) -> Reply {
        Reply { status, retry_after: retry_after.map(Duration::from_secs), body: body.into() }
    }

    #[track_caller]
    fn check_failed(reply: &Reply, seconds: Option<u64>) {
        match outcome(reply) {
            Outcome::Failed { retry_after, .. } => assert_eq!(retry_after, seconds.map(Duration::from_secs)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn replies_are_read_as_the_bot_api_writes_them() {
        assert_eq!(outcome(&reply(200, None, "{\"ok\":true,\"result\":{}}")), Outcome::Delivered);
        let busy = r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}"#;
        check_failed(&reply(429, None, busy), Some(7));
        check_failed(&reply(429, Some(9), busy), Some(9));
        check_failed(&reply(429, Some(3), "{}"), Some(3));
        check_failed(&reply(429, None, ""), None);
        check_failed(&reply(502, None, "<html>Bad Gateway"), None);
        check_failed(&reply(200, None, "<html>log in to this network"), None);
        check_failed(&reply(200, None, "{\"ok\":false}"), None);
        let lost = r#"{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}"#;
        let why = "status 400: Bad Request: chat not found".to_owned();
        assert_eq!(outcome(&reply(400, None, lost)), Outcome::Refused { why });
        assert!(matches!(outcome(&reply(401, None, "")), Outcome::Refused { .. }));
    }

    #[test]
    fn a_message_is_escaped_and_bounded() {
        let facts = [("detail", "<b>&".to_owned()), ("empty", String::new())];
        let message = Message::new(Level::Error, "5 > 4", facts);
        assert_eq!(
            text(&message, "incidex (prod)"),
            "🔴 <b>5 &gt; 4</b>\nincidex (prod)\ndetail: <code>&lt;b&gt;&amp;</code>"
        );
        let long = Message::new(Level::Error, "&".repeat(9_000), [("detail", "x".repeat(9_000))]);
        assert!(text(&long, "s").encode_utf16().count() <= super::super::markup::LONGEST);
        assert_eq!(long.facts[0].1.chars().count(), 500);
    }
}
