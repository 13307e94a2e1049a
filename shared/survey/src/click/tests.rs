use super::*;
use crate::secret::tests::secrets;

fn at(seconds: i64) -> Timestamp {
    "2026-11-21T10:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

fn network(name: &str) -> Network {
    Network(name.to_owned())
}

/// A person's, from where they live.
fn click(seconds: i64, link: &str) -> Click {
    let link = if link == "u" { Link::WayOut } else { Link::parse(link).unwrap() };
    Click { link, network: network("home"), seen: Seen { at: at(seconds), navigated: true, robot: false } }
}

fn from(name: &str, click: Click) -> Click {
    Click { network: network(name), ..click }
}

fn seen(click: Click, change: impl FnOnce(&mut Seen)) -> Click {
    let mut click = click;
    change(&mut click.seen);
    click
}

/// At 0, with a reminder an hour later.
fn mailed() -> Mailed {
    Mailed { sent_at: Some(at(0)), reminder: Some(at(3_600)) }
}

/// Sent at 0, looked at two hours later.
#[test]
fn a_lone_click_that_looks_like_a_persons_is_provisional_and_all_else_is_suspect() {
    use Level::{Provisional, Suspect};
    let fetched = |click| seen(click, |seen| seen.navigated = false);
    let robot = |click| seen(click, |seen| seen.robot = true);
    let sweep = |name: &str, at| ["1", "2", "3", "4", "5", "x", "u"].map(|link| from(name, click(at, link)));
    let many = |times: u8| (0..times).map(|nth| from(&nth.to_string(), click(100, "4"))).collect::<Vec<_>>();
    let links = (0..=10).map(|rating| rating.to_string()).chain(["x", "u"].map(str::to_owned));
    let three_of_nps: Vec<_> =
        links.flat_map(|link| ["a", "b", "c"].map(|gateway| from(gateway, click(60, &link)))).collect();
    let and = |clicks: &[Click], person| clicks.iter().cloned().chain([person]).collect::<Vec<_>>();
    let cases = [
        ("one click", vec![click(300, "4")], Some((Provisional, 4))),
        ("the worst rating there is", vec![click(300, "0")], Some((Provisional, 0))),
        ("the same one from two places", vec![click(300, "4"), from("work", click(900, "4"))], Some((Provisional, 4))),
        ("nobody knows from where", vec![from("", click(300, "4"))], Some((Provisional, 4))),
        ("opted out a minute later", vec![click(300, "1"), click(360, "u")], Some((Provisional, 1))),
        ("two ratings", vec![click(300, "4"), click(900, "3")], Some((Suspect, 4))),
        ("two ratings from two places", vec![click(300, "4"), from("work", click(900, "3"))], Some((Suspect, 4))),
        ("within seconds of sending", vec![click(29, "4")], Some((Suspect, 4))),
        ("soon enough for a person", vec![click(30, "4")], Some((Provisional, 4))),
        ("within seconds of the reminder", vec![click(3_605, "4")], Some((Suspect, 4))),
        ("some minutes after the reminder", vec![click(3_800, "4")], Some((Provisional, 4))),
        ("not navigated", vec![fetched(click(300, "4"))], Some((Suspect, 4))),
        ("a robot by its own word", vec![robot(click(300, "4"))], Some((Suspect, 4))),
        ("the honeypot first", vec![click(300, "x"), click(900, "4")], Some((Suspect, 4))),
        ("the honeypot later", vec![click(300, "4"), click(4_000, "x")], Some((Suspect, 4))),
        ("the way out at once", vec![click(300, "u"), click(310, "4")], Some((Suspect, 4))),
        ("from a network of scanners", vec![from("cloud", click(300, "4"))], Some((Suspect, 4))),
        ("every link at once", sweep("gateway", 300).to_vec(), Some((Suspect, 1))),
        ("a person after every link at once", and(&sweep("gateway", 20), click(900, "4")), Some((Provisional, 4))),
        (
            "a person before a network of scanners",
            vec![click(300, "2"), from("cloud", click(900, "4"))],
            Some((Provisional, 2)),
        ),
        (
            "after three that follow every link of an NPS mail",
            and(&three_of_nps, click(900, "9")),
            Some((Provisional, 9)),
        ),
        ("from more places than are kept", many(48), Some((Suspect, 4))),
        ("nothing but the honeypot", vec![click(300, "x")], None),
        ("nothing but the way out", vec![click(300, "u")], None),
        ("nothing at all", vec![], None),
    ];
    let honeypot = || [from("cloud", click(300, "x"))].into_iter().collect::<Clicks>();
    let known: Scanners = [honeypot(), honeypot()].iter().collect();
    for (what, clicks, expected) in cases {
        let clicks: Clicks = clicks.into_iter().collect();
        let found = level(&clicks, mailed(), at(7_200), &known).map(|(level, rating, _)| (level, rating));
        assert_eq!(found, expected, "{what}");
        let alone = level(&clicks, mailed(), at(7_200), &Scanners::default());
        assert!(may_be_a_person(&clicks, mailed()) || alone == level(&clicks, mailed(), at(7_200), &known), "{what}");
    }
}

#[test]
fn the_verdict_waits_for_half_an_hour_without_a_click() {
    let clicks: Clicks = [click(300, "4"), from("work", click(600, "4"))].into_iter().collect();
    let level_at = |seconds| level(&clicks, mailed(), at(seconds), &Scanners::default());
    assert_eq!(level_at(600 + 1_799), None);
    assert_eq!(level_at(600 + 1_800), Some((Level::Provisional, 4, at(300))));
    assert_eq!(
        level(&clicks, Mailed { sent_at: None, reminder: None }, at(7_200), &Scanners::default()),
        Some((Level::Suspect, 4, at(300))),
        "never sent"
    );
}

#[test]
fn a_network_is_one_of_scanners_once_it_has_followed_what_nobody_sees_in_two_mails() {
    let mail = |clicks: &[Click]| clicks.iter().cloned().collect::<Clicks>();
    let cloud = |link| from("cloud", click(300, link));
    let one_mail = [mail(&[cloud("x"), cloud("4")]), mail(&[cloud("4")]), mail(&[click(300, "x")])];
    assert!(!one_mail.iter().collect::<Scanners>().contains(&network("cloud")));
    let two_mails = [mail(&[cloud("x")]), mail(&[cloud("x")]), mail(&[from("", click(300, "x"))])];
    let scanners: Scanners = two_mails.iter().collect();
    assert!(scanners.contains(&network("cloud")) && !scanners.contains(&network("")));
}

#[test]
fn a_network_is_the_same_within_a_day_and_another_on_the_next() {
    let of = |address: &str, seconds| Network::of(address.parse().unwrap(), at(seconds), &secrets());
    assert_eq!(of("192.0.2.7", 0), of("192.0.2.200", 60));
    assert_eq!(of("192.0.2.7", 0), of("::ffff:192.0.2.9", 60));
    assert_eq!(of("2001:db8:1:2::1", 0), of("2001:db8:1:3::2", 60));
    assert_ne!(of("192.0.2.7", 0), of("192.0.3.7", 0));
    assert_ne!(of("192.0.2.7", 0), of("192.0.2.7", 86_400));
}

#[test]
fn peoples_browsers_are_no_robots() {
    for person in [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/604.1",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
        "Mozilla/5.0 (Linux; Android 12; CUBOT KINGKONG 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
    ] {
        assert!(!is_robot(person), "{person}");
    }
    for robot in [
        "",
        "curl/8.5.0",
        "python-requests/2.32",
        "Mozilla/4.0",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
    ] {
        assert!(is_robot(robot), "{robot}");
    }
}

#[test]
fn clicks_are_stored_by_where_they_came_from_and_what_they_followed() {
    let clicks: Clicks = [click(1, "10"), click(2, "x"), click(3, "u"), from("", click(4, "0"))].into_iter().collect();
    let json = serde_json::to_value(&clicks).unwrap();
    assert_eq!(json.as_object().unwrap().keys().collect::<Vec<_>>(), ["#0", "home#10", "home#u", "home#x"]);
    assert_eq!(serde_json::from_value::<Clicks>(json).unwrap(), clicks);
    for bad in ["home", "home#y", "home#256"] {
        assert!(serde_json::from_value::<Place>(bad.into()).is_err(), "{bad}");
    }
    assert_eq!((Link::parse("x"), Link::parse("u"), Link::parse("256")), (Some(Link::Honeypot), None, None));
}
