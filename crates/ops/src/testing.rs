//! Servers that misbehave as they are told, for tests: each connection gets the next answer, the last one
//! for ever.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What happens to a connection once its request is there.
#[derive(Clone, Debug)]
pub(crate) enum Behaviour {
    /// These bytes are sent, and the connection is closed.
    Says(Vec<u8>),
    /// The same, after a while.
    SaysLate(Duration, Vec<u8>),
    /// The connection is closed.
    Closes,
    /// Nothing is said, as long as the client stays.
    Hangs,
}

/// An answer with this status, further header lines and body.
pub(crate) fn answer(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Behaviour {
    let body = body.as_ref();
    let mut bytes =
        format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n{headers}\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    Behaviour::Says(bytes)
}

/// The server.
pub(crate) struct FakeServer {
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl FakeServer {
    /// A server on a free loopback port; it ends with the test program.
    pub(crate) fn start(behaviours: Vec<Behaviour>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for (number, stream) in listener.incoming().map_while(Result::ok).enumerate() {
                let behaviour = behaviours[number.min(behaviours.len() - 1)].clone();
                let seen = Arc::clone(&seen);
                thread::spawn(move || serve(stream, behaviour, &seen));
            }
        });
        Self { address, requests }
    }

    /// Its address as a URL.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far, whole, in the order in which they were there.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, behaviour: Behaviour, seen: &Mutex<Vec<String>>) {
    let Some(request) = read_request(&mut stream) else { return };
    seen.lock().unwrap().push(request);
    // The client may be gone.
    let _ = match behaviour {
        Behaviour::Says(bytes) => stream.write_all(&bytes),
        Behaviour::SaysLate(time, bytes) => {
            thread::sleep(time);
            stream.write_all(&bytes)
        }
        Behaviour::Closes => Ok(()),
        Behaviour::Hangs => stream.read_to_end(&mut Vec::new()).map(|_| ()),
    };
}

fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
        });
        if body.len() >= length.unwrap_or_default() {
            return Some(text.into_owned());
        }
    }
}
