//! nginx with the configuration of `deploy/`, in front of the real server, over TLS on loopback.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use incidex_tests::{Answer, Server, curated_index, request};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use socket2::{Domain, Socket, Type};
use tempfile::TempDir;

use super::{has, text};

const NAME: &str = "api.example.com";
/// An address of this machine from which nothing but these tests speaks.
const BLOCKED: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 5);

/// nginx and a server behind it.
struct Front {
    nginx: Child,
    server: Server,
    plain: u16,
    encrypted: u16,
    client: Arc<ClientConfig>,
    _folder: TempDir,
}

impl Drop for Front {
    fn drop(&mut self) {
        // Its workers go with it: it is told to stop, and waited for.
        let _ = Command::new("kill").args(["-TERM", &self.nginx.id().to_string()]).status();
        let _ = self.nginx.wait();
    }
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The configuration as it stands in the tree, with the places changed that a deployment changes.
fn adapted(folder: &TempDir, plain: u16, encrypted: u16, server: u16) -> String {
    let mut configuration = text("nginx.conf");
    let here = folder.path().display();
    for (old, new) in [
        ("    listen [::]:80;\n", String::new()),
        ("    listen [::]:443 ssl;\n", String::new()),
        ("    listen [::]:443 ssl default_server;\n", String::new()),
        ("listen 80;", format!("listen 127.0.0.1:{plain};")),
        ("listen 443 ssl", format!("listen 127.0.0.1:{encrypted} ssl")),
        ("server 127.0.0.1:8080 ", format!("server 127.0.0.1:{server} ")),
        ("/etc/letsencrypt/live/api.example.com", here.to_string()),
        ("/var/log/nginx", here.to_string()),
    ] {
        assert!(configuration.contains(old), "{old}");
        configuration = configuration.replace(old, &new);
    }
    configuration
}

impl Front {
    /// Starts both; `None`, with a line that says so, where there is no nginx.
    fn start() -> Option<Self> {
        if !has("nginx", "-v", "the configuration of nginx") {
            return None;
        }
        let server = Server::start_with(curated_index(), |command| {
            command
                .env("INCIDEX_TRUSTED_PROXIES", "127.0.0.1/32")
                .env("INCIDEX_BLOCK_NETWORKS", format!("203.0.113.0/24,{BLOCKED}/32"))
        });
        let folder = TempDir::new().unwrap();
        let key = rcgen::generate_simple_self_signed([NAME.to_owned()]).unwrap();
        fs::write(folder.path().join("fullchain.pem"), key.cert.pem()).unwrap();
        fs::write(folder.path().join("privkey.pem"), key.signing_key.serialize_pem()).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(key.cert.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let client = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let (plain, encrypted) = (free_port(), free_port());
        fs::write(folder.path().join("incidex.conf"), adapted(&folder, plain, encrypted, server.port()))
            .unwrap();
        let here = folder.path().display();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {here}/{kind};\n"))
            .concat();
        // Whoever runs the tests is the user; only root may be named.
        let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
        let user = if is_root { "user root;" } else { "" };
        let main = format!(
            "{user}\ndaemon off;\npid {here}/pid;\nworker_processes 1;\nevents {{ worker_connections 1024; }}\n\
             http {{\n{temporary}include {here}/incidex.conf;\n}}\n"
        );
        let path = folder.path().join("nginx.conf");
        fs::write(&path, main).unwrap();
        let command = || {
            let mut command = Command::new("nginx");
            command.arg("-e").arg(folder.path().join("start.log")).arg("-c").arg(&path);
            command
        };
        let checked = command().arg("-t").output().unwrap();
        let said = String::from_utf8_lossy(&checked.stderr);
        assert!(checked.status.success() && !said.contains("[warn]"), "{said}");
        let nginx = command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let front = Self { nginx, server, plain, encrypted, client: Arc::new(client), _folder: folder };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", encrypted)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "nginx does not listen");
            thread::sleep(Duration::from_millis(20));
        }
        Some(front)
    }

    /// A connection from an address of this machine, by a name.
    fn connect(&self, from: Ipv4Addr, name: &str) -> StreamOwned<ClientConnection, TcpStream> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from((from, 0)).into()).unwrap();
        socket.connect(&SocketAddr::from(([127, 0, 0, 1], self.encrypted)).into()).unwrap();
        let stream = TcpStream::from(socket);
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let name = ServerName::try_from(name.to_owned()).unwrap();
        StreamOwned::new(ClientConnection::new(Arc::clone(&self.client), name).unwrap(), stream)
    }

    /// Sends bytes and reads until the end of the connection.
    fn exchange(&self, from: Ipv4Addr, bytes: &[u8]) -> Answer {
        let mut stream = self.connect(from, NAME);
        // A front that refuses early may close before everything was sent.
        let sent = stream.write_all(bytes);
        let mut answered = Vec::new();
        let read = stream.read_to_end(&mut answered);
        assert!(!answered.is_empty(), "no answer; sending: {sent:?}, reading: {read:?}");
        Answer::parse(answered)
    }

    /// A request with these further lines in its head, each with its line break.
    fn ask(&self, method: &str, target: &str, lines: &str) -> Answer {
        let head = format!("{method} {target} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n{lines}\r\n");
        self.exchange(Ipv4Addr::LOCALHOST, head.as_bytes())
    }
}

/// An answer of nginx itself: a problem, like the server's.
#[track_caller]
fn check_problem(answer: &Answer, status: u16, title: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{answer:?}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("strict-transport-security"), Some("max-age=31536000; includeSubDomains"));
    let body = answer.json();
    assert_eq!((&body["status"], &body["title"]), (&status.into(), &title.into()), "{body}");
}

#[test]
fn requests_go_through_as_they_came() {
    let Some(front) = Front::start() else { return };
    let answer = front.ask("GET", "/health", "");
    assert_eq!((answer.status, &answer.json()["status"]), (200, &"healthy".into()));
    assert_eq!(answer.header("server"), Some("nginx"), "no version is told");
    // As the published examples send it, and as libraries do.
    let raw = front.ask("GET", "/v1/ingredient/kr?q=레티놀", "");
    let encoded = front.ask("GET", "/v1/ingredient/kr?q=%EB%A0%88%ED%8B%B0%EB%86%80", "");
    assert_eq!(raw.status, 200, "{raw:?}");
    assert!(raw.json()["count"].as_u64().unwrap() >= 1);
    assert_eq!(raw.json()["data"], encoded.json()["data"]);
    // Escapes, doubled slashes and dots are the server's to judge: it is not led to another path.
    assert_eq!(front.ask("GET", "//v1/stats", "").status, 404);
    assert_eq!(front.ask("GET", "/v1/%73tats", "").status, request_status(&front, "/v1/%73tats"));
    let plain = request(front.plain, "GET", "/v1/stats?a=1", &[]);
    assert_eq!(plain.status, 308);
    assert_eq!(plain.header("location"), Some("https://127.0.0.1/v1/stats?a=1"));
}

fn request_status(front: &Front, target: &str) -> u16 {
    request(front.server.port(), "GET", target, &[]).status
}

#[test]
fn nobody_says_of_himself_where_he_is() {
    let Some(front) = Front::start() else { return };
    // The server believes the header, from nginx; what the client says in it does not go on.
    let told = [("X-Forwarded-For", "203.0.113.9")];
    assert_eq!(request(front.server.port(), "GET", "/v1/stats", &told).status, 403);
    for lines in [
        "",
        "X-Forwarded-For: 203.0.113.9\r\n",
        "Forwarded: for=203.0.113.9\r\n",
        "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 203.0.113.10\r\nForwarded: for=203.0.113.9\r\n",
        "X-Real-IP: 203.0.113.9\r\nTrue-Client-IP: 203.0.113.9\r\nX-Forwarded-Host: b.example\r\n",
    ] {
        assert_eq!(front.ask("GET", "/v1/stats", lines).status, 200, "{lines:?}");
    }
    // And the address that it comes from does, whatever it says.
    let head = format!(
        "GET /v1/stats HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\nX-Forwarded-For: 198.51.100.1\r\n\r\n"
    );
    assert_eq!(front.exchange(BLOCKED, head.as_bytes()).status, 403);
}

#[test]
fn what_is_refused_in_front_is_a_problem() {
    let Some(front) = Front::start() else { return };
    for method in ["PUT", "DELETE", "PROPFIND", "TRACE"] {
        check_problem(&front.ask(method, "/v1/stats", ""), 405, "The method is not allowed");
    }
    for path in ["/.env", "/.git/config", "/v1/.hidden", "/v1/stats/.%67it"] {
        check_problem(&front.ask("GET", path, ""), 404, "Nothing is here");
    }
    let body = format!("Content-Length: {}\r\n", 256 * 1024 + 1);
    check_problem(&front.ask("POST", "/v1/stats", &body), 413, "The body is too large");
    // Whatever the server still takes gets to it, and what is a little more is refused by it, with its own code.
    let long = format!("/v1/ingredient/inci?q={}", "a".repeat(2_000));
    assert_eq!(front.ask("GET", &long, "").status, 200);
    let too_long = front.ask("GET", &format!("/v1/stats?q={}", "a".repeat(17 * 1024)), "");
    assert_eq!((too_long.status, too_long.json()["code"].is_string()), (414, true), "{too_long:?}");
    let large = front.ask("GET", "/v1/stats", &format!("X-Large: {}\r\n", "a".repeat(33 * 1024)));
    assert_eq!((large.status, large.json()["code"].is_string()), (431, true), "{large:?}");
    let far_too_long = front.ask("GET", &format!("/v1/stats?q={}", "a".repeat(40 * 1024)), "");
    check_problem(&far_too_long, 414, "The request target is too long");
    // Another name is not answered at all.
    let mut other = front.connect(Ipv4Addr::LOCALHOST, "other.example");
    let refused = other.write_all(b"GET / HTTP/1.1\r\n\r\n").and_then(|()| other.flush());
    assert!(refused.is_err());
}

#[test]
fn who_asks_too_much_and_a_server_that_is_gone_are_told() {
    let Some(mut front) = Front::start() else { return };
    let mut stream = front.connect(Ipv4Addr::LOCALHOST, NAME);
    let head = format!("GET /health HTTP/1.1\r\nHost: {NAME}\r\n\r\n");
    stream.write_all(head.repeat(600).as_bytes()).unwrap();
    let last = format!("GET /health HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n");
    stream.write_all(last.as_bytes()).unwrap();
    let mut answered = Vec::new();
    // The end of the connection is all that is waited for.
    let _ = stream.read_to_end(&mut answered);
    let answered = String::from_utf8(answered).unwrap();
    let (let_through, refused) =
        (answered.matches("HTTP/1.1 200").count(), answered.matches("HTTP/1.1 429").count());
    assert!(let_through >= 200 && refused >= 1, "{let_through} let through, {refused} refused");
    assert!(answered.contains("Retry-After: 1"));

    front.server.stop();
    thread::sleep(Duration::from_secs(5)); // the allowance is whole again
    let gone = front.ask("GET", "/health", "");
    check_problem(&gone, 502, "The server cannot be reached");
    assert_eq!(gone.header("retry-after"), Some("1"));
}
