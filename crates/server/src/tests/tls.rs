//! TLS over real connections, with certificates made for each test.

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use incidex_ops::config::{Flags, Said, Settings, Variables};
use incidex_ops::dataset::Dataset;
use incidex_ops::operations::Operations;
use incidex_ops::policy;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion};
use tempfile::TempDir;

use super::client::{Answer, TestServer, read_answer};
use super::data;
use crate::startup::Application;

/// A folder with a pair of files, which may be written again.
struct Pair {
    _folder: TempDir,
    certificate: PathBuf,
    key: PathBuf,
}

impl Pair {
    fn new() -> (Self, CertificateDer<'static>) {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        let pair = Self { _folder: folder, certificate, key };
        let trusted = pair.renew();
        (pair, trusted)
    }

    /// Puts another pair in the place of the one that is there.
    fn renew(&self) -> CertificateDer<'static> {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        replace(&self.key, &made.signing_key.serialize_pem());
        replace(&self.certificate, &made.cert.pem());
        made.cert.der().clone()
    }

    fn settings(&self) -> [(&'static str, &str); 3] {
        [
            ("INCIDEX_TLS_CERT", self.certificate.to_str().unwrap()),
            ("INCIDEX_TLS_KEY", self.key.to_str().unwrap()),
            ("INCIDEX_TLS_RELOAD_SECONDS", "1"),
        ]
    }
}

/// Writes a file as its owner's own, in one step.
fn replace(path: &Path, text: &str) {
    let new = path.with_extension("new");
    fs::write(&new, text).unwrap();
    allow(&new, 0o600);
    fs::rename(new, path).unwrap();
}

#[cfg(unix)]
fn allow(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Asks for one record; the protocol that was agreed on, and the answer.
fn ask(
    server: &TestServer,
    trusted: &CertificateDer<'static>,
    version: &'static SupportedProtocolVersion,
) -> Result<(rustls::ProtocolVersion, Answer), std::io::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream =
        StreamOwned::new(ClientConnection::new(Arc::new(config), name).unwrap(), server.connect());
    write!(stream, "GET /v1/ingredient/kr?q=레티놀 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")?;
    let protocol = stream.conn.protocol_version().unwrap();
    Ok((protocol, read_answer(stream)))
}

#[test]
fn both_versions_are_spoken() {
    let (pair, trusted) = Pair::new();
    let server = TestServer::with_settings(&pair.settings());
    for version in [&TLS12, &TLS13] {
        let (protocol, answer) = ask(&server, &trusted, version).unwrap();
        assert_eq!((protocol, answer.status), (version.version, 200));
        assert_eq!(answer.json()["data"][0]["code"], 5489);
    }
    let (_, stranger) = Pair::new();
    assert!(ask(&server, &stranger, &TLS13).is_err(), "the certificate is checked by this client");
}

#[test]
fn plain_http_gets_no_answer_and_no_handshake_takes_for_ever() {
    let (pair, trusted) = Pair::new();
    let settings = [&pair.settings()[..], &[("INCIDEX_HEADER_TIMEOUT_SECONDS", "1")]].concat();
    let server = TestServer::with_settings(&settings);
    assert!(!server.say_bytes(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").starts_with(b"HTTP"));
    assert_eq!(server.say_bytes(b""), b"", "one who says nothing is let go");
    assert_eq!(ask(&server, &trusted, &TLS13).unwrap().1.status, 200);
}

/// Asks until the pair of `trusted` is the one in force.
fn wait_for(server: &TestServer, trusted: &CertificateDer<'static>) {
    for _ in 0..100 {
        if ask(server, trusted, &TLS13).is_ok() {
            return;
        }
        sleep(Duration::from_millis(100));
    }
    panic!("the new certificate was not taken up");
}

#[test]
fn a_new_pair_is_taken_up_and_a_bad_one_is_not() {
    let (pair, first) = Pair::new();
    let server = TestServer::with_settings(&pair.settings());
    assert!(ask(&server, &first, &TLS13).is_ok());
    let second = pair.renew();
    wait_for(&server, &second);
    assert!(ask(&server, &first, &TLS13).is_err());
    // Looked at twice over, and left alone: no PEM, a key of another pair, no file.
    let (other, _) = Pair::new();
    let spoil: [&dyn Fn(); 3] = [
        &|| replace(&pair.certificate, "nonsense"),
        &|| replace(&pair.key, &fs::read_to_string(&other.key).unwrap()),
        &|| fs::remove_file(&pair.certificate).unwrap(),
    ];
    for spoil in spoil {
        spoil();
        sleep(Duration::from_millis(1_500));
        assert!(ask(&server, &second, &TLS13).is_ok());
    }
    wait_for(&server, &pair.renew());
}

#[test]
fn a_hangup_takes_up_a_new_pair_at_once() {
    let (pair, first) = Pair::new();
    let [certificate, key, _] = pair.settings();
    let server = TestServer::with_settings(&[certificate, key, ("INCIDEX_TLS_RELOAD_SECONDS", "86400")]);
    assert!(ask(&server, &first, &TLS13).is_ok());
    let second = pair.renew();
    let process = std::process::id().to_string();
    std::process::Command::new("kill").args(["-HUP", &process]).status().unwrap();
    wait_for(&server, &second);
}

#[test]
fn a_pair_that_cannot_be_used_stops_the_start() {
    let start = |pair: &Pair, environment: &'static str| {
        let settings = [
            &pair.settings()[..],
            &[
                ("INCIDEX_ENV", environment),
                ("INCIDEX_BIND", "127.0.0.1:0"),
                ("INCIDEX_PROXY_SECRETS", "a-secret-of-some-length"),
            ],
        ]
        .concat();
        let said = Said::new(Flags::default(), Variables::from_pairs(&settings)).unwrap();
        let settings = Settings::resolve(&said).unwrap();
        let policy = Arc::new(policy::load(None).unwrap());
        Application::build(
            &settings,
            &policy,
            Arc::new(Dataset::new(data::bundle())),
            &Operations::none(&settings),
        )
        .err()
        .map(|error| error.to_string())
    };
    let check = |error: Option<String>, part: &str| {
        assert!(error.as_ref().is_some_and(|e| e.contains(part)), "{error:?}");
    };
    let (pair, _) = Pair::new();
    let (other, _) = Pair::new();
    actix_web::rt::System::new().block_on(async {
        assert_eq!(start(&pair, "prod"), None);
        allow(&pair.key, 0o640);
        check(start(&pair, "prod"), "`chmod 600` it");
        assert_eq!(start(&pair, "dev"), None);
        allow(&pair.key, 0o600);
        replace(&pair.key, &fs::read_to_string(&other.key).unwrap());
        check(start(&pair, "dev"), "Give the two files of one pair");
        replace(&pair.key, "nonsense");
        check(start(&pair, "dev"), "holds no PEM key. Check INCIDEX_TLS_KEY");
        fs::remove_file(&pair.key).unwrap();
        check(start(&pair, "dev"), "cannot read the key file");
        replace(&pair.certificate, "");
        check(start(&pair, "dev"), "holds no PEM certificate. Check INCIDEX_TLS_CERT");
    });
}

impl TestServer {
    /// Sends these bytes, and reads whatever comes until the server closes.
    fn say_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        use std::io::Read;
        let mut stream: TcpStream = self.connect();
        stream.write_all(bytes).unwrap();
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said);
        said
    }
}
