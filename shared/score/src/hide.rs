/// Which of the values of one segment are not to be shown, in their order: the number of answers of each, and the fewest
/// answers that may be shown.
///
/// A value with answers, but fewer than the minimum, is hidden. Beside a total that would not help, for what is hidden
/// could be worked out by taking away what is shown: so the smallest of the others are hidden too, until the hidden ones
/// together have at least the minimum. Then never exactly one is hidden, unless it is the only one with answers. Among
/// equally small ones the first is taken, so that the same answers always hide the same values.
///
/// A value without answers is never hidden, and hides nothing: that nobody of it has answered tells no one's answer, and
/// everybody can see that it has no part in the total.
///
/// Known as complementary or secondary cell suppression: A. Hundepool et al., "Statistical Disclosure Control" (2012). It
/// guards one table with its total. What another table, or the same one a day earlier, gives away is not looked at.
pub fn hidden(answers: &[u64], minimum: u64) -> Vec<bool> {
    let mut hidden: Vec<bool> = answers.iter().map(|&n| 0 < n && n < minimum).collect();
    let few = answers.iter().zip(&hidden).filter(|&(_, &hidden)| hidden).map(|(&n, _)| n);
    let mut together = few.fold(0, u64::saturating_add);
    while 0 < together && together < minimum {
        let others = answers.iter().zip(&mut hidden).filter(|(n, hidden)| **n > 0 && !**hidden);
        let Some((&n, smallest)) = others.min_by_key(|(n, _)| **n) else { break };
        *smallest = true;
        together = together.saturating_add(n);
    }
    hidden
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The answers of those that are shown.
    fn shown(answers: &[u64]) -> Vec<u64> {
        let hidden = hidden(answers, 5);
        answers.iter().zip(hidden).filter(|&(_, hidden)| !hidden).map(|(&n, _)| n).collect()
    }

    #[test]
    fn enough_answers_everywhere_hide_nothing() {
        assert_eq!(shown(&[5, 300, 41]), [5, 300, 41]);
        assert!(hidden(&[], 5).is_empty());
    }

    #[test]
    fn one_small_value_takes_the_next_smallest_with_it() {
        assert_eq!(shown(&[300, 4, 41, 80]), [300, 80]);
        assert_eq!(hidden(&[40, 4, 40], 5), [true, true, false]);
    }

    #[test]
    fn small_values_that_are_still_few_together_take_one_more() {
        assert_eq!(shown(&[300, 2, 2, 41]), [300]);
        assert_eq!(shown(&[300, 2, 3, 41]), [300, 41]);
    }

    #[test]
    fn a_value_without_answers_is_shown_and_hides_nothing() {
        assert_eq!(shown(&[0, 4, 41, 80]), [0, 80]);
        assert_eq!(hidden(&[0, 4], 5), [false, true]);
    }

    #[test]
    fn without_a_minimum_nothing_is_hidden() {
        assert_eq!(hidden(&[1, 2, 0], 0), [false; 3]);
        assert_eq!(hidden(&[1, 2, 0], 1), [false; 3]);
    }

    proptest! {
        #[test]
        fn what_is_hidden_cannot_be_worked_out_from_the_total(
            answers in prop::collection::vec(prop_oneof![0_u64..8, 0_u64..500], 0..9), minimum in 0_u64..30,
        ) {
            let hidden = hidden(&answers, minimum);
            let concealed: Vec<u64> = answers.iter().zip(&hidden).filter(|(_, hidden)| **hidden).map(|(&n, _)| n).collect();
            let with_answers = answers.iter().filter(|&&n| n > 0).count();
            prop_assert!(concealed.len() != 1 || with_answers == 1);
            let together: u64 = concealed.iter().sum();
            prop_assert!(concealed.is_empty() || together >= minimum || concealed.len() == with_answers);
            for (&n, hidden) in answers.iter().zip(hidden) {
                prop_assert!(hidden || n == 0 || n >= minimum);
            }
        }
    }
}
