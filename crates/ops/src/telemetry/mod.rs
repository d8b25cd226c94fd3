//! The log: lines to stderr, readable in dev, JSON in prod, never waited for.
//!
//! Whoever logs hands a line to a bounded buffer and goes on; one thread writes (`queue`). When stderr
//! blocks (a stopped terminal, a full pipe) and the buffer is full, or takes nothing (a full disk, a closed
//! pipe), lines are dropped and counted, and the next line that gets through says how many.
//!
//! - [`audit`]: the one line of each request.
//! - [`panics`]: what a panic says, in the log and for whoever answers in its place.
//! - [`neutral`]: text from outside, made harmless.

pub mod audit;
mod identity;
pub mod neutral;
pub mod panics;
mod queue;

use std::io::{IsTerminal, stderr};
use std::sync::Arc;
use std::thread::Builder;
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

pub use identity::{IdentityDigest, IdentityKey};
pub use queue::LogCounters;

use crate::config::{Environment, LogSettings};
use audit::AuditLog;
use queue::Queue;

/// How many bytes may wait to be written: some ten thousand lines.
const QUEUED_BYTES: usize = 4 * 1024 * 1024;

/// How long the end of the program waits for lines that are still queued.
const FLUSH_TIME: Duration = Duration::from_secs(1);

/// Why the log cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is none; settings that were resolved never give this.
    #[error("the log filter cannot be used: {0}. Give INCIDEX_LOG a level or a filter")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The thread that writes could not be started.
    #[error("the thread that writes the log cannot be started: {0}. Allow this user more threads")]
    Thread(#[from] std::io::Error),
    /// The process has a log already.
    #[error("the log was set up before: {0}. Set it up once per process")]
    Installed(#[from] tracing_subscriber::util::TryInitError),
}

/// Writes what is still queued when dropped, for at most a second.
#[must_use = "lines that are still queued are written when this is dropped"]
#[derive(Debug)]
pub struct TelemetryGuard {
    queue: Queue,
    audit: AuditLog,
}

impl TelemetryGuard {
    /// Where the lines of requests go.
    pub fn audit(&self) -> AuditLog {
        self.audit.clone()
    }

    /// Numbers of lines.
    pub fn counters(&self) -> Arc<LogCounters> {
        self.queue.counters()
    }
}

impl Drop for TelemetryGuard {
    fn drop(&mut self) {
        self.queue.flush(FLUSH_TIME);
    }
}

/// Sets up the log of the process, panics included. Once per process.
///
/// # Errors
/// [`TelemetryError`].
pub fn install(settings: &LogSettings, environment: Environment) -> Result<TelemetryGuard, TelemetryError> {
    let has_colours = environment == Environment::Dev && stderr().is_terminal();
    let (queue, writer) = queue::pair(QUEUED_BYTES, has_colours, stderr());
    Builder::new().name("incidex-log".to_owned()).spawn(move || writer.run())?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::builder().parse(&settings.filter.value)?)
        .with_writer(queue.clone());
    match environment {
        Environment::Dev => builder.with_ansi(has_colours).finish().try_init()?,
        Environment::Prod => builder.json().flatten_event(true).finish().try_init()?,
    }
    panics::install();
    let audit = AuditLog::new(settings, environment, queue.clone());
    Ok(TelemetryGuard { queue, audit })
}
