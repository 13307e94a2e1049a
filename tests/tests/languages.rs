//! The pages in every language, in a real browser as wide as the narrowest phone.

use anyhow::{Context, Result};
use glimt::dev::{self, Options};
use serde_json::{Value, json};
use survey::Language;
use survey::journey::template::{Words, find};
use tempfile::TempDir;
use tests::browser::Browser;

/// The scales whose words or cells are the widest: two poles of CSAT, seven cells of CES, eleven of NPS.
const TEMPLATES: [&str; 3] = ["delivery-csat", "order-ces", "relationship-nps"];

/// A journey in all languages, whose every survey asks about a delivery at once.
fn journey() -> Result<String> {
    let codes = Language::ALL.map(|language| format!("\"{}\"", language.code())).join(", ");
    let texts = |words: Words| {
        Language::ALL.map(|language| format!("{} = \"{}\"", language.code(), words.get(language))).join(", ")
    };
    let name = Language::ALL.map(|language| format!("{} = \"Nordlys Friluft\"", language.code())).join(", ");
    let mut text = format!(
        "[journey]\nid = \"nordlys\"\nname = {{ {name} }}\nowner = \"cx@nordlys.example\"\nlanguages = [{codes}]\n\
         time_zone = \"Europe/Oslo\"\nnotice_since = 2020-01-01\nquiet_period = \"0d\"\nsend_between = \"00:00-24:00\"\n\
         [sender]\nfrom = \"Nordlys <hei@svar.nordlys.example>\"\nreply_to = \"hei@nordlys.example\"\n\
         legal = \"Nordlys Friluft AS, org.nr. 999 999 999, Storgata 1, Oslo\"\nprivacy_url = \"https://nordlys.example/personvern\"\n"
    );
    for name in TEMPLATES {
        let template = find(name).context("no such template")?;
        let (id, called) = template.stage;
        text += &format!(
            "[[stage]]\nid = \"{id}\"\nname = {{ {} }}\n[[stage.survey]]\nid = \"{}\"\ntemplate = \"{name}\"\n\
             on = \"order.delivered\"\ndelay = \"0d\"\n",
            texts(called),
            template.survey
        );
    }
    Ok(text)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_fits_the_narrowest_phone_in_every_language() -> Result<()> {
    let Some(browser) = Browser::open().await? else { return Ok(()) };
    let folder = TempDir::new()?;
    let file = folder.path().join("nordlys.toml");
    std::fs::write(&file, journey()?)?;
    let glimt = dev::start(Options { port: 0, data: None, journey: Some(file), empty: true, ses: None }).await?;
    let mails = mails(glimt.origin())?;
    assert_eq!(mails.len(), TEMPLATES.len());

    for (template, mail) in mails.iter().enumerate() {
        for language in Language::ALL {
            let code = language.code();
            let picture = |page: &str| format!("{code}-{page}-{template}");
            browser.goto(&format!("{}?lang={code}", link(mail, "/r/")?)).await?;
            fits(&browser, code, "the answer page").await?;
            assert_eq!(browser.count("nav a").await?, Language::ALL.len() - 1);
            browser.picture(&picture("answer")).await?;
            browser.click("form button").await?;
            browser.find("[role='alert']").await?;
            fits(&browser, code, "the page with an error").await?;
            if template == 0 {
                browser.goto(&format!("{}/thanks?lang={code}", link(mail, "/r/")?)).await?;
                fits(&browser, code, "the thank-you").await?;
                browser.picture(&picture("thanks")).await?;
                browser.goto(&format!("{}?lang={code}", link(mail, "/u/")?)).await?;
                fits(&browser, code, "the way out").await?;
                browser.picture(&picture("opt-out")).await?;
                browser.goto(&format!("{}/r/none?lang={code}", glimt.origin())).await?;
                fits(&browser, code, "the page of a dead link").await?;
                browser.goto(&format!("{}/report?lang={code}", glimt.origin())).await?;
                fits(&browser, code, "the report").await?;
            }
        }
    }
    browser.close().await?;
    glimt.stop().await
}

/// Whether the page says its language and need not be scrolled sideways.
async fn fits(browser: &Browser, code: &str, page: &str) -> Result<()> {
    browser.find(&format!("html[lang='{code}']")).await.with_context(|| format!("{page} in {code}"))?;
    assert!(!browser.scrolls_sideways().await?, "{page} is too wide for a phone in {code}");
    Ok(())
}

/// A parcel arrives, and each survey's mail is sent.
fn mails(origin: &str) -> Result<Vec<String>> {
    let about: Value = ureq::get(format!("{origin}/dev.json")).call()?.body_mut().read_json()?;
    let source = |field: &str| about["sources"][0][field].as_str().context("no source");
    let event = json!({
        "specversion": "1.0", "id": "e1", "source": source("source")?, "type": "order.delivered",
        "data": { "contact": { "email": "kari@example.no", "name": "Kari", "locale": "da-DK" }, "order": { "id": "5512" } },
    });
    let bearer = format!("Bearer {}", source("key")?);
    ureq::post(format!("{origin}/v1/events")).header("Authorization", bearer).send_json(&event)?;
    ureq::post(format!("{origin}/clock")).send_json(json!({ "advance": "2d" }))?;
    let inbox: Vec<Value> = ureq::get(format!("{origin}/inbox.json")).call()?.body_mut().read_json()?;
    let is_asked =
        |mail: &&Value| mail["tags"].as_array().is_some_and(|tags| tags.iter().any(|tag| tag["name"] == "invitation"));
    inbox
        .iter()
        .filter(is_asked)
        .map(|mail| mail["text"].as_str().map(str::to_owned).context("a mail without text"))
        .collect()
}

/// The first link of a mail that leads to this door.
fn link<'m>(mail: &'m str, door: &str) -> Result<&'m str> {
    let found = mail.split_whitespace().find(|word| word.starts_with("http://") && word.contains(door));
    found.with_context(|| format!("no link to {door} in {mail}"))
}
