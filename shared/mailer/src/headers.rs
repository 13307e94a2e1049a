//! The headers that tell mailboxes what an invitation is, and how to stop the next one.

use survey::Slug;

/// What Gmail's Postmaster Tools count complaints by. Of the journey, never of the person.
#[derive(Debug, Clone, Copy)]
pub struct FeedbackId<'a> {
    pub survey: &'a Slug,
    pub journey: &'a Slug,
    pub stage: &'a Slug,
}

/// The headers of an invitation, each on one line: one-click unsubscribing (RFC 8058; mailboxes POST to
/// `opt_out_url`, people GET it), no automatic replies (RFC 3834), and the [`FeedbackId`].
///
/// `opt_out_url` is https, without spaces or angle brackets.
pub fn invitation_headers(opt_out_url: &str, feedback: FeedbackId<'_>) -> Vec<(String, String)> {
    let FeedbackId { survey, journey, stage } = feedback;
    [
        ("List-Unsubscribe", format!("<{opt_out_url}>")),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
        ("Auto-Submitted", "auto-generated".to_owned()),
        ("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()),
        ("Feedback-ID", format!("{survey}:{journey}:{stage}:glimt")),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_can_be_stopped_by_one_click_and_asks_for_no_automatic_reply() {
        let [survey, journey, stage] = ["delivered", "nordlys", "delivery"].map(|name| Slug::parse(name).unwrap());
        let feedback = FeedbackId { survey: &survey, journey: &journey, stage: &stage };
        let headers = invitation_headers("https://svar.example/u/token", feedback);
        let lines: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        assert_eq!(
            lines,
            [
                "List-Unsubscribe: <https://svar.example/u/token>",
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
                "Auto-Submitted: auto-generated",
                "X-Auto-Response-Suppress: OOF, AutoReply",
                "Feedback-ID: delivered:nordlys:delivery:glimt",
            ]
        );
    }
}
