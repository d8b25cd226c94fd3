//! The names by which the server may be called: a request under another name is no request of ours, but a
//! page that has turned its own name to this address (DNS rebinding) or a poisoned cache.

use actix_web::dev::RequestHead;
use actix_web::http::header::{HOST, HeaderValue};
use actix_web::http::uri::Authority;

/// The names, in lower case; none means any.
#[derive(Debug)]
pub(super) struct Hosts(Vec<String>);

impl Hosts {
    pub(super) fn new(names: Vec<String>) -> Self {
        Self(names)
    }

    /// Whether the request with this head is for one of the names. It must say so once; what an absolute
    /// target says counts as well (RFC 9112 section 3.2.2).
    pub(super) fn admit(&self, head: &RequestHead) -> bool {
        let mut lines = head.headers().get_all(HOST);
        let (host, second) = (lines.next(), lines.next());
        if second.is_some() {
            return false;
        }
        if self.0.is_empty() {
            return true;
        }
        let host = host.map(HeaderValue::as_bytes).and_then(|host| std::str::from_utf8(host).ok());
        let target = head.uri.authority().map(Authority::as_str);
        host.is_some_and(|host| self.knows(host)) && target.is_none_or(|target| self.knows(target))
    }

    fn knows(&self, given: &str) -> bool {
        let given = given.trim().to_ascii_lowercase();
        self.0.iter().any(|name| *name == given || name == without_port(&given))
    }
}

/// A name or address without the port behind it.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn admits(names: &[&str], headers: &[&str]) -> bool {
        let request =
            headers.iter().fold(TestRequest::default(), |request, host| request.append_header((HOST, *host)));
        let hosts = Hosts::new(names.iter().map(|name| (*name).to_owned()).collect());
        hosts.admit(request.to_http_request().head())
    }

    #[test]
    fn only_listed_names_are_admitted() {
        let names = ["api.example", "[::1]", "127.0.0.1:8080"];
        for host in ["api.example", "API.Example:443", "[::1]", "[::1]:80", "127.0.0.1:8080"] {
            assert!(admits(&names, &[host]), "{host}");
        }
        for host in ["", "example", "api.example.evil", "127.0.0.1", "127.0.0.1:81", "api.example:x", "::1"] {
            assert!(!admits(&names, &[host]), "{host}");
        }
        assert!(!admits(&names, &[]));
        assert!(!admits(&names, &["api.example", "api.example"]));
    }

    #[test]
    fn without_a_list_any_single_name_will_do() {
        assert!(admits(&[], &["anything"]) && admits(&[], &[]));
        assert!(!admits(&[], &["a", "b"]));
    }
}
