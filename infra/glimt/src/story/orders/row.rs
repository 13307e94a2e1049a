//! One row of the file, its cells parsed.

use super::super::columns::{Places, is_country};
use csv::{ByteRecord, StringRecord};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::strtime::BrokenDownTime;
use survey::SubjectKey;
use survey::touchpoint::Money;

/// What one row says about its order.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub number: String,
    pub email: String,
    pub customer: Option<String>,
    pub country: Option<String>,
    pub purchased: Option<Timestamp>,
    pub fulfilled: Option<Timestamp>,
    pub delivered: Option<Timestamp>,
    pub estimated: Option<Timestamp>,
    pub cancelled: Option<Timestamp>,
    pub survey_sent: Option<Timestamp>,
    /// Decimal text and currency.
    pub value: Option<(String, String)>,
    pub attributes: Vec<(String, String)>,
    pub answer: Option<Answer>,
}

/// What the customer answered.
#[derive(Debug)]
pub(super) struct Answer {
    /// None counts at the send.
    pub at: Option<Timestamp>,
    pub rating: u8,
    pub comment: Option<String>,
}

/// Reads one row, or says what is wrong with it, on one line.
pub(super) fn parse(record: &ByteRecord, places: &Places<'_>) -> Result<Row, String> {
    let (cells, expected) = (record.len(), places.header.len());
    if cells != expected {
        let open = if cells < expected { " (is a quote left open?)" } else { "" };
        return Err(format!("the row has {cells} cells where the header has {expected}{open}"));
    }
    let record = StringRecord::from_byte_record(record.clone()).map_err(|error| {
        let column = places.header.get(error.utf8_error().field()).unwrap_or_default();
        format!("{column:?} is not UTF-8")
    })?;
    Cells { record: &record, places }.row()
}

struct Cells<'a> {
    record: &'a StringRecord,
    places: &'a Places<'a>,
}

impl Cells<'_> {
    fn row(&self) -> Result<Row, String> {
        let places = self.places;
        let number = self.text(Some(places.order)).unwrap_or_default();
        // The event's id is made of it, and may have 200 bytes.
        if number.len() > 180 || SubjectKey::order("shop", number).is_err() {
            return Err(self.wrong(places.order, "must be 1 to 180 characters without control characters"));
        }
        let purchased = self.time(Some(places.purchased))?;
        if purchased.is_none() {
            return Err(format!("{:?} is empty", self.column(places.purchased)));
        }
        let customer = self.text(places.customer);
        let email = match places.email {
            Some(_) => self.text(places.email).unwrap_or_default().to_owned(),
            None => customer.map(|id| address_of(id, places.email_domain)).unwrap_or_default(),
        };
        let segments = places.segments.iter();
        Ok(Row {
            number: number.to_owned(),
            email,
            customer: customer.map(str::to_owned),
            country: self.country()?,
            purchased,
            fulfilled: self.time(places.fulfilled)?,
            delivered: self.time(places.delivered)?,
            estimated: self.time(places.estimated)?,
            cancelled: self.time(places.cancelled)?,
            survey_sent: self.time(places.survey_sent)?,
            value: self.value()?,
            attributes: segments
                .filter_map(|(name, at)| Some((name.clone(), self.text(Some(*at))?.to_owned())))
                .collect(),
            answer: self.answer()?,
        })
    }

    /// The cell without the spaces around it, if it is mapped and not empty.
    fn text(&self, place: Option<usize>) -> Option<&str> {
        self.record.get(place?).map(str::trim).filter(|text| !text.is_empty())
    }

    fn wrong(&self, place: usize, expected: &str) -> String {
        let cell = self.record.get(place).unwrap_or_default();
        let short: String = cell.chars().take(40).collect();
        let more = if short.len() < cell.len() { "…" } else { "" };
        format!("{:?} {expected}, not {short:?}{more}", self.column(place))
    }

    fn column(&self, place: usize) -> &str {
        self.places.header.get(place).unwrap_or_default().trim()
    }

    fn time(&self, place: Option<usize>) -> Result<Option<Timestamp>, String> {
        let (Some(place), Some(text)) = (place, self.text(place)) else { return Ok(None) };
        let wrong = || self.wrong(place, "must be a time such as 2026-11-19 14:03:00 (or say `time_formats`)");
        self.instant(text).map(Some).ok_or_else(wrong)
    }

    /// The time in one of the given formats, in RFC 3339, or as ISO 8601 writes a wall clock's time or a day.
    /// A wall clock's time that daylight saving left out is the one that the clocks went forward to.
    fn instant(&self, text: &str) -> Option<Timestamp> {
        let on_the_wall = |time: DateTime| Some(time.to_zoned(self.places.zone.clone()).ok()?.timestamp());
        for format in self.places.time_formats {
            let Ok(parts) = BrokenDownTime::parse(format, text) else { continue };
            if let Ok(instant) = parts.to_timestamp() {
                return Some(instant);
            }
            if let Ok(time) = parts.to_datetime().or_else(|_| parts.to_date().map(|day| day.at(0, 0, 0, 0))) {
                return on_the_wall(time);
            }
        }
        text.parse().ok().or_else(|| on_the_wall(text.parse().ok()?))
    }

    fn country(&self) -> Result<Option<String>, String> {
        let Some(place) = self.places.country else { return Ok(self.places.fixed.country.clone()) };
        match self.text(Some(place)) {
            Some(text) if !is_country(text) => Err(self.wrong(place, "must be two letters (ISO 3166), such as NO")),
            country => Ok(country.map(str::to_owned)),
        }
    }

    fn value(&self) -> Result<Option<(String, String)>, String> {
        let (Some(place), Some(amount)) = (self.places.value, self.text(self.places.value)) else { return Ok(None) };
        let currency = match self.places.currency {
            None => self.places.fixed.currency.as_deref(),
            at => self.text(at),
        };
        let currency = currency.unwrap_or_default();
        match (Money::parse(amount, currency), self.places.currency) {
            (Ok(_), _) => Ok(Some((amount.to_owned(), currency.to_owned()))),
            (Err(survey::touchpoint::BadMoney::Currency), Some(at)) => {
                Err(self.wrong(at, "must be three letters (ISO 4217), such as NOK"))
            }
            (Err(_), _) => Err(self.wrong(place, "must be a decimal number, such as 1299.00")),
        }
    }

    fn answer(&self) -> Result<Option<Answer>, String> {
        let at = self.time(self.places.answered)?;
        let (Some(place), Some(text)) = (self.places.rating, self.text(self.places.rating)) else { return Ok(None) };
        // Some programs write whole numbers as 5.0.
        let whole =
            text.split_once('.').filter(|(_, part)| part.bytes().all(|b| b == b'0')).map_or(text, |(whole, _)| whole);
        match whole.parse() {
            Ok(rating @ 0..=10) => {
                Ok(Some(Answer { at, rating, comment: self.text(self.places.comment).map(str::to_owned) }))
            }
            _ => Err(self.wrong(place, "must be a whole number from 0 to 10")),
        }
    }
}

/// An address made of a customer's id. Different ids have different addresses.
fn address_of(id: &str, domain: &str) -> String {
    let mut address = String::with_capacity(id.len() + domain.len() + 1);
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("={byte:02x}"));
        }
    }
    address + "@" + domain
}
