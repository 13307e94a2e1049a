use crate::item::{
    EXPIRES, Item, NOT_NEWER, format_name, format_value, number, pk_sk, read, refuse_newer, text, write,
};
use crate::{Consistency, Error, Result, Store};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use survey::click::{Click, Clicks};
use survey::invitation::{Event, Invitation, State};
use survey::key::{InvitationKey, partition};

/// What became of a click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clicked {
    Noted,
    /// As many are kept as are ever kept.
    Full,
    /// The invitation was erased or has expired.
    Gone,
}

impl Store {
    /// Files a decision at exactly its key. False: it is there already, and stays as it is.
    pub async fn put_once(&self, invitation: &Invitation, expires: Timestamp) -> Result<bool> {
        let table = &self.tables.invitations;
        let item = write(table, key(&invitation.key), invitation, Some(expires))?;
        let put =
            self.db.put_item().table_name(table).set_item(Some(item)).condition_expression("attribute_not_exists(pk)");
        happened(put.send().await)
    }

    /// The invitation with this key. Strongly consistent.
    pub async fn invitation(&self, at: &InvitationKey) -> Result<Option<Invitation>> {
        let table = &self.tables.invitations;
        let got = self.db.get_item().table_name(table).set_key(Some(key(at))).consistent_read(true).send().await?;
        got.item.map(|item| read(table, item)).transpose()
    }

    /// Every invitation of one shard of a due day, in order of its due time. Strongly consistent; reads every page.
    pub async fn invitations(&self, day: Date, shard: u8) -> Result<Vec<Invitation>> {
        let mut found = Vec::new();
        self.each_invitation(day, shard, Consistency::Strong, |invitation| found.push(invitation)).await?;
        Ok(found)
    }

    /// As [`Store::invitations`], as consistent as wanted, one after the other, a page of them in memory at a time.
    pub async fn each_invitation(
        &self,
        day: Date,
        shard: u8,
        consistency: Consistency,
        mut each: impl FnMut(Invitation),
    ) -> Result<()> {
        let query = self.range(day, shard, "0", "~").consistent_read(consistency.is_strong());
        let mut pages = query.into_paginator().send();
        while let Some(page) = pages.next().await {
            for item in page?.items.unwrap_or_default() {
                each(read(&self.tables.invitations, item)?);
            }
        }
        Ok(())
    }

    /// The pending and unknown invitations of one shard of a due day whose sort key lies in `from..=until`, in order
    /// of their due time: a page of them, for which at most 1 MB of items is read, behind the page that ended `after`.
    /// Strongly consistent. An item that can't be read stands in its place with the reason, and hides no other. Every format
    /// keeps `state` where it is; an item without one is given too.
    pub async fn open(&self, day: Date, shard: u8, (from, until): (&str, &str), after: Option<After>) -> Result<Page> {
        let query = self
            .range(day, shard, from, until)
            .set_exclusive_start_key(after.map(|After(key)| key))
            .filter_expression("attribute_not_exists(#state) OR #state IN (:pending, :unknown)")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":pending", text(State::Pending.as_str()))
            .expression_attribute_values(":unknown", text(State::Unknown.as_str()))
            .send();
        let page = query.await?;
        let open = page.items.unwrap_or_default().into_iter().map(|item| self.opened(day, item)).collect();
        Ok(Page { open, after: page.last_evaluated_key.map(After) })
    }

    fn opened(&self, day: Date, item: Item) -> Open {
        let sort = item.get("sk").and_then(|sk| sk.as_s().ok()).cloned().unwrap_or_default();
        let time = sort.get(..8).and_then(|time| time.parse().ok()).unwrap_or(Time::midnight());
        let due = day.to_datetime(time).to_zoned(TimeZone::UTC).map_or(Timestamp::MIN, |due| due.timestamp());
        Open { due, sort, invitation: read(&self.tables.invitations, item) }
    }

    fn range(&self, day: Date, shard: u8, from: &str, until: &str) -> QueryFluentBuilder {
        self.db
            .query()
            .table_name(&self.tables.invitations)
            .consistent_read(true)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :until")
            .expression_attribute_values(":pk", text(partition(day, shard)))
            .expression_attribute_values(":from", text(from))
            .expression_attribute_values(":until", text(until))
    }

    /// Lets an event happen to an invitation, if *what may follow what* allows it at this attempt.
    /// False: it does not, and nothing was written.
    pub async fn apply(&self, at: &InvitationKey, attempt: u32, event: &Event, now: Timestamp) -> Result<bool> {
        let rule = event.rule();
        let mut set = vec!["#state = :to"];
        let mut values = vec![(":to".to_owned(), text(rule.to.as_str())), (":attempt".to_owned(), number(attempt))];
        if rule.next_attempt {
            set.push("attempt = attempt + :one");
            values.push((":one".to_owned(), number(1)));
        }
        match event {
            Event::Skip(reason) => {
                set.push("reason = :reason");
                values.push((":reason".to_owned(), text(reason.code())));
            }
            Event::Accepted { message_id, reminder } => {
                set.push(SENT);
                values.extend(sent(message_id, now));
                if let Some(reminder) = reminder {
                    set.push("reminder = :reminder");
                    values.push((":reminder".to_owned(), text(reminder.to_string())));
                }
            }
            Event::Reported { message_id } => {
                set.push(SENT);
                values.extend(sent(message_id, now));
            }
            Event::Settle => {
                set.push("unknown_since = :now");
                values.push((":now".to_owned(), text(now.to_string())));
            }
            Event::Released | Event::Refused | Event::Drop | Event::Retry | Event::Void | Event::Supersede => {}
        }
        let states: Vec<_> = (0..rule.from.len()).map(|n| format!(":from{n}")).collect();
        values.extend(states.iter().cloned().zip(rule.from.iter().map(|state| text(state.as_str()))));
        let attempts = if rule.later_attempts_too { "attempt >= :attempt" } else { "attempt = :attempt" };
        let remove = if rule.forget_address { " REMOVE address, #name" } else { "" };
        let update = format!("SET {}{remove}", set.join(", "));
        let condition = format!("#state IN ({}) AND {attempts}", states.join(", "));
        self.update(at, &update, &condition, values).await
    }

    /// Notes the first visit from a network through one of the mail's links, up to [`Clicks::KEPT`] of them.
    pub async fn click(&self, at: &InvitationKey, click: &Click) -> Result<Clicked> {
        let seen = serde_dynamo::to_attribute_value(click.seen)
            .map_err(|source| Error::Item { table: self.tables.invitations.clone(), source })?;
        let values = vec![(":seen".to_owned(), seen), (":kept".to_owned(), number(Clicks::KEPT))];
        let place = vec![("#place".to_owned(), String::from(click.place()))];
        let update = "SET clicks.#place = :seen";
        let open = "attribute_exists(pk) AND attribute_not_exists(erased)";
        let condition = format!("{open} AND attribute_not_exists(clicks.#place) AND size(clicks) < :kept");
        if self.update_named(at, update, &condition, place, values).await? {
            return Ok(Clicked::Noted);
        }
        let there = self.invitation(at).await?.is_some_and(|invitation| !invitation.erased);
        Ok(if there { Clicked::Full } else { Clicked::Gone })
    }

    /// Counts one more who answers by a link on a UTC day, under a name for whoever they are counted with. False: there are
    /// as many as there may be, and nothing was counted. Every call counts.
    pub async fn count_visitor(&self, link: &str, day: Date, who: &str, most: u32) -> Result<bool> {
        let over = day.saturating_add(3.days()).to_zoned(TimeZone::UTC).map_or(0, |day| day.timestamp().as_second());
        let update = self
            .db
            .update_item()
            .table_name(&self.tables.invitations)
            .set_key(Some(pk_sk(format!("link#{link}#{day}"), who)))
            .update_expression("SET #expires = :over ADD visitors :one")
            .condition_expression("attribute_not_exists(visitors) OR visitors < :most")
            .expression_attribute_names("#expires", EXPIRES)
            .expression_attribute_values(":over", number(over))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":most", number(most));
        happened(update.send().await)
    }

    /// Marks that the mail bounced. False: it was known, or the invitation is gone.
    pub async fn mark_bounced(&self, at: &InvitationKey) -> Result<bool> {
        self.mark(at, "bounced").await
    }

    /// Marks that the customer complained. False: it was known, or the invitation is gone.
    pub async fn mark_complained(&self, at: &InvitationKey) -> Result<bool> {
        self.mark(at, "complained").await
    }

    /// Marks that the customer opted out through this invitation. False: it was known, or the invitation is gone.
    pub async fn mark_opted_out(&self, at: &InvitationKey) -> Result<bool> {
        self.mark(at, "opted_out").await
    }

    async fn mark(&self, at: &InvitationKey, what: &str) -> Result<bool> {
        let values = vec![(":yes".to_owned(), AttributeValue::Bool(true))];
        let condition = format!("attribute_exists(pk) AND attribute_not_exists({what})");
        self.update(at, &format!("SET {what} = :yes"), &condition, values).await
    }

    pub(crate) async fn update(
        &self,
        at: &InvitationKey,
        update: &str,
        condition: &str,
        values: Vec<(String, AttributeValue)>,
    ) -> Result<bool> {
        self.update_named(at, update, condition, Vec::new(), values).await
    }

    /// Fails if a newer version wrote the item: what the update means for it is not known here.
    async fn update_named(
        &self,
        at: &InvitationKey,
        update: &str,
        condition: &str,
        names: Vec<(String, String)>,
        values: Vec<(String, AttributeValue)>,
    ) -> Result<bool> {
        let table = &self.tables.invitations;
        let mut call = self
            .db
            .update_item()
            .table_name(table)
            .set_key(Some(key(at)))
            .update_expression(update)
            .condition_expression(format!("{condition} AND {NOT_NEWER}"))
            .set_expression_attribute_names(Some(names.into_iter().chain([format_name()]).collect()))
            .set_expression_attribute_values(Some(values.into_iter().chain([format_value()]).collect()))
            .return_values_on_condition_check_failure(AllOld);
        for (placeholder, name) in ALIASES {
            if update.contains(placeholder) || condition.contains(placeholder) {
                call = call.expression_attribute_names(placeholder, name);
            }
        }
        updated(table, call.send().await)
    }
}

/// Attributes whose names are words of DynamoDB's own, as updates write them.
const ALIASES: [(&str, &str); 4] =
    [("#state", "state"), ("#name", "name"), ("#value", "value"), ("#reference", "reference")];

/// What stands on an invitation that was sent.
const SENT: &str = "sent_at = :now, message_id = :message";

fn sent(message_id: &str, now: Timestamp) -> [(String, AttributeValue); 2] {
    [(":now".to_owned(), text(now.to_string())), (":message".to_owned(), text(message_id))]
}

/// Some of what a sweep comes upon.
#[derive(Debug)]
pub struct Page {
    pub open: Vec<Open>,
    /// Where the next page begins; `None`: this was the last.
    pub after: Option<After>,
}

/// Where a page ended.
#[derive(Debug)]
pub struct After(Item);

/// An invitation that a sweep comes upon, as far as it can be read.
#[derive(Debug)]
pub struct Open {
    /// When it is due, by its key alone.
    pub due: Timestamp,
    /// Its sort key, which names it within its shard's day.
    pub sort: String,
    /// The invitation, or why it can't be read.
    pub invitation: Result<Invitation>,
}

pub(crate) fn key(at: &InvitationKey) -> Item {
    pk_sk(at.partition(), at.sort())
}

/// Whether a conditional update took place. Fails if a newer version wrote the item that stands in its way.
pub(crate) fn updated<T, R>(table: &str, outcome: std::result::Result<T, SdkError<UpdateItemError, R>>) -> Result<bool>
where
    R: std::fmt::Debug + Send + Sync + 'static,
{
    if let Err(SdkError::ServiceError(error)) = &outcome
        && let UpdateItemError::ConditionalCheckFailedException(refused) = error.err()
        && let Some(item) = refused.item()
    {
        refuse_newer(table, item)?;
    }
    happened(outcome)
}

/// Whether a conditional write took place.
pub(crate) fn happened<T, E, R>(outcome: std::result::Result<T, SdkError<E, R>>) -> Result<bool>
where
    E: aws_sdk_dynamodb::error::ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    match outcome {
        Ok(_) => Ok(true),
        Err(e) if e.as_service_error().and_then(|e| e.code()) == Some("ConditionalCheckFailedException") => Ok(false),
        Err(e) => Err(e.into()),
    }
}
