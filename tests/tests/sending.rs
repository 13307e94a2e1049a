//! What `send` heeds besides the customer: what SES grants, how much time there is; and the one reminder.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use glimt::aws::ses::Grant;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use survey::invitation::{Invitation, State};
use survey::{InvitationKey, Reason};
use tests::shop::{JOURNEY, Shop};

/// When the first mails are due.
const DUE: &str = "2026-11-21T09:00:00Z";

/// A shop with this many deliveries.
async fn delivered(orders: usize) -> Result<(Shop, Vec<InvitationKey>)> {
    with(JOURNEY, orders).await
}

async fn with(journey: &str, orders: usize) -> Result<(Shop, Vec<InvitationKey>)> {
    let shop = Shop::with(journey).await?;
    let mut keys = Vec::new();
    for n in 0..orders {
        let event = shop.order(&format!("e{n}"), "order.delivered", &format!("{n}"), &format!("c{n}@example.no"));
        let answer = shop.fire(&event).await?.json();
        keys.push(answer["decisions"][0]["invitation"].as_str().unwrap().to_owned().try_into()?);
    }
    Ok((shop, keys))
}

async fn states(shop: &Shop, keys: &[InvitationKey]) -> Result<Vec<State>> {
    let mut states = Vec::new();
    for key in keys {
        states.push(shop.world.store.invitation(key).await?.unwrap().state);
    }
    Ok(states)
}

async fn contact(shop: &Shop, email: &str) -> Result<survey::Contact> {
    let settings = &shop.world.settings;
    let secrets = survey::Secrets::parse(&settings.naming_key, &settings.link_keys)?;
    let person = survey::ContactKey::of(&survey::Address::parse(email).unwrap(), &secrets);
    Ok(shop.world.store.contact(&person).await?)
}

#[tokio::test]
async fn a_paused_account_gets_no_mail_and_everything_is_kept_until_it_sends_again() -> Result<()> {
    let (shop, keys) = delivered(3).await?;
    for grant in [Grant { sends: false, ..Grant::default() }, Grant { standing: "SHUTDOWN", ..Grant::default() }] {
        shop.world.ses.grant(grant);
        let swept = shop.at(DUE).await?;
        assert_eq!((&swept["sent"], &swept["stopped"]), (&json!(0), &json!("paused")));
        for n in 0..3 {
            let asks = contact(&shop, &format!("c{n}@example.no")).await?.asks;
            assert!(asks.values().all(|ask| ask.reserved.is_none()), "nothing is reserved for a mail that can't go");
        }
    }
    assert_eq!(states(&shop, &keys).await?, [State::Pending; 3]);
    shop.world.ses.grant(Grant { standing: "PROBATION", ..Grant::default() });
    assert_eq!(shop.at("2026-11-21T11:00:00Z").await?["sent"], 3, "under review, SES still takes mail");
    Ok(())
}

#[tokio::test]
async fn no_more_is_mailed_than_the_quota_of_24_hours_has_room_for() -> Result<()> {
    let (shop, keys) = delivered(5).await?;
    shop.world.ses.grant(Grant { per_day: 2.0, ..Grant::default() });
    let swept = shop.at(DUE).await?;
    assert_eq!((&swept["sent"], &swept["stopped"]), (&json!(2), &json!("quota_used_up")));
    let swept = shop.at("2026-11-21T09:01:00Z").await?;
    assert_eq!((&swept["sent"], &swept["stopped"]), (&json!(0), &json!("quota_used_up")));
    let pending = |states: &[State]| states.iter().filter(|state| **state == State::Pending).count();
    assert_eq!(pending(&states(&shop, &keys).await?), 3);
    assert_eq!(shop.at("2026-11-22T09:02:00Z").await?["sent"], 2, "a day later there is room again");
    shop.world.ses.grant(Grant::default());
    assert_eq!(shop.at("2026-11-22T09:03:00Z").await?["sent"], 1);
    assert_eq!((pending(&states(&shop, &keys).await?), shop.mails().len()), (0, 5));
    Ok(())
}

#[tokio::test]
async fn mail_goes_no_faster_than_the_account_may() -> Result<()> {
    let (shop, _) = delivered(21).await?;
    shop.world.ses.grant(Grant { per_second: 20.0, ..Grant::default() });
    let began = Instant::now();
    assert_eq!(shop.at(DUE).await?["sent"], 21);
    assert!(began.elapsed() >= Duration::from_secs(1), "21 mails at 20 a second: {:?}", began.elapsed());
    Ok(())
}

#[tokio::test]
async fn an_invocation_that_runs_out_of_time_ends_without_an_open_reservation() -> Result<()> {
    let (shop, keys) = delivered(40).await?;
    shop.world.ses.grant(Grant { per_second: 10.0, ..Grant::default() });
    shop.world.clock.set(DUE.parse()?);
    let swept = shop.world.send_within(send::WIND_DOWN + Duration::from_secs(1), Value::Null).await?;
    let sent = swept["sent"].as_u64().unwrap();
    assert_eq!(swept["stopped"], "out_of_time");
    assert!((1..=11).contains(&sent), "a second at ten a second: {sent}");
    assert_eq!(states(&shop, &keys).await?.iter().filter(|state| **state == State::Sent).count() as u64, sent);
    for n in 0..40 {
        let asks = contact(&shop, &format!("c{n}@example.no")).await?.asks;
        let reserved = asks.values().filter(|ask| ask.reserved.is_some()).count();
        let mailed = states(&shop, &keys[n..=n]).await? == [State::Sent];
        assert_eq!(reserved == 1, mailed, "only what was mailed is reserved");
    }
    let swept = shop.world.send_within(send::WIND_DOWN, Value::Null).await?;
    assert_eq!((&swept["sent"], &swept["stopped"]), (&json!(0), &json!("out_of_time")));
    shop.world.ses.grant(Grant::default());
    assert_eq!(shop.world.send().await?["sent"].as_u64().unwrap(), 40 - sent);
    assert_eq!(shop.mails().len(), 40);
    Ok(())
}

/// The test journey, with a reminder after four days.
fn reminding() -> String {
    JOURNEY
        .replace("priority = 10", "priority = 10\nreminder = \"4d\"")
        .replace("too_late_after = \"7d\"", "too_late_after = \"20d\"")
}

const REMINDED: &str = "2026-11-25T09:01:00Z";

/// One delivery that has been mailed, and its reminder.
async fn mailed() -> Result<(Shop, Invitation, InvitationKey)> {
    let (shop, keys) = with(&reminding(), 1).await?;
    assert_eq!(shop.at(DUE).await?["sent"], 1);
    let first = shop.world.store.invitation(&keys[0]).await?.unwrap();
    let reminder = first.reminder.unwrap();
    assert_eq!((first.state, &first.address), (State::Sent, &None), "the address is the reminder's now");
    assert_eq!(reminder.to_string(), format!("20261125T090000-{}r", first.key.id()));
    Ok((shop, first, reminder))
}

#[tokio::test]
async fn who_has_not_answered_is_reminded_once_by_the_same_link_in_the_same_thread() -> Result<()> {
    let (shop, first, reminder) = mailed().await?;
    let links = shop.links()?;
    let swept = shop.at(REMINDED).await?;
    assert_eq!((&swept["sent"], shop.mails().len()), (&json!(1), 2));
    assert_eq!(shop.links()?, links);
    let mails = shop.mails();
    let (second, before) = (&mails[0], &mails[1]);
    assert_eq!((&second.to, &second.subject), (&before.to, &before.subject));
    let header =
        |name: &str| second.headers.iter().find(|header| header.name == name).map(|header| header.value.clone());
    assert_eq!(header("In-Reply-To"), Some(format!("<{}@eu-north-1.amazonses.com>", before.id)));
    assert_eq!(header("References"), header("In-Reply-To"));

    let item = shop.world.store.invitation(&reminder).await?.unwrap();
    assert_eq!((item.state, &item.address, &item.name), (State::Sent, &None, &None));
    assert_eq!(shop.at("2026-11-29T09:02:00Z").await?["sent"], 0, "a reminder has none");
    // The answer by the reminder's link is the first mail's.
    assert_eq!(shop.post(&links.0, "rating=5").await?.status, 303);
    assert!(shop.world.store.answer(&first.key).await?.is_some());
    Ok(())
}

#[tokio::test]
async fn a_reminder_counts_only_as_reminded() -> Result<()> {
    let (shop, _, _) = mailed().await?;
    shop.at(REMINDED).await?;
    shop.post(&shop.links()?.0, "rating=5").await?;
    shop.world.clock.set("2026-11-26T09:00:00Z".parse()?);
    shop.world.aggregate(json!({ "schedule": "nightly" })).await?;
    let files = export::render(&shop.world.export).await?;
    let rows: Vec<Value> = serde_json::from_slice(&files["nordlys/funnel.json"])?;
    let everybody = |row: &&Value| row["period_type"] == "month" && row["segment"] == "";
    let sum = |name: &str| rows.iter().filter(everybody).filter_map(|row| row[name].as_u64()).sum::<u64>();
    let counts = ["touchpoints", "invited", "sent", "reminded", "answered", "pending", "skipped_at_send"].map(sum);
    assert_eq!(counts, [1, 1, 1, 1, 1, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn nobody_is_reminded_who_has_answered_clicked_opted_out_or_whose_order_was_refunded() -> Result<()> {
    let (shop, _, reminder) = mailed().await?;
    shop.post(&shop.links()?.0, "rating=5").await?;
    assert_eq!(shop.at(REMINDED).await?["sent"], 0);
    let item = shop.world.store.invitation(&reminder).await?.unwrap();
    assert_eq!((item.state, &item.address), (State::Superseded, &None));

    let (shop, _, _) = mailed().await?;
    shop.open_page(&format!("{}/4", shop.links()?.0)).await?;
    assert_eq!(shop.at(REMINDED).await?["sent"], 0);

    let (shop, _, reminder) = mailed().await?;
    shop.post(&shop.links()?.1, "List-Unsubscribe=One-Click").await?;
    assert_eq!(shop.at(REMINDED).await?["sent"], 0);
    let item = shop.world.store.invitation(&reminder).await?.unwrap();
    assert_eq!(item.state, State::Superseded, "who has opted out by the mail wants no reminder of it");

    let (shop, _, reminder) = mailed().await?;
    shop.world.clock.set("2026-11-22T09:00:00Z".parse()?);
    shop.fire(&shop.order("void", "order.refunded", "0", "c0@example.no")).await?;
    assert_eq!(shop.at(REMINDED).await?["sent"], 0);
    assert_eq!(shop.world.store.invitation(&reminder).await?.unwrap().state, State::Voided);

    let (shop, _, reminder) = mailed().await?;
    let other = shop.ticket("t1", "77", "c0@example.no");
    shop.fire(&other).await?;
    shop.world.clock.set("2026-11-22T09:00:00Z".parse()?);
    let way_out = shop.links()?.1;
    shop.post(&way_out, "scope=stage").await?;
    let item = shop.world.store.invitation(&reminder).await?.unwrap();
    assert_eq!(item.state, State::Pending);
    assert_eq!(shop.at(REMINDED).await?["sent"], 0);
    Ok(())
}

#[tokio::test]
async fn a_reminder_does_not_begin_a_quiet_period() -> Result<()> {
    let journey = reminding().replace("quiet_period = \"14d\"", "quiet_period = \"5d\"");
    let (shop, _) = with(&journey, 1).await?;
    shop.at(DUE).await?;
    shop.at("2026-11-25T09:01:00Z").await?;
    shop.world.clock.set("2026-11-26T08:00:00Z".parse()?);
    shop.fire(&shop.ticket("t1", "77", "c0@example.no")).await?;
    assert_eq!(shop.at("2026-11-26T10:01:00Z").await?["sent"], 1, "five days after the mail, one after its reminder");
    assert_eq!(shop.mails().len(), 3);
    Ok(())
}

#[tokio::test]
async fn where_consent_is_strict_nobody_is_reminded() -> Result<()> {
    let journey = reminding().replace("default = \"legitimate_interest\"", "default = \"consent\"");
    let shop = Shop::with(&journey).await?;
    let mut event = shop.order("e1", "order.delivered", "5512", "kari@example.no");
    event["data"]["consent"] = json!({ "basis": "consent", "noticed_at": "2026-11-01T00:00:00Z" });
    let answer = shop.fire(&event).await?.json();
    assert_eq!(answer["decisions"][0]["decision"], "invite", "{answer}");
    let key: InvitationKey = answer["decisions"][0]["invitation"].as_str().unwrap().to_owned().try_into()?;
    assert_eq!(shop.at(DUE).await?["sent"], 1);
    assert_eq!(shop.world.store.invitation(&key).await?.unwrap().reminder, None);
    Ok(())
}

#[tokio::test]
async fn a_mail_whose_fate_is_unknown_is_not_reminded_of() -> Result<()> {
    let (shop, first, reminder) = mailed().await?;
    // As if the sender had died before the mail was marked as sent, and SES had never told.
    let update = shop.client.dynamodb().update_item().table_name("glimt-invitations");
    let text = |text: String| aws_sdk_dynamodb::types::AttributeValue::S(text);
    let update = update.key("pk", text(first.key.partition())).key("sk", text(first.key.sort()));
    let update = update.update_expression("SET #state = :dropped").expression_attribute_names("#state", "state");
    update.expression_attribute_values(":dropped", text("dropped".to_owned())).send().await?;
    assert_eq!(shop.at(REMINDED).await?["sent"], 0);
    assert_eq!(shop.world.store.invitation(&reminder).await?.unwrap().state, State::Superseded);
    Ok(())
}

#[tokio::test]
async fn an_address_that_ses_can_not_mail_is_skipped_with_its_reason() -> Result<()> {
    let shop = Shop::open().await?;
    let mut outcomes = Vec::new();
    for (n, email) in
        ["åse@example.no", "ola+ny@blåbær.no", "\"o.k\"@example.no", "o'neil@example.no"].iter().enumerate()
    {
        let answer = shop.fire(&shop.order(&format!("e{n}"), "order.delivered", &format!("{n}"), email)).await?.json();
        outcomes.push(answer["decisions"][0].clone());
    }
    assert_eq!(outcomes[0]["reason"], Reason::BadAddress.code());
    assert!(outcomes[1..].iter().all(|decision: &Value| decision["decision"] == "invite"), "{outcomes:?}");
    assert_eq!(shop.at(DUE).await?["sent"], 3);
    let mut to: Vec<_> = shop.mails().into_iter().map(|mail| mail.to).collect();
    to.sort();
    assert_eq!(to, ["\"o.k\"@example.no", "o'neil@example.no", "ola+ny@xn--blbr-roah.no"]);
    Ok(())
}
