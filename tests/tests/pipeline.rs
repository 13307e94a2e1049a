//! One purchase, through all the rooms, on the real engine; everything also twice, at once, and out of order.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use futures::future::join_all;
use serde_json::{Value, json};
use survey::invitation::State;
use survey::{InvitationKey, Reason};
use tests::shop::{JOURNEY, Shop};

fn decision(answer: &glimt::world::Answer) -> Value {
    answer.json()["decisions"][0].clone()
}

fn key(answer: &glimt::world::Answer) -> InvitationKey {
    decision(answer)["invitation"].as_str().unwrap().to_owned().try_into().unwrap()
}

#[tokio::test]
async fn a_purchase_becomes_a_mail_an_answer_and_a_score() -> Result<()> {
    let shop = Shop::open().await?;
    for n in 0..3 {
        let event = shop.order(&format!("e{n}"), "order.delivered", &n.to_string(), &format!("c{n}@example.no"));
        assert_eq!(shop.fire(&event).await?.status, 202);
    }
    assert_eq!(shop.at("2026-11-21T09:00:00Z").await?["sent"], 3);
    for (mail, rating) in shop.mails().iter().zip([5, 4, 1]) {
        let html = mail.html.clone().unwrap();
        let links = glimt::parcel::links(&html, &shop.world.settings.public_url);
        let page = links.iter().find(|link| link.starts_with("/r/")).unwrap();
        let answered = shop.post(page, &format!("rating={rating}&comment=Takk")).await?;
        assert_eq!(answered.status, 303);
    }
    let rows = shop.scores().await?;
    let delivery = rows.iter().find(|row| row["survey_id"] == "delivered").unwrap();
    assert_eq!(
        (&delivery["answers"], &delivery["favourable"], &delivery["unfavourable"]),
        (&json!(3), &json!(2), &json!(1))
    );
    assert_eq!(delivery["score"], json!(66.6667));
    let (low, high) = (delivery["ci_low"].as_f64().unwrap(), delivery["ci_high"].as_f64().unwrap());
    // Wilson, 2 of 3: 20.77 to 93.85.
    assert!((low - 20.77).abs() < 0.01 && (high - 93.85).abs() < 0.01, "{low} {high}");
    Ok(())
}

#[tokio::test]
async fn the_same_event_again_is_answered_as_before_and_writes_nothing() -> Result<()> {
    let shop = Shop::open().await?;
    let event = shop.order("e1", "order.delivered", "5512", "kari@example.no");
    let first = shop.fire(&event).await?;
    let revs = || async {
        let subject = survey::SubjectKey::order(&shop.world.settings.source, "5512")?;
        anyhow::Ok(shop.world.store.subject(&subject).await?.rev)
    };
    let before = revs().await?;
    let again = shop.fire(&event).await?;
    assert_eq!((first.status, again.status), (202, 200));
    assert_eq!(first.json()["decisions"], again.json()["decisions"]);
    assert_eq!((&first.json()["repeat"], &again.json()["repeat"]), (&json!(false), &json!(true)));
    assert_eq!(revs().await?, before);
    shop.at("2026-11-21T09:00:00Z").await?;
    shop.fire(&event).await?;
    shop.at("2026-11-21T09:01:00Z").await?;
    assert_eq!(shop.mails().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_hundred_deliveries_of_one_event_at_once_make_one_invitation() -> Result<()> {
    let shop = Shop::open().await?;
    let event = shop.order("e1", "order.delivered", "5512", "kari@example.no");
    let answers = join_all((0..100).map(|_| shop.fire(&event))).await;
    let keys: std::collections::BTreeSet<_> = answers.iter().map(|answer| key(answer.as_ref().unwrap())).collect();
    assert_eq!(keys.len(), 1);
    assert_eq!(shop.count("invitations").await?, 1);
    let senders: Vec<_> = (0..5).map(|_| shop.world.beside(shop.world.clock.clone())).collect::<Result<_>>()?;
    shop.world.clock.set("2026-11-21T09:00:00Z".parse()?);
    join_all(senders.iter().map(|sender| sender.send())).await;
    assert_eq!(shop.mails().len(), 1);
    Ok(())
}

#[tokio::test]
async fn what_broke_off_after_the_subject_is_finished_by_the_next_delivery() -> Result<()> {
    let shop = Shop::open().await?;
    let event = shop.order("e1", "order.delivered", "5512", "kari@example.no");
    let first = shop.fire(&event).await?;
    // As if the function had died between the subject and the item.
    let item = key(&first);
    let delete = shop.client.dynamodb().delete_item().table_name("glimt-invitations");
    let text = |text: String| aws_sdk_dynamodb::types::AttributeValue::S(text);
    delete.key("pk", text(item.partition())).key("sk", text(item.sort())).send().await?;
    let again = shop.fire(&event).await?;
    assert_eq!((again.status, key(&again)), (202, item));
    assert!(shop.world.store.invitation(&item).await?.is_some());
    // And if its time has passed by then, it gets a new one.
    let delete = shop.client.dynamodb().delete_item().table_name("glimt-invitations");
    delete.key("pk", text(item.partition())).key("sk", text(item.sort())).send().await?;
    shop.world.clock.set("2026-11-21T12:00:00Z".parse()?);
    let moved = key(&shop.fire(&event).await?);
    assert_eq!(moved.due().to_string(), "2026-11-21T12:15:00Z");
    shop.at("2026-11-21T12:15:00Z").await?;
    assert_eq!(shop.mails().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_refund_before_the_mail_stops_it_and_after_it_changes_nothing() -> Result<()> {
    let shop = Shop::open().await?;
    let invited = shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    shop.world.clock.set("2026-11-20T10:00:00Z".parse()?);
    shop.fire(&shop.order("e2", "order.refunded", "5512", "kari@example.no")).await?;
    shop.at("2026-11-21T09:00:00Z").await?;
    assert!(shop.mails().is_empty());
    assert_eq!(shop.world.store.invitation(&key(&invited)).await?.unwrap().state, State::Voided);
    Ok(())
}

#[tokio::test]
async fn a_person_is_asked_one_thing_in_a_quiet_period_and_the_more_important_one_goes_first() -> Result<()> {
    for order in [[0, 1], [1, 0]] {
        let shop = Shop::open().await?;
        let events = [
            shop.order("e1", "order.delivered", "5512", "kari@example.no"),
            shop.ticket("e2", "77", "Kari@Example.no"),
        ];
        for nth in order {
            shop.fire(&events[nth]).await?;
        }
        shop.at("2026-11-20T11:00:00Z").await?;
        shop.at("2026-11-21T09:00:00Z").await?;
        let subjects: Vec<_> = shop.mails().into_iter().map(|mail| mail.subject).collect();
        assert_eq!(subjects.len(), 1, "{subjects:?}");
        assert!(subjects[0].contains("5512"), "{subjects:?}");
        let late = shop.fire(&shop.ticket("e3", "78", "kari@example.no")).await?;
        assert_eq!(decision(&late)["reason"], Reason::QuietPeriod.code());
    }
    Ok(())
}

#[tokio::test]
async fn an_outranking_ask_that_has_been_voided_stands_in_nobodys_way() -> Result<()> {
    let shop = Shop::open().await?;
    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    shop.fire(&shop.ticket("e2", "77", "kari@example.no")).await?;
    shop.world.clock.set("2026-11-20T10:00:00Z".parse()?);
    shop.fire(&shop.order("e3", "order.refunded", "5512", "kari@example.no")).await?;
    shop.at("2026-11-20T11:00:00Z").await?;
    assert_eq!(shop.mails().len(), 1);
    Ok(())
}

#[tokio::test]
async fn opening_every_link_of_a_mail_counts_nothing_and_stops_nothing() -> Result<()> {
    let shop = Shop::open().await?;
    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    shop.at("2026-11-21T09:00:00Z").await?;
    let html = shop.mails()[0].html.clone().unwrap();
    for link in glimt::parcel::links(&html, &shop.world.settings.public_url) {
        assert_eq!(shop.open_page(&link).await?.status, 200);
    }
    assert_eq!(shop.count("answers").await?, 0);
    shop.world.clock.set("2026-11-21T11:00:00Z".parse()?);
    let rows = shop.scores().await?;
    let delivery = rows.iter().find(|row| row["survey_id"] == "delivered").unwrap();
    assert_eq!(
        (&delivery["answers"], &delivery["answers_provisional"], &delivery["answers_suspect"]),
        (&json!(0), &json!(0), &json!(1))
    );
    let other = shop.fire(&shop.ticket("e2", "78", "kari@example.no")).await?;
    assert_ne!(decision(&other)["reason"], Reason::OptedOut.code());
    Ok(())
}

#[tokio::test]
async fn an_answer_can_be_changed_and_an_identical_one_writes_nothing() -> Result<()> {
    let shop = Shop::open().await?;
    let invited = key(&shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?);
    shop.at("2026-11-21T09:00:00Z").await?;
    let (page, _) = shop.links()?;
    for form in ["rating=2&comment=Sent", "rating=2&comment=Sent", "rating=5&comment=Ordnet"] {
        assert_eq!(shop.post(&page, form).await?.status, 303);
    }
    let answer = shop.world.store.answer(&invited).await?.unwrap();
    assert_eq!((answer.version, answer.rating.get(), answer.comment.as_deref()), (2, 5, Some("Ordnet")));
    assert_eq!((answer.first.rating.get(), answer.last.len()), (2, 2));
    let answers = join_all((0..50).map(|n| shop.post(&page, if n % 2 == 0 { "rating=1" } else { "rating=4" }))).await;
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap().status == 303));
    assert_eq!(shop.count("answers").await?, 1);
    Ok(())
}

#[tokio::test]
async fn ratings_off_the_scale_are_not_taken_and_foreign_links_read_nothing() -> Result<()> {
    let shop = Shop::open().await?;
    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    shop.at("2026-11-21T09:00:00Z").await?;
    let (page, way_out) = shop.links()?;
    for form in ["", "rating=", "rating=0", "rating=6", "rating=300", "rating=4&rating=5", "rating=x", "\0"] {
        assert_eq!(shop.post(&page, form).await?.status, 422, "{form:?}");
    }
    let bad = [
        format!("{page}x"),
        page.replace("/r/A", "/r/B"),
        "/r/".to_owned(),
        "/r/x/5".to_owned(),
        way_out.replace("/u/", "/r/"),
    ];
    let neutral = shop.open_page(&bad[0]).await?;
    for path in bad {
        let page = shop.open_page(&path).await?;
        assert_eq!((page.status, &page.body), (404, &neutral.body), "{path}");
        assert_eq!(shop.post(&path, "rating=5").await?.status, 404);
    }
    shop.world.clock.set("2026-12-20T09:00:00Z".parse()?);
    assert_eq!(shop.open_page(&page).await?.status, 404, "expired");
    assert_eq!(shop.open_page(&way_out).await?.status, 200, "an opt-out never expires");
    assert_eq!(shop.count("answers").await?, 0);
    Ok(())
}

#[tokio::test]
async fn one_click_stops_everything_before_the_next_send_and_can_be_undone() -> Result<()> {
    let shop = Shop::with(&JOURNEY.replace("quiet_period = \"14d\"", "quiet_period = \"0d\"")).await?;
    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    shop.at("2026-11-21T09:00:00Z").await?;
    let waiting = key(&shop.fire(&shop.ticket("e2", "77", "kari@example.no")).await?);
    let (_, way_out) = shop.links()?;
    let clicked = shop.post(&way_out, "List-Unsubscribe=One-Click").await?;
    assert_eq!((clicked.status, clicked.body.as_str()), (200, ""));
    shop.at("2026-11-21T11:00:00Z").await?;
    let skipped = shop.world.store.invitation(&waiting).await?.unwrap();
    assert_eq!((skipped.state, skipped.reason, skipped.address), (State::Skipped, Some(Reason::OptedOut), None));
    assert_eq!(shop.post(&way_out, "undo=1&scope=all").await?.status, 200);
    let asked = shop.fire(&shop.ticket("e3", "78", "kari@example.no")).await?;
    assert_eq!(decision(&asked)["decision"], "invite");
    Ok(())
}

#[tokio::test]
async fn a_bounce_and_a_complaint_are_marked_and_nobody_is_mailed_again() -> Result<()> {
    let shop = Shop::with(&JOURNEY.replace("quiet_period = \"14d\"", "quiet_period = \"0d\"")).await?;
    for (order, email, reason) in
        [("1", "kari@bounce.test", Reason::Bounced), ("2", "ola@complaint.test", Reason::Complained)]
    {
        let invited = key(&shop.fire(&shop.order(order, "order.delivered", order, email)).await?);
        shop.world.clock.set(invited.due());
        shop.world.send().await?;
        shop.world.hear_from_ses().await?;
        let item = shop.world.store.invitation(&invited).await?.unwrap();
        assert_eq!(
            (item.state, item.bounced, item.complained),
            (State::Sent, reason == Reason::Bounced, reason == Reason::Complained)
        );
        let next = shop.fire(&shop.ticket(&format!("t{order}"), order, email)).await?;
        assert_eq!(decision(&next)["reason"], reason.code());
    }
    Ok(())
}

#[tokio::test]
async fn a_low_rating_reaches_the_owner_once() -> Result<()> {
    let shop = Shop::open().await?;
    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    shop.at("2026-11-21T09:00:00Z").await?;
    let (page, _) = shop.links()?;
    shop.post(&page, "rating=1&comment=%3Cb%3Eknust%3C%2Fb%3E").await?;
    let batch = tests::stream::batch(&shop).await?;
    shop.world.alert(batch.clone()).await?;
    shop.world.alert(batch).await?;
    let mails = shop.world.ses.messages().into_iter();
    let mut alerts: Vec<_> = mails.filter(|mail| mail.to == "logistikk@nordlys.example").collect();
    assert_eq!(alerts.len(), 1);
    let alert = alerts.remove(0);
    assert!(alert.html.unwrap().contains("&lt;b&gt;knust"));
    assert!(alert.text.unwrap().contains("5512"));
    Ok(())
}

#[tokio::test]
async fn names_that_try_to_break_out_come_out_as_text() -> Result<()> {
    let shop = Shop::open().await?;
    let mut event = shop.order("e1", "order.delivered", "=1+1\"<i>", "kari@example.no");
    event["data"]["contact"]["name"] =
        json!("Kari \"<script>alert(1)</script>\"\r\nBcc: all@example.no 😀 \u{202E}מוזר");
    assert_eq!(shop.fire(&event).await?.status, 202);
    shop.at("2026-11-21T09:00:00Z").await?;
    let mail = shop.mails().remove(0);
    assert_eq!(mail.to, "kari@example.no");
    assert!(!mail.headers.iter().any(|header| header.name.eq_ignore_ascii_case("bcc")));
    let html = mail.html.unwrap();
    assert!(!html.contains("<script>") && !html.contains("<i>") && html.contains("&lt;script&gt;"));
    assert!(!mail.subject.contains(['\r', '\n']) && !html.contains('\u{202E}'));
    Ok(())
}

#[tokio::test]
async fn the_funnel_adds_up_and_undeclared_attributes_are_not_kept() -> Result<()> {
    let shop = Shop::open().await?;
    for (n, email) in ["a@example.no", "nobody", "a@example.no", "b@bounce.test"].iter().enumerate() {
        shop.fire(&shop.order(&format!("e{n}"), "order.delivered", &n.to_string(), email)).await?;
    }
    shop.at("2026-11-21T09:00:00Z").await?;
    shop.world.aggregate(json!({ "schedule": "nightly" })).await?;
    let files = export::render(&shop.world.export).await?;
    let rows: Vec<Value> = serde_json::from_slice(&files["nordlys/funnel.json"])?;
    let month = |row: &&Value| row["period_type"] == "month" && row["segment"] == "";
    let sum = |column: &str| rows.iter().filter(month).map(|row| row[column].as_u64().unwrap()).sum::<u64>();
    assert_eq!(sum("touchpoints"), sum("skipped") + sum("invited"));
    assert_eq!(
        sum("invited"),
        ["pending", "voided", "skipped_at_send", "rejected", "unknown", "sent"]
            .iter()
            .map(|column| sum(column))
            .sum::<u64>()
    );
    assert_eq!(
        (sum("touchpoints"), sum("skipped"), sum("sent"), sum("bounced"), sum("skipped_at_send")),
        (4, 1, 2, 1, 1)
    );
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("@example.no") && !text.contains("4111"), "{name}");
    }
    assert_eq!(files, export::render(&shop.world.export).await?, "the same data gives the same bytes");
    Ok(())
}
