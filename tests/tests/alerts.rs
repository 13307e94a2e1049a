//! Who is alerted of what, how often, and what becomes of it when something goes wrong.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use glimt::aws::in_process::{Arrive, Carried, Network, Reply, Request, To};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use survey::{InvitationKey, Slug, Tally};
use tests::shop::{JOURNEY, Shop};
use tests::stream;

const OWNER: &str = "logistikk@nordlys.example";
const ALERT: &str = "when = \"rating <= 2\" }";

/// The mails to the owner, oldest first, as text.
fn alerts(shop: &Shop) -> Vec<String> {
    let mut mails: Vec<_> = shop.world.ses.messages().into_iter().filter(|mail| mail.to == OWNER).collect();
    mails.reverse();
    mails.into_iter().map(|mail| mail.text.unwrap()).collect()
}

/// Somebody is asked about the order; gives the ask and the path of its page.
async fn asked(shop: &Shop, order: &str) -> Result<(InvitationKey, String)> {
    let customer = format!("c{order}@example.no");
    let fired = shop.fire(&shop.order(order, "order.delivered", order, &customer)).await?.json();
    let key: InvitationKey = fired["decisions"][0]["invitation"].as_str().unwrap().to_owned().try_into()?;
    shop.world.clock.set(key.due().max(shop.world.clock.now()));
    shop.world.send().await?;
    let mail = shop.mails().into_iter().find(|mail| mail.to == customer).unwrap();
    let links = glimt::parcel::links(&mail.html.unwrap(), &shop.world.settings.public_url);
    Ok((key, links.into_iter().find(|link| link.starts_with("/r/")).unwrap()))
}

async fn answer(shop: &Shop, page: &str, form: &str) -> Result<()> {
    assert_eq!(shop.post(page, form).await?.status, 303);
    Ok(())
}

/// Somebody is asked about the order and answers.
async fn answered(shop: &Shop, order: &str, form: &str) -> Result<InvitationKey> {
    let (key, page) = asked(shop, order).await?;
    answer(shop, &page, form).await?;
    Ok(key)
}

async fn tally(shop: &Shop) -> Result<Tally> {
    Ok(shop.world.store.tally(&Slug::parse("nordlys")?, &Slug::parse("delivery")?).await?)
}

async fn minutely(shop: &Shop) -> Result<Value> {
    shop.world.alert(json!({ "schedule": "minutely" })).await
}

async fn tell(shop: &Shop) -> Result<Value> {
    shop.world.alert(stream::batch(shop).await?).await
}

/// Loses the reply to the first claim of an alert, after it has taken place.
struct LosesTheClaim(AtomicBool);

impl Network for LosesTheClaim {
    fn carry(&self, request: Request, arrive: Arrive) -> Carried {
        let reply = arrive(&request);
        let is_claim = request.to == To::Tables("UpdateItem".to_owned())
            && String::from_utf8_lossy(&request.body).contains("SET alerted = :version");
        let lost = is_claim && !self.0.swap(true, Ordering::Relaxed);
        Box::pin(async move { (!lost).then_some(reply) })
    }
}

#[tokio::test]
async fn a_claim_whose_reply_was_lost_is_ones_own() -> Result<()> {
    let shop = Shop::on(JOURNEY, |client| client.over(Arc::new(LosesTheClaim(AtomicBool::new(false))))).await?;
    answered(&shop, "5512", "rating=1").await?;
    let batch = stream::batch(&shop).await?;
    for _ in 0..2 {
        shop.world.alert(batch.clone()).await?;
        assert_eq!(alerts(&shop).len(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn an_alert_whose_claimer_died_is_said_to_be_lost_once_and_the_owner_is_told() -> Result<()> {
    let shop = Shop::open().await?;
    let key = answered(&shop, "5512", "rating=1").await?;
    let batch = stream::batch(&shop).await?;
    let by = format!("{}#died#1", shop.world.clock.now());
    shop.world.store.claim_alert(&key, 1, &by).await?;
    let busy = shop.world.alert(batch.clone()).await?;
    assert_eq!(busy["batchItemFailures"].as_array().unwrap().len(), 1, "it may still be at it");
    shop.world.clock.set("2026-11-21T09:59:00Z".parse()?);
    for _ in 0..3 {
        assert_eq!(shop.world.alert(batch.clone()).await?["batchItemFailures"], json!([]));
    }
    assert_eq!(alerts(&shop).len(), 0, "it is not known whether it was mailed");
    shop.world.clock.set("2026-11-21T11:00:00Z".parse()?);
    for _ in 0..2 {
        minutely(&shop).await?;
        assert_eq!(alerts(&shop).len(), 1);
    }
    assert!(alerts(&shop)[0].contains("Og 1 til"), "{}", alerts(&shop)[0]);
    Ok(())
}

#[tokio::test]
async fn an_hour_has_room_for_so_many_and_the_others_are_told_of_when_it_is_over() -> Result<()> {
    let shop = Shop::with(&JOURNEY.replacen(ALERT, "when = \"rating <= 2\", at_most = 2 }", 1)).await?;
    let (key, page) = asked(&shop, "6").await?;
    for order in ["1", "2", "3", "4", "5"] {
        answered(&shop, order, "rating=1").await?;
    }
    shop.world.clock.set("2026-11-28T09:30:00Z".parse()?);
    tell(&shop).await?;
    tell(&shop).await?;
    assert_eq!((alerts(&shop).len(), minutely(&shop).await?["told"].as_u64()), (2, Some(0)));
    answer(&shop, &page, "rating=2").await?;
    let wants = shop.world.store.answer(&key).await?.unwrap().contact(true).unwrap();
    shop.world.store.put_answer(&wants).await?;
    tell(&shop).await?;
    assert_eq!(alerts(&shop).len(), 3, "there is room for whoever wants to be contacted");
    shop.world.clock.set("2026-11-28T10:05:00Z".parse()?);
    for told in [1, 0] {
        assert_eq!(minutely(&shop).await?["told"], told);
        assert_eq!(alerts(&shop).len(), 4);
    }
    assert!(alerts(&shop)[3].contains("Og 3 til siden"), "{}", alerts(&shop)[3]);
    Ok(())
}

/// An SES that throttles the first alerts.
struct Refuses(AtomicUsize);

impl Network for Refuses {
    fn carry(&self, request: Request, arrive: Arrive) -> Carried {
        let is_alert = matches!(request.to, To::Mail(..)) && String::from_utf8_lossy(&request.body).contains(OWNER);
        let one_less = |left: usize| left.checked_sub(1);
        let refused = is_alert && self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok();
        let throttled = || Reply { status: 429, body: br#"{"__type":"TooManyRequestsException"}"#.to_vec() };
        let reply = if refused { throttled() } else { arrive(&request) };
        Box::pin(async move { Some(reply) })
    }
}

#[tokio::test(start_paused = true)]
async fn an_alert_that_ses_throttles_is_mailed_a_little_later_and_one_that_it_goes_on_refusing_is_counted() -> Result<()>
{
    for (times, mailed) in [(2, true), (10, false)] {
        let shop = Shop::on(JOURNEY, |client| client.over(Arc::new(Refuses(AtomicUsize::new(times))))).await?;
        answered(&shop, "5512", "rating=1").await?;
        tell(&shop).await?;
        assert_eq!(alerts(&shop).len(), usize::from(mailed));
        let held = tally(&shop).await?.held;
        assert_eq!(held.map(|held| held.count), (!mailed).then_some(1));
    }
    Ok(())
}

#[tokio::test]
async fn a_customer_who_wants_to_be_contacted_alerts_once_whatever_the_rating() -> Result<()> {
    let shop = Shop::open().await?;
    let key = answered(&shop, "5512", "rating=5").await?;
    tell(&shop).await?;
    assert_eq!(alerts(&shop).len(), 0);
    let first = shop.world.store.answer(&key).await?.unwrap();
    let wants = survey::Answer { wants_contact: true, version: 2, ..first };
    shop.world.store.put_answer(&wants).await?;
    for _ in 0..2 {
        tell(&shop).await?;
        assert_eq!(alerts(&shop).len(), 1);
    }
    assert!(alerts(&shop)[0].contains("kontaktet") && alerts(&shop)[0].contains("5512"));
    Ok(())
}

#[tokio::test]
async fn what_nobody_confirmed_or_somebody_forged_alerts_nobody() -> Result<()> {
    let shop = Shop::open().await?;
    shop.fire(&shop.order("e1", "order.delivered", "5512", "kari@example.no")).await?;
    shop.at("2026-11-21T09:00:00Z").await?;
    let (page, _) = shop.links()?;
    for rating in ["1", "2", "1", "x"] {
        shop.open_page(&format!("{page}/{rating}")).await?;
    }
    let forged = page.chars().rev().enumerate().map(|(n, c)| if n == 3 { if c == 'A' { 'B' } else { 'A' } } else { c });
    let forged: String = forged.collect::<Vec<_>>().into_iter().rev().collect();
    assert_ne!(shop.post(&forged, "rating=1").await?.status, 303);
    tell(&shop).await?;
    assert_eq!((alerts(&shop).len(), shop.count("answers").await?), (0, 0));
    Ok(())
}

/// Takes what it is told to, and answers with this status.
#[derive(Debug, Clone)]
struct Receiver(Arc<Mutex<(u16, Vec<String>)>>);

impl HttpConnector for Receiver {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let mut state = self.0.lock().unwrap();
        let body = String::from_utf8(request.body().bytes().unwrap().to_vec()).unwrap();
        state.1.push(format!("{} {body}", request.headers().get("webhook-id").unwrap()));
        HttpConnectorFuture::ready(Ok(HttpResponse::new(state.0.try_into().unwrap(), SdkBody::empty())))
    }
}

#[tokio::test]
async fn a_webhook_is_told_the_same_masked_and_inert_until_it_takes_it() -> Result<()> {
    let hooked = "when = \"rating <= 2\", webhook = \"https://hooks.nordlys.no/glimt\" }";
    let mut shop = Shop::with(&JOURNEY.replacen(ALERT, hooked, 1)).await?;
    let receiver = Receiver(Arc::new(Mutex::new((503, Vec::new()))));
    let key = Some("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    shop.world.alert.webhooks = alert::webhook::Webhooks::signed_with(key)?.over(receiver.clone());
    let form = "rating=1&comment=%3D1%2B1+%3Cscript%3E+ring+91234567+eller+kari%40example.no";
    let ((key, page), (second, other)) = (asked(&shop, "5512").await?, asked(&shop, "5513").await?);
    answer(&shop, &page, form).await?;
    let batch = stream::batch(&shop).await?;
    assert_eq!(shop.world.alert(batch.clone()).await?["batchItemFailures"], json!([]), "it holds nobody up");
    assert_eq!(alerts(&shop).len(), 1);
    answer(&shop, &other, "rating=1").await?;
    tell(&shop).await?;
    assert_eq!((alerts(&shop).len(), receiver.0.lock().unwrap().1.len()), (2, 1), "mailed, and called in its turn");
    receiver.0.lock().unwrap().0 = 200;
    for called in [0, 2, 0] {
        assert_eq!(minutely(&shop).await?["called"], called);
        shop.world.clock.set(shop.world.clock.now() + SignedDuration::from_secs(60));
    }
    shop.world.alert(batch).await?;
    assert_eq!(alerts(&shop).len(), 2);
    let heard = receiver.0.lock().unwrap().1.clone();
    assert_eq!((heard.len(), heard[0] == heard[1]), (3, true), "the same each time");
    assert!(heard[2].starts_with(&format!("{second}-v1 ")));
    let (id, body) = heard[0].split_once(' ').unwrap();
    assert_eq!(id, format!("{key}-v1"));
    assert!(!body.contains(['<', '@']) && !body.contains("91234567"), "{body}");
    let told: Value = serde_json::from_str(body)?;
    assert_eq!(told["data"]["comment"], "=1+1 <script> ring [phone] eller [email]");
    assert_eq!((&told["data"]["rating"], &told["data"]["reference"]), (&json!(1), &json!("5512")));
    Ok(())
}

#[tokio::test]
async fn a_webhook_that_refuses_is_given_up_and_counted() -> Result<()> {
    let hooked = "when = \"rating <= 2\", webhook = \"https://hooks.nordlys.no/glimt\" }";
    let mut shop = Shop::with(&JOURNEY.replacen(ALERT, hooked, 1)).await?;
    let receiver = Receiver(Arc::new(Mutex::new((410, Vec::new()))));
    let key = Some("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    shop.world.alert.webhooks = alert::webhook::Webhooks::signed_with(key)?.over(receiver.clone());
    let key = answered(&shop, "5512", "rating=1").await?;
    for _ in 0..2 {
        assert_eq!(tell(&shop).await?["batchItemFailures"], json!([]));
        minutely(&shop).await?;
    }
    assert_eq!((receiver.0.lock().unwrap().1.len(), alerts(&shop).len()), (1, 1));
    let tally = tally(&shop).await?;
    assert_eq!((tally.given_up, tally.dead), (1, vec![format!("{key}-v1")]));
    Ok(())
}
