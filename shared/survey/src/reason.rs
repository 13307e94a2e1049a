//! Why somebody was not mailed: one code each, used in decisions, in the funnel and in logs.

use serde::{Deserialize, Serialize};

/// The reason for a non-send. Codes are stable: they stand in exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The event carries no address.
    NoAddress,
    /// Nobody can be mailed at the address.
    BadAddress,
    /// The customer was not told that they may be asked, and their country wants it.
    NoNotice,
    /// The journey's `exclude` leaves them out.
    Excluded,
    /// The survey's `only_if` is not met.
    NotIncluded,
    /// Left out by sampling.
    NotSampled,
    /// A refund, cancellation or re-opening took the occasion away.
    Voided,
    /// The survey's `too_late_after` has passed.
    TooLate,
    /// Mail to the address bounced for good.
    Bounced,
    /// The customer marked a mail as spam.
    Complained,
    /// The customer does not want to be asked.
    OptedOut,
    /// The customer wanted to be forgotten.
    Erased,
    /// The customer was asked something else too recently.
    QuietPeriod,
    /// The customer was asked this too recently.
    AskedRecently,
    /// Another survey to the same customer, within the quiet period, goes first.
    Outranked,
    /// The journey's volume fuse has blown: too many asks to one person, or from one source, in a day.
    Flood,
    /// The journey is in shadow mode: it decides and counts but mails nobody.
    Shadow,
    /// The journey is in pilot mode, and the customer is not in it.
    NotInPilot,
    /// The event names a survey or journey version that is not published any more.
    NotPublished,
    /// SES refused the message.
    Refused,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 20] = [
        Self::NoAddress,
        Self::BadAddress,
        Self::NoNotice,
        Self::Excluded,
        Self::NotIncluded,
        Self::NotSampled,
        Self::Voided,
        Self::TooLate,
        Self::Bounced,
        Self::Complained,
        Self::OptedOut,
        Self::Erased,
        Self::QuietPeriod,
        Self::AskedRecently,
        Self::Outranked,
        Self::Flood,
        Self::Shadow,
        Self::NotInPilot,
        Self::NotPublished,
        Self::Refused,
    ];

    /// The code, as in decisions and exports.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoAddress => "no_address",
            Self::BadAddress => "bad_address",
            Self::NoNotice => "no_notice",
            Self::Excluded => "excluded",
            Self::NotIncluded => "not_included",
            Self::NotSampled => "not_sampled",
            Self::Voided => "voided",
            Self::TooLate => "too_late",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
            Self::OptedOut => "opted_out",
            Self::Erased => "erased",
            Self::QuietPeriod => "quiet_period",
            Self::AskedRecently => "asked_recently",
            Self::Outranked => "outranked",
            Self::Flood => "flood",
            Self::Shadow => "shadow",
            Self::NotInPilot => "not_in_pilot",
            Self::NotPublished => "not_published",
            Self::Refused => "refused",
        }
    }

    /// The reason in plain English, as the end of "not asked, because …".
    pub fn explain(self) -> &'static str {
        match self {
            Self::NoAddress => "the event carries no email address",
            Self::BadAddress => "nobody can be mailed at the address",
            Self::NoNotice => "the customer was not told that they may be asked, which their country requires",
            Self::Excluded => "the journey leaves them out (exclude)",
            Self::NotIncluded => "the survey's only_if is not met",
            Self::NotSampled => "they were left out by sampling",
            Self::Voided => "a refund, cancellation or re-opening took the occasion away",
            Self::TooLate => "it is too late to ask about it",
            Self::Bounced => "mail to the address has bounced for good",
            Self::Complained => "they marked an earlier mail as spam",
            Self::OptedOut => "they asked not to be asked",
            Self::Erased => "they wanted to be forgotten",
            Self::QuietPeriod => "they were asked something else within the quiet period",
            Self::AskedRecently => "they were asked this too recently",
            Self::Outranked => "a more important survey to them is due within the quiet period",
            Self::Flood => "the journey's fuse has blown: too many asks to one person, or from one source, in a day",
            Self::Shadow => "the journey is in shadow mode",
            Self::NotInPilot => "the journey is in pilot mode and they are not in it",
            Self::NotPublished => "the survey is not published any more",
            Self::Refused => "SES refused the message",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_what_is_stored() {
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
        }
    }
}
