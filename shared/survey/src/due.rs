//! When to ask: after the survey's delay, on the customer's own clock, in the hours and on the days that the journey allows.

use crate::journey::Journey;
use crate::key::InvitationId;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// How long before its due time an invitation must be filed at the least, so that no sweep has passed it.
pub const LEAD: SignedDuration = SignedDuration::from_mins(15);

/// Over how long the mails that wait for a window to open are spread.
const SPREAD: SignedDuration = SignedDuration::from_mins(30);

/// The zone of a customer: their own, else their country's where it has one, else the journey's.
pub fn zone(journey: &Journey, time_zone: Option<&str>, country: Option<&str>) -> TimeZone {
    let named = |name: &str| TimeZone::get(name).ok();
    let own = time_zone.and_then(named);
    own.or_else(|| country.and_then(zone_of_country).and_then(named)).unwrap_or_else(|| journey.time_zone.clone())
}

/// The country that keeps this clock, if it keeps only one.
pub fn country_of_zone(zone: &str) -> Option<&'static str> {
    COUNTRIES.into_iter().find(|(_, named)| *named == zone).map(|(country, _)| country)
}

fn zone_of_country(country: &str) -> Option<&'static str> {
    COUNTRIES.into_iter().find(|(named, _)| *named == country).map(|(_, zone)| zone)
}

/// Countries that keep one clock, with their IANA zones (IANA tz database, `zone1970.tab`).
const COUNTRIES: [(&str, &str); 24] = [
    ("AT", "Europe/Vienna"),
    ("BE", "Europe/Brussels"),
    ("CH", "Europe/Zurich"),
    ("CZ", "Europe/Prague"),
    ("DE", "Europe/Berlin"),
    ("DK", "Europe/Copenhagen"),
    ("EE", "Europe/Tallinn"),
    ("FI", "Europe/Helsinki"),
    ("FR", "Europe/Paris"),
    ("GB", "Europe/London"),
    ("GR", "Europe/Athens"),
    ("HU", "Europe/Budapest"),
    ("IE", "Europe/Dublin"),
    ("IN", "Asia/Kolkata"),
    ("IS", "Atlantic/Reykjavik"),
    ("IT", "Europe/Rome"),
    ("JP", "Asia/Tokyo"),
    ("LT", "Europe/Vilnius"),
    ("LV", "Europe/Riga"),
    ("NL", "Europe/Amsterdam"),
    ("NO", "Europe/Oslo"),
    ("PL", "Europe/Warsaw"),
    ("RO", "Europe/Bucharest"),
    ("SE", "Europe/Stockholm"),
];

/// The first moment at or after `earliest` at which the journey may mail somebody in this zone.
/// Where it has to wait for a window to open, it is spread over the first half hour by the id.
pub fn due(journey: &Journey, zone: &TimeZone, earliest: Timestamp, id: InvitationId) -> Timestamp {
    if is_open(journey, zone, earliest) {
        return earliest;
    }
    let first = earliest.to_zoned(zone.clone()).date();
    let opens = |date: Date| date.to_datetime(journey.send_between.from).to_zoned(zone.clone()).ok();
    let opening = first
        .series(1.day())
        .take(400)
        .filter_map(opens)
        .map(|opening| opening.timestamp())
        .find(|opening| *opening > earliest && is_open(journey, zone, *opening));
    // A journey whose every day is quiet does not pass `check`.
    let Some(opening) = opening else { return earliest };
    let spread = id.spread(SPREAD.as_secs().unsigned_abs());
    let spread = opening + SignedDuration::from_secs(i64::try_from(spread).unwrap_or(0));
    if is_open(journey, zone, spread) { spread } else { opening }
}

/// Whether the journey may mail somebody in this zone now.
pub fn is_open(journey: &Journey, zone: &TimeZone, at: Timestamp) -> bool {
    let local = at.to_zoned(zone.clone());
    let quiet = journey.quiet_days.contains(&(local.month(), local.day()));
    !quiet && journey.send_between.holds(local.time())
}

#[cfg(test)]
mod tests;
