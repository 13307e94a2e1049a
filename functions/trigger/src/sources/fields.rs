//! Reads fields out of JSON and remembers everything that is wrong, by the field's full name.

use serde_json::{Map, Value, json};
use std::cell::RefCell;

/// A field that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadField {
    /// Its full name: `data.contact.email`.
    pub field: String,
    /// What it should be.
    pub expected: String,
}

impl BadField {
    /// All of them in one line.
    pub fn list(wrong: &[Self]) -> String {
        let each: Vec<_> = wrong.iter().map(|bad| format!("{} {}", bad.field, bad.expected)).collect();
        each.join("; ")
    }

    /// As in a problem's `errors`.
    pub fn to_json(&self) -> Value {
        json!({ "field": self.field, "detail": self.expected })
    }
}

/// A JSON object under its name, and where mistakes are noted.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    name: &'a str,
    object: Option<&'a Map<String, Value>>,
    wrong: &'a RefCell<Vec<BadField>>,
}

impl<'a> Fields<'a> {
    /// The fields of a value that should be an object.
    pub fn of(name: &'a str, value: Option<&'a Value>, wrong: &'a RefCell<Vec<BadField>>) -> Self {
        let object = value.and_then(Value::as_object);
        let fields = Self { name, object, wrong };
        if object.is_none() && value.is_some_and(|value| !value.is_null()) {
            fields.note_self("must be an object");
        }
        fields
    }

    /// The fields of an object inside this one, under its full name.
    pub fn inside<'b>(&'b self, name: &'b str, value: &'b Value) -> Fields<'b> {
        Fields::of(name, Some(value), self.wrong)
    }

    /// The full name of a field: `data.contact`.
    pub fn full_name(&self, field: &str) -> String {
        if self.name.is_empty() { field.to_owned() } else { format!("{}.{field}", self.name) }
    }

    /// Whether the object is there.
    pub fn is_there(&self) -> bool {
        self.object.is_some()
    }

    /// The value of a field; `null` counts as absent.
    pub fn get(&self, field: &str) -> Option<&'a Value> {
        self.object?.get(field).filter(|value| !value.is_null())
    }

    /// A text, or nothing if the field is absent.
    pub fn text(&self, field: &str) -> Option<&'a str> {
        let value = self.get(field)?;
        value.as_str().or_else(|| self.note(field, "must be a text"))
    }

    /// A text that must be there and not be empty.
    pub fn required_text(&self, field: &str) -> Option<&'a str> {
        match self.get(field) {
            None => self.note(field, "is missing"),
            Some(_) => self
                .text(field)
                .filter(|text| !text.is_empty())
                .or_else(|| self.note(field, "must be a text that is not empty")),
        }
    }

    /// A text or a whole number, as text: how shops write their ids.
    pub fn id(&self, field: &str) -> Option<String> {
        match self.get(field) {
            None => self.note(field, "is missing"),
            Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
            Some(Value::Number(number)) if number.is_i64() || number.is_u64() => Some(number.to_string()),
            Some(_) => self.note(field, "must be a text or a whole number"),
        }
    }

    /// A text that `parse` makes something of; absent is nothing.
    pub fn parsed<T, E>(&self, field: &str, expected: &str, parse: impl Fn(&str) -> Result<T, E>) -> Option<T> {
        parse(self.text(field)?).ok().or_else(|| self.note(field, expected))
    }

    /// Notes a mistake about a field.
    pub fn note<T>(&self, field: &str, expected: &str) -> Option<T> {
        self.push(self.full_name(field), expected);
        None
    }

    /// Notes a mistake about the object itself.
    pub fn note_self(&self, expected: &str) {
        self.push(if self.name.is_empty() { "the event".to_owned() } else { self.name.to_owned() }, expected);
    }

    fn push(&self, field: String, expected: &str) {
        let bad = BadField { field, expected: expected.to_owned() };
        let mut wrong = self.wrong.borrow_mut();
        if !wrong.iter().any(|known| known.field == bad.field) {
            wrong.push(bad);
        }
    }
}
