//! The faults that can be switched on.

/// A fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names are the documentation: one thing is wrong, and it is called that
pub enum Fault {
    OpenEnvironmentFile,
    OpenGitConfig,
    OpenAdmin,
    OpenActuator,
    OpenMetrics,
    OpenDocs,
    OpenDocumentedRoute,
    OpenGivenRoute,
    OpenRobotsRoute,

    /// A header is missing everywhere.
    NoHeader(&'static str),
    /// A header is missing on answers of this status.
    NoHeaderOn(&'static str, u16),
    /// A header is there with another value.
    Header(&'static str, &'static str),
    CookieNoSecure,
    CookieNoHttpOnly,
    CookieNoSameSite,
    PublicCache,

    CorsReflected,
    CorsReflectedOnPreflight,
    CorsReflectedOnPost,
    CorsReflectedOnMissing,
    CorsReflectedWithCredentials,
    CorsWildcard,
    CorsNull,
    CorsEndsLike,
    CorsBeginsLike,
    CorsNoVary,

    StackTrace,
    FilePath,
    SqlError,
    FrameworkOnMalformedJson,
    FrameworkOnWrongMethod,
    MarkupReflected,
    ErrorOnHugeNumber,
    ErrorOnBadUtf8,
    DropOnNul,
    DropOnDeepJson,

    NoRateLimit,
    /// No more than 30 requests, and a 429 that does not say when to come back.
    NoRetryAfter,
    LargeBody,
    LargeChunkedBody,
    LongUrl,
    SlowHeader,
    /// This header's value is the identity that is limited.
    SpoofedLimit(&'static str),
    /// The same, with no more than 30 requests and without saying how many are left.
    SpoofedRefusal,

    /// `/admin` answers whoever says in this header that it comes from this address.
    SpoofedAccess(&'static str),
    UrlOverride,
    HostReflected,
    ForwardedHostReflected,
    MethodOverride,
    MethodOverrideOnPost,
    Trace,
    ObjectsAcrossCallers,

    ExpiredCertificate,
    SelfSignedCertificate,
    WrongNameCertificate,
    OldTls,
    WeakCipher,
    AmbiguousLength,
    TwoLengths,
}
