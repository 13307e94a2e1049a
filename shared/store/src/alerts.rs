//! Alerts: who is at one just now, and how many a stage's have been.
//!
//! A claim stands on the answer. Tallies stand in the scores' table: they are kept for good, there is one small item for
//! each stage, and one query finds them all; the answers' own table would put each count into the stream.

use crate::contacts::TRIES;
use crate::invitations::updated;
use crate::item::{Item, NOT_NEWER, format_name, format_value, number, pk_sk, read, refuse_newer, text, write};
use crate::{Error, Result, Store, after_lost_race};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use std::collections::HashMap;
use survey::key::InvitationKey;
use survey::{Slug, Tally};

/// Whose an alert is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// The caller's, who goes on with it; also if the reply to an earlier claim was lost.
    Mine,
    /// This other's, who has not said that it is done.
    Others(String),
    /// Nobody's any more: it, or a later version's, is done.
    Done,
}

impl Store {
    /// Claims the alert of this version of an answer for `by`, a name that no two invocations have.
    pub async fn claim_alert(&self, at: &InvitationKey, version: u32, by: &str) -> Result<Claim> {
        let table = &self.tables.answers;
        let update = self
            .of_alert(at, version, by)
            .update_expression("SET alerted = :version, alerted_by = :by")
            .condition_expression(format!("attribute_exists(pk) AND alerted < :version AND {NOT_NEWER}"));
        let outcome = update.send().await;
        let there = match &outcome {
            Err(SdkError::ServiceError(error)) => match error.err() {
                UpdateItemError::ConditionalCheckFailedException(refused) => {
                    refused.item().cloned().unwrap_or_default()
                }
                _ => Item::new(),
            },
            _ => Item::new(),
        };
        if updated(table, outcome)? {
            return Ok(Claim::Mine);
        }
        refuse_newer(table, &there)?;
        let this_one = there.get("alerted") == Some(&number(version));
        let other = there.get("alerted_by").and_then(|by| by.as_s().ok()).filter(|_| this_one);
        Ok(match other {
            Some(other) if other == by => Claim::Mine,
            Some(other) => Claim::Others(other.clone()),
            None => Claim::Done,
        })
    }

    /// The alert of this version, which `by` has claimed, is done. False: it is another's.
    pub async fn end_alert(&self, at: &InvitationKey, version: u32, by: &str) -> Result<bool> {
        let table = &self.tables.answers;
        let update = self
            .of_alert(at, version, by)
            .update_expression("REMOVE alerted_by")
            .condition_expression(format!("alerted = :version AND alerted_by = :by AND {NOT_NEWER}"));
        updated(table, update.send().await)
    }

    /// An update of an answer's alert, without what it does and under which condition.
    fn of_alert(&self, at: &InvitationKey, version: u32, by: &str) -> UpdateItemFluentBuilder {
        let values = [(":version".to_owned(), number(version)), (":by".to_owned(), text(by)), format_value()];
        self.db
            .update_item()
            .table_name(&self.tables.answers)
            .set_key(Some(crate::answers::key(at)))
            .set_expression_attribute_names(Some(HashMap::from([format_name()])))
            .set_expression_attribute_values(Some(HashMap::from(values)))
            .return_values_on_condition_check_failure(AllOld)
    }

    /// A stage's tally; an empty one if nobody was ever alerted there. Strongly consistent.
    pub async fn tally(&self, journey: &Slug, stage: &Slug) -> Result<Tally> {
        let table = &self.tables.scores;
        let key = pk_sk(ALERTS, format!("{journey}#{stage}"));
        let get = self.db.get_item().table_name(table).set_key(Some(key)).consistent_read(true);
        get.send().await?.item.map_or(Ok(Tally::default()), |item| read(table, item))
    }

    /// Reads a stage's tally, changes it and writes it until nobody comes in between; gives it as it was written. `change`
    /// may be called several times, and changes nothing the second time that it is called for the same.
    pub async fn change_tally(&self, journey: &Slug, stage: &Slug, change: impl Fn(&mut Tally)) -> Result<Tally> {
        let table = &self.tables.scores;
        let key = pk_sk(ALERTS, format!("{journey}#{stage}"));
        for lost in 0..TRIES {
            let seen = self.tally(journey, stage).await?;
            let mut tally = seen.clone();
            change(&mut tally);
            if tally == seen {
                return Ok(tally);
            }
            tally.rev += 1;
            if self.replace(table, write(table, key.clone(), &tally, None)?, seen.rev).await? {
                return Ok(tally);
            }
            after_lost_race(lost).await;
        }
        Err(Error::Contended { what: "a stage's tally of alerts", tries: TRIES })
    }

    /// Every stage that anybody was ever alerted of, with its journey.
    pub async fn alerting(&self) -> Result<Vec<(Slug, Slug)>> {
        let query = self
            .db
            .query()
            .table_name(&self.tables.scores)
            .consistent_read(true)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(ALERTS))
            .projection_expression("sk");
        let mut items = query.into_paginator().items().send();
        let mut found = Vec::new();
        while let Some(item) = items.next().await {
            let item = item?;
            let named = item.get("sk").and_then(|sk| sk.as_s().ok()?.split_once('#'));
            found.extend(named.and_then(|(journey, stage)| Slug::parse(journey).ok().zip(Slug::parse(stage).ok())));
        }
        Ok(found)
    }
}

/// The tallies' partition in the scores' table.
const ALERTS: &str = "alerts";
