//! The scanner against a server with one fault: it finds that fault and no other. Against the same server
//! with none: nothing.

#![allow(clippy::unwrap_used)] // helpers of tests are no tests to clippy

use std::collections::BTreeSet;
use std::io::Write;
use std::time::Duration;

use incidex_bench::audit::audit;
use incidex_bench::audit::options::{Group, Identity, Options};
use incidex_bench::audit::report::Report;
use incidex_bench::weak::faults::Fault;
use incidex_bench::weak::{ALICE, BOB, WeakServer};

fn options() -> Options {
    let key = |key: &str| ("X-Key".to_owned(), key.to_owned());
    Options {
        headers: vec![key(ALICE)],
        identities: vec![
            Identity { label: "alice".to_owned(), header: key(ALICE) },
            Identity { label: "bob".to_owned(), header: key(BOB) },
        ],
        trusted_origins: vec!["https://app.example.com".to_owned()],
        burst: 40,
        longest_wait: Duration::ZERO,
        ..Options::default()
    }
}

fn scan(faults: &[Fault], is_tls: bool, change: impl Fn(&mut Options)) -> Report {
    let server = WeakServer::start(faults, is_tls).unwrap();
    let mut options = options();
    change(&mut options);
    let issuer = server.certificates.as_ref().map(|certificates| {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(certificates.issuer.as_bytes()).unwrap();
        file
    });
    options.ca_file = issuer.as_ref().map(|file| file.path().to_owned());
    let urls = [format!("{}/v1/open?q=abc", server.origin()), format!("{}/v1/items/1", server.origin())];
    audit(&urls, &options).unwrap()
}

#[track_caller]
fn check(report: &Report, expected: &[&str]) {
    let found: BTreeSet<&str> = report.findings.iter().map(|finding| finding.id).collect();
    assert_eq!(found, expected.iter().copied().collect(), "\n{}", report.text());
}

fn only(groups: &'static [Group]) -> impl Fn(&mut Options) {
    move |options| options.groups = groups.iter().copied().collect()
}

/// One test per fault, each a whole scan: what is found is exactly this.
macro_rules! finds {
    ($($name:ident: $fault:expr => $id:literal;)*) => {
        $(
            #[test]
            fn $name() {
                check(&scan(&[$fault], false, |_| ()), &[$id]);
            }
        )*
    };
}

/// The same over TLS.
macro_rules! finds_over_tls {
    ($($name:ident: $fault:expr => $id:literal;)*) => {
        $(
            #[test]
            fn $name() {
                check(&scan(&[$fault], true, only(&[Group::Tls, Group::Headers])), &[$id]);
            }
        )*
    };
}

finds! {
    open_environment_file: Fault::OpenEnvironmentFile => "open-secret-file";
    open_git_config: Fault::OpenGitConfig => "open-secret-file";
    open_admin: Fault::OpenAdmin => "open-admin";
    open_actuator: Fault::OpenActuator => "open-admin";
    open_metrics: Fault::OpenMetrics => "open-metrics";
    open_docs: Fault::OpenDocs => "open-documentation";
    open_documented_route: Fault::OpenDocumentedRoute => "open-documented-route";
    open_given_route: Fault::OpenGivenRoute => "open-given-route";
    open_robots_route: Fault::OpenRobotsRoute => "open-robots-route";

    no_nosniff: Fault::NoHeader("x-content-type-options") => "missing-content-type-options";
    no_nosniff_on_200: Fault::NoHeaderOn("x-content-type-options", 200) => "missing-content-type-options";
    no_nosniff_on_304: Fault::NoHeaderOn("x-content-type-options", 304) => "missing-content-type-options";
    no_nosniff_on_400: Fault::NoHeaderOn("x-content-type-options", 400) => "missing-content-type-options";
    no_nosniff_on_404: Fault::NoHeaderOn("x-content-type-options", 404) => "missing-content-type-options";
    no_nosniff_on_405: Fault::NoHeaderOn("x-content-type-options", 405) => "missing-content-type-options";
    no_policy: Fault::NoHeader("content-security-policy") => "missing-content-security-policy";
    weak_policy: Fault::Header("content-security-policy", "default-src *; frame-ancestors 'none'")
        => "weak-content-security-policy";
    no_referrer_policy: Fault::NoHeader("referrer-policy") => "missing-referrer-policy";
    loose_referrer_policy: Fault::Header("referrer-policy", "unsafe-url") => "missing-referrer-policy";
    no_permissions_policy: Fault::NoHeader("permissions-policy") => "missing-permissions-policy";
    no_resource_policy: Fault::NoHeader("cross-origin-resource-policy") => "missing-cross-origin-resource-policy";
    no_cache_control: Fault::NoHeader("cache-control") => "missing-cache-control";
    server_banner: Fault::Header("server", "weak/1.0") => "server-banner";
    technology_banner: Fault::Header("x-powered-by", "Weak") => "technology-banner";
    cookie_without_secure: Fault::CookieNoSecure => "cookie-without-secure";
    cookie_without_http_only: Fault::CookieNoHttpOnly => "cookie-without-http-only";
    cookie_without_same_site: Fault::CookieNoSameSite => "cookie-without-same-site";
    public_cache: Fault::PublicCache => "authenticated-answer-cacheable";

    cors_reflected: Fault::CorsReflected => "cors-reflected-origin";
    cors_reflected_on_preflight: Fault::CorsReflectedOnPreflight => "cors-reflected-origin";
    cors_reflected_on_post: Fault::CorsReflectedOnPost => "cors-reflected-origin";
    cors_reflected_on_missing: Fault::CorsReflectedOnMissing => "cors-reflected-origin";
    cors_with_credentials: Fault::CorsReflectedWithCredentials => "cors-reflected-origin-with-credentials";
    cors_wildcard: Fault::CorsWildcard => "cors-wildcard";
    cors_null: Fault::CorsNull => "cors-null-origin";
    cors_ends_like: Fault::CorsEndsLike => "cors-lookalike-origin";
    cors_begins_like: Fault::CorsBeginsLike => "cors-lookalike-origin";
    cors_no_vary: Fault::CorsNoVary => "cors-without-vary";

    stack_trace: Fault::StackTrace => "error-stack-trace";
    file_path: Fault::FilePath => "error-file-path";
    sql_error: Fault::SqlError => "error-sql";
    framework_on_malformed_json: Fault::FrameworkOnMalformedJson => "error-framework";
    framework_on_wrong_method: Fault::FrameworkOnWrongMethod => "error-framework";
    markup_reflected: Fault::MarkupReflected => "error-markup-reflected";
    error_on_huge_number: Fault::ErrorOnHugeNumber => "server-error-on-bad-input";
    error_on_bad_utf8: Fault::ErrorOnBadUtf8 => "server-error-on-bad-input";
    drop_on_nul: Fault::DropOnNul => "dropped-on-bad-input";
    drop_on_deep_json: Fault::DropOnDeepJson => "dropped-on-bad-input";

    no_rate_limit: Fault::NoRateLimit => "no-rate-limit";
    large_body: Fault::LargeBody => "large-body-accepted";
    large_chunked_body: Fault::LargeChunkedBody => "large-body-accepted";
    long_url: Fault::LongUrl => "long-url-accepted";
    spoofed_limit_x_forwarded_for: Fault::SpoofedLimit("X-Forwarded-For") => "spoofable-rate-limit-identity";
    spoofed_limit_forwarded: Fault::SpoofedLimit("Forwarded") => "spoofable-rate-limit-identity";
    spoofed_limit_x_real_ip: Fault::SpoofedLimit("X-Real-IP") => "spoofable-rate-limit-identity";

    spoofed_access_x_forwarded_for: Fault::SpoofedAccess("X-Forwarded-For") => "spoofable-access";
    spoofed_access_forwarded: Fault::SpoofedAccess("Forwarded") => "spoofable-access";
    spoofed_access_x_real_ip: Fault::SpoofedAccess("X-Real-IP") => "spoofable-access";
    url_override: Fault::UrlOverride => "url-override";
    host_reflected: Fault::HostReflected => "host-header-reflected";
    forwarded_host_reflected: Fault::ForwardedHostReflected => "host-header-reflected";
    method_override: Fault::MethodOverride => "method-override";
    method_override_on_post: Fault::MethodOverrideOnPost => "method-override";
    trace: Fault::Trace => "trace-enabled";
    objects_across_callers: Fault::ObjectsAcrossCallers => "object-answers-across-callers";

    ambiguous_length: Fault::AmbiguousLength => "request-smuggling-shape";
    two_lengths: Fault::TwoLengths => "request-smuggling-shape";
}

finds_over_tls! {
    no_hsts: Fault::NoHeader("strict-transport-security") => "missing-hsts";
    weak_hsts: Fault::Header("strict-transport-security", "max-age=60") => "weak-hsts";
    expired_certificate: Fault::ExpiredCertificate => "tls-certificate-expired";
    self_signed_certificate: Fault::SelfSignedCertificate => "tls-certificate-untrusted";
    certificate_of_another_name: Fault::WrongNameCertificate => "tls-certificate-name";
    old_tls: Fault::OldTls => "tls-old-protocol";
    weak_cipher: Fault::WeakCipher => "tls-weak-cipher";
}

#[test]
fn nothing_is_found_on_a_hardened_server() {
    let report = scan(&[], false, |options| options.slow = Some(Duration::from_secs(2)));
    check(&report, &[]);
    assert_eq!(report.not_judged, Vec::<String>::new());
}

#[test]
fn nothing_is_found_on_a_hardened_server_over_tls() {
    check(&scan(&[], true, |_| ()), &[]);
}

#[test]
fn framing_is_forbidden_by_either_header() {
    check(&scan(&[Fault::NoHeader("x-frame-options")], false, only(&[Group::Headers])), &[]);
    let faults =
        [Fault::NoHeader("x-frame-options"), Fault::Header("content-security-policy", "default-src 'none'")];
    check(&scan(&faults, false, only(&[Group::Headers])), &["missing-frame-protection"]);
}

#[test]
fn a_slow_header() {
    let slow = |options: &mut Options| {
        options.groups = [Group::Limits].into();
        options.slow = Some(Duration::from_secs(2));
    };
    check(&scan(&[Fault::SlowHeader], false, slow), &["slow-header-accepted"]);
}

#[test]
fn a_429_that_does_not_say_when_to_come_back() {
    check(&scan(&[Fault::NoRetryAfter], false, only(&[Group::Limits])), &["no-retry-after"]);
}

#[test]
fn a_refusal_that_a_forwarding_header_lifts() {
    check(&scan(&[Fault::SpoofedRefusal], false, only(&[Group::Limits])), &["spoofable-rate-limit-identity"]);
}

#[test]
fn credentials_are_withheld_where_the_certificate_does_not_verify() {
    let report = scan(&[Fault::SelfSignedCertificate], true, only(&[Group::Headers]));
    assert!(
        report.not_judged.iter().any(|line| line.contains("credentials were withheld")),
        "{}",
        report.text()
    );
}

#[test]
fn no_secret_is_in_any_report() {
    let faults = [Fault::Header("x-powered-by", ALICE), Fault::CookieNoSecure, Fault::ObjectsAcrossCallers];
    let report = scan(&faults, false, |_| ());
    check(&report, &["technology-banner", "cookie-without-secure", "object-answers-across-callers"]);
    for text in [report.text(), report.json().unwrap()] {
        for secret in [ALICE, BOB, "s3cr3t-visit"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[test]
fn a_secret_in_a_url_is_in_no_report() {
    let server = WeakServer::start(&[Fault::CorsReflected, Fault::AmbiguousLength], false).unwrap();
    let url = format!("{}/v1/open?q=abc&api_key=hunter2hunter2", server.origin());
    let report = audit(&[url], &options()).unwrap();
    assert!(report.findings.len() >= 2, "{}", report.text());
    for text in [report.text(), report.json().unwrap()] {
        assert!(text.contains("api_key=(hidden)") && !text.contains("hunter2"), "{text}");
    }
}

#[test]
fn the_scan_ends_within_its_budget() {
    let report = scan(&[], false, |options| options.requests = 25);
    assert_eq!(report.requests, 25);
    assert!(report.not_judged.iter().any(|line| line.contains("budget")), "{}", report.text());
}

#[test]
fn a_server_that_is_not_there_is_not_called_clean() {
    let report = audit(&["http://127.0.0.1:9/".to_owned()], &Options::default()).unwrap();
    assert_eq!(report.not_judged, ["http://127.0.0.1:9: the server does not answer"]);
    assert_eq!(report.unreachable, ["http://127.0.0.1:9"]);
    assert!(!report.text().contains("nothing found"), "{}", report.text());
}

#[test]
fn the_report_is_json_with_every_part() {
    let report = scan(&[Fault::OpenMetrics], false, only(&[Group::Routes]));
    let json: serde_json::Value = serde_json::from_str(&report.json().unwrap()).unwrap();
    let finding = &json["findings"][0];
    assert_eq!(finding["id"], "open-metrics");
    assert_eq!(finding["severity"], "medium");
    assert_eq!(finding["owasp_api_2023"], "API8:2023 Security Misconfiguration");
    assert_eq!(finding["owasp_2021"], "A05:2021 Security Misconfiguration");
    assert_eq!(finding["evidence"][0], "GET /metrics → 200, 11 bytes, application/json");
    assert!(finding["remedy"].as_str().unwrap().len() > 10);
}

#[test]
fn every_fault_of_the_catalogue_has_its_test() {
    let tests = include_str!("audit.rs");
    for fault in incidex_bench::audit::catalogue::all() {
        assert!(tests.contains(&format!("\"{}\"", fault.id)), "{} has no test", fault.id);
    }
}
