//! A load generator: keep-alive connections, one request at a time on each, requests made beforehand. It
//! reads just enough of an answer to know its status and its end.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(10);

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

/// A keep-alive connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
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
        Ok(Self { stream, buffer: vec![0; 64 * 1024], filled: 0 })
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
        self.filled = 0;
        self.stream.write_all(request)?;
        loop {
            let room = self.buffer.get_mut(self.filled..).unwrap_or_default();
            if room.is_empty() {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "an answer of more than 64 KiB"));
            }
            let count = self.stream.read(room)?;
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
fn whole(bytes: &[u8]) -> io::Result<Option<(u16, usize, usize)>> {
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
    /// Answers of 2xx.
    pub successes: u64,
    /// Answers of 4xx.
    pub refusals: u64,
    /// Other answers, and connections that broke.
    pub faults: u64,
    /// Seconds that it took.
    pub seconds: f64,
}

impl Round {
    /// Answers per second, of whatever status.
    pub fn rate(&self) -> f64 {
        #[allow(clippy::cast_precision_loss)] // far below 2^52 answers
        let count = self.micros.len() as f64;
        if self.seconds > 0.0 { count / self.seconds } else { 0.0 }
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
        }
        all.micros.sort_unstable();
        all
    }
}

/// Loads `address` from `connections` threads for `time` with `requests` in turn.
pub fn run(address: SocketAddr, requests: &[Vec<u8>], connections: usize, time: Duration) -> Round {
    let start = Instant::now();
    let rounds: Vec<Round> = thread::scope(|scope| {
        let workers: Vec<_> = (0..connections)
            // Each begins elsewhere, so that identities are spread.
            .map(|index| {
                scope.spawn(move || one(address, requests, index * requests.len() / connections.max(1), time))
            })
            .collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
    });
    let mut all = Round::joined(&rounds);
    all.seconds = start.elapsed().as_secs_f64();
    all
}

fn one(address: SocketAddr, requests: &[Vec<u8>], first: usize, time: Duration) -> Round {
    let mut round = Round::default();
    let connect = || TcpStream::connect(address).and_then(Connection::new);
    let mut connection = connect().ok();
    let start = Instant::now();
    for request in requests.iter().cycle().skip(first) {
        let sent = Instant::now();
        if sent.duration_since(start) >= time {
            break;
        }
        let status = match &mut connection {
            Some(connection) => connection.status(request).ok(),
            None => None,
        };
        match status {
            Some(200..=299) => round.successes += 1,
            Some(400..=499) => round.refusals += 1,
            Some(_) => round.faults += 1,
            None => {
                round.faults += 1;
                connection = connect().ok();
                continue;
            }
        }
        round.micros.push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    round
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
