//! Which route a path belongs to: for the log, metrics and alerts, which name routes by their templates, and for
//! requests that need no more of a router.

use super::ROUTES;

/// The place in [`ROUTES`] of the route that a path belongs to, and what stands in the path for the parameter of the
/// route, both as they were sent: a path that the router would decode first has no place here, and a parameter that
/// it would decode is not decoded. Fixed paths come first.
pub(crate) fn find(path: &str) -> Option<(usize, &str)> {
    let fixed = ROUTES.iter().position(|route| route.path == path).map(|place| (place, ""));
    fixed.or_else(|| {
        let parameters = ROUTES.iter().map(|route| parameter(route.path, path));
        parameters.enumerate().find_map(|(place, parameter)| Some((place, parameter?)))
    })
}

/// What stands in a path for the parameter of a template that has one, which is a whole segment.
fn parameter<'a>(template: &str, path: &'a str) -> Option<&'a str> {
    let (before, rest) = template.split_once('{')?;
    let (_, after) = rest.split_once('}')?;
    let parameter = path.strip_prefix(before)?.strip_suffix(after)?;
    (!parameter.is_empty() && !parameter.contains('/')).then_some(parameter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_belongs_to_the_route_that_answers_it() {
        for (path, found) in [
            ("/v1/ingredient/inci", Some(("/v1/ingredient/inci", ""))),
            ("/v1/ingredient/random", Some(("/v1/ingredient/random", ""))),
            ("/v1/ingredient/5489", Some(("/v1/ingredient/{code}", "5489"))),
            ("/v1/ingredient/%35", Some(("/v1/ingredient/{code}", "%35"))),
            ("/v1/ingredient/5489/regulations", Some(("/v1/ingredient/{code}/regulations", "5489"))),
            ("/health", Some(("/health", ""))),
            ("/%68ealth", None),
            ("/v1/ingredient/", None),
            ("/v1/ingredient/5489/", None),
            ("/v1/ingredient//regulations", None),
            ("/v1/ingredient/1/2/regulations", None),
            ("/nowhere", None),
            ("", None),
        ] {
            let route = |(place, parameter): (usize, _)| Some((ROUTES.get(place)?.path, parameter));
            assert_eq!(find(path).and_then(route), found, "{path}");
        }
    }
}
