use super::*;
use crate::click::{Click, Link, Network, Seen};
use crate::contact::{EVERYTHING, Reservation, Suppression};
use crate::decide::{self, decide};
use crate::examples::{SECRETS, at, journey, published, rules, slug, touchpoint};
use crate::journey::Mode;

const DUE: &str = "2026-11-21T10:00:00Z";

/// A delivery that has been decided, with everything that a sender reads.
struct Case {
    invitation: Invitation,
    journey: Journey,
    subject: Subject,
    contact: Contact,
    dead: BTreeSet<InvitationId>,
    first: Option<Invitation>,
    answered: bool,
}

impl Case {
    fn new() -> Self {
        let journeys = published(journey());
        let touchpoint = touchpoint("order.delivered", "shop#1", "2026-11-20T10:00:00Z");
        let rules = rules(&journeys, at("2026-11-20T10:05:00Z"));
        let plan = decide(&touchpoint, &Subject::default(), &Contact::default(), &rules);
        let invitation = decide::invitation(&touchpoint, &plan.decisions[0], &journeys[0], &SECRETS).unwrap();
        assert_eq!(invitation.key.due(), at(DUE));
        let ask = Ask { survey: "nordlys/delivered".into(), priority: 10, key: invitation.key, reserved: None };
        let contact = Contact { asks: [(invitation.key.id(), ask)].into(), ..Contact::default() };
        let (subject, dead) = (plan.subject.unwrap(), BTreeSet::new());
        Self { invitation, journey: journey(), subject, contact, dead, first: None, answered: false }
    }

    /// The reminder of the same delivery's mail, which was sent at once and is due four days later.
    fn reminder() -> Self {
        let mut case = Self::new();
        case.journey.stages[0].surveys[0].reminder = Some(crate::journey::length::Length::days(4));
        case.reserve(1, "another", DUE);
        let survey = case.journey.survey(&slug("delivered")).unwrap().1;
        let (happened, sent) = (at("2026-11-20T10:00:00Z"), at(DUE));
        let reminder = crate::reminder::reminder(&case.invitation, "0100", &case.journey, survey, happened, sent);
        let first = std::mem::replace(&mut case.invitation, reminder.unwrap());
        case.first = Some(Invitation { state: State::Sent, ..first });
        case
    }

    fn at(&self, now: &str) -> Dispatch {
        let (stage, survey) = self.journey.survey(&slug("delivered")).unwrap();
        let Self { subject, contact, dead, journey, .. } = self;
        let first = First { invitation: self.first.as_ref(), answered: self.answered };
        let situation = Situation { now: at(now), me: "me", journey, stage, survey, subject, contact, dead, first };
        dispatch(&self.invitation, &situation)
    }

    fn now(&self) -> Dispatch {
        self.at(DUE)
    }

    fn reserve(&mut self, attempt: u32, by: &str, since: &str) {
        let ask = self.contact.asks.get_mut(&self.invitation.key.id()).unwrap();
        ask.reserved = Some(Reservation { attempt, at: at(since), by: by.to_owned() });
    }

    fn rival(&mut self, priority: i32, due: &str) -> InvitationKey {
        let key = InvitationKey::new(at(due), InvitationId::from_hash([9; 12]));
        self.contact.asks.insert(key.id(), Ask { survey: "nordlys/solved".into(), priority, key, reserved: None });
        key
    }
}

fn skipped(reason: Reason) -> Dispatch {
    Dispatch::Close(Event::Skip(reason))
}

#[test]
fn what_is_due_and_free_is_reserved() {
    assert_eq!(Case::new().now(), Dispatch::Reserve);
}

#[test]
fn only_the_key_that_the_subject_names_is_mailed() {
    let mut case = Case::new();
    case.invitation.key = InvitationKey::new(at("2026-11-21T09:00:00Z"), case.invitation.key.id());
    assert_eq!(case.now(), Dispatch::Close(Event::Supersede));
}

#[test]
fn a_reservation_is_a_claim() {
    let mut case = Case::new();
    case.reserve(1, "me", "2026-11-21T09:59:00Z");
    assert_eq!(case.now(), Dispatch::GoOn, "mine: its reply was lost");
    case.reserve(1, "another", "2026-11-21T09:59:00Z");
    assert_eq!(case.now(), Dispatch::Leave, "young: its sender is at it");
    assert_eq!(case.at("2026-11-21T10:13:59Z"), Dispatch::Leave);
    assert_eq!(case.at("2026-11-21T10:14:00Z"), Dispatch::Close(Event::Settle), "old: nobody knows");
    case.invitation.attempt = 2;
    assert_eq!(case.now(), Dispatch::Reserve, "released by a new attempt");
    case.invitation.attempt = 1;
    case.reserve(2, "another", "2026-11-21T09:00:00Z");
    assert_eq!(
        case.now(),
        Dispatch::Leave,
        "read before it was released and reserved again: not mine to mail or to settle"
    );
}

#[test]
fn a_void_stops_what_is_not_reserved() {
    let mut case = Case::new();
    case.subject.voids.insert(slug("order.refunded"), at("2026-11-20T12:00:00Z"));
    assert_eq!(case.now(), Dispatch::Close(Event::Void));
    case.subject.voids.insert(slug("order.refunded"), at("2026-11-20T09:00:00Z"));
    assert_eq!(case.now(), Dispatch::Reserve, "what happened before the delivery is not about it");
}

#[test]
fn modes_decide_whether_anybody_is_mailed() {
    let mut case = Case::new();
    case.journey.mode = Mode::Shadow;
    assert_eq!(case.now(), skipped(Reason::Shadow));
    case.journey.mode = Mode::Pilot;
    assert_eq!(case.now(), skipped(Reason::NotInPilot));
    case.journey.pilot_to = case.invitation.address.iter().cloned().collect();
    assert_eq!(case.now(), Dispatch::Reserve);
}

#[test]
fn a_wish_not_to_be_asked_holds_until_the_last_moment() {
    let mut case = Case::new();
    let suppression = Suppression { reason: Reason::Complained, at: at(DUE) };
    case.contact.suppressed.insert(EVERYTHING.to_owned(), suppression);
    assert_eq!(case.now(), skipped(Reason::Complained));
}

#[test]
fn after_an_outage_nothing_too_late_is_mailed_and_closed_windows_are_waited_out() {
    let case = Case::new();
    assert_eq!(case.at("2026-11-21T22:00:00Z"), Dispatch::Leave);
    assert_eq!(case.at("2026-11-22T08:30:00Z"), Dispatch::Reserve);
    assert_eq!(case.at("2026-11-27T10:00:01Z"), skipped(Reason::TooLate));
}

#[test]
fn a_more_important_ask_within_the_quiet_period_goes_first_unless_it_is_dead() {
    let mut case = Case::new();
    let rival = case.rival(20, "2026-12-01T10:00:00Z");
    assert_eq!(case.now(), Dispatch::OutrankedBy(rival));
    case.dead.insert(rival.id());
    assert_eq!(case.now(), Dispatch::Reserve);
}

#[test]
fn less_important_later_or_far_asks_do_not_outrank() {
    for (priority, due) in [(5, "2026-11-21T09:30:00Z"), (10, "2026-11-22T10:00:00Z"), (20, "2026-12-05T10:00:00Z")] {
        let mut case = Case::new();
        case.rival(priority, due);
        assert_eq!(case.now(), Dispatch::Reserve, "{priority} {due}");
    }
    let mut case = Case::new();
    case.rival(20, "2026-11-22T10:00:00Z");
    case.journey.quiet_period = crate::journey::length::Length::default();
    assert_eq!(case.now(), Dispatch::Reserve, "without a quiet period nothing outranks");
}

#[test]
fn what_was_mailed_to_the_same_person_starts_the_quiet_period() {
    let mut case = Case::new();
    let rival = case.rival(1, "2026-11-14T10:00:00Z");
    let reserved = Reservation { attempt: 1, at: at("2026-11-14T10:00:00Z"), by: "another".into() };
    case.contact.asks.get_mut(&rival.id()).unwrap().reserved = Some(reserved);
    assert_eq!(case.now(), skipped(Reason::QuietPeriod));
    assert_eq!(case.at("2026-11-28T10:00:00Z"), skipped(Reason::TooLate));
}

const REMINDED: &str = "2026-11-25T10:00:00Z";

#[test]
fn who_was_mailed_and_has_done_nothing_is_reminded_within_the_quiet_period() {
    assert_eq!(Case::reminder().at(REMINDED), Dispatch::Reserve);
}

#[test]
fn nobody_is_reminded_of_a_mail_that_was_answered_clicked_or_never_came() {
    let nothing = Dispatch::Close(Event::Supersede);
    let answered = Case { answered: true, ..Case::reminder() };
    assert_eq!(answered.at(REMINDED), nothing);
    let gone = Case { first: None, ..Case::reminder() };
    assert_eq!(gone.at(REMINDED), nothing);
    let change = |change: fn(&mut Invitation)| {
        let mut case = Case::reminder();
        change(case.first.as_mut().unwrap());
        case.at(REMINDED)
    };
    let clicked = |first: &mut Invitation| {
        let seen = Seen { at: at(DUE), navigated: false, robot: false };
        first.clicks = [Click { link: Link::Rating(4), network: Network::default(), seen }].into_iter().collect();
    };
    assert_eq!(change(clicked), nothing);
    assert_eq!(change(|first| first.state = State::Dropped), nothing);
    assert_eq!(change(|first| first.state = State::Unknown), nothing);
    assert_eq!(change(|first| first.bounced = true), nothing);
    assert_eq!(change(|first| first.complained = true), nothing);
    assert_eq!(change(|first| first.opted_out = true), nothing);
}

#[test]
fn a_reminder_is_stopped_by_whatever_would_stop_its_first_mail() {
    let mut case = Case::reminder();
    case.subject.voids.insert(slug("order.refunded"), at("2026-11-23T12:00:00Z"));
    assert_eq!(case.at(REMINDED), Dispatch::Close(Event::Void));
    let mut case = Case::reminder();
    let suppression = Suppression { reason: Reason::OptedOut, at: at(DUE) };
    case.contact.suppressed.insert(EVERYTHING.to_owned(), suppression);
    assert_eq!(case.at(REMINDED), skipped(Reason::OptedOut));
    let mut case = Case::reminder();
    case.subject.decisions.clear();
    assert_eq!(case.at(REMINDED), Dispatch::Close(Event::Supersede));
    assert_eq!(Case::reminder().at("2026-11-28T10:00:00Z"), skipped(Reason::TooLate));
    assert_eq!(Case::reminder().at("2026-11-25T22:00:00Z"), Dispatch::Leave);
}

#[test]
fn a_reminder_begins_no_quiet_period_but_counts_for_the_fuse() {
    let mut case = Case::new();
    let key = InvitationKey::new(at("2026-11-20T10:00:00Z"), InvitationId::from_hash([7; 12]).reminder());
    let reserved = Some(Reservation { attempt: 1, at: at("2026-11-20T18:00:00Z"), by: "another".into() });
    case.contact.asks.insert(key.id(), Ask { survey: "nordlys/delivered".into(), priority: 0, key, reserved });
    assert_eq!(case.now(), Dispatch::Reserve);
    case.journey.fuse.person = 1;
    assert_eq!(case.now(), skipped(Reason::Flood));
}
