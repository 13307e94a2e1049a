//! Items: what every one of them carries, and the one way in and out.

use crate::{Error, Result};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// An item as the SDK has it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The format that this version writes, and the newest that it reads.
const FORMAT: u32 = 1;
/// When DynamoDB may remove the item, in seconds since 1970.
pub(crate) const EXPIRES: &str = "expires";

/// An item with its key, its format and, if it may be removed some day, when.
pub(crate) fn write<T: Serialize>(table: &str, key: Item, value: &T, expires: Option<Timestamp>) -> Result<Item> {
    let mut item: Item =
        serde_dynamo::to_item(value).map_err(|source| Error::Item { table: table.to_owned(), source })?;
    item.extend(key);
    item.insert("format".to_owned(), number(FORMAT));
    if let Some(expires) = expires {
        item.insert(EXPIRES.to_owned(), number(expires.as_second()));
    }
    Ok(item)
}

/// Reads an item, unless a newer version wrote it.
pub(crate) fn read<T: DeserializeOwned>(table: &str, item: Item) -> Result<T> {
    refuse_newer(table, &item)?;
    serde_dynamo::from_item(item).map_err(|source| Error::Item { table: table.to_owned(), source })
}

/// Fails if a newer version wrote the item.
pub(crate) fn refuse_newer(table: &str, item: &Item) -> Result<()> {
    let found = item.get("format").and_then(|v| v.as_n().ok()).and_then(|n| n.parse().ok()).unwrap_or(FORMAT);
    if found > FORMAT {
        return Err(Error::Newer { table: table.to_owned(), found, known: FORMAT });
    }
    Ok(())
}

/// The condition under which an item may be written that has not been read: no newer version wrote the one that is
/// there. Goes with [`format_name`] and [`format_value`]; “format” is a word of DynamoDB's own.
pub(crate) const NOT_NEWER: &str = "(attribute_not_exists(#format) OR #format <= :format)";

/// The name in [`NOT_NEWER`].
pub(crate) fn format_name() -> (String, String) {
    ("#format".to_owned(), "format".to_owned())
}

/// The value in [`NOT_NEWER`].
pub(crate) fn format_value() -> (String, AttributeValue) {
    (":format".to_owned(), number(FORMAT))
}

/// A key of one part.
pub(crate) fn pk(value: impl Into<String>) -> Item {
    HashMap::from([("pk".to_owned(), text(value))])
}

/// A key of two parts.
pub(crate) fn pk_sk(pk: impl Into<String>, sk: impl Into<String>) -> Item {
    HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))])
}

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}
