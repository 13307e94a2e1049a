//! How often everything happens, by what is asked for and by what is usual in a shop.

use super::Options;
use super::measured::Figures;

/// How often everything happens in a month.
pub(super) struct Volumes {
    pub events: f64,
    pub skips: f64,
    pub skips_at_send: f64,
    pub surveys: f64,
    pub reminders: f64,
    /// Surveys and reminders.
    pub mails: f64,
    pub answers: f64,
    pub replies: f64,
    pub clicks: f64,
    pub opt_outs: f64,
    pub alerts: f64,
    pub returned: f64,
    /// SES's events.
    pub heard: f64,
    /// Requests to the pages.
    pub visits: f64,
    /// Those that write a line in the log.
    pub posts: f64,
}

impl Volumes {
    pub fn of(options: &Options, m: &Figures) -> Self {
        let (surveys, shop) = (options.surveys.float(), &m.shop);
        let events = surveys / options.event_share.float();
        let skips = events - surveys;
        let reminders = surveys * options.reminded.float();
        let mails = surveys + reminders;
        let answers = surveys * options.answered.float();
        let replies = answers * shop.replied;
        let (scanned, opt_outs, clicked) = (mails * shop.scanned, mails * shop.opted_out, mails * shop.clicked_only);
        let returned = mails * shop.returned;
        let posts = answers + replies + opt_outs;
        Self {
            events,
            skips,
            skips_at_send: skips * shop.skipped_at_send,
            surveys,
            reminders,
            mails,
            answers,
            replies,
            // The bare page notes none.
            clicks: answers + clicked + opt_outs + scanned * (shop.links - 1.0),
            opt_outs,
            alerts: answers * shop.alerted,
            returned,
            heard: mails + returned,
            // Of an answer: the rating's page, the follow-ups', the thank-you; of an opt-out its page.
            visits: posts + 3.0 * answers + opt_outs + clicked + scanned * shop.links,
            posts,
        }
    }
}
