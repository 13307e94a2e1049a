use crate::change::Change;
use crate::verdict::Verdict;

/// The share of false ones to expect, at most, among the changes that [`Change::among`] leaves told.
const FALSE_AMONG_TOLD: f64 = 0.05;

/// Which of many p-values are told from chance, in their order, so that among those that are told a share of at most `q`
/// is expected to be false.
///
/// The step-up procedure: the k smallest are told, for the largest k whose k-th smallest is at most `k q / m` of `m`.
/// Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate: a practical and powerful approach to multiple
/// testing", Journal of the Royal Statistical Society B 57 (1995) 289–300; it holds for independent tests and for such
/// that lean the same way. A value that is not a number is not told, but counts in `m`.
pub fn benjamini_hochberg(p: &[f64], q: f64) -> Vec<bool> {
    let mut ascending = p.to_vec();
    ascending.sort_by(f64::total_cmp);
    let m = ascending.len() as f64;
    let highest = (1_u32..).zip(ascending).filter(|&(k, p)| p <= f64::from(k) * q / m).last();
    p.iter().map(|&p| highest.is_some_and(|(_, highest)| p <= highest)).collect()
}

impl Change {
    /// Changes that are read together, say one per segment value: of twenty that are nothing but chance one would
    /// otherwise be called up or down. The verdict of those that [`benjamini_hochberg`] does not tell at q = 0.05 becomes
    /// [`Verdict::CantTell`]; no other verdict changes. The interval stays the 95 % one of each change by itself, and
    /// may therefore exclude 0 beside a verdict that can't tell. Twice is as once, over the same changes.
    pub fn among<'a>(changes: impl IntoIterator<Item = &'a mut Change>) {
        let changes: Vec<&mut Change> = changes.into_iter().collect();
        let p: Vec<f64> = changes.iter().map(|change| change.p).collect();
        for (change, told) in changes.into_iter().zip(benjamini_hochberg(&p, FALSE_AMONG_TOLD)) {
            if !told {
                change.verdict = Verdict::CantTell;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::examples::answers;
    use crate::metric::Metric;

    #[test]
    fn the_published_example_tells_four_of_fifteen() {
        // Benjamini and Hochberg 1995, section 3.2, at q = 0.05.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0,
        ];
        let told = benjamini_hochberg(&p, 0.05);
        assert_eq!(told.iter().filter(|&&told| told).count(), 4);
        assert_eq!(told[..4], [true; 4]);
    }

    #[test]
    fn a_larger_value_may_carry_the_smaller_ones_over_the_line() {
        assert_eq!(benjamini_hochberg(&[0.04, 0.045, 0.03], 0.05), [true, true, true]);
        assert_eq!(benjamini_hochberg(&[0.04, 0.5, 0.03], 0.05), [false, false, false]);
    }

    #[test]
    fn nothing_is_told_of_nothing_or_of_what_is_not_a_number() {
        assert!(benjamini_hochberg(&[], 0.05).is_empty());
        assert_eq!(benjamini_hochberg(&[f64::NAN, 0.001], 0.05), [false, true]);
    }

    #[test]
    fn a_change_that_stands_alone_may_fall_among_many() {
        let against = |up| {
            let (now, before) = (answers(Metric::Thumbs, up, 0, 100 - up), answers(Metric::Thumbs, 80, 0, 20));
            Change::between(Metric::Thumbs, &now, &before).unwrap()
        };
        let (weak, strong, none) = (against(91), against(50), against(81));
        assert_eq!([weak, strong, none].map(|change| change.verdict), [Verdict::Up, Verdict::Down, Verdict::CantTell]);
        let mut together = [weak, none, none, none, strong];
        Change::among(&mut together);
        assert_eq!(together[0], Change { verdict: Verdict::CantTell, ..weak });
        assert_eq!(together[4], strong);
    }

    proptest! {
        #[test]
        fn who_is_told_depends_on_the_value_and_not_on_its_place(
            p in prop::collection::vec(prop_oneof![0.0..=0.06, 0.0..=1.0], 1..40),
        ) {
            let told = benjamini_hochberg(&p, 0.05);
            let mut turned = p.clone();
            turned.reverse();
            let mut back = benjamini_hochberg(&turned, 0.05);
            back.reverse();
            prop_assert_eq!(&told, &back);
            for (p, told) in p.iter().zip(&told) {
                prop_assert!(!told || *p <= 0.05);
                prop_assert!(*told || *p > 0.05 / turned.len() as f64);
            }
        }
    }
}
