//! A newer Glimt beside this one, as during a deployment: it has rewritten an item in its own format, while this one is
//! at work on it, and this one must not touch it any more.

use super::Trial;
use super::sim::Sim;
use super::witness::{Call, Place, Witness};
use jiff::Timestamp;
use serde_json::{Value, json};
use survey::InvitationKey;

/// In some runs it takes over so many items.
pub fn items(trial: &Trial, dice: &mut fastrand::Rng) -> u8 {
    let often = if trial.aim().is_some() { 100 } else { trial.often(20, 50) };
    if dice.u8(..100) < often { dice.u8(1..=3) } else { 0 }
}

impl Witness {
    /// Now and then takes over an item that whoever makes this call may be about to write.
    pub fn take_over(&mut self, sim: &Sim, now: Timestamp, call: &Call<'_>) {
        if self.to_take_over == 0 || sim.trial.aim().is_some() || !sim.chance(5) {
            return;
        }
        if let Some(place) = self.at_work_on(sim, now, call.by) {
            self.take(now, place, call.tables);
        }
    }

    /// Takes over the item that a write is on its way to, or is there first.
    pub fn overtake(&mut self, now: Timestamp, body: &Value, tables: &dyn Fn(&str, Value) -> Value) {
        if self.to_take_over == 0 {
            return;
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let table = text(&body["TableName"]).trim_start_matches("glimt-").to_owned();
        let (put, key) = (body.get("Item"), body.get("Key").unwrap_or(&body["Item"]));
        let place = (table, text(&key["pk"]["S"]), text(&key["sk"]["S"]));
        // Put by what others have, of invitations and of folded days; all else is told by its revision.
        let first_of = |table: &str| table == "scores" || table == "invitations" && !place.1.starts_with("mark#");
        match put {
            None if self.is_there(&place) => self.take(now, place, tables),
            Some(item) if first_of(&place.0) => self.be_first(now, place, item.clone(), tables),
            _ => {}
        }
    }

    fn be_first(&mut self, now: Timestamp, place: Place, mut item: Value, tables: &dyn Fn(&str, Value) -> Value) {
        let (table, pk, sk) = &place;
        item["format"] = json!({ "N": "2" });
        tables("PutItem", json!({ "TableName": format!("glimt-{table}"), "Item": &item }));
        self.to_take_over -= 1;
        self.note(now, "newer", &format!("is first at {table} {pk} {sk}"));
        self.newer.insert(place, item);
    }

    fn take(&mut self, now: Timestamp, place: Place, tables: &dyn Fn(&str, Value) -> Value) {
        let (table, pk, sk) = &place;
        let update = json!({
            "TableName": format!("glimt-{table}"),
            "Key": { "pk": { "S": pk }, "sk": { "S": sk } },
            "UpdateExpression": "SET #format = :newer",
            "ExpressionAttributeNames": { "#format": "format" },
            "ExpressionAttributeValues": { ":newer": { "N": "2" } },
            "ReturnValues": "ALL_NEW",
        });
        let item = tables("UpdateItem", update)["Attributes"].clone();
        self.to_take_over -= 1;
        self.note(now, "newer", &format!("takes over {table} {pk} {sk}"));
        self.newer.insert(place, item);
    }

    fn at_work_on(&self, sim: &Sim, now: Timestamp, by: &str) -> Option<Place> {
        if by.starts_with("aggregate") {
            let day = now.to_zoned(jiff::tz::TimeZone::UTC).date();
            return Some(("scores".to_owned(), "days".to_owned(), day.to_string()));
        }
        let sends = by.starts_with("send");
        let due = |key: &InvitationKey| !sends || key.due() <= now;
        let open = self.invitations.values().filter(|i| !sends || !i.state.is_final());
        let keys: Vec<_> = open.map(|invitation| invitation.key).filter(due).collect();
        let key = sim.dice(|dice| dice.choice(&keys).copied())?;
        let answered = by.starts_with("alert") || by.starts_with("collect") && sim.chance(50);
        let place = if answered {
            ("answers".to_owned(), key.partition(), key.id().to_string())
        } else {
            ("invitations".to_owned(), key.partition(), key.sort())
        };
        self.is_there(&place).then_some(place)
    }
}

/// Whether this item has been taken over.
pub fn is_newer(item: &Value) -> bool {
    item["format"]["N"] == "2"
}
