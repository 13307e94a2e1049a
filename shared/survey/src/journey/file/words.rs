//! Fields that hold one of Glimt's own words: names, lengths, addresses, zones, times and days.

use super::field::{Field, shown};
use super::nearest::{advice, nearest};
use crate::address::Address;
use crate::journey::Window;
use crate::journey::length::Length;
use crate::slug::Slug;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

const SLUG: &str = "use 1 to 40 of a-z, 0-9, _, . and -, and start with a letter or digit";

impl Field<'_> {
    /// A name.
    pub(super) fn slug(&self) -> Option<Slug> {
        self.parse(SLUG, |text| Slug::parse(text).ok())
    }

    /// The field's key, which is itself a name that the owner gave.
    pub(crate) fn key_slug(&self) -> Option<Slug> {
        let slug = Slug::parse(self.key()).ok();
        if slug.is_none() {
            self.mistake(format!("the key can't be {}", shown(self.key())), SLUG);
        }
        slug
    }

    /// A name that is among these.
    pub(super) fn known_slug(&self, noun: &str, known: &[&str]) -> Option<Slug> {
        let slug = self.slug()?;
        let is_known = known.contains(&slug.as_str());
        if !is_known {
            self.mistake(format!("unknown {noun} \"{slug}\""), advice(noun, slug.as_str(), known));
        }
        is_known.then_some(slug)
    }

    /// A length of time.
    pub(super) fn length(&self) -> Option<Length> {
        let expected = "write a whole number and s, m, h, d or w in quotes, such as \"30m\", \"12h\" or \"14d\"";
        self.parse(expected, |text| Length::parse(text).ok())
    }

    /// An address that can be mailed.
    pub(super) fn address(&self) -> Option<Address> {
        let text = self.text()?;
        let address = Address::parse(text);
        if let Err(bad) = &address {
            self.mistake(format!("{} can't be {}: {bad}", self.name(), shown(text)), "write one address, name@domain");
        }
        address.ok()
    }

    /// A place's time zone, by its IANA name.
    pub(super) fn zone(&self) -> Option<TimeZone> {
        let text = self.text()?;
        let named = |name: &str| name == "UTC" || name.contains('/');
        let zone = TimeZone::get(text).ok().filter(|zone| zone.iana_name().is_some_and(named));
        if zone.is_none() {
            let zones: Vec<_> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
            let meant = nearest(text, zones.iter().map(String::as_str).filter(|zone| named(zone)));
            let example = "write an IANA name, such as \"Europe/Oslo\"".to_owned();
            let expected = meant.map_or(example, |zone| format!("did you mean \"{zone}\"?"));
            self.mistake(format!("unknown time zone {}", shown(text)), expected);
        }
        zone
    }

    /// The hours of a day.
    pub(super) fn window(&self) -> Option<Window> {
        self.parse("write from and until, such as \"09:00-20:00\" (\"00:00-24:00\": all hours)", |text| {
            let (from, until) = text.split_once('-')?;
            let (from, until) = (minute(from.trim())?, minute(until.trim())?);
            let time =
                |minute: i16| Time::new((minute / 60 % 24).try_into().ok()?, (minute % 60).try_into().ok()?, 0, 0).ok();
            if from < until { Some(Window { from: time(from)?, until: time(until)? }) } else { None }
        })
    }

    /// A day of every year, as (month, day).
    pub(super) fn day_of_year(&self) -> Option<(i8, i8)> {
        self.parse("write month and day, such as \"12-24\"", |text| {
            let (month, day) = text.split_once('-')?;
            let (month, day) = (two_digits(month)?, two_digits(day)?);
            let leap_year = 2024;
            Date::new(leap_year, month, day).ok().map(|_| (month, day))
        })
    }
}

/// The minute of the day, up to 1440 for `24:00`.
fn minute(text: &str) -> Option<i16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (two_digits(hour)?, two_digits(minute)?);
    let of_day = i16::from(hour) * 60 + i16::from(minute);
    (minute < 60 && of_day <= 24 * 60).then_some(of_day)
}

fn two_digits(text: &str) -> Option<i8> {
    let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}
