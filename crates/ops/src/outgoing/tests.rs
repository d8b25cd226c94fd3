//! Calls to servers that answer well, badly and not at all.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use super::*;
use crate::testing::{Behaviour, FakeServer, answer};

fn client(milliseconds: u64, internal_hosts: &[&str]) -> Client {
    let internal_hosts = internal_hosts.iter().map(ToString::to_string).collect();
    Client::new(&ClientRules { time: Duration::from_millis(milliseconds), internal_hosts })
}

fn call(behaviour: Behaviour) -> Result<Reply, CallError> {
    let server = FakeServer::start(vec![behaviour]);
    let endpoint = Endpoint::parse(&server.url()).unwrap().join("/botSECRET/send");
    client(500, &[]).post(&endpoint, &[("x-test", "1")], b"{}")
}

#[test]
fn an_answer_of_any_status_is_an_answer() {
    for status in [200, 204, 404, 429, 500] {
        let reply = call(answer(status, "", "body")).unwrap();
        assert_eq!((reply.status, reply.is_success()), (status, status < 300));
    }
    let server = FakeServer::start(vec![answer(200, "", "")]);
    let endpoint = Endpoint::parse(&format!("{}/base/", server.url())).unwrap();
    client(2_000, &[]).post(&endpoint.join("/send"), &[("x-test", "1")], b"{\"a\":1}").unwrap();
    let request = server.requests().remove(0).to_lowercase();
    assert!(request.starts_with("post /base/send http/1.1\r\n"), "{request}");
    assert!(request.contains("x-test: 1\r\n") && request.ends_with("\r\n\r\n{\"a\":1}"), "{request}");
}

#[test]
fn a_redirect_is_an_answer_and_is_not_followed() {
    let target = FakeServer::start(vec![answer(200, "", "")]);
    let reply = call(answer(302, &format!("location: {}\r\n", target.url()), "")).unwrap();
    assert_eq!(reply.status, 302);
    assert!(target.requests().is_empty());
}

#[test]
fn time_and_size_have_ends() {
    assert_eq!(call(Behaviour::Hangs).unwrap_err(), CallError::Timeout);
    let begin = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nbegin".to_vec();
    assert!(call(Behaviour::Says(begin)).is_err());
    assert_eq!(call(answer(200, "", vec![b'x'; 10 << 20])).unwrap_err(), CallError::TooLarge);
    let head = format!("x: {}\r\n", "y".repeat(40_000));
    assert!(call(answer(200, &head, "")).is_err());
}

#[test]
fn what_is_no_http_is_an_error() {
    assert!(call(Behaviour::Says(b"SSH-2.0-nothing\r\n\r\n".to_vec())).is_err());
    assert!(call(Behaviour::Closes).is_err());
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let endpoint = Endpoint::parse(&format!("http://127.0.0.1:{port}/SECRET")).unwrap();
    let error = client(500, &[]).post(&endpoint, &[], b"").unwrap_err();
    assert_eq!(error, CallError::Connection(ErrorKind::ConnectionRefused));
    assert!(!format!("{error} {error:?} {endpoint:?}").contains("SECRET"));
}

#[test]
fn the_internal_network_is_out_of_reach_unless_named() {
    let server = FakeServer::start(vec![answer(200, "", "")]);
    let port = server.address.port();
    let attempt = |url: &str, hosts: &[&str]| {
        client(2_000, hosts).get(&Endpoint::parse(url).unwrap(), &[]).map(|reply| reply.status)
    };
    for url in [
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/",
        "https://[fd00::1]/",
        "https://[::ffff:10.0.0.1]/",
    ] {
        assert_eq!(attempt(url, &[]), Err(CallError::Internal), "{url}");
    }
    assert_eq!(attempt(&format!("http://127.0.0.1:{port}/"), &[]), Ok(200));
    // Allowed by name, it is called, and fails later: nobody speaks TLS there.
    assert_ne!(attempt(&format!("https://127.0.0.1:{port}/"), &["127.0.0.1"]), Err(CallError::Internal));
    assert_eq!(attempt("https://no-such-host.invalid/", &[]), Err(CallError::NotFound));
}

#[test]
fn a_name_that_leads_to_this_machine_is_not_this_machine() {
    let resolver = GuardedResolver::new(vec!["relay.example".to_owned()]);
    let loopback = Ipv4Addr::LOCALHOST.into();
    assert!(resolver.allows("localhost", loopback) && resolver.allows("127.0.0.1", loopback));
    assert!(resolver.allows("relay.example", loopback));
    assert!(!resolver.allows("rebound.example", loopback));
    assert!(!resolver.allows("localhost", Ipv4Addr::new(10, 0, 0, 1).into()));
    assert!(resolver.allows("api.example", Ipv4Addr::new(8, 8, 8, 8).into()));
}

#[test]
fn only_encrypted_endpoints_or_those_of_this_machine_are_taken() {
    for (text, host) in [
        ("https://api.telegram.org", "api.telegram.org"),
        ("https://API.example:8443/x?y=1", "api.example"),
        ("http://127.0.0.1:9/x", "127.0.0.1"),
        ("http://[::1]:9", "::1"),
        ("http://localhost", "localhost"),
    ] {
        assert_eq!(
            Endpoint::parse(text).map(|endpoint| endpoint.host().to_owned()).as_deref(),
            Ok(host),
            "{text}"
        );
    }
    for text in
        ["http://api.example", "http://10.0.0.1", "http://localhost.example", "http://127.0.0.1.example"]
    {
        assert_eq!(Endpoint::parse(text).unwrap_err(), EndpointFault::Plain, "{text}");
    }
    for text in [
        "",
        "api.example",
        "/path",
        "ftp://api.example",
        "https://u:p@api.example",
        "https://",
        "https://a/#f",
    ] {
        assert_eq!(Endpoint::parse(text).unwrap_err(), EndpointFault::Malformed, "{text}");
    }
}

#[test]
fn an_own_server_is_called_by_an_address_of_this_machine() {
    for (bound, encrypted, url) in [
        ("0.0.0.0:80", false, "http://127.0.0.1:80/health"),
        ("[::]:443", true, "https://[::1]:443/health"),
        ("10.0.0.5:8080", false, "http://10.0.0.5:8080/health"),
    ] {
        assert_eq!(Endpoint::own_server(bound.parse().unwrap(), encrypted, "/health").exposed(), url);
    }
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    let read = |text: &str| {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        retry_after(&[(RETRY_AFTER, text.parse().unwrap())].into_iter().collect(), now)
    };
    assert_eq!(read("7"), Some(Duration::from_secs(7)));
    assert_eq!(read("Sun, 06 Nov 1994 08:50:37 GMT"), Some(Duration::from_mins(1)));
    assert_eq!(read("Sun, 06 Nov 1994 08:00:00 GMT"), Some(Duration::ZERO));
    assert_eq!((read("soon"), read("-1")), (None, None));
}
