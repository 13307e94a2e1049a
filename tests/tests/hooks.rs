//! Systems with a mapping file: the examples come in through their doors, and nobody else does.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use glimt::hooks;
use glimt::world::Answer;
use serde_json::{Value, json};
use std::path::Path;
use survey::hook::Hooks;
use tests::shop::{JOURNEY, Shop};

/// A shop that asks about sent orders and solved tickets, with these mappings.
async fn shop(hooks: &Hooks) -> Result<Shop> {
    let journey = JOURNEY.replace("on = \"order.delivered\"", "on = \"order.fulfilled\"");
    let shop = Shop::with(&journey).await?;
    shop.world.store.publish_hooks(hooks).await?;
    Ok(shop)
}

/// A request as the example of this hook has it.
struct Example {
    name: &'static str,
    headers: Vec<(String, String)>,
    body: String,
}

fn example(name: &'static str) -> Example {
    let path = format!("{}/../events/hook-{name}.json", env!("CARGO_MANIFEST_DIR"));
    let event: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let headers = event["headers"].as_object().unwrap().iter();
    let headers = headers.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
    Example { name, headers, body: event["body"].as_str().unwrap().to_owned() }
}

impl Example {
    /// With something else in the body's place; only a bearer key still fits.
    fn with(mut self, at: &str, value: Value) -> Self {
        let mut body: Value = serde_json::from_str(&self.body).unwrap();
        *body.pointer_mut(at).unwrap() = value;
        self.body = body.to_string();
        self
    }

    async fn sent_to(&self, shop: &Shop) -> Result<Answer> {
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let path = format!("/v1/hooks/{}", self.name);
        shop.world.door("POST", &path, "", &headers, self.body.as_bytes()).await
    }
}

#[tokio::test]
async fn each_example_is_decided_once_and_a_repeat_says_so() -> Result<()> {
    let shop = shop(&hooks::shipped()?).await?;
    for (name, survey) in [
        ("adobe-commerce", "delivered"),
        ("freshdesk", "solved"),
        ("gorgias", "solved"),
        ("hubspot", "solved"),
        ("intercom", "solved"),
    ] {
        let answer = example(name).sent_to(&shop).await?;
        assert_eq!(answer.status, 202, "{name}: {}", answer.body);
        let decision = &answer.json()["decisions"][0];
        assert_eq!((&decision["decision"], &decision["survey"]), (&json!("invite"), &json!(survey)), "{name}");
        let again = example(name).sent_to(&shop).await?;
        assert_eq!((again.status, &again.json()["repeat"]), (200, &json!(true)), "{name}");
        assert_eq!(again.json()["decisions"], answer.json()["decisions"], "{name}");
    }
    assert_eq!(shop.count("invitations").await?, 5);
    Ok(())
}

#[tokio::test]
async fn a_reopened_ticket_is_not_asked_about() -> Result<()> {
    let shop = shop(&hooks::shipped()?).await?;
    example("gorgias").sent_to(&shop).await?;
    let reopened = example("gorgias").with("/status", json!("open")).with("/changed_at", json!("2026-11-19T14:00:00Z"));
    assert_eq!(reopened.sent_to(&shop).await?.status, 202);
    shop.at("2026-11-20T16:00:00Z").await?;
    assert!(shop.mails().is_empty());
    Ok(())
}

#[tokio::test]
async fn only_who_holds_the_hooks_key_comes_in() -> Result<()> {
    let shop = shop(&hooks::shipped()?).await?;
    for name in ["freshdesk", "intercom"] {
        let refused = async |example: Example| anyhow::Ok(example.sent_to(&shop).await?.status);
        let mut without = example(name);
        without.headers.retain(|(header, _)| header != "authorization" && header != "x-hub-signature");
        assert_eq!(refused(without).await?, 401, "{name} without a key");
        let mut wrong = example(name);
        wrong
            .headers
            .iter_mut()
            .for_each(|(_, value)| *value = value.replace("development-only", "x").replace("sha1=", "sha1=0"));
        assert_eq!(refused(wrong).await?, 401, "{name} with another key");
        let mut other = example(if name == "intercom" { "freshdesk" } else { "intercom" });
        other.name = name;
        assert_eq!(refused(other).await?, 401, "{name} with the other hook's request");
    }
    let changed = example("intercom").with("/data/item/source/author/email", json!("eve@example.no"));
    assert_eq!(changed.sent_to(&shop).await?.status, 401, "a changed body");
    assert_eq!(shop.count("subjects").await?, 0);
    Ok(())
}

#[tokio::test]
async fn what_nobody_asks_about_is_accepted_and_ignored() -> Result<()> {
    let shop = shop(&hooks::shipped()?).await?;
    let answer = example("freshdesk").with("/event", json!("ticket.merged")).sent_to(&shop).await?;
    assert_eq!((answer.status, answer.json()["decisions"].as_array().map(Vec::len)), (200, Some(0)));
    assert!(answer.json()["ignored"].is_string());
    assert_eq!(shop.count("subjects").await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_bad_body_is_refused_with_what_is_wrong() -> Result<()> {
    let shop = shop(&hooks::shipped()?).await?;
    for cut in ["", "{", "{\"event\":\"ticket.solved\",\"name\":\"Kari \"Kari\" Nordmann\"}", "nothing"] {
        let broken = Example { body: cut.to_owned(), ..example("freshdesk") };
        assert_eq!(broken.sent_to(&shop).await?.status, 400, "{cut}");
    }
    let mut truncated = example("freshdesk");
    truncated.body.truncate(60);
    assert_eq!(truncated.sent_to(&shop).await?.json()["title"], "Not JSON");
    let answer = example("freshdesk").with("/ticket_id", Value::Null).sent_to(&shop).await?;
    assert_eq!((answer.status, &answer.json()["errors"][0]["field"]), (400, &json!("ticket_id")));
    Ok(())
}

#[tokio::test]
async fn a_door_without_a_key_or_without_a_mapping_is_no_door() -> Result<()> {
    let bare = shop(&Hooks::new()).await?;
    assert_eq!(example("freshdesk").sent_to(&bare).await?.status, 404, "no mapping");
    let mut hooks = hooks::shipped()?;
    let (_, freshdesk) = hooks.pop_first().unwrap();
    hooks.insert("elsewhere".to_owned().try_into()?, freshdesk);
    let shop = shop(&hooks).await?;
    for name in ["elsewhere", "adobe-commerce", "nobody", "No_Name", "..", "%2e"] {
        let answer = Example { name, ..example("freshdesk") }.sent_to(&shop).await?;
        assert_eq!(answer.status, 404, "{name}");
    }
    assert_eq!(shop.world.door("GET", "/v1/hooks/freshdesk", "", &[], b"").await?.status, 405);
    Ok(())
}

#[tokio::test]
async fn publishing_replaces_every_mapping_and_is_seen_within_a_minute() -> Result<()> {
    let shop = shop(&hooks::shipped()?).await?;
    let now = shop.world.clock.now();
    assert_eq!(shop.world.store.hooks(now).await?.len(), 5);
    assert!(!shop.world.store.publish_hooks(&hooks::shipped()?).await?, "nothing has changed");
    let mut fewer = hooks::shipped()?;
    fewer.pop_last();
    let elsewhere = shop.world.beside(glimt::clock::GlimtClock::standing(now))?;
    assert!(elsewhere.store.publish_hooks(&fewer).await?);
    assert_eq!(*shop.world.store.hooks(now + jiff::SignedDuration::from_secs(61)).await?, fewer);
    Ok(())
}

#[test]
fn the_hooks_beside_a_journey_are_read_together_with_every_mistake() -> Result<()> {
    let infra = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../infra"));
    for path in [infra.to_owned(), infra.join("journey.toml"), infra.join("hooks")] {
        assert_eq!(hooks::beside(&path)?, Some(hooks::shipped()?), "{}", path.display());
    }
    assert_eq!(hooks::beside(&infra.join("replay/journey.toml"))?, None);
    assert!(hooks::beside(&infra.join("hooks/freshdesk.toml")).unwrap_err().to_string().contains("stored together"));

    let folder = tempfile::tempdir()?;
    assert_eq!(hooks::beside(folder.path())?, Some(Hooks::new()), "a folder without hooks has none");
    std::fs::create_dir(folder.path().join("hooks"))?;
    let file = folder.path().join("hooks/My Desk.toml");
    std::fs::write(&file, "key = \"bearr\"\ntouchpoint = \"ticket.solved\"\n[fields]\nemail = \"email\"\n")?;
    let said = hooks::beside(folder.path()).unwrap_err().to_string().replace(&file.display().to_string(), "FILE");
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        [
            "4 mistakes:",
            "FILE: line 1: a hook can't be called \"My Desk\", as its file is; \
             call the file by 1 to 40 of a-z, 0-9, _, . and -, and start with a letter or digit",
            "FILE: line 1: unknown key \"bearr\"; did you mean \"bearer\"?",
            "FILE: line 3: [fields] has no order, ticket or customer; \
             add the one that it happens to, such as ticket = \"/ticket_id\"",
            "FILE: line 4: email can't be \"email\"; did you mean \"/email\"?",
        ]
    );
    assert_eq!(hooks::files(folder.path())?, [file]);
    Ok(())
}
