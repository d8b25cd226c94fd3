//! A client of the published API, written from its contract alone in another language, walks every
//! compatible route as BASIC and as PRO.

use std::process::Command;

use incidex_tests::{Server, curated_index, root};

const SECRET: &str = "a-secret-that-only-this-test-knows";

#[test]
fn a_client_of_the_published_api_finds_what_it_expects() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: a_client_of_the_published_api_finds_what_it_expects needs python3");
        return;
    }
    let server = Server::start_with(curated_index(), |command| command.env("INCIDEX_PROXY_SECRETS", SECRET));
    let walked = Command::new("python3")
        .arg(root().join("tests/clients/walk.py"))
        .arg(format!("http://127.0.0.1:{}", server.port()))
        .arg(SECRET)
        .output()
        .expect("python3 runs");
    let said = String::from_utf8_lossy(&walked.stdout);
    assert!(walked.status.success(), "{said}{}", String::from_utf8_lossy(&walked.stderr));
    assert!(said.lines().filter(|line| line.starts_with("ok")).count() > 60, "{said}");
    let log = server.log().join("\n");
    assert!(!log.contains(SECRET) && !log.contains("niacinamide"), "{log}");
}
