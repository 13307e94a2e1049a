//! The six tables: their names and their settings.

use crate::item::EXPIRES;
use crate::{Error, Result, Store};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, StreamSpecification,
    StreamViewType, TimeToLiveSpecification,
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

impl Store {
    /// Makes the tables that do not exist yet: for one machine and for tests; in AWS the template makes them.
    /// A stream on `answers` can be left out where nobody reads it.
    pub async fn create_tables(&self, stream: bool) -> Result<()> {
        let t = &self.tables;
        let plans = [
            (&t.invitations, true, true),
            (&t.subjects, false, true),
            (&t.contacts, false, true),
            (&t.answers, true, true),
            (&t.scores, true, false),
            (&t.journeys, true, false),
        ];
        for (name, sorted, expires) in plans {
            create(&self.db, name, sorted, expires, stream && *name == t.answers).await?;
        }
        Ok(())
    }
}

async fn create(db: &Client, name: &str, sorted: bool, expires: bool, stream: bool) -> Result<()> {
    let mut call = db.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    let keys = [("pk", KeyType::Hash), ("sk", KeyType::Range)];
    for (attribute, kind) in keys.into_iter().take(if sorted { 2 } else { 1 }) {
        let element = KeySchemaElement::builder().attribute_name(attribute).key_type(kind).build();
        let definition =
            AttributeDefinition::builder().attribute_name(attribute).attribute_type(ScalarAttributeType::S).build();
        call = call.key_schema(element.map_err(built)?).attribute_definitions(definition.map_err(built)?);
    }
    if stream {
        let spec =
            StreamSpecification::builder().stream_enabled(true).stream_view_type(StreamViewType::NewAndOldImages);
        call = call.stream_specification(spec.build().map_err(built)?);
    }
    match call.send().await {
        Ok(_) => {}
        Err(SdkError::ServiceError(e)) if e.err().is_resource_in_use_exception() => return Ok(()),
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
