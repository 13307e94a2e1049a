use crate::invitations::{happened, updated};
use crate::item::{Item, NOT_NEWER, format_name, format_value, number, pk_sk, read, text, write};
use crate::{Result, Store};
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use jiff::civil::Date;
use std::collections::HashMap;
use survey::Answer;
use survey::key::{InvitationKey, partition};

/// Whether a conditional write of an answer took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Yes,
    /// Somebody else wrote a version in between; read again.
    Conflict,
}

impl Store {
    /// The answer to an invitation. Strongly consistent.
    pub async fn answer(&self, at: &InvitationKey) -> Result<Option<Answer>> {
        let table = &self.tables.answers;
        let got = self.db.get_item().table_name(table).set_key(Some(key(at))).consistent_read(true).send().await?;
        got.item.map(|item| read(table, item)).transpose()
    }

    /// The answer in an image of the table's stream; fails as reading the item itself would.
    pub fn answer_in(&self, image: impl Into<Item>) -> Result<Answer> {
        read(&self.tables.answers, image.into())
    }

    /// Writes an answer's version on condition that the one before it is there (none, for the first), as it was read: no
    /// alert of it was claimed meanwhile, and no newer version of Glimt wrote it.
    pub async fn put_answer(&self, answer: &Answer) -> Result<Written> {
        let table = &self.tables.answers;
        let item = write(table, key(&answer.key), answer, None)?;
        let put = self.db.put_item().table_name(table).set_item(Some(item));
        let put = if answer.version == 1 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            let seen = [(":before", answer.version - 1), (":alerted", answer.alerted)];
            let seen = seen.into_iter().map(|(name, value)| (name.to_owned(), number(value)));
            put.condition_expression(format!("version = :before AND alerted = :alerted AND {NOT_NEWER}"))
                .set_expression_attribute_names(Some(HashMap::from([format_name()])))
                .set_expression_attribute_values(Some(seen.chain([format_value()]).collect()))
        };
        Ok(if happened(put.send().await)? { Written::Yes } else { Written::Conflict })
    }

    /// Claims the alert of this version of an answer. False: it, or a later one, is claimed already.
    pub async fn claim_alert(&self, at: &InvitationKey, version: u32) -> Result<bool> {
        let table = &self.tables.answers;
        let values = HashMap::from([(":version".to_owned(), number(version)), format_value()]);
        let update = self
            .db
            .update_item()
            .table_name(table)
            .set_key(Some(key(at)))
            .update_expression("SET alerted = :version")
            .condition_expression(format!("attribute_exists(pk) AND alerted < :version AND {NOT_NEWER}"))
            .set_expression_attribute_names(Some(HashMap::from([format_name()])))
            .set_expression_attribute_values(Some(values))
            .return_values_on_condition_check_failure(AllOld);
        updated(table, update.send().await)
    }

    /// Every answer to the invitations of one shard of a due day. Strongly consistent; reads every page.
    pub async fn answers(&self, day: Date, shard: u8) -> Result<Vec<Answer>> {
        let table = &self.tables.answers;
        let mut query = self
            .db
            .query()
            .table_name(table)
            .consistent_read(true)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(partition(day, shard)))
            .into_paginator()
            .send();
        let mut found = Vec::new();
        while let Some(page) = query.next().await {
            for item in page?.items.unwrap_or_default() {
                found.push(read(table, item)?);
            }
        }
        Ok(found)
    }
}

fn key(at: &InvitationKey) -> Item {
    pk_sk(at.partition(), at.id().to_string())
}
