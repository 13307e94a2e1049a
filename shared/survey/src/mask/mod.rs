//! What a comment may not keep: addresses, telephone numbers, card numbers and national identity numbers, of whomever.
//!
//! Written here because no library knows the Nordic numbers and leaves order numbers, dates, prices and times alone.

mod identity;
mod number;
#[cfg(test)]
mod tests;

use number::Found;

/// The text with `[email]`, `[phone]`, `[card]` and `[id]` in the place of what they name. Masking twice is masking once.
pub fn masked(text: &str) -> String {
    let mut text = text.to_owned();
    // What is masked may uncover the end of something else. Each round takes signs away that no mask has, so it ends.
    loop {
        let next = without_numbers(&without_addresses(&text));
        if next == text {
            return text;
        }
        text = next;
    }
}

/// Longer parts are no address (RFC 5321, 4.5.3.1).
const LONGEST_LOCAL: usize = 64;
const LONGEST_DOMAIN: usize = 253;

fn without_addresses(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (mut kept, mut done) = (String::with_capacity(text.len()), 0);
    for at in (0..chars.len()).filter(|at| chars[*at] == '@') {
        let Some((from, until)) = address(&chars, done, at) else { continue };
        kept.extend(&chars[done..from]);
        kept.push_str("[email]");
        done = until;
    }
    kept.extend(&chars[done..]);
    kept
}

/// From where to where the address around the sign reaches.
fn address(chars: &[char], done: usize, at: usize) -> Option<(usize, usize)> {
    let is_local = |c: &&char| c.is_alphanumeric() || "._%+'~&=-".contains(**c);
    let from = at - chars[done..at].iter().rev().take(LONGEST_LOCAL).take_while(is_local).count();
    let is_domain = |c: &&char| c.is_alphanumeric() || ".-".contains(**c);
    let longest = at + 1 + chars[at + 1..].iter().take(LONGEST_DOMAIN).take_while(is_domain).count();
    let until = (at + 1..=longest).rev().find(|until| ends_here(&chars[*until..]) && domain(&chars[at + 1..*until]))?;
    (from < at).then_some((from, until))
}

fn domain(chars: &[char]) -> bool {
    let labels: Vec<_> = chars.split(|c| *c == '.').collect();
    let sound = |label: &&[char]| !label.is_empty() && label.first() != Some(&'-') && label.last() != Some(&'-');
    let top = labels.last().is_some_and(|top| top.len() >= 2 && top.iter().all(|c| c.is_alphabetic()));
    labels.len() >= 2 && top && labels.iter().all(sound)
}

fn without_numbers(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (mut kept, mut at) = (String::with_capacity(text.len()), 0);
    while let Some(first) = chars.get(at) {
        let begins = (first.is_ascii_digit() || *first == '+') && !kept.ends_with(char::is_alphanumeric);
        match begins.then(|| number::at(&chars[at..], &kept)).flatten() {
            Some(Found::Masked(length, mask)) => {
                kept.push_str(mask);
                at += length;
            }
            Some(Found::Kept(length)) => {
                kept.extend(&chars[at..at + length]);
                at += length;
            }
            None => {
                kept.push(*first);
                at += 1;
            }
        }
    }
    kept
}

/// Whether no word and no number goes on here.
fn ends_here(rest: &[char]) -> bool {
    !rest.first().is_some_and(|c| c.is_alphanumeric())
}

/// How many digits stand at the beginning.
fn digits(chars: &[char]) -> usize {
    chars.iter().take_while(|c| c.is_ascii_digit()).count()
}

/// Whether digits carry the check digit of cards and of Swedish identity numbers (ISO/IEC 7812-1, annex B).
fn luhn(digits: &[u32]) -> bool {
    let sum: u32 =
        digits.iter().rev().enumerate().map(|(n, d)| if n % 2 == 1 { d * 2 / 10 + d * 2 % 10 } else { *d }).sum();
    sum.is_multiple_of(10)
}
