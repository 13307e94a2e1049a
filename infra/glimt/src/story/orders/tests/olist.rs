//! Against the real file, where it is.

use super::*;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/olist/orders_reviews.csv");

fn olist() -> Option<Orders> {
    let Ok(file) = std::fs::File::open(FILE) else {
        // Straight to the terminal: the test harness keeps what a passing test prints to itself.
        writeln!(std::io::stderr(), "\nSKIPPED: there is no {FILE}\n").unwrap();
        return None;
    };
    let columns = Columns::parse(include_str!("../../../../../replay/olist.toml")).unwrap();
    Some(read(file, &columns, "olist").unwrap())
}

fn attribute<'a>(story: &'a Story, name: &str) -> Option<&'a str> {
    story.events[0].event["data"]["attributes"].get(name)?.as_str()
}

#[test]
fn the_real_orders_have_their_known_figures() {
    let Some(orders) = olist() else { return };
    assert_eq!((orders.rows, orders.orders, orders.stories.len(), orders.refused.len()), (22_030, 21_925, 21_925, 0));
    let mut ratings = BTreeMap::new();
    let mut states: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let (mut delivered, mut late) = ((0, 0), (0, 0));
    let one = |counts: &mut (u32, u32), good: bool| *counts = (counts.0 + 1, counts.1 + u32::from(good));
    for story in &orders.stories {
        let Some(reply) = story.replies.last() else { continue };
        *ratings.entry(reply.rating).or_insert(0) += 1;
        let good = reply.rating >= 4;
        one(states.entry(attribute(story, "state").unwrap()).or_default(), good);
        if let Some(lateness) = attribute(story, "late") {
            one(&mut delivered, good);
            if lateness == "yes" {
                one(&mut late, good);
            }
        }
    }
    assert_eq!(Vec::from_iter(ratings), [(1, 2_500), (2, 694), (3, 1_825), (4, 4_273), (5, 12_466)]);
    assert_eq!((states["SP"], states["RJ"], states["MG"]), ((9_269, 7_348), (2_789, 1_993), (2_538, 1_983)));
    assert_eq!((delivered, late), ((21_147, 16_664), (1_414, 362)));
}

#[test]
fn every_real_order_is_asked_about_once_and_an_event_never_happens_after_it_is_fired() {
    let Some(orders) = olist() else { return };
    let mut ids = std::collections::BTreeSet::new();
    let mut overdue = 0;
    for story in &orders.stories {
        let fired = fired(story);
        let [(kind, happened_at, at)] = fired[..] else { panic!("{fired:?}") };
        assert!(happened_at <= at);
        assert!(story.replies.is_sorted_by_key(|reply| reply.at));
        overdue += u32::from(kind == "order.overdue");
        assert!(ids.insert(story.events[0].event["id"].as_str().unwrap()));
        assert!(survey::Address::parse(&story.person).is_ok());
    }
    assert_eq!(overdue, 641);
    assert!(orders.stories.is_sorted_by_key(|story| story.events[0].at));
}
