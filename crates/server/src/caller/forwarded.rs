//! `X-Forwarded-For` and `Forwarded` (RFC 7239): the addresses that a request says it came through, the
//! farthest first. Only addresses are read; who may be believed is decided elsewhere.

use std::net::{IpAddr, SocketAddr};

/// One hop; `None` where it names no address (`unknown`, `_hidden`, or nothing that could be read).
pub(super) type Hop = Option<IpAddr>;

/// The hops in the values of `X-Forwarded-For`, in the order of the header's lines. Ports are passed over.
pub(super) fn x_forwarded_for<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Vec<Hop> {
    let elements = lines.flat_map(|line| line.split(|byte| *byte == b','));
    let elements = elements.map(<[u8]>::trim_ascii).filter(|element| !element.is_empty());
    elements.map(|element| node(std::str::from_utf8(element).ok()?)).collect()
}

/// The hops in the values of `Forwarded` (RFC 7239 section 4). An element without `for` is a hop that names
/// no address.
pub(super) fn forwarded<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Vec<Hop> {
    lines.flat_map(|line| elements(&String::from_utf8_lossy(line))).collect()
}

/// The elements of one line. A quoted string may hold separators (RFC 9110 section 5.6.4).
fn elements(line: &str) -> Vec<Hop> {
    let mut hops = Vec::new();
    let mut element = Element::default();
    let (mut name, mut value) = (String::new(), None::<String>);
    let (mut is_quoted, mut is_escaped) = (false, false);
    for character in line.chars() {
        match character {
            _ if is_escaped => {
                value.as_mut().unwrap_or(&mut name).push(character);
                is_escaped = false;
            }
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '=' if value.is_none() && !is_quoted => value = Some(String::new()),
            ';' | ',' if !is_quoted => {
                element.add(&name, value.take());
                name.clear();
                if character == ',' {
                    hops.extend(std::mem::take(&mut element).hop());
                }
            }
            _ => value.as_mut().unwrap_or(&mut name).push(character),
        }
    }
    if is_quoted {
        // Where the string was to end cannot be told, nor which hops it has swallowed.
        hops.push(None);
        return hops;
    }
    element.add(&name, value);
    hops.extend(element.hop());
    hops
}

/// One element in the making.
#[derive(Default)]
struct Element {
    is_given: bool,
    address: Hop,
    nodes: usize,
}

impl Element {
    fn add(&mut self, name: &str, value: Option<String>) {
        let name = name.trim();
        self.is_given |= !name.is_empty() || value.is_some();
        if name.eq_ignore_ascii_case("for") {
            self.nodes += 1;
            self.address = value.and_then(|value| node(value.trim()));
        }
    }

    /// The hop; none at all for an element with nothing in it (RFC 9110 section 5.6.1.2).
    fn hop(self) -> Option<Hop> {
        // A parameter must not occur twice in an element (RFC 7239 section 4): which one would hold?
        self.is_given.then_some(self.address.filter(|_| self.nodes == 1))
    }
}

/// An address with or without a port; an IPv6 one in brackets or bare.
fn node(text: &str) -> Hop {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let parsed = match bare {
        Some(v6) => v6.parse().ok().map(IpAddr::V6),
        None => text.parse().ok().or_else(|| text.parse().ok().map(|socket: SocketAddr| socket.ip())),
    };
    parsed.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hops(texts: &[&str]) -> Vec<Hop> {
        texts.iter().map(|text| text.parse().ok()).collect()
    }

    #[track_caller]
    fn check_x(lines: &[&str], expected: &[&str]) {
        assert_eq!(x_forwarded_for(lines.iter().map(|line| line.as_bytes())), hops(expected), "{lines:?}");
    }

    #[track_caller]
    fn check(lines: &[&str], expected: &[&str]) {
        assert_eq!(forwarded(lines.iter().map(|line| line.as_bytes())), hops(expected), "{lines:?}");
    }

    #[test]
    fn x_forwarded_for_lists_addresses() {
        check_x(&["192.0.2.1, 2001:db8::1 ,10.0.0.1"], &["192.0.2.1", "2001:db8::1", "10.0.0.1"]);
        check_x(
            &["192.0.2.1:4711, [2001:db8::1]:80,[2001:db8::2]"],
            &["192.0.2.1", "2001:db8::1", "2001:db8::2"],
        );
        check_x(&["192.0.2.1", "10.0.0.1"], &["192.0.2.1", "10.0.0.1"]);
        check_x(&["::ffff:192.0.2.1"], &["192.0.2.1"]);
        check_x(&["evil, , 10.0.0.1,"], &["?", "10.0.0.1"]);
        check_x(&["[192.0.2.1]", "1.2.3", "1.2.3.4.5"], &["?", "?", "?"]);
        assert_eq!(x_forwarded_for([&b"\xff"[..]].into_iter()), [None]);
    }

    #[test]
    fn forwarded_is_read_as_rfc_7239_has_it() {
        check(&["for=192.0.2.60;proto=http;by=203.0.113.43"], &["192.0.2.60"]);
        check(&["For=\"[2001:db8:cafe::17]:4711\""], &["2001:db8:cafe::17"]);
        check(&["for=192.0.2.43, FOR=198.51.100.17 , "], &["192.0.2.43", "198.51.100.17"]);
        check(&["for=\"192.0.2.1:80\"", "for=10.0.0.1"], &["192.0.2.1", "10.0.0.1"]);
        check(&["for=unknown, for=_SEVKISEK, for=10.0.0.1"], &["?", "?", "10.0.0.1"]);
        check(&["proto=https, for=10.0.0.1"], &["?", "10.0.0.1"]);
        check(&["for=1.2.3.4;for=5.6.7.8"], &["?"]);
        check(&["host=\"a,for=1.2.3.4;\\\",\";for=10.0.0.1"], &["10.0.0.1"]);
        check(&["for=\"1.2.3.4, for=10.0.0.1"], &["?"]);
        check(&["garbage"], &["?"]);
    }

    proptest! {
        #[test]
        fn no_line_panics(line in "[for=\"\\\\;, 0-9.:\\[\\]]{0,64}") {
            let _ = x_forwarded_for([line.as_bytes()].into_iter());
            let _ = forwarded([line.as_bytes()].into_iter());
        }

        #[test]
        fn every_address_is_found_again(addresses in proptest::collection::vec(any::<IpAddr>(), 1..8)) {
            let canonical: Vec<Hop> = addresses.iter().map(|address| Some(address.to_canonical())).collect();
            let listed: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            prop_assert_eq!(x_forwarded_for([listed.join(", ").as_bytes()].into_iter()), canonical.clone());
            let quoted: Vec<String> = addresses
                .iter()
                .map(|address| match address {
                    IpAddr::V4(v4) => format!("for={v4}"),
                    IpAddr::V6(v6) => format!("for=\"[{v6}]\""),
                })
                .collect();
            prop_assert_eq!(forwarded([quoted.join(", ").as_bytes()].into_iter()), canonical);
        }
    }
}
