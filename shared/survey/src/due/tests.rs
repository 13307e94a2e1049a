use super::*;
use crate::examples::{SECRETS, at, journey};
use crate::subject::SubjectKey;
use proptest::prelude::*;

fn id(order: &str) -> InvitationId {
    InvitationId::of(&SECRETS, "nordlys", &SubjectKey::order("shop", order).unwrap(), "delivered", 1)
}

fn oslo() -> TimeZone {
    TimeZone::get("Europe/Oslo").unwrap()
}

fn local(zone: &TimeZone, at: Timestamp) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

#[test]
fn inside_the_window_it_is_due_at_once() {
    let noon = at("2026-11-20T11:00:00Z");
    assert_eq!(due(&journey(), &oslo(), noon, id("1")), noon);
}

#[test]
fn at_night_it_waits_for_the_window_and_is_spread_over_its_first_half_hour() {
    let night = at("2026-11-20T23:00:00Z");
    let dues: Vec<_> = (0..50).map(|n| due(&journey(), &oslo(), night, id(&n.to_string()))).collect();
    for due in &dues {
        let text = local(&oslo(), *due);
        assert!(("2026-11-21 09:00".."2026-11-21 09:30").contains(&text.as_str()), "{text}");
    }
    assert!(dues.iter().collect::<std::collections::BTreeSet<_>>().len() > 40);
}

#[test]
fn quiet_days_are_skipped() {
    let eve = at("2026-12-24T10:00:00Z");
    assert!(local(&oslo(), due(&journey(), &oslo(), eve, id("1"))).starts_with("2026-12-26 09:"));
}

#[test]
fn the_window_opens_at_nine_on_the_customers_clock_on_both_days_of_clock_changes() {
    for (night, opening) in [("2026-03-29T00:30:00Z", "2026-03-29T07"), ("2026-10-25T00:30:00Z", "2026-10-25T08")] {
        let due = due(&journey(), &oslo(), at(night), id("1"));
        assert!(due.to_string().starts_with(opening), "{due}");
    }
}

#[test]
fn a_window_that_opens_in_the_hour_that_is_skipped_opens_right_after_it() {
    let mut journey = journey();
    journey.send_between.from = jiff::civil::time(2, 30, 0, 0);
    let due = due(&journey, &oslo(), at("2026-03-29T00:10:00Z"), id("1"));
    assert!(is_open(&journey, &oslo(), due));
    assert!(local(&oslo(), due).starts_with("2026-03-29 03:"), "{due}");
}

#[test]
fn a_customers_zone_is_their_own_else_their_countrys_else_the_journeys() {
    let name = |zone: TimeZone| zone.iana_name().unwrap().to_owned();
    assert_eq!(name(zone(&journey(), Some("America/New_York"), Some("NO"))), "America/New_York");
    assert_eq!(name(zone(&journey(), Some("nowhere"), Some("FI"))), "Europe/Helsinki");
    assert_eq!(name(zone(&journey(), None, Some("US"))), "Europe/Oslo");
}

proptest! {
    #[test]
    fn a_due_time_is_never_early_and_always_in_the_window(second in 1_700_000_000i64..1_900_000_000, order in 0u32..1000) {
        let earliest = Timestamp::from_second(second).unwrap();
        for zone in [oslo(), TimeZone::get("America/New_York").unwrap(), TimeZone::get("Asia/Kolkata").unwrap()] {
            let due = due(&journey(), &zone, earliest, id(&order.to_string()));
            prop_assert!(due >= earliest);
            prop_assert!(is_open(&journey(), &zone, due));
            prop_assert!(due.duration_since(earliest) < SignedDuration::from_hours(4 * 24));
        }
    }
}
