//! What the owner is told of, and the messages that are made of it.

use std::borrow::Cow;
use std::time::SystemTime;

use crate::telemetry::neutral;

/// The most detail that a message repeats, in characters.
pub const LONGEST_DETAIL: usize = 500;

/// Something that the owner must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A deployment runs.
    Started {
        /// Version of the program.
        version: String,
        /// Version of the data set.
        dataset: String,
        /// Number of records.
        records: u64,
    },
    /// Another data set is served.
    DatasetReloaded {
        /// The version that is served now.
        dataset: String,
        /// The version that was served before.
        previous: String,
        /// Number of records.
        records: u64,
    },
    /// A file was to be served and cannot be; the one before is.
    DatasetRefused {
        /// Why, and what to do.
        cause: String,
    },
    /// A request was answered with a 5xx.
    Failure {
        /// The route's template, or `none`.
        endpoint: Cow<'static, str>,
        /// The code of the problem, or `panic`.
        kind: &'static str,
        /// The id of the request.
        request_id: String,
        /// What is known of the cause.
        detail: String,
    },
    /// A thread that answers no request panicked.
    Panic {
        /// File, line and column.
        location: String,
        /// What the panic said, up to where it quotes data.
        detail: String,
    },
    /// Authentications failed, this many in one window.
    FailedAuthentications {
        /// How many.
        number: u64,
    },
}

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// All is well.
    Info,
    /// Somebody should look at it.
    Warning,
    /// Requests fail.
    Error,
}

impl Level {
    /// Its name, in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// How much it matters.
    pub level: Level,
    /// What has happened, in a few words.
    pub title: String,
    /// What is known of it, by name.
    pub facts: Vec<(&'static str, String)>,
    /// When.
    pub time: SystemTime,
}

impl Message {
    /// A message of this moment. What the facts repeat is cut and made harmless.
    pub(super) fn new<const N: usize>(
        level: Level,
        title: impl Into<String>,
        facts: [(&'static str, String); N],
    ) -> Self {
        let facts = facts.into_iter().filter(|(_, fact)| !fact.is_empty());
        let facts = facts.map(|(name, fact)| (name, neutral::text(&fact, LONGEST_DETAIL))).collect();
        Self { level, title: title.into(), facts, time: SystemTime::now() }
    }
}

impl Event {
    /// What it is counted under; `None` for what is always said.
    pub(super) fn group(&self) -> Option<String> {
        match self {
            Self::Started { .. } | Self::DatasetReloaded { .. } => None,
            Self::DatasetRefused { .. } => Some("data set refused".to_owned()),
            Self::Failure { endpoint, kind, .. } => Some(format!("{kind} at {endpoint}")),
            Self::Panic { location, .. } => Some(format!("panic at {location}")),
            Self::FailedAuthentications { .. } => Some("failed authentications".to_owned()),
        }
    }

    /// How many times it counts.
    pub(super) fn weight(&self) -> u64 {
        match self {
            Self::FailedAuthentications { number } => *number,
            _ => 1,
        }
    }

    /// Whether it is over when it does not happen any more.
    pub(super) fn can_be_over(&self) -> bool {
        matches!(self, Self::Failure { .. } | Self::FailedAuthentications { .. })
    }

    /// The message that says it.
    pub(super) fn message(&self) -> Message {
        match self {
            Self::Started { version, dataset, records } => Message::new(
                Level::Info,
                "Server started",
                [
                    ("version", version.clone()),
                    ("data set", dataset.clone()),
                    ("records", records.to_string()),
                ],
            ),
            Self::DatasetReloaded { dataset, previous, records } => Message::new(
                Level::Info,
                "Data set reloaded",
                [
                    ("data set", dataset.clone()),
                    ("before", previous.clone()),
                    ("records", records.to_string()),
                ],
            ),
            Self::DatasetRefused { cause } => Message::new(
                Level::Warning,
                "Data set refused; the old one serves on",
                [("cause", cause.clone())],
            ),
            Self::Failure { .. } => Message::new(Level::Error, "Request failed", self.sample()),
            Self::Panic { .. } => Message::new(Level::Error, "Panic in the background", self.sample()),
            Self::FailedAuthentications { number } => Message::new(
                Level::Warning,
                "Many failed authentications",
                [("number so far", number.to_string())],
            ),
        }
    }

    /// What is known of one of several events of a group.
    pub(super) fn sample(&self) -> [(&'static str, String); 4] {
        let none = || ("", String::new());
        match self {
            Self::Failure { endpoint, kind, request_id, detail } => [
                ("endpoint", endpoint.to_string()),
                ("kind", (*kind).to_owned()),
                ("request id", request_id.clone()),
                ("detail", detail.clone()),
            ],
            Self::Panic { location, detail } => {
                [("location", location.clone()), ("detail", detail.clone()), none(), none()]
            }
            Self::DatasetRefused { cause } => [("cause", cause.clone()), none(), none(), none()],
            _ => [none(), none(), none(), none()],
        }
    }
}
