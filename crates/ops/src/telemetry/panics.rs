//! What a panic says: in the log, and for whoever answers in its place, or else in an alert.

use std::cell::{Cell, RefCell};
use std::panic::{self, PanicHookInfo};
use std::sync::OnceLock;

use crate::alert::{Alerts, Event};

/// Where panics go that nobody collects.
static ALERTS: OnceLock<Alerts> = OnceLock::new();

thread_local! {
    static IS_COLLECTED: Cell<bool> = const { Cell::new(false) };
    static LATEST: RefCell<Option<PanicNote>> = const { RefCell::new(None) };
}

/// What is known of a panic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanicNote {
    /// File, line and column.
    pub location: String,
    /// What it said, up to where it quotes data.
    pub message: String,
}

/// Sets the hook of the process.
pub(super) fn install() {
    panic::set_hook(Box::new(note));
}

/// From now on alerts of panics in threads where [nobody collects](collect_here) them. Once per process; a
/// second call changes nothing.
pub fn alert_through(alerts: Alerts) {
    let _ = ALERTS.set(alerts);
}

/// Says that panics of this thread are caught by somebody who [takes](take) their note.
pub fn collect_here() {
    IS_COLLECTED.set(true);
}

/// The note of the latest panic of this thread, once.
pub fn take() -> Option<PanicNote> {
    LATEST.take()
}

/// Logs a panic, and keeps or tells what is known of it: the hook of the process. (The one that Rust installs
/// writes to stderr itself and would wait for it.)
pub fn note(info: &PanicHookInfo<'_>) {
    let location = info.location().map(ToString::to_string).unwrap_or_default();
    let message = without_data(info.payload_as_str().unwrap_or("no message")).to_owned();
    tracing::error!(location, message, "panic");
    // A thread that is ending has no locals any more.
    if IS_COLLECTED.try_with(Cell::get).unwrap_or(false) {
        let _ = LATEST.try_with(|latest| latest.replace(Some(PanicNote { location, message })));
    } else if let Some(alerts) = ALERTS.get() {
        alerts.tell(Event::Panic { location, detail: message });
    }
}

/// The beginning of a panic's message, up to where it quotes a value: that may be what a caller asked for,
/// such as the text in "byte index 1 is not a char boundary; it is inside 'é' (bytes 0..2) of `é`".
fn without_data(message: &str) -> &str {
    message.split(['`', '"', '\'']).next().unwrap_or_default().trim_end()
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
