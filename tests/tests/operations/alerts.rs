//! Alerts to a Telegram that is ours.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;

use incidex_tests::{Server, curated_index, incidex, request};
use serde_json::Value;
use tempfile::TempDir;

use super::{log_until, signal, wait_until};

const TOKEN: &str = "987654:AAH-the_token-of-a-bot";

/// A server that takes messages as Telegram does.
struct FakeTelegram {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl FakeTelegram {
    /// One that answers its first `failures` requests with 500.
    fn start(failures: usize) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                answer(stream, &seen, failures);
            }
        });
        Self { url, requests }
    }

    /// Settings that lead to it.
    fn configure<'c>(&self, command: &'c mut Command, folder: &TempDir) -> &'c mut Command {
        command
            .env("INCIDEX_TELEGRAM_API", &self.url)
            .env("INCIDEX_TELEGRAM_BOT_TOKEN", TOKEN)
            .env("INCIDEX_TELEGRAM_CHAT_ID", "-1001")
            .env("INCIDEX_ALERT_WINDOW_SECONDS", "1")
            .env("INCIDEX_LOCK_FOLDER", folder.path().join("marks"))
            .env("INCIDEX_LOG", "trace")
    }

    /// The texts of all requests so far.
    fn texts(&self) -> Vec<String> {
        let requests = self.requests.lock().expect("no test holds it").clone();
        let text = |request: &String| {
            let body = request.split_once("\r\n\r\n").expect("a head").1;
            let body: Value = serde_json::from_str(body).expect("JSON");
            body["text"].as_str().expect("a text").to_owned()
        };
        requests.iter().map(text).collect()
    }

    fn count(&self, part: &str) -> usize {
        self.texts().iter().filter(|text| text.contains(part)).count()
    }
}

fn answer(mut stream: TcpStream, seen: &Mutex<Vec<String>>, failures: usize) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let Ok(count @ 1..) = stream.read(&mut buffer) else { return };
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            break;
        }
    }
    let number = {
        let mut seen = seen.lock().expect("no test holds it");
        seen.push(String::from_utf8_lossy(&bytes).into_owned());
        seen.len()
    };
    let (status, body) = if number <= failures { (500, "{\"ok\":false}") } else { (200, "{\"ok\":true}") };
    let _ = write!(
        stream,
        "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
}

#[test]
fn the_owner_is_told_of_start_reload_refusal_and_guesses_and_the_token_is_in_no_output() {
    let (folder, telegram) = (TempDir::new().expect("a folder"), FakeTelegram::start(2));
    let index = folder.path().join("served.idx");
    fs::copy(curated_index(), &index).expect("the index can be copied");
    let server = Server::start_with(&index, |command| {
        telegram
            .configure(command, &folder)
            .env("INCIDEX_PROXY_SECRETS", "correct-horse-battery")
            .env("INCIDEX_ALERT_FAILED_AUTHENTICATIONS", "5")
    });
    let mut log = log_until(&server, "alert not delivered");
    wait_until("the start", || telegram.count("<b>Server started</b>") >= 3);
    let bad = folder.path().join("bad");
    fs::write(&bad, "nothing").expect("a file");
    fs::rename(&bad, &index).expect("a rename");
    signal(&server, "HUP");
    wait_until("the refusal", || telegram.count("Data set refused; the old one serves on") == 1);
    for _ in 0..10 {
        request(server.port(), "GET", "/v1/stats", &[("X-RapidAPI-Proxy-Secret", "a-guess")]);
    }
    wait_until("the guesses", || telegram.count("Many failed authentications") == 1);
    wait_until("their end", || telegram.count("Recovered: failed authentications") == 1);
    assert_eq!(telegram.count("Server started"), 3, "two attempts that failed, and one that did not");
    log.extend(server.log());
    drop(server);
    let requests = telegram.requests.lock().expect("no test holds it").clone();
    let path = format!("POST /bot{TOKEN}/sendMessage HTTP/1.1\r\n");
    assert!(requests.iter().all(|request| request.starts_with(&path)));
    let mut command = incidex();
    let config = telegram.configure(&mut command, &folder).arg("config").output().expect("the binary runs");
    let shown = String::from_utf8_lossy(&config.stdout).into_owned();
    let row = shown.lines().find(|line| line.starts_with("INCIDEX_TELEGRAM_BOT_TOKEN")).expect("its row");
    assert!(config.status.success() && row.contains(" *** "), "{row}");
    for said in log.iter().chain(&telegram.texts()).chain([&shown]) {
        assert!(!said.contains("AAH-the_token"), "{said}");
    }
}

#[test]
fn several_processes_of_one_deployment_tell_of_their_start_once() {
    let (folder, telegram) = (TempDir::new().expect("a folder"), FakeTelegram::start(0));
    let start = |deployment: &str| {
        Server::start_with(curated_index(), |command| {
            telegram.configure(command, &folder).env("INCIDEX_DEPLOYMENT", deployment)
        })
    };
    let servers: Vec<Server> = thread::scope(|scope| {
        let starting: Vec<_> = (0..6).map(|_| scope.spawn(|| start("shop"))).collect();
        starting.into_iter().map(|server| server.join().expect("it starts")).collect()
    });
    drop(servers);
    let again = start("shop");
    let other = start("another");
    wait_until("the other deployment", || telegram.count("another (dev)") == 1);
    drop((again, other));
    assert_eq!(telegram.count("shop (dev)"), 1);
}
