//! What a newcomer does in the first minute, in a real browser, on the console of `glimt dev`.

use anyhow::{Context, Result};
use glimt::dev::{self, Options};
use serde_json::Value;
use tests::browser::Browser;

const N: &str = "[data-stage='delivery'] .n";
const CHANGE: &str = "[data-stage='delivery'] .change";

#[tokio::test(flavor = "multi_thread")]
async fn the_first_minute_leads_from_a_parcel_to_a_score_in_a_browser() -> Result<()> {
    let Some(browser) = Browser::open().await? else { return Ok(()) };
    let glimt = dev::start(Options { port: 0, data: None, journey: None, empty: false, ses: None }).await?;
    let origin = glimt.origin().to_owned();

    browser.goto(&origin).await?;
    browser.text_when(N, |n| !n.is_empty()).await?;
    assert!(browser.text("#simulated").await?.contains("simulated"));
    assert!(!browser.scrolls_sideways().await?, "the console is too wide for a phone");
    browser.picture("1-console").await?;

    a_parcel_arrives_and_its_mail_is_sent(&browser).await?;
    browser.picture("2-mail").await?;
    let before = number(&browser).await?;
    an_answer_is_given(&browser, &origin, before).await?;

    browser.text_when(N, |n| n == (before + 1).to_string()).await.context("one answer, one more")?;
    assert_eq!(browser.text(CHANGE).await?, format!("n went from {before} to {}", before + 1));
    assert!(browser.text("#answered").await?.contains(&format!("n went from {before} to {}", before + 1)));
    assert_eq!(answers(&origin)?, before + 1);
    browser.picture("5-score").await?;

    browser.reload().await?;
    browser.find("#decision .asked[data-survey='delivered']").await.context("a reload loses the parcel")?;
    browser.find("#mail iframe").await.context("a reload loses the mail")?;
    browser.text_when(CHANGE, |text| !text.is_empty()).await.context("a reload loses what has changed")?;

    browser.click("#again").await?;
    let again = browser.text_when("#again-result", |text| !text.is_empty()).await?;
    assert!(again.starts_with("Already decided: nothing written"), "{again}");

    a_parcel_arrives_and_its_mail_is_sent(&browser).await?;
    let before = number(&browser).await?;
    browser.click("#scanner").await?;
    let scanned = browser.text_when("#scanner-result", |text| !text.is_empty()).await?;
    assert!(scanned.contains("answers counted: 0"), "{scanned}");
    assert!(!scanned.contains("opened 0 links"), "{scanned}");
    assert_eq!(answers(&origin)?, before, "a scanner's visit counts");
    assert_eq!(number(&browser).await?, before);

    browser.goto(&format!("{origin}/inbox")).await?;
    browser.find(".message iframe").await?;
    assert!(!browser.scrolls_sideways().await?, "the inbox is too wide for a phone");
    browser.picture("6-inbox").await?;

    browser.close().await?;
    glimt.stop().await
}

async fn a_parcel_arrives_and_its_mail_is_sent(browser: &Browser) -> Result<()> {
    browser.click("#parcel").await?;
    browser.until("the mail before is put away", async || Ok(browser.count("#mail iframe").await? == 0)).await?;
    let decision = browser.text_when("#decision .asked[data-survey='delivered']", |text| !text.is_empty()).await?;
    assert!(decision.contains("due") && decision.contains("because"), "{decision}");
    browser.click("#jump").await?;
    browser.find("#mail iframe").await?;
    assert!(browser.text("#jump-result").await?.contains("the mail is sent"));
    Ok(())
}

/// Clicks 4 in the mail, writes a comment, sends, and comes back. Only the sending counts.
async fn an_answer_is_given(browser: &Browser, origin: &str, before: u64) -> Result<()> {
    browser.follow_in_frame("#mail iframe", "a[href$='/4']").await?;
    let four = browser.find("input[name='rating'][value='4']").await?;
    assert!(four.is_selected().await?, "the rating that was clicked is chosen");
    assert!(!browser.scrolls_sideways().await?, "the page is too wide for a phone");
    browser.picture("3-page").await?;
    assert_eq!(answers(origin)?, before, "a click is no answer");

    browser.find("textarea[name='comment']").await?.send_keys("Kom en dag før. Takk! 😀").await?;
    browser.click("form button").await?;
    browser.find("input[name='on_time']").await?;
    browser.click(".skip a").await?;
    browser.until("the thank-you comes", async || Ok(browser.url().await?.contains("/thanks"))).await?;
    browser.find("h1").await?;
    browser.picture("4-thanks").await?;
    browser.close_tab().await
}

/// How many answers the console says the delivery has.
async fn number(browser: &Browser) -> Result<u64> {
    browser.text_when(N, |n| !n.is_empty()).await?.parse().context("n")
}

/// How many answers `/scores.json` says the delivery has.
fn answers(origin: &str) -> Result<u64> {
    let rows: Vec<Value> = ureq::get(format!("{origin}/scores.json")).call()?.body_mut().read_json()?;
    let headline = rows.iter().find(|row| {
        row["stage_id"] == "delivery"
            && row["is_headline"] == true
            && row["period_type"] == "last_28d"
            && row["segment"] == ""
    });
    headline.and_then(|row| row["answers"].as_u64()).context("no row for the delivery")
}
