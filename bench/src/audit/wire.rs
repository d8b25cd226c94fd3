//! Raw exchanges: bytes as they are told onto the connection, and whatever comes back, read with patience
//! but not for ever. For requests that no well-kept client would send.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};

use super::message::Answer;
use super::target::Origin;

/// The longest answer that is read, in bytes.
pub const LONGEST_ANSWER: usize = 256 * 1024;

/// What came of a raw request.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// An answer.
    Answer(Answer),
    /// The connection was closed, or was refused, before an answer.
    Closed,
    /// Nothing came in the time given.
    Silence,
}

/// A connection, with TLS or without.
pub enum Wire {
    /// Without.
    Plain(TcpStream),
    /// With.
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Wire {
    /// Connects within `patience`.
    ///
    /// # Errors
    /// What the operating system, or TLS, says.
    pub fn connect(origin: &Origin, tls: &Arc<ClientConfig>, patience: Duration) -> io::Result<Self> {
        let stream = dial(origin, patience)?;
        if !origin.is_tls {
            return Ok(Self::Plain(stream));
        }
        let name = ServerName::try_from(origin.host.clone()).map_err(io::Error::other)?;
        let connection = ClientConnection::new(Arc::clone(tls), name).map_err(io::Error::other)?;
        let mut wire = StreamOwned::new(connection, stream);
        while wire.conn.is_handshaking() {
            wire.conn.complete_io(&mut wire.sock)?;
        }
        Ok(Self::Tls(Box::new(wire)))
    }

    /// Waits no longer than this for each read and write.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn set_patience(&self, patience: Duration) -> io::Result<()> {
        let stream = match self {
            Self::Plain(stream) => stream,
            Self::Tls(wire) => &wire.sock,
        };
        stream.set_read_timeout(Some(patience))?;
        stream.set_write_timeout(Some(patience))
    }

    /// Writes all of `bytes`.
    ///
    /// # Errors
    /// What the operating system, or TLS, says.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.write_all(bytes).and_then(|()| stream.flush()),
            Self::Tls(wire) => wire.write_all(bytes).and_then(|()| wire.flush()),
        }
    }

    /// Reads what is there, or arrives within the patience; 0 bytes at the end of the connection.
    ///
    /// # Errors
    /// What the operating system, or TLS, says; `WouldBlock` or `TimedOut` when nothing came.
    pub fn receive(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer),
            Self::Tls(wire) => wire.read(buffer),
        }
    }

    /// Reads one answer, within `patience` in all. Interim answers (1xx) are skipped.
    pub fn answer(&mut self, patience: Duration) -> Outcome {
        let deadline = Instant::now() + patience;
        let mut bytes = Vec::new();
        let mut buffer = [0; 16 * 1024];
        loop {
            if let Some(answer) = parse(&bytes).filter(|parsed| parsed.is_whole) {
                return Outcome::Answer(answer.answer);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let ended = if left.is_zero() || bytes.len() > LONGEST_ANSWER || self.set_patience(left).is_err()
            {
                Outcome::Silence
            } else {
                match self.receive(&mut buffer) {
                    Ok(0) => Outcome::Closed,
                    Ok(count) => {
                        bytes.extend_from_slice(&buffer[..count]);
                        continue;
                    }
                    Err(error) if is_timeout(&error) => Outcome::Silence,
                    Err(_) => Outcome::Closed,
                }
            };
            // A body without a length ends with the connection, or with our patience.
            return parse(&bytes).map_or(ended, |parsed| Outcome::Answer(parsed.answer));
        }
    }
}

/// A TCP connection to the first address that takes one.
///
/// # Errors
/// What the operating system says.
pub fn dial(origin: &Origin, patience: Duration) -> io::Result<TcpStream> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
    for address in (origin.host.as_str(), origin.port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, patience) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(patience))?;
                stream.set_write_timeout(Some(patience))?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Whether nothing came in time, as opposed to a connection that broke.
pub fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

struct Parsed {
    answer: Answer,
    is_whole: bool,
}

/// The answer at the start of `bytes`, if its head is complete. A chunked body is left as it is.
fn parse(bytes: &[u8]) -> Option<Parsed> {
    let mut headers = [httparse::EMPTY_HEADER; 128];
    let mut response = httparse::Response::new(&mut headers);
    let Ok(httparse::Status::Complete(head)) = response.parse(bytes) else { return None };
    let status = response.code?;
    let rest = bytes.get(head..)?;
    if (100..200).contains(&status) && status != 101 {
        return parse(rest);
    }
    let headers: Vec<(String, String)> = response
        .headers
        .iter()
        .map(|header| (header.name.to_lowercase(), String::from_utf8_lossy(header.value).into_owned()))
        .collect();
    let answer = Answer { status, headers, body: rest.iter().take(LONGEST_ANSWER).copied().collect() };
    let length: Option<usize> = answer.header("content-length").and_then(|value| value.parse().ok());
    let is_chunked = answer.header("transfer-encoding").is_some();
    let is_whole = match length {
        _ if matches!(status, 204 | 304) => true,
        _ if is_chunked => rest.ends_with(b"0\r\n\r\n"),
        Some(length) => rest.len() >= length.min(LONGEST_ANSWER),
        None => false,
    };
    Some(Parsed { answer, is_whole })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_when_its_length_is_there() {
        assert!(parse(b"HTTP/1.1 200 OK\r\nContent-Le").is_none());
        assert!(!parse(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab").unwrap().is_whole);
        let parsed =
            parse(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad\r\nContent-Length: 3\r\n\r\nabc").unwrap();
        assert!(parsed.is_whole);
        assert_eq!((parsed.answer.status, parsed.answer.text().as_str()), (400, "abc"));
    }

    #[test]
    fn without_a_length_the_end_of_the_connection_is_the_end() {
        assert!(!parse(b"HTTP/1.1 200 OK\r\n\r\nabc").unwrap().is_whole);
        assert!(parse(b"HTTP/1.1 204 No\r\n\r\n").unwrap().is_whole);
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        assert!(parse(chunked).unwrap().is_whole);
    }
}
