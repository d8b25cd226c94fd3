//! What form of an answer a client takes: `Accept` and `Accept-Encoding` (RFC 9110 section 12.5).

use actix_web::http::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderName};

/// Whether JSON may be sent: it may unless `Accept` is there and leaves it out.
pub(super) fn takes_json(headers: &HeaderMap) -> bool {
    weight(headers, ACCEPT, &["application/json", "application/*", "*/*"]).is_none_or(|weight| weight > 0)
}

/// Whether gzip may be sent.
pub(super) fn takes_gzip(headers: &HeaderMap) -> bool {
    weight(headers, ACCEPT_ENCODING, &["gzip", "*"]).is_some_and(|weight| weight > 0)
}

/// The weight, 0 to 1000, that a header gives to the first of `names`, most specific first; none where the
/// header is not there or says nothing.
fn weight(headers: &HeaderMap, header: HeaderName, names: &[&str]) -> Option<u16> {
    let mut best: Option<(usize, u16)> = None;
    let mut has_entries = false;
    for value in headers.get_all(header) {
        // What is no text names nothing that we have.
        for entry in value.to_str().unwrap_or_default().split(',') {
            let mut parts = entry.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            if name.is_empty() {
                continue;
            }
            has_entries = true;
            let Some(place) = names.iter().position(|known| known.eq_ignore_ascii_case(name)) else {
                continue;
            };
            let weight = parts.find_map(quality).unwrap_or(1_000);
            if best.is_none_or(|(rank, known)| place < rank || (place == rank && weight > known)) {
                best = Some((place, weight));
            }
        }
    }
    best.map(|(_, weight)| weight).or(has_entries.then_some(0))
}

/// The weight in thousandths, if the parameter is one (RFC 9110 section 12.4.2).
fn quality(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let mut digits = value.trim().bytes();
    let whole = digits.next()?;
    if whole == b'1' {
        return Some(1_000);
    }
    let fraction = digits.skip(1).take(3).enumerate();
    let weight = |(place, digit): (usize, u8)| {
        let unit = [100, 10, 1].get(place).copied().unwrap_or(0);
        u16::from(digit.saturating_sub(b'0').min(9)) * unit
    };
    Some(fraction.map(weight).sum())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn headers(name: &HeaderName, values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name.clone(), HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn json_is_taken_unless_left_out() {
        let takes = |values: &[&'static str]| takes_json(&headers(&ACCEPT, values));
        for values in [
            &[][..],
            &[""],
            &["*/*"],
            &["application/json"],
            &["text/html, application/*;q=0.1"],
            &["text/html", "Application/JSON; charset=utf-8"],
            &["*/*;q=0, application/json;q=0.001"],
            &["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"],
        ] {
            assert!(takes(values), "{values:?}");
        }
        for values in
            [&["text/html"][..], &["application/json;q=0"], &["application/json; q=0.000, */*"], &["text/*"]]
        {
            assert!(!takes(values), "{values:?}");
        }
    }

    #[test]
    fn gzip_is_taken_only_when_asked_for() {
        let takes = |values: &[&'static str]| takes_gzip(&headers(&ACCEPT_ENCODING, values));
        for values in [&["gzip"][..], &["br, gzip;q=0.5"], &["*"], &["deflate", "GZIP"]] {
            assert!(takes(values), "{values:?}");
        }
        for values in [&[][..], &[""], &["br"], &["gzip;q=0"], &["gzip;q=0, *"], &["identity"]] {
            assert!(!takes(values), "{values:?}");
        }
    }
}
