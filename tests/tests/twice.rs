//! Everything twice, at once, and in any order: the same decisions, the same mails, the same tables.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use futures::future::join_all;
use glimt::journeys;
use glimt::story::simulate::dice::Dice;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use survey::invitation::State;
use tests::events::mixed;
use tests::shop::{JOURNEY, START, Shop};
use tests::stream;

fn journey() -> String {
    let voids = "void_on = [\"order.refunded\", \"order.cancelled\"]";
    JOURNEY.replace("void_on = [\"order.refunded\"]", voids)
}

/// The tables, but for who reserved what, which alert was first, and what SES called the mails: those differ from run to
/// run.
async fn settled(shop: &Shop) -> Result<Vec<String>> {
    let without = |mut line: String, name: &str| {
        while let Some(start) = line.find(&format!("\"{name}\":\"")) {
            let value = start + name.len() + 4;
            let end = value + line[value..].find('"').unwrap() + 1;
            line.replace_range(start..end, "");
        }
        line
    };
    let lines = shop.everything().await?.into_iter();
    Ok(lines.map(|line| without(without(without(line, "message_id"), "by"), "name")).collect())
}

/// Who was mailed about which touchpoint's survey.
fn mailed(shop: &Shop) -> BTreeSet<(String, String)> {
    let survey = |subject: &str| if subject.contains("leveringen") { "delivered" } else { "solved" };
    let of = |mail: glimt::aws::ses::Message| {
        let survey = survey(mail.html.as_deref().unwrap_or_default()).to_owned();
        (mail.to, survey)
    };
    shop.mails().into_iter().map(of).collect()
}

fn id(event: &Value) -> String {
    event["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_deliveries_of_one_event_at_once_make_one_invitation_one_ask_and_one_mail() -> Result<()> {
    let shop = Shop::on(JOURNEY, |client| client.taking_turns()).await?;
    let event = Arc::new(shop.order("e1", "order.delivered", "5512", "kari@example.no"));
    let world = || shop.world.beside(shop.world.clock.clone()).map(Arc::new);
    let worlds: Vec<_> = (0..8).map(|_| world()).collect::<Result<_>>()?;
    let fire = |nth: usize| {
        let (world, event) = (Arc::clone(&worlds[nth % worlds.len()]), Arc::clone(&event));
        tokio::spawn(async move { world.fire(&event, false).await })
    };
    let answers = join_all((0..1_000).map(fire)).await;
    let mut decisions = BTreeSet::new();
    for answer in answers {
        let answer = answer??;
        assert!(matches!(answer.status, 200 | 202), "{}: {}", answer.status, answer.body);
        decisions.insert(answer.json()["decisions"].to_string());
    }
    assert_eq!(decisions.len(), 1, "{decisions:?}");
    assert_eq!(
        (shop.count("subjects").await?, shop.count("contacts").await?, shop.count("invitations").await?),
        (1, 1, 1)
    );
    let tables = shop.everything().await?;
    let written_once = |table: &str| tables.iter().any(|line| line.starts_with(table) && line.contains("\"rev\":1"));
    assert!(written_once("subjects") && written_once("contacts"), "{tables:#?}");
    shop.world.clock.set("2026-11-21T09:00:00Z".parse()?);
    let sweep = |world: &Arc<glimt::world::World>| {
        let world = Arc::clone(world);
        tokio::spawn(async move { world.send().await })
    };
    for swept in join_all(worlds.iter().map(sweep)).await {
        swept??;
    }
    assert_eq!(shop.mails().len(), 1);
    Ok(())
}

/// Fires each event at a time of its own, and sweeps each hour; gives the decisions of each event's first copy.
/// Every copy that is not the first must be decided alike.
async fn play(shop: &Shop, stream: &[(usize, Value)]) -> Result<BTreeMap<String, String>> {
    let start: jiff::Timestamp = START.parse()?;
    let mut decided: BTreeMap<String, String> = BTreeMap::new();
    let mut hour = 0;
    for (nth, event) in stream {
        let now = start + jiff::SignedDuration::from_secs(*nth as i64 * 20);
        shop.world.clock.set(now);
        if nth / 180 > hour {
            hour = nth / 180;
            shop.world.send().await?;
        }
        let answer = shop.fire(event).await?;
        assert!(matches!(answer.status, 200 | 202), "{}: {}", answer.status, answer.body);
        let decisions = answer.json()["decisions"].to_string();
        let first = decided.entry(id(event)).or_insert_with(|| decisions.clone());
        assert_eq!(*first, decisions, "{event}");
    }
    Ok(decided)
}

#[tokio::test]
async fn ten_thousand_events_with_repeats_anywhere_decide_as_the_first_copies_in_order() -> Result<()> {
    let once = Shop::with(&journey()).await?;
    let twice = Shop::with(&journey()).await?;
    let mut dice = Dice::of(7);
    let events = mixed(&once, &mut dice, 4_000, 300, START.parse()?);
    let first_copies: Vec<_> = events.iter().cloned().enumerate().collect();
    // 10,000 deliveries: every event, and 6,000 repeats, each at its event's place or any later one.
    let mut all: Vec<_> = first_copies.iter().map(|(nth, event)| ((*nth, 0), event.clone())).collect();
    for repeat in 1..=6_000 {
        let below = |dice: &mut Dice, end: usize| usize::try_from(dice.below(end as u64));
        let nth = below(&mut dice, events.len())?;
        let later = nth + below(&mut dice, events.len() - nth)?;
        all.push(((later, repeat), events[nth].clone()));
    }
    all.sort_by_key(|(place, _)| *place);
    let all: Vec<_> = all.into_iter().map(|((nth, _), event)| (nth, event)).collect();
    assert_eq!(play(&once, &first_copies).await?, play(&twice, &all).await?);
    let (once_left, twice_left) = (settled(&once).await?, settled(&twice).await?);
    let differs = once_left.iter().zip(&twice_left).find(|(once, twice)| once != twice);
    assert_eq!(differs, None);
    assert_eq!(once_left.len(), twice_left.len());
    assert!(mailed(&once).len() > 100 && mailed(&once) == mailed(&twice));
    Ok(())
}

#[tokio::test]
async fn the_same_events_in_any_order_mail_the_same_people_about_the_same_surveys() -> Result<()> {
    let mut expected = None;
    for seed in 0..6 {
        let shop = Shop::with(&journey()).await?;
        let mut events = mixed(&shop, &mut Dice::of(42), 400, 80, START.parse()?);
        if seed > 0 {
            Dice::of(seed).shuffle(&mut events);
        }
        for event in &events {
            assert_eq!(shop.fire(event).await?.status / 100, 2);
        }
        for hours in 0..30 {
            shop.world.clock.set(START.parse::<jiff::Timestamp>()? + jiff::SignedDuration::from_hours(hours));
            shop.world.send().await?;
        }
        let mailed = mailed(&shop);
        let about = |survey: &str| mailed.iter().filter(|(_, about)| about == survey).count();
        assert!(about("delivered") > 40 && about("solved") > 3, "{mailed:?}");
        let expected = expected.get_or_insert_with(|| mailed.clone());
        let missed: Vec<_> = expected.symmetric_difference(&mailed).collect();
        assert!(missed.is_empty(), "seed {seed}: {missed:?}");
    }
    Ok(())
}

/// A day of a shop, every function invoked so many times side by side, and everything delivered so many times.
async fn day(times: usize) -> Result<Shop> {
    let shop = Shop::on(&journey(), |client| client.taking_turns()).await?;
    let worlds: Vec<_> = (0..times).map(|_| shop.world.beside(shop.world.clock.clone())).collect::<Result<_>>()?;
    for n in 0..40 {
        let email = match n {
            0 => "kari@bounce.test".to_owned(),
            1 => "ola@complaint.test".to_owned(),
            _ => format!("c{n}@example.no"),
        };
        shop.fire(&shop.order(&format!("e{n}"), "order.delivered", &n.to_string(), &email)).await?;
    }
    shop.world.clock.set("2026-11-21T09:00:00Z".parse()?);
    for swept in join_all(worlds.iter().map(|world| world.send())).await {
        swept?;
    }
    let reports = shop.world.ses.take_events();
    for report in &reports {
        for heard in join_all(worlds.iter().map(|world| world.invoke("feedback", report.clone()))).await {
            heard?;
        }
    }
    // What SES reports may also come again much later, and in another order.
    for report in reports.iter().rev().take(reports.len() * (times - 1)) {
        shop.world.invoke("feedback", report.clone()).await?;
    }
    let mut mails = shop.mails();
    mails.sort_by(|a, b| a.to.cmp(&b.to));
    for (mail, rating) in mails.iter().zip([1, 2, 3, 4, 5].into_iter().cycle()) {
        let links = glimt::parcel::links(mail.html.as_deref().unwrap(), &shop.world.settings.public_url);
        let page = links.iter().find(|link| link.starts_with("/r/")).unwrap();
        for _ in 0..times {
            assert_eq!(shop.post(page, &format!("rating={rating}&comment=Takk")).await?.status, 303);
        }
    }
    let batch = stream::batch(&shop).await?;
    for alerted in join_all(worlds.iter().map(|world| world.alert(batch.clone()))).await {
        alerted?;
    }
    shop.world.clock.set("2026-11-21T11:00:00Z".parse()?);
    for folded in join_all(worlds.iter().map(|world| world.aggregate(json!({ "schedule": "nightly" })))).await {
        folded?;
    }
    Ok(shop)
}

#[tokio::test]
async fn every_function_side_by_side_and_everything_delivered_thrice_leaves_what_once_would() -> Result<()> {
    let (once, thrice) = (day(1).await?, day(3).await?);
    let (once_left, thrice_left) = (settled(&once).await?, settled(&thrice).await?);
    let differs = once_left.iter().zip(&thrice_left).find(|(once, thrice)| once != thrice);
    assert_eq!(differs, None);
    assert_eq!(once_left.len(), thrice_left.len());
    let sent = |shop: &Shop| {
        let mut to: Vec<_> = shop.world.ses.messages().into_iter().map(|mail| mail.to).collect();
        to.sort();
        to
    };
    assert_eq!(sent(&once), sent(&thrice), "customers' mails and alerts");
    assert_eq!(once.mails().len(), 40);
    assert!(sent(&once).iter().filter(|to| *to == "logistikk@nordlys.example").count() == 16);
    Ok(())
}

#[tokio::test]
async fn a_bounce_and_a_complaint_in_any_order_and_again_are_a_complaint() -> Result<()> {
    for order in [&[0, 1][..], &[1, 0], &[0, 1, 0], &[1, 0, 1, 0]] {
        let shop = Shop::open().await?;
        shop.fire(&shop.order("e1", "order.delivered", "1", "ola@complaint.test")).await?;
        shop.world.clock.set("2026-11-21T09:00:00Z".parse()?);
        shop.world.send().await?;
        let reports = shop.world.ses.take_events();
        let complaint = reports.into_iter().find(|report| report["detail"]["eventType"] == "Complaint").unwrap();
        let mut bounce = complaint.clone();
        bounce["detail"]["eventType"] = json!("Bounce");
        bounce["detail"]["complaint"] = Value::Null;
        let recipients = json!([{ "emailAddress": "ola@complaint.test" }]);
        bounce["detail"]["bounce"] = json!({ "bounceType": "Permanent", "bouncedRecipients": recipients });
        for nth in order {
            shop.world.invoke("feedback", [&bounce, &complaint][*nth].clone()).await?;
        }
        let next = shop.fire(&shop.order("e2", "order.delivered", "2", "ola@complaint.test")).await?;
        assert_eq!(next.json()["decisions"][0]["reason"], "complained", "{order:?}");
    }
    Ok(())
}

#[tokio::test]
async fn an_event_that_comes_days_late_is_decided_by_when_it_happened() -> Result<()> {
    let shop = Shop::open().await?;
    let mut late = shop.order("e1", "order.delivered", "1", "kari@example.no");
    late["data"]["happened_at"] = json!("2026-11-17T09:00:00Z");
    let decision = shop.fire(&late).await?.json()["decisions"][0].clone();
    assert_eq!((&decision["decision"], &decision["due"]), (&json!("invite"), &json!("2026-11-20T09:15:00Z")));
    let mut too_late = shop.order("e2", "order.delivered", "2", "ola@example.no");
    too_late["data"]["happened_at"] = json!("2026-11-12T09:00:00Z");
    let decision = shop.fire(&too_late).await?.json()["decisions"][0].clone();
    assert_eq!((&decision["decision"], &decision["reason"]), (&json!("skip"), &json!("too_late")));
    Ok(())
}

#[tokio::test]
async fn a_repeat_after_the_mail_the_answer_and_the_links_end_gives_the_first_decision_and_writes_nothing() -> Result<()>
{
    let shop = Shop::open().await?;
    let event = shop.order("e1", "order.delivered", "5512", "kari@example.no");
    let first = shop.fire(&event).await?.json()["decisions"].clone();
    shop.at("2026-11-21T09:00:00Z").await?;
    let again = async |time: &str| {
        shop.world.clock.set(time.parse()?);
        let before = shop.everything().await?;
        let answer = shop.fire(&event).await?;
        assert_eq!((answer.status, &answer.json()["decisions"]), (200, &first), "{time}");
        assert!(shop.everything().await? == before, "{time}: nothing is written");
        anyhow::Ok(())
    };
    again("2026-11-21T09:01:00Z").await?;
    let (page, _) = shop.links()?;
    assert_eq!(shop.post(&page, "rating=5").await?.status, 303);
    again("2026-11-21T09:02:00Z").await?;
    again("2026-12-25T09:00:00Z").await?;
    assert_eq!(shop.open_page(&page).await?.status, 404, "the link has ended");
    assert_eq!(shop.mails().len(), 1);
    let key = first[0]["invitation"].as_str().unwrap().to_owned().try_into()?;
    assert_eq!(shop.world.store.invitation(&key).await?.unwrap().state, State::Sent);
    Ok(())
}

#[tokio::test]
async fn a_source_past_its_fuse_invites_nobody_more_that_day() -> Result<()> {
    let shop = Shop::with(&JOURNEY.replace("mode = \"live\"", "mode = \"live\"\nfuse = { source = 30 }")).await?;
    let invited = async |from: usize, to: usize| {
        let mut invited = 0;
        for n in from..to {
            let email = format!("c{n}@example.no");
            let told =
                shop.fire(&shop.order(&format!("e{n}"), "order.delivered", &n.to_string(), &email)).await?.json();
            let decision = &told["decisions"][0];
            invited += usize::from(decision["decision"] == "invite");
            assert!(decision["decision"] == "invite" || decision["reason"] == "flood", "{decision}");
        }
        anyhow::Ok(invited)
    };
    assert_eq!(invited(0, 50).await?, 30);
    shop.world.clock.set("2026-11-21T09:00:00Z".parse()?);
    assert_eq!(invited(50, 60).await?, 10, "the next day");
    Ok(())
}

#[tokio::test]
async fn many_orders_of_one_customer_at_once_are_all_taken() -> Result<()> {
    let shop = Shop::on(JOURNEY, |client| client.taking_turns()).await?;
    let events: Vec<_> =
        (0..100).map(|n| shop.order(&format!("e{n}"), "order.delivered", &n.to_string(), "kari@example.no")).collect();
    let answers = join_all(events.iter().map(|event| shop.fire(event))).await;
    let refused = answers.into_iter().collect::<Result<Vec<_>>>()?.iter().filter(|answer| answer.status != 202).count();
    assert_eq!(refused, 0, "of 100");
    Ok(())
}

#[tokio::test]
async fn journeys_published_at_once_get_numbers_of_their_own_and_keep_what_they_say() -> Result<()> {
    let shop = Shop::on(JOURNEY, |client| client.taking_turns()).await?;
    let worlds: Vec<_> = (0..2).map(|_| shop.world.beside(shop.world.clock.clone())).collect::<Result<_>>()?;
    let journeys: Vec<_> = ["fjell", "skog"]
        .map(|id| journeys::parse(&JOURNEY.replace("id = \"nordlys\"", &format!("id = \"{id}\"")), id))
        .into_iter()
        .collect::<Result<_>>()?;
    let publish = async |nth: usize| {
        // Whoever loses the pointer publishes again, as an operator would.
        while glimt::mails::publish(&worlds[nth].store, &journeys[nth]).await.is_err() {}
    };
    futures::join!(publish(0), publish(1));
    shop.world.clock.set("2026-11-20T09:02:00Z".parse()?);
    let published = shop.world.beside(shop.world.clock.clone())?.store.journeys(shop.world.clock.now()).await?;
    let said: BTreeSet<_> = published.iter().map(|p| (p.number, p.journey.id.as_str())).collect();
    assert_eq!((published.len(), said.len()), (3, 3), "{said:?}");
    for journey in &journeys {
        assert!(published.iter().any(|p| p.journey.id == journey.id), "{said:?}");
    }
    Ok(())
}
