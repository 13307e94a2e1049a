//! What is held of one person, and its erasure. For an operator's command: finding it reads whole tables.

use crate::answers::{self, ERASED, kept};
use crate::item::{Item, NOT_NEWER, format_name, format_value, read, text, write};
use crate::{Result, Store};
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use std::collections::HashMap;
use survey::key::InvitationKey;
use survey::{Answer, ContactKey, Invitation};

/// What stands in an answer's place once it was erased: nobody can answer there any more.
#[derive(Serialize)]
struct Tombstone {
    erased: bool,
}

impl Store {
    /// Every invitation and reminder of a person that is still kept, by their keys. Reads the whole table, strongly
    /// consistent; `progress` hears after each page how many items were looked at.
    pub async fn invitations_of(&self, person: &ContactKey, progress: impl FnMut(usize)) -> Result<Vec<Invitation>> {
        let table = &self.tables.invitations;
        let items = self.items_of(table, person, progress).await?;
        let mut found: Vec<Invitation> = items.into_iter().map(|item| read(table, item)).collect::<Result<_>>()?;
        found.sort_by_key(|invitation| invitation.key);
        Ok(found)
    }

    /// Every answer of a person, by their keys; otherwise as [`Store::invitations_of`].
    pub async fn answers_of(&self, person: &ContactKey, progress: impl FnMut(usize)) -> Result<Vec<Answer>> {
        let table = &self.tables.answers;
        let mut found = Vec::new();
        for item in self.items_of(table, person, progress).await? {
            found.extend(kept(table, item)?);
        }
        found.sort_by_key(|answer| answer.key);
        Ok(found)
    }

    async fn items_of(&self, table: &str, person: &ContactKey, mut progress: impl FnMut(usize)) -> Result<Vec<Item>> {
        let scan = self
            .db
            .scan()
            .table_name(table)
            .consistent_read(true)
            .filter_expression("contact = :person")
            .expression_attribute_values(":person", text(person.to_string()));
        let mut pages = scan.into_paginator().send();
        let (mut found, mut looked_at) = (Vec::new(), 0);
        while let Some(page) = pages.next().await {
            let page = page?;
            looked_at += usize::try_from(page.scanned_count).unwrap_or_default();
            progress(looked_at);
            found.extend(page.items.unwrap_or_default());
        }
        Ok(found)
    }

    /// Takes everything about the person off an invitation or a reminder, but whose it is: what is left is counted. Its
    /// links lead nowhere from now on. Harmless again, and while a sender has it. False: it is gone.
    pub async fn erase_invitation(&self, invitation: &Invitation) -> Result<bool> {
        let first_mail = if invitation.reminds.is_some() { ", reminds.message_id = :none" } else { "" };
        let update = format!(
            "SET {ERASED} = :yes, #reference = :none{first_mail} \
             REMOVE address, #name, time_zone, clicks, message_id, context.#value"
        );
        let values = vec![(":yes".to_owned(), AttributeValue::Bool(true)), (":none".to_owned(), text(String::new()))];
        self.update(&invitation.key, &update, "attribute_exists(pk)", values).await
    }

    /// Takes off an erased invitation whose it was: from now on nobody finds it by the person.
    pub async fn disown_invitation(&self, at: &InvitationKey) -> Result<bool> {
        let values = vec![(":yes".to_owned(), AttributeValue::Bool(true))];
        self.update(at, "REMOVE contact", "erased = :yes", values).await
    }

    /// Puts a tombstone in the place of an answer, or where one could still be given. Harmless again. Fails if a newer
    /// version wrote the answer.
    pub async fn erase_answer(&self, at: &InvitationKey) -> Result<()> {
        let table = &self.tables.answers;
        let item = write(table, answers::key(at), &Tombstone { erased: true }, None)?;
        let put = self
            .db
            .put_item()
            .table_name(table)
            .set_item(Some(item))
            .condition_expression(NOT_NEWER)
            .set_expression_attribute_names(Some(HashMap::from([format_name()])))
            .set_expression_attribute_values(Some(HashMap::from([format_value()])));
        put.send().await?;
        Ok(())
    }
}
