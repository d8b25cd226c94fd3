//! Who may call: the gateway's secrets, the nobody of dev, tiers, and the networks and hosts that matter.

use incidex_core::tier::Tier;

use super::setting::Setting;
use super::{Environment, Origin, Resolved, Said, SettingError, SettingRow, parse, secrets};
use crate::network::{NetworkList, parse_network};
use crate::secret::SecretSet;

pub(super) const PROXY_SECRETS: Setting = Setting::new(
    "INCIDEX_PROXY_SECRETS",
    "none",
    "secrets of the gateway, any of which X-RapidAPI-Proxy-Secret must equal",
    "give secrets with commas between, in prod of at least 16 characters each",
)
.with_older_name("RAPIDAPI_PROXY_SECRET")
.secret();
pub(super) const PROXY_SECRETS_FILE: Setting = Setting::new(
    "INCIDEX_PROXY_SECRETS_FILE",
    "none",
    "file with the secrets of the gateway instead, in prod readable by its owner alone",
    "give the path of a text file with one secret per line",
);
pub(super) const ALLOW_UNAUTHENTICATED: Setting = Setting::new(
    "INCIDEX_ALLOW_UNAUTHENTICATED",
    "false",
    "whether callers whom nobody knows are let in as well",
    TRUTH_REMEDY,
)
.with_flag("--allow-unauthenticated");
pub(super) const DEV_TIER: Setting = Setting::new(
    "INCIDEX_DEV_TIER",
    "MEGA in dev, BASIC in prod",
    "tier of callers whom nobody knows",
    TIER_REMEDY,
);
pub(super) const CUSTOM_TIER: Setting =
    Setting::new("INCIDEX_CUSTOM_TIER", "BASIC", "tier that a subscription named CUSTOM means", TIER_REMEDY);
pub(super) const PUBLIC_DOCS: Setting = Setting::new(
    "INCIDEX_PUBLIC_DOCS",
    "true in dev, false in prod",
    "whether /docs and /openapi.json are for everybody",
    TRUTH_REMEDY,
);
pub(super) const TRUSTED_PROXIES: Setting = Setting::new(
    "INCIDEX_TRUSTED_PROXIES",
    "none",
    "networks of the proxies whose X-Forwarded-For and Forwarded are believed",
    NETWORKS_REMEDY,
);
pub(super) const ALLOW_NETWORKS: Setting = Setting::new(
    "INCIDEX_ALLOW_NETWORKS",
    "none, which is any",
    "networks from which alone clients may call, probes of /health included",
    NETWORKS_REMEDY,
);
pub(super) const BLOCK_NETWORKS: Setting = Setting::new(
    "INCIDEX_BLOCK_NETWORKS",
    "none",
    "networks from which clients may not call, be they allowed or not",
    NETWORKS_REMEDY,
);
pub(super) const HOSTS: Setting = Setting::new(
    "INCIDEX_HOSTS",
    "none, which is any",
    "names by which the server may be called, probes of /health included",
    "give names or addresses with commas between, without a scheme; with a port, only that port is meant",
);

const TRUTH_REMEDY: &str = "give true or false";
const TIER_REMEDY: &str = "give BASIC, PRO, ULTRA or MEGA";
const NETWORKS_REMEDY: &str = "give networks with commas between, such as 10.0.0.0/8,2001:db8::/32, without bits \
                               beyond the prefix";
const NO_WAY_IN: &str = "prod needs a way to know its callers: give INCIDEX_PROXY_SECRETS or \
                         INCIDEX_PROXY_SECRETS_FILE, or say --allow-unauthenticated if everybody may call";

/// Who may call.
#[derive(Clone, Debug)]
pub struct AccessSettings {
    /// The gateway's secrets (`INCIDEX_PROXY_SECRETS`, or `INCIDEX_PROXY_SECRETS_FILE`; none by default).
    pub proxy_secrets: Resolved<SecretSet>,
    /// The file they were read from, for show.
    proxy_secrets_file: Resolved<String>,
    /// Whether callers whom nobody knows are let in as well (`INCIDEX_ALLOW_UNAUTHENTICATED`,
    /// `--allow-unauthenticated`; default no).
    pub allow_unauthenticated: Resolved<bool>,
    /// The tier of callers whom nobody knows (`INCIDEX_DEV_TIER`; default MEGA in dev, BASIC in prod).
    pub nobody_tier: Resolved<Tier>,
    /// The tier that a subscription named `CUSTOM` means, whatever the policy says of it
    /// (`INCIDEX_CUSTOM_TIER`; by default the policy decides).
    pub custom_tier: Option<Resolved<Tier>>,
    /// Whether the documentation is for everybody (`INCIDEX_PUBLIC_DOCS`; default in dev alone).
    pub public_docs: Resolved<bool>,
    /// Proxies whose forwarding headers are believed (`INCIDEX_TRUSTED_PROXIES`; default none).
    pub trusted_proxies: Resolved<NetworkList>,
    /// Networks from which alone clients may call (`INCIDEX_ALLOW_NETWORKS`; empty, the default, is any).
    pub allow_networks: Resolved<NetworkList>,
    /// Networks from which clients may not call (`INCIDEX_BLOCK_NETWORKS`; default none).
    pub block_networks: Resolved<NetworkList>,
    /// Names by which the server may be called, in lower case (`INCIDEX_HOSTS`; empty, the default, is any).
    pub hosts: Resolved<Vec<String>>,
    /// Whether requests that nobody can be known by are let in: said so, or dev without another way in.
    pub admits_nobody: bool,
}

impl AccessSettings {
    /// Resolves who may call.
    ///
    /// # Errors
    /// When a value cannot be used, or prod would know no caller.
    pub fn resolve(said: &Said, environment: &Resolved<Environment>) -> Result<Self, SettingError> {
        let is_dev = environment.value == Environment::Dev;
        let proxy_secrets = secrets::resolve(said, environment.value)?;
        let allow_unauthenticated = if said.flags.allow_unauthenticated {
            Resolved::new(true, Origin::Flag)
        } else {
            said.value_or(&ALLOW_UNAUTHENTICATED, false, parse::truth)?
        };
        let knows_nobody = proxy_secrets.value.is_empty();
        if !is_dev && knows_nobody && !allow_unauthenticated.value {
            let value = environment.value.to_string();
            return Err(SettingError::new("INCIDEX_ENV", &value, environment.origin, NO_WAY_IN));
        }
        let file = said.plain(&PROXY_SECRETS_FILE);
        let networks = |setting| said.value_or(setting, NetworkList::default(), network_list);
        let nobody_tier = if is_dev { Tier::Mega } else { Tier::Basic };
        Ok(Self {
            proxy_secrets_file: file.map_or_else(
                || Resolved::new("none".to_owned(), Origin::Default),
                |(path, origin)| Resolved::new(path.to_string_lossy().into_owned(), origin),
            ),
            nobody_tier: said.value_or(&DEV_TIER, nobody_tier, Tier::parse)?,
            custom_tier: said.value(&CUSTOM_TIER, Tier::parse)?,
            public_docs: said.value_or(&PUBLIC_DOCS, is_dev, parse::truth)?,
            trusted_proxies: networks(&TRUSTED_PROXIES)?,
            allow_networks: networks(&ALLOW_NETWORKS)?,
            block_networks: networks(&BLOCK_NETWORKS)?,
            hosts: said.value_or(&HOSTS, Vec::new(), |text| parse::list(text, host))?,
            admits_nobody: allow_unauthenticated.value || (is_dev && knows_nobody),
            proxy_secrets,
            allow_unauthenticated,
        })
    }

    pub(super) fn rows(&self) -> [SettingRow; 10] {
        let custom_tier = match &self.custom_tier {
            Some(tier) => tier.shown(Tier::to_string),
            None => Resolved::new("as the policy has it".to_owned(), Origin::Default),
        };
        let hosts = |hosts: &Vec<String>| if hosts.is_empty() { "none".to_owned() } else { hosts.join(",") };
        [
            PROXY_SECRETS.row(&self.proxy_secrets),
            PROXY_SECRETS_FILE.row(&self.proxy_secrets_file),
            ALLOW_UNAUTHENTICATED.row(&self.allow_unauthenticated),
            DEV_TIER.row(&self.nobody_tier),
            CUSTOM_TIER.row(&custom_tier),
            PUBLIC_DOCS.row(&self.public_docs),
            TRUSTED_PROXIES.row(&self.trusted_proxies),
            ALLOW_NETWORKS.row(&self.allow_networks),
            BLOCK_NETWORKS.row(&self.block_networks),
            HOSTS.row(&self.hosts.shown(hosts)),
        ]
    }
}

pub(super) fn network_list(text: &str) -> Option<NetworkList> {
    parse::list(text, parse_network).map(|networks| networks.into_iter().collect())
}

/// A name or address with or without a port, in lower case (RFC 3986 section 3.2.2 and 3.2.3).
fn host(text: &str) -> Option<String> {
    let fits =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    (text.len() <= 261 && text.bytes().all(fits)).then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::super::{Flags, Settings, Variables};
    use super::*;

    const SECRET: (&str, &str) = ("INCIDEX_PROXY_SECRETS", "correct-horse-battery");
    const PROD: (&str, &str) = ("INCIDEX_ENV", "prod");

    fn access(pairs: &[(&str, &str)]) -> Result<AccessSettings, String> {
        let said = Said::new(Flags::default(), Variables::from_pairs(pairs)).unwrap();
        Settings::resolve(&said).map(|settings| settings.access).map_err(|error| error.to_string())
    }

    #[test]
    fn prod_does_not_start_without_a_way_to_know_its_callers() {
        assert_eq!(
            access(&[PROD]).unwrap_err(),
            format!("INCIDEX_ENV is \"prod\" (environment): {NO_WAY_IN}")
        );
        assert!(!access(&[PROD, SECRET]).unwrap().admits_nobody);
        assert!(access(&[PROD, ("INCIDEX_ALLOW_UNAUTHENTICATED", "true")]).unwrap().admits_nobody);
        let flags = Flags { allow_unauthenticated: true, ..Flags::default() };
        let said = Said::new(flags, Variables::from_pairs(&[PROD])).unwrap();
        let access = Settings::resolve(&said).unwrap().access;
        assert!(access.admits_nobody);
        assert_eq!(access.allow_unauthenticated.origin, Origin::Flag);
    }

    #[test]
    fn nobody_comes_in_where_dev_has_no_other_way_in() {
        assert!(access(&[]).unwrap().admits_nobody);
        assert!(!access(&[SECRET]).unwrap().admits_nobody);
        assert!(access(&[SECRET, ("INCIDEX_ALLOW_UNAUTHENTICATED", "true")]).unwrap().admits_nobody);
    }

    #[test]
    fn defaults_of_dev_and_prod_differ_as_documented() {
        let (dev, prod) = (access(&[]).unwrap(), access(&[PROD, SECRET]).unwrap());
        assert_eq!((dev.nobody_tier.value, prod.nobody_tier.value), (Tier::Mega, Tier::Basic));
        assert_eq!((dev.public_docs.value, prod.public_docs.value), (true, false));
        assert_eq!((dev.custom_tier, prod.custom_tier), (None, None));
    }

    #[test]
    fn wrong_tiers_networks_and_hosts_are_refused_with_a_remedy() {
        for (name, value, remedy) in [
            ("INCIDEX_DEV_TIER", "GOLD", TIER_REMEDY),
            ("INCIDEX_CUSTOM_TIER", "CUSTOM", TIER_REMEDY),
            ("INCIDEX_TRUSTED_PROXIES", "10.0.0.1/8", NETWORKS_REMEDY),
            ("INCIDEX_BLOCK_NETWORKS", "example.org", NETWORKS_REMEDY),
            ("INCIDEX_ALLOW_NETWORKS", ",", NETWORKS_REMEDY),
            ("INCIDEX_HOSTS", "https://a.example", HOSTS.remedy),
            ("INCIDEX_PUBLIC_DOCS", "yes", TRUTH_REMEDY),
        ] {
            assert_eq!(
                access(&[(name, value)]).unwrap_err(),
                format!("{name} is {value:?} (environment): {remedy}")
            );
        }
    }
}
