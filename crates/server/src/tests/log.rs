//! The log of this process, read back. One for all tests, which run side by side: each looks for the ids of
//! its own requests.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock};

use serde_json::Value;
use tracing_subscriber::util::SubscriberInitExt;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn lines() -> &'static Lines {
    static LINES: OnceLock<Lines> = OnceLock::new();
    LINES.get_or_init(|| {
        let lines = Lines::default();
        let writer = lines.clone();
        tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_writer(move || writer.clone())
            .finish()
            .try_init()
            .unwrap();
        lines
    })
}

/// Begins to listen; to be called before the server whose log is read starts.
pub(super) fn listen() {
    lines();
}

/// Everything that was logged so far, as text.
pub(super) fn text() -> String {
    String::from_utf8(lines().0.lock().unwrap().clone()).unwrap()
}

/// The events of the request with this id, without their time.
pub(super) fn events(request_id: &str) -> Vec<Value> {
    let parsed = text().lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>();
    let own = parsed.into_iter().filter(|event| event["request_id"] == request_id);
    own.map(|mut event| {
        event.as_object_mut().unwrap().remove("timestamp");
        event
    })
    .collect()
}
