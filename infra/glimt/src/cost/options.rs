//! What is asked for, as people write it: `1M`, `20%`.

use clap::ValueEnum;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Which surveys, where, at which prices.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// How many surveys are mailed a month, such as 250k or 1M
    #[arg(long, value_name = "NUMBER")]
    pub surveys: Count,
    /// How many of them are answered
    #[arg(long, value_name = "SHARE", default_value = "20%")]
    pub answered: Share,
    /// How many events become a survey; the others are skipped, each with its reason
    #[arg(long, value_name = "SHARE", default_value = "80%")]
    pub event_share: Share,
    /// How many of the mails are followed by a reminder
    #[arg(long, value_name = "SHARE", default_value = "0%")]
    pub reminded: Share,
    /// How events come in
    #[arg(long, default_value = "door")]
    pub through: Through,
    /// SES's pricing plan
    #[arg(long, default_value = "a-la-carte")]
    pub ses_plan: Plan,
    /// The region; an unknown one is answered with those that there are prices for
    #[arg(long, default_value = "eu-north-1")]
    pub region: String,
    /// Spread what a month costs anyway over its surveys
    #[arg(long)]
    pub spread: bool,
    /// Other prices, in the shape of infra/prices.toml
    #[arg(long, value_name = "FILE")]
    pub prices: Option<PathBuf>,
}

/// How events come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Through {
    /// A webhook each, through the API
    Door,
    /// EventBridge, and from there the queue
    Bus,
    /// Messages of the queue
    Queue,
}

/// SES's pricing plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Plan {
    /// By the mail, as in accounts that are older than July 2026
    ALaCarte,
    /// What a new account begins with
    Essentials,
}

/// How many, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count(u64);

impl Count {
    /// As many as a shop could ever mail.
    const MOST: u64 = 100_000_000_000;

    pub fn get(self) -> u64 {
        self.0
    }

    /// Exact: [`Count::MOST`] is far below what a float holds.
    pub(super) fn float(self) -> f64 {
        self.0 as f64
    }
}

impl FromStr for Count {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || format!("expected a number such as 40000, 250k, 1M or 2.5M, found “{text}”");
        let plain: String = text.trim().chars().filter(|c| !matches!(c, '_' | ' ' | '\'')).collect();
        let (digits, times) = match plain.strip_suffix(['k', 'K']) {
            Some(thousands) => (thousands, 1_000),
            None => plain.strip_suffix(['m', 'M']).map_or((plain.as_str(), 1), |millions| (millions, 1_000_000)),
        };
        let thousandths = decimal(digits, 3).ok_or_else(expected)?;
        let count = thousandths.checked_mul(times).filter(|count| count % 1_000 == 0).ok_or_else(expected)? / 1_000;
        match count {
            0 => Err("expected at least one survey".to_owned()),
            1..=Self::MOST => Ok(Self(count)),
            _ => Err(format!("expected at most {} surveys a month, found “{text}”", Self(Self::MOST))),
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

/// A share of all, in parts per million.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share(u32);

impl Share {
    pub(super) fn float(self) -> f64 {
        f64::from(self.0) / 1e6
    }

    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }
}

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || format!("expected a share such as 20% or 12.5%, found “{text}”");
        let percent = text.trim().strip_suffix('%').ok_or_else(expected)?.trim_end();
        let parts = decimal(percent, 4).ok_or_else(expected)?;
        u32::try_from(parts)
            .ok()
            .filter(|parts| *parts <= 1_000_000)
            .map(Self)
            .ok_or_else(|| format!("expected a share of at most 100%, found “{text}”"))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", f64::from(self.0) / 1e4)
    }
}

/// Digits with at most so many decimals, as a whole number of the last of them.
fn decimal(text: &str, decimals: u32) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let places = u32::try_from(part.len()).ok().filter(|places| *places <= decimals)?;
    if !digits(whole) || !digits(part) {
        return None;
    }
    let part = part.parse::<u64>().ok()?.checked_mul(10_u64.pow(decimals - places))?;
    whole.parse::<u64>().ok()?.checked_mul(10_u64.pow(decimals))?.checked_add(part)
}
