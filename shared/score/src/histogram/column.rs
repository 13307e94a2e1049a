//! Whole columns at once, as they lie in memory. `examples/race.py` races this against DuckDB and Polars.

use super::{Histogram, RATINGS};
use crate::rating::OutOfScale;

impl Histogram {
    /// Counts a column of ratings. Refuses, and changes nothing, if one of them is above 10.
    pub fn add_column(&mut self, ratings: &[u8]) -> Result<(), OutOfScale> {
        let mut column = Histogram::default();
        let (rows, rest) = ratings.as_chunks();
        // By place in the row: a rating given twice in a row does not wait for its own count.
        let places = std::iter::repeat(&[0, 1, 2, 3, 4, 5, 6, 7]);
        count_rows(places.zip(rows))?.iter().for_each(|place| column.merge(place));
        for &rating in rest {
            column.add_count(rating, 1)?;
        }
        self.merge(&column);
        Ok(())
    }

    /// Counts a column of ratings by the key that stands beside each: 256 histograms, one for each key. Refuses a rating
    /// above 10. Panics if one column is longer than the other.
    pub fn count_by_key(keys: &[u8], ratings: &[u8]) -> Result<Vec<Histogram>, OutOfScale> {
        assert_eq!(keys.len(), ratings.len(), "columns of one table");
        let ((keys, last_keys), (ratings, last_ratings)) = (keys.as_chunks(), ratings.as_chunks());
        let mut counted = count_rows(keys.iter().zip(ratings))?;
        for (&key, &rating) in last_keys.iter().zip(last_ratings) {
            counted[usize::from(key)].add_count(rating, 1)?;
        }
        Ok(counted)
    }
}

/// Eight rows at a time, by a plain index: at opt-level 1, an iterator over them takes three times as long.
fn count_rows<'a>(rows: impl Iterator<Item = (&'a [u8; 8], &'a [u8; 8])>) -> Result<Vec<Histogram>, OutOfScale> {
    let mut counted = vec![Histogram::default(); 256];
    // By rating, then key: the few ratings that there are stay in the nearest cache.
    let mut table = [[0_u64; 256]; RATINGS];
    for (keys, ratings) in rows {
        for row in 0..8 {
            match table.get_mut(usize::from(ratings[row])) {
                Some(counts) => counts[usize::from(keys[row])] += 1,
                None => counted[usize::from(keys[row])].add_count(ratings[row], 1)?,
            }
        }
    }
    for (rating, counts) in (0..).zip(table) {
        for (histogram, count) in counted.iter_mut().zip(counts) {
            histogram.add_count(rating, count)?;
        }
    }
    Ok(counted)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_column_counts_what_its_ratings_do_one_by_one(rows in prop::collection::vec((0_u8..=255, 0_u8..=10), 0..60)) {
            let (keys, ratings): (Vec<_>, Vec<_>) = rows.iter().copied().unzip();
            let (mut one_by_one, mut column) = (vec![Histogram::default(); 256], Histogram::default());
            for &(key, rating) in &rows {
                one_by_one[usize::from(key)].add_count(rating, 1).unwrap();
            }
            prop_assert_eq!(&Histogram::count_by_key(&keys, &ratings).unwrap(), &one_by_one);
            column.add_column(&ratings).unwrap();
            let mut merged = Histogram::default();
            one_by_one.iter().for_each(|histogram| merged.merge(histogram));
            prop_assert_eq!(column, merged);
        }
    }

    #[test]
    fn a_number_on_no_scale_is_refused_wherever_it_stands_and_changes_nothing() {
        for (place, given) in (0..19).zip((11..=255).step_by(13)) {
            let mut ratings = [9; 19];
            ratings[place] = given;
            let mut histogram = Histogram::default();
            let refused = histogram.add_column(&ratings).unwrap_err();
            assert_eq!(refused.to_string(), format!("{given} is not on the scale from 0 to 10"));
            assert_eq!(histogram, Histogram::default());
            assert_eq!(Histogram::count_by_key(&[7; 19], &ratings), Err(refused));
        }
    }

    #[test]
    #[should_panic(expected = "columns of one table")]
    fn columns_of_different_lengths_are_no_table() {
        drop(Histogram::count_by_key(&[1, 2], &[9]));
    }
}
