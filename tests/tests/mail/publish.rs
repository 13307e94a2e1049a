//! From the owner's templates to what is sent.

use anyhow::Result;
use aws_sdk_dynamodb::types::AttributeValue;
use glimt::{journeys, mails};
use serde_json::json;
use std::fs;
use std::path::Path;
use tests::shop::{JOURNEY, Shop};

const HTML: &str = include_str!("../../../shared/mailer/templates/invitation.html");
const TEXT: &str = include_str!("../../../shared/mailer/templates/invitation.txt");

/// A folder with the test journey, whose mail is the owner's.
fn folder() -> Result<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    let journey = JOURNEY.replace("[sender]\n", "[sender]\nmail = \"ours\"\n");
    fs::write(folder.path().join("journey.toml"), journey)?;
    fs::write(folder.path().join("ours.html"), HTML)?;
    fs::write(folder.path().join("ours.txt"), TEXT)?;
    Ok(folder)
}

async fn publish(shop: &Shop, folder: &Path) -> Result<u32> {
    let journey = journeys::read(&folder.join("journey.toml"))?.remove(0);
    Ok(mails::publish(&shop.world.store, &journey).await?.version)
}

#[tokio::test]
async fn a_changed_template_is_a_new_version_and_an_unchanged_one_is_none() -> Result<()> {
    let (shop, folder) = (Shop::open().await?, folder()?);
    let first = publish(&shop, folder.path()).await?;
    assert_eq!(first, 2, "the test's journey was published before");
    assert_eq!(publish(&shop, folder.path()).await?, first);
    fs::write(folder.path().join("ours.html"), HTML.replace("<h1", "<p>Takk for sist!</p><h1"))?;
    assert_eq!(publish(&shop, folder.path()).await?, first + 1);

    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    assert_eq!(shop.at("2026-11-21T09:00:00Z").await?["sent"], 1);
    assert!(shop.mails()[0].html.as_ref().unwrap().contains("<p>Takk for sist!</p>"));
    Ok(())
}

#[tokio::test]
async fn a_template_with_a_mistake_is_not_published() -> Result<()> {
    let (shop, folder) = (Shop::open().await?, folder()?);
    fs::write(folder.path().join("ours.txt"), TEXT.replace("{{ opt_out_url }}", ""))?;
    let error = format!("{:#}", publish(&shop, folder.path()).await.unwrap_err());
    assert!(error.contains("1 mistake in the mails of nordlys:\nours.txt: line 1: the mail has no way out"), "{error}");
    fs::remove_file(folder.path().join("ours.txt"))?;
    let error = format!("{:#}", publish(&shop, folder.path()).await.unwrap_err());
    assert!(error.ends_with(":\nours.txt: line 1: is not there; put it beside the journey file"), "{error}");
    Ok(())
}

#[tokio::test]
async fn whom_a_version_without_letters_has_invited_is_not_mailed_and_publishing_again_makes_them() -> Result<()> {
    let shop = Shop::open().await?;
    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    let tables = shop.client.dynamodb();
    for survey in 0..2 {
        for language in ["nb", "en"] {
            let sort = format!("000001#{survey:03}#{language}#letter");
            let delete = tables.delete_item().table_name("glimt-journeys");
            let delete = delete.key("pk", AttributeValue::S("1".to_owned())).key("sk", AttributeValue::S(sort));
            assert!(delete.return_values("ALL_OLD".into()).send().await?.attributes.is_some());
        }
    }
    let swept = shop.at("2026-11-21T09:00:00Z").await?;
    assert_eq!((&swept["sent"], &swept["closed"], &swept["failed"]), (&json!(0), &json!(1), &json!(0)));

    let again = mails::publish(&shop.world.store, &journeys::parse(JOURNEY, "the test's journey")?).await?;
    assert_eq!(again.version, 2);
    shop.world.clock.set("2026-11-21T09:02:00Z".parse()?);
    shop.fire(&shop.order("e2", "order.delivered", "5513", "ola@example.no")).await?;
    assert_eq!(shop.at("2026-11-22T10:00:00Z").await?["sent"], 1);
    Ok(())
}
