use crate::item::{EXPIRES, number, pk, read, write};
use crate::{Result, Store};
use aws_sdk_dynamodb::types::ReturnValue::UpdatedNew;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use survey::{Subject, SubjectKey};

impl Store {
    /// What is known of a subject; the empty subject if nothing is. Strongly consistent.
    pub async fn subject(&self, key: &SubjectKey) -> Result<Subject> {
        let table = &self.tables.subjects;
        let got =
            self.db.get_item().table_name(table).set_key(Some(pk(key.as_str()))).consistent_read(true).send().await?;
        got.item.map_or(Ok(Subject::default()), |item| read(table, item))
    }

    /// Names invitations, freezes decisions and records voids: writes the subject if it is still as it was read.
    /// False: somebody else was first; read again.
    pub async fn replace_subject(&self, key: &SubjectKey, subject: &Subject, expires: Timestamp) -> Result<bool> {
        let next = Subject { rev: subject.rev + 1, ..subject.clone() };
        let table = &self.tables.subjects;
        let item = write(table, pk(key.as_str()), &next, Some(expires))?;
        self.replace(table, item, subject.rev).await
    }

    /// Adds to the count of a source's touchpoints on a UTC day; gives the count. Every call adds.
    pub async fn count_touchpoints(&self, source: &str, day: Date, more: u64) -> Result<u64> {
        let over = day.saturating_add(3.days()).to_zoned(TimeZone::UTC).map_or(0, |day| day.timestamp().as_second());
        let counted = self
            .db
            .update_item()
            .table_name(&self.tables.subjects)
            .set_key(Some(pk(format!("flood#{day}#{source}"))))
            .update_expression("SET #expires = :over ADD touchpoints :more")
            .expression_attribute_names("#expires", EXPIRES)
            .expression_attribute_values(":over", number(over))
            .expression_attribute_values(":more", number(more))
            .return_values(UpdatedNew)
            .send()
            .await?;
        let count = counted.attributes.as_ref().and_then(|item| item.get("touchpoints")?.as_n().ok());
        Ok(count.and_then(|count| count.parse().ok()).unwrap_or(more))
    }
}
