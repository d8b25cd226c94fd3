//! How much work the lookups of one request may be, one after another.

use super::walk::Budget;

/// Nodes that one lookup under typing errors visits at most: about two milliseconds.
pub(super) const STEPS: usize = 40_000;

/// The nodes that lookups under typing errors may still visit, each of them [`STEPS`](Effort::of_lookup) at most
/// and all of them together no more than this.
#[derive(Clone, Debug)]
pub struct Effort {
    left: usize,
}

impl Effort {
    /// So many nodes.
    pub fn new(steps: usize) -> Self {
        Self { left: steps }
    }

    /// As many as one lookup may visit.
    pub fn of_lookup() -> Self {
        Self::new(STEPS)
    }

    /// What is left of it.
    pub fn left(&self) -> usize {
        self.left
    }

    /// What a lookup may visit, `most` at most; what it has left goes back with [`spend`](Self::spend).
    pub(super) fn budget(&self, most: usize) -> Budget {
        Budget::new(self.left.min(most))
    }

    /// Takes off what was visited of a budget of `most`.
    pub(super) fn spend(&mut self, budget: &Budget, most: usize) {
        let visited = self.left.min(most).saturating_sub(budget.left());
        self.left = self.left.saturating_sub(visited);
    }
}
