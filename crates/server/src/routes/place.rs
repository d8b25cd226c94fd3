//! Which route a path belongs to, for the log, metrics and alerts, which name routes by their templates.

use super::ROUTES;

/// The place in [`ROUTES`] of the route that a path belongs to, as it was sent: a path that the router would
/// decode first has none here.
pub(crate) fn place(path: &str) -> Option<usize> {
    ROUTES.iter().position(|route| fits(route.path, path))
}

/// Whether a path is one of a template with at most one parameter, which is a whole segment.
fn fits(template: &str, path: &str) -> bool {
    let Some((before, rest)) = template.split_once('{') else { return template == path };
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    let parameter = path.strip_prefix(before).and_then(|path| path.strip_suffix(after));
    parameter.is_some_and(|parameter| !parameter.is_empty() && !parameter.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_belongs_to_the_route_that_answers_it() {
        for (path, template) in [
            ("/v1/ingredient/inci", Some("/v1/ingredient/inci")),
            ("/v1/ingredient/5489", Some("/v1/ingredient/{code}")),
            ("/v1/ingredient/5489/regulations", Some("/v1/ingredient/{code}/regulations")),
            ("/health", Some("/health")),
            ("/v1/ingredient/", None),
            ("/v1/ingredient/5489/", None),
            ("/v1/ingredient//regulations", None),
            ("/v1/ingredient/1/2/regulations", None),
            ("/nowhere", None),
            ("", None),
        ] {
            let found = place(path).and_then(|place| ROUTES.get(place)).map(|route| route.path);
            assert_eq!(found, template, "{path}");
        }
    }
}
