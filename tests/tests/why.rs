//! `glimt why` tells the whole story of an order, a person or an invitation, and no address.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use tests::shop::Shop;

#[tokio::test]
async fn an_order_that_was_asked_about_and_answered_is_told_from_the_event_to_the_answer() -> Result<()> {
    let shop = Shop::open().await?;
    let event = shop.order("e1", "order.delivered", "5512", "kari@example.no");
    let told = shop.fire(&event).await?.json();
    let key = told["decisions"][0]["invitation"].as_str().unwrap().to_owned();
    shop.at("2026-11-21T09:01:00Z").await?;
    let (page, out) = shop.links()?;
    shop.post(&page, "rating=4&comment=Rask+levering").await?;
    shop.post(&out, "scope=all").await?;
    shop.fire(&shop.order("e2", "order.refunded", "5512", "kari@example.no")).await?;
    let story = shop.library()?.tell("order#5512", None).await?;
    insta::assert_snapshot!(story);
    let library = shop.library()?;
    assert_eq!(library.tell("order#https://nordlys.example:5512", None).await?, story, "by its whole key");
    assert_eq!(library.tell(&key, None).await?, story, "by its invitation");
    let person = library.tell("Kari@example.no", None).await?;
    assert!(person.contains("may not be asked about anything: they asked not to be asked"), "{person}");
    assert!(person.contains("answered 4"), "{person}");
    for secret in ["kari@", "Rask"] {
        assert!(!story.contains(secret) && !person.contains(secret), "{secret}");
    }
    Ok(())
}

#[tokio::test]
async fn whoever_was_not_asked_is_told_with_the_reason_in_words() -> Result<()> {
    let shop = Shop::open().await?;
    let mut event = shop.order("e1", "order.delivered", "5513", "");
    shop.fire(&event).await?;
    event["data"]["order"]["id"] = "5514".into();
    event["id"] = "e2".into();
    event["data"]["contact"]["email"] = "ola@example.no".into();
    event["data"]["happened_at"] = "2026-11-01T09:00:00Z".into();
    shop.fire(&event).await?;
    let library = shop.library()?;
    let none = library.tell("order#5513", None).await?;
    assert!(none.contains("not asked, because the event carries no email address"), "{none}");
    let late = library.tell("order#5514", Some("https://nordlys.example")).await?;
    assert!(late.contains("not asked, because it is too late to ask about it"), "{late}");
    Ok(())
}

#[tokio::test]
async fn what_nothing_is_known_of_is_said_to_be_so() -> Result<()> {
    let shop = Shop::open().await?;
    let library = shop.library()?;
    for (what, said) in [
        ("order#1", "nothing is known of order 1 at nordlys.myshopify.com, https://nordlys.example"),
        ("kari@example.no", "nothing is known of this person"),
        ("20261121T101500-AAAAAAAAAAAAAAAA", "there is no invitation"),
        ("parcel#1", "“parcel#” is none of order#, ticket# and customer#"),
        ("?", "is none of order#5512"),
    ] {
        let error = library.tell(what, None).await.unwrap_err().to_string();
        assert!(error.contains(said), "{what}: {error}");
    }
    Ok(())
}
