//! The dearest questions so far, and how dearer ones are come by.

use std::collections::BTreeMap;
use std::time::Duration;

use super::shape::Shape;
use super::vocabulary::Vocabulary;
use crate::random::Random;

/// How many are kept of each kind.
const KEPT: usize = 8;

/// A question, and what it costs.
#[derive(Clone, Debug)]
pub(super) struct Bred {
    pub(super) cost: Duration,
    pub(super) shape: Shape,
}

/// The dearest of each kind, the dearest first.
#[derive(Default)]
pub(super) struct Herd(BTreeMap<String, Vec<Bred>>);

impl Herd {
    /// Takes one in, if it is among the dearest of its kind.
    pub(super) fn take(&mut self, bred: Bred) {
        let kind = self.0.entry(bred.shape.ask.kind()).or_default();
        if kind.iter().any(|other| other.shape == bred.shape) {
            return;
        }
        let place = kind.partition_point(|other| other.cost >= bred.cost);
        kind.insert(place, bred);
        kind.truncate(KEPT);
    }

    /// What one of this kind must cost to be taken in.
    fn bar(&self, shape: &Shape) -> Duration {
        let last = self.0.get(&shape.ask.kind()).and_then(|kind| kind.get(KEPT - 1));
        last.map_or(Duration::ZERO, |bred| bred.cost)
    }

    /// All of them, the dearest first.
    pub(super) fn best(&self) -> Vec<Bred> {
        let mut all: Vec<Bred> = self.0.values().flatten().cloned().collect();
        all.sort_by_key(|bred| std::cmp::Reverse(bred.cost));
        all
    }

    /// One of them, the dearer the likelier.
    fn one(&self, random: &mut Random) -> Option<Shape> {
        let all = self.best();
        let most = if random.below(2) == 0 { all.len().min(KEPT) } else { all.len() };
        all.get(random.place(most)).map(|bred| bred.shape.clone())
    }
}

/// Asks `count` questions, one in four of them a new one, the others changed from the dearest so far.
///
/// # Errors
/// Those of `cost`.
pub(super) fn breed(
    herd: &mut Herd,
    vocabulary: &Vocabulary,
    random: &mut Random,
    count: usize,
    mut cost: impl FnMut(&Shape) -> Result<Option<Duration>, String>,
) -> Result<(), String> {
    for _ in 0..count {
        let parents = herd.one(random).zip(herd.one(random)).filter(|_| random.below(4) > 0);
        let shape = match parents {
            Some((parent, other)) => parent.changed(&other, vocabulary, random),
            None => Shape::any(vocabulary, random),
        };
        let Some(mut least) = cost(&shape)? else { continue };
        // What seems dear may have been disturbed: the least of three counts.
        for _ in 0..2 {
            if least <= herd.bar(&shape) {
                break;
            }
            least = least.min(cost(&shape)?.unwrap_or(least));
        }
        if least > herd.bar(&shape) {
            herd.take(Bred { cost: least, shape });
        }
    }
    Ok(())
}
