use crate::item::{pk, read, write};
use crate::{Result, Store};
use jiff::Timestamp;
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
}
