//! Whom to alert, and how much to say.

use std::time::Duration;

use secrecy::SecretString;

use super::setting::{MASK, Setting};
use super::{Environment, Origin, Resolved, Said, SettingError, SettingRow, parse, secrets};
use crate::outgoing::Endpoint;

pub(super) const TELEGRAM_TOKEN: Setting = Setting::new(
    "INCIDEX_TELEGRAM_BOT_TOKEN",
    "none, which sends nothing by Telegram",
    "token of the Telegram bot that sends alerts",
    "give the token as BotFather gave it, such as 123456:ABC-def, and INCIDEX_TELEGRAM_CHAT_ID",
)
.secret();
pub(super) const TELEGRAM_CHAT: Setting = Setting::new(
    "INCIDEX_TELEGRAM_CHAT_ID",
    "none",
    "chat to which that bot sends",
    "give the number of a chat, or @ and the name of a channel, and INCIDEX_TELEGRAM_BOT_TOKEN",
);
pub(super) const TELEGRAM_API: Setting = Setting::new(
    "INCIDEX_TELEGRAM_API",
    DEFAULT_API,
    "server of the Bot API",
    "give an https URL, or an http one of this machine",
);
pub(super) const WEBHOOK_URL: Setting = Setting::new(
    "INCIDEX_ALERT_WEBHOOK_URL",
    "none, which calls no webhook",
    "address to which alerts are posted as signed JSON",
    "give an https URL, or an http one of this machine, and INCIDEX_ALERT_WEBHOOK_SECRET",
)
.secret();
pub(super) const WEBHOOK_SECRET: Setting = Setting::new(
    "INCIDEX_ALERT_WEBHOOK_SECRET",
    "none",
    "secret with which those alerts are signed",
    "give at least 16 characters, chosen at random, and INCIDEX_ALERT_WEBHOOK_URL",
)
.secret();
pub(super) const WINDOW: Setting = Setting::new(
    "INCIDEX_ALERT_WINDOW_SECONDS",
    "60",
    "seconds for which repeats of an alert are counted before they are summed up",
    "give a whole number of seconds from 1 to 86400",
);
pub(super) const MESSAGES: Setting = Setting::new(
    "INCIDEX_ALERT_MESSAGES",
    "10",
    "alerts sent in such a window at most; what is more is counted",
    "give a whole number from 1 to 1000",
);
pub(super) const QUEUE: Setting = Setting::new(
    "INCIDEX_ALERT_QUEUE",
    "256",
    "alerts that wait for each channel; the oldest make room",
    "give a whole number from 1 to 65535",
);
pub(super) const FAILED_AUTHENTICATIONS: Setting = Setting::new(
    "INCIDEX_ALERT_FAILED_AUTHENTICATIONS",
    "100",
    "failed authentications in such a window that are an alert",
    "give a whole number from 1 to 1000000000",
);

const DEFAULT_API: &str = "https://api.telegram.org";
const DEFAULT_FAILED: u64 = 100;
const SHORTEST_SECRET: usize = 16;
const LONGEST_TEXT: usize = 4_096;

/// A Telegram chat.
#[derive(Clone, Debug)]
pub struct TelegramSettings {
    /// Token of the bot (`INCIDEX_TELEGRAM_BOT_TOKEN`).
    pub token: Resolved<SecretString>,
    /// Number or name of the chat (`INCIDEX_TELEGRAM_CHAT_ID`).
    pub chat: Resolved<String>,
    /// Server of the Bot API (`INCIDEX_TELEGRAM_API`; default `https://api.telegram.org`).
    pub api: Resolved<Endpoint>,
}

/// An address that takes signed JSON.
#[derive(Clone, Debug)]
pub struct WebhookSettings {
    /// The address (`INCIDEX_ALERT_WEBHOOK_URL`).
    pub url: Resolved<Endpoint>,
    /// The secret of the signature, of at least 16 bytes (`INCIDEX_ALERT_WEBHOOK_SECRET`).
    pub secret: Resolved<SecretString>,
}

/// Whom to alert, and how much to say.
#[derive(Clone, Debug)]
pub struct AlertSettings {
    /// The chat, if there is one.
    pub telegram: Option<TelegramSettings>,
    /// The webhook, if there is one.
    pub webhook: Option<WebhookSettings>,
    /// Seconds of a window, 1 to 86,400 (`INCIDEX_ALERT_WINDOW_SECONDS`; default 60).
    pub window_seconds: Resolved<u64>,
    /// Messages of a window, 1 to 1,000 (`INCIDEX_ALERT_MESSAGES`; default 10).
    pub messages: Resolved<u32>,
    /// Messages that wait for a channel, 1 to 65,535 (`INCIDEX_ALERT_QUEUE`; default 256).
    pub queue: Resolved<usize>,
    /// Failed authentications of a window that are an alert, 1 to 1,000,000,000
    /// (`INCIDEX_ALERT_FAILED_AUTHENTICATIONS`; default 100).
    pub failed_authentications: Resolved<u64>,
    api: Resolved<Endpoint>,
}

impl AlertSettings {
    /// Resolves whom to alert.
    ///
    /// # Errors
    /// When a value cannot be used, or one of a pair is given without the other.
    pub fn resolve(said: &Said, environment: Environment) -> Result<Self, SettingError> {
        for setting in [&TELEGRAM_TOKEN, &WEBHOOK_URL, &WEBHOOK_SECRET] {
            secrets::check_place(said, setting, environment)?;
        }
        let default_api = Endpoint::parse(DEFAULT_API).map_err(|fault| {
            SettingError::new(TELEGRAM_API.name, DEFAULT_API, Origin::Default, fault.to_string())
        })?;
        let endpoint = |text: &str| Endpoint::parse(text).ok();
        let api = said.value_or(&TELEGRAM_API, default_api, endpoint)?;
        let token = said.value(&TELEGRAM_TOKEN, token)?;
        let chat = said.value(&TELEGRAM_CHAT, chat)?;
        let url = said.value(&WEBHOOK_URL, endpoint)?;
        let secret = said.value(&WEBHOOK_SECRET, |text| {
            (SHORTEST_SECRET..=LONGEST_TEXT).contains(&text.len()).then(|| text.to_owned().into())
        })?;
        Ok(Self {
            telegram: pair(token, chat, [&TELEGRAM_TOKEN, &TELEGRAM_CHAT])?
                .map(|(token, chat)| TelegramSettings { token, chat, api: api.clone() }),
            webhook: pair(url, secret, [&WEBHOOK_URL, &WEBHOOK_SECRET])?
                .map(|(url, secret)| WebhookSettings { url, secret }),
            window_seconds: said.value_or(&WINDOW, 60, parse::number(1..=86_400))?,
            messages: said.value_or(&MESSAGES, 10, parse::number(1..=1_000))?,
            queue: said.value_or(&QUEUE, 256, parse::number(1..=65_535))?,
            failed_authentications: said.value_or(
                &FAILED_AUTHENTICATIONS,
                DEFAULT_FAILED,
                parse::number(1..=1_000_000_000),
            )?,
            api,
        })
    }

    /// How long repeats are counted before they are summed up.
    pub fn window(&self) -> Duration {
        self.window_seconds.seconds()
    }

    pub(super) fn rows(&self) -> [SettingRow; 9] {
        let none = || Resolved::new("none".to_owned(), Origin::Default);
        let (telegram, webhook) = (self.telegram.as_ref(), self.webhook.as_ref());
        let masked = |origin: Option<Origin>| {
            origin.map_or_else(none, |origin| Resolved::new(MASK.to_owned(), origin))
        };
        [
            TELEGRAM_TOKEN.row(&masked(telegram.map(|telegram| telegram.token.origin))),
            TELEGRAM_CHAT.row(&telegram.map_or_else(none, |telegram| telegram.chat.clone())),
            TELEGRAM_API.row(&self.api.shown(Endpoint::origin)),
            WEBHOOK_URL.row(&masked(webhook.map(|webhook| webhook.url.origin))),
            WEBHOOK_SECRET.row(&masked(webhook.map(|webhook| webhook.secret.origin))),
            WINDOW.row(&self.window_seconds),
            MESSAGES.row(&self.messages),
            QUEUE.row(&self.queue),
            FAILED_AUTHENTICATIONS.row(&self.failed_authentications),
        ]
    }
}

type Pair<A, B> = Option<(Resolved<A>, Resolved<B>)>;

/// Both or neither of two values of which each is of no use alone.
fn pair<A, B>(
    first: Option<Resolved<A>>,
    second: Option<Resolved<B>>,
    names: [&'static Setting; 2],
) -> Result<Pair<A, B>, SettingError> {
    let [first_setting, second_setting] = names;
    let missing = |missing: &'static Setting, given: &Setting| {
        let value = format!("not given, but {} is", given.name);
        Err(SettingError::new(missing.name, &value, Origin::Default, missing.remedy))
    };
    match (first, second) {
        (Some(first), Some(second)) => Ok(Some((first, second))),
        (None, None) => Ok(None),
        (Some(_), None) => missing(second_setting, first_setting),
        (None, Some(_)) => missing(first_setting, second_setting),
    }
}

/// A token as the Bot API gives them: digits, a colon, and characters that can stand in a path.
fn token(text: &str) -> Option<SecretString> {
    let (bot, key) = text.split_once(':')?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_token = !bot.is_empty()
        && bot.bytes().all(|byte| byte.is_ascii_digit())
        && !key.is_empty()
        && key.bytes().all(fits)
        && text.len() <= LONGEST_TEXT;
    is_token.then(|| text.to_owned().into())
}

/// The number of a chat, groups having negative ones, or the name of a channel.
fn chat(text: &str) -> Option<String> {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    (text.parse::<i64>().is_ok() || text.strip_prefix('@').is_some_and(is_name)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::{Flags, Variables};
    use super::*;

    fn resolve(pairs: &[(&str, &str)]) -> Result<AlertSettings, String> {
        let said = Said::new(Flags::default(), Variables::from_pairs(pairs)).unwrap();
        AlertSettings::resolve(&said, Environment::Prod).map_err(|error| error.to_string())
    }

    const TOKEN: (&str, &str) = ("INCIDEX_TELEGRAM_BOT_TOKEN", "123456:AAH-token_of-a-bot");
    const SECRET: (&str, &str) = ("INCIDEX_ALERT_WEBHOOK_SECRET", "a-secret-of-the-hook");

    #[test]
    fn each_channel_is_off_unless_all_of_it_is_given() {
        let nothing = resolve(&[]).unwrap();
        assert!(nothing.telegram.is_none() && nothing.webhook.is_none());
        let chat = ("INCIDEX_TELEGRAM_CHAT_ID", "-100123");
        let url = ("INCIDEX_ALERT_WEBHOOK_URL", "https://hooks.example/T/secretpath");
        let both = resolve(&[TOKEN, chat, SECRET, url]).unwrap();
        assert_eq!(both.telegram.unwrap().api.value.origin(), DEFAULT_API);
        assert!(both.webhook.is_some());
        for (given, missing) in [
            (TOKEN, "INCIDEX_TELEGRAM_CHAT_ID is \"not given, but INCIDEX_TELEGRAM_BOT_TOKEN is\""),
            (chat, "INCIDEX_TELEGRAM_BOT_TOKEN is \"not given, but INCIDEX_TELEGRAM_CHAT_ID is\""),
            (SECRET, "INCIDEX_ALERT_WEBHOOK_URL is \"not given"),
            (url, "INCIDEX_ALERT_WEBHOOK_SECRET is \"not given"),
        ] {
            let error = resolve(&[given]).unwrap_err();
            assert!(error.starts_with(missing), "{error}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_refused_and_secrets_are_not_shown() {
        for (name, value) in [
            ("INCIDEX_TELEGRAM_BOT_TOKEN", "123456"),
            ("INCIDEX_TELEGRAM_BOT_TOKEN", "x:secretword"),
            ("INCIDEX_TELEGRAM_BOT_TOKEN", "1:secretword/../x"),
            ("INCIDEX_ALERT_WEBHOOK_URL", "http://hooks.example/secretword"),
            ("INCIDEX_ALERT_WEBHOOK_SECRET", "secretword"),
        ] {
            let error = resolve(&[(name, value)]).unwrap_err();
            assert!(error.starts_with(&format!("{name} is \"***\" (environment): give ")), "{error}");
            assert!(!error.contains("secretword"), "{error}");
        }
        for (name, value) in [
            ("INCIDEX_TELEGRAM_CHAT_ID", "friends"),
            ("INCIDEX_TELEGRAM_API", "http://api.telegram.org"),
            ("INCIDEX_ALERT_WINDOW_SECONDS", "0"),
            ("INCIDEX_ALERT_MESSAGES", "0"),
            ("INCIDEX_ALERT_QUEUE", "0"),
            ("INCIDEX_ALERT_FAILED_AUTHENTICATIONS", "0"),
        ] {
            let error = resolve(&[(name, value)]).unwrap_err();
            assert!(error.starts_with(&format!("{name} is \"{value}\" (environment): give ")), "{error}");
        }
        let url = ("INCIDEX_ALERT_WEBHOOK_URL", "https://hooks.example/T/secretpath");
        let settings = resolve(&[TOKEN, ("INCIDEX_TELEGRAM_CHAT_ID", "@c"), SECRET, url]).unwrap();
        let shown = format!("{settings:?} {:?}", settings.rows());
        for never in ["AAH-token", "secretpath", "a-secret"] {
            assert!(!shown.contains(never), "{shown}");
        }
    }
}
