//! A connection on which several requests are under way at once (RFC 9112 section 9.3.2).

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::Range;
use std::time::Duration;

use crate::load::whole;

const PATIENCE: Duration = Duration::from_secs(30);
const ROOM: usize = 64 * 1024;
/// The longest answer that is read.
const LONGEST: usize = 4 << 20;

/// A connection.
pub(super) struct Lane {
    stream: TcpStream,
    out: Vec<u8>,
    buffer: Vec<u8>,
    /// What of the buffer is read and not yet taken.
    from: usize,
    to: usize,
}

impl Lane {
    /// Connects.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream, out: Vec::new(), buffer: vec![0; ROOM], from: 0, to: 0 })
    }

    /// Where requests are written to.
    pub(super) fn out(&mut self) -> &mut Vec<u8> {
        &mut self.out
    }

    /// Sends what has been written.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.stream.write_all(&self.out)?;
        self.out.clear();
        Ok(())
    }

    /// Status of the next answer.
    ///
    /// # Errors
    /// What the operating system says, and `InvalidData` for what is no answer with a length.
    pub(super) fn status(&mut self) -> io::Result<u16> {
        self.next().map(|(status, _)| status)
    }

    /// The value of a field of the next answer, as it was sent; `None` if it has no such field.
    ///
    /// # Errors
    /// As [`Lane::status`].
    pub(super) fn field(&mut self, name: &str) -> io::Result<Option<String>> {
        let (_, head) = self.next()?;
        let head = String::from_utf8_lossy(self.buffer.get(head).unwrap_or_default()).into_owned();
        let mut fields = head.lines().filter_map(|line| line.split_once(": "));
        Ok(fields.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()))
    }

    /// Status of the next answer, and where its head lies.
    fn next(&mut self) -> io::Result<(u16, Range<usize>)> {
        loop {
            let pending = self.buffer.get(self.from..self.to).unwrap_or_default();
            if !pending.is_empty()
                && let Some((status, head, end)) = whole(pending)?
            {
                let head = self.from..self.from + head;
                self.from += end;
                return Ok((status, head));
            }
            self.make_room()?;
            let room = self.buffer.get_mut(self.to..).unwrap_or_default();
            match self.stream.read(room)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => self.to += count,
            }
        }
    }

    fn make_room(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.from..self.to, 0);
        (self.from, self.to) = (0, self.to - self.from);
        if self.to == self.buffer.len() {
            if self.to >= LONGEST {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "an answer of more than 4 MiB"));
            }
            self.buffer.resize(self.to * 2, 0);
        }
        Ok(())
    }
}
