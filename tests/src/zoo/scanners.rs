//! Programs that look into mails before those do whom they are to.

use super::{Mail, Request};
use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use std::fmt;

const CHROME: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
/// So many networks each kind works from.
const NETWORKS: u8 = 4;

/// A kind of scanner. All but the image proxy say that they are a browser in which somebody follows a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scanner {
    HeadOnly,
    AllAtOnce,
    OneAtRandom,
    InOrder,
    Chromium,
    PressesButtons,
    Prefetch,
    ImageProxy,
}

impl Scanner {
    pub const ALL: [Self; 8] = [
        Self::HeadOnly,
        Self::AllAtOnce,
        Self::OneAtRandom,
        Self::InOrder,
        Self::Chromium,
        Self::PressesButtons,
        Self::Prefetch,
        Self::ImageProxy,
    ];

    /// Whether it sends forms: nothing tells it from a person then.
    pub fn submits(self) -> bool {
        self == Self::PressesButtons
    }

    pub(super) fn requests(self, mail: &Mail, dice: &mut Rng) -> Vec<Request> {
        let network = format!("20.{}.{}.9:50000", self as u8, dice.u8(..NETWORKS));
        let mut headers = vec![
            ("user-agent", CHROME.to_owned()),
            ("sec-fetch-mode", "navigate".to_owned()),
            ("cloudfront-viewer-address", network),
        ];
        let soon = mail.sent_at + SignedDuration::from_secs(dice.i64(2..60));
        let later = mail.sent_at + SignedDuration::from_secs(dice.i64(40..3_600));
        let follow = |method: &'static str, link: &str, at: Timestamp, headers: &[(&'static str, String)]| Request {
            at,
            method,
            path: link.to_owned(),
            headers: headers.to_vec(),
            form: None,
        };
        match self {
            Self::ImageProxy => Vec::new(),
            Self::HeadOnly => mail.links.iter().map(|link| follow("HEAD", link, soon, &headers)).collect(),
            Self::AllAtOnce => mail.links.iter().map(|link| follow("GET", link, soon, &headers)).collect(),
            Self::Prefetch => {
                headers.push(("sec-purpose", "prefetch".to_owned()));
                mail.links.iter().map(|link| follow("GET", link, later, &headers)).collect()
            }
            Self::OneAtRandom => {
                dice.choice(&mail.links).map(|link| follow("GET", link, later, &headers)).into_iter().collect()
            }
            Self::InOrder | Self::Chromium => {
                let pause = if self == Self::InOrder { dice.i64(11..60) } else { dice.i64(1..4) };
                let one_by_one = (0..).map(|nth| later + SignedDuration::from_secs(nth * pause));
                mail.links.iter().zip(one_by_one).map(|(link, at)| follow("GET", link, at, &headers)).collect()
            }
            Self::PressesButtons => {
                let mut form_headers = headers.clone();
                form_headers.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
                let press = Request {
                    form: Some(format!("rating={}", dice.u8(1..=5))),
                    ..follow("POST", &mail.page(), later, &form_headers)
                };
                vec![follow("GET", &mail.page(), later, &headers), press]
            }
        }
    }
}

impl fmt::Display for Scanner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HeadOnly => "HEAD of every link",
            Self::AllAtOnce => "every link at once",
            Self::OneAtRandom => "one link at random",
            Self::InOrder => "every link, slowly",
            Self::Chromium => "every link in a browser",
            Self::PressesButtons => "presses buttons",
            Self::Prefetch => "a browser that fetches ahead",
            Self::ImageProxy => "pictures only",
        })
    }
}
