//! The server as it is deployed, in prod, on loopback, with its log and its metrics read by whoever torments
//! it, and ways to call it from any address of 127.0.0.0/8.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};

use super::Context;
use crate::process::Process;

/// The secret of the gateway.
pub(super) const SECRET: &str = "a-secret-of-the-gateway-0123456789";

const PATIENCE: Duration = Duration::from_mins(1);

/// A running server.
pub(super) struct Subject {
    pub(super) process: Process,
    /// Where it listens.
    pub(super) address: SocketAddr,
    metrics: SocketAddr,
    log: Arc<Mutex<Vec<String>>>,
}

impl Subject {
    /// Starts it with these settings beside the secret, and waits until it answers. Its log is kept if asked
    /// for, else thrown away.
    pub(super) fn start(
        context: &Context,
        settings: &[(&str, String)],
        keeps_log: bool,
    ) -> Result<Self, String> {
        let [address, metrics] = free_addresses()?;
        let mut command = Command::new(&context.binary.program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("INCIDEX_") {
                command.env_remove(name);
            }
        }
        command
            .args(["serve", "--env", "prod", "--bind", &address.to_string(), "--index"])
            .arg(context.index())
            .env("INCIDEX_PROXY_SECRETS", SECRET)
            .env("INCIDEX_METRICS_BIND", metrics.to_string())
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(if keeps_log { Stdio::piped() } else { Stdio::null() });
        let mut process = Process::start(&mut command)?;
        let log = Arc::<Mutex<Vec<String>>>::default();
        if let Some(stderr) = process.child().stderr.take() {
            let log = Arc::clone(&log);
            thread::spawn(move || {
                for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                    log.lock().unwrap_or_else(PoisonError::into_inner).push(line);
                }
            });
        }
        let mut subject = Self { process, address, metrics, log };
        let begun = Instant::now();
        while !subject.is_well() {
            if let Some(status) = subject.process.ended()? {
                return Err(format!("the server ended with {status}: {}", subject.log().join("\n")));
            }
            if begun.elapsed() > PATIENCE {
                return Err("the server does not answer".to_owned());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(subject)
    }

    /// Whether it says that it is healthy.
    pub(super) fn is_well(&self) -> bool {
        let request = "GET /health HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n\r\n";
        let answer = exchange(self.address, Ipv4Addr::LOCALHOST, request.as_bytes(), PATIENCE);
        answer.is_ok_and(|answer| answer.bytes.starts_with(b"HTTP/1.1 200 "))
    }

    /// A metric without labels.
    pub(super) fn metric(&self, name: &str) -> Result<f64, String> {
        let request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        let answer = exchange(self.metrics, Ipv4Addr::LOCALHOST, request.as_bytes(), PATIENCE)
            .map_err(|error| format!("no metrics: {error}"))?;
        let page = String::from_utf8_lossy(&answer.bytes);
        let value = page.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
        value.ok_or_else(|| format!("no metric {name}"))
    }

    /// Every line of the log so far.
    pub(super) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Descriptors that it holds; `None` on systems that do not say.
    pub(super) fn descriptors(&mut self) -> Option<usize> {
        let folder = format!("/proc/{}/fd", self.process.child().id());
        Some(std::fs::read_dir(folder).ok()?.count())
    }
}

/// Two addresses on which nobody listens. Their ports are none that the system gives to connections, of which
/// there are many here.
fn free_addresses() -> Result<[SocketAddr; 2], String> {
    let (first, last) = (20_000_u16, 30_000_u16);
    let [high, low, ..] = uuid::Uuid::new_v4().into_bytes();
    let begin = first + u16::from_be_bytes([high, low]) % (last - first);
    let mut free = (begin..last).chain(first..begin).filter_map(|port| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok()?;
        listener.local_addr().ok()
    });
    free.next().zip(free.next()).map(|(one, other)| [one, other]).ok_or_else(|| "no port is free".to_owned())
}

/// What came back, and whether the other side has ended the connection.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) bytes: Vec<u8>,
    pub(super) is_closed: bool,
}

impl Answer {
    /// The status of the first answer; `None` where there is none.
    pub(super) fn status(&self) -> Option<u16> {
        let text = self.bytes.strip_prefix(b"HTTP/1.")?.get(2..5)?;
        std::str::from_utf8(text).ok()?.parse().ok()
    }

    /// The code of a problem, or the empty text.
    pub(super) fn code(&self) -> &str {
        let text = std::str::from_utf8(&self.bytes).unwrap_or_default();
        let code = text.split_once("\"code\":\"").and_then(|(_, rest)| rest.split_once('"'));
        code.map_or("", |(code, _)| code)
    }
}

/// Sends bytes from `source`, which is of 127.0.0.0/8, and reads until the end or until `patience` is over.
pub(super) fn exchange(
    address: SocketAddr,
    source: Ipv4Addr,
    bytes: &[u8],
    patience: Duration,
) -> std::io::Result<Answer> {
    let mut stream = connect(address, source)?;
    // A server that has refused may end the connection before it has read all of it.
    let _ = stream.write_all(bytes);
    let begun = Instant::now();
    let mut answer = Answer::default();
    let mut piece = [0; 16 * 1_024];
    while let Some(left) = patience.checked_sub(begun.elapsed()).filter(|left| !left.is_zero()) {
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut piece) {
            Ok(0) => answer.is_closed = true,
            Ok(count) => answer.bytes.extend(piece.get(..count).unwrap_or_default()),
            Err(error) => answer.is_closed = error.kind() == std::io::ErrorKind::ConnectionReset,
        }
        if answer.is_closed {
            break;
        }
    }
    Ok(answer)
}

/// A connection from `source`.
pub(super) fn connect(address: SocketAddr, source: Ipv4Addr) -> std::io::Result<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.bind(&SocketAddr::from((source, 0)).into())?;
    socket.connect(&address.into())?;
    socket.set_tcp_nodelay(true)?;
    Ok(socket.into())
}
