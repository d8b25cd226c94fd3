//! A server that takes messages as Telegram's Bot API does, and one that does not.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long it asks to wait when it is busy.
const RETRY_AFTER: Duration = Duration::from_secs(2);
/// How long it takes when it is slow.
const SLOWNESS: Duration = Duration::from_millis(700);
/// Often enough to see another mood soon, seldom enough to cost nothing.
const LOOK: Duration = Duration::from_millis(5);

/// How it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    /// Nobody listens.
    Down,
    /// Well, after a while.
    Slow,
    /// 429, with the time to wait in the body.
    BusyInBody,
    /// 429, with the time to wait in the head.
    BusyInHead,
    /// 500.
    Broken,
    /// Takes the request and says nothing.
    Silent,
    /// Bytes that are no answer, and answers that are not Telegram's.
    Babbling,
    /// An answer of ten million bytes.
    Endless,
    /// As it should.
    Well,
}

impl Mood {
    /// All that are not as they should be, in the order in which they are tried; those that differ most come first.
    pub(super) const BAD: [Self; 8] = [
        Self::Down,
        Self::BusyInBody,
        Self::Endless,
        Self::Slow,
        Self::BusyInHead,
        Self::Broken,
        Self::Silent,
        Self::Babbling,
    ];

    /// What it is called in a table.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Slow => "slow",
            Self::BusyInBody => "429 (body)",
            Self::BusyInHead => "429 (head)",
            Self::Broken => "500",
            Self::Silent => "hanging",
            Self::Babbling => "garbage",
            Self::Endless => "10 MB",
            Self::Well => "well",
        }
    }
}

/// The server; it ends when it is dropped.
pub(super) struct FakeTelegram {
    address: SocketAddr,
    shared: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct State {
    mood: Mood,
    is_over: bool,
    /// Texts of the messages that it took and said so.
    taken: Vec<String>,
    /// Requests of whatever outcome.
    attempts: usize,
    /// When it is willing again, after it said that it is busy.
    willing: Option<Instant>,
    /// Requests that came sooner.
    too_soon: usize,
}

impl FakeTelegram {
    /// Starts one that is in this mood.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) fn start(mood: Mood) -> Result<Self, String> {
        let listener =
            listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let state =
            State { mood, is_over: false, taken: Vec::new(), attempts: 0, willing: None, too_soon: 0 };
        let shared = Arc::new(Mutex::new(state));
        let serving = Arc::clone(&shared);
        let thread = thread::spawn(move || serve(listener, address, &serving));
        Ok(Self { address, shared, thread: Some(thread) })
    }

    /// Where it is called.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Changes its mood. A request that was sent before is answered in the old one.
    pub(super) fn turn(&self, mood: Mood) {
        lock(&self.shared).mood = mood;
    }

    /// Texts of the messages that it took and said so.
    pub(super) fn taken(&self) -> Vec<String> {
        lock(&self.shared).taken.clone()
    }

    /// Requests that came sooner than it had asked for.
    pub(super) fn too_soon(&self) -> usize {
        lock(&self.shared).too_soon
    }
}

impl Drop for FakeTelegram {
    fn drop(&mut self) {
        lock(&self.shared).is_over = true;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn lock(shared: &Mutex<State>) -> MutexGuard<'_, State> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn serve(first: TcpListener, address: SocketAddr, shared: &Arc<Mutex<State>>) {
    let mut listener = Some(first);
    loop {
        let (mood, is_over) = {
            let state = lock(shared);
            (state.mood, state.is_over)
        };
        if is_over {
            return;
        }
        if mood == Mood::Down {
            listener = None;
        } else if listener.is_none() {
            // The port may still be taken for a moment.
            listener = listen(address).ok();
        }
        match listener.as_ref().map(TcpListener::accept) {
            Some(Ok((stream, _))) => {
                let shared = Arc::clone(shared);
                thread::spawn(move || answer(stream, &shared));
            }
            _ => thread::sleep(LOOK),
        }
    }
}

/// Reads a request and answers it, in the mood that it finds.
fn answer(mut stream: TcpStream, shared: &Mutex<State>) {
    let is_usable =
        stream.set_nonblocking(false).and_then(|()| stream.set_read_timeout(Some(Duration::from_secs(10))));
    if is_usable.is_err() {
        return;
    }
    let Some(text) = request(&mut stream) else { return };
    let (mood, attempt) = {
        let mut state = lock(shared);
        state.attempts += 1;
        if state.willing.is_some_and(|willing| Instant::now() < willing) {
            state.too_soon += 1;
        }
        if matches!(state.mood, Mood::BusyInBody | Mood::BusyInHead) {
            state.willing = Some(Instant::now() + RETRY_AFTER);
        }
        (state.mood, state.attempts)
    };
    let seconds = RETRY_AFTER.as_secs();
    let bytes = match mood {
        Mood::Slow | Mood::Well => {
            if mood == Mood::Slow {
                thread::sleep(SLOWNESS);
            }
            let said = stream.write_all(&reply(200, "", b"{\"ok\":true,\"result\":{}}"));
            if said.is_ok() {
                lock(shared).taken.push(text);
            }
            return;
        }
        Mood::BusyInBody => {
            let body = format!(
                "{{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests\",\"parameters\":\
                 {{\"retry_after\":{seconds}}}}}"
            );
            reply(429, "", body.as_bytes())
        }
        Mood::BusyInHead => reply(429, &format!("Retry-After: {seconds}\r\n"), b"{\"ok\":false}"),
        Mood::Broken => reply(500, "", b"{\"ok\":false,\"error_code\":500}"),
        Mood::Babbling if attempt % 2 == 0 => b"\x00\xff\xfe no answer of any protocol \r\n\r\n".to_vec(),
        Mood::Babbling => reply(200, "", b"<html>log in to this network</html>"),
        Mood::Endless => reply(200, "", &vec![b'x'; 10_000_000]),
        // Until whoever asked has had enough, or for ten seconds.
        Mood::Silent => return drop(stream.read(&mut [0; 1])),
        Mood::Down => return,
    };
    // Whoever asked may have heard enough.
    let _ = stream.write_all(&bytes);
}

fn reply(status: u16, lines: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\n{lines}Connection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// The text of the message in a request; `None` where it is none.
fn request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4_096];
    loop {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(buffer.get(..count)?);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = |line: &str| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok();
        let length: usize = head.lines().find_map(length).unwrap_or_default();
        if body.len() >= length {
            let body: serde_json::Value = serde_json::from_str(body).ok()?;
            return body.get("text")?.as_str().map(str::to_owned);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(address: SocketAddr) -> io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        let body = "{\"text\":\"a\"}";
        write!(stream, "POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}", body.len())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    #[test]
    fn it_takes_a_message_when_it_is_well_and_says_when_it_is_not() {
        let telegram = FakeTelegram::start(Mood::Well).unwrap();
        assert!(post(telegram.address).unwrap().contains("\"ok\":true"));
        telegram.turn(Mood::BusyInBody);
        assert!(post(telegram.address).unwrap().contains("retry_after\":2"));
        telegram.turn(Mood::Broken);
        assert!(post(telegram.address).unwrap().starts_with("HTTP/1.1 500"));
        telegram.turn(Mood::Down);
        while post(telegram.address).is_ok() {}
        telegram.turn(Mood::Well);
        while post(telegram.address).is_err() {}
        assert_eq!(telegram.taken(), ["a", "a"]);
        assert!(telegram.too_soon() >= 1);
    }
}
