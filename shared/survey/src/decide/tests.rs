mod known;
mod order;

use super::*;
use crate::address::Address;
use crate::contact::{Ask, EVERYTHING, Reservation, Suppression};
use crate::examples::{JOURNEY, SECRETS, at, journey, published, rules, touchpoint};
use crate::key::{InvitationId, InvitationKey};
use crate::reason::Reason;
use crate::touchpoint::Basis;
use crate::touchpoint::Consent;

const NOW: &str = "2026-11-20T10:00:00Z";

fn decided(touchpoint: &Touchpoint, subject: &Subject, contact: &Contact) -> Plan {
    let journeys = published(journey());
    decide(touchpoint, subject, contact, &rules(&journeys, at(NOW)))
}

fn skip_of(touchpoint: &Touchpoint, contact: &Contact) -> Option<Reason> {
    decided(touchpoint, &Subject::default(), contact).decisions[0].frozen.skip
}

fn delivered() -> Touchpoint {
    touchpoint("order.delivered", "shop#1", "2026-11-20T09:00:00Z")
}

#[test]
fn a_delivery_invites_after_the_delay_in_the_window() {
    let plan = decided(&delivered(), &Subject::default(), &Contact::default());
    let frozen = &plan.decisions[0].frozen;
    assert_eq!((plan.decisions.len(), frozen.skip), (1, None));
    assert_eq!(frozen.key.due(), at("2026-11-21T09:00:00Z"));
    assert_eq!(plan.subject.unwrap().decisions["nordlys/delivered#1"], *frozen);
}

#[test]
fn an_old_event_is_asked_about_no_sooner_than_the_lead_allows() {
    let touchpoint = touchpoint("order.delivered", "shop#1", "2026-11-17T09:00:00Z");
    let plan = decided(&touchpoint, &Subject::default(), &Contact::default());
    assert_eq!(plan.decisions[0].frozen.key.due(), at("2026-11-20T10:15:00Z"));
}

#[test]
fn nobody_is_asked_before_the_time_that_the_source_has_named() {
    let mut touchpoint = delivered();
    let due = |touchpoint: &Touchpoint| {
        decided(touchpoint, &Subject::default(), &Contact::default()).decisions[0].frozen.key.due()
    };
    touchpoint.not_before = Some(at("2026-11-20T12:00:00Z"));
    assert_eq!(due(&touchpoint), at("2026-11-21T09:00:00Z"), "the survey's own delay is longer");
    touchpoint.not_before = Some(at("2026-11-23T12:00:00Z"));
    assert_eq!(due(&touchpoint), at("2026-11-23T12:00:00Z"));
    touchpoint.not_before = Some(at("2026-12-23T12:00:00Z"));
    assert_eq!(skip_of(&touchpoint, &Contact::default()), Some(Reason::TooLate));
}

#[test]
fn having_been_asked_elsewhere_counts_from_the_latest_time() {
    let mut contact = Contact::default();
    let mut note = |when| contact.note_asked("import/other", "import", InvitationId::from_hash([1; 12]), at(when));
    assert!(note("2026-11-10T10:00:00Z"));
    assert!(note("2026-11-15T10:00:00Z"));
    assert!(!note("2026-11-12T10:00:00Z") && !note("2026-11-15T10:00:00Z"));
    assert_eq!(contact.asks.len(), 1);
    assert_eq!(skip_of(&delivered(), &contact), Some(Reason::QuietPeriod));
}

#[test]
fn the_same_event_again_changes_nothing_and_gives_the_first_decision() {
    let first = decided(&delivered(), &Subject::default(), &Contact::default());
    let subject = first.subject.unwrap();
    let again = decided(&delivered(), &subject, &Contact::default());
    assert!(again.subject.is_none());
    assert_eq!(again.decisions, first.decisions);
    let other_id = touchpoint("order.delivered", "shop#2", "2026-11-20T09:00:00Z");
    let again = decided(&other_id, &subject, &Contact::default());
    assert!(again.subject.is_none());
    assert_eq!(again.decisions, first.decisions);
    let later = touchpoint("order.delivered", "shop#3", "2026-11-20T09:30:00Z");
    let moved = decided(&later, &subject, &Contact::default());
    assert_eq!(moved.decisions[0].frozen.key, first.decisions[0].frozen.key);
    assert_eq!(moved.subject.unwrap().decisions.len(), 1);
}

#[test]
fn a_touchpoint_that_no_survey_listens_to_decides_and_writes_nothing() {
    let plan = decided(&touchpoint("account.created", "shop#1", NOW), &Subject::default(), &Contact::default());
    assert!(plan.decisions.is_empty() && plan.subject.is_none());
}

#[test]
fn a_refund_is_remembered_whether_it_comes_after_or_before_the_delivery() {
    let refund = touchpoint("order.refunded", "shop#9", "2026-11-20T09:30:00Z");
    let tombstone = decided(&refund, &Subject::default(), &Contact::default()).subject.unwrap();
    let plan = decided(&delivered(), &tombstone, &Contact::default());
    assert_eq!(plan.decisions[0].frozen.skip, Some(Reason::Voided));
    let invited = decided(&delivered(), &Subject::default(), &Contact::default()).subject.unwrap();
    let voided = decided(&refund, &invited, &Contact::default()).subject.unwrap();
    assert_eq!(voided.voids.values().copied().collect::<Vec<_>>(), [at("2026-11-20T09:30:00Z")]);
}

#[test]
fn a_delivery_after_the_refund_opens_the_next_round_unless_the_first_was_reserved() {
    let first = decided(&delivered(), &Subject::default(), &Contact::default());
    let frozen = first.decisions[0].frozen.clone();
    let refund = touchpoint("order.refunded", "shop#9", "2026-11-20T09:30:00Z");
    let voided = decided(&refund, &first.subject.unwrap(), &Contact::default()).subject.unwrap();
    let later = touchpoint("order.delivered", "shop#3", "2026-11-20T09:45:00Z");
    let ask = Ask { survey: "nordlys/delivered".into(), priority: 10, key: frozen.key, reserved: None };
    let mut contact = Contact { asks: [(frozen.key.id(), ask)].into(), ..Contact::default() };
    assert_eq!(decided(&later, &voided, &contact).decisions[0].round, 2);
    let reserved = Reservation { attempt: 1, at: at(NOW), by: "a".into() };
    contact.asks.get_mut(&frozen.key.id()).unwrap().reserved = Some(reserved);
    assert_eq!(decided(&later, &voided, &contact).decisions[0].round, 1);
    let old_event_late = touchpoint("order.delivered", "shop#4", "2026-11-20T09:10:00Z");
    contact.asks.get_mut(&frozen.key.id()).unwrap().reserved = None;
    assert_eq!(decided(&old_event_late, &voided, &contact).decisions[0].round, 1);
}

#[test]
fn addresses_that_no_one_can_be_mailed_at_are_skipped_with_their_reason() {
    let mut touchpoint = delivered();
    touchpoint.person.address = Address::parse("");
    assert_eq!(skip_of(&touchpoint, &Contact::default()), Some(Reason::NoAddress));
    touchpoint.person.address = Address::parse("nobody");
    assert_eq!(skip_of(&touchpoint, &Contact::default()), Some(Reason::BadAddress));
}

#[test]
fn each_country_asks_for_its_own_ground() {
    let mut german = delivered();
    german.person.country = Some("DE".into());
    assert_eq!(skip_of(&german, &Contact::default()), Some(Reason::NoNotice));
    german.consent = Some(Consent { basis: Basis::Consent, noticed_at: None });
    assert_eq!(skip_of(&german, &Contact::default()), None);
    let mut finn = touchpoint("order.delivered", "shop#1", "2025-12-31T09:00:00Z");
    finn.person.country = Some("FI".into());
    assert_eq!(skip_of(&finn, &Contact::default()), Some(Reason::NoNotice));
    finn.consent = Some(Consent { basis: Basis::LegitimateInterest, noticed_at: Some(at("2025-12-30T00:00:00Z")) });
    assert_ne!(skip_of(&finn, &Contact::default()), Some(Reason::NoNotice));
}

#[test]
fn too_late_is_too_late() {
    let touchpoint = touchpoint("order.delivered", "shop#1", "2026-11-10T09:00:00Z");
    assert_eq!(skip_of(&touchpoint, &Contact::default()), Some(Reason::TooLate));
}

#[test]
fn whoever_opted_out_of_everything_or_of_this_stage_is_not_asked() {
    for (scope, skipped) in [(EVERYTHING, true), ("delivery", true), ("support", false)] {
        let suppression = Suppression { reason: Reason::OptedOut, at: at(NOW) };
        let contact = Contact { suppressed: [(scope.to_owned(), suppression)].into(), ..Contact::default() };
        assert_eq!(skip_of(&delivered(), &contact), skipped.then_some(Reason::OptedOut), "{scope}");
    }
}

#[test]
fn only_if_and_sampling_leave_people_out() {
    let with = |line: &str| {
        let text = JOURNEY.replace("priority = 10", &format!("priority = 10\n{line}"));
        published(crate::journey::file::read(&text).unwrap_or_else(|m| panic!("{m:#?}")).journey)
    };
    let skip = |journeys: &[Published], touchpoint: &Touchpoint| {
        decide(touchpoint, &Subject::default(), &Contact::default(), &rules(journeys, at(NOW))).decisions[0].frozen.skip
    };
    let posten = with("only_if = \"carrier == 'Posten'\"");
    assert_eq!(skip(&posten, &delivered()), Some(Reason::NotIncluded));
    let mut by_posten = delivered();
    by_posten.attributes.insert("carrier".into(), "Posten".into());
    assert_eq!(skip(&posten, &by_posten), None);
    let half = with("sample = 0.5");
    let orders = (0..400).map(|n| {
        let mut touchpoint = delivered();
        touchpoint.subject = crate::SubjectKey::order("shop", &n.to_string()).unwrap();
        touchpoint
    });
    let asked = orders.filter(|touchpoint| skip(&half, touchpoint).is_none()).count();
    assert!((150..250).contains(&asked), "{asked}");
}

#[test]
fn an_ask_that_was_mailed_within_the_quiet_period_stands_in_the_way() {
    let other = InvitationKey::new(at("2026-11-15T10:00:00Z"), InvitationId::from_hash([1; 12]));
    let mut ask = Ask { survey: "nordlys/solved".into(), priority: 5, key: other, reserved: None };
    let contact = |ask: &Ask| Contact { asks: [(other.id(), ask.clone())].into(), ..Contact::default() };
    assert_eq!(skip_of(&delivered(), &contact(&ask)), None, "only sending starts the quiet period");
    ask.reserved = Some(Reservation { attempt: 1, at: at("2026-11-15T10:00:00Z"), by: "a".into() });
    assert_eq!(skip_of(&delivered(), &contact(&ask)), Some(Reason::QuietPeriod));
    ask.survey = "nordlys/delivered".into();
    ask.reserved = Some(Reservation { attempt: 1, at: at("2026-09-15T10:00:00Z"), by: "a".into() });
    assert_eq!(skip_of(&delivered(), &contact(&ask)), Some(Reason::AskedRecently));
}

#[test]
fn the_item_keeps_declared_segments_only_and_no_address_when_nobody_is_asked() {
    let journeys = published(journey());
    let mut touchpoint = delivered();
    touchpoint.attributes = [("carrier".into(), "Bring".into()), ("card".into(), "4111".into())].into();
    let plan = decided(&touchpoint, &Subject::default(), &Contact::default());
    let item = invitation(&touchpoint, &plan.decisions[0], &journeys[0], &SECRETS).unwrap();
    assert_eq!(item.context.segments.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>(), ["carrier=Bring"]);
    assert!(item.address.is_some() && item.state == State::Pending && item.attempt == 1);
    let late = crate::examples::touchpoint("order.delivered", "shop#1", "2026-11-01T09:00:00Z");
    let plan = decided(&late, &Subject::default(), &Contact::default());
    let item = invitation(&late, &plan.decisions[0], &journeys[0], &SECRETS).unwrap();
    assert!(item.address.is_none() && item.state == State::Skipped && item.reason == Some(Reason::TooLate));
}
