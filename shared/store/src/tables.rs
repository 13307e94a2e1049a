//! The six tables: their names and their settings.

use crate::item::EXPIRES;
use crate::{Error, Result, Store};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, StreamSpecification,
    StreamViewType, TableDescription, TimeToLiveSpecification, TimeToLiveStatus,
};

/// The tables' names: a prefix and what is in them.
#[derive(Debug, Clone)]
pub struct Tables {
    pub invitations: String,
    pub subjects: String,
    pub contacts: String,
    pub answers: String,
    pub scores: String,
    pub journeys: String,
}

impl Tables {
    /// `glimt-invitations` and so on, for the prefix `glimt`.
    pub fn named(prefix: &str) -> Self {
        let name = |what| format!("{prefix}-{what}");
        Self {
            invitations: name("invitations"),
            subjects: name("subjects"),
            contacts: name("contacts"),
            answers: name("answers"),
            scores: name("scores"),
            journeys: name("journeys"),
        }
    }
}

/// How a table is to be.
struct Plan<'a> {
    name: &'a str,
    /// The names of its keys, the partition's first.
    keys: &'static [&'static str],
    expires: bool,
    stream: bool,
}

/// In what a table is not as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    Missing,
    /// Its keys are named so instead: another version of Glimt made it, or something else.
    Keys(Vec<String>),
    /// Nothing is removed from it by itself.
    NeverExpires,
    /// Nobody is alerted.
    NoStream,
}

impl Store {
    /// Makes the tables that do not exist yet: for one machine and for tests; in AWS the template makes them.
    /// A stream on `answers` can be left out where nobody reads it. Refuses a table that has other keys.
    pub async fn create_tables(&self, stream: bool) -> Result<()> {
        for plan in self.plans() {
            create(&self.db, &Plan { stream: plan.stream && stream, ..plan }).await?;
        }
        Ok(())
    }

    /// Looks at every table: its name, and what is wrong with it. A table that was restored from a backup has neither
    /// its expiry nor its stream any more.
    pub async fn look_at_tables(&self) -> Result<Vec<(String, Vec<Flaw>)>> {
        let mut found = Vec::new();
        for plan in self.plans() {
            found.push((plan.name.to_owned(), flaws(&self.db, &plan).await?));
        }
        Ok(found)
    }

    fn plans(&self) -> [Plan<'_>; 6] {
        const PK: &[&str] = &["pk"];
        const PK_SK: &[&str] = &["pk", "sk"];
        let t = &self.tables;
        [
            Plan { name: &t.invitations, keys: PK_SK, expires: true, stream: false },
            Plan { name: &t.subjects, keys: PK, expires: true, stream: false },
            Plan { name: &t.contacts, keys: PK, expires: true, stream: false },
            Plan { name: &t.answers, keys: PK_SK, expires: true, stream: true },
            Plan { name: &t.scores, keys: PK_SK, expires: false, stream: false },
            Plan { name: &t.journeys, keys: PK_SK, expires: false, stream: false },
        ]
    }
}

async fn flaws(db: &Client, plan: &Plan<'_>) -> Result<Vec<Flaw>> {
    let Some(table) = describe(db, plan.name).await? else { return Ok(vec![Flaw::Missing]) };
    let keys = keys(&table);
    if keys != plan.keys {
        return Ok(vec![Flaw::Keys(keys)]);
    }
    let mut flaws = Vec::new();
    if plan.expires {
        let told = db.describe_time_to_live().table_name(plan.name).send().await?;
        let expiry = told.time_to_live_description;
        let is_on =
            |status: &TimeToLiveStatus| matches!(status, TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling);
        let expires = expiry.is_some_and(|expiry| {
            expiry.time_to_live_status.as_ref().is_some_and(is_on) && expiry.attribute_name.as_deref() == Some(EXPIRES)
        });
        flaws.extend((!expires).then_some(Flaw::NeverExpires));
    }
    if plan.stream {
        let view = table.stream_specification.and_then(|stream| stream.stream_view_type);
        flaws.extend((view != Some(StreamViewType::NewAndOldImages)).then_some(Flaw::NoStream));
    }
    Ok(flaws)
}

async fn describe(db: &Client, name: &str) -> Result<Option<TableDescription>> {
    match db.describe_table().table_name(name).send().await {
        Ok(told) => Ok(told.table),
        Err(SdkError::ServiceError(e)) if e.err().is_resource_not_found_exception() => Ok(None),
        Err(e) => Err(e.into()),
    }
}

fn keys(table: &TableDescription) -> Vec<String> {
    table.key_schema().iter().map(|element| element.attribute_name().to_owned()).collect()
}

async fn create(db: &Client, plan: &Plan<'_>) -> Result<()> {
    let &Plan { name, keys: names, expires, stream } = plan;
    let mut call = db.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    for (attribute, kind) in names.iter().zip([KeyType::Hash, KeyType::Range]) {
        let element = KeySchemaElement::builder().attribute_name(*attribute).key_type(kind).build();
        let definition =
            AttributeDefinition::builder().attribute_name(*attribute).attribute_type(ScalarAttributeType::S).build();
        call = call.key_schema(element.map_err(built)?).attribute_definitions(definition.map_err(built)?);
    }
    if stream {
        let spec =
            StreamSpecification::builder().stream_enabled(true).stream_view_type(StreamViewType::NewAndOldImages);
        call = call.stream_specification(spec.build().map_err(built)?);
    }
    match call.send().await {
        Ok(_) => {}
        Err(SdkError::ServiceError(e)) if e.err().is_resource_in_use_exception() => {
            let found = describe(db, name).await?.as_ref().map(keys).unwrap_or_default();
            let (table, expected) = (name.to_owned(), names.join(", "));
            return if found == names { Ok(()) } else { Err(Error::Keys { table, found: found.join(", "), expected }) };
        }
        Err(e) => return Err(e.into()),
    }
    if expires {
        let spec = TimeToLiveSpecification::builder().enabled(true).attribute_name(EXPIRES).build().map_err(built)?;
        db.update_time_to_live().table_name(name).time_to_live_specification(spec).send().await?;
    }
    Ok(())
}

pub(crate) fn built(error: aws_sdk_dynamodb::error::BuildError) -> Error {
    Error::Refused { message: "a table's settings are incomplete".to_owned(), source: Box::new(error) }
}
