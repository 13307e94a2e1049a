//! Counts what became of everybody.

use super::mail::Log;
use crate::cloud::Cloud;
use anyhow::{Context, Result, ensure};
use glimt::aws::InProcess;
use glimt::world::World;
use jiff::SignedDuration;
use object_store::memory::InMemory;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use survey::invitation::State;
use survey::{Contact, Invitation};

/// Nobody was mailed twice, everybody's invitation has ended, and those that were given up are exactly those of which
/// nobody can know: SES's answer proved nothing, or the sender was killed between its reservation and its mark.
pub async fn before_the_reports(cloud: &Cloud, log: &Log, killed: &BTreeSet<String>) -> Result<()> {
    let mut mailed = BTreeSet::new();
    for key in log.accepted.iter().map(key) {
        ensure!(mailed.insert(key), "{key} was mailed twice");
    }
    let mut reserved_by = BTreeMap::new();
    for contact in all::<Contact>(cloud, "contacts").await? {
        for ask in contact.asks.into_values() {
            let by = ask.reserved.map(|reserved| reserved.by).unwrap_or_default();
            reserved_by.insert(ask.key.to_string(), by.split('@').next().unwrap_or_default().to_owned());
        }
    }
    let unsure: BTreeSet<_> = log.unsure.iter().map(String::as_str).collect();
    for invitation in all::<Invitation>(cloud, "invitations").await? {
        let key = invitation.key.to_string();
        let by = reserved_by.get(&key).cloned().unwrap_or_default();
        match invitation.state {
            State::Sent => {
                ensure!(mailed.contains(key.as_str()), "{key} is sent, and SES has no such mail");
                ensure!(!unsure.contains(key.as_str()), "{key} is sent, and nobody could know");
            }
            State::Dropped => {
                let nobody_knows = unsure.contains(key.as_str()) || killed.contains(&by);
                ensure!(nobody_knows, "{key} was given up, though SES had answered {by}, which lived");
            }
            State::Voided => {}
            other => anyhow::bail!("{key} is {}", other.as_str()),
        }
    }
    Ok(())
}

/// SES reports every mail that it has taken.
pub async fn report(cloud: &Cloud, log: &Log) -> Result<()> {
    let client = InProcess::new(cloud.database.clone(), cloud.ses.clone());
    let clock = glimt::clock::GlimtClock::ahead(SignedDuration::from_hours(24 * 7));
    let files = Arc::new(InMemory::new());
    let world = World::new(client.dynamodb(), client.ses(), cloud.ses.clone(), files, clock, cloud.settings.clone())?;
    for report in &log.accepted {
        world.invoke("feedback", report.clone()).await?;
    }
    Ok(())
}

/// Now everybody whose mail was taken is sent, and nobody else; gives how many were given up.
pub async fn after_the_reports(cloud: &Cloud, log: &Log, invitations: usize) -> Result<usize> {
    let mailed: BTreeSet<_> = log.accepted.iter().map(key).collect();
    let (mut dropped, mut sent) = (0, 0);
    for invitation in all::<Invitation>(cloud, "invitations").await? {
        let key = invitation.key.to_string();
        let was_mailed = mailed.contains(key.as_str());
        ensure!(was_mailed == (invitation.state == State::Sent), "{key}: {was_mailed}, {}", invitation.state.as_str());
        sent += usize::from(invitation.state == State::Sent);
        dropped += usize::from(invitation.state == State::Dropped);
    }
    ensure!(sent + dropped == invitations, "{sent} sent and {dropped} given up, of {invitations}");
    Ok(dropped)
}

fn key(report: &Value) -> &str {
    report["detail"]["mail"]["tags"]["invitation"][0].as_str().unwrap_or_default()
}

async fn all<T: DeserializeOwned>(cloud: &Cloud, table: &str) -> Result<Vec<T>> {
    let client = InProcess::new(cloud.database.clone(), cloud.ses.clone()).dynamodb();
    let mut items = client.scan().table_name(format!("glimt-{table}")).into_paginator().items().send();
    let mut found = Vec::new();
    while let Some(item) = items.next().await {
        let item = item?;
        if !item.get("pk").and_then(|pk| pk.as_s().ok()).is_some_and(|pk| pk.starts_with("mark#")) {
            found.push(serde_dynamo::from_item(item).with_context(|| format!("an item of {table}"))?);
        }
    }
    Ok(found)
}
