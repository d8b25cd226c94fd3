//! A load generator: keep-alive connections, one request at a time on each, requests made beforehand. It
//! reads just enough of an answer to know its status and its end.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer that is read.
const LONGEST: usize = 4 << 20;

/// An answer, as far as the load generator reads it.
#[derive(Debug)]
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// Head, in lower case.
    pub head: String,
    /// Body.
    pub body: Vec<u8>,
}

/// What the thread of the generator does while there is no answer yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// It sleeps. Whoever sends the answer then has the work of waking it, which on one machine is the server: some
    /// 2 to 3 microseconds for an answer, the more often the slower the server is.
    Asleep,
    /// It looks again at once, as long as it takes, so that the server pays for nothing that a client on another
    /// machine would not make it pay for. Takes a processor for itself.
    Awake,
}

/// A keep-alive connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
    waiting: Waiting,
}

impl Connection {
    /// Takes a stream over.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream, buffer: vec![0; 64 * 1024], filled: 0, waiting: Waiting::Asleep })
    }

    /// The same, waiting so.
    fn waiting(self, waiting: Waiting) -> io::Result<Self> {
        self.stream.set_nonblocking(waiting == Waiting::Awake)?;
        Ok(Self { waiting, ..self })
    }

    /// Whether an error only means that there is nothing yet, and `since` is not too long ago.
    fn is_to_wait(&self, error: &io::Error, since: Instant) -> bool {
        let is_nothing = error.kind() == io::ErrorKind::WouldBlock && self.waiting == Waiting::Awake;
        let is_to_wait = is_nothing && since.elapsed() < PATIENCE;
        if is_to_wait {
            std::hint::spin_loop();
        }
        is_to_wait
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// What the operating system says, and `InvalidData` for what is no answer with a length.
    pub fn ask(&mut self, request: &[u8]) -> io::Result<Reply> {
        let (status, head, end) = self.exchange(request)?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase();
        Ok(Reply {
            status,
            head: text(self.buffer.get(..head).unwrap_or_default()),
            body: self.buffer.get(head..end).unwrap_or_default().to_owned(),
        })
    }

    /// Sends a request, reads the whole answer and gives its status.
    ///
    /// # Errors
    /// As [`Connection::ask`].
    pub fn status(&mut self, request: &[u8]) -> io::Result<u16> {
        self.exchange(request).map(|(status, _, _)| status)
    }

    fn exchange(&mut self, request: &[u8]) -> io::Result<(u16, usize, usize)> {
        self.send(request)?;
        self.receive()
    }

    fn send(&mut self, request: &[u8]) -> io::Result<()> {
        self.filled = 0;
        let (since, mut rest) = (Instant::now(), request);
        while !rest.is_empty() {
            match self.stream.write(rest) {
                Ok(count) => rest = rest.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if self.is_to_wait(&error, since) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Status, end of the head and end of the body.
    fn receive(&mut self) -> io::Result<(u16, usize, usize)> {
        let since = Instant::now();
        loop {
            if self.filled == self.buffer.len() {
                if self.filled >= LONGEST {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, "an answer of more than 4 MiB"));
                }
                self.buffer.resize(self.filled * 2, 0);
            }
            let room = self.buffer.get_mut(self.filled..).unwrap_or_default();
            let count = match self.stream.read(room) {
                // A process that was stopped and goes on: nothing was read, and nothing is lost.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) if self.is_to_wait(&error, since) => continue,
                read => read?,
            };
            if count == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.filled += count;
            if let Some(whole) = whole(self.buffer.get(..self.filled).unwrap_or_default())? {
                return Ok(whole);
            }
        }
    }
}

/// Status, end of the head and end of the body, once all of it is there.
pub(crate) fn whole(bytes: &[u8]) -> io::Result<Option<(u16, usize, usize)>> {
    let invalid = || io::Error::new(io::ErrorKind::InvalidData, "no HTTP answer with a length");
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = response.parse(bytes).map_err(|_| invalid())? else {
        return Ok(None);
    };
    let status = response.code.ok_or_else(invalid)?;
    let length = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length: usize = match length {
        Some(header) => {
            std::str::from_utf8(header.value).ok().and_then(|v| v.parse().ok()).ok_or_else(invalid)?
        }
        None if matches!(status, 204 | 304) => 0,
        None => return Err(invalid()),
    };
    Ok((bytes.len() >= head + length).then_some((status, head, head + length)))
}

/// What a round of load came to.
#[derive(Clone, Debug, Default)]
pub struct Round {
    /// Time of each request in microseconds, sorted.
    pub micros: Vec<u32>,
    /// Answers of 2xx and 3xx.
    pub successes: u64,
    /// Answers of 4xx.
    pub refusals: u64,
    /// Other answers, and connections that broke.
    pub faults: u64,
    /// Seconds that it took.
    pub seconds: f64,
    /// Seconds that the server's threads ran on a processor; 0 where that is not known.
    pub busy: f64,
}

impl Round {
    fn count(&mut self, status: u16, took: Duration) {
        match status {
            200..=399 => self.successes += 1,
            400..=499 => self.refusals += 1,
            _ => self.faults += 1,
        }
        self.micros.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
    }

    /// Answers per second, of whatever status.
    pub fn rate(&self) -> f64 {
        #[allow(clippy::cast_precision_loss)] // far below 2^52 answers
        let count = self.micros.len() as f64;
        if self.seconds > 0.0 { count / self.seconds } else { 0.0 }
    }

    /// Time of the server's threads on a processor for each answer, in microseconds.
    pub fn busy_micros(&self) -> f64 {
        #[allow(clippy::cast_precision_loss)] // far below 2^52 answers
        let count = self.micros.len().max(1) as f64;
        self.busy * 1e6 / count
    }

    /// The time, in microseconds, that this share of requests (0 to 1,000 in thousandths) did not exceed.
    pub fn quantile(&self, thousandths: usize) -> u32 {
        let rank = (self.micros.len() * thousandths).div_ceil(1_000).saturating_sub(1);
        self.micros.get(rank).copied().unwrap_or_default()
    }

    /// Joins rounds into one.
    pub fn joined(rounds: &[Self]) -> Self {
        let mut all = Self::default();
        for round in rounds {
            all.micros.extend(&round.micros);
            all.successes += round.successes;
            all.refusals += round.refusals;
            all.faults += round.faults;
            all.seconds += round.seconds;
            all.busy += round.busy;
        }
        all.micros.sort_unstable();
        all
    }
}

/// Loads `address` over `connections` connections for `time` with `requests` in turn.
///
/// One thread goes from connection to connection, reads the answer there and sends the next request at once, so that
/// the server always has something to do, and the generator takes far less of the machine than the server. The time
/// of a request includes that of its neighbours that were read before it: it is never less than the true one.
pub fn run(
    address: SocketAddr,
    requests: &[Vec<u8>],
    connections: usize,
    time: Duration,
    waiting: Waiting,
) -> Round {
    let mut round = Round::default();
    let mut requests = requests.iter().cycle();
    let mut lanes: Vec<Lane> = (0..connections).map(|_| Lane::open(address, waiting)).collect();
    let start = Instant::now();
    while start.elapsed() < time {
        for lane in &mut lanes {
            lane.receive(&mut round);
            if lane.connection.is_none() {
                *lane = Lane::open(address, waiting);
            }
            if let Some(request) = requests.next() {
                lane.send(request, &mut round);
            }
        }
    }
    for lane in &mut lanes {
        lane.receive(&mut round);
    }
    round.seconds = start.elapsed().as_secs_f64();
    round.micros.sort_unstable();
    round
}

/// A connection of the generator, and when the request was sent that is being answered on it.
struct Lane {
    connection: Option<Connection>,
    sent: Option<Instant>,
}

impl Lane {
    fn open(address: SocketAddr, waiting: Waiting) -> Self {
        let connection = TcpStream::connect(address).and_then(Connection::new);
        Self { connection: connection.and_then(|it| it.waiting(waiting)).ok(), sent: None }
    }

    fn send(&mut self, request: &[u8], round: &mut Round) {
        let at = Instant::now();
        match self.connection.as_mut().map(|connection| connection.send(request)) {
            Some(Ok(())) => self.sent = Some(at),
            _ => self.give_up(round),
        }
    }

    /// Counts the answer that is waited for, if one is.
    fn receive(&mut self, round: &mut Round) {
        let Some(at) = self.sent.take() else { return };
        match self.connection.as_mut().map(Connection::receive) {
            Some(Ok((status, _, _))) => round.count(status, at.elapsed()),
            _ => self.give_up(round),
        }
    }

    fn give_up(&mut self, round: &mut Round) {
        round.faults += 1;
        self.connection = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_at_its_length() {
        assert_eq!(whole(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na").unwrap(), None);
        assert_eq!(whole(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab").unwrap(), Some((200, 38, 40)));
        assert!(whole(b"HTTP/1.1 200 OK\r\n\r\n").is_err() && whole(b"SSH-2.0\r\n").is_err());
    }

    #[test]
    fn quantiles_are_of_the_sorted_times() {
        let round = Round { micros: (1..=1_000).collect(), ..Round::default() };
        assert_eq!((round.quantile(500), round.quantile(990), round.quantile(1_000)), (500, 990, 1_000));
        assert_eq!(Round::default().quantile(500), 0);
    }
}
