//! The released binary as a child process, on a free port of 127.0.0.1, ended when it is dropped.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::load::{Connection, Reply};
use crate::process::Process;

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// The lookup that is measured: Niacinamide by its CAS number.
pub const LOOKUP: &str = "/v1/ingredient/cas?q=98-92-0";
/// What its answer holds.
const FOUND: &str = "98-92-0";

/// Which binary, which index, and what it needs to know.
#[derive(Clone, Debug)]
pub struct Binary {
    /// The binary.
    pub program: PathBuf,
    /// The index.
    pub index: PathBuf,
    /// The secret of the gateway that the bench plays.
    pub secret: String,
    /// Workers.
    pub workers: usize,
    /// KiB of memory for lookups and records as they were answered before; as the binary has it unless said.
    pub cache_kib: Option<usize>,
    /// Further settings, by the names of their variables.
    pub settings: Vec<(&'static str, String)>,
}

/// A running server.
pub struct Served {
    /// The process.
    pub process: Process,
    /// Where it listens.
    pub address: SocketAddr,
    /// From the start of the process to the first correct answer.
    pub first_answer: Duration,
}

impl Binary {
    /// The binary beside this one, as cargo lays them.
    ///
    /// # Errors
    /// When there is none, or no index.
    pub fn beside(index: &Path, secret: Option<String>, workers: usize) -> Result<Self, String> {
        let own = std::env::current_exe().map_err(|error| format!("cannot find this binary: {error}"))?;
        let program = own.with_file_name(format!("incidex{}", std::env::consts::EXE_SUFFIX));
        for (path, remedy) in
            [(program.as_path(), "cargo build --release -p incidex"), (index, "cargo xtask build-index")]
        {
            if !path.is_file() {
                return Err(format!("there is no {}: run {remedy}", path.display()));
            }
        }
        let secret = secret.unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
        Ok(Self { program, index: index.to_owned(), secret, workers, cache_kib: None, settings: Vec::new() })
    }

    /// Starts it and waits for the first correct answer.
    ///
    /// # Errors
    /// When it cannot be started, ends by itself, or does not answer in 30 s.
    pub fn serve(&self) -> Result<Served, String> {
        self.serve_logging(Stdio::null())
    }

    /// The same with its log going to `log`.
    ///
    /// # Errors
    /// As [`Binary::serve`].
    pub fn serve_logging(&self, log: Stdio) -> Result<Served, String> {
        let address = free_address()?;
        let request = self.request(LOOKUP, "bench");
        let start = Instant::now();
        let mut command = Command::new(&self.program);
        command
            .args(["serve", "--env", "dev", "--bind", &address.to_string(), "--index"])
            .arg(&self.index)
            // What was set for a server of one's own is not to change what is measured.
            .envs([
                ("INCIDEX_PROXY_SECRETS", self.secret.clone()),
                ("INCIDEX_WORKERS", self.workers.to_string()),
                ("INCIDEX_LOG", "info".to_owned()),
            ])
            .envs(self.settings.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        if let Some(kib) = self.cache_kib {
            command.env("INCIDEX_CACHE_KIB", kib.to_string());
        }
        let mut process = Process::start(&mut command)?;
        loop {
            if answers(address, &request).is_some_and(|reply| reply.is_found()) {
                return Ok(Served { process, address, first_answer: start.elapsed() });
            }
            let ended = process.ended()?;
            if ended.is_some() || start.elapsed() > PATIENCE {
                return Err(match ended {
                    Some(status) => {
                        format!("the server ended by itself with {status}: start it by hand to see why")
                    }
                    None => format!("{LOOKUP} is not found in 30 s: is it in the index?"),
                });
            }
            thread::sleep(Duration::from_micros(200));
        }
    }

    /// A request of a customer of the gateway.
    pub fn request(&self, path: &str, user: &str) -> Vec<u8> {
        request(path, &self.secret, user, "")
    }

    /// The same with further lines of the head, each with its end.
    pub fn request_with(&self, path: &str, user: &str, lines: &str) -> Vec<u8> {
        request(path, &self.secret, user, lines)
    }

    /// The same with a wrong secret, which is to be refused.
    pub fn refused(&self, path: &str, user: &str) -> Vec<u8> {
        request(path, "a wrong secret of the bench", user, "")
    }
}

fn request(path: &str, secret: &str, user: &str, lines: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nX-RapidAPI-Proxy-Secret: {secret}\r\nX-RapidAPI-Subscription: \
         MEGA\r\nX-RapidAPI-User: {user}\r\n{lines}\r\n"
    )
    .into_bytes()
}

impl Reply {
    fn is_found(&self) -> bool {
        self.status == 200 && String::from_utf8_lossy(&self.body).contains(FOUND)
    }
}

fn answers(address: SocketAddr, request: &[u8]) -> Option<Reply> {
    let stream = TcpStream::connect(address).ok()?;
    Connection::new(stream).ok()?.ask(request).ok()
}

/// An address of this machine on which nobody listens.
///
/// # Errors
/// What the operating system says.
pub fn free_address() -> Result<SocketAddr, String> {
    let free: io::Result<_> =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|bound| bound.local_addr());
    free.map_err(|error| format!("cannot find a free port: {error}"))
}
