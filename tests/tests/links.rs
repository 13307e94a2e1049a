//! Links without an email: whoever opens one leaves nothing behind, whoever answers is counted, and apart from the mailed.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use glimt::link::{Wanted, make};
use serde_json::{Value, json};
use survey::journey::length::Length;
use tests::shop::Shop;

fn wanted(contact: Option<&str>) -> Wanted {
    Wanted {
        stage: "delivery".to_owned(),
        survey: None,
        journey: None,
        channel: "parcel".to_owned(),
        language: None,
        expires: Length::days(365),
        svg: None,
        contact: contact.map(str::to_owned),
        dev: None,
    }
}

/// A link's path.
async fn link(shop: &Shop, contact: Option<&str>) -> Result<String> {
    let url = make(&shop.library()?, &wanted(contact)).await?;
    Ok(url.strip_prefix(&shop.world.settings.public_url).unwrap().to_owned())
}

/// Opens a link; gives the path of the question that it leads to.
async fn opened(shop: &Shop, link: &str) -> Result<String> {
    let answer = shop.open_page(link).await?;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let (_, location) = answer.headers.into_iter().find(|(name, _)| name == "location").unwrap();
    Ok(location)
}

async fn rows(shop: &Shop, channel: &str) -> Result<Vec<Value>> {
    shop.world.aggregate(json!({ "schedule": "nightly" })).await?;
    let rows = export::scores(&shop.world.export).await?;
    let rows = rows.as_array().cloned().unwrap_or_default().into_iter();
    let rows = rows.filter(|row| row["period_type"] == "last_28d" && row["survey_id"] == "delivered");
    Ok(rows.filter(|row| row["channel"] == channel).collect())
}

#[tokio::test]
async fn whoever_opens_a_link_leaves_nothing_behind() -> Result<()> {
    let shop = Shop::open().await?;
    let link = link(&shop, None).await?;
    let before = shop.everything().await?;
    for _ in 0..3 {
        let question = opened(&shop, &link).await?;
        assert_eq!(shop.open_page(&question).await?.status, 200);
        assert_eq!(shop.open_page(&format!("{question}/1")).await?.status, 200);
        assert_eq!(shop.open_page(&format!("{question}/x")).await?.status, 200);
    }
    assert_eq!(shop.world.door("HEAD", &link, "", &[], b"").await?.status, 200);
    assert_eq!(shop.everything().await?, before);
    assert_eq!(shop.open_page(&format!("{link}x")).await?.status, 404);
    shop.world.clock.set("2027-11-22T00:00:00Z".parse()?);
    assert_eq!(shop.open_page(&link).await?.status, 404, "a year is over");
    Ok(())
}

#[tokio::test]
async fn each_visitor_who_answers_is_counted_once_and_apart_from_those_who_were_mailed() -> Result<()> {
    let shop = Shop::open().await?;
    let link = link(&shop, None).await?;
    let (first, second) = (opened(&shop, &link).await?, opened(&shop, &link).await?);
    for (question, rating) in [(&first, 2), (&first, 5), (&second, 4)] {
        assert_eq!(shop.post(question, &format!("rating={rating}&comment=Takk")).await?.status, 303);
    }
    assert_eq!(shop.count("answers").await?, 2);
    let by_link = rows(&shop, "parcel").await?;
    assert_eq!((by_link[0]["answers"].as_u64(), by_link[0]["rating_sum"].as_u64()), (Some(2), Some(9)), "{by_link:?}");
    assert_eq!(rows(&shop, "email").await?.len(), 0);
    let kept = shop.everything().await?;
    let invitation = kept.iter().find(|line| line.starts_with("invitations") && line.contains("\"subject\"")).unwrap();
    assert!(invitation.contains("\"channel\":\"parcel\"") && !invitation.contains("\"contact\""), "{invitation}");
    assert!(!kept.iter().any(|line| line.contains("127.0.0")), "no visitor's address is kept");
    Ok(())
}

#[tokio::test]
async fn a_link_takes_only_so_many_answers_from_one_network_in_a_day() -> Result<()> {
    let shop = Shop::open().await?;
    let link = link(&shop, None).await?;
    let from = async |address: &str, question: &str| {
        let viewer = format!("{address}:50000");
        let headers =
            [("content-type", "application/x-www-form-urlencoded"), ("cloudfront-viewer-address", viewer.as_str())];
        shop.world.door("POST", question, "", &headers, b"rating=1").await
    };
    let mut answered = Vec::new();
    let question = loop {
        let question = opened(&shop, &link).await?;
        match from("192.0.2.7", &question).await?.status {
            303 => answered.push(question),
            429 => break question,
            other => panic!("{other}"),
        }
    };
    assert_eq!(answered.len(), 50);
    assert_eq!(shop.count("answers").await?, 50);
    assert_eq!(from("192.0.2.99", &question).await?.status, 429, "a neighbour");
    let other = opened(&shop, &link).await?;
    assert_eq!(from("198.51.100.7", &other).await?.status, 303, "from elsewhere");
    assert_eq!(shop.post(&answered[0], "rating=2").await?.status, 303, "a change is no new answer");
    shop.world.clock.set("2026-11-21T09:00:00Z".parse()?);
    assert_eq!(from("192.0.2.200", &question).await?.status, 303, "tomorrow");
    Ok(())
}

#[tokio::test]
async fn a_personal_link_is_one_ask_of_one_person_and_quiet_periods_hold() -> Result<()> {
    let shop = Shop::open().await?;
    let personal = link(&shop, Some("kari@example.no")).await?;
    let (first, again) = (opened(&shop, &personal).await?, opened(&shop, &personal).await?);
    assert_eq!(first, again);
    shop.post(&first, "rating=4").await?;
    shop.post(&again, "rating=5").await?;
    assert_eq!(shop.count("answers").await?, 1);

    shop.world.clock.set("2026-11-20T10:00:00Z".parse()?);
    let refused = link(&shop, Some("Kari@example.no")).await.unwrap_err().to_string();
    assert!(refused.contains("quiet_period") || refused.contains("asked_recently"), "{refused}");
    let event = shop.order("e1", "order.delivered", "1", "kari@example.no");
    let told = shop.fire(&event).await?.json();
    shop.at("2026-11-21T09:30:00Z").await?;
    assert_eq!(shop.mails().len(), 0, "{told}");

    let library = shop.library()?;
    let person = library.person("kari@example.no")?;
    let receipt = glimt::person::erase(&library, &person, &mut |_| {}).await?;
    assert_eq!(receipt.removed.answers, 1);
    assert_eq!(shop.post(&again, "rating=1").await?.status, 404);
    let refused = link(&shop, Some("kari@example.no")).await.unwrap_err().to_string();
    assert!(refused.contains("they wanted to be forgotten"), "{refused}");
    Ok(())
}

#[tokio::test]
async fn a_personal_link_that_was_not_answered_takes_no_answer_after_an_erasure() -> Result<()> {
    let shop = Shop::open().await?;
    let question = opened(&shop, &link(&shop, Some("kari@example.no")).await?).await?;
    let library = shop.library()?;
    glimt::person::erase(&library, &library.person("kari@example.no")?, &mut |_| {}).await?;
    assert_eq!(shop.post(&question, "rating=4").await?.status, 404);
    assert_eq!(shop.count("answers").await?, 0);
    Ok(())
}

#[tokio::test]
async fn what_can_not_be_asked_by_a_link_is_said() -> Result<()> {
    let shop = Shop::open().await?;
    let library = shop.library()?;
    let said = async |wanted: Wanted| format!("{:#}", make(&library, &wanted).await.unwrap_err());
    let stage = said(Wanted { stage: "delivry".to_owned(), ..wanted(None) }).await;
    assert!(stage.contains("no stage “delivry”") && stage.contains("nordlys/delivery"), "{stage}");
    let survey = said(Wanted { survey: Some("x".to_owned()), ..wanted(None) }).await;
    assert!(survey.contains("has no survey “x”; it has: delivered"), "{survey}");
    let channel = said(Wanted { channel: "email".to_owned(), ..wanted(None) }).await;
    assert!(channel.starts_with("--channel: a channel is"), "{channel}");
    let language = said(Wanted { language: Some("de".to_owned()), ..wanted(None) }).await;
    assert!(language.contains("nordlys has no such language"), "{language}");
    Ok(())
}
