//! How much slower one server answers than another that is loaded in turn with it.

use crate::load::Round;

/// p99 of one server beside that of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Slowdown {
    /// How many times as long it is: the median of the rounds, each with the other server's round beside it, so
    /// that what the machine does besides in one of them does not decide.
    pub(super) ratio: f64,
    /// p99 of all its rounds in microseconds, and that of the other server.
    pub(super) micros: (u32, u32),
}

impl Slowdown {
    /// Compares rounds; where there is none, the ratio is infinite.
    pub(super) fn of(rounds: &[Round], beside: &[Round]) -> Self {
        let ratio = |(one, other): (&Round, &Round)| {
            f64::from(one.quantile(990)) / f64::from(other.quantile(990).max(1))
        };
        let mut ratios: Vec<f64> = rounds.iter().zip(beside).map(ratio).collect();
        ratios.sort_unstable_by(f64::total_cmp);
        let all = |rounds: &[Round]| Round::joined(rounds).quantile(990);
        Self {
            ratio: ratios.get(ratios.len() / 2).copied().unwrap_or(f64::INFINITY),
            micros: (all(rounds), all(beside)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_round_does_not_decide() {
        let rounds = |times: [u32; 3]| times.map(|time| Round { micros: vec![time], ..Round::default() });
        let slowdown = Slowdown::of(&rounds([10, 20, 9_000]), &rounds([10, 10, 10]));
        assert_eq!(slowdown, Slowdown { ratio: 2.0, micros: (9_000, 10) });
        assert!(Slowdown::of(&[], &[]).ratio.is_infinite());
    }
}
