//! Real mails, sent through SES, and read by Python's `email` package.

use crate::mime;
use anyhow::{Context, Result, ensure};
use glimt::aws::ses::Message;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};
use tests::shop::{JOURNEY, Shop};

/// What the parser finds. `None` where there is no Python: the test is skipped, and says so past the capture of its
/// output.
fn read(message: &Message) -> Result<Option<Value>> {
    let python = Command::new("python3")
        .args(["-c", include_str!("read.py")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut python) = python else {
        writeln!(std::io::stderr(), "\n*** SKIPPED: no mail was parsed, because python3 is not on the PATH ***\n")?;
        return Ok(None);
    };
    python.stdin.take().context("no input")?.write_all(mime::raw(message).as_bytes())?;
    let output = python.wait_with_output()?;
    ensure!(output.status.success(), "the parser failed");
    Ok(Some(serde_json::from_slice(&output.stdout)?))
}

fn header<'a>(mail: &'a Value, name: &str) -> Vec<&'a str> {
    let headers = mail["headers"].as_array().unwrap().iter();
    headers.filter(|header| header[0] == name).map(|header| header[1].as_str().unwrap()).collect()
}

fn list(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

/// The mail that asks about an order of a customer.
async fn sent(journey: &str, order: &str, email: &str, name: &str, locale: Option<&str>) -> Result<Message> {
    let shop = Shop::with(journey).await?;
    let mut event = shop.order("e1", "order.delivered", order, email);
    event["data"]["contact"]["name"] = json!(name);
    event["data"]["contact"]["locale"] = json!(locale);
    let answer = shop.fire(&event).await?;
    shop.at("2026-11-21T09:00:00Z").await?;
    shop.mails().into_iter().next().with_context(|| format!("no mail to {email}: {}", answer.json()))
}

#[tokio::test]
async fn a_mail_is_read_as_it_was_meant() -> Result<()> {
    let journey = JOURNEY.replace("\"Nordlys <hei", "\"Nordlys Blåbær <hei");
    let message = sent(&journey, "5512", "kari@example.no", "Kari", Some("nb-NO")).await?;
    let Some(mail) = read(&message)? else { return Ok(()) };
    assert_eq!(mail["defects"], json!([]));
    assert_eq!((&mail["type"], &mail["parts"]), (&json!("multipart/alternative"), &json!(["text/plain", "text/html"])));
    assert_eq!(mail["from"], json!([["Nordlys Blåbær", "hei@svar.nordlys.example"]]));
    assert_eq!(
        (&mail["to"], &mail["reply_to"]),
        (&json!(["kari@example.no"]), &json!(["kundeservice@nordlys.example"]))
    );
    assert_eq!(header(&mail, "Subject"), [message.subject.as_str()]);
    let links = list(&mail["links"]);
    let out = links.iter().find(|link| link.contains("/u/")).unwrap();
    assert_eq!(header(&mail, "List-Unsubscribe"), [format!("<{out}>")]);
    assert_eq!(header(&mail, "List-Unsubscribe-Post"), ["List-Unsubscribe=One-Click"]);
    assert_eq!(header(&mail, "Auto-Submitted"), ["auto-generated"]);
    assert_eq!(header(&mail, "X-Auto-Response-Suppress"), ["OOF, AutoReply"]);
    let feedback = header(&mail, "Feedback-ID");
    let fields: Vec<_> = feedback[0].split(':').collect();
    assert!(feedback.len() == 1 && fields.len() <= 4 && fields.iter().all(|field| !field.is_empty()), "{feedback:?}");
    assert!(mime::raw(&message).lines().all(|line| line.len() <= 998), "a line that servers would break");
    let untracked = json!({ "OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "DISABLED" });
    assert_eq!(message.tracking.unwrap()["Tracking"], untracked);
    Ok(())
}

#[tokio::test]
async fn both_parts_have_the_same_links_but_for_the_one_that_no_person_can_see() -> Result<()> {
    for locale in ["nb", "en"] {
        let message = sent(JOURNEY, "5512", "kari@example.no", "Kari", Some(locale)).await?;
        let Some(mail) = read(&message)? else { return Ok(()) };
        let mut in_text = list(&mail["text_links"]);
        let links = list(&mail["links"]);
        let honeypot = links.iter().find(|link| link.ends_with("/x")).unwrap();
        let mut in_html: Vec<_> = links.iter().filter(|link| link.starts_with("http") && *link != honeypot).collect();
        in_html.sort();
        in_text.sort();
        assert_eq!(in_html, in_text.iter().collect::<Vec<_>>());
        assert_eq!(in_html.len(), 1 + 5 + 1 + 1, "open, ratings, privacy, way out");
        assert!(!in_text.contains(honeypot));
    }
    Ok(())
}

#[tokio::test]
async fn odd_addresses_names_and_locales_arrive_whole_and_inject_nothing() -> Result<()> {
    let long = format!("{}\r\nBcc: all@example.no", "Åse-Marie ".repeat(30));
    for (email, name, locale) in [
        ("kari+post@example.no", "שרה \u{202E}abc", Some("he-IL")),
        ("o'brien@example.ie", "O'Brien \"Bob\" <script>", Some("en-IE")),
        ("kari@blåbær.no", "山田 太郎", None),
        ("KARI@Example.NO", "{{ answer_url }} {% raw %} %0d%0aX: y", Some("nn")),
        ("a.very.long.local.part.that.is.still.allowed.by.everybody@example.com", long.as_str(), Some("xx-nonsense")),
    ] {
        let message = sent(JOURNEY, "5512 <b>{{ x }}", email, name, locale).await?;
        let Some(mail) = read(&message)? else { return Ok(()) };
        assert_eq!(mail["defects"], json!([]), "{email}");
        assert_eq!(list(&mail["to"]).len(), 1);
        let names: Vec<_> = mail["headers"].as_array().unwrap().iter().map(|header| header[0].clone()).collect();
        let expected = [
            "From",
            "Reply-To",
            "To",
            "Message-ID",
            "Subject",
            "MIME-Version",
            "Content-Type",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "Auto-Submitted",
            "X-Auto-Response-Suppress",
            "Feedback-ID",
        ];
        assert_eq!(names, expected.map(Value::from), "{email}");
        assert!(!mail["text"].as_str().unwrap().contains("\nBcc:"));
        assert!(message.to.is_ascii());
    }
    Ok(())
}

#[tokio::test]
async fn a_visit_to_the_honeypot_shows_the_question_and_makes_the_click_suspect() -> Result<()> {
    let shop = Shop::open().await?;
    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    shop.at("2026-11-21T09:00:00Z").await?;
    let (page, _) = shop.links()?;
    shop.world.clock.set("2026-11-21T09:10:00Z".parse()?);
    let trapped = shop.open_page(&format!("{page}/x")).await?;
    let neutral = shop.open_page(&page).await?;
    assert_eq!((trapped.status, &trapped.body), (200, &neutral.body));
    shop.open_page(&format!("{page}/4")).await?;
    shop.world.clock.set("2026-11-21T11:00:00Z".parse()?);
    let rows = shop.scores().await?;
    let delivery = rows.iter().find(|row| row["survey_id"] == "delivered").unwrap();
    let counted = ["answers", "answers_provisional", "answers_suspect"].map(|column| delivery[column].clone());
    assert_eq!(counted, [json!(0), json!(0), json!(1)]);
    Ok(())
}
