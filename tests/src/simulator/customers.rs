//! Those who get the mail: they and their mail scanners click, answer, change their minds, and want no more of it.

use super::promises::{Post, Span, Wish};
use super::sim::Sim;
use futures::future::join_all;
use glimt::aws::ses::Message;
use glimt::parcel::links;
use std::sync::Arc;
use std::time::Duration;
use survey::{Address, ContactKey, InvitationKey};
use tokio::time::sleep;

const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];

/// A customer finds this in their inbox.
pub async fn read(sim: Arc<Sim>, message: Message) {
    let html = message.html.as_deref().unwrap_or_default();
    let links = links(html, &sim.settings.public_url);
    let link = |prefix: &str| links.iter().find(|link| link.starts_with(prefix)).cloned();
    let (Some(page), Some(way_out)) = (link("/r/"), link("/u/")) else { return };
    let tag = message.tags.iter().find(|tag| tag.name == "invitation").map(|tag| tag.value.clone());
    let Some(key) = tag.and_then(|tag| InvitationKey::try_from(tag).ok()) else { return };
    // What follows from a reminder belongs to its first mail.
    let key = sim.witness().invitations.get(&key).map_or(key, |invitation| invitation.named());
    let page = page.split('/').take(3).collect::<Vec<_>>().join("/");
    sim.witness().promises.links.insert(key, (page.clone(), way_out.clone()));
    if sim.chance(20) {
        sleep(pause(&sim, 20)).await;
        join_all((0..2 * 5).map(|nth| open(&sim, format!("{page}/{}", nth % 5 + 1)))).await;
    }
    if sim.chance(60) {
        sleep(pause(&sim, 3_600)).await;
        let ratings: Vec<u8> = (0..sim.dice(|dice| dice.u8(1..=3))).map(|_| sim.dice(|dice| dice.u8(1..=5))).collect();
        open(&sim, format!("{page}/{}", ratings[0])).await;
        if sim.chance(50) {
            join_all(ratings.into_iter().map(|rating| answer(&sim, &page, key, rating))).await;
        } else {
            for rating in ratings {
                answer(&sim, &page, key, rating).await;
                sleep(pause(&sim, 1_800)).await;
            }
        }
    }
    if sim.chance(20) {
        sleep(pause(&sim, 3_600)).await;
        leave(&sim, &way_out, key, &message.to).await;
    }
}

fn pause(sim: &Sim, longest: u64) -> Duration {
    Duration::from_millis(sim.dice(|dice| dice.u64(..longest * 1_000)))
}

async fn open(sim: &Arc<Sim>, path: String) {
    let navigated = if sim.chance(50) { "navigate" } else { "no-cors" };
    let get =
        async |world: &glimt::world::World| world.door("GET", &path, "", &[("sec-fetch-mode", navigated)], b"").await;
    sim.invoke("collect", get).await;
}

/// Sends the form; some try again when it was not thanked for.
async fn answer(sim: &Arc<Sim>, page: &str, key: InvitationKey, rating: u8) {
    for _ in 0..3 {
        let from = sim.now();
        let form = format!("rating={rating}");
        let post = async |world: &glimt::world::World| world.door("POST", page, "", &FORM, form.as_bytes()).await;
        let thanked = sim.invoke("collect", post).await.and_then(Result::ok).is_some_and(|page| page.status == 303);
        let when = Span { from, until: sim.now(), done: thanked };
        sim.witness().promises.posts.entry(key.to_string()).or_default().push(Post { rating, when });
        if thanked || sim.chance(50) {
            return;
        }
    }
}

/// Wants no more of it, by one click or by the page; some come back.
async fn leave(sim: &Arc<Sim>, way_out: &str, key: InvitationKey, to: &str) {
    let stage = sim.witness().invitations.get(&key).map(|invitation| invitation.context.stage.to_string());
    let (Some(stage), Ok(address)) = (stage, Address::parse(to)) else { return };
    let person = ContactKey::of(&address, &sim.secrets).to_string();
    let (form, scope) = match sim.dice(|dice| dice.u8(..3)) {
        0 => ("List-Unsubscribe=One-Click", "*".to_owned()),
        1 => ("scope=all", "*".to_owned()),
        _ => ("scope=stage", stage),
    };
    wish(sim, way_out, form, &person, &scope, true).await;
    while sim.chance(40) {
        sleep(pause(sim, 1_800)).await;
        let undo = if scope == "*" { "scope=all&undo=1" } else { "scope=stage&undo=1" };
        wish(sim, way_out, undo, &person, &scope, false).await;
        if sim.chance(50) {
            wish(sim, way_out, form, &person, &scope, true).await;
        }
    }
}

async fn wish(sim: &Arc<Sim>, way_out: &str, form: &str, person: &str, scope: &str, stop: bool) {
    let from = sim.now();
    let post = async |world: &glimt::world::World| world.door("POST", way_out, "", &FORM, form.as_bytes()).await;
    let done = sim.invoke("collect", post).await.and_then(Result::ok).is_some_and(|page| page.status == 200);
    let when = Span { from, until: sim.now(), done };
    let wish = Wish { scope: scope.to_owned(), stop, when };
    sim.witness().promises.wishes.entry(person.to_owned()).or_default().push(wish);
}

/// The links of a mail are opened once more, after its invitation has expired.
pub async fn long_afterwards(sim: &Arc<Sim>, key: InvitationKey) {
    let Some(links) = sim.witness().promises.links.get(&key).cloned() else { return };
    open(sim, format!("{}/3", links.0)).await;
    let post = async |world: &glimt::world::World| {
        world.door("POST", &links.1, "", &FORM, b"List-Unsubscribe=One-Click").await
    };
    sim.invoke("collect", post).await;
}
