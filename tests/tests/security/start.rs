//! What prod refuses to start with, and that no secret shows anywhere.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use incidex_tests::{curated_index, get, incidex, request};
use tempfile::TempDir;

use super::{PROXY_SECRET, SECRET, prod};

/// How `incidex serve` in prod ends that is refused.
fn serve(arguments: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let ended: Output = incidex()
        .args(["serve", "--bind", "127.0.0.1:0", "--index"])
        .arg(curated_index())
        .args(arguments)
        .env("INCIDEX_ENV", "prod")
        .envs(variables.iter().copied())
        .output()
        .expect("the server's binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (ended.status.code(), text(&ended.stdout), text(&ended.stderr))
}

#[test]
fn prod_does_not_start_without_a_way_to_know_its_callers() {
    let remedy = "incidex: INCIDEX_ENV is \"prod\" (environment): prod needs a way to know its callers: give \
                  INCIDEX_PROXY_SECRETS or INCIDEX_PROXY_SECRETS_FILE, or say --allow-unauthenticated if everybody \
                  may call\n";
    for variables in [&[][..], &[("INCIDEX_PROXY_SECRETS", "")]] {
        assert_eq!(serve(&[], variables), (Some(1), String::new(), remedy.to_owned()));
    }
}

#[test]
fn prod_does_not_start_with_a_short_secret_and_does_not_show_it() {
    let remedy = "secret 2 is too short for prod; give at least 16 characters, chosen at random";
    let both = format!("{SECRET},fifteen-bytes-x");
    for (name, shown) in [
        ("INCIDEX_PROXY_SECRETS", "INCIDEX_PROXY_SECRETS"),
        ("RAPIDAPI_PROXY_SECRET", "INCIDEX_PROXY_SECRETS"),
    ] {
        let expected = format!("incidex: {shown} is \"***\" (environment): {remedy}\n");
        assert_eq!(serve(&[], &[(name, &both)]), (Some(1), String::new(), expected));
    }
}

#[test]
fn prod_does_not_start_with_a_secrets_file_that_others_may_read() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("secrets");
    fs::write(&path, format!("{SECRET}\n")).expect("the file can be written");
    let shown = path.to_str().expect("a path in UTF-8");
    for mode in [0o640, 0o604, 0o644, 0o666] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).expect("permissions can be set");
        let excerpt: String = shown.chars().take(64).collect();
        let expected = format!(
            "incidex: INCIDEX_PROXY_SECRETS_FILE is {excerpt:?} (environment): others than its owner may read it; \
             take their permission away (chmod 600)\n"
        );
        let ended = serve(&[], &[("INCIDEX_PROXY_SECRETS_FILE", shown)]);
        assert_eq!(ended, (Some(1), String::new(), expected), "{mode:o}");
    }
    fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("permissions can be set");
    let server = incidex_tests::Server::start_with(curated_index(), |command| {
        command.args(["--env", "prod"]).env("INCIDEX_PROXY_SECRETS_FILE", &path)
    });
    assert_eq!(request(server.port(), "GET", "/v1/stats", &[PROXY_SECRET]).status, 200);
}

#[test]
fn prod_does_not_serve_plain_http_to_a_network() {
    let ended = incidex()
        .args(["serve", "--index"])
        .arg(curated_index())
        .envs([("INCIDEX_ENV", "prod"), ("INCIDEX_BIND", "0.0.0.0:0"), ("INCIDEX_PROXY_SECRETS", SECRET)])
        .output()
        .expect("the server's binary runs");
    let error = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{error}");
    assert!(error.starts_with("incidex: INCIDEX_BIND is \"0.0.0.0:0\" (environment): in prod, "), "{error}");
}

#[test]
fn secrets_are_neither_in_the_log_nor_in_what_config_prints() {
    let server = prod();
    let port = server.port();
    let wrong = "a-guess-of-thirty-five-bytes-length";
    for (secret, status) in [(SECRET, 200), (wrong, 403)] {
        let answer = request(port, "GET", "/v1/stats", &[("X-RapidAPI-Proxy-Secret", secret)]);
        assert_eq!(answer.status, status);
    }
    let twice = [PROXY_SECRET, PROXY_SECRET];
    assert_eq!(request(port, "GET", "/v1/ingredient/inci?q=secretquery", &twice).status, 400);
    assert_eq!(get(port, "/v1/ingredient/inci?q=secretquery").status, 403);
    let log = wait_for(&server, "\"status\":403");
    for never in [SECRET, wrong, "secretquery"] {
        assert!(!log.contains(never), "{log}");
    }
    for arguments in [&["config"][..], &["config", "--template"], &["config", "--policy"]] {
        let ended = incidex()
            .args(arguments)
            .env("INCIDEX_ENV", "prod")
            .env("INCIDEX_PROXY_SECRETS", format!("{SECRET},{wrong}"))
            .output()
            .expect("the server's binary runs");
        let said = String::from_utf8_lossy(&[ended.stdout, ended.stderr].concat()).into_owned();
        assert!(ended.status.success() && !said.contains(SECRET) && !said.contains(wrong), "{said}");
        assert!(arguments.len() > 1 || said.contains("*** (2 secrets)"), "{said}");
    }
}

/// The log until a line holds `part`.
pub(super) fn wait_for(server: &incidex_tests::Server, part: &str) -> String {
    let mut log = Vec::new();
    // The log is written behind the answers; half a minute is time enough for a line.
    for _ in 0..600 {
        log.extend(server.log());
        if log.iter().any(|line| line.contains(part)) {
            return log.join("\n");
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("no line with {part} in {log:#?}");
}
