//! One origin under the scanner: what is known of it so far, and the one way in which checks ask it.
//!
//! Every well-formed answer passes [`super::checks::passive`], whoever asked for it.

use std::thread;
use std::time::Duration;

use super::catalogue::Fault;
use super::checks::passive;
use super::client::{Client, Spent};
use super::discover::Route;
use super::message::{Answer, Request, Who};
use super::options::Options;
use super::report::{Report, decisive};
use super::wire::Outcome;

/// A path that no server has, so that it shows how absence is answered.
pub const MISSING_PATH: &str = "/incidex-audit-7f3a91-no-such-path";

/// One origin under the scanner.
pub struct Scan<'a> {
    /// The way to it.
    pub client: Client<'a>,
    /// What was asked for.
    pub options: &'a Options,
    /// What was found so far.
    pub report: &'a mut Report,
    /// Paths that were given, with their queries.
    pub given: Vec<String>,
    /// Routes that its description names.
    pub routes: Vec<Route>,
    /// Paths that its `robots.txt` names.
    pub robots: Vec<String>,
    /// Paths that refused nobody in particular with 401 or 403.
    pub refused: Vec<String>,
    /// The answer to a `GET` of [`MISSING_PATH`].
    pub missing: Option<Answer>,
    throttled: usize,
}

impl<'a> Scan<'a> {
    /// Nothing is known yet.
    pub fn new(client: Client<'a>, options: &'a Options, report: &'a mut Report, given: Vec<String>) -> Self {
        Self {
            client,
            options,
            report,
            given,
            routes: Vec::new(),
            robots: Vec::new(),
            refused: Vec::new(),
            missing: None,
            throttled: 0,
        }
    }

    /// The caller of `--header`, or nobody where none was given.
    pub fn caller(&self) -> Who {
        if self.options.headers.is_empty() { Who::Nobody } else { Who::Caller }
    }

    /// The first path that was given.
    pub fn first(&self) -> String {
        self.given.first().cloned().unwrap_or_else(|| "/".to_owned())
    }

    /// Asks, waits once where a 429 says how long, and looks at what every answer shows.
    ///
    /// # Errors
    /// [`Spent`].
    pub fn ask(&mut self, request: &Request) -> Result<Option<Answer>, Spent> {
        let mut answer = self.client.ask(request)?;
        if request.who != Who::Nobody
            && let Some(wait) = answer.as_ref().filter(|a| a.status == 429).and_then(Answer::retry_after)
            && wait <= self.options.longest_wait
        {
            thread::sleep(self.client.at_most(wait + Duration::from_millis(50)));
            answer = self.client.ask(request)?;
        }
        if let Some(answer) = &answer {
            self.throttled += usize::from(answer.status == 429);
            passive::look(self, request, answer);
        }
        Ok(answer)
    }

    /// Asks with bytes as they are; banners and verbose errors of the answer are looked at.
    ///
    /// # Errors
    /// [`Spent`].
    pub fn raw(&mut self, what: &str, bytes: &[u8]) -> Result<Outcome, Spent> {
        let outcome = self.client.raw(bytes)?;
        if let Outcome::Answer(answer) = &outcome {
            passive::look_raw(self, what, answer);
        }
        Ok(outcome)
    }

    /// Notes a fault.
    pub fn found(&mut self, fault: &'static Fault, evidence: &str) {
        let origin = self.client.origin.to_string();
        self.report.add(&origin, fault, evidence);
    }

    /// Notes a fault that an answer to a request shows.
    pub fn shown(&mut self, fault: &'static Fault, request: &Request, answer: &Answer, part: &str) {
        self.found(fault, &format!("{} {}", request.shown(), decisive(answer.status, part)));
    }

    /// Notes that something could not be judged.
    pub fn note(&mut self, what: &str) {
        let origin = self.client.origin.to_string();
        self.report.note(&origin, what);
    }

    /// Whether an answer is what the server says to every path, as a server of one page does.
    pub fn is_catch_all(&self, answer: &Answer) -> bool {
        self.missing.as_ref().is_some_and(|missing| {
            let near = missing.body.len().abs_diff(answer.body.len()) <= missing.body.len() / 20;
            missing.status == answer.status && (missing.body == answer.body || near)
        })
    }

    /// Says how many answers were refusals of the scanner itself.
    pub fn note_throttling(&mut self) {
        if self.throttled > 0 {
            let count = self.throttled;
            self.note(&format!(
                "{count} requests before the burst were answered with 429: what they were to show was not judged"
            ));
        }
    }
}
