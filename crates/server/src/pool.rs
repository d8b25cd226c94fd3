//! The bounded pool for work that takes long (labels, batches): a fixed number of threads and a queue with
//! an end. What comes when the queue is full is refused at once; nothing is ever spawned for a request.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use tokio::sync::oneshot;

use crate::problem::Problem;

type Job = Box<dyn FnOnce() + Send>;

/// The pool. Clones share it; its threads end with the last clone.
#[derive(Clone)]
pub(crate) struct Pool {
    shared: Arc<Shared>,
    /// Ends the threads when the last clone is gone.
    _end: Arc<End>,
}

struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
    /// How many jobs there may be, under way and waiting.
    most: usize,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    /// Jobs under way.
    running: usize,
    is_over: bool,
}

struct End(Arc<Shared>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.lock().is_over = true;
        self.0.wake.notify_all();
    }
}

impl Shared {
    /// No job runs under the lock, so that none can poison it.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        loop {
            let mut queue = self.lock();
            let job = loop {
                if let Some(job) = queue.jobs.pop_front() {
                    break job;
                }
                if queue.is_over {
                    return;
                }
                queue = self.wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
            };
            queue.running += 1;
            drop(queue);
            // What a panic says is logged where it happens; whoever waits sees that nothing came.
            let _ = catch_unwind(AssertUnwindSafe(job));
            self.lock().running -= 1;
        }
    }
}

impl Pool {
    /// A pool of `threads`, at least 1, before which `most_waiting` jobs may wait.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub(crate) fn start(threads: usize, most_waiting: usize) -> io::Result<Self> {
        let most = threads.max(1).saturating_add(most_waiting);
        let shared = Arc::new(Shared { queue: Mutex::default(), wake: Condvar::new(), most });
        let pool = Self { shared: Arc::clone(&shared), _end: Arc::new(End(Arc::clone(&shared))) };
        for number in 0..threads.max(1) {
            let shared = Arc::clone(&shared);
            thread::Builder::new().name(format!("incidex-pool-{number}")).spawn(move || shared.work())?;
        }
        Ok(pool)
    }

    /// Does `work` on one of the threads. Work that nobody waits for any more when its turn comes is
    /// dropped.
    ///
    /// # Errors
    /// 503 at once when the queue is full, 500 when the work panics, or what the work itself gives.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (sender, receiver) = oneshot::channel();
        let job = move || {
            if !sender.is_closed() {
                let _ = sender.send(work());
            }
        };
        self.submit(Box::new(job))?;
        receiver.await.unwrap_or_else(|_| Err(Problem::internal("panic in the pool")))
    }

    fn submit(&self, job: Job) -> Result<(), Problem> {
        let mut queue = self.shared.lock();
        if queue.jobs.len() + queue.running >= self.shared.most {
            return Err(Problem::overloaded("too much long work is under way"));
        }
        queue.jobs.push_back(job);
        drop(queue);
        self.shared.wake.notify_one();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use actix_web::rt::System;
    use futures_util::future::join;

    use super::*;
    use crate::problem::ProblemCode;

    #[test]
    fn what_fits_is_done_and_what_does_not_is_refused_at_once() {
        let pool = Pool::start(1, 1).unwrap();
        System::new().block_on(async {
            let (started, is_started) = channel();
            let (open, gate) = channel::<()>();
            let first = pool.run(move || {
                started.send(()).unwrap();
                gate.recv().unwrap();
                Ok(1)
            });
            let second = async {
                is_started.recv().unwrap();
                let queued = pool.run(|| Ok(2));
                let refused = async {
                    let refused = pool.run(|| Ok(3)).await.unwrap_err();
                    assert_eq!(refused.code(), ProblemCode::Overloaded);
                    open.send(()).unwrap();
                };
                join(queued, refused).await.0
            };
            assert_eq!(join(first, second).await, (Ok(1), Ok(2)));
        });
    }

    #[test]
    fn a_panic_costs_one_answer_and_no_thread() {
        let pool = Pool::start(1, 0).unwrap();
        System::new().block_on(async {
            let failed = pool.run::<u8>(|| panic!("a test wants it so")).await.unwrap_err();
            assert_eq!(failed.code(), ProblemCode::Internal);
            // The thread counts its job as done after the answer is on its way.
            let again = loop {
                match pool.run(|| Ok(5)).await {
                    Err(problem) if problem.code() == ProblemCode::Overloaded => thread::yield_now(),
                    outcome => break outcome,
                }
            };
            assert_eq!(again, Ok(5));
        });
    }

    #[test]
    fn the_threads_end_with_the_pool() {
        let pool = Pool::start(3, 0).unwrap();
        let shared = Arc::downgrade(&pool.shared);
        drop(pool);
        while shared.strong_count() > 0 {
            thread::yield_now();
        }
    }
}
