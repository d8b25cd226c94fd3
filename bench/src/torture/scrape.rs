//! What a server says of itself on its listener for metrics.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// A page of metrics.
pub(super) struct Page(String);

impl Page {
    /// Asks for the page.
    ///
    /// # Errors
    /// When it does not come.
    pub(super) fn of(address: SocketAddr) -> Result<Self, String> {
        let broken = |error: std::io::Error| format!("no metrics from {address}: {error}");
        let mut stream = TcpStream::connect(address).map_err(broken)?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).map_err(broken)?;
        let request = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(request).map_err(broken)?;
        let mut text = String::new();
        stream.read_to_string(&mut text).map_err(broken)?;
        Ok(Self(text))
    }

    /// The sample with exactly this name and these labels; 0 where there is none yet.
    pub(super) fn value(&self, sample: &str) -> u64 {
        let found =
            self.0.lines().find_map(|line| line.strip_prefix(sample)?.strip_prefix(' ')?.parse().ok());
        found.unwrap_or_default()
    }
}

/// Waits until a page of metrics says what is waited for.
///
/// # Errors
/// When it does not in `time`, with `what`.
pub(super) fn wait_until(
    address: SocketAddr,
    what: &str,
    time: Duration,
    is_so: impl Fn(&Page) -> bool,
) -> Result<Page, String> {
    let begun = Instant::now();
    loop {
        let page = Page::of(address)?;
        if is_so(&page) {
            return Ok(page);
        }
        if begun.elapsed() > time {
            return Err(format!("not in {} s: {what}", time.as_secs()));
        }
        thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_found_by_its_whole_name() {
        let page = Page("a_total{b=\"c\"} 7\na_total{b=\"cc\"} 8\na 3\n".to_owned());
        assert_eq!((page.value("a_total{b=\"c\"}"), page.value("a"), page.value("a_total")), (7, 3, 0));
    }
}
