//! What is held of a person is given to them, and taken away, whenever it breaks off.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use glimt::aws::in_process::{Arrive, Carried, Network, Request, To};
use glimt::library::Library;
use glimt::person::{Held, Receipt, erase};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use survey::contact::{Contact, Reservation};
use survey::{Address, ContactKey, InvitationKey};
use tests::shop::{JOURNEY, Shop};

const KARI: &str = "kari@example.no";

/// Kari is asked, reminded of it, and answers; Ola is asked and answers too.
async fn answered(shop: &Shop) -> Result<String> {
    let mut event = shop.order("e1", "order.delivered", "5512", KARI);
    event["data"]["contact"]["name"] = "Kari Nordmann".into();
    shop.fire(&event).await?;
    shop.at("2026-11-21T09:30:00Z").await?;
    let (page, _) = shop.links()?;
    shop.open_page(&format!("{page}/4")).await?;
    shop.post(&page, "rating=4&comment=Rask+levering").await?;
    shop.fire(&shop.order("e2", "order.delivered", "5513", "ola@example.no")).await?;
    shop.at("2026-11-22T10:30:00Z").await?;
    shop.post(&shop.links()?.0, "rating=5&comment=Topp").await?;
    Ok(page)
}

async fn erased(library: &Library) -> Result<Receipt> {
    erase(library, &library.person(KARI)?, &mut |_| {}).await
}

fn reminding() -> String {
    JOURNEY.replace("delay = \"1d\"", "delay = \"1d\"\nreminder = \"3d\"")
}

#[tokio::test]
async fn a_person_gets_everything_that_is_held_of_them_and_nothing_of_others() -> Result<()> {
    let shop = Shop::with(&reminding()).await?;
    answered(&shop).await?;
    let library = shop.library()?;
    let held = serde_json::to_value(Held::of(&library, &library.person("Kari@Example.no")?, &mut |_| {}).await?)?;
    let count = |what: &str| held[what].as_array().map(Vec::len);
    assert_eq!((count("invitations"), count("answers")), (Some(2), Some(1)), "{held}");
    assert_eq!(held["answers"][0]["comment"], "Rask levering");
    assert!(held["invitations"][0]["clicks"]["#4"]["at"].is_string(), "{held}");
    assert_eq!(held["invitations"][1]["address"], KARI, "the reminder's");
    assert!(held["subjects"]["order#https://nordlys.example:5512"].is_object(), "{held}");
    let text = held.to_string();
    for foreign in ["ola@", "Topp", "5513", &shop.world.settings.naming_key, "/r/"] {
        assert!(!text.contains(foreign), "{foreign}");
    }
    Ok(())
}

#[tokio::test]
async fn nothing_is_left_of_an_erased_person_but_that_nobody_asks_them() -> Result<()> {
    let shop = Shop::with(&reminding()).await?;
    let page = answered(&shop).await?;
    assert_eq!(shop.scores().await?[0]["answers"], 2);
    let library = shop.library()?;
    let receipt = erased(&library).await?;
    assert!(receipt.is_complete());
    let removed = &receipt.removed;
    assert_eq!((removed.invitations, removed.called_off, removed.answers, removed.asks), (2, 1, 1, 1));
    let everything = shop.everything().await?.join("\n");
    for trace in [KARI, "Kari", "Rask"] {
        assert!(!everything.contains(trace), "{trace}");
    }
    let key = ContactKey::of(&Address::parse(KARI)?, &library.secrets).to_string();
    let with_key: Vec<_> = everything.lines().filter(|line| line.contains(&key)).collect();
    assert_eq!(with_key.len(), 1, "{with_key:?}");
    assert!(with_key[0].starts_with("contacts") && with_key[0].contains("erased"), "{with_key:?}");
    assert!(everything.contains("Topp"), "Ola's");

    assert_eq!(shop.open_page(&format!("{page}/2")).await?.status, 404);
    assert_eq!(shop.post(&page, "rating=2&comment=Igjen").await?.status, 404);
    assert!(!shop.everything().await?.join("\n").contains("Igjen"));
    assert_eq!(shop.scores().await?[0]["answers"], 1);
    let mails = shop.mails().len();
    shop.at("2026-11-25T12:00:00Z").await?;
    assert_eq!(shop.mails().len(), mails, "nobody is reminded");
    Ok(())
}

#[tokio::test]
async fn an_erasure_that_breaks_off_anywhere_is_finished_by_the_next_and_again_changes_nothing() -> Result<()> {
    let whole = Shop::with(&reminding()).await?;
    answered(&whole).await?;
    erased(&whole.library()?).await?;
    let wanted = whole.everything().await?;
    for writes in 0.. {
        let cut = Arc::new(Cut(AtomicI64::new(i64::MAX)));
        let shop = Shop::on(&reminding(), |client| client.over(Arc::clone(&cut) as Arc<dyn Network>)).await?;
        answered(&shop).await?;
        cut.0.store(writes, Ordering::Relaxed);
        let broke_off = erased(&shop.library()?).await.is_err();
        cut.0.store(i64::MAX, Ordering::Relaxed);
        assert!(erased(&shop.library()?).await?.is_complete());
        let found = shop.everything().await?;
        assert_eq!(revisionless(&found), revisionless(&wanted), "after {writes} writes");
        if !broke_off {
            assert!(writes > 5, "it took {writes} writes");
            assert_eq!(erased(&shop.library()?).await?.removed.invitations, 0);
            assert_eq!(shop.everything().await?, found);
            return Ok(());
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_pending_is_called_off_and_what_a_sender_may_have_in_hand_is_named() -> Result<()> {
    let shop = Shop::open().await?;
    let told = shop.fire(&shop.order("e1", "order.delivered", "5512", KARI)).await?.json();
    let key: InvitationKey = told["decisions"][0]["invitation"].as_str().unwrap().to_owned().try_into()?;
    let library = shop.library()?;
    let person = library.person(KARI)?;
    let reserve = |contact: &mut Contact| {
        let by = "another".to_owned();
        contact.asks.get_mut(&key.id()).unwrap().reserved = Some(Reservation { attempt: 1, at: key.due(), by });
        true
    };
    shop.world.clock.set(key.due());
    library.store.change_contact(&person, None, key.due(), reserve).await?;
    let receipt = erased(&library).await?;
    assert_eq!(receipt.open.iter().map(|open| open.invitation).collect::<Vec<_>>(), [key]);
    assert!(receipt.tell()?.contains(&format!("NOT erased yet: {key}")));
    assert!(library.store.invitation(&key).await?.unwrap().address.is_some(), "left alone");

    shop.at("2026-11-21T09:30:00Z").await?;
    shop.at("2026-11-21T10:30:00Z").await?;
    shop.at("2026-11-21T11:30:00Z").await?;
    assert_eq!(shop.mails().len(), 0);
    assert!(erased(&library).await?.is_complete());
    let left = library.store.invitation(&key).await?.unwrap();
    assert!(left.erased && left.address.is_none() && left.contact.is_none());

    let again = shop.order("e2", "order.delivered", "5514", KARI);
    assert_eq!(shop.fire(&again).await?.json()["decisions"][0]["reason"], "erased");
    Ok(())
}

/// The lines without how often something was written, and by which invocation.
fn revisionless(lines: &[String]) -> Vec<String> {
    let without = |line: &String| {
        let (table, json) = line.split_once(' ').unwrap();
        let mut item: Value = serde_json::from_str(json).unwrap();
        if let Some(item) = item.as_object_mut() {
            item.remove("rev");
        }
        for ask in item["asks"].as_object_mut().into_iter().flat_map(|asks| asks.values_mut()) {
            ask["reserved"] = ask["reserved"]["at"].clone();
        }
        format!("{table} {item}")
    };
    lines.iter().map(without).collect()
}

/// Breaks every connection after so many writes.
struct Cut(AtomicI64);

impl Network for Cut {
    fn carry(&self, request: Request, arrive: Arrive) -> Carried {
        let writes = matches!(&request.to, To::Tables(name) if name == "PutItem" || name == "UpdateItem");
        let open = !writes || self.0.fetch_sub(1, Ordering::Relaxed) > 0;
        Box::pin(async move { open.then(|| arrive(&request)) })
    }
}
