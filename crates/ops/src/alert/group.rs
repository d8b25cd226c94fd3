//! What is said of many events: the first of a kind at once, how many more there were at the end of each
//! window, and that it is over after a window without one. However many events of however many kinds there
//! are, the groups and the messages of a window have an end.
//!
//! Pure: the time comes from outside.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::event::{Event, Level, Message};

/// How many groups there are at once; events of further kinds are counted together.
const MOST_GROUPS: usize = 64;

/// The group of what has no room in another.
const OTHER: &str = "failures of many further kinds";

/// What is going on, by group.
#[derive(Debug)]
pub(super) struct Grouper {
    window: Duration,
    most_messages: u32,
    groups: BTreeMap<String, Group>,
    /// End of the window in which messages are counted.
    budget_end: Option<Instant>,
    said: u32,
    withheld: u64,
}

#[derive(Debug)]
struct Group {
    /// The event seen last, for its details.
    latest: Event,
    begun: Instant,
    total: u64,
    unsaid: u64,
    window_end: Instant,
}

impl Grouper {
    /// A grouper that says at most `most_messages`, at least 1, and how many it withheld, in each `window`.
    pub(super) fn new(window: Duration, most_messages: u32) -> Self {
        Self {
            window,
            most_messages: most_messages.max(1),
            groups: BTreeMap::new(),
            budget_end: None,
            said: 0,
            withheld: 0,
        }
    }

    /// Takes an event in; what is to be said of it at once.
    pub(super) fn note(&mut self, event: Event, now: Instant) -> Option<Message> {
        let Some(mut name) = event.group() else {
            let message = event.message();
            return self.within_budget(message, now);
        };
        let has_room = self.groups.len() < MOST_GROUPS || self.groups.contains_key(&name);
        if !has_room {
            OTHER.clone_into(&mut name);
        }
        let weight = event.weight();
        if let Some(group) = self.groups.get_mut(&name) {
            group.total += weight;
            group.unsaid += weight;
            group.latest = event;
            return None;
        }
        let mut message = event.message();
        if !has_room {
            message.facts.insert(0, ("note", "too many kinds of failures to tell each apart".to_owned()));
        }
        let window_end = now + self.window;
        self.groups.insert(name, Group { latest: event, begun: now, total: weight, unsaid: 0, window_end });
        self.within_budget(message, now)
    }

    /// Whatever is to be said by now of windows that have ended.
    pub(super) fn tick(&mut self, now: Instant) -> Vec<Message> {
        let mut messages = Vec::new();
        let window = self.window;
        self.groups.retain(|name, group| {
            if group.window_end > now {
                return true;
            }
            if group.unsaid > 0 {
                messages.push(group.summary(name, window));
                group.unsaid = 0;
                group.window_end = now + window;
                return true;
            }
            if group.latest.can_be_over() {
                messages.push(group.recovery(name, window, now));
            }
            false
        });
        let withheld = self.begin_budget(now);
        withheld.into_iter().chain(messages).filter_map(|message| self.within_budget(message, now)).collect()
    }

    /// Everything that was counted and not said yet, because the program ends.
    pub(super) fn close(&mut self) -> Vec<Message> {
        let window = self.window;
        let groups = std::mem::take(&mut self.groups);
        let unsaid = groups.iter().filter(|(_, group)| group.unsaid > 0);
        unsaid.map(|(name, group)| group.summary(name, window)).take(self.most_messages as usize).collect()
    }

    /// When [`tick`](Self::tick) has something to look at next.
    pub(super) fn next(&self) -> Option<Instant> {
        let groups = self.groups.values().map(|group| group.window_end);
        groups.chain(self.budget_end.filter(|_| self.withheld > 0)).min()
    }

    /// Begins a new count of messages if the last one is over; what was withheld in that.
    fn begin_budget(&mut self, now: Instant) -> Option<Message> {
        if self.budget_end.is_some_and(|end| end > now) {
            return None;
        }
        self.budget_end = Some(now + self.window);
        self.said = 0;
        let withheld = std::mem::take(&mut self.withheld);
        (withheld > 0).then(|| {
            let facts = [("number", withheld.to_string()), ("remedy", "see the log".to_owned())];
            Message::new(Level::Warning, "Further messages were withheld", facts)
        })
    }

    fn within_budget(&mut self, message: Message, now: Instant) -> Option<Message> {
        // What begins a budget here was not noticed by `tick` yet, and says what was withheld later.
        if self.budget_end.is_none_or(|end| end <= now) && self.withheld == 0 {
            self.begin_budget(now);
        }
        if self.said >= self.most_messages {
            self.withheld += 1;
            return None;
        }
        self.said += 1;
        Some(message)
    }
}

impl Group {
    fn summary(&self, name: &str, window: Duration) -> Message {
        let mut message =
            Message::new(Level::Error, format!("{} more: {name}", self.unsaid), self.latest.sample());
        message.facts.insert(0, ("window", format!("{} s", window.as_secs())));
        message.facts.insert(1, ("since the beginning", self.total.to_string()));
        message
    }

    fn recovery(&self, name: &str, window: Duration, now: Instant) -> Message {
        let lasted = now.duration_since(self.begun).saturating_sub(window);
        let facts = [
            ("number", self.total.to_string()),
            ("lasted", format!("{} s", lasted.as_secs())),
            ("quiet for", format!("{} s", window.as_secs())),
        ];
        Message::new(Level::Info, format!("Recovered: {name}"), facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_mins(1);

    fn failure(endpoint: &str, id: u32) -> Event {
        Event::Failure {
            endpoint: endpoint.to_owned().into(),
            kind: "internal",
            request_id: format!("id-{id}"),
            detail: "cause".to_owned(),
        }
    }

    fn titles(messages: impl IntoIterator<Item = Message>) -> Vec<String> {
        messages.into_iter().map(|message| message.title).collect()
    }

    fn fact<'a>(message: &'a Message, name: &str) -> &'a str {
        &message.facts.iter().find(|(known, _)| *known == name).unwrap().1
    }

    #[test]
    fn the_first_is_said_at_once_repeats_are_summed_up_and_the_end_is_told() {
        let begin = Instant::now();
        let mut grouper = Grouper::new(WINDOW, 10);
        let first = grouper.note(failure("/v1/stats", 0), begin).unwrap();
        assert_eq!((fact(&first, "endpoint"), fact(&first, "request id")), ("/v1/stats", "id-0"));
        for id in 1..=500 {
            assert_eq!(grouper.note(failure("/v1/stats", id), begin + Duration::from_secs(1)), None);
        }
        assert!(grouper.tick(begin + Duration::from_secs(59)).is_empty());
        let now = grouper.next().unwrap();
        assert_eq!(now, begin + WINDOW);
        let summary = grouper.tick(now).remove(0);
        assert_eq!(summary.title, "500 more: internal at /v1/stats");
        assert_eq!((fact(&summary, "request id"), fact(&summary, "since the beginning")), ("id-500", "501"));
        let over = grouper.tick(now + WINDOW).remove(0);
        assert_eq!((over.title.as_str(), over.level), ("Recovered: internal at /v1/stats", Level::Info));
        assert_eq!((fact(&over, "number"), fact(&over, "lasted")), ("501", "60 s"));
        assert_eq!(grouper.next(), None);
        assert!(grouper.note(failure("/v1/stats", 7), now + WINDOW * 3).is_some(), "it may begin again");
    }

    #[test]
    fn a_storm_of_many_kinds_costs_a_bounded_number_of_messages() {
        let begin = Instant::now();
        let mut grouper = Grouper::new(WINDOW, 10);
        let mut now = begin;
        let mut said = 0;
        for second in 0..600_u32 {
            now = begin + Duration::from_secs(second.into());
            for id in 0..1_000 {
                said += usize::from(grouper.note(failure(&format!("/{id}"), id), now).is_some());
            }
            said += grouper.tick(now).len();
        }
        assert!(said <= 110, "{said} messages in ten minutes");
        assert!(grouper.groups.len() <= MOST_GROUPS + 1);
        let mut later = Vec::new();
        for minute in 1..=4 {
            later.extend(titles(grouper.tick(now + WINDOW * minute)));
        }
        assert!(later.iter().any(|title| title == "Further messages were withheld"), "{later:?}");
    }

    #[test]
    fn what_is_said_once_is_not_grouped_and_refusals_are_not_over_by_being_quiet() {
        let now = Instant::now();
        let mut grouper = Grouper::new(WINDOW, 10);
        let started = Event::Started { version: "1".to_owned(), dataset: "2".to_owned(), records: 3 };
        assert_eq!(grouper.note(started, now).unwrap().title, "Server started");
        let refused = Event::DatasetRefused { cause: "digest".to_owned() };
        assert!(grouper.note(refused.clone(), now).is_some() && grouper.note(refused, now).is_none());
        assert_eq!(titles(grouper.tick(now + WINDOW)), ["1 more: data set refused"]);
        assert!(grouper.tick(now + WINDOW * 2).is_empty());
    }

    #[test]
    fn failed_authentications_count_by_their_number() {
        let now = Instant::now();
        let mut grouper = Grouper::new(WINDOW, 10);
        assert!(grouper.note(Event::FailedAuthentications { number: 100 }, now).is_some());
        assert!(grouper.note(Event::FailedAuthentications { number: 900 }, now).is_none());
        assert_eq!(titles(grouper.tick(now + WINDOW)), ["900 more: failed authentications"]);
        assert_eq!(titles(grouper.tick(now + WINDOW * 2)), ["Recovered: failed authentications"]);
    }

    #[test]
    fn what_was_not_said_is_said_at_the_end() {
        let now = Instant::now();
        let mut grouper = Grouper::new(WINDOW, 10);
        grouper.note(failure("/a", 1), now);
        grouper.note(failure("/b", 1), now);
        grouper.note(failure("/b", 2), now);
        assert_eq!(titles(grouper.close()), ["1 more: internal at /b"]);
    }
}
