//! The log: lines to stderr, readable in dev, JSON in prod, never waited for.
//!
//! Whoever logs hands a line to a bounded queue and goes on; one thread writes. When stderr blocks (a
//! stopped terminal, a full pipe) and the queue is full, lines are dropped and counted, and the next line
//! that gets through says how many.

mod queue;

use std::io::{IsTerminal, stderr};
use std::panic;
use std::thread::Builder;
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Environment, LogSettings};
use queue::Queue;

/// How many lines may wait to be written.
const QUEUED_LINES: usize = 4096;

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
    let (queue, writer) = queue::pair(QUEUED_LINES, stderr());
    Builder::new().name("log".to_owned()).spawn(move || writer.run())?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::builder().parse(&settings.filter.value)?)
        .with_writer(queue.clone());
    match environment {
        Environment::Dev => builder.with_ansi(stderr().is_terminal()).finish().try_init()?,
        Environment::Prod => builder.json().flatten_event(true).finish().try_init()?,
    }
    panic::set_hook(Box::new(log_panic));
    Ok(TelemetryGuard { queue })
}

/// The beginning of a panic's message, up to where it quotes a value: that may be what a caller asked for,
/// such as the text in "byte index 1 is not a char boundary; it is inside 'é' (bytes 0..2) of `é`".
fn without_data(message: &str) -> &str {
    message.split(['`', '"', '\'']).next().unwrap_or_default().trim_end()
}

/// Logs a panic. The hook that Rust installs writes to stderr itself and would wait for it.
fn log_panic(info: &panic::PanicHookInfo<'_>) {
    let location = info.location().map(ToString::to_string).unwrap_or_default();
    let message = without_data(info.payload_as_str().unwrap_or("no message"));
    tracing::error!(location, message, "panic");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_panic_quotes_is_left_out() {
        for (message, logged) in [
            ("index out of bounds: the len is 1", "index out of bounds: the len is 1"),
            (
                "byte index 1 is not a char boundary; it is inside '레' of `레티놀`",
                "byte index 1 is not a char boundary; it is inside",
            ),
            ("called `Result::unwrap()` on an `Err` value: Query(\"retinol\")", "called"),
        ] {
            assert_eq!(without_data(message), logged);
        }
    }
}
