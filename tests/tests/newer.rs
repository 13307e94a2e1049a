//! Items from the future, and items that are none: refused with their table's name, never misread or overwritten, and
//! in nobody else's way. Tables that are another version's: refused by name.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use store::Flaw;
use survey::InvitationKey;
use survey::invitation::State;
use tests::shop::Shop;
use tests::stream;

type Item = HashMap<String, AttributeValue>;

/// What is wrong with an item.
#[derive(Debug, Clone, Copy)]
enum Wrong {
    /// A newer version wrote it.
    Newer,
    /// This field is missing.
    Without(&'static str),
}

async fn items(shop: &Shop, table: &str) -> Result<Vec<Item>> {
    Ok(shop.client.dynamodb().scan().table_name(table).send().await?.items.unwrap_or_default())
}

/// Spoils the items of a table whose key begins so; there must be one.
async fn spoil(shop: &Shop, table: &str, key: &str, wrong: Wrong) -> Result<()> {
    let mut spoilt = 0;
    for mut item in items(shop, table).await? {
        if !item["pk"].as_s().unwrap().starts_with(key) {
            continue;
        }
        match wrong {
            Wrong::Newer => item.insert("format".to_owned(), AttributeValue::N("2".to_owned())),
            Wrong::Without(field) => Some(item.remove(field).expect("the field is there")),
        };
        shop.client.dynamodb().put_item().table_name(table).set_item(Some(item)).send().await?;
        spoilt += 1;
    }
    assert!(spoilt > 0, "{table} has no item {key}");
    Ok(())
}

fn key(answer: &glimt::world::Answer) -> InvitationKey {
    answer.json()["decisions"][0]["invitation"].as_str().unwrap().to_owned().try_into().unwrap()
}

/// A shop that has asked Kari about an order, was answered, and folded the day.
async fn asked() -> Result<(Shop, InvitationKey, String, String)> {
    let shop = Shop::open().await?;
    let invited = key(&shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?);
    shop.at("2026-11-21T09:00:00Z").await?;
    let (page, way_out) = shop.links()?;
    shop.post(&page, "rating=5").await?;
    shop.world.aggregate(json!({ "days": ["2026-11-21"] })).await?;
    // Another minute, so that the journeys are read again.
    shop.world.clock.set("2026-11-21T09:10:00Z".parse()?);
    Ok((shop, invited, page, way_out))
}

#[tokio::test]
async fn trigger_answers_not_now_and_writes_nothing() -> Result<()> {
    for (table, fields) in
        [("subjects", "rev"), ("contacts", "rev"), ("invitations", "context"), ("journeys", "journeys")]
    {
        for wrong in [Wrong::Newer, Wrong::Without(fields)] {
            let (shop, ..) = asked().await?;
            let key = if table == "journeys" { "pointer" } else { "" };
            // Marks are invitations' neighbours, and trigger never looks at them.
            let key = if table == "invitations" { "2026" } else { key };
            spoil(&shop, &format!("glimt-{table}"), key, wrong).await?;
            let before = shop.everything().await?;
            let answer = shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
            assert_eq!(answer.status, 503, "{table} {wrong:?}: {}", answer.body);
            let kind = answer.headers.iter().find(|(name, _)| name == "content-type").map(|(_, kind)| kind.as_str());
            assert_eq!(kind, Some("application/problem+json"));
            assert!(!answer.body.contains("glimt-") && !answer.body.contains("format"), "{}", answer.body);
            assert!(shop.everything().await? == before, "{table} {wrong:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn collect_says_not_now_and_writes_nothing() -> Result<()> {
    for (table, wrong) in [
        ("invitations", Wrong::Newer),
        ("invitations", Wrong::Without("context")),
        ("answers", Wrong::Newer),
        ("answers", Wrong::Without("rating")),
    ] {
        let (shop, _, page, _) = asked().await?;
        spoil(&shop, &format!("glimt-{table}"), "2026", wrong).await?;
        let before = shop.everything().await?;
        let answer = shop.post(&page, "rating=3&comment=Nei").await?;
        assert_eq!(answer.status, 503, "{table} {wrong:?}");
        assert!(answer.body.contains("Nei"), "what was written is still on the page");
        assert!(!answer.body.contains("glimt-"));
        assert!(shop.everything().await? == before, "{table} {wrong:?}");
    }
    let (shop, _, page, way_out) = asked().await?;
    for table in ["invitations", "contacts"] {
        let key = if table == "invitations" { "2026" } else { "" };
        spoil(&shop, &format!("glimt-{table}"), key, Wrong::Newer).await?;
    }
    let before = shop.everything().await?;
    assert_eq!(shop.open_page(&format!("{page}/3")).await?.status, 503, "a click");
    assert_eq!(shop.post(&way_out, "List-Unsubscribe=One-Click").await?.status, 503, "an opt-out");
    assert!(shop.everything().await? == before);
    let cold = Shop::open().await?;
    cold.fire(&cold.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    spoil(&cold, "glimt-journeys", "1", Wrong::Newer).await?;
    // A function that has just started has read no wording yet.
    let token = page.clone();
    assert_eq!(cold.open_page(&token).await?.status, 503, "a page whose wording is newer");
    Ok(())
}

#[tokio::test]
async fn send_leaves_one_bad_item_open_and_mails_the_others_of_its_shard() -> Result<()> {
    for wrong in [Wrong::Newer, Wrong::Without("context"), Wrong::Without("state")] {
        let shop = Shop::open().await?;
        let mut by_shard: BTreeMap<u8, Vec<InvitationKey>> = BTreeMap::new();
        for n in 0..60 {
            let event = shop.order(&format!("e{n}"), "order.delivered", &n.to_string(), &format!("c{n}@example.no"));
            let key = key(&shop.fire(&event).await?);
            by_shard.entry(key.id().shard()).or_default().push(key);
        }
        let (shard, neighbours) = by_shard.iter().max_by_key(|(_, keys)| keys.len()).unwrap();
        let bad = neighbours.iter().min().unwrap();
        assert!(neighbours.len() > 2, "the shard has others");
        let get = shop.client.dynamodb().get_item().table_name("glimt-invitations");
        let text = |text: String| AttributeValue::S(text);
        let sound = get.key("pk", text(bad.partition())).key("sk", text(bad.sort())).send().await?.item.unwrap();
        let mut spoilt = sound.clone();
        match wrong {
            Wrong::Newer => spoilt.insert("format".to_owned(), AttributeValue::N("2".to_owned())),
            Wrong::Without(field) => spoilt.remove(field),
        };
        let put = |item| shop.client.dynamodb().put_item().table_name("glimt-invitations").set_item(Some(item)).send();
        put(spoilt.clone()).await?;
        let swept = shop.at("2026-11-21T09:00:00Z").await?;
        assert_eq!((&swept["sent"], &swept["failed"]), (&json!(59), &json!(1)), "{wrong:?}");
        // Long after both marks would have passed it, the item is as it was, and its shard's marks wait before it.
        for time in ["2026-11-21T09:20:00Z", "2026-11-21T10:30:00Z", "2026-11-21T12:00:00Z"] {
            assert_eq!(shop.at(time).await?["failed"], 1, "{wrong:?} {time}");
        }
        let get = shop.client.dynamodb().get_item().table_name("glimt-invitations");
        let now = get.key("pk", text(bad.partition())).key("sk", text(bad.sort())).send().await?.item.unwrap();
        assert_eq!(now, spoilt, "{wrong:?}");
        let marks = shop.world.store.marks(jiff::Timestamp::MIN).await?;
        let mark = marks[usize::from(*shard)];
        assert!(mark.open <= bad.due() && mark.settled <= bad.due(), "{wrong:?} {mark:?}");
        // The update that can read it finds it.
        put(sound).await?;
        assert_eq!(shop.at("2026-11-21T12:01:00Z").await?["sent"], 1, "{wrong:?}");
        assert_eq!(shop.world.store.invitation(bad).await?.unwrap().state, State::Sent);
    }
    Ok(())
}

#[tokio::test]
async fn send_leaves_open_what_rests_on_a_subject_or_contact_it_cannot_read() -> Result<()> {
    for table in ["subjects", "contacts"] {
        for wrong in [Wrong::Newer, Wrong::Without("rev")] {
            let shop = Shop::open().await?;
            shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
            spoil(&shop, &format!("glimt-{table}"), "", wrong).await?;
            shop.fire(&shop.order("e2", "order.delivered", "5513", "ola@example.no")).await?;
            let before = items(&shop, &format!("glimt-{table}")).await?;
            let swept = shop.at("2026-11-21T09:00:00Z").await?;
            assert_eq!((&swept["sent"], &swept["failed"]), (&json!(1), &json!(1)), "{table} {wrong:?}");
            let after = items(&shop, &format!("glimt-{table}")).await?;
            let bad = |items: &[Item]| {
                items.iter().find(|item| item["format"].as_n().unwrap() == "2" || !item.contains_key("rev")).cloned()
            };
            assert_eq!(bad(&after), bad(&before), "{table} {wrong:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_ses_reports_of_an_invitation_it_cannot_read_is_tried_again() -> Result<()> {
    let shop = Shop::open().await?;
    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@bounce.test")).await?;
    shop.world.clock.set("2026-11-21T09:00:00Z".parse()?);
    shop.world.send().await?;
    spoil(&shop, "glimt-invitations", "2026", Wrong::Newer).await?;
    let items = async || {
        let lines = shop.everything().await?.into_iter();
        let (people, others): (Vec<_>, Vec<_>) = lines.partition(|line| line.starts_with("contacts "));
        anyhow::Ok((people.concat(), others))
    };
    let before = items().await?.1;
    let reports = shop.world.ses.take_events();
    assert!(reports.len() > 1);
    for report in reports {
        let error = shop.world.invoke("feedback", report).await.unwrap_err();
        assert!(format!("{error:#}").contains("glimt-invitations"), "{error:#}");
    }
    let (people, others) = items().await?;
    assert!(others == before);
    assert!(people.contains("\"reason\":\"bounced\""), "nobody is mailed again meanwhile: {people}");
    Ok(())
}

#[tokio::test]
async fn nobody_is_alerted_of_an_answer_that_cannot_be_read() -> Result<()> {
    let (shop, _, page, _) = asked().await?;
    shop.post(&page, "rating=1").await?;
    for wrong in [Wrong::Newer, Wrong::Without("rating")] {
        spoil(&shop, "glimt-answers", "2026", wrong).await?;
        let batch = stream::batch(&shop).await?;
        let before = shop.everything().await?;
        assert_eq!(shop.world.alert(batch).await?["batchItemFailures"], json!([]), "{wrong:?}: it never will be");
        assert!(shop.everything().await? == before, "{wrong:?}");
    }
    Ok(())
}

#[tokio::test]
async fn aggregate_refuses_that_day_by_name_and_folds_the_others() -> Result<()> {
    for (table, key, wrong) in [
        ("invitations", "2026-11-21", Wrong::Newer),
        ("invitations", "2026-11-21", Wrong::Without("context")),
        ("answers", "2026-11-21", Wrong::Newer),
        ("answers", "2026-11-21", Wrong::Without("rating")),
        ("scores", "cells#2026-11-21", Wrong::Newer),
        ("scores", "cells#2026-11-21", Wrong::Without("cells")),
        ("scores", "days", Wrong::Newer),
    ] {
        let (shop, _, page, _) = asked().await?;
        shop.fire(&shop.order("e2", "order.delivered", "5513", "ola@example.no")).await?;
        shop.at("2026-11-22T09:10:00Z").await?;
        shop.post(&page, "rating=1").await?;
        spoil(&shop, &format!("glimt-{table}"), key, wrong).await?;
        let cells = |all: Vec<String>| {
            let of_day = |item: &String| item.starts_with("scores") && item.contains("2026-11-21");
            all.into_iter().filter(of_day).collect::<Vec<_>>()
        };
        let before = cells(shop.everything().await?);
        let folded = shop.world.aggregate(json!({ "days": ["2026-11-21", "2026-11-22"] })).await?;
        assert_eq!(folded["unreadable"], json!(["2026-11-21"]), "{table} {wrong:?}");
        assert!(folded["items_changed"].as_u64().unwrap() > 0, "{table} {wrong:?}: the other day is folded");
        let after = cells(shop.everything().await?);
        if key == "days" {
            let note = |items: &[String]| items.iter().find(|item| item.contains("days")).cloned();
            assert_eq!(note(&after), note(&before), "the note stays");
        } else {
            assert_eq!(after, before, "{table} {wrong:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn export_fails_with_the_tables_name() -> Result<()> {
    for (table, key, wrong) in [
        ("scores", "cells#2026-11-21", Wrong::Newer),
        ("scores", "cells#2026-11-21", Wrong::Without("cells")),
        ("scores", "days", Wrong::Newer),
        ("journeys", "pointer", Wrong::Newer),
        ("journeys", "pointer", Wrong::Without("rev")),
    ] {
        let (shop, ..) = asked().await?;
        spoil(&shop, &format!("glimt-{table}"), key, wrong).await?;
        let error = shop.world.invoke("export", json!({})).await.unwrap_err();
        assert!(format!("{error:#}").contains(&format!("glimt-{table}")), "{table} {wrong:?}: {error:#}");
    }
    Ok(())
}

#[tokio::test]
async fn items_from_before_items_had_a_format_are_read() -> Result<()> {
    let (shop, _, page, _) = asked().await?;
    for table in ["invitations", "subjects", "contacts", "answers", "scores", "journeys"] {
        spoil(&shop, &format!("glimt-{table}"), "", Wrong::Without("format")).await?;
    }
    assert_eq!(shop.post(&page, "rating=2").await?.status, 303);
    let repeat = shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    assert_eq!((repeat.status, &repeat.json()["repeat"]), (200, &json!(true)), "{}", repeat.body);
    let folded = shop.world.aggregate(json!({ "days": ["2026-11-21"] })).await?;
    assert_eq!((&folded["unreadable"], &folded["days"]), (&json!([]), &json!(1)));
    Ok(())
}

#[tokio::test]
async fn a_table_of_another_version_is_refused_by_name_and_a_restored_one_is_told_from_a_whole_one() -> Result<()> {
    let shop = Shop::open().await?;
    let db = shop.client.dynamodb();
    let look = async || anyhow::Ok(shop.world.store.look_at_tables().await?.into_iter().collect::<BTreeMap<_, _>>());
    let found = look().await?;
    assert_eq!((found.len(), &found["glimt-answers"]), (6, &vec![Flaw::NoStream]), "made without a stream");
    assert_eq!(found["glimt-contacts"], []);

    // As a restored table is: with its keys, and without its expiry.
    db.delete_table().table_name("glimt-subjects").send().await?;
    table(&db, "glimt-subjects", &["pk"]).await?;
    db.delete_table().table_name("glimt-contacts").send().await?;
    table(&db, "glimt-contacts", &["id", "kind"]).await?;
    db.delete_table().table_name("glimt-scores").send().await?;
    let found = look().await?;
    assert_eq!(found["glimt-subjects"], [Flaw::NeverExpires]);
    assert_eq!(found["glimt-contacts"], [Flaw::Keys(vec!["id".to_owned(), "kind".to_owned()])]);
    assert_eq!(found["glimt-scores"], [Flaw::Missing]);

    let refused = shop.world.store.create_tables(false).await.unwrap_err().to_string();
    assert!(refused.contains("glimt-contacts has the keys id, kind, and this Glimt needs pk"), "{refused}");
    // A function says what DynamoDB says, and where to look; nothing is made up for what is not there.
    let answer = shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    assert_eq!(answer.status, 503, "{}", answer.body);
    let error = format!("{:#}", shop.world.invoke("export", json!({})).await.unwrap_err());
    assert!(error.contains("ResourceNotFoundException") && error.contains("glimt doctor"), "{error}");
    Ok(())
}

async fn table(db: &Client, name: &str, keys: &[&str]) -> Result<()> {
    let mut call = db.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    for (attribute, kind) in keys.iter().zip([KeyType::Hash, KeyType::Range]) {
        let text = ScalarAttributeType::S;
        call = call
            .key_schema(KeySchemaElement::builder().attribute_name(*attribute).key_type(kind).build()?)
            .attribute_definitions(
                AttributeDefinition::builder().attribute_name(*attribute).attribute_type(text).build()?,
            );
    }
    call.send().await?;
    Ok(())
}
