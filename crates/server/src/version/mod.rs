//! Versions of the interface: one table, which says of each whether it is current, on its way out or gone.
//!
//! A deprecated version goes on answering, and says so with `Deprecation` (RFC 9745), `Sunset` (RFC 8594)
//! and a link to its successor; from its sunset on it answers 410, without a release having to be made for
//! that. Requests are counted per version, so that whoever retires one knows who is left.

use std::sync::Arc;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, LINK};
use incidex_ops::counters::LabelledCounters;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

use crate::problem::Problem;

const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
const SUNSET: HeaderName = HeaderName::from_static("sunset");

/// A version of the interface.
#[derive(Clone, Debug)]
pub(crate) struct ApiVersion {
    /// The first segment of its paths, `v` and a number.
    pub(crate) name: &'static str,
    /// How it stands.
    pub(crate) stage: Stage,
}

/// How a version stands.
#[derive(Clone, Debug)]
pub(crate) enum Stage {
    /// It is the one to use.
    Current,
    /// There is a better one, and a day on which this one ends.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "v1 is the first version; the next release of one uses it")
    )]
    Deprecated {
        /// Since when there is a better one.
        since: Timestamp,
        /// From when on this one answers 410.
        sunset: Timestamp,
        /// The name of the better one.
        successor: &'static str,
    },
}

/// The table in force.
#[derive(Debug)]
pub(crate) struct Versions {
    rows: Vec<Row>,
    requests: Arc<LabelledCounters>,
}

#[derive(Debug)]
struct Row {
    name: &'static str,
    notice: Option<Notice>,
}

/// What a deprecated version says of itself.
#[derive(Debug)]
struct Notice {
    sunset: Timestamp,
    successor: &'static str,
    headers: [(HeaderName, HeaderValue); 3],
}

/// The place of a version in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct VersionIndex(usize);

impl Versions {
    /// The versions of this release.
    pub(crate) fn of_this_release() -> Self {
        Self::new(&[ApiVersion { name: "v1", stage: Stage::Current }])
    }

    /// A table of these versions.
    pub(crate) fn new(versions: &[ApiVersion]) -> Self {
        let rows = versions.iter().map(|version| Row { name: version.name, notice: notice(&version.stage) });
        Self {
            rows: rows.collect(),
            requests: Arc::new(LabelledCounters::new(versions.iter().map(|v| v.name))),
        }
    }

    /// The version that a path belongs to, counting the request; none for a path without one.
    ///
    /// # Errors
    /// 404 for a version that there never was, 410 for one whose time is over.
    pub(crate) fn of_path(&self, path: &str) -> Result<Option<VersionIndex>, Problem> {
        let Some(name) = version_name(path) else { return Ok(None) };
        let Some(place) = self.rows.iter().position(|row| row.name == name) else {
            let names: Vec<_> = self.rows.iter().map(|row| row.name).collect();
            return Err(Problem::version_unknown(&names.join(", ")));
        };
        if let Some(counter) = self.requests.at(place) {
            counter.increment();
        }
        let notice = self.rows.get(place).and_then(|row| row.notice.as_ref());
        match notice {
            Some(notice) if Timestamp::now() >= notice.sunset => {
                Err(Problem::version_retired(name, notice.successor))
            }
            _ => Ok(Some(VersionIndex(place))),
        }
    }

    /// Says on an answer of a deprecated version that it is one.
    pub(crate) fn stamp(&self, version: VersionIndex, headers: &mut HeaderMap) {
        if let Some(notice) = self.rows.get(version.0).and_then(|row| row.notice.as_ref()) {
            for (name, value) in &notice.headers {
                headers.insert(name.clone(), value.clone());
            }
        }
    }

    /// Requests for each version, the retired ones included.
    pub(crate) fn requests(&self) -> Arc<LabelledCounters> {
        Arc::clone(&self.requests)
    }

    /// The name of a version.
    pub(crate) fn name(&self, version: VersionIndex) -> Option<&'static str> {
        self.rows.get(version.0).map(|row| row.name)
    }
}

fn notice(stage: &Stage) -> Option<Notice> {
    let Stage::Deprecated { since, sunset, successor } = stage else { return None };
    let since = format!("@{}", since.as_second());
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(sunset).unwrap_or_default();
    let link = format!("</{successor}>; rel=\"successor-version\"");
    let value = |text: &str| HeaderValue::from_str(text).ok();
    let headers = [(DEPRECATION, value(&since)?), (SUNSET, value(&date)?), (LINK, value(&link)?)];
    Some(Notice { sunset: *sunset, successor, headers })
}

/// The first segment of a path, if it is `v` and a number.
fn version_name(path: &str) -> Option<&str> {
    let segment = path.strip_prefix('/')?;
    let segment = segment.split_once('/').map_or(segment, |(first, _)| first);
    let digits = segment.strip_prefix('v')?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_first_segments() {
        for (path, name) in [("/v1/stats", "v1"), ("/v12", "v12"), ("/v2/", "v2"), ("/v01/a/b", "v01")] {
            assert_eq!(version_name(path), Some(name), "{path}");
        }
        for path in ["", "/", "*", "/v", "/v/1", "/vx", "/v1x/a", "/V1/a", "/a/v1", "//v1"] {
            assert_eq!(version_name(path), None, "{path}");
        }
    }
}
