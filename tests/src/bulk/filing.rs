//! Files invitations as `trigger` would, only faster: one goes through its door, the others are like it.

use super::HOURLY;
use crate::cloud::Cloud;
use anyhow::{Context, Result};
use glimt::aws::InProcess;
use glimt::world::World;
use jiff::{SignedDuration, Timestamp};
use object_store::memory::InMemory;
use serde_json::json;
use std::sync::Arc;
use store::{Store, Tables};
use survey::contact::Ask;
use survey::subject::Frozen;
use survey::{Address, Contact, ContactKey, Invitation, InvitationId, InvitationKey, Secrets, Subject, SubjectKey};

/// Files them, so many due at each of the times that it gives.
pub async fn file(cloud: &Cloud, invitations: usize) -> Result<Vec<Timestamp>> {
    let client = InProcess::new(cloud.database.clone(), cloud.ses.clone());
    let store = Store::new(client.dynamodb(), Tables::named("glimt"));
    let secrets = Secrets::parse(&cloud.settings.naming_key, &cloud.settings.link_keys)?;
    let (frozen, model) = first(cloud, &client).await?;
    let began = Timestamp::now() + SignedDuration::from_hours(1);
    let mut hours = Vec::new();
    for number in 0..invitations {
        if number % HOURLY == 0 {
            hours.push(began + SignedDuration::from_hours(i64::try_from(hours.len())?));
        }
        let due = hours.last().copied().unwrap_or(began);
        one(&store, &secrets, &frozen, &model, due, number).await?;
    }
    Ok(hours)
}

/// An invitation as `trigger` makes it, with the decision that it comes from.
async fn first(cloud: &Cloud, client: &InProcess) -> Result<(Frozen, Invitation)> {
    let clock = glimt::clock::GlimtClock::ahead(SignedDuration::ZERO);
    let files = Arc::new(InMemory::new());
    let world = World::new(client.dynamodb(), client.ses(), cloud.ses.clone(), files, clock, cloud.settings.clone())?;
    let event = json!({
        "specversion": "1.0", "id": "model", "source": world.settings.source, "type": "order.delivered",
        "data": { "contact": { "email": "model@excluded.example", "country": "NO" }, "order": { "id": "model" } },
    });
    let told = world.fire(&event, false).await?.json();
    let key: InvitationKey = serde_json::from_value(told["decisions"][0]["invitation"].clone())?;
    let invitation = world.store.invitation(&key).await?.context("the first invitation was not filed")?;
    let subject = world.store.subject(&invitation.subject).await?;
    let frozen = subject.decisions.into_values().next().context("the first decision was not filed")?;
    world.store.apply(&key, 1, &survey::invitation::Event::Void, Timestamp::now()).await?;
    Ok((frozen, invitation))
}

async fn one(
    store: &Store,
    secrets: &Secrets,
    frozen: &Frozen,
    model: &Invitation,
    due: Timestamp,
    number: usize,
) -> Result<()> {
    let context = &model.context;
    let subject = SubjectKey::order("https://nordlys.example", &number.to_string())?;
    let id = InvitationId::of(secrets, context.journey.as_str(), &subject, context.survey.as_str(), 1);
    let key = InvitationKey::new(due, id);
    let address = Address::parse(&format!("customer-{number}@example.no"))?;
    let person = ContactKey::of(&address, secrets);
    let expires = due + SignedDuration::from_hours(60 * 24);
    let name = Subject::decision_name(&context.journey, &context.survey, 1);
    let frozen = Frozen { key, event: number.to_string(), ..frozen.clone() };
    let decided = Subject { decisions: [(name, frozen)].into(), ..Subject::default() };
    store.replace_subject(&subject, &decided, expires).await?;
    let survey = Ask::survey_name(&context.journey, &context.survey);
    let ask = Ask { survey, priority: 10, key, reserved: None };
    let contact = Contact { asks: [(id, ask)].into(), ..Contact::default() };
    store.replace_contact(&person, &contact, expires).await?;
    let invitation = Invitation {
        key,
        subject,
        reference: number.to_string(),
        contact: Some(person),
        address: Some(address),
        ..model.clone()
    };
    store.put_once(&invitation, expires).await?;
    Ok(())
}
