//! The headers that every answer bears, whatever it says, made once.
//!
//! Sources: OWASP Secure Headers Project and REST Security Cheat Sheet; HSTS: RFC 6797. `X-XSS-Protection`
//! is left out on purpose: browsers dropped it because it could itself be abused.

use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use incidex_ops::config::HeaderSettings;

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// JSON needs nothing, so nothing may be loaded or framed.
const CONTENT_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Every feature that browsers know, off.
const NO_FEATURES: &str = "accelerometer=(), ambient-light-sensor=(), autoplay=(), battery=(), bluetooth=(), \
                           camera=(), clipboard-read=(), clipboard-write=(), display-capture=(), \
                           encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), \
                           idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), \
                           payment=(), picture-in-picture=(), publickey-credentials-get=(), \
                           screen-wake-lock=(), serial=(), storage-access=(), usb=(), web-share=(), \
                           window-management=(), xr-spatial-tracking=()";

const HSTS: &str = "max-age=31536000; includeSubDomains";
const HSTS_PRELOAD: &str = "max-age=31536000; includeSubDomains; preload";

/// The headers that every answer bears, as lines of a head.
#[derive(Clone, Debug)]
pub(crate) struct FixedHeaders {
    /// All but the policy for content.
    others: usize,
    lines: Vec<u8>,
}

impl FixedHeaders {
    /// Those that the settings ask for.
    pub(crate) fn new(settings: &HeaderSettings) -> Self {
        let mut headers = vec![
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (X_FRAME_OPTIONS, "DENY"),
            (REFERRER_POLICY, "no-referrer"),
            (PERMISSIONS_POLICY, NO_FEATURES),
            (RESOURCE_POLICY, "same-origin"),
        ];
        if settings.has_hsts {
            let value = if settings.hsts_preload.value { HSTS_PRELOAD } else { HSTS };
            headers.push((STRICT_TRANSPORT_SECURITY, value));
        }
        let mut lines = Vec::new();
        let mut push = |name: &HeaderName, value: &str| {
            lines.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
            lines.len()
        };
        let others = headers.iter().map(|(name, value)| push(name, value)).last().unwrap_or_default();
        push(&CONTENT_SECURITY_POLICY, CONTENT_POLICY);
        Self { others, lines }
    }

    /// Those of an answer with these headers: what a handler has set itself, such as the policy of a page, stays.
    pub(super) fn lines_for(&self, headers: &HeaderMap) -> &[u8] {
        let end = if headers.contains_key(CONTENT_SECURITY_POLICY) { self.others } else { self.lines.len() };
        self.lines.get(..end).unwrap_or_default()
    }

    /// All of them.
    pub(crate) fn lines(&self) -> &[u8] {
        &self.lines
    }
}
