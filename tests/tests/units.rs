//! What each step costs in DynamoDB's units, against the budget: at most 5 write units a survey that is sent, 3 a skip,
//! 3 a reminder, 1 a click on a rating, 1 an answer (and 2 reads), 3 an alert (claimed, counted, done). The tables of `snapshots/` list every call:
//! operation, table, bytes of the item, write units, read units.
#![allow(clippy::unwrap_used, reason = "a test that panics has said so")]

use anyhow::Result;
use glimt::aws::Meter;
use serde_json::{Value, json};
use tests::bill::Bill;
use tests::shop::{JOURNEY, Shop};
use tests::stream;

const COMMENT: &str = "Pakken+kom+fram+i+tide%2C+men+esken+var+v%C3%A5t+og+bulkete%2C+og+sj%C3%A5f%C3%B8ren+ringte+ikke+p%C3%A5.+\
     Varene+var+heldigvis+hele%2C+s%C3%A5+takk+for+det.";

/// A shop whose calls are metered, with two segments.
struct Metered {
    shop: Shop,
    meter: Meter,
    tables: String,
}

impl Metered {
    async fn open() -> Result<Self> {
        Self::with(JOURNEY).await
    }

    async fn with(journey: &str) -> Result<Self> {
        let journey = journey.replace("[segments]", "[segments]\nstore.nb = \"Butikk\"\nstore.en = \"Store\"");
        let mut meter = None;
        let shop = Shop::on(&journey, |client| {
            let (client, of_client) = client.metered();
            meter = Some(of_client);
            client
        });
        Ok(Self { shop: shop.await?, meter: meter.unwrap(), tables: String::new() })
    }

    /// Moves the clock, and looks at the journeys as any call in the last minute would have.
    async fn warm(&self, time: &str) -> Result<()> {
        self.shop.world.clock.set(time.parse()?);
        self.shop.world.store.journeys(self.shop.world.clock.now()).await?;
        self.meter.take();
        Ok(())
    }

    /// What was called since the last step.
    fn bill(&mut self, step: &str) -> Bill {
        let bill = Bill::of(&self.meter);
        self.tables += &bill.table(step);
        bill
    }

    fn event(&self, id: &str, kind: &str, order: &str, email: &str) -> Value {
        let mut event = self.shop.order(id, kind, order, email);
        event["data"]["contact"]["name"] = json!("Kari Nordmann");
        event["data"]["attributes"]["store"] = json!("Oslo Grünerløkka");
        event["data"]["value"] = json!({ "amount": "1299.00", "currency": "NOK" });
        event
    }

    async fn fire(&mut self, step: &str, event: &Value) -> Result<Bill> {
        assert!(self.shop.fire(event).await?.status < 300, "{step}");
        Ok(self.bill(step))
    }
}

fn within(bill: &Bill, budget: f64, step: &str) {
    assert!(bill.writes() <= budget, "{step}: {} write units, and the budget is {budget}", bill.writes());
}

#[tokio::test]
async fn a_survey_from_event_to_answer_stays_within_its_budget() -> Result<()> {
    let mut m = Metered::open().await?;
    let event = m.event("evt-8d1f3c2a", "order.delivered", "100045512", "kari.nordmann@example.no");
    m.meter.take();
    let mut first = m.event("evt-00000000", "order.delivered", "100045511", "ola.nordmann@example.no");
    first["data"]["happened_at"] = json!("2026-11-20T08:30:00Z");
    m.fire("the first event after a start", &first).await?;
    m.warm("2026-11-20T09:00:30Z").await?;
    let invited = m.fire("event: invitation", &event).await?;
    let repeat = m.fire("the event again", &event).await?;
    within(&repeat, 0.0, "a repeat");

    // A sweep a minute before, so that the marks stand where they stand when one runs each minute.
    m.shop.at("2026-11-21T08:58:00Z").await?;
    m.warm("2026-11-21T08:59:00Z").await?;
    m.shop.world.send().await?;
    let idle = m.bill("a sweep, nothing due");
    within(&idle, 0.0, "an idle sweep");
    m.warm("2026-11-21T09:00:00Z").await?;
    assert_eq!(m.shop.world.send().await?["sent"], 1);
    let sent = m.bill("a sweep, one due: mail");
    assert!(invited.writes() + sent.writes() <= 5.0, "a sent survey: {} + {}", invited.writes(), sent.writes());
    m.shop.world.hear_from_ses().await?;
    within(&m.bill("SES reports that it was sent"), 0.0, "a report of what is known");

    m.warm("2026-11-21T09:10:00Z").await?;
    let (page, way_out) = m.shop.links()?;
    m.shop.open_page(&page).await?;
    m.meter.take();
    m.shop.open_page(&page).await?;
    let get = m.bill("the answer page");
    assert_eq!((get.writes(), get.reads()), (0.0, 0.0), "a plain GET makes no call");
    m.shop.open_page(&format!("{page}/2")).await?;
    let click = m.bill("a click on a rating");
    within(&click, 1.0, "a click");
    assert_eq!(m.shop.post(&page, &format!("rating=2&comment={COMMENT}")).await?.status, 303);
    let post = m.bill("an answer");
    within(&post, 1.0, "an answer");
    assert!(post.reads() <= 2.0, "an answer: {} read units", post.reads());
    assert!(post.largest_written("answers") < 1024, "an answer with a comment of 120 characters is under 1 KB");
    let batch = stream::batch(&m.shop).await?;
    m.meter.take();
    m.shop.world.alert(batch).await?;
    assert_eq!(m.shop.world.ses.messages()[0].to, "logistikk@nordlys.example");
    let alert = m.bill("an alert");
    within(&alert, 3.0, "an alert");
    assert_eq!(m.shop.post(&page, &format!("rating=4&comment={COMMENT}")).await?.status, 303);
    within(&m.bill("the answer changed"), 1.0, "a change");
    assert_eq!(m.shop.post(&way_out, "List-Unsubscribe=One-Click").await?.status, 200);
    within(&m.bill("an opt-out"), 2.0, "an opt-out");
    assert_eq!(m.shop.post(&way_out, "List-Unsubscribe=One-Click").await?.status, 200);
    let again = m.bill("the opt-out again");
    within(&again, 1.0, "an opt-out again");
    assert_eq!(again.writes(), 1.0, "a condition that fails is charged too");

    let steps = [&invited, &sent, &click, &post];
    let (writes, reads) = steps.iter().fold((0.0, 0.0), |(w, r), bill| (w + bill.writes(), r + bill.item_reads()));
    m.tables += &format!("sent, clicked and answered: {writes} write units, {reads} read units besides the sweep's\n");
    insta::assert_snapshot!(m.tables);
    Ok(())
}

#[tokio::test]
async fn a_reminder_stays_within_its_budget() -> Result<()> {
    let journey = JOURNEY.replace("too_late_after = \"7d\"", "reminder = \"4d\"");
    let mut m = Metered::with(&journey).await?;
    let event = m.event("evt-8d1f3c2a", "order.delivered", "100045512", "kari.nordmann@example.no");
    m.shop.fire(&event).await?;
    m.shop.at("2026-11-21T08:59:00Z").await?;
    m.warm("2026-11-21T09:00:00Z").await?;
    assert_eq!(m.shop.world.send().await?["sent"], 1);
    let sent = m.bill("a sweep, one due: mail, and its reminder is filed");
    // A sweep a minute before, so that the marks stand where they stand when one runs each minute.
    m.shop.at("2026-11-25T08:59:00Z").await?;
    m.warm("2026-11-25T09:00:00Z").await?;
    assert_eq!(m.shop.world.send().await?["sent"], 1);
    let reminded = m.bill("a sweep, one reminder due");
    within(&reminded, 2.0, "a reminder that is sent, on top of its item's write");
    within(&sent, 3.0, "a mail, and its reminder's item");
    insta::assert_snapshot!(m.tables);
    Ok(())
}

#[tokio::test]
async fn a_skip_and_a_void_stay_within_their_budget() -> Result<()> {
    let mut m = Metered::open().await?;
    m.warm("2026-11-20T09:00:00Z").await?;
    let bad = m.event("evt-1", "order.delivered", "100045512", "nobody");
    within(&m.fire("event: skip (bad address)", &bad).await?, 3.0, "a skip at the event");
    let early = m.event("evt-2", "order.refunded", "100045513", "kari.nordmann@example.no");
    within(&m.fire("a void that comes first", &early).await?, 1.0, "a void");
    let voided = m.event("evt-3", "order.delivered", "100045513", "kari.nordmann@example.no");
    within(&m.fire("event: skip (voided)", &voided).await?, 3.0, "a skip at the event");
    let asked = m.event("evt-5", "order.delivered", "100045515", "per.nordmann@complaint.test");
    m.shop.fire(&asked).await?;
    m.shop.world.clock.set("2026-11-20T09:00:30Z".parse()?);
    let asked = m.event("evt-4", "order.delivered", "100045514", "ola.nordmann@example.no");
    m.shop.fire(&asked).await?;
    m.warm("2026-11-20T09:00:40Z").await?;
    let late = m.event("evt-6", "order.refunded", "100045514", "ola.nordmann@example.no");
    within(&m.fire("a void after the event", &late).await?, 1.0, "a void");
    within(&m.fire("the void again", &late).await?, 0.0, "a repeat of a void");
    let complained = survey::ContactKey::of(
        &survey::Address::parse("per.nordmann@complaint.test").unwrap(),
        &survey::Secrets::parse(&m.shop.world.settings.naming_key, &m.shop.world.settings.link_keys)?,
    );
    let suppress = |contact: &mut survey::Contact| {
        let suppression =
            survey::contact::Suppression { reason: survey::Reason::Complained, at: m.shop.world.clock.now() };
        contact.suppressed.insert("*".to_owned(), suppression);
        true
    };
    m.shop.world.store.change_contact(&complained, None, m.shop.world.clock.now(), suppress).await?;
    m.shop.at("2026-11-21T08:59:00Z").await?;
    m.warm("2026-11-21T09:00:00Z").await?;
    assert_eq!(m.shop.world.send().await?["closed"], 1);
    within(&m.bill("a sweep, one due: skip (complained)"), 1.0, "a skip at the send, on top of the event's 3");
    m.warm("2026-11-21T09:00:30Z").await?;
    assert_eq!(m.shop.world.send().await?["closed"], 1);
    within(&m.bill("a sweep, one due: voided"), 1.0, "a void at the send");
    insta::assert_snapshot!(m.tables);
    Ok(())
}

#[tokio::test]
async fn folding_a_day_again_writes_only_what_changed() -> Result<()> {
    let mut m = Metered::open().await?;
    for n in 0..20 {
        let event =
            m.event(&format!("evt-{n}"), "order.delivered", &format!("1000455{n:02}"), &format!("c{n}@example.no"));
        m.shop.fire(&event).await?;
    }
    m.shop.at("2026-11-21T09:00:00Z").await?;
    let (page, _) = m.shop.links()?;
    m.shop.post(&page, &format!("rating=5&comment={COMMENT}")).await?;
    m.warm("2026-11-21T10:00:00Z").await?;
    let day = json!({ "days": ["2026-11-21"] });
    m.shop.world.aggregate(day.clone()).await?;
    m.bill("one day, folded for the first time");
    m.shop.world.aggregate(day).await?;
    // The note that the day was folded, and when.
    within(&m.bill("the same day again"), 1.0, "a day without changes");
    m.shop.world.aggregate(json!({ "schedule": "hourly" })).await?;
    within(&m.bill("hourly, two days of which one has anything"), 1.0, "an hour without changes");
    m.shop.world.aggregate(json!({ "schedule": "nightly" })).await?;
    within(&m.bill("nightly, thirty-two days of which one has anything"), 1.0, "a night without changes");
    insta::assert_snapshot!(m.tables);
    Ok(())
}
