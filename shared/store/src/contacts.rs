use crate::invitations::happened;
use crate::item::{Item, number, pk, read, text, write};
use crate::{Error, Result, Store, after_lost_race};
use jiff::Timestamp;
use survey::contact::EVERYTHING;
use survey::{Contact, ContactKey, Reason};

/// How often a change is tried against others that change the same item.
pub(crate) const TRIES: u32 = 20;
/// How many pages of a megabyte a list is read from at the most: some hundred thousand people.
const PAGES: usize = 64;

impl Store {
    /// What is remembered of a person; the empty contact if nothing is. Strongly consistent.
    pub async fn contact(&self, key: &ContactKey) -> Result<Contact> {
        let table = &self.tables.contacts;
        let got = self
            .db
            .get_item()
            .table_name(table)
            .set_key(Some(pk(key.to_string())))
            .consistent_read(true)
            .send()
            .await?;
        got.item.map_or(Ok(Contact::default()), |item| read(table, item))
    }

    /// Asks for what there is not, so that a connection is there when it counts.
    pub async fn knock(&self) -> Result<()> {
        self.db.get_item().table_name(&self.tables.contacts).set_key(Some(pk("nobody"))).send().await?;
        Ok(())
    }

    /// Reserves, or changes anything else: writes the contact if it is still as it was read.
    /// A contact with a suppression never expires. False: somebody else was first; read again.
    pub async fn replace_contact(&self, key: &ContactKey, contact: &Contact, expires: Timestamp) -> Result<bool> {
        let next = Contact { rev: contact.rev + 1, ..contact.clone() };
        let expires = Some(expires).filter(|_| next.suppressed.is_empty());
        let table = &self.tables.contacts;
        let item = write(table, pk(key.to_string()), &next, expires)?;
        self.replace(table, item, contact.rev).await
    }

    /// Reads, changes and writes until nobody comes in between. `seen` is a contact that has been read just before.
    /// `change` says whether there is anything to write, and may be called several times.
    pub async fn change_contact(
        &self,
        key: &ContactKey,
        mut seen: Option<Contact>,
        expires: Timestamp,
        mut change: impl FnMut(&mut Contact) -> bool,
    ) -> Result<()> {
        for lost in 0..TRIES {
            let mut contact = match seen.take() {
                Some(contact) => contact,
                None => self.contact(key).await?,
            };
            if !change(&mut contact) || self.replace_contact(key, &contact, expires).await? {
                return Ok(());
            }
            after_lost_race(lost).await;
        }
        Err(Error::Contended { what: "a contact", tries: TRIES })
    }

    /// Everybody who may be asked nothing for this reason, and since when, oldest first. Reads the whole table: for a
    /// list that somebody looks through, not for a decision. `None`: the table is too big to be read while they wait.
    pub async fn suppressed(&self, reason: Reason) -> Result<Option<Vec<(ContactKey, Timestamp)>>> {
        let table = &self.tables.contacts;
        let scan = self
            .db
            .scan()
            .table_name(table)
            .consistent_read(true)
            .filter_expression("suppressed.#all.#reason = :reason")
            .expression_attribute_names("#all", EVERYTHING)
            .expression_attribute_names("#reason", "reason")
            .expression_attribute_values(":reason", text(reason.code()));
        let mut pages = scan.into_paginator().send();
        let mut found = Vec::new();
        for _ in 0..PAGES {
            let Some(page) = pages.next().await else {
                found.sort_by_key(|(key, at)| (*at, *key));
                return Ok(Some(found));
            };
            for item in page?.items.unwrap_or_default() {
                let key = item.get("pk").and_then(|pk| ContactKey::try_from(pk.as_s().ok()?.clone()).ok());
                let contact: Contact = read(table, item)?;
                found.extend(key.zip(contact.suppressed.get(EVERYTHING).map(|suppression| suppression.at)));
            }
        }
        Ok(None)
    }

    /// Puts an item with a `rev` over the one with the revision that was seen (0: over none).
    pub(crate) async fn replace(&self, table: &str, item: Item, seen: u64) -> Result<bool> {
        let put = self.db.put_item().table_name(table).set_item(Some(item));
        let put = if seen == 0 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            put.condition_expression("rev = :seen").expression_attribute_values(":seen", number(seen))
        };
        happened(put.send().await)
    }
}
