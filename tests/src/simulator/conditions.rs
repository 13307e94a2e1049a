//! The condition expressions of `shared/store`, as they come over the wire, each of which can be taken away.

use serde_json::{Value, json};
use std::fmt;

/// One condition: the table, the operation and its text; of an update, also what it is a condition for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Condition {
    pub table: String,
    pub operation: String,
    pub text: String,
    /// The update expression, and the state that it leads to; empty for a put.
    pub of: String,
}

impl Condition {
    /// The condition of a request to the tables, if it has one.
    pub fn of(operation: &str, body: &Value) -> Option<Self> {
        let text = |name: &str| body[name].as_str();
        let to = body["ExpressionAttributeValues"][":to"]["S"].as_str();
        let of = [text("UpdateExpression"), to].into_iter().flatten().collect::<Vec<_>>().join(" → ");
        Some(Self {
            table: text("TableName")?.trim_start_matches("glimt-").to_owned(),
            operation: operation.to_owned(),
            text: text("ConditionExpression")?.to_owned(),
            of,
        })
    }

    /// Makes the request's condition hold always. Every name and value in it stays in use; parentheses around what has
    /// some already would be refused.
    pub fn take_away(body: &mut Value) {
        let text = body["ConditionExpression"].as_str().unwrap_or_default();
        body["ConditionExpression"] = json!(format!("{text} OR attribute_exists(pk) OR attribute_not_exists(pk)"));
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.table, self.operation, self.text)?;
        if self.of.is_empty() { Ok(()) } else { write!(f, " [{}]", self.of) }
    }
}
