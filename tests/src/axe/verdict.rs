//! Whether every promise was kept.

use super::Chapter;
use super::clients::{self, Ledger, Promises, tag};
use super::mail::Mail;
use crate::process::Glimt;
use anyhow::{Context, Result, ensure};
use glimt::aws::loopback;
use glimt::aws::ses::Message;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use survey::invitation::State;
use survey::{Answer, Invitation};

/// Checks them all; the first that was broken is the error.
pub fn check(glimt: &Glimt, mail: &Mail, ledger: &Ledger) -> Result<Chapter> {
    let promises = ledger.read();
    let mails = mail.accepted();
    let about: Value = ureq::get(format!("{}/dev.json", glimt.origin())).call()?.body_mut().read_json()?;
    let endpoint = about["endpoints"]["AWS_ENDPOINT_URL_DYNAMODB"].as_str().context("no endpoint")?;
    let invitations: Vec<Invitation> = all(endpoint, "glimt-invitations")?;
    let invitations = invitations.into_iter().map(|i| (i.key.to_string(), i)).collect();
    let answers: Vec<Answer> = all(endpoint, "glimt-answers")?;
    let answers = answers.into_iter().map(|a| (a.key.to_string(), a)).collect();

    every_event_has_its_decision(glimt, &promises, &invitations)?;
    every_invitation_has_ended(&invitations)?;
    nobody_was_mailed_twice(&mails)?;
    what_was_mailed_is_sent(&mails, &invitations)?;
    every_answer_is_there(&promises, &answers)?;
    let mails = mails.iter().filter(|mail| tag(mail, "invitation").is_some()).count();
    Ok(Chapter { deaths: 0, events: promises.decided.len(), mails, answers: promises.thanked.len() })
}

fn every_event_has_its_decision(
    glimt: &Glimt,
    promises: &Promises,
    invitations: &BTreeMap<String, Invitation>,
) -> Result<()> {
    for (event, told) in &promises.decided {
        let again = clients::repeat(glimt.origin(), event)?;
        let decisions = &told["decisions"];
        ensure!(again["decisions"] == *decisions, "{event}: told {decisions}, now {again}");
        ensure!(again["repeat"] == true, "{event}: not a repeat: {again}");
        for decision in decisions.as_array().into_iter().flatten() {
            if let Some(key) = decision["invitation"].as_str() {
                ensure!(invitations.contains_key(key), "{event}: {key} is not in the table");
            }
            let order = event["data"]["order"]["id"].as_str().unwrap_or_default();
            let voided = promises.voided_first.contains(order);
            ensure!(!voided || decision["reason"] == "voided", "{event}: refunded before, and yet {decision}");
        }
    }
    Ok(())
}

fn every_invitation_has_ended(invitations: &BTreeMap<String, Invitation>) -> Result<()> {
    for (key, invitation) in invitations {
        let state = invitation.state;
        ensure!(!matches!(state, State::Pending | State::Unknown), "{key} is still {}", state.as_str());
        let open = invitation.address.is_some() && state != State::Sent;
        ensure!(!open, "{key} is {} and keeps its address", state.as_str());
    }
    Ok(())
}

fn nobody_was_mailed_twice(mails: &[Message]) -> Result<()> {
    let mut asked = BTreeSet::new();
    let mut people = BTreeSet::new();
    let mut alerts = BTreeSet::new();
    for mail in mails {
        if let Some(key) = tag(mail, "invitation") {
            ensure!(asked.insert(key), "{key} was mailed twice");
            ensure!(
                people.insert(&mail.to),
                "a customer was asked twice within the quiet period, the second time as {key}"
            );
        }
        if let Some(alert) = tag(mail, "alert") {
            ensure!(alerts.insert(alert), "the alert {alert} was mailed twice");
        }
    }
    Ok(())
}

fn what_was_mailed_is_sent(mails: &[Message], invitations: &BTreeMap<String, Invitation>) -> Result<()> {
    let mailed: BTreeSet<_> = mails.iter().filter_map(|mail| tag(mail, "invitation")).collect();
    let sent = invitations.iter().filter(|(_, invitation)| invitation.state == State::Sent);
    let sent: BTreeSet<_> = sent.map(|(key, _)| key.as_str()).collect();
    let odd: Vec<_> = mailed.symmetric_difference(&sent).collect();
    ensure!(odd.is_empty(), "mailed and not sent, or sent and not mailed: {odd:?}");
    Ok(())
}

fn every_answer_is_there(promises: &Promises, answers: &BTreeMap<String, Answer>) -> Result<()> {
    for (key, rating) in &promises.thanked {
        let answer = answers.get(key).with_context(|| format!("{key} was thanked for {rating} and is not there"))?;
        ensure!(answer.rating.get() == *rating, "{key} was thanked for {rating}, and {} is there", answer.rating.get());
    }
    Ok(())
}

/// Every item of a table that is one of these; watermarks and the like are not.
fn all<T: DeserializeOwned>(endpoint: &str, table: &str) -> Result<Vec<T>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (dynamodb, _) = loopback::clients(endpoint, endpoint);
        let mut pages = dynamodb.scan().table_name(table).consistent_read(true).into_paginator().send();
        let mut found = Vec::new();
        while let Some(page) = pages.next().await {
            let items = page?.items.unwrap_or_default().into_iter().filter(|item| item.contains_key("context"));
            for item in items {
                found.push(serde_dynamo::from_item(item)?);
            }
        }
        Ok(found)
    })
}
