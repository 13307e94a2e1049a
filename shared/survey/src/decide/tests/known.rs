//! What is certain takes the place of what was presumed, and an address that of none; whichever comes first.

use super::*;
use crate::examples::slug;
use proptest::prelude::*;
use proptest::sample::subsequence;

fn presumed(happened_at: &str) -> Touchpoint {
    Touchpoint { presumed: true, ..touchpoint("order.delivered", "shop#sent", happened_at) }
}

fn certain(happened_at: &str) -> Touchpoint {
    touchpoint("order.delivered", "shop#carrier", happened_at)
}

fn unaddressed(touchpoint: Touchpoint) -> Touchpoint {
    let mut touchpoint = touchpoint;
    touchpoint.person.address = Address::parse("");
    touchpoint
}

fn with_ask(frozen: &Frozen, reserved: bool) -> Contact {
    let reserved = reserved.then(|| Reservation { attempt: 1, at: at(NOW), by: "a".into() });
    let ask = Ask { survey: "nordlys/delivered".into(), priority: 10, key: frozen.key, reserved };
    Contact { asks: [(frozen.key.id(), ask)].into(), ..Contact::default() }
}

#[test]
fn a_parcel_that_was_sent_is_presumed_to_arrive_after_a_week_at_home_and_two_abroad() {
    let at_home = decided(&presumed("2026-11-20T09:00:00Z"), &Subject::default(), &Contact::default());
    assert_eq!(at_home.decisions[0].frozen.key.due(), at("2026-11-28T09:00:00Z"), "a day after it arrived");
    let mut abroad = presumed("2026-11-20T09:00:00Z");
    abroad.person.country = Some("SE".into());
    abroad.person.time_zone = Some("Europe/Oslo".into());
    let plan = decided(&abroad, &Subject::default(), &Contact::default());
    assert_eq!(plan.decisions[0].frozen.key.due(), at("2026-12-05T09:00:00Z"));
}

#[test]
fn the_carriers_word_takes_the_place_of_the_presumption_once() {
    let first = decided(&presumed("2026-11-18T09:00:00Z"), &Subject::default(), &Contact::default());
    let old = first.decisions[0].frozen.clone();
    let subject = first.subject.unwrap();
    let plan = decided(&certain("2026-11-20T09:00:00Z"), &subject, &with_ask(&old, false));
    let new = &plan.decisions[0].frozen;
    assert_eq!((plan.decisions[0].round, new.key.id(), new.replaces), (1, old.key.id(), Some(old.key)));
    assert_eq!(new.key.due(), at("2026-11-21T09:00:00Z"));
    let subject = plan.subject.unwrap();
    let again = decided(&presumed("2026-11-18T09:00:00Z"), &subject, &with_ask(new, false));
    assert!(again.subject.is_none(), "the shop's own word again changes nothing");
}

#[test]
fn once_it_was_mailed_on_the_presumption_the_carriers_word_mails_nothing_more() {
    let first = decided(&presumed("2026-11-18T09:00:00Z"), &Subject::default(), &Contact::default());
    let old = first.decisions[0].frozen.clone();
    let plan = decided(&certain("2026-11-20T09:00:00Z"), &first.subject.unwrap(), &with_ask(&old, true));
    assert_eq!(plan.decisions[0].frozen.key, old.key);
}

#[test]
fn a_refund_between_sending_and_presumed_arrival_takes_the_occasion_away() {
    let refund = touchpoint("order.refunded", "shop#9", "2026-11-19T09:00:00Z");
    let tombstone = decided(&refund, &Subject::default(), &Contact::default()).subject.unwrap();
    let plan = decided(&presumed("2026-11-18T09:00:00Z"), &tombstone, &Contact::default());
    assert_eq!(plan.decisions[0].frozen.skip, Some(Reason::Voided));
}

#[test]
fn an_event_with_an_address_puts_right_one_that_had_none() {
    let first = decided(&unaddressed(certain("2026-11-20T09:00:00Z")), &Subject::default(), &Contact::default());
    assert_eq!(first.decisions[0].frozen.skip, Some(Reason::NoAddress));
    let plan = decided(&presumed("2026-11-18T09:00:00Z"), &first.subject.unwrap(), &Contact::default());
    let frozen = &plan.decisions[0].frozen;
    assert_eq!((frozen.skip, frozen.key.due()), (None, at("2026-11-21T09:00:00Z")), "by the carrier's time");
}

#[test]
fn a_customer_can_be_asked_again_when_the_survey_allows() {
    let mut first = touchpoint("order.delivered", "shop#1", "2026-08-01T09:00:00Z");
    first.subject = crate::SubjectKey::customer("shop", "77").unwrap();
    let plan = decided(&first, &Subject::default(), &Contact::default());
    let subject = plan.subject.unwrap();
    let round = |happened_at: &str| {
        let again = Touchpoint { event: "shop#2".into(), happened_at: at(happened_at), ..first.clone() };
        decided(&again, &subject, &Contact::default()).decisions[0].round
    };
    assert_eq!(round("2026-10-29T09:00:00Z"), 1, "89 days later");
    assert_eq!(round("2026-10-30T09:00:00Z"), 2, "90 days later");
}

#[test]
fn colleagues_and_whoever_the_owner_names_are_left_out() {
    let line = "exclude = { domains = [\"nordlys.example\"], when = [\"tag.vip == 'yes'\"] }";
    let text = JOURNEY.replace("mode = \"live\"", &format!("mode = \"live\"\n{line}"));
    let journeys = published(crate::journey::file::read(&text).unwrap_or_else(|m| panic!("{m:#?}")).journey);
    let skip = |email: &str, tag: Option<&str>| {
        let mut touchpoint = delivered();
        touchpoint.person.address = Address::parse(email);
        touchpoint.attributes.extend(tag.map(|tag| (tag.to_owned(), "yes".to_owned())));
        decide(&touchpoint, &Subject::default(), &Contact::default(), &rules(&journeys, at(NOW))).decisions[0]
            .frozen
            .skip
    };
    for (email, tag, left_out) in [
        ("siri@nordlys.example", None, true),
        ("siri@lager.NORDLYS.example", None, true),
        ("siri@notnordlys.example", None, false),
        ("kari@example.no", Some("tag.vip"), true),
        ("kari@example.no", Some("tag.new"), false),
    ] {
        assert_eq!(skip(email, tag), left_out.then_some(Reason::Excluded), "{email} {tag:?}");
    }
}

#[test]
fn an_open_door_can_not_bomb_anyone() {
    let text = JOURNEY.replace("quiet_period = \"14d\"", "quiet_period = \"0s\"");
    let open = published(crate::journey::file::read(&text).unwrap_or_else(|m| panic!("{m:#?}")).journey);
    let ask = |n: u8| {
        let key = InvitationKey::new(at("2026-11-21T08:00:00Z"), InvitationId::from_hash([n; 12]));
        let reserved = Some(Reservation { attempt: 1, at: key.due(), by: "a".into() });
        (key.id(), Ask { survey: format!("nordlys/{n}"), priority: 1, key, reserved })
    };
    let after = |mailed: u8| {
        let contact = Contact { asks: (1..=mailed).map(ask).collect(), ..Contact::default() };
        decide(&delivered(), &Subject::default(), &contact, &rules(&open, at(NOW))).decisions[0].frozen.skip
    };
    assert_eq!((after(4), after(5)), (None, Some(Reason::Flood)), "mails to one person in a day");
    let journeys = published(journey());
    let after = |source_today| {
        let rules = Rules { source_today, ..rules(&journeys, at(NOW)) };
        decide(&delivered(), &Subject::default(), &Contact::default(), &rules).decisions[0].frozen.skip
    };
    assert_eq!((after(20_000), after(20_001)), (None, Some(Reason::Flood)));
}

/// What a shop and a carrier can tell of one order.
fn told() -> Vec<Touchpoint> {
    let named = |event: &str, touchpoint: Touchpoint| Touchpoint { event: format!("shop#{event}"), ..touchpoint };
    vec![
        named("sent", presumed("2026-11-18T09:00:00Z")),
        named("arrived", unaddressed(certain("2026-11-19T09:00:00Z"))),
        named("arrived-again", certain("2026-11-20T08:00:00Z")),
        named("refund", touchpoint("order.refunded", "", "2026-11-17T09:00:00Z")),
    ]
}

proptest! {
    #[test]
    fn whatever_the_order_one_invitation_stands_and_it_is_certain_if_anything_was(
        (chosen, order) in subsequence(told(), 1..=4).prop_flat_map(|chosen| {
            let order = Just((0..chosen.len()).collect::<Vec<_>>()).prop_shuffle();
            (Just(chosen), order)
        })
    ) {
        let journeys = published(journey());
        let (mut subject, mut contact) = (Subject::default(), Contact::default());
        for nth in order {
            let mut touchpoint = chosen[nth].clone();
            // As `trigger` does: whom a parcel's event is about is known from the invitation.
            if subject.decisions.values().any(|frozen| frozen.skip.is_none()) {
                touchpoint.person = delivered().person;
            }
            let plan = decide(&touchpoint, &subject, &contact, &rules(&journeys, at(NOW)));
            subject = plan.subject.unwrap_or(subject);
            for decision in plan.decisions.iter().filter(|decision| decision.frozen.skip.is_none()) {
                contact = with_ask(&decision.frozen, false);
            }
        }
        let told = |event: &str| chosen.iter().any(|touchpoint| touchpoint.event == format!("shop#{event}"));
        let standing: Vec<_> = subject.decisions.values().filter(|frozen| frozen.skip.is_none()).collect();
        let someone = told("sent") || told("arrived-again");
        prop_assert_eq!(standing.len(), usize::from(someone));
        if let Some(frozen) = standing.first() {
            let sure = told("arrived-again") || (told("arrived") && told("sent"));
            prop_assert_eq!(frozen.presumed_after.is_none(), sure);
        }
        prop_assert!(subject.voids.contains_key(&slug("order.refunded")) == told("refund"));
    }
}
