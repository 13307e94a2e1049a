//! Counts by key and row while a day is read, whatever its length: memory grows with the rows, not with the answers.

use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use survey::Slug;
use survey::cell::CellKey;
use survey::invitation::Context;

/// How many values of a survey's segment have rows of their own on a due day; the rest are [`OTHER`].
const VALUES_KEPT: usize = 200;
/// How many are told apart while a day is read, before it is known which are the most frequent; of more, those that are
/// read first, which is in the order of their ids.
const VALUES_TRACKED: usize = 10_000;
/// The value under which rare values are counted together.
const OTHER: &str = "other";

/// Counts that can be added to each other.
pub(crate) trait Add: Default {
    fn add(&mut self, other: &Self);
}

/// Rows of counts by their place `A` and the segment's value, under the key that they belong to.
pub(crate) struct Table<A, C> {
    keys: BTreeMap<CellKey, Keyed<A, C>>,
    values: BTreeMap<CellKey, BTreeMap<String, u64>>,
}

type Rows<A, C> = BTreeMap<(A, Option<String>), C>;

struct Keyed<A, C> {
    rows: Rows<A, C>,
    /// The latest time of anything in them.
    as_of: Timestamp,
}

/// The rows of one key, in their order.
pub(crate) struct Counted<A, C> {
    pub key: CellKey,
    pub rows: Rows<A, C>,
    pub as_of: Timestamp,
}

impl<A, C> Default for Table<A, C> {
    fn default() -> Self {
        Self { keys: BTreeMap::new(), values: BTreeMap::new() }
    }
}

impl<A: Ord + Clone, C: Add> Table<A, C> {
    /// Counts something of this context under everybody's key and each of its segments'.
    pub fn count(&mut self, context: &Context, at: A, newest: Timestamp, count: impl Fn(&mut C)) {
        self.row(context, None, (at.clone(), None), newest, &count);
        for (segment, value) in &context.segments {
            let seen = self.values.entry(key(context, Some(segment))).or_default();
            let value = if seen.contains_key(value) || seen.len() < VALUES_TRACKED { value } else { OTHER };
            *seen.entry(value.to_owned()).or_default() += 1;
            self.row(context, Some(segment), (at.clone(), Some(value.to_owned())), newest, &count);
        }
    }

    /// Counts something of this context under one segment alone.
    pub fn row(
        &mut self,
        context: &Context,
        segment: Option<&Slug>,
        at: (A, Option<String>),
        newest: Timestamp,
        count: impl Fn(&mut C),
    ) {
        let nothing = || Keyed { rows: BTreeMap::new(), as_of: Timestamp::MIN };
        let keyed = self.keys.entry(key(context, segment)).or_insert_with(nothing);
        count(keyed.rows.entry(at).or_default());
        keyed.as_of = keyed.as_of.max(newest);
    }

    /// Every key's rows, those of rare values together.
    pub fn finish(self) -> impl Iterator<Item = Counted<A, C>> {
        let kept: BTreeMap<_, _> = self.values.into_iter().map(|(key, seen)| (key, most_frequent(seen))).collect();
        self.keys.into_iter().map(move |(key, Keyed { rows, as_of })| {
            let rows = match kept.get(&key) {
                Some(kept) => with_others(rows, kept),
                None => rows,
            };
            Counted { key, rows, as_of }
        })
    }
}

fn key(context: &Context, segment: Option<&Slug>) -> CellKey {
    let Context { journey, stage, survey, .. } = context;
    CellKey { journey: journey.clone(), stage: stage.clone(), survey: survey.clone(), segment: segment.cloned() }
}

/// The values that have rows of their own: the most frequent ones of the day, of equally frequent ones the first.
fn most_frequent(seen: BTreeMap<String, u64>) -> BTreeSet<String> {
    let mut seen: Vec<_> = seen.into_iter().collect();
    seen.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
    seen.into_iter().take(VALUES_KEPT).map(|(value, _)| value).collect()
}

fn with_others<A: Ord, C: Add>(rows: Rows<A, C>, kept: &BTreeSet<String>) -> Rows<A, C> {
    let mut all = Rows::new();
    for ((at, value), counts) in rows {
        let value = value.map(|value| if kept.contains(&value) { value } else { OTHER.to_owned() });
        all.entry((at, value)).or_insert_with(C::default).add(&counts);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use score::Metric;
    use survey::invitation::EMAIL;

    #[derive(Debug, Default, PartialEq, Eq)]
    struct Counts(u64);

    impl Add for Counts {
        fn add(&mut self, other: &Self) {
            self.0 += other.0;
        }
    }

    fn context(value: &str) -> Context {
        let slug = |text: &str| Slug::parse(text).unwrap();
        let day = jiff::civil::date(2026, 11, 21);
        Context {
            journey: slug("nordlys"),
            version: 1,
            stage: slug("delivery"),
            survey: slug("delivered"),
            index: 0,
            survey_version: 1,
            metric: Metric::Csat,
            channel: EMAIL.to_owned(),
            segments: [(slug("product"), value.to_owned())].into(),
            country: None,
            value: None,
            happened_on: day,
            due_on: day,
            sample_ppm: 1_000_000,
        }
    }

    /// By segment value, of the segment's key; everybody's count stands under nothing.
    fn counted(values: impl Iterator<Item = String>) -> BTreeMap<Option<String>, u64> {
        let mut table: Table<u8, Counts> = Table::default();
        for value in values {
            table.count(&context(&value), 0, Timestamp::UNIX_EPOCH, |row| row.0 += 1);
        }
        table.finish().flat_map(|key| key.rows).map(|((_, value), Counts(n))| (value, n)).collect()
    }

    #[test]
    fn the_200_most_frequent_values_have_rows_and_the_others_one_in_any_order() {
        // Product n is bought n times.
        let bought = || (1..=300_u64).flat_map(|n| (0..n).map(move |_| format!("p{n:03}")));
        let rows = counted(bought());
        assert_eq!((rows.len(), rows[&None]), (202, 300 * 301 / 2));
        assert_eq!((rows[&Some("p101".to_owned())], rows.get(&Some("p100".to_owned()))), (101, None));
        assert_eq!(rows[&Some(OTHER.to_owned())], 100 * 101 / 2);
        let mut backwards: Vec<_> = bought().collect();
        backwards.reverse();
        assert_eq!(counted(backwards.into_iter()), rows);
    }

    #[test]
    fn more_values_than_are_told_apart_lose_no_count() {
        let rows = counted((0..30_000).map(|n| format!("{n}")));
        assert_eq!(rows[&None], 30_000);
        assert_eq!(rows.iter().filter(|(value, _)| value.is_some()).map(|(_, n)| n).sum::<u64>(), 30_000);
        assert!(rows.len() <= 202);
    }
}
