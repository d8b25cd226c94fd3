//! Whose address a request has, and whether its network may call.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::dev::RequestHead;
use actix_web::http::header::{FORWARDED, HeaderName, HeaderValue, X_FORWARDED_FOR};
use incidex_ops::config::AccessSettings;
use incidex_ops::network::NetworkList;

use super::forwarded::{self, Hop};

/// Which proxies are believed and which networks may call.
#[derive(Debug)]
pub(super) struct AddressRules {
    trusted: NetworkList,
    allowed: NetworkList,
    blocked: NetworkList,
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    /// The address of the client.
    pub(super) address: IpAddr,
    /// Whether forwarding headers were there that nobody believes.
    pub(super) is_spoofed: bool,
    /// Whether forwarding headers of a proxy that is believed name no client, or two.
    pub(super) is_unclear: bool,
}

impl AddressRules {
    pub(super) fn new(access: &AccessSettings) -> Self {
        Self {
            trusted: access.trusted_proxies.value.clone(),
            allowed: access.allow_networks.value.clone(),
            blocked: access.block_networks.value.clone(),
        }
    }

    /// Where the request with this head comes from. A proxy that is believed writes one of the two headers
    /// and may pass the other one through from its client: when both are there they must name the same
    /// address.
    pub(super) fn origin(&self, head: &RequestHead) -> Origin {
        // Only a connection that is over has no peer.
        let peer = head.peer_addr.map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.ip().to_canonical());
        let origin = |address| Origin { address, is_spoofed: false, is_unclear: false };
        let is_given = |name: &HeaderName| head.headers().contains_key(name);
        if !is_given(&X_FORWARDED_FOR) && !is_given(&FORWARDED) {
            return origin(peer);
        }
        if !self.trusted.contains(peer) {
            return Origin { is_spoofed: true, ..origin(peer) };
        }
        let lines = |name| head.headers().get_all(name).map(HeaderValue::as_bytes);
        let named = [
            is_given(&X_FORWARDED_FOR).then(|| forwarded::x_forwarded_for(lines(X_FORWARDED_FOR))),
            is_given(&FORWARDED).then(|| forwarded::forwarded(lines(FORWARDED))),
        ];
        let mut clients = named.iter().flatten().map(|hops| self.client(peer, hops));
        match (clients.next().flatten(), clients.next()) {
            (Some(address), None) => origin(address),
            (Some(address), Some(other)) if other == Some(address) => origin(address),
            _ => Origin { is_unclear: true, ..origin(peer) },
        }
    }

    /// The rightmost hop that is no proxy of ours, or the farthest one if all are; `None` where that hop
    /// names no address.
    fn client(&self, peer: IpAddr, hops: &[Hop]) -> Hop {
        let mut client = peer;
        for hop in hops.iter().rev() {
            if !self.trusted.contains(client) {
                break;
            }
            client = (*hop)?;
        }
        Some(client)
    }

    /// Whether `address` may call. A blocked network may not, be it allowed or not.
    pub(super) fn admits(&self, address: IpAddr) -> bool {
        !self.blocked.contains(address) && (self.allowed.is_empty() || self.allowed.contains(address))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use incidex_ops::network::parse_network;

    use super::*;

    fn rules() -> AddressRules {
        let list = |networks: &[&str]| networks.iter().map(|text| parse_network(text).unwrap()).collect();
        AddressRules {
            trusted: list(&["10.0.0.0/8", "2001:db8:ffff::/48"]),
            allowed: NetworkList::default(),
            blocked: NetworkList::default(),
        }
    }

    fn origin(peer: &str, headers: &[(&str, &str)]) -> Origin {
        let mut request = TestRequest::default().peer_addr(format!("{peer}:1234").parse().unwrap());
        for header in headers {
            request = request.append_header(*header);
        }
        rules().origin(request.to_http_request().head())
    }

    #[track_caller]
    fn check(peer: &str, headers: &[(&str, &str)], expected: &str) {
        let expected = expected.parse().unwrap();
        assert_eq!(
            origin(peer, headers),
            Origin { address: expected, is_spoofed: false, is_unclear: false },
            "{headers:?}"
        );
    }

    #[test]
    fn without_headers_the_peer_is_the_client() {
        check("192.0.2.1", &[], "192.0.2.1");
        check("10.0.0.1", &[], "10.0.0.1");
        check("[::ffff:192.0.2.1]", &[], "192.0.2.1");
    }

    #[test]
    fn behind_a_believed_proxy_the_rightmost_other_hop_is_the_client() {
        let x = "x-forwarded-for";
        check("10.0.0.1", &[(x, "192.0.2.9")], "192.0.2.9");
        check("10.0.0.1", &[(x, "1.1.1.1, 192.0.2.9, 10.9.9.9")], "192.0.2.9");
        check("10.0.0.1", &[(x, "1.1.1.1"), (x, "192.0.2.9")], "192.0.2.9");
        check("10.0.0.1", &[(x, "evil, 192.0.2.9")], "192.0.2.9");
        check("10.0.0.1", &[(x, "10.0.0.3, 10.0.0.2")], "10.0.0.3");
        check("[2001:db8:ffff::1]", &[("forwarded", "for=\"[2001:db8::7]:80\"")], "2001:db8::7");
        check("[::ffff:10.0.0.1]", &[(x, "::ffff:192.0.2.9")], "192.0.2.9");
        check("10.0.0.1", &[(x, "192.0.2.9"), ("forwarded", "for=1.1.1.1, for=192.0.2.9")], "192.0.2.9");
    }

    #[test]
    fn nobody_else_is_believed() {
        for header in [("x-forwarded-for", "10.0.0.1"), ("forwarded", "for=10.0.0.1")] {
            let expected =
                Origin { address: "192.0.2.1".parse().unwrap(), is_spoofed: true, is_unclear: false };
            assert_eq!(origin("192.0.2.1", &[header]), expected);
        }
    }

    #[test]
    fn headers_that_contradict_each_other_or_name_nobody_are_unclear() {
        for headers in [
            &[("x-forwarded-for", "192.0.2.9"), ("forwarded", "for=192.0.2.8")][..],
            &[("x-forwarded-for", "192.0.2.9"), ("forwarded", "for=unknown")],
            &[("x-forwarded-for", "unknown")],
            &[("x-forwarded-for", "1.1.1.1, evil, 10.0.0.2")],
            &[("forwarded", "for=\"1.1.1.1")],
        ] {
            assert!(origin("10.0.0.1", headers).is_unclear, "{headers:?}");
        }
    }

    #[test]
    fn blocked_networks_are_refused_and_allowed_ones_are_the_only_ones() {
        let network = |text: &str| [parse_network(text).unwrap()].into_iter().collect::<NetworkList>();
        let blocking = AddressRules { blocked: network("192.0.2.0/24"), ..rules() };
        let allowing =
            AddressRules { allowed: network("192.0.0.0/16"), blocked: network("192.0.2.0/24"), ..rules() };
        for (address, blocks, allows) in
            [("192.0.2.1", false, false), ("192.0.3.1", true, true), ("8.8.8.8", true, false)]
        {
            let address = address.parse().unwrap();
            assert_eq!((blocking.admits(address), allowing.admits(address)), (blocks, allows), "{address}");
        }
    }
}
