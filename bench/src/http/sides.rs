//! The servers that are loaded in turn, and what each is asked.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use super::draw::Lookup;
use super::{ask, mixed, requests};
use crate::bare;
use crate::process::Process;
use crate::served::{Binary, Served};

/// A server, and what it is asked.
pub(super) struct Side {
    pub(super) name: &'static str,
    pub(super) address: SocketAddr,
    pub(super) requests: Vec<Vec<u8>>,
    server: Arc<Server>,
}

enum Server {
    Bare(Process),
    Incidex(Served),
}

/// All sides; the constants of this type are places among them.
pub(super) struct Sides {
    pub(super) all: Vec<Side>,
    /// The mean size of the bodies of lookups, in bytes.
    pub(super) body: usize,
    /// The size of the head of one answer, in bytes.
    pub(super) head: usize,
    /// What a wrong secret is answered with.
    pub(super) refusal: u16,
}

impl Sides {
    pub(super) const BARE: usize = 0;
    pub(super) const EVERYTHING: usize = 1;
    pub(super) const UNKEPT: usize = 3;
    pub(super) const KNOWN: usize = 4;
    pub(super) const COMPRESSED: usize = 5;
    pub(super) const BARE_HEALTH: usize = 6;
    pub(super) const HEALTH: usize = 7;

    /// Starts the servers.
    pub(super) fn start(binary: &Binary, lookups: &[Lookup]) -> Result<Self, String> {
        let kept = binary.serve()?;
        let unkept = Binary { cache_kib: Some(0), ..binary.clone() }.serve()?;
        let plain = requests(lookups, |target, user| binary.request(target, user));
        let with = |line| requests(lookups, |target, user| binary.request_with(target, user, line));
        let (bodies, head) = bodies(kept.address, lookups, &plain)?;
        let body = bodies.iter().map(String::len).sum::<usize>() / bodies.len().max(1);
        let health = vec![binary.request("/health", "bench")];
        let healthy = ask(kept.address, &health.concat())?;
        let refusal = ask(kept.address, &binary.refused("/v1/stats", "bench"))?.status;
        let (bare_process, bare) = bare_server(&bodies, binary.workers)?;
        let healthy = vec![String::from_utf8_lossy(&healthy.body).into_owned()];
        let (bare_health_process, bare_health) = bare_server(&healthy, binary.workers)?;
        let (kept_at, unkept_at) = (kept.address, unkept.address);
        let kept = Arc::new(Server::Incidex(kept));
        let side = |name, address, requests, server: &Arc<Server>| Side {
            name,
            address,
            requests,
            server: Arc::clone(server),
        };
        let all = vec![
            side("bare actix route, the same bodies", bare, plain.clone(), &bare_process),
            side("incidex, everything", kept_at, plain.clone(), &kept),
            side("incidex, one request in ten with a wrong secret", kept_at, mixed(binary, lookups), &kept),
            side("incidex, nothing kept", unkept_at, plain, &Arc::new(Server::Incidex(unkept))),
            side("incidex, the client has the answer: 304", kept_at, with("If-None-Match: *\r\n"), &kept),
            side("incidex, gzip", kept_at, with("Accept-Encoding: gzip\r\n"), &kept),
            side("bare actix route, the body of /health", bare_health, health.clone(), &bare_health_process),
            side("incidex, /health", kept_at, health, &kept),
        ];
        Ok(Self { all, body, head, refusal })
    }
}

impl Side {
    /// How long the threads of the server have run on a processor.
    pub(super) fn busy(&self) -> Option<Duration> {
        match self.server.as_ref() {
            Server::Bare(process) => process.busy(),
            Server::Incidex(served) => served.process.busy(),
        }
    }
}

/// The bodies of the answers to `requests`, and the size of the head of one.
fn bodies(
    address: SocketAddr,
    lookups: &[Lookup],
    requests: &[Vec<u8>],
) -> Result<(Vec<String>, usize), String> {
    let mut known: HashMap<String, String> = HashMap::new();
    let mut head = 0;
    let mut bodies = Vec::with_capacity(requests.len());
    for (lookup, request) in lookups.iter().zip(requests) {
        let target = lookup.target();
        if !known.contains_key(&target) {
            let reply = ask(address, request)?;
            if reply.status != 200 {
                return Err(format!("{target} was answered with {}", reply.status));
            }
            head = reply.head.len();
            known.insert(target.clone(), String::from_utf8_lossy(&reply.body).into_owned());
        }
        bodies.extend(known.get(&target).cloned());
    }
    Ok((bodies, head))
}

/// The bare server in a process of its own.
fn bare_server(bodies: &[String], workers: usize) -> Result<(Arc<Server>, SocketAddr), String> {
    let own = std::env::current_exe().map_err(|error| format!("cannot find this binary: {error}"))?;
    let file = tempfile::NamedTempFile::new().map_err(|error| format!("no temporary file: {error}"))?;
    bare::write(file.path(), bodies)?;
    let mut command = Command::new(own);
    command.args(["bare", "--workers", &workers.to_string()]).arg(file.path()).stdout(Stdio::piped());
    let mut process = Process::start(&mut command)?;
    let mut line = String::new();
    // The address comes once the bodies are read, so that the file may go then.
    if let Some(output) = process.child().stdout.take() {
        BufReader::new(output).read_line(&mut line).map_err(|error| error.to_string())?;
    }
    let address = line.trim().parse().map_err(|_| "the bare server did not start".to_owned())?;
    Ok((Arc::new(Server::Bare(process)), address))
}
