//! The order in which a subject's events arrive does not matter, nor how often.

use super::*;
use crate::examples::slug;
use jiff::ToSpan;
use proptest::prelude::*;

/// Something that happened to the order, this many minutes after eight.
#[derive(Debug, Clone)]
struct Happened {
    refund: bool,
    minutes: i64,
}

fn events() -> impl Strategy<Value = Vec<Happened>> {
    let one = (any::<bool>(), 0..100_i64).prop_map(|(refund, minutes)| Happened { refund, minutes });
    prop::collection::vec(one, 1..8)
}

fn shuffled() -> impl Strategy<Value = (Vec<Happened>, Vec<usize>)> {
    events().prop_flat_map(|events| {
        let order = Just((0..events.len()).collect::<Vec<_>>()).prop_shuffle();
        (Just(events), order)
    })
}

/// A subject and the contact of its customer, as `trigger` keeps them.
#[derive(Default)]
struct Kept {
    subject: Subject,
    contact: Contact,
}

impl Kept {
    fn take(&mut self, nth: usize, event: &Happened, journeys: &[Published]) -> Plan {
        let kind = if event.refund { "order.refunded" } else { "order.delivered" };
        let happened_at = at("2026-11-20T08:00:00Z") + event.minutes.minutes();
        let touchpoint = touchpoint(kind, &format!("shop#{nth}"), &happened_at.to_string());
        let plan = decide(&touchpoint, &self.subject, &self.contact, &rules(journeys, at(NOW)));
        if let Some(subject) = plan.subject.clone() {
            self.subject = subject;
        }
        for decision in plan.decisions.iter().filter(|decision| decision.frozen.skip.is_none()) {
            let key = decision.frozen.key;
            let ask = Ask { survey: "nordlys/delivered".into(), priority: 10, key, reserved: None };
            self.contact.asks.entry(key.id()).or_insert(ask);
        }
        plan
    }

    /// How many invitations no void takes away.
    fn alive(&self) -> usize {
        let void = self.subject.newest_void(&[slug("order.refunded")]);
        let stands = |frozen: &&Frozen| frozen.skip.is_none() && void.is_none_or(|void| frozen.happened_at > void);
        self.subject.decisions.values().filter(stands).count()
    }
}

fn in_order(events: &[Happened], order: &[usize], journeys: &[Published]) -> Kept {
    let mut kept = Kept::default();
    for nth in order {
        kept.take(*nth, &events[*nth], journeys);
    }
    kept
}

proptest! {
    #[test]
    fn one_invitation_stands_exactly_if_something_was_delivered_after_the_newest_refund((events, order) in shuffled()) {
        let newest = |refund| events.iter().filter(|e| e.refund == refund).map(|e| e.minutes).max();
        let wanted = newest(false) > newest(true);
        prop_assert_eq!(in_order(&events, &order, &published(journey())).alive(), usize::from(wanted));
    }

    #[test]
    fn whoever_is_left_out_by_sampling_is_left_out_in_any_order((events, order) in shuffled()) {
        let text = JOURNEY.replace("priority = 10", "priority = 10\nsample = 0.5");
        let journeys = published(crate::journey::file::read(&text).unwrap_or_else(|m| panic!("{m:#?}")).journey);
        let as_they_come: Vec<_> = (0..events.len()).collect();
        let expected = in_order(&events, &as_they_come, &journeys).alive();
        prop_assert_eq!(in_order(&events, &order, &journeys).alive(), expected);
    }

    #[test]
    fn a_repeat_at_any_later_time_gives_the_first_decision_and_changes_nothing((events, order) in shuffled()) {
        let journeys = published(journey());
        let mut kept = Kept::default();
        let named = |plan: &Plan| plan.decisions.iter().map(|d| (d.round, d.frozen.key, d.frozen.skip)).collect::<Vec<_>>();
        let mut first = Vec::new();
        for nth in order {
            first.push((nth, named(&kept.take(nth, &events[nth], &journeys))));
            for (nth, first) in &first {
                let again = kept.take(*nth, &events[*nth], &journeys);
                prop_assert!(again.subject.is_none());
                prop_assert_eq!(&named(&again), first);
            }
        }
    }
}
