//! Addresses and networks: lists of networks, and the network under which a client is counted.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use ipnet::IpNet;

/// How many bits of an IPv6 address are the client's: a /64 is the smallest network that a site is given
/// (RFC 6177 section 2), and whoever has one has all of its addresses.
const CLIENT_BITS: u32 = 64;

/// Networks in CIDR notation; a single address counts as the network of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkList {
    networks: Vec<IpNet>,
}

impl NetworkList {
    /// Whether there is no network.
    pub fn is_empty(&self) -> bool {
        self.networks.is_empty()
    }

    /// Whether `address` lies in one of the networks. An IPv4 address that is written as an IPv6 one
    /// (`::ffff:192.0.2.1`, RFC 4291 section 2.5.5.2) is the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks.iter().any(|network| network.contains(&address))
    }
}

impl FromIterator<IpNet> for NetworkList {
    fn from_iter<I: IntoIterator<Item = IpNet>>(networks: I) -> Self {
        Self { networks: networks.into_iter().collect() }
    }
}

impl fmt::Display for NetworkList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.pad("none");
        }
        let texts: Vec<String> = self.networks.iter().map(ToString::to_string).collect();
        f.pad(&texts.join(","))
    }
}

/// A network such as `10.0.0.0/8`, or an address; `None` for anything else, be it an address with bits
/// beyond its prefix: `10.1.2.3/8` is more often a mistake than meant.
pub fn parse_network(text: &str) -> Option<IpNet> {
    if let Ok(address) = IpAddr::from_str(text) {
        return Some(address.to_canonical().into());
    }
    let network = IpNet::from_str(text).ok()?;
    let is_mapped = matches!(network, IpNet::V6(v6) if v6.addr().to_ipv4_mapped().is_some());
    (network.trunc() == network && !is_mapped).then_some(network)
}

/// The network under which a client is counted: an IPv4 address itself, the /64 of an IPv6 one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientNetwork(IpAddr);

impl ClientNetwork {
    /// The network of `address`.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(v6) => {
                let prefix = v6.to_bits() & (u128::MAX << CLIENT_BITS);
                Self(Ipv6Addr::from_bits(prefix).into())
            }
            v4 @ IpAddr::V4(_) => Self(v4),
        }
    }
}

impl fmt::Display for ClientNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(v4) => v4.fmt(f),
            IpAddr::V6(v6) => write!(f, "{v6}/{CLIENT_BITS}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(networks: &[&str]) -> NetworkList {
        networks.iter().map(|text| parse_network(text).unwrap()).collect()
    }

    #[test]
    fn a_list_holds_its_networks_and_mapped_addresses_are_unmapped() {
        let list = list(&["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"]);
        for address in ["10.255.0.1", "::ffff:10.1.2.3", "192.0.2.7", "2001:db8:ffff::1"] {
            assert!(list.contains(address.parse().unwrap()), "{address}");
        }
        for address in ["11.0.0.1", "192.0.2.8", "2001:db9::1", "::ffff:11.0.0.1", "::10.0.0.1"] {
            assert!(!list.contains(address.parse().unwrap()), "{address}");
        }
        assert_eq!(list.to_string(), "10.0.0.0/8,192.0.2.7/32,2001:db8::/32");
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in
            ["", "10.0.0.0/33", "10.1.2.3/8", "localhost", "::ffff:10.0.0.0/104", "10.0.0.0/8/8", "1.2.3"]
        {
            assert_eq!(parse_network(text), None, "{text}");
        }
    }

    #[test]
    fn clients_are_counted_by_their_network() {
        let of = |text: &str| ClientNetwork::of(text.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(of("192.0.2.1"), "192.0.2.1");
        assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.1");
    }

    proptest! {
        #[test]
        fn addresses_of_one_64_are_one_client(prefix: u64, a: u64, b: u64) {
            let address = |low: u64| IpAddr::from(Ipv6Addr::from_bits(u128::from(prefix) << 64 | u128::from(low)));
            prop_assume!(prefix != 0);
            prop_assert_eq!(ClientNetwork::of(address(a)), ClientNetwork::of(address(b)));
        }
    }
}
