//! What a form sent.

use bootstrap::http::{self, Request};

/// The fields of an urlencoded form. Bytes that are no UTF-8 become �; a body of another kind has no fields.
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    pub(crate) fn of(request: &Request) -> Self {
        let body = http::body(request).unwrap_or_default();
        Self(serde_html_form::from_bytes(&body).unwrap_or_default())
    }

    /// The one value of a field; `None` if it is missing, `Some(None)` if there are several.
    pub(crate) fn one(&self, name: &str) -> Option<Option<&str>> {
        let mut values = self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str());
        let first = values.next()?;
        Some(values.all(|other| other == first).then_some(first))
    }

    /// Every field with its value, as sent.
    pub(crate) fn fields(&self) -> &[(String, String)] {
        &self.0
    }

    /// The first value of a field.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}
