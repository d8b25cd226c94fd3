//! A running server: the real binary on a free port, stopped when dropped.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::binaries::incidex;

/// How long a start or a stop may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server in a process of its own.
pub struct Server {
    child: Child,
    port: u16,
    log: Receiver<String>,
}

impl Server {
    /// Serves `index` in dev on a free loopback port.
    pub fn start(index: &Path) -> Self {
        Self::start_with(index, |command| command)
    }

    /// The same with further arguments or environment.
    pub fn start_with(index: &Path, more: impl FnOnce(&mut Command) -> &mut Command) -> Self {
        let mut command = incidex();
        command.args(["serve", "--bind", "127.0.0.1:0", "--index"]).arg(index);
        more(&mut command);
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the server's binary runs");
        let (sender, log) = channel();
        let stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
        thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                // Nobody listens any more once the test is over.
                let _ = sender.send(line);
            }
        });
        let mut seen = Vec::new();
        let port = loop {
            let line =
                log.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no address in the log: {seen:#?}"));
            if let Some(port) = port_in(&line) {
                break port;
            }
            seen.push(line);
        };
        Self { child, port, log }
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The log lines since the last call.
    pub fn log(&self) -> Vec<String> {
        self.log.try_iter().collect()
    }

    /// Ends the process at once, as a fault would.
    pub fn stop(&mut self) {
        self.child.kill().expect("the process can be ended");
        self.wait();
    }

    /// Waits for the process to end.
    pub fn wait(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the process can be waited for") {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "the server does not end");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// The port in the log line that says where the server listens.
fn port_in(line: &str) -> Option<u16> {
    if !line.contains("serving") || !line.contains("dataset") {
        return None;
    }
    let (_, rest) = line.split_once("127.0.0.1:")?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
