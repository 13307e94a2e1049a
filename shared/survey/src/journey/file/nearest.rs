//! What somebody probably meant.

/// The option that is most like what was written, if it is like enough: one change for every three letters, two at
/// least. Capitals don't count.
pub(super) fn nearest<'o>(written: &str, options: impl IntoIterator<Item = &'o str>) -> Option<&'o str> {
    const LONGEST: usize = 60;
    let written: String = written.chars().take(LONGEST).flat_map(char::to_lowercase).collect();
    let allowed = (written.chars().count() / 3).max(2);
    let distances = options.into_iter().map(|option| (distance(&written, &option.to_lowercase()), option));
    let (distance, option) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= allowed && distance < option.chars().count()).then_some(option)
}

/// How many letters must be put in, left out, replaced or swapped with their neighbour (the restricted
/// Damerau–Levenshtein distance).
pub(super) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

/// `"a", "b"`, for a sentence.
pub(super) fn quoted<'o>(options: impl IntoIterator<Item = &'o str>) -> String {
    let quoted: Vec<_> = options.into_iter().map(|option| format!("\"{option}\"")).collect();
    quoted.join(", ")
}

/// What to do about something unknown: the option that was probably meant, or all that there are. `noun` is what they
/// are called: a word that takes an s, and what may follow it.
pub(super) fn advice(noun: &str, written: &str, options: &[&str]) -> String {
    match nearest(written, options.iter().copied()) {
        Some(option) => format!("did you mean \"{option}\"?"),
        None if options.is_empty() => format!("there is no {noun} yet"),
        None if options.len() == 1 => format!("the only {noun} is {}", quoted(options.iter().copied())),
        None => {
            let (noun, rest) = noun.split_at(noun.find(' ').unwrap_or(noun.len()));
            format!("the {noun}s{rest} are {}", quoted(options.iter().copied()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_counts_as_one_change() {
        for (a, b, changes) in [("", "", 0), ("a", "", 1), ("delay", "delya", 1), ("nb", "en", 2), ("ælg", "elg", 1)] {
            assert_eq!((distance(a, b), distance(b, a)), (changes, changes), "{a} {b}");
        }
    }

    #[test]
    fn only_what_is_like_enough_is_suggested() {
        assert_eq!(nearest("delya", ["delay", "sample"]), Some("delay"));
        assert_eq!(nearest("NPS", ["csat", "nps"]), Some("nps"));
        assert_eq!(nearest("banana", ["delay", "sample"]), None);
        assert_eq!(nearest("xy", ["id", "on"]), None);
    }
}
