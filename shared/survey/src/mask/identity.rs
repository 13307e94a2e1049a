//! The identity numbers of Norway, Sweden, Denmark and Finland.

use super::{digits, ends_here, luhn};

/// How long the identity number at the beginning is. Ten digits on end, which an order number may be too, are one only
/// where `order` is not being spoken of.
pub(super) fn at(chars: &[char], order: bool) -> Option<usize> {
    finnish(chars)
        .or_else(|| {
            let (number, sign, length) = halves(chars, 6, 5)?;
            norwegian(&number).then_some(length).filter(|_| sign != Some('+'))
        })
        .or_else(|| {
            let (number, _, length) = halves(chars, 8, 4)?;
            ((18..=20).contains(&two(&number, 0)) && swedish(&number[2..])).then_some(length)
        })
        .or_else(|| {
            let (number, sign, length) = halves(chars, 6, 4)?;
            let is_one = match sign {
                // Since 2007 a Danish number need not have a check digit.
                Some('-') => swedish(&number) || date(two(&number, 0), two(&number, 2)),
                Some('+') => swedish(&number),
                _ => swedish(&number) || danish(&number),
            };
            (is_one && !(order && sign.is_none())).then_some(length)
        })
}

/// Digits in two parts with or without a sign between them, the sign, and how long that is.
fn halves(chars: &[char], first: usize, second: usize) -> Option<(Vec<u32>, Option<char>, usize)> {
    let sign = chars.get(first).copied().filter(|c| [' ', '\u{a0}', '-', '+'].contains(c));
    let from = first + usize::from(sign.is_some());
    let length = from + second;
    let (head, tail) = (chars.get(..first)?, chars.get(from..length)?);
    let whole = digits(head) == first && digits(tail) == second && ends_here(&chars[length..]);
    let number = || head.iter().chain(tail).filter_map(|c| c.to_digit(10)).collect();
    whole.then(|| (number(), sign, length))
}

/// The two digits from here on as a number.
fn two(number: &[u32], from: usize) -> u32 {
    number[from] * 10 + number[from + 1]
}

fn date(day: u32, month: u32) -> bool {
    (1..=31).contains(&day) && (1..=12).contains(&month)
}

fn weighted(number: &[u32], weights: &[u32]) -> u32 {
    number.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11
}

/// Fødselsnummer, and the D-number, whose first digit is four higher.
fn norwegian(number: &[u32]) -> bool {
    let day = two(number, 0);
    date(if day > 40 { day - 40 } else { day }, two(number, 2))
        && weighted(number, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) == 0
        && weighted(number, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) == 0
}

/// Personnummer, and the samordningsnummer, whose day is sixty higher.
fn swedish(number: &[u32]) -> bool {
    let day = two(number, 4);
    date(if day > 60 { day - 60 } else { day }, two(number, 2)) && luhn(number)
}

/// A CPR number with its check digit.
fn danish(number: &[u32]) -> bool {
    date(two(number, 0), two(number, 2)) && weighted(number, &[4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) == 0
}

/// Henkilötunnus: a date, a sign for the century, three digits and a check sign.
fn finnish(chars: &[char]) -> Option<usize> {
    const SIGNS: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let whole = digits(chars) == 6 && digits(chars.get(7..)?) >= 3 && ends_here(chars.get(11..)?);
    let century = "+-ABCDEFUVWXY".contains(chars.get(6)?.to_ascii_uppercase());
    let number: Vec<u32> = chars[..6].iter().chain(chars.get(7..10)?).filter_map(|c| c.to_digit(10)).collect();
    if !whole || !century || number.len() != 9 || !date(two(&number, 0), two(&number, 2)) {
        return None;
    }
    let rest = number.iter().fold(0, |rest, digit| (rest * 10 + digit) % 31);
    let sign = SIGNS.get(usize::try_from(rest).ok()?).map(|sign| char::from(*sign))?;
    (chars.get(10)?.to_ascii_uppercase() == sign).then_some(11)
}
