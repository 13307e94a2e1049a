//! Writing a journey with `glimt dev` beside it: what is saved is shown and holds at once, or its mistakes are told.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use glimt::dev::{self, Options};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::Duration;
use tests::shop::JOURNEY;

const QUESTION: &str = "question.nb = \"Kom pakken i <tide>?\"\nquestion.en = \"Was it on <time>?\"\n";

struct Dev(String);

impl Dev {
    async fn get(&self, path: &str) -> Result<String> {
        let url = format!("{}{path}", self.0);
        tokio::task::spawn_blocking(move || Ok(ureq::get(url).call()?.body_mut().read_to_string()?)).await?
    }

    /// Saves the file, and waits until that is seen; gives what is wrong with it.
    async fn save(&self, file: &Path, text: &str) -> Result<Value> {
        let told = async || anyhow::Ok(serde_json::from_str::<Value>(&self.get("/preview/preview.json").await?)?);
        let before = told().await?["number"].clone();
        fs::write(file, text)?;
        loop {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let now = told().await?;
            if now["number"] != before {
                return Ok(now["mistakes"].clone());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journey_that_is_saved_is_shown_and_holds_at_once_or_its_mistakes_are_told() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("journey.toml");
    fs::write(&file, JOURNEY)?;
    let running = dev::start(Options { journey: Some(file.clone()), ..Options::default() }).await?;
    let dev = Dev(running.origin().to_owned());
    assert!(dev.get("/preview/").await?.contains("nordlys/delivered/nb/mail.html"));
    assert!(!dev.get("/preview/nordlys/delivered/en/mail.html").await?.contains("Was it on"));

    let broken = JOURNEY.replace("priority = 10", "priority = \"ten\"");
    let line = broken.lines().position(|line| line.contains("\"ten\"")).unwrap() + 1;
    let mistakes = dev.save(&file, &broken).await?;
    assert!(mistakes.as_str().unwrap().contains(&format!("line {line}:")), "{mistakes}");
    assert!(dev.get("/preview/").await?.contains(&format!("line {line}:")));
    assert!(
        dev.get("/preview/nordlys/delivered/en/mail.html").await?.contains("satisfied"),
        "the last good state stays"
    );

    let asking = JOURNEY.replace("priority = 10", &format!("priority = 10\n{QUESTION}"));
    assert_eq!(dev.save(&file, &asking).await?, Value::Null);
    for page in ["mail.html", "page.html", "mail.txt"] {
        let shown = dev.get(&format!("/preview/nordlys/delivered/en/{page}")).await?;
        let question = if page.ends_with("txt") { "Was it on <time>?" } else { "Was it on &lt;time&gt;?" };
        assert!(shown.contains(question), "{page}");
    }

    // The next customer is asked what was saved.
    let key = running.about()["sources"][0]["key"].as_str().unwrap().to_owned();
    let event = json!({
        "specversion": "1.0", "id": "e1", "source": running.about()["sources"][0]["source"], "type": "order.delivered",
        "data": { "contact": { "email": "kari@example.no", "locale": "en", "country": "NO" }, "order": { "id": "1" } },
    });
    let url = format!("{}/v1/events", running.origin());
    let answer = tokio::task::spawn_blocking(move || {
        let bearer = format!("Bearer {key}");
        let post =
            ureq::post(url).header("authorization", bearer).header("content-type", "application/cloudevents+json");
        anyhow::Ok(post.send(event.to_string())?.status().as_u16())
    });
    assert_eq!(answer.await??, 202);
    let url = format!("{}/clock", running.origin());
    tokio::task::spawn_blocking(move || anyhow::Ok(ureq::post(url).send_json(json!({ "advance": "next" }))?)).await??;
    let inbox: Value = serde_json::from_str(&dev.get("/inbox.json").await?)?;
    assert!(inbox[0]["html"].as_str().unwrap().contains("Was it on &lt;time&gt;?"), "{inbox}");

    // A folder that is gone for a moment stops nothing.
    fs::remove_file(&file)?;
    let mistakes = dev.save(&folder.path().join("other.txt"), "").await?;
    assert!(mistakes.as_str().unwrap().contains("journey.toml"), "{mistakes}");
    assert_eq!(dev.save(&file, &asking).await?, Value::Null);
    running.stop().await
}
