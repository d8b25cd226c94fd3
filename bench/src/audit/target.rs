//! Where a scan goes: origins (scheme, host, port) and the paths that were given on them.
//!
//! Nothing here connects. No host is ever added to those that were given: redirects, `servers` of an OpenAPI
//! description and links in answers are not followed.

use std::fmt;

use url::Url;

/// Scheme, host and port of a server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// Whether the scheme is `https`.
    pub is_tls: bool,
    /// Host name or address, without brackets.
    pub host: String,
    /// Port.
    pub port: u16,
}

/// A URL that cannot be scanned.
#[derive(Debug, thiserror::Error)]
#[error("{given} cannot be scanned: {why}. Give a URL such as https://api.example.com/v1/items/7")]
pub struct TargetError {
    given: String,
    why: String,
}

impl Origin {
    /// The origin of `given`, and its path with the query.
    ///
    /// # Errors
    /// [`TargetError`] for what is no `http` or `https` URL, has no host, or holds a user name or password.
    pub fn parse(given: &str) -> Result<(Self, String), TargetError> {
        // A password in the URL is not to be repeated on the terminal.
        let shown = if given.contains('@') { "the URL".to_owned() } else { given.chars().take(64).collect() };
        let refuse = |why: &str| TargetError { given: shown.clone(), why: why.to_owned() };
        let url = Url::parse(given).map_err(|error| refuse(&error.to_string()))?;
        let is_tls = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(refuse("the scheme is neither http nor https")),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("credentials belong into --header"));
        }
        let host = url.host_str().ok_or_else(|| refuse("there is no host"))?;
        let host = host.trim_matches(['[', ']']).to_owned();
        let port = url.port_or_known_default().ok_or_else(|| refuse("there is no port"))?;
        let path = url.query().map_or_else(|| url.path().to_owned(), |q| format!("{}?{q}", url.path()));
        Ok((Self { is_tls, host, port }, path))
    }

    /// Host and port as the `Host` header bears them; the port only where it is not the scheme's own.
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        match (self.is_tls, self.port) {
            (true, 443) | (false, 80) => host,
            (_, port) => format!("{host}:{port}"),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.is_tls { "https" } else { "http" }, self.authority())
    }
}

/// Whether a path or query holds something that looks like the id of one object: a number or a UUID.
pub fn bears_an_id(path: &str) -> bool {
    let is_id = |part: &str| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number || uuid::Uuid::try_parse(part).is_ok()
    };
    path.split(['/', '?', '&', '=']).any(is_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart() {
        let (origin, path) = Origin::parse("https://api.example.com/v1/items/7?q=a").unwrap();
        assert_eq!(origin.to_string(), "https://api.example.com");
        assert_eq!(path, "/v1/items/7?q=a");
        let (origin, path) = Origin::parse("http://[::1]:8080").unwrap();
        assert_eq!(
            (origin.host.as_str(), origin.authority().as_str(), path.as_str()),
            ("::1", "[::1]:8080", "/")
        );
    }

    #[test]
    fn what_is_no_target_is_refused_without_its_password() {
        for given in ["ftp://example.com", "example.com/x", "http://"] {
            assert!(Origin::parse(given).unwrap_err().to_string().contains("Give a URL"), "{given}");
        }
        let error = Origin::parse("http://me:hunter2@example.com/").unwrap_err().to_string();
        assert!(error.contains("--header") && !error.contains("hunter2"), "{error}");
    }

    #[test]
    fn ids_are_numbers_and_uuids() {
        assert!(bears_an_id("/v1/items/7") && bears_an_id("/v1/items?id=12"));
        assert!(bears_an_id("/v1/items/67e55044-10b1-426f-9247-bb680e5fe0c8"));
        assert!(!bears_an_id("/v1/items?q=abc") && !bears_an_id("/"));
    }
}
