//! Each function may do what its code does, and nothing else: the template's roles against the calls that are made.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use glimt::link;
use glimt::world::World;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use survey::journey::length::Length;
use tests::policies::{self, Guard};
use tests::shop::{JOURNEY, Shop};
use tests::stream;

const FUNCTIONS: [&str; 7] = ["trigger", "send", "collect", "feedback", "alert", "aggregate", "export"];

/// One shop, in which each function has a world of its own, and may do there what its role allows.
struct Roles {
    shop: Shop,
    worlds: BTreeMap<&'static str, (World, Arc<Guard>)>,
}

impl Roles {
    async fn open(journey: &str) -> Result<Self> {
        let shop = Shop::with(journey).await?;
        let world = |function| {
            let guard = Guard::of(function)?;
            let client = shop.client.clone().over(guard.clone());
            let (ses, files, clock) =
                (shop.world.ses.clone(), Arc::clone(&shop.world.export.files), shop.world.clock.clone());
            let world = World::new(client.dynamodb(), client.ses(), ses, files, clock, shop.world.settings.clone())?;
            anyhow::Ok((function, (world, guard)))
        };
        let worlds = FUNCTIONS.into_iter().map(world).collect::<Result<_>>()?;
        Ok(Self { shop, worlds })
    }

    fn of(&self, function: &str) -> &World {
        &self.worlds[function].0
    }

    async fn at(&self, time: &str) -> Result<()> {
        self.shop.world.clock.set(time.parse()?);
        self.of("send").send().await?;
        self.of("feedback").hear_from_ses().await
    }

    async fn fire(&self, event: &Value) -> Result<()> {
        let answer = self.of("trigger").fire(event, false).await?;
        assert_eq!(answer.status, 202, "{}", answer.body);
        Ok(())
    }

    async fn post(&self, page: &str, form: &str) -> Result<()> {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let answer = self.of("collect").door("POST", page, "", &headers, form.as_bytes()).await?;
        assert!([200, 303].contains(&answer.status), "{} {}", answer.status, answer.body);
        Ok(())
    }

    async fn delighted(&self, method: &str, path: &str) -> Result<u16> {
        let basic = format!("Basic {}", STANDARD.encode("development-only-delighted-key:"));
        let headers = [("authorization", basic.as_str())];
        Ok(self.of("trigger").door(method, path, "", &headers, b"").await?.status)
    }

    async fn open_page(&self, page: &str) -> Result<u16> {
        Ok(self.of("collect").door("GET", page, "", &[("sec-fetch-mode", "navigate")], b"").await?.status)
    }
}

/// A journey that needs everything: a reminder, an alert with a webhook, comments that are removed.
fn journey() -> String {
    JOURNEY
        .replacen("delay = \"1d\"", "delay = \"1d\"\nreminder = \"3d\"", 1)
        .replacen(
            "when = \"rating <= 2\" }",
            "when = \"rating <= 2\", webhook = \"https://hooks.glimt.invalid/x\" }",
            1,
        )
        .replace("[segments]", "[retention]\ncomments = \"30d\"\n[report]\nanswers = true\n[segments]")
}

/// Purchases, refunds, mails, reminders, answers, links, opt-outs, bounces, alerts, nights and exports.
async fn everything_happens(roles: &Roles) -> Result<()> {
    let shop = &roles.shop;
    for name in ["kari", "ola", "ida"] {
        roles.fire(&shop.order(name, "order.delivered", name, &format!("{name}@example.no"))).await?;
    }
    for name in ["bounce", "complaint"] {
        roles.fire(&shop.order(name, "order.delivered", name, &format!("{name}@simulator.amazonses.com"))).await?;
    }
    roles.fire(&shop.order("void", "order.delivered", "void", "per@example.no")).await?;
    roles.fire(&shop.order("void2", "order.refunded", "void", "per@example.no")).await?;
    // Repeats, as many as it takes for the volume fuse to note them.
    let repeat = shop.order("kari", "order.delivered", "kari", "kari@example.no");
    for _ in 0..40 {
        assert_eq!(roles.of("trigger").fire(&repeat, false).await?.status, 200);
    }
    roles.fire(&shop.ticket("eli", "77", "eli@example.no")).await?;
    roles.fire(&shop.order("liv", "order.delivered", "liv", "liv@example.no")).await?;
    let pending = "/v1/people/liv%40example.no/survey_requests/pending.json";
    assert_eq!(roles.delighted("DELETE", pending).await?, 200);
    roles.at("2026-11-21T10:00:00Z").await?;
    let mut pages = BTreeMap::new();
    for mail in shop.mails() {
        let links = glimt::parcel::links(mail.html.as_deref().unwrap(), &shop.world.settings.public_url);
        let link = |prefix: &str| links.iter().find(|link| link.starts_with(prefix)).cloned().unwrap();
        pages.insert(mail.to.clone(), (link("/r/"), link("/u/")));
    }
    let of = |name: &str| &pages[&format!("{name}@example.no")];
    assert_eq!(roles.open_page(&format!("{}/5", of("ida").0)).await?, 200);
    roles.post(&of("kari").0, "rating=1&comment=Knust").await?;
    roles.post(&of("kari").0, "rating=2&comment=Knust").await?;
    roles.post(&of("ola").0, "rating=4&comment=Greit").await?;
    roles.post(&of("eli").0, "rating=5").await?;
    roles.post(&of("ola").1, "List-Unsubscribe=One-Click").await?;
    roles.of("alert").alert(stream::batch(shop).await?).await?;
    roles.of("alert").alert(json!({ "schedule": "minutely" })).await?;

    let wanted = link::Wanted {
        stage: "delivery".to_owned(),
        survey: None,
        journey: None,
        channel: "parcel".to_owned(),
        language: None,
        expires: Length::days(365),
        svg: None,
        contact: None,
        dev: None,
    };
    let url = link::make(&shop.library()?, &wanted).await?;
    let opened =
        roles.of("collect").door("GET", url.strip_prefix(&shop.world.settings.public_url).unwrap(), "", &[], b"");
    let opened = opened.await?;
    let (_, question) = opened.headers.into_iter().find(|(name, _)| name == "location").unwrap();
    roles.post(&question, "rating=5").await?;

    assert_eq!(roles.delighted("GET", "/v1/unsubscribes.json").await?, 200);

    // A day on: comments of long ago go, marks move, reminders leave, what is late counts.
    roles.at("2026-11-22T10:00:00Z").await?;
    roles.of("aggregate").aggregate(json!({ "schedule": "hourly" })).await?;
    roles.of("aggregate").aggregate(json!({ "schedule": "nightly" })).await?;
    roles.at("2026-11-24T12:00:00Z").await?;
    shop.world.clock.set("2026-11-30T05:00:00Z".parse()?);
    roles.of("aggregate").aggregate(json!({ "schedule": "nightly" })).await?;
    roles.worlds["export"].1.throttles.store(50, Ordering::Relaxed);
    let daily = || export::handle(&roles.of("export").export, json!({ "schedule": "daily" }));
    assert!(daily().await.is_err(), "SES takes no digest");
    roles.worlds["export"].1.throttles.store(0, Ordering::Relaxed);
    assert_ne!(daily().await?["digests"], 0);

    // An answer that is no more leaves cells that nothing counts under.
    let eli = shop.everything().await?.into_iter().find(|line| line.starts_with("answers ") && line.contains("solved"));
    let eli: Value = serde_json::from_str(eli.unwrap().strip_prefix("answers ").unwrap())?;
    let key = ["pk", "sk"].map(|name| (name.to_owned(), AttributeValue::S(eli[name].as_str().unwrap().to_owned())));
    shop.client.dynamodb().delete_item().table_name("glimt-answers").set_key(Some(key.into())).send().await?;
    // Whoever wants to be forgotten is, and the others' comments end.
    let library = shop.library()?;
    for name in ["kari", "ida"] {
        glimt::person::erase(&library, &library.person(&format!("{name}@example.no"))?, &mut |_| {}).await?;
    }
    shop.world.clock.set("2026-12-01T05:00:00Z".parse()?);
    roles.of("aggregate").aggregate(json!({ "schedule": "nightly" })).await?;
    daily().await?;
    shop.world.clock.set("2027-02-15T05:00:00Z".parse()?);
    roles.of("aggregate").aggregate(json!({ "schedule": "nightly" })).await?;
    Ok(())
}

#[tokio::test]
async fn each_function_may_do_what_it_does_and_nothing_else() -> Result<()> {
    let roles = Roles::open(&journey()).await?;
    let story = everything_happens(&roles).await;
    let mut wrong = Vec::new();
    for (function, (_, guard)) in &roles.worlds {
        let noted = guard.noted();
        wrong.extend(noted.refused.iter().map(|grant| format!("{function} needs {grant:?}, and may not")));
        let unused = guard.allowed().filter(|grant| !noted.used.contains(*grant));
        wrong.extend(unused.map(|grant| format!("{function} may {grant:?}, and never does")));
    }
    story?;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn who_may_mail_depends_on_the_mailer_and_only_export_reaches_files() -> Result<()> {
    for function in FUNCTIONS {
        let manifest = format!("{}/../functions/{function}/Cargo.toml", env!("CARGO_MANIFEST_DIR"));
        let manifest = std::fs::read_to_string(manifest)?;
        let may = |prefix: &str| -> Result<bool> {
            Ok(policies::of(function)?.iter().any(|(action, _)| action.starts_with(prefix)))
        };
        assert_eq!(may("ses:")?, manifest.contains("mailer.workspace"), "{function}");
        assert_eq!(may("s3:")?, manifest.contains("object_store"), "{function}");
        let all: BTreeSet<_> = policies::of(function)?;
        assert!(all.iter().all(|(action, _)| !action.contains('*')), "{function} has a wildcard");
    }
    Ok(())
}
