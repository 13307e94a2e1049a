use crate::invitations::{happened, updated};
use crate::item::{Item, NOT_NEWER, format_name, format_value, number, pk_sk, read, text, write};
use crate::{Consistency, Error, Result, Store};
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use jiff::civil::Date;
use std::collections::HashMap;
use survey::key::{InvitationKey, partition};
use survey::{Answer, Slug};

/// Whether a conditional write of an answer took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Yes,
    /// Somebody else wrote a version in between; read again.
    Conflict,
}

impl Store {
    /// The answer to an invitation, unless it was erased. Strongly consistent.
    pub async fn answer(&self, at: &InvitationKey) -> Result<Option<Answer>> {
        let table = &self.tables.answers;
        let got = self.db.get_item().table_name(table).set_key(Some(key(at))).consistent_read(true).send().await?;
        Ok(got.item.map(|item| kept(table, item)).transpose()?.flatten())
    }

    /// The answer in an image of the table's stream, unless it was erased; fails as reading the item itself would.
    pub fn answer_in(&self, image: impl Into<Item>) -> Result<Option<Answer>> {
        kept(&self.tables.answers, image.into())
    }

    /// Writes an answer's version on condition that the one before it is there (none, for the first), as it was read: no
    /// alert of it was claimed or ended meanwhile, and no newer version of Glimt wrote it.
    pub async fn put_answer(&self, answer: &Answer) -> Result<Written> {
        let table = &self.tables.answers;
        let item = write(table, key(&answer.key), answer, answer.kept_until)?;
        let put = self.db.put_item().table_name(table).set_item(Some(item));
        let put = if answer.version == 1 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            let seen = [(":before", number(answer.version - 1)), (":alerted", number(answer.alerted))];
            let by = answer.alerted_by.as_deref().map(|by| (":by", text(by)));
            let claim = if by.is_some() { "alerted_by = :by" } else { "attribute_not_exists(alerted_by)" };
            let seen = seen.into_iter().chain(by).map(|(name, value)| (name.to_owned(), value));
            put.condition_expression(format!("version = :before AND alerted = :alerted AND {claim} AND {NOT_NEWER}"))
                .set_expression_attribute_names(Some(HashMap::from([format_name()])))
                .set_expression_attribute_values(Some(seen.chain([format_value()]).collect()))
        };
        Ok(if happened(put.send().await)? { Written::Yes } else { Written::Conflict })
    }

    /// Removes what is written in the answers to the invitations of one shard of a due day: their comments, and the texts
    /// among the replies to follow-ups; gives how many there were. For days whose links have ended: nobody changes an
    /// answer any more. Harmless again.
    pub async fn remove_comments(&self, journey: &Slug, day: Date, shard: u8) -> Result<usize> {
        let mut removed = 0;
        for answer in self.answers(day, shard).await? {
            if answer.context.journey != *journey {
                continue;
            }
            let Some(without) = answer.without_words() else { continue };
            let replies = serde_dynamo::to_attribute_value(&without.follow_ups)
                .map_err(|source| Error::Item { table: self.tables.answers.clone(), source })?;
            let (name, format) = format_name();
            let update = self
                .db
                .update_item()
                .table_name(&self.tables.answers)
                .set_key(Some(key(&answer.key)))
                .update_expression("SET follow_ups = :replies REMOVE #comment")
                .condition_expression(format!(
                    "attribute_exists(pk) AND attribute_not_exists({ERASED}) AND {NOT_NEWER}"
                ))
                .expression_attribute_names("#comment", "comment")
                .expression_attribute_names(name, format)
                .return_values_on_condition_check_failure(AllOld)
                .set_expression_attribute_values(Some(HashMap::from([
                    (":replies".to_owned(), replies),
                    format_value(),
                ])));
            removed += usize::from(updated(&self.tables.answers, update.send().await)?);
        }
        Ok(removed)
    }

    /// Every answer to the invitations of one shard of a due day, but those that were erased. Strongly consistent; reads
    /// every page.
    pub async fn answers(&self, day: Date, shard: u8) -> Result<Vec<Answer>> {
        let mut found = Vec::new();
        self.each_answer(day, shard, Consistency::Strong, |answer| found.push(answer)).await?;
        Ok(found)
    }

    /// As [`Store::answers`], as consistent as wanted, one after the other, a page of them in memory at a time.
    pub async fn each_answer(
        &self,
        day: Date,
        shard: u8,
        consistency: Consistency,
        mut each: impl FnMut(Answer),
    ) -> Result<()> {
        let table = &self.tables.answers;
        let mut query = self
            .db
            .query()
            .table_name(table)
            .consistent_read(consistency.is_strong())
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(partition(day, shard)))
            .into_paginator()
            .send();
        while let Some(page) = query.next().await {
            for item in page?.items.unwrap_or_default() {
                if let Some(answer) = kept(table, item)? {
                    each(answer);
                }
            }
        }
        Ok(())
    }
}

/// Whether an item only says that an answer was erased.
pub(crate) const ERASED: &str = "erased";

/// The answer that an item holds; none if it was erased.
pub(crate) fn kept(table: &str, item: Item) -> Result<Option<Answer>> {
    if item.contains_key(ERASED) { Ok(None) } else { read(table, item).map(Some) }
}

pub(crate) fn key(at: &InvitationKey) -> Item {
    pk_sk(at.partition(), at.id().to_string())
}
