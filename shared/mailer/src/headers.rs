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
/// `opt_out_url` is https, without spaces or angle brackets. A reminder names the `Message-ID` of the first mail, so that
/// mailboxes show it below that one (RFC 5322, 3.6.4).
pub fn invitation_headers(opt_out_url: &str, feedback: FeedbackId<'_>, first: Option<&str>) -> Vec<(String, String)> {
    let FeedbackId { survey, journey, stage } = feedback;
    [
        ("List-Unsubscribe", format!("<{opt_out_url}>")),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
        ("Auto-Submitted", "auto-generated".to_owned()),
        ("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()),
        ("Feedback-ID", format!("{survey}:{journey}:{stage}:glimt")),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into_iter()
    .chain(first.into_iter().flat_map(thread))
    .collect()
}

fn thread(first: &str) -> [(String, String); 2] {
    ["In-Reply-To", "References"].map(|name| (name.to_owned(), format!("<{first}>")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_can_be_stopped_by_one_click_and_asks_for_no_automatic_reply() {
        let [survey, journey, stage] = ["delivered", "nordlys", "delivery"].map(|name| Slug::parse(name).unwrap());
        let feedback = FeedbackId { survey: &survey, journey: &journey, stage: &stage };
        let lines = |first| -> Vec<_> {
            let headers = invitation_headers("https://svar.example/u/token", feedback, first);
            headers.iter().map(|(name, value)| format!("{name}: {value}")).collect()
        };
        assert_eq!(
            lines(None),
            [
                "List-Unsubscribe: <https://svar.example/u/token>",
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
                "Auto-Submitted: auto-generated",
                "X-Auto-Response-Suppress: OOF, AutoReply",
                "Feedback-ID: delivered:nordlys:delivery:glimt",
            ]
        );
        let reminder = lines(Some("0100@eu-north-1.amazonses.com"));
        let thread = ["In-Reply-To", "References"].map(|name| format!("{name}: <0100@eu-north-1.amazonses.com>"));
        assert_eq!(reminder[5..], thread);
    }
}
