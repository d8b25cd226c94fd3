//! Messages as JSON to any address, signed, so that the receiver knows whom they come from and that they
//! are not old.

use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};
use sha2::Sha256;

use super::courier::{Channel, Outcome};
use super::event::Message;
use crate::config::WebhookSettings;
use crate::outgoing::{Client, Endpoint};

/// An address that takes alerts.
pub(super) struct Webhook {
    client: Client,
    endpoint: Endpoint,
    /// The hash with the secret already in it.
    keyed: Hmac<Sha256>,
    deployment: String,
    environment: String,
}

impl Webhook {
    /// The address of these settings, for a deployment of this name.
    pub(super) fn new(
        settings: &WebhookSettings,
        client: Client,
        deployment: &str,
        environment: &str,
    ) -> Option<Self> {
        // A key of any length will do; only the type cannot say so.
        let keyed = Hmac::new_from_slice(settings.secret.value.expose_secret().as_bytes()).ok()?;
        let (deployment, environment) = (deployment.to_owned(), environment.to_owned());
        Some(Self { client, endpoint: settings.url.value.clone(), keyed, deployment, environment })
    }

    fn body(&self, message: &Message, id: &str) -> String {
        let facts: Map<String, Value> =
            message.facts.iter().map(|(name, fact)| (name.replace(' ', "_"), fact.as_str().into())).collect();
        let time = Timestamp::try_from(message.time).unwrap_or_default();
        json!({
            "id": id,
            "time": format!("{time:.3}"),
            "deployment": self.deployment,
            "environment": self.environment,
            "level": message.level.name(),
            "title": message.title,
            "facts": facts,
        })
        .to_string()
    }

    /// `sha256=` and the HMAC-SHA256 (RFC 2104), in hexadecimal digits, of the time, a full stop and the body.
    fn signature(&self, timestamp: &str, body: &str) -> String {
        let mut keyed = self.keyed.clone();
        keyed.update(timestamp.as_bytes());
        keyed.update(b".");
        keyed.update(body.as_bytes());
        let mut text = "sha256=".to_owned();
        for byte in keyed.finalize().into_bytes() {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

impl Channel for Webhook {
    fn name(&self) -> &'static str {
        "webhook"
    }

    fn deliver(&self, message: &Message, id: &str) -> Outcome {
        let body = self.body(message, id);
        let timestamp =
            SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs().to_string();
        let signature = self.signature(&timestamp, &body);
        let headers = [
            ("content-type", "application/json"),
            ("x-incidex-delivery", id),
            ("x-incidex-timestamp", timestamp.as_str()),
            ("x-incidex-signature", signature.as_str()),
        ];
        match self.client.post(&self.endpoint, &headers, body.as_bytes()) {
            Ok(reply) if reply.is_success() => Outcome::Delivered,
            Ok(reply) => {
                let why = format!("status {}", reply.status);
                if matches!(reply.status, 408 | 425 | 429) || reply.status >= 500 {
                    Outcome::Failed { why, retry_after: reply.retry_after }
                } else {
                    Outcome::Refused { why }
                }
            }
            Err(error) => Outcome::Failed { why: error.to_string(), retry_after: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::alert::event::Level;
    use crate::config::{AlertSettings, Environment, Flags, Said, Variables};
    use crate::outgoing::ClientRules;
    use crate::testing::{Behaviour, FakeServer, answer};

    fn webhook(url: &str) -> Webhook {
        let pairs =
            [("INCIDEX_ALERT_WEBHOOK_URL", url), ("INCIDEX_ALERT_WEBHOOK_SECRET", "key-of-16-bytes-")];
        let said = Said::new(Flags::default(), Variables::from_pairs(&pairs)).unwrap();
        let settings = AlertSettings::resolve(&said, Environment::Prod).unwrap().webhook.unwrap();
        let client =
            Client::new(&ClientRules { time: Duration::from_millis(500), internal_hosts: Vec::new() });
        Webhook::new(&settings, client, "shop", "prod").unwrap()
    }

    #[test]
    fn a_message_is_signed_json() {
        let server = FakeServer::start(vec![answer(204, "", "")]);
        let message = Message::new(Level::Error, "Request failed", [("request id", "a-1".to_owned())]);
        assert_eq!(webhook(&format!("{}/hook", server.url())).deliver(&message, "p-1"), Outcome::Delivered);
        let request = server.requests().remove(0);
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim();
        assert!(head.starts_with("POST /hook HTTP/1.1\r\n"), "{head}");
        let expected = webhook("http://127.0.0.1:1/").signature(header("x-incidex-timestamp:"), body);
        assert_eq!(header("x-incidex-signature:"), expected);
        assert_eq!(header("x-incidex-delivery:"), "p-1");
        let mut sent: Value = serde_json::from_str(body).unwrap();
        assert!(sent.as_object_mut().unwrap().remove("time").unwrap().as_str().unwrap().ends_with('Z'));
        let expected = json!({
            "id": "p-1", "deployment": "shop", "environment": "prod", "level": "error", "title": "Request failed",
            "facts": {"request_id": "a-1"},
        });
        assert_eq!(sent, expected);
    }

    #[test]
    fn the_signature_is_the_one_that_others_compute() {
        // printf %s '1700000000.{}' | openssl dgst -sha256 -hmac key-of-16-bytes-
        let expected = "sha256=44e42ac9e3cbedc261cfb99f64888649d82cd3b5d037aaa086d49fbccc44fcb5";
        assert_eq!(webhook("http://127.0.0.1:1/").signature("1700000000", "{}"), expected);
    }

    #[test]
    fn other_statuses_are_tried_again_or_given_up() {
        let message = Message::new(Level::Info, "x", []);
        let deliver =
            |behaviour: Behaviour| webhook(&FakeServer::start(vec![behaviour]).url()).deliver(&message, "1");
        for status in [429, 500, 503] {
            let Outcome::Failed { retry_after, .. } = deliver(answer(status, "retry-after: 3\r\n", ""))
            else {
                panic!("{status}")
            };
            assert_eq!(retry_after, Some(Duration::from_secs(3)));
        }
        for status in [301, 400, 401, 404] {
            assert!(matches!(deliver(answer(status, "", "")), Outcome::Refused { .. }), "{status}");
        }
        for bad in [Behaviour::Hangs, Behaviour::Closes, Behaviour::Says(b"garbage\r\n\r\n".to_vec())] {
            assert!(matches!(deliver(bad), Outcome::Failed { .. }));
        }
    }
}
