//! `incidex health`, which a container's health check calls.

use std::process::Output;

use incidex_tests::{Server, curated_index, incidex};

use super::{free_port, signal, wait_until};

fn health(port: u16, arguments: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let ended: Output = incidex()
        .args(["health", "--bind", &format!("127.0.0.1:{port}")])
        .args(arguments)
        .envs(variables.iter().copied())
        .output()
        .expect("the server's binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (ended.status.code(), text(&ended.stdout), text(&ended.stderr))
}

#[test]
fn it_says_whether_the_server_lives_and_whether_it_wants_requests() {
    let mut server = Server::start_with(curated_index(), |command| {
        command
            .env("INCIDEX_HOSTS", "api.example")
            .env("INCIDEX_DRAIN_NOTICE_SECONDS", "60")
            .env("INCIDEX_DRAIN_SECONDS", "60")
    });
    let port = server.port();
    let hosts = [("INCIDEX_HOSTS", "api.example")];
    assert_eq!(health(port, &[], &hosts), (Some(0), "healthy\n".to_owned(), String::new()));
    assert_eq!(health(port, &["--ready"], &hosts), (Some(0), "ready\n".to_owned(), String::new()));
    let (code, _, error) = health(port, &[], &[]);
    assert_eq!(code, Some(1), "a name that the server does not answer to: {error}");
    signal(&server, "TERM");
    wait_until("readiness falls first", || health(port, &["--ready"], &hosts).0 == Some(1));
    let (_, out, error) = health(port, &["--ready"], &hosts);
    assert!(out.is_empty() && error.contains("status 503"), "{out}{error}");
    assert_eq!(health(port, &[], &hosts).0, Some(0), "it lives on");
    signal(&server, "TERM");
    assert!(server.wait().success());
}

#[test]
fn nobody_there_is_not_well() {
    let port = free_port();
    let (code, out, error) = health(port, &[], &[]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    let begin =
        format!("incidex: the server on 127.0.0.1:{port} is not well: /health: the connection failed");
    assert!(error.starts_with(&begin), "{error}");
}
