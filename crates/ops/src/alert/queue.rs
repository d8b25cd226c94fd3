//! A bounded queue that drops what has waited longest, and says how much.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The queue.
#[derive(Debug)]
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    wake: Condvar,
    capacity: usize,
}

#[derive(Debug)]
struct State<T> {
    items: VecDeque<T>,
    dropped: u64,
    is_closed: bool,
}

impl<T> Queue<T> {
    /// A queue for `capacity` items, at least 1.
    pub(super) fn new(capacity: usize) -> Self {
        let state = State { items: VecDeque::new(), dropped: 0, is_closed: false };
        Self { state: Mutex::new(state), wake: Condvar::new(), capacity: capacity.max(1) }
    }

    /// No more than a few items are moved under the lock, so that none can poison it.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an item; where there is no room, the oldest goes. How many went.
    pub(super) fn push(&self, item: T) -> u64 {
        let mut state = self.lock();
        let mut dropped = 0;
        while state.items.len() >= self.capacity {
            state.items.pop_front();
            dropped += 1;
        }
        state.dropped += dropped;
        state.items.push_back(item);
        drop(state);
        self.wake.notify_one();
        dropped
    }

    /// Takes the oldest item.
    pub(super) fn pop(&self) -> Option<T> {
        self.lock().items.pop_front()
    }

    /// How many items were dropped since this was last asked.
    pub(super) fn take_dropped(&self) -> u64 {
        std::mem::take(&mut self.lock().dropped)
    }

    /// Waits until there is an item, the queue is closed, or the time is over.
    pub(super) fn wait(&self, most: Duration) {
        let state = self.lock();
        if state.items.is_empty() && !state.is_closed {
            let _ = self.wake.wait_timeout(state, most);
        }
    }

    /// Waits until the queue is closed, or the time is over.
    pub(super) fn wait_for_close(&self, most: Duration) {
        let waited = self.wake.wait_timeout_while(self.lock(), most, |state| !state.is_closed);
        drop(waited);
    }

    /// Says that nothing more comes.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.wake.notify_all();
    }

    /// Whether nothing more comes.
    pub(super) fn is_closed(&self) -> bool {
        self.lock().is_closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_dropped_and_counted() {
        let queue = Queue::new(3);
        let dropped: u64 = (0..10).map(|number| queue.push(number)).sum();
        assert_eq!((dropped, queue.take_dropped(), queue.take_dropped()), (7, 7, 0));
        assert_eq!(std::iter::from_fn(|| queue.pop()).collect::<Vec<_>>(), [7, 8, 9]);
    }

    #[test]
    fn whoever_waits_is_woken() {
        let queue = Queue::new(1);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                while queue.pop().is_none() {
                    queue.wait(Duration::from_mins(10));
                }
            });
            queue.push(());
            waiting.join().unwrap();
            let waiting = scope.spawn(|| queue.wait_for_close(Duration::from_mins(10)));
            queue.push(());
            queue.close();
            waiting.join().unwrap();
        });
        assert!(queue.is_closed());
    }
}
