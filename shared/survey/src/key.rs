//! An invitation's one key, from which everything else is found: due day # shard, due time # id, all in UTC.

use crate::secret::Secrets;
use crate::subject::SubjectKey;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many partitions a due day is spread over.
pub const SHARDS: u8 = 16;

/// What stands behind the id of a reminder.
const REMINDER: &str = "r";

/// Names one ask for ever: 12 bytes of a keyed hash of (journey, subject, survey, round). Its reminder has the same
/// bytes and an `r` behind them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct InvitationId {
    pub(crate) hash: [u8; 12],
    reminder: bool,
}

impl InvitationId {
    /// The id of this round of this survey about this subject.
    pub fn of(secrets: &Secrets, journey: &str, subject: &SubjectKey, survey: &str, round: u32) -> Self {
        let hash = secrets.name("invitation", &[journey, subject.as_str(), survey, &round.to_string()]);
        Self::from_hash(hash.first_chunk().copied().unwrap_or_default())
    }

    pub(crate) fn from_hash(hash: [u8; 12]) -> Self {
        Self { hash, reminder: false }
    }

    /// The id of this ask's one reminder.
    pub fn reminder(self) -> Self {
        Self { reminder: true, ..self }
    }

    /// Whether it names a reminder, and not an ask.
    pub fn is_reminder(self) -> bool {
        self.reminder
    }

    /// The partition of its due day that it belongs to.
    pub fn shard(self) -> u8 {
        self.hash[11] % SHARDS
    }

    /// A number that is spread evenly over `0..below`, always the same for this id.
    pub fn spread(self, below: u64) -> u64 {
        let bytes = self.hash.first_chunk().copied().unwrap_or_default();
        u64::from_be_bytes(bytes).checked_rem(below).unwrap_or(0)
    }

    /// Whose turn it is among `of`: even, always the same for this id, and not bound up with `spread` and `shard`.
    pub fn turn(self, of: usize) -> usize {
        let [.., a, b, c, _] = self.hash;
        usize::from(a)
            .wrapping_mul(256)
            .wrapping_add(usize::from(b))
            .wrapping_mul(256)
            .wrapping_add(usize::from(c))
            .checked_rem(of)
            .unwrap_or(0)
    }
}

impl fmt::Display for InvitationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.hash))?;
        f.write_str(if self.reminder { REMINDER } else { "" })
    }
}

impl From<InvitationId> for String {
    fn from(id: InvitationId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for InvitationId {
    type Error = NotAKey;
    fn try_from(text: String) -> Result<Self, NotAKey> {
        // Twelve bytes are sixteen characters, so a seventeenth is the mark of a reminder.
        let marked = text.strip_suffix(REMINDER).filter(|hash| hash.len() == 16);
        let bytes = URL_SAFE_NO_PAD.decode(marked.unwrap_or(&text)).map_err(|_| NotAKey)?;
        let hash = bytes.try_into().map_err(|_| NotAKey)?;
        Ok(Self { hash, reminder: marked.is_some() })
    }
}

/// The text is no invitation key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an invitation key (expected e.g. 20261121T101500-Zm9vYmFyYmF6cXV4)")]
pub struct NotAKey;

/// When an invitation is due (UTC, whole seconds) and which it is. Orders by time, then id.
///
/// Written as text it is `20261121T101500-<id>`, which is also legal as an SES tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct InvitationKey {
    due: Timestamp,
    id: InvitationId,
}

impl InvitationKey {
    /// The key of an ask due then; parts of a second are dropped.
    pub fn new(due: Timestamp, id: InvitationId) -> Self {
        Self { due: Timestamp::from_second(due.as_second()).unwrap_or(due), id }
    }

    /// When it is due.
    pub fn due(&self) -> Timestamp {
        self.due
    }

    /// Which ask it is.
    pub fn id(&self) -> InvitationId {
        self.id
    }

    /// The UTC day that it is filed under.
    pub fn due_day(&self) -> Date {
        self.due.to_zoned(TimeZone::UTC).date()
    }

    /// The partition key: `2026-11-21#3`.
    pub fn partition(&self) -> String {
        partition(self.due_day(), self.id.shard())
    }

    /// The sort key: `10:15:00#<id>`.
    pub fn sort(&self) -> String {
        format!("{}#{}", self.due.to_zoned(TimeZone::UTC).strftime("%H:%M:%S"), self.id)
    }

    /// Days since 1970-01-01 and seconds of that day.
    pub(crate) fn packed_due(&self) -> (u16, u32) {
        let seconds = self.due.as_second().max(0);
        (u16::try_from(seconds / 86_400).unwrap_or(u16::MAX), (seconds % 86_400) as u32)
    }

    pub(crate) fn unpack(day: u16, second: u32, id: InvitationId) -> Option<Self> {
        let seconds = i64::from(day) * 86_400 + i64::from(second);
        (second < 86_400).then(|| Timestamp::from_second(seconds).ok()).flatten().map(|due| Self { due, id })
    }
}

/// The partition key of a due day's shard: `2026-11-21#3`.
pub fn partition(day: Date, shard: u8) -> String {
    format!("{day}#{shard}")
}

/// The days from `first` to `last`, both included.
pub fn days(first: Date, last: Date) -> impl Iterator<Item = Date> {
    first.series(1.day()).take_while(move |day| *day <= last)
}

/// The sort-key prefix of a time of day: every key due at `time` or later sorts behind it.
pub fn sort_from(time: Time) -> String {
    time.strftime("%H:%M:%S").to_string()
}

impl fmt::Display for InvitationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.due.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%S"), self.id)
    }
}

impl From<InvitationKey> for String {
    fn from(key: InvitationKey) -> Self {
        key.to_string()
    }
}

impl TryFrom<String> for InvitationKey {
    type Error = NotAKey;
    fn try_from(text: String) -> Result<Self, NotAKey> {
        let (due, id) = text.split_once('-').ok_or(NotAKey)?;
        let due = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%S", due).map_err(|_| NotAKey)?;
        let due = due.to_zoned(TimeZone::UTC).map_err(|_| NotAKey)?.timestamp();
        Ok(Self { due, id: id.to_owned().try_into()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::tests::secrets;
    use proptest::prelude::*;

    fn key(second: i64, order: &str) -> InvitationKey {
        let subject = SubjectKey::order("shop", order).unwrap();
        let id = InvitationId::of(&secrets(), "nordlys", &subject, "delivered", 1);
        InvitationKey::new(Timestamp::from_second(second).unwrap(), id)
    }

    #[test]
    fn the_parts_of_a_key_are_day_shard_time_and_id() {
        let key = key(1_795_256_100, "5512");
        assert_eq!(key.partition(), format!("2026-11-21#{}", key.id().shard()));
        assert_eq!(key.sort(), format!("10:15:00#{}", key.id()));
        assert!(key.sort().as_str() > sort_from(jiff::civil::time(10, 15, 0, 0)).as_str());
    }

    proptest! {
        #[test]
        fn a_key_survives_being_written_and_read(
            second in 0i64..4_000_000_000, order in "[0-9]{1,9}", reminder in proptest::bool::ANY,
        ) {
            let mut key = key(second, &order);
            if reminder {
                key = InvitationKey::new(key.due(), key.id().reminder());
            }
            let text = key.to_string();
            prop_assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
            prop_assert_eq!(InvitationKey::try_from(text).unwrap(), key);
            prop_assert_eq!(InvitationId::try_from(key.id().to_string()).unwrap(), key.id());
            let (day, second) = key.packed_due();
            prop_assert_eq!(InvitationKey::unpack(day, second, key.id()).unwrap(), key);
        }
    }
}
