//! Where the columns stand in one file.

use super::{Columns, Fixed};
use anyhow::{Result, bail};
use csv::StringRecord;
use jiff::tz::TimeZone;

/// Where each column stands in the rows of one file, and how its cells are read.
#[derive(Debug)]
pub(in super::super) struct Places<'a> {
    pub header: &'a StringRecord,
    pub order: usize,
    pub purchased: usize,
    pub email: Option<usize>,
    pub customer: Option<usize>,
    pub email_domain: &'a str,
    pub fulfilled: Option<usize>,
    pub delivered: Option<usize>,
    pub estimated: Option<usize>,
    pub cancelled: Option<usize>,
    pub value: Option<usize>,
    pub currency: Option<usize>,
    pub country: Option<usize>,
    pub survey_sent: Option<usize>,
    pub rating: Option<usize>,
    pub comment: Option<usize>,
    pub answered: Option<usize>,
    pub late: bool,
    pub segments: Vec<(String, usize)>,
    pub fixed: &'a Fixed,
    pub zone: &'a TimeZone,
    pub time_formats: &'a [String],
}

impl Columns {
    /// Finds the columns in a file's first line. Fails with all that are missing or doubled, and those that are there.
    pub(in super::super) fn locate<'a>(&'a self, header: &'a StringRecord) -> Result<Places<'a>> {
        let names = &self.names;
        let mut finder = Finder { header, plain: self.plain, wrong: Vec::new() };
        let order = finder.required("order", &names.order);
        let purchased = finder.required("purchased", &names.purchased);
        let mut find = |role: &str, name: &Option<String>| finder.find(role, name.as_deref()?);
        let delivered = find("delivered", &names.delivered);
        let estimated = find("estimated", &names.estimated);
        let mut places = Places {
            header,
            order,
            purchased,
            email: find("email", &names.email),
            customer: find("customer", &names.customer),
            email_domain: names.email_domain.as_deref().unwrap_or("example.com"),
            fulfilled: find("fulfilled", &names.fulfilled),
            delivered,
            estimated,
            cancelled: find("cancelled", &names.cancelled),
            value: find("value", &names.value),
            currency: find("currency", &names.currency),
            country: find("country", &names.country),
            survey_sent: find("survey_sent", &names.survey_sent),
            rating: find("rating", &names.rating),
            comment: find("comment", &names.comment),
            answered: find("answered", &names.answered),
            late: if self.plain { delivered.is_some() && estimated.is_some() } else { names.late },
            segments: Vec::new(),
            fixed: &names.fixed,
            zone: &self.zone,
            time_formats: &names.time_formats,
        };
        for (segment, name) in &names.segments {
            let place = finder.find(&format!("segments.{segment}"), name);
            places.segments.extend(place.map(|place| (segment.clone(), place)));
        }
        if self.plain {
            let named = |(place, name): (usize, &str)| Some((name.trim().strip_prefix("segment.")?.to_owned(), place));
            places.segments.extend(header.iter().enumerate().filter_map(named));
        }
        if self.plain && places.email.is_none() && places.customer.is_none() {
            finder.wrong.push("neither \"email\" nor \"customer\"".to_owned());
        }
        if self.plain && places.value.is_some() && places.currency.is_none() {
            finder.wrong.push("\"value\" but no \"currency\" (a column, or fixed in a mapping)".to_owned());
        }
        finder.finish()?;
        Ok(places)
    }
}

struct Finder<'a> {
    header: &'a StringRecord,
    plain: bool,
    wrong: Vec<String>,
}

impl Finder<'_> {
    fn required(&mut self, role: &str, name: &str) -> usize {
        let plain = std::mem::replace(&mut self.plain, false);
        let place = self.find(role, name);
        self.plain = plain;
        // Never looked at where it is missing: `finish` fails then.
        place.unwrap_or_default()
    }

    fn find(&mut self, role: &str, name: &str) -> Option<usize> {
        let mut places =
            self.header.iter().enumerate().filter(|(_, column)| column.trim() == name).map(|(place, _)| place);
        let (first, second) = (places.next(), places.next());
        let of = if role == name { String::new() } else { format!(" (for `{role}`)") };
        match (first, second) {
            (Some(_), Some(_)) => self.wrong.push(format!("two columns {name:?}{of}")),
            (None, _) if !self.plain => self.wrong.push(format!("no column {name:?}{of}")),
            _ => {}
        }
        first
    }

    fn finish(self) -> Result<()> {
        if self.wrong.is_empty() {
            return Ok(());
        }
        let there: Vec<_> = self.header.iter().map(str::trim).collect();
        let hint = match there.as_slice() {
            [one] if one.contains([';', '\t', '|']) => {
                " Are they parted by something else than a comma? Say `delimiter`."
            }
            _ => "",
        };
        bail!("the file has {}; its columns are: {}.{hint}", self.wrong.join(", "), there.join(", "))
    }
}
