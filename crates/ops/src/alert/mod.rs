//! What the owner must know, told once: by Telegram, to a webhook, or both.
//!
//! Whoever has something to tell hands an [`Event`] to [`Alerts::tell`] and goes on. One thread makes
//! messages of events (`group`): the first of a kind at once, repeats summed up per window, recovery, and a
//! bounded number of messages whatever happens. Each channel has a queue that drops the oldest and a thread
//! that delivers (`courier`), with pauses that grow, and with those that the other side asks for.
//!
//! A message arrives at least once: where the other side took it and its answer was lost, it comes again,
//! under the same id where the channel has ids. A secret is in no message, no error and no log line.
//!
//! - `telegram` and `markup`, `webhook`: the channels behind the port [`Channel`].
//! - [`once`]: one announcement per deployment, however many processes it has.

mod counters;
mod courier;
mod event;
mod group;
mod markup;
pub mod once;
mod queue;
mod telegram;
mod webhook;

#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

pub use counters::{AlertCounters, ChannelCounters};
pub use courier::{Channel, Outcome};
pub use event::{Event, LONGEST_DETAIL, Level, Message};

use crate::config::{AlertSettings, DeploymentSettings, Environment};
use crate::outgoing::{Client, ClientRules};
use courier::Courier;
use group::Grouper;
use queue::Queue;

/// How many events may wait to be grouped.
const QUEUED_EVENTS: usize = 1_024;

/// How long the end of the program waits for messages that are still on their way.
const FLUSH_TIME: Duration = Duration::from_secs(3);

/// Where to tell what the owner must know. Clones are the same.
#[derive(Clone, Debug)]
pub struct Alerts {
    /// `None` where nobody is to be told.
    shared: Option<Arc<Shared>>,
    counters: Arc<AlertCounters>,
}

#[derive(Debug)]
struct Shared {
    events: Queue<Event>,
    /// Failed authentications of the present window.
    failed_authentications: AtomicU64,
    failed_threshold: u64,
}

/// Tells what is left when dropped, for at most three seconds.
#[must_use = "messages that are still on their way are delivered when this is dropped"]
#[derive(Debug)]
pub struct AlertsGuard {
    shared: Option<Arc<Shared>>,
    /// Ends when every thread has.
    ended: Receiver<()>,
}

impl Drop for AlertsGuard {
    fn drop(&mut self) {
        if let Some(shared) = &self.shared {
            shared.events.close();
            // Nothing is ever sent: what comes is the end of the last sender, or of the time.
            let _ = self.ended.recv_timeout(FLUSH_TIME);
        }
    }
}

/// The channel of one destination, and the queue before it.
struct Lane {
    name: &'static str,
    queue: Arc<Queue<Message>>,
    counters: Arc<ChannelCounters>,
}

impl Alerts {
    /// Alerts that go nowhere.
    pub fn off() -> Self {
        Self { shared: None, counters: Arc::default() }
    }

    /// Alerts to the channels of the settings; none of them, and no thread, where none is configured.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(
        settings: &AlertSettings,
        deployment: &DeploymentSettings,
        environment: Environment,
        rules: &ClientRules,
    ) -> io::Result<(Self, AlertsGuard)> {
        let mut channels: Vec<Box<dyn Channel>> = Vec::new();
        if settings.telegram.is_some() || settings.webhook.is_some() {
            let client = Client::new(rules);
            let (name, environment) = (deployment.name.value.as_str(), environment.to_string());
            if let Some(telegram) = &settings.telegram {
                let subject = format!("{name} ({environment})");
                channels.push(Box::new(telegram::Telegram::new(telegram, client.clone(), &subject)));
            }
            if let Some(webhook) = &settings.webhook {
                let webhook = webhook::Webhook::new(webhook, client, name, &environment);
                channels.extend(webhook.map(|webhook| Box::new(webhook) as Box<dyn Channel>));
            }
        }
        Self::with_channels(settings, channels)
    }

    /// Alerts to these channels, in place of those of the settings.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn with_channels(
        settings: &AlertSettings,
        channels: Vec<Box<dyn Channel>>,
    ) -> io::Result<(Self, AlertsGuard)> {
        let (sender, ended) = channel();
        if channels.is_empty() {
            return Ok((Self::off(), AlertsGuard { shared: None, ended }));
        }
        let lanes = channels
            .into_iter()
            .map(|channel| lane(channel, settings.queue.value, sender.clone()))
            .collect::<io::Result<Vec<_>>>()?;
        let counters = Arc::new(AlertCounters {
            channels: lanes.iter().map(|lane| (lane.name, Arc::clone(&lane.counters))).collect(),
            ..AlertCounters::default()
        });
        let shared = Arc::new(Shared {
            events: Queue::new(QUEUED_EVENTS),
            failed_authentications: AtomicU64::new(0),
            failed_threshold: settings.failed_authentications.value,
        });
        let grouper = Grouper::new(settings.window(), settings.messages.value);
        let (router, window) = (Arc::clone(&shared), settings.window());
        thread::Builder::new().name("incidex-alerts".to_owned()).spawn(move || {
            router.route(grouper, window, &lanes);
            drop(sender);
        })?;
        let guard = AlertsGuard { shared: Some(Arc::clone(&shared)), ended };
        Ok((Self { shared: Some(shared), counters }, guard))
    }

    /// Whether somebody is told.
    pub fn is_on(&self) -> bool {
        self.shared.is_some()
    }

    /// Tells the owner. Waits for nobody; when events come faster than they are grouped, the oldest are
    /// dropped and counted.
    pub fn tell(&self, event: Event) {
        if let Some(shared) = &self.shared {
            self.counters.dropped_events.add(shared.events.push(event));
        }
    }

    /// Counts a failed authentication; so many of them in one window are an event.
    pub fn authentication_failed(&self) {
        let Some(shared) = &self.shared else { return };
        let number = shared.failed_authentications.fetch_add(1, Ordering::Relaxed) + 1;
        if number == shared.failed_threshold {
            self.tell(Event::FailedAuthentications { number });
        }
    }

    /// Numbers of what became of events and messages.
    pub fn counters(&self) -> &AlertCounters {
        &self.counters
    }
}

fn lane(channel: Box<dyn Channel>, capacity: usize, ended: Sender<()>) -> io::Result<Lane> {
    let name = channel.name();
    let lane = Lane { name, queue: Arc::new(Queue::new(capacity)), counters: Arc::default() };
    let courier = Courier::new(channel, Arc::clone(&lane.queue), Arc::clone(&lane.counters));
    thread::Builder::new().name(format!("incidex-{name}")).spawn(move || {
        courier.run();
        drop(ended);
    })?;
    Ok(lane)
}

impl Channel for Box<dyn Channel> {
    fn name(&self) -> &'static str {
        (**self).name()
    }

    fn deliver(&self, message: &Message, id: &str) -> Outcome {
        (**self).deliver(message, id)
    }
}

impl Shared {
    /// Makes messages of events until the queue is closed.
    fn route(&self, mut grouper: Grouper, window: Duration, lanes: &[Lane]) {
        let send = |message: Message| {
            for lane in lanes {
                lane.counters.dropped.add(lane.queue.push(message.clone()));
            }
        };
        let mut window_end = Instant::now() + window;
        loop {
            let is_closed = self.events.is_closed();
            while let Some(event) = self.events.pop() {
                grouper.note(event, Instant::now()).into_iter().for_each(send);
            }
            let now = Instant::now();
            if window_end <= now {
                window_end = now + window;
                // What made the number an event was noted when it was reached; here is what came on top.
                let number = self.failed_authentications.swap(0, Ordering::Relaxed);
                if let Some(number) = number.checked_sub(self.failed_threshold).filter(|number| *number > 0) {
                    grouper.note(Event::FailedAuthentications { number }, now).into_iter().for_each(send);
                }
            }
            grouper.tick(now).into_iter().for_each(send);
            if is_closed {
                break;
            }
            let next = grouper.next().map_or(window_end, |next| next.min(window_end));
            self.events.wait(next.saturating_duration_since(now));
        }
        grouper.close().into_iter().for_each(send);
        for lane in lanes {
            lane.queue.close();
        }
    }
}
