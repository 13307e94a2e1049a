//! Those who answer, each in their way.

use super::{Mail, Request};
use fastrand::Rng;
use jiff::SignedDuration;
use std::fmt;

const BROWSERS: [&str; 3] = [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
];
/// So many offices there are whose people share an address.
const OFFICES: usize = 20;

/// What somebody does with the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Habit {
    Leaves,
    Sends,
    ChoosesAnother,
    Slow,
    SharedOffice,
}

impl Habit {
    pub const ALL: [Self; 5] = [Self::Leaves, Self::Sends, Self::ChoosesAnother, Self::Slow, Self::SharedOffice];

    pub(super) fn requests(self, number: usize, mail: &Mail, dice: &mut Rng) -> Vec<Request> {
        let network = match self {
            Self::SharedOffice => format!("91.10.{}.1:50000", number % OFFICES),
            _ => format!("84.{}.{}.{}:50000", number / 65_536 % 256, number / 256 % 256, number % 256),
        };
        let browser = *dice.choice(&BROWSERS).unwrap_or(&BROWSERS[0]);
        // Half of them within two hours, and nobody faster than the mail can be read.
        let wait = match self {
            Self::Slow => dice.i64(3 * 86_400..8 * 86_400),
            _ if dice.bool() => dice.i64(40..7_200),
            _ => dice.i64(7_200..172_800),
        };
        let at = mail.sent_at + SignedDuration::from_secs(wait);
        let headers = vec![
            ("user-agent", browser.to_owned()),
            ("sec-fetch-mode", "navigate".to_owned()),
            ("cloudfront-viewer-address", network),
        ];
        let page = mail.page();
        let other = if mail.rating == 5 { 4 } else { mail.rating + 1 };
        let clicked = if self == Self::ChoosesAnother { other } else { mail.rating };
        let open = |rating: u8| Request {
            at,
            method: "GET",
            path: format!("{page}/{rating}"),
            headers: headers.clone(),
            form: None,
        };
        let mut form_headers = headers.clone();
        form_headers.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
        let send = Request {
            at: at + SignedDuration::from_secs(dice.i64(3..240)),
            method: "POST",
            path: page.clone(),
            headers: form_headers,
            form: Some(format!("rating={}", mail.rating)),
        };
        let sends = match self {
            Self::Leaves => false,
            Self::Sends | Self::ChoosesAnother => true,
            Self::Slow | Self::SharedOffice => dice.bool(),
        };
        [Some(open(clicked)), sends.then_some(send)].into_iter().flatten().collect()
    }
}

impl fmt::Display for Habit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Leaves => "clicks and leaves",
            Self::Sends => "clicks and sends",
            Self::ChoosesAnother => "clicks one and sends another",
            Self::Slow => "takes days",
            Self::SharedOffice => "in an office with one address",
        })
    }
}
