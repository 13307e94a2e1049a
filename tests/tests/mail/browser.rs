//! Every mail, narrow and wide, light and dark, without pictures: as a customer sees it, and as a screen reader does.

use anyhow::{Context, Result};
use mailer::InvitationMail;
use score::Metric;
use serde_json::Value;
use survey::journey::{file, template};
use survey::{Language, Slug};
use tests::browser::{Browser, checker};

const LOGO: &str = "https://nordlys.example/logo.png";
/// A logo that is there, on a transparent ground.
const DRAWN: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='180' height='48'%3E%3Crect \
                     width='48' height='48' fill='%231f4e8c'/%3E%3Ctext x='60' y='34' font-size='28' fill='%231f4e8c'%3E\
                     Nordlys%3C/text%3E%3C/svg%3E";
const ANSWER: &str = "https://svar.nordlys.example/r/AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKw";
const OPT_OUT: &str = "https://svar.nordlys.example/u/AgIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKw";

/// A mail, and what it is called on a picture.
struct Mail {
    name: String,
    language: Language,
    metric: Metric,
    html: String,
}

/// The scale and the rest, measured: nothing sticks out, cells can be tapped, the honeypot is not there.
const MEASURED: &str = r#"
const page = document.documentElement;
const cells = [...document.querySelectorAll("td.cell a")];
const boxes = cells.map((cell) => cell.getBoundingClientRect());
const trap = document.querySelector("a[href$='/x']");
return {
  overflow: page.scrollWidth - page.clientWidth,
  cells: cells.length,
  lowest: Math.min(...boxes.map((box) => box.height)),
  outside: boxes.filter((box) => box.left < 0 || box.right > innerWidth).length,
  cut: cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.innerText),
  trap: trap.getClientRects().length,
};"#;

#[tokio::test(flavor = "multi_thread")]
async fn every_mail_can_be_read_and_answered_on_every_screen() -> Result<()> {
    let Some(browser) = Browser::open().await? else { return Ok(()) };
    let axe = checker(env!("CARGO_TARGET_TMPDIR"))?;
    let folder = tempfile::tempdir()?;
    for mail in mails()? {
        let path = folder.path().join(format!("{}.html", mail.name));
        std::fs::write(&path, &mail.html)?;
        browser.goto(&format!("file://{}", path.display())).await?;
        for width in [320, 600] {
            for scheme in ["light", "dark"] {
                browser.look(width, scheme)?;
                let at = format!("{} at {width} px, {scheme}", mail.name);
                fits(&browser.run(MEASURED).await?, mail.metric, &at);
                if let Some(axe) = axe.as_deref().filter(|_| mail.language == Language::En && width == 320) {
                    let found = browser.violations(axe).await?;
                    let bad = found.iter().filter(|one| one.starts_with("serious") || one.starts_with("critical"));
                    assert_eq!(bad.collect::<Vec<_>>(), Vec::<&String>::new(), "{at}");
                }
            }
        }
        browser.picture(&mail.name).await?;
    }
    browser.close().await
}

fn fits(measured: &Value, metric: Metric, at: &str) {
    assert_eq!(measured["overflow"], 0, "{at}: {measured}");
    assert_eq!(measured["cells"], metric.scale().count(), "{at}: {measured}");
    assert!(measured["lowest"].as_f64().unwrap() >= 44.0, "{at}: {measured}");
    assert_eq!(measured["outside"], 0, "{at}: {measured}");
    assert_eq!(measured["cut"], Value::Array(Vec::new()), "{at}: {measured}");
    assert_eq!(measured["trap"], 0, "{at}: the honeypot can be seen: {measured}");
}

fn mails() -> Result<Vec<Mail>> {
    let mut mails = Vec::new();
    let touchpoint = Slug::parse("order.delivered")?;
    for metric in Metric::ALL {
        let letters = mailer::letters(&journey(metric)).map_err(|bad| anyhow::anyhow!("{bad:?}"))?;
        for ((_, language), letter) in &letters {
            for (plain, reminder) in [(false, false), (true, false), (false, true), (true, true)] {
                let mail = InvitationMail {
                    plain,
                    reminder,
                    name: Some("Kari Nordmann"),
                    reference: "5512",
                    touchpoint: &touchpoint,
                    happened_on: jiff::civil::date(2026, 11, 19),
                    answer_url: ANSWER,
                    opt_out_url: OPT_OUT,
                };
                let html = mail.fill(letter).context("no such dress")?.html;
                let dress = if plain { "plain" } else { "full" };
                let kind = if reminder { "reminder" } else { "first" };
                let name = format!("{metric}-{}-{dress}-{kind}", language.code());
                if metric == Metric::Csat && !plain {
                    let (name, html) = (format!("{name}-logo"), html.replace(LOGO, DRAWN));
                    mails.push(Mail { name, language: *language, metric, html });
                }
                mails.push(Mail { name, language: *language, metric, html });
            }
        }
    }
    Ok(mails)
}

/// A survey on this metric in every language, with the metric's own words for the scale.
fn journey(metric: Metric) -> survey::Journey {
    let every = |key: &str, text: &str| Language::ALL.map(|l| format!("{key}.{} = \"{text}\"\n", l.code())).concat();
    let codes = Language::ALL.map(Language::code);
    let (name, alt) = (every("name", "Nordlys Friluft"), every("logo_alt", "Nordlys Friluft"));
    let template = template::find(match metric {
        Metric::Nps | Metric::Enps => "relationship-nps",
        Metric::Ces => "return-ces",
        _ => "delivery-csat",
    });
    let question = template.unwrap().question;
    let question = Language::ALL.map(|l| format!("question.{} = \"{}\"\n", l.code(), question.get(l))).concat();
    let stage = every("name", "Levering");
    let text = format!(
        "[journey]\nid = \"nordlys\"\n{name}owner = \"cx@nordlys.example\"\nlanguages = {codes:?}\n\
         time_zone = \"Europe/Oslo\"\n\
         [sender]\nfrom = \"Nordlys Friluft <hei@svar.nordlys.example>\"\nreply_to = \"kundeservice@nordlys.example\"\n\
         legal = \"Nordlys Friluft AS, org.nr. 999 999 999, Storgata 1, 0155 Oslo\"\n\
         privacy_url = \"https://nordlys.example/personvern\"\nbranding = {{ default = \"full\", DK = \"plain\" }}\n\
         [brand]\ncolour = \"#1f4e8c\"\nlogo = \"{LOGO}\"\n{alt}\
         [[stage]]\nid = \"delivery\"\n{stage}[[stage.survey]]\nid = \"delivered\"\nmetric = \"{metric}\"\n\
         on = \"order.delivered\"\n{question}"
    );
    file::read(&text).unwrap_or_else(|mistakes| panic!("{mistakes:#?}")).journey
}
