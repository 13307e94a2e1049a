//! Numbers in a comment: which of them are a person's, and which belong to an order, a date, a time or a price.

use super::{digits, ends_here, identity, luhn};

/// What a number turned out to be, and how many characters of it.
pub(super) enum Found {
    Masked(usize, &'static str),
    /// A date or a time, none of whose parts may be taken for the beginning of something else.
    Kept(usize),
}

/// What stands between the groups of one number.
const BETWEEN: [char; 6] = [' ', '\u{a0}', '\u{202f}', '-', '\u{2011}', '–'];

/// What the number at the beginning is; `before` is everything that stands before it.
pub(super) fn at(chars: &[char], before: &str) -> Option<Found> {
    let order = is_of_order(before);
    let masked = |mask: &'static str| move |length| Found::Masked(length, mask);
    let of_person = identity::at(chars, order).map(masked("[id]"));
    let of_person = of_person.or_else(|| card(chars).map(masked("[card]")));
    let of_person = of_person.or_else(|| abroad(chars).map(masked("[phone]")));
    of_person
        .or_else(|| date(chars).or_else(|| time(chars)).map(Found::Kept))
        .or_else(|| at_home(chars, before).filter(|_| !order && !is_glued(before)).map(masked("[phone]")))
}

/// A number up to the end of one of its groups.
struct Beginning {
    digits: Vec<u32>,
    groups: Vec<usize>,
    length: usize,
}

/// Every beginning of a number of at most 19 digits that ends with a group, the shortest first. Between two groups there
/// are at most so many separators.
fn beginnings(chars: &[char], separators: &[char], most: usize) -> Vec<Beginning> {
    let (mut found, mut all, mut groups, mut at) = (Vec::new(), Vec::new(), Vec::new(), 0);
    loop {
        let group = digits(&chars[at..]);
        all.extend(chars[at..at + group].iter().filter_map(|c| c.to_digit(10)));
        groups.push(group);
        at += group;
        if group == 0 || all.len() > 19 {
            return found;
        }
        if ends_here(&chars[at..]) && !goes_on(&chars[at..]) {
            found.push(Beginning { digits: all.clone(), groups: groups.clone(), length: at });
        }
        at += chars[at..].iter().take(most).take_while(|c| separators.contains(c)).count();
    }
}

/// Whether it is the first part of a time or of a decimal.
fn goes_on(rest: &[char]) -> bool {
    matches!(rest, [':' | '.' | ',', next, ..] if next.is_ascii_digit())
}

fn card(chars: &[char]) -> Option<usize> {
    let cards = beginnings(chars, &BETWEEN, 1).into_iter().rev();
    cards.filter(|number| is_issued(&number.digits) && luhn(&number.digits)).map(|number| number.length).next()
}

/// Whether cards begin so and are so long: a parcel's number rarely does and is.
fn is_issued(digits: &[u32]) -> bool {
    let first = digits.iter().take(4).fold(0, |number, digit| number * 10 + digit);
    matches!(
        (first, digits.len()),
        (4000..=4999, 13 | 16 | 19) | (5100..=5599 | 2221..=2720, 16) | (3400..=3499 | 3700..=3799, 15)
            | (3000..=3059 | 3600..=3699 | 3800..=3999, 14..=19) | (3528..=3589, 16..=19)
            | (5000..=5099 | 5600..=6999, 13..=19)
    )
}

/// The countries that are called with `00` before them; without a `+`, other numbers begin so too.
const COUNTRIES: [&str; 18] =
    ["31", "32", "33", "34", "353", "354", "358", "370", "371", "372", "39", "41", "43", "44", "45", "46", "47", "49"];

/// A number with its country before it.
fn abroad(chars: &[char]) -> Option<usize> {
    let called = |rest: &[char]| COUNTRIES.iter().any(|country| rest.starts_with(&country.chars().collect::<Vec<_>>()));
    let prefix = match chars {
        ['+', ..] => 1,
        ['0', '0', rest @ ..] if called(rest) => 2,
        _ => return None,
    };
    let separators = [&BETWEEN[..], &['(', ')', '.', '/']].concat();
    let numbers = beginnings(chars.get(prefix..)?, &separators, 2);
    let of_eight = |n: &&Beginning| n.digits.len() == 10 && matches!(n.digits[..], [4, 5 | 7, ..]);
    let longest = || numbers.iter().rev().find(|number| (8..=15).contains(&number.digits.len()));
    numbers.iter().find(of_eight).or_else(longest).map(|number| prefix + number.length)
}

/// A number without its country: as Norwegians and Danes group eight digits, or beginning with the 0 of the others. Eight
/// digits on end are one if they begin as mobiles do.
fn at_home(chars: &[char], before: &str) -> Option<usize> {
    let numbers = beginnings(chars, &BETWEEN, 1);
    let in_list = before.trim_end().ends_with(|c: char| c.is_ascii_digit());
    let eight = |number: &Beginning| match (&number.groups[..], number.digits[0]) {
        ([8], 4 | 9) | ([3, 2, 3], 2..=9) => true,
        ([2, 2, 2, 2], 2..=9) => !in_list && digits(chars.get(number.length + 1..).unwrap_or_default()) == 0,
        _ => false,
    };
    let longer = |n: &Beginning| matches!(n.digits[..], [0, 1..=9, ..]) && (9..=12).contains(&n.digits.len());
    let number = numbers.into_iter().rev().find(|number| eight(number) || longer(number))?;
    (!is_money(&chars[number.length..])).then_some(number.length)
}

fn is_money(rest: &[char]) -> bool {
    let word: String =
        rest.iter().skip_while(|c| c.is_whitespace()).take_while(|c| !c.is_whitespace()).take(4).collect();
    let word = word.to_lowercase();
    ["kr", "nok", "sek", "dkk", "eur", "€", "$", "£", ",-", ":-"].iter().any(|unit| word.starts_with(unit))
}

/// `21.11.2026`, `2026-11-21`, `1/2/26`.
fn date(chars: &[char]) -> Option<usize> {
    let first = digits(chars);
    let sign = chars.get(first).filter(|sign| ['.', '-', '/'].contains(sign))?;
    let second = digits(&chars[first + 1..]);
    let third = first + second + 2;
    let year = digits(chars.get(third..)?);
    let length = third + year;
    let fits = matches!((first, second, year), (1 | 2, 1 | 2, 2 | 4) | (4, 1 | 2, 1 | 2));
    (fits && chars.get(third - 1) == Some(sign) && ends_here(&chars[length..])).then_some(length)
}

/// `9:30`, `14.30`.
fn time(chars: &[char]) -> Option<usize> {
    let hours = digits(chars);
    let sign = chars.get(hours).filter(|sign| ['.', ':'].contains(sign));
    let fits = (1..=2).contains(&hours) && sign.is_some() && digits(&chars[hours + 1..]) == 2;
    (fits && ends_here(&chars[hours + 3..])).then_some(hours + 3)
}

/// How the words begin that a number of an order, a case, a parcel or a customer stands behind.
const ORDER: [&str; 28] = [
    "ordre", "order", "bestil", "beställ", "bestell", "tilau", "sak", "sag", "ärende", "case", "ticket", "faktura",
    "invoice", "rechnung", "lasku", "kunde", "kundn", "customer", "asiakas", "sporing", "track", "pakke", "paket",
    "kolli", "vare", "artik", "ref", "kid",
];
/// What may stand between such a word and its number.
const FILLERS: [&str; 11] = ["nr", "no", "nro", "num", "nummer", "numero", "number", "er", "is", "är", "on"];

fn is_of_order(before: &str) -> bool {
    if before.ends_with(['#', '№']) {
        return true;
    }
    let words =
        before.split(|c: char| !c.is_alphanumeric()).rev().filter(|word| !word.is_empty()).map(str::to_lowercase);
    let mut words = words.take(4).skip_while(|word| FILLERS.contains(&word.as_str()));
    words.next().is_some_and(|word| ORDER.iter().any(|order| word.starts_with(order)))
}

/// Whether the number is the end of a longer one, such as `NO-91234567`.
fn is_glued(before: &str) -> bool {
    let mut back = before.chars().rev();
    match (back.next(), back.next()) {
        (Some('-' | '_'), Some(c)) => c.is_alphanumeric(),
        (Some('.' | ',' | '/'), Some(c)) => c.is_ascii_digit(),
        _ => false,
    }
}
