//! From the mail to the thank-you and back, in a real browser: with script and without, narrow and wide, by mouse and by
//! keyboard alone.

use anyhow::{Context, Result};
use glimt::dev::{self, Options};
use serde_json::{Value, json};
use tests::browser::{Browser, checker};
use tests::shop::JOURNEY;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e006}";

/// Nothing sticks out, and whatever can be tapped can be hit: 44 px high, but for links within text.
const MEASURED: &str = r#"
const page = document.documentElement;
const hit = "button, .button, .cells label, .option, textarea, nav a, .skip a";
const low = [...document.querySelectorAll(hit)].filter((one) => one.getBoundingClientRect().height < 44);
const out = page.scrollWidth > page.clientWidth ? ["the page scrolls sideways"] : [];
const loaded = performance.getEntriesByType("resource").map((one) => one.name);
return out.concat(low.map((one) => one.outerHTML), loaded);"#;

/// A browser, and what looks at each page that it shows.
struct Visitor {
    browser: Browser,
    checker: Option<String>,
    /// Narrow or wide, with script or without, for pictures and for what went wrong.
    how: String,
    script: bool,
}

impl Visitor {
    /// Waits for the page, and finds nothing wrong with it.
    async fn at(&self, page: &str, css: &str) -> Result<()> {
        let at = format!("{page}, {}", self.how);
        self.browser.find(css).await.with_context(|| at.clone())?;
        assert_eq!(self.browser.run(MEASURED).await?, json!([]), "{at}");
        // Without script the checker can't run either; the pages are the same.
        if let Some(checker) = self.checker.as_ref().filter(|_| self.script) {
            assert_eq!(self.browser.violations(checker).await?, Vec::<String>::new(), "{at}");
        }
        Ok(())
    }

    async fn is_checked(&self, css: &str) -> Result<bool> {
        Ok(self.browser.find(css).await?.is_selected().await?)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_given_followed_up_and_changed_and_the_way_out_is_found() -> Result<()> {
    let Some(browser) = Browser::open().await? else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("nordlys.toml");
    let told = "\n[[change]]\ndate = 2020-01-01\nstage = \"delivery\"\ntell_customers = true\nname.nb = \"Ny transportør\"\nname.en = \"New carrier\"\n";
    let review = "minimum_answers = 2\nreview_url = \"https://reviews.example/nordlys\"";
    std::fs::write(&file, JOURNEY.replace("minimum_answers = 2", review) + told)?;
    let glimt = dev::start(Options { port: 0, data: None, journey: Some(file), empty: true, ses: None }).await?;
    let mut visitor =
        Visitor { browser, checker: checker(env!("CARGO_TARGET_TMPDIR"))?, how: String::new(), script: true };
    let mut ways = Vec::new();
    for script in [true, false] {
        for (width, scheme) in [(320, "dark"), (1280, "light")] {
            ways.push((script, width, scheme, false));
        }
    }
    ways.push((true, 320, "light", true));
    let mails = mails(glimt.origin(), ways.len())?;
    for ((script, width, scheme, by_keyboard), mail) in ways.into_iter().zip(mails) {
        let path = folder.path().join("mail.html");
        std::fs::write(&path, mail)?;
        visitor.how = format!("{width} px, {scheme}{}", if script { "" } else { ", no script" });
        visitor.script = script;
        visitor.browser.scripts(script)?;
        visitor.browser.look(width, scheme)?;
        visitor.browser.goto(&format!("file://{}", path.display())).await?;
        let out = visitor.browser.find("a[href*='/u/']").await?.attr("href").await?.context("no way out")?;
        visitor.browser.click("a[href$='/2']").await?;
        if by_keyboard {
            by_keys(&visitor).await?;
        } else {
            by_mouse(&visitor).await?;
        }
        visitor.browser.goto(&out).await?;
        visitor.at("the way out", "button[value='all']").await?;
        visitor.browser.click("button[value='all']").await?;
        visitor.at("out", "button[name='undo']").await?;
    }
    visitor.browser.scripts(true)?;
    visitor.browser.close().await?;
    glimt.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_opens_every_link_of_a_mail_has_answered_nothing() -> Result<()> {
    let Some(browser) = Browser::open().await? else { return Ok(()) };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("nordlys.toml");
    std::fs::write(&file, JOURNEY)?;
    let glimt = dev::start(Options { port: 0, data: None, journey: Some(file), empty: true, ses: None }).await?;
    let origin = glimt.origin();
    let mail = mails(origin, 1)?.pop().context("no mail")?;
    let links = glimt::parcel::links(&mail, origin);
    assert!(links.len() > 6, "{links:?}");
    for link in links {
        browser.goto(&format!("{origin}{link}")).await?;
        assert!(browser.count("form button").await? > 0, "a page that asks");
        browser.run("document.querySelectorAll('a, label, input').forEach((one) => one.click())").await?;
    }
    browser.close().await?;
    ureq::post(format!("{origin}/clock")).send_json(json!({ "advance": "2h" }))?;
    let rows: Vec<Value> = ureq::get(format!("{origin}/scores.json")).call()?.body_mut().read_json()?;
    let row = rows.iter().find(|row| row["survey_id"] == "delivered" && row["period_type"] == "last_28d");
    let row = row.context("no row")?;
    let counts = ["answers", "answers_provisional", "answers_suspect"].map(|count| row[count].as_u64());
    assert_eq!(counts, [Some(0), Some(0), Some(1)]);
    glimt.stop().await
}

async fn by_mouse(visitor: &Visitor) -> Result<()> {
    let browser = &visitor.browser;
    visitor.at("the question", "input[name='rating']").await?;
    assert!(visitor.is_checked("input[name='rating'][value='2']").await?, "the clicked rating is chosen");
    browser.snapshot(&format!("answer-{}", visitor.how)).await?;
    browser.click("form button").await?;

    visitor.at("the follow-ups", "input[name='on_time']").await?;
    browser.snapshot(&format!("more-{}", visitor.how)).await?;
    browser.click("input[name='on_time'][value='no']").await?;
    browser.click("input[name='better'][value='late']").await?;
    browser.click("form button").await?;

    visitor.at("the thank-you", "button[value='yes']").await?;
    browser.snapshot(&format!("thanks-{}", visitor.how)).await?;
    assert!(browser.text("main").await?.contains("Ny transportør"));
    browser.click("button[value='yes']").await?;
    visitor.at("contact wanted", "button[value='no']").await?;
    browser.snapshot(&format!("contact-{}", visitor.how)).await?;

    browser.click("main a.button:not([rel])").await?;
    visitor.at("the question again", "input[name='rating']").await?;
    assert!(visitor.is_checked("input[name='rating'][value='2']").await?, "the answer is shown");
    browser.goto(browser.url().await?.replace("/change", "").as_str()).await?;
    browser.click("form button").await?;
    visitor.at("without a rating", "#error").await?;
    assert_eq!(browser.run("return document.activeElement.id").await?, "error");
    browser.snapshot(&format!("error-{}", visitor.how)).await?;
    browser.click("input[name='rating'][value='5']").await?;
    browser.click("form button").await?;
    visitor.at("the follow-up of the satisfied", "input[name='on_time']").await?;
    assert_eq!(browser.count("input[name='better']").await?, 0);
    browser.click(".skip a").await?;
    visitor.at("the thank-you again", "button[value='no']").await
}

async fn by_keys(visitor: &Visitor) -> Result<()> {
    let browser = &visitor.browser;
    visitor.at("the question", "input[name='rating']").await?;
    browser.tab_to("input[name='rating']").await?;
    browser.press("\u{e014}").await?;
    assert!(visitor.is_checked("input[name='rating'][value='3']").await?, "an arrow goes to the next rating");
    browser.tab_to("textarea").await?;
    browser.press("Kom sent").await?;
    browser.tab_to("form button").await?;
    browser.press(ENTER).await?;

    visitor.at("the follow-ups", "input[name='on_time']").await?;
    browser.tab_to("input[name='on_time']").await?;
    browser.press(" ").await?;
    browser.tab_to("input[name='better']").await?;
    browser.press(TAB).await?;
    browser.press(" ").await?;
    assert_eq!(browser.count("input:checked").await?, 2);
    browser.tab_to("form button").await?;
    browser.press(ENTER).await?;

    visitor.at("the thank-you", "a[href*='reviews.example']").await?;
    browser.tab_to("main a.button:not([rel])").await?;
    browser.press(ENTER).await?;
    visitor.at("the question again", "textarea").await
}

/// Parcels arrive, one at each of so many customers; gives their mails.
fn mails(origin: &str, customers: usize) -> Result<Vec<String>> {
    let about: Value = ureq::get(format!("{origin}/dev.json")).call()?.body_mut().read_json()?;
    let source = |field: &str| about["sources"][0][field].as_str().context("no source");
    let bearer = format!("Bearer {}", source("key")?);
    for n in 0..customers {
        let event = json!({
            "specversion": "1.0", "id": format!("e{n}"), "source": source("source")?, "type": "order.delivered",
            "data": { "contact": { "email": format!("kari{n}@example.no"), "locale": "nb-NO" }, "order": { "id": n.to_string() } },
        });
        ureq::post(format!("{origin}/v1/events")).header("Authorization", &bearer).send_json(&event)?;
    }
    ureq::post(format!("{origin}/clock")).send_json(json!({ "advance": "2d" }))?;
    let inbox: Vec<Value> = ureq::get(format!("{origin}/inbox.json")).call()?.body_mut().read_json()?;
    let is_asked =
        |mail: &&Value| mail["tags"].as_array().is_some_and(|tags| tags.iter().any(|tag| tag["name"] == "invitation"));
    inbox
        .iter()
        .filter(is_asked)
        .map(|mail| mail["html"].as_str().map(str::to_owned).context("a mail without HTML"))
        .collect()
}
