//! How many files and connections this process may hold open.
//!
//! Systems start a process with a low limit that it may raise by itself up to a high one: the low one protects
//! old programs that cannot number more than 1,024 (`select`), of which this is none.

/// Descriptors for what is no connection: the index, the log, listeners, wakers, alerts.
const OTHERS: u64 = 128;

/// How many descriptors `connections` open at once ask for, those that are only told that there are too many
/// (an eighth) included.
pub fn needed(connections: usize) -> u64 {
    let connections = u64::try_from(connections).unwrap_or(u64::MAX);
    connections.saturating_add(connections / 8).saturating_add(OTHERS)
}

/// Raises the limit as far as this process may, and gives what it is then; `None` where there is none.
#[cfg(unix)]
pub fn raise() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let wanted = Rlimit { current: limit.maximum, maximum: limit.maximum };
    if setrlimit(Resource::Nofile, wanted).is_ok() { limit.maximum } else { limit.current }
}

/// The same on systems without such a limit.
#[cfg(not(unix))]
pub fn raise() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_connection_and_each_refusal_has_a_descriptor() {
        assert_eq!((needed(16_384), needed(0)), (16_384 + 2_048 + OTHERS, OTHERS));
        assert_eq!(needed(usize::MAX), u64::MAX);
    }

    #[cfg(unix)]
    #[test]
    fn the_low_limit_is_raised_to_the_high_one() {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

        let before = getrlimit(Resource::Nofile);
        let low = before.maximum.map_or(512, |most| most.min(512));
        setrlimit(Resource::Nofile, Rlimit { current: Some(low), maximum: before.maximum }).unwrap();
        assert_eq!(raise(), before.maximum);
        assert_eq!(getrlimit(Resource::Nofile).current, before.maximum);
    }
}
