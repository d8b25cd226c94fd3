//! The smallest of many numbers.

/// The smallest numbers offered so far, each once, with a note that came with it.
pub(super) struct Smallest<T> {
    kept: Vec<(u32, T)>,
    limit: usize,
    bound: u32,
}

impl<T> Smallest<T> {
    pub(super) fn new(limit: usize) -> Self {
        Self { kept: Vec::with_capacity(limit.min(64)), limit, bound: if limit == 0 { 0 } else { u32::MAX } }
    }

    /// Numbers from here on are not kept.
    pub(super) fn bound(&self) -> u32 {
        self.bound
    }

    /// Keeps `number` if it is among the smallest.
    pub(super) fn offer(&mut self, number: u32, note: T) {
        if number >= self.bound {
            return;
        }
        let at = self.kept.partition_point(|(kept, _)| *kept < number);
        if self.kept.get(at).is_some_and(|(kept, _)| *kept == number) {
            return;
        }
        if self.kept.len() == self.limit {
            self.kept.pop();
        }
        self.kept.insert(at, (number, note));
        if self.kept.len() == self.limit {
            self.bound = self.kept.last().map_or(0, |(last, _)| *last);
        }
    }

    /// The numbers kept, ascending.
    pub(super) fn into_numbers(self) -> Vec<u32> {
        self.kept.into_iter().map(|(number, _)| number).collect()
    }

    /// The notes of the numbers kept, in the order of the numbers.
    pub(super) fn into_notes(self) -> Vec<T> {
        self.kept.into_iter().map(|(_, note)| note).collect()
    }
}
