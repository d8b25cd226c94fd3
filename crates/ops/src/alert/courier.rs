//! One channel's way from its queue to the other side: one message after another, again and again until it
//! is there, with growing pauses in between.
//!
//! [`Courier::turn`] does one thing and says when to come again; the time and the chance come from outside.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::counters::ChannelCounters;
use super::event::{Level, Message};
use super::queue::Queue;

/// The pause after the first failure, before chance; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// The longest pause that is chosen here.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// The longest pause that the other side is granted when it asks for one.
const LONGEST_GRANTED: Duration = Duration::from_mins(15);

/// How often to look at a queue that is empty, should a call to wake be missed.
const IDLE: Duration = Duration::from_mins(1);

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is there.
    Delivered,
    /// It is not, and may be later: the connection failed, the other side is overrun or broken.
    Failed {
        /// Why, without anything secret.
        why: String,
        /// How long the other side asks to wait.
        retry_after: Option<Duration>,
    },
    /// It never will be: the other side does not take it from us.
    Refused {
        /// Why, without anything secret.
        why: String,
    },
}

/// A way to reach the owner.
pub trait Channel: Send {
    /// Its name in the log and in metrics.
    fn name(&self) -> &'static str;

    /// Tries to deliver a message, `id` being the same for every attempt at the same message. Takes a
    /// bounded time.
    fn deliver(&self, message: &Message, id: &str) -> Outcome;
}

/// What to do after a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Come again when there is something in the queue.
    WhenThereIsMore,
    /// Come again after this time.
    After(Duration),
    /// Come again at once.
    AtOnce,
}

/// Delivers what is in a queue.
pub(super) struct Courier<C> {
    channel: C,
    queue: Arc<Queue<Message>>,
    counters: Arc<ChannelCounters>,
    /// What is on its way, with its id.
    current: Option<(Message, String)>,
    failures: u32,
    due: Option<Instant>,
    ids: Ids,
}

impl<C: Channel> Courier<C> {
    pub(super) fn new(channel: C, queue: Arc<Queue<Message>>, counters: Arc<ChannelCounters>) -> Self {
        Self { channel, queue, counters, current: None, failures: 0, due: None, ids: Ids::new() }
    }

    /// Delivers until the queue is closed; then tries each message that is left once.
    pub(super) fn run(mut self) {
        while !self.queue.is_closed() {
            match self.turn(Instant::now(), fastrand::f64()) {
                Next::AtOnce => {}
                Next::WhenThereIsMore => self.queue.wait(IDLE),
                Next::After(pause) => self.queue.wait_for_close(pause),
            }
        }
        self.due = None;
        while self.turn(Instant::now(), 0.0) != Next::WhenThereIsMore {
            if self.failures > 0 {
                // Nobody is there, or not in time; whoever waits for the end is not to be kept.
                return;
            }
        }
    }

    /// Makes one attempt, if there is something to deliver and its time has come. `chance` is a number from
    /// 0 to 1.
    pub(super) fn turn(&mut self, now: Instant, chance: f64) -> Next {
        if let Some(wait) =
            self.due.map(|due| due.saturating_duration_since(now)).filter(|wait| !wait.is_zero())
        {
            return Next::After(wait);
        }
        let Some((message, id)) = self.current.take().or_else(|| self.next_message()) else {
            return Next::WhenThereIsMore;
        };
        self.due = None;
        match self.channel.deliver(&message, &id) {
            Outcome::Delivered => {
                self.failures = 0;
                self.counters.delivered.increment();
                Next::AtOnce
            }
            Outcome::Refused { why } => {
                self.failures = 0;
                self.counters.refused.increment();
                tracing::error!(channel = self.channel.name(), why, "alert refused; it is lost");
                Next::AtOnce
            }
            Outcome::Failed { why, retry_after } => {
                self.counters.retried.increment();
                let pause = pause(self.failures, retry_after, chance);
                self.failures = self.failures.saturating_add(1);
                let seconds = pause.as_secs();
                tracing::warn!(
                    channel = self.channel.name(),
                    why,
                    seconds,
                    "alert not delivered; tried again later"
                );
                self.due = Some(now + pause);
                self.current = Some((message, id));
                Next::After(pause)
            }
        }
    }

    /// What is to be delivered next: first of all, how much was lost.
    fn next_message(&mut self) -> Option<(Message, String)> {
        let dropped = self.queue.take_dropped();
        let message = if dropped > 0 {
            let facts = [("number", dropped.to_string()), ("remedy", "see the log".to_owned())];
            Message::new(Level::Warning, "Messages were dropped while this channel was not reachable", facts)
        } else {
            self.queue.pop()?
        };
        Some((message, self.ids.next()))
    }
}

/// How long to wait after this many failures before the present one: what the other side asks for, else
/// chosen at random below a bound that doubles each time ("full jitter": whoever failed together does not
/// come again together).
fn pause(failures: u32, retry_after: Option<Duration>, chance: f64) -> Duration {
    let bound = FIRST_PAUSE.saturating_mul(1 << failures.min(16)).min(LONGEST_PAUSE);
    let chosen = bound.mul_f64(chance.clamp(0.0, 1.0));
    // What is asked for is the least; the chance comes on top.
    retry_after
        .map_or(chosen, |asked| asked.min(LONGEST_GRANTED) + FIRST_PAUSE.mul_f64(chance.clamp(0.0, 1.0)))
}

/// Names of messages: those of one process begin alike, and those of two do not.
struct Ids {
    process: u64,
    number: u64,
}

impl Ids {
    fn new() -> Self {
        Self { process: fastrand::u64(..), number: 0 }
    }

    fn next(&mut self) -> String {
        self.number += 1;
        format!("{:016x}-{}", self.process, self.number)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Does in turn what it is told, and notes what it delivered.
    #[derive(Clone, Default)]
    struct Scripted(Arc<Mutex<Script>>);

    /// What is still to be done, and titles and ids of what was delivered.
    type Script = (Vec<Outcome>, Vec<(String, String)>);

    impl Channel for Scripted {
        fn name(&self) -> &'static str {
            "scripted"
        }

        fn deliver(&self, message: &Message, id: &str) -> Outcome {
            let mut state = self.0.lock().unwrap();
            let outcome = if state.0.is_empty() { Outcome::Delivered } else { state.0.remove(0) };
            if outcome == Outcome::Delivered {
                state.1.push((message.title.clone(), id.to_owned()));
            }
            outcome
        }
    }

    fn failed(retry_after: Option<u64>) -> Outcome {
        Outcome::Failed { why: "down".to_owned(), retry_after: retry_after.map(Duration::from_secs) }
    }

    fn courier(script: Vec<Outcome>, capacity: usize) -> (Courier<Scripted>, Scripted) {
        let channel = Scripted::default();
        channel.0.lock().unwrap().0 = script;
        (Courier::new(channel.clone(), Arc::new(Queue::new(capacity)), Arc::default()), channel)
    }

    fn message(title: &str) -> Message {
        Message::new(Level::Info, title, [])
    }

    fn titles(channel: &Scripted) -> Vec<String> {
        channel.0.lock().unwrap().1.iter().map(|(title, _)| title.clone()).collect()
    }

    #[test]
    fn pauses_double_up_to_a_minute_and_are_cut_by_chance() {
        let bounds: Vec<u64> = (0..9).map(|failures| pause(failures, None, 1.0).as_secs()).collect();
        assert_eq!(bounds, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(pause(3, None, 0.5), Duration::from_secs(4));
        assert_eq!(pause(3, None, 0.0), Duration::ZERO);
        assert_eq!(pause(u32::MAX, None, 1.0), LONGEST_PAUSE);
    }

    #[test]
    fn what_the_other_side_asks_for_is_the_least_and_has_an_end() {
        assert_eq!(pause(0, Some(Duration::from_secs(30)), 0.0), Duration::from_secs(30));
        assert_eq!(pause(9, Some(Duration::from_secs(30)), 1.0), Duration::from_secs(31));
        assert_eq!(pause(0, Some(Duration::MAX), 0.0), LONGEST_GRANTED);
    }

    #[test]
    fn a_message_is_tried_until_it_is_there_and_delivered_once() {
        let (mut courier, channel) = courier(vec![failed(None), failed(Some(40)), failed(None)], 10);
        courier.queue.push(message("one"));
        courier.queue.push(message("two"));
        let begin = Instant::now();
        let mut now = begin;
        let mut turns = Vec::new();
        loop {
            match courier.turn(now, 1.0) {
                Next::AtOnce => {}
                Next::After(pause) => {
                    assert_eq!(courier.turn(now, 1.0), Next::After(pause), "too early");
                    turns.push(pause.as_secs());
                    now += pause;
                }
                Next::WhenThereIsMore => break,
            }
        }
        assert_eq!(turns, [1, 41, 4]);
        assert_eq!(titles(&channel), ["one", "two"]);
        let ids: Vec<String> = channel.0.lock().unwrap().1.iter().map(|(_, id)| id.clone()).collect();
        assert!(ids[0].ends_with("-1") && ids[1].ends_with("-2"), "{ids:?}");
        assert_eq!((courier.counters.delivered.value(), courier.counters.retried.value()), (2, 3));
    }

    #[test]
    fn what_is_refused_is_given_up_and_the_next_goes_on() {
        let (mut courier, channel) = courier(vec![Outcome::Refused { why: "no such chat".to_owned() }], 10);
        courier.queue.push(message("one"));
        courier.queue.push(message("two"));
        while courier.turn(Instant::now(), 1.0) != Next::WhenThereIsMore {}
        assert_eq!(titles(&channel), ["two"]);
        assert_eq!(courier.counters.refused.value(), 1);
    }

    #[test]
    fn what_was_dropped_is_told_before_what_was_kept() {
        let (mut courier, channel) = courier(vec![failed(None)], 2);
        courier.queue.push(message("one"));
        let now = Instant::now();
        courier.turn(now, 1.0);
        for number in 2..=6 {
            courier.queue.push(message(&number.to_string()));
        }
        while courier.turn(now + Duration::from_mins(1), 1.0) != Next::WhenThereIsMore {}
        let dropped = "Messages were dropped while this channel was not reachable";
        assert_eq!(titles(&channel), ["one", dropped, "5", "6"]);
    }

    #[test]
    fn at_the_end_each_is_tried_once_and_nobody_is_kept_waiting() {
        let (courier, channel) = courier(Vec::new(), 10);
        courier.queue.push(message("one"));
        courier.queue.push(message("two"));
        courier.queue.close();
        courier.run();
        assert_eq!(titles(&channel), ["one", "two"]);
        let (courier, channel) = self::courier(vec![failed(Some(900)), failed(None)], 10);
        courier.queue.push(message("one"));
        courier.queue.push(message("two"));
        courier.queue.close();
        courier.run();
        assert!(titles(&channel).is_empty());
    }
}
