//! The end: readiness first, and at once when told twice.

use std::time::{Duration, Instant};

use incidex_tests::{Server, curated_index, get};

use super::{log_until, signal, wait_until};

#[test]
fn readiness_falls_first_and_a_second_signal_ends_at_once() {
    for second in ["TERM", "INT"] {
        let mut server = Server::start_with(curated_index(), |command| {
            command.env("INCIDEX_DRAIN_NOTICE_SECONDS", "300").env("INCIDEX_DRAIN_SECONDS", "600")
        });
        let port = server.port();
        assert_eq!(get(port, "/ready").status, 200);
        signal(&server, "TERM");
        wait_until("readiness falls", || get(port, "/ready").status == 503);
        assert_eq!(get(port, "/v1/ingredient/5489").status, 200, "requests are still answered");
        let begin = Instant::now();
        signal(&server, second);
        assert!(server.wait().success());
        assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        log_until(&server, "told to stop again; ending at once");
    }
}
