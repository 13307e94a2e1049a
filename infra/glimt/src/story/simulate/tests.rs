use super::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const UNTIL: &str = "2026-11-22T08:00:00Z";

fn until() -> Timestamp {
    UNTIL.parse().unwrap()
}

fn shop(seed: u64) -> Shop {
    Shop::new(seed, 60, until(), "nordlys")
}

fn stories(seed: u64) -> Vec<Story> {
    shop(seed).stories(0..CUSTOMERS)
}

fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_else(|| panic!("{path} in {value}"))
}

fn kind(event: &Happening) -> &str {
    text(&event.event, "/type")
}

/// The answers of each survey since a number of days before the end.
fn answers(stories: &[Story], days: i64) -> BTreeMap<&str, usize> {
    let since = until() - SignedDuration::from_hours(24 * days);
    let recent = stories.iter().flat_map(|story| &story.replies).filter(|reply| reply.at >= since);
    recent.fold(BTreeMap::new(), |mut counts, reply| {
        *counts.entry(reply.survey.as_deref().unwrap()).or_default() += 1;
        counts
    })
}

#[test]
fn the_same_seed_gives_the_same_stories_and_another_seed_others() {
    assert_eq!(stories(1), stories(1));
    assert_ne!(stories(1), stories(2));
    assert!(shop(1).stories(0..0).is_empty());
}

#[test]
fn a_customers_story_is_the_same_whoever_else_is_told_of() {
    let mut one_by_one: Vec<_> = (0..300).flat_map(|number| shop(1).stories(number..number + 1)).collect();
    one_by_one.sort_by_key(|story| story.events[0].at);
    assert_eq!(one_by_one, shop(1).stories(0..300));
}

#[test]
fn every_event_is_a_cloud_event_with_all_that_is_required() {
    let mut ids = BTreeSet::new();
    for story in stories(1) {
        assert!(!story.events.is_empty() && story.events.is_sorted_by_key(|event| event.at));
        for Happening { at, event } in &story.events {
            assert_eq!(text(event, "/specversion"), "1.0");
            assert_eq!(text(event, "/source"), "nordlys");
            assert_eq!(text(event, "/data/contact/email"), story.person);
            assert_eq!(story.behaviour.bounces, story.person.ends_with("@bounce.test"));
            assert_eq!(text(event, "/data/happened_at").parse::<Timestamp>().unwrap(), *at);
            assert_eq!(text(event, "/time"), text(event, "/data/happened_at"));
            let subject = if text(event, "/type").starts_with("ticket.") { "ticket" } else { "order" };
            let number = text(event, &format!("/data/{subject}/id"));
            assert!(text(event, "/id").starts_with(number));
            assert!(ids.insert(text(event, "/id").to_owned()), "{event}");
            let country = text(event, "/data/contact/country");
            assert!(["NO", "SE", "DK"].contains(&country));
            if let Some(value) = event.pointer("/data/value") {
                survey::touchpoint::Money::parse(text(value, "/amount"), text(value, "/currency")).unwrap();
            }
        }
    }
}

#[test]
fn every_rating_is_on_its_surveys_scale_and_nothing_happens_after_the_end() {
    let scale = |survey: &str| match survey {
        "ordered" | "returned" => 1..=7,
        "delivered" | "helped" => 1..=5,
        "relationship" => 0..=10,
        other => panic!("{other}"),
    };
    let mut seen: BTreeMap<String, BTreeSet<u8>> = BTreeMap::new();
    for story in stories(1).into_iter().chain(stories(2)) {
        assert!(story.events.iter().all(|event| event.at <= until()));
        assert!(story.replies.is_sorted_by_key(|reply| reply.at));
        for reply in story.replies {
            let survey = reply.survey.unwrap();
            assert!(reply.at <= until() && scale(&survey).contains(&reply.rating));
            seen.entry(survey).or_default().insert(reply.rating);
        }
        if let Some(click) = story.behaviour.click {
            assert!(scale(&click.survey).contains(&click.rating));
        }
    }
    assert_eq!(seen["delivered"].len(), 5, "every rating is given by somebody: {seen:?}");
}

#[test]
fn the_last_day_is_told_up_to_its_end() {
    let until: Timestamp = "2026-11-22T20:00:00Z".parse().unwrap();
    for seed in 1..=4 {
        let stories = Shop::new(seed, 2, until, "nordlys").stories(0..54);
        let today = stories.iter().filter(|story| kind(&story.events[0]) == "order.paid");
        let today = today.filter(|story| story.events[0].at.to_zoned(OSLO.clone()).day() == 22).count();
        assert!((14..=30).contains(&today), "{today}");
    }
}

#[test]
fn the_same_customer_is_the_same_person_everywhere() {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let stories = stories(1);
    for event in stories.iter().flat_map(|story| &story.events) {
        let (email, name) = (text(&event.event, "/data/contact/email"), text(&event.event, "/data/contact/name"));
        assert_eq!(names.entry(email.to_owned()).or_insert(name.to_owned()), name);
    }
    assert!(names.len() < stories.len(), "some customers come back");
}

#[test]
fn the_later_a_parcel_the_lower_the_rating_and_the_new_carrier_is_less_often_late() {
    let change = improvement(60, until()).at(0, 0, 0, 0).to_zoned(OSLO.clone()).unwrap().timestamp();
    let (mut by_delay, mut by_time): (BTreeMap<i64, Vec<u8>>, BTreeMap<bool, Vec<i64>>) = Default::default();
    for story in (1..=4).flat_map(stories) {
        let at = |wanted: &str| story.events.iter().find(|event| kind(event) == wanted).map(|event| event.at);
        let (Some(paid), Some(delivered)) = (at("order.paid"), at("order.delivered")) else { continue };
        let day = |at: Timestamp| at.to_zoned(OSLO.clone()).date();
        let days = i64::from(day(paid).until(day(delivered)).unwrap().get_days());
        assert!((1..=6).contains(&days));
        by_time.entry(paid >= change).or_default().push(i64::from(days > 3));
        let rated = story.replies.iter().filter(|reply| reply.survey.as_deref() == Some("delivered"));
        by_delay.entry((days - 3).max(0)).or_default().extend(rated.map(|reply| reply.rating));
    }
    let means: Vec<f64> =
        by_delay.values().map(|r| r.iter().map(|r| f64::from(*r)).sum::<f64>() / r.len() as f64).collect();
    assert!(means.len() == 4 && means.is_sorted_by(|sooner, later| sooner > later), "{means:?}");
    assert!(means[0] > 4.2 && means[3] < 2.0, "{means:?}");
    let late = |after: bool| 100 * by_time[&after].iter().sum::<i64>() / by_time[&after].len() as i64;
    assert!((28..42).contains(&late(false)) && (8..22).contains(&late(true)), "{} {}", late(false), late(true));
}

#[test]
fn ratings_fall_as_the_stated_distribution_says_and_answering_has_nothing_to_do_with_them() {
    let (mut given, mut expected) = (BTreeMap::<u8, f64>::new(), BTreeMap::<u8, f64>::new());
    let (mut asked, mut answered) = ([0.0; 2], [0.0; 2]);
    for story in (1..=8).flat_map(stories) {
        let Some(view) = story.views.iter().find(|view| view.survey == "delivered") else { continue };
        let late = usize::from(view.tenths < 45);
        asked[late] += 1.0;
        if let Some(last) = story.replies.iter().rfind(|reply| reply.survey.as_deref() == Some("delivered")) {
            answered[late] += 1.0;
            *given.entry(last.rating).or_default() += 1.0;
            let ways = throws(view);
            let all: u64 = ways.values().sum();
            ways.iter().for_each(|(r, n)| *expected.entry(*r).or_default() += *n as f64 / all as f64);
        }
    }
    for (rating, expected) in expected {
        // Within four standard deviations of a count.
        assert!((given[&rating] - expected).abs() < 4.0 * expected.sqrt(), "{rating}: {given:?}, {expected}");
    }
    let shares: [f64; 2] = [0, 1].map(|late| answered[late] / asked[late]);
    assert!((shares[0] - shares[1]).abs() < 0.04, "{shares:?}");
}

#[test]
fn some_answers_come_when_their_link_has_died() {
    let late = |story: &Story| {
        let first = story.events[0].at;
        story.replies.iter().any(|reply| reply.at > first + SignedDuration::from_hours(31 * 24))
    };
    assert!(stories(1).iter().filter(|story| late(story)).count() > 3);
}

#[test]
fn most_stages_have_enough_answers_and_returns_have_too_few() {
    for seed in 1..=8 {
        let stories = stories(seed);
        let answers = answers(&stories, 28);
        // Of the answers about the order a quarter count: only so many customers are asked.
        assert!(answers["ordered"] / 4 > 30, "{seed}: {answers:?}");
        assert!(
            ["delivered", "helped", "relationship"].iter().all(|survey| answers[survey] > 35),
            "{seed}: {answers:?}"
        );
    }
    // In the days that everybody sees first.
    assert!((1..5).contains(&answers(&stories(2026), 28)["returned"]));
}

#[test]
fn everything_that_can_become_of_a_mail_becomes_of_some() {
    let stories = stories(1);
    let some = |is: fn(&Story) -> bool| stories.iter().filter(|story| is(story)).count();
    assert!(some(|story| story.behaviour.scanned) > 50);
    assert!(some(|story| story.behaviour.click.is_some()) > 30);
    assert!(some(|story| story.behaviour.opts_out_after.is_some()) > 10);
    assert!(some(|story| story.person.ends_with("@bounce.test")) > 10);
    assert!(some(|story| survey::Address::parse(&story.person).is_err()) > 3);
    for wanted in ["order.cancelled", "order.refunded", "return.completed", "ticket.solved", "ticket.reopened"] {
        assert!(stories.iter().flat_map(|story| &story.events).any(|event| kind(event) == wanted), "{wanted}");
    }
}

#[test]
fn customers_use_nearly_every_remark_about_what_is_asked_often() {
    let stories: Vec<_> = (1..=4).flat_map(stories).collect();
    let replies = stories.iter().flat_map(|story| &story.replies);
    let often = replies.filter(|reply| reply.survey.as_deref() != Some("returned"));
    let remarks: BTreeSet<_> = often.filter_map(|reply| reply.comment.as_deref()).collect();
    assert!(remarks.len() > 42, "{} of 48: {remarks:#?}", remarks.len());
}
