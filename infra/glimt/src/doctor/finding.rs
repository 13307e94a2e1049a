//! What the doctor finds, and how to mend it. Pure.

use mailer::account::{Account, Plan, Standing};
use std::fmt;
use store::Flaw;
use survey::decide::Published;
use survey::journey::Mode;
use survey::pause::Pauses;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// As it should be.
    Good,
    /// Works, and could be better, or is as somebody has wished.
    Note,
    /// Mails do not leave, do not arrive, or nothing is counted.
    Bad,
}

/// One finding, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub weight: Weight,
    pub what: String,
    pub mend: Option<String>,
}

impl Finding {
    pub fn good(what: impl Into<String>) -> Self {
        Self { weight: Weight::Good, what: what.into(), mend: None }
    }

    pub fn note(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { weight: Weight::Note, what: what.into(), mend: Some(mend.into()) }
    }

    pub fn bad(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { weight: Weight::Bad, what: what.into(), mend: Some(mend.into()) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.weight {
            Weight::Good => "ok  ",
            Weight::Note => "note",
            Weight::Bad => "BAD ",
        };
        write!(f, "{sign}  {}", self.what)?;
        match &self.mend {
            Some(mend) => write!(f, "\n      → {mend}"),
            None => Ok(()),
        }
    }
}

/// What SES grants the account.
pub fn account(account: &Account) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.push(if account.sandbox {
        Finding::bad(
            "SES is in its sandbox: it mails verified addresses only",
            "SES console → Account dashboard → Request production access; say that customers are asked once after a purchase",
        )
    } else {
        Finding::good("SES is out of its sandbox")
    });
    if !account.sends {
        findings.push(Finding::bad(
            "SES takes no mail of this account",
            "SES console → Account dashboard; AWS has written why",
        ));
    }
    match account.standing {
        Standing::Healthy => {}
        Standing::UnderReview => findings.push(Finding::bad(
            "SES has the account under review, and may pause it",
            "look at bounces and complaints, and at where the addresses come from; answer AWS's mail",
        )),
        Standing::ShutDown => {
            findings.push(Finding::bad("SES has paused the account", "answer AWS's mail; nothing leaves until then"));
        }
    }
    let rate = account.per_second;
    findings.push(match account.left {
        Some(0) => {
            Finding::bad("the quota of the last 24 hours is used up", "ask for a higher one under Service Quotas → SES")
        }
        Some(left) => Finding::good(format!("SES takes {rate} mails a second, and {left} more in these 24 hours")),
        None => Finding::good(format!("SES takes {rate} mails a second")),
    });
    let by_the_mail = "aws sesv2 put-account-pricing-attributes --plan NONE bills by the mail; look at the plan's other \
                       features first (glimt cost has both prices)";
    findings.extend(account.plan.map(|plan| match plan {
        Plan::ALaCarte => Finding::good("SES bills by the mail"),
        Plan::Essentials => Finding::note("SES bills by its plan Essentials, which asks more for a mail", by_the_mail),
        Plan::Larger => Finding::note("SES bills by a plan larger than Essentials", by_the_mail),
    }));
    findings
}

/// What SES knows of a sender's domain or address; None: it does not know it.
pub struct Identity {
    pub is_verified: bool,
    /// SES's word, such as `SUCCESS` or `PENDING`.
    pub dkim: String,
    /// The domain that bounces come back to, and SES's word for it.
    pub mail_from: Option<(String, String)>,
}

/// Whether mails of a sender arrive. `dmarc` is the record at `_dmarc.` its domain.
pub fn sender(domain: &str, identity: Option<&Identity>, dmarc: Option<&str>) -> Vec<Finding> {
    let Some(identity) = identity else {
        return vec![Finding::bad(
            format!("SES does not know {domain}, which a journey mails from"),
            format!("deploy with IdentityDomain={domain}, and set the DNS records of the stack's outputs"),
        )];
    };
    let mut findings = Vec::new();
    findings.push(if identity.is_verified && identity.dkim == "SUCCESS" {
        Finding::good(format!("{domain} is verified and signs with DKIM"))
    } else {
        Finding::bad(
            format!("{domain} is not verified, or does not sign (DKIM {})", identity.dkim),
            "set the three CNAME records of the stack's outputs (Dkim1 to Dkim3); SES sees them within hours",
        )
    });
    findings.push(match &identity.mail_from {
        Some((from, status)) if status == "SUCCESS" => Finding::good(format!("{domain} has {from} as MAIL FROM")),
        Some((from, status)) => Finding::note(
            format!("MAIL FROM {from} is not ready ({status}): SPF is aligned with amazonses.com only"),
            "set the MX and TXT records of the stack's outputs (MailFromMx, MailFromSpf)",
        ),
        None => Finding::note(
            format!("{domain} has no MAIL FROM of its own: SPF is aligned with amazonses.com only"),
            format!("aws sesv2 put-email-identity-mail-from-attributes --email-identity {domain} --mail-from-domain mail.{domain}"),
        ),
    });
    findings.push(match dmarc.filter(|record| record.starts_with("v=DMARC1")) {
        Some(record) => Finding::good(format!("{domain} has DMARC: {record}")),
        None => Finding::bad(
            format!("{domain} has no DMARC record: Gmail and Yahoo refuse bulk mail without one"),
            format!(
                "TXT record _dmarc.{domain} \"v=DMARC1; p=none; rua=mailto:postmaster@{domain}\", and stricter in time"
            ),
        ),
    });
    findings
}

/// What is published, and in which mode.
pub fn journeys(published: &[Published], pauses: &Pauses) -> Vec<Finding> {
    if published.is_empty() {
        return vec![Finding::bad("no journey is published", "glimt publish FILE")];
    }
    let mut findings: Vec<_> = published
        .iter()
        .map(|Published { journey, version, .. }| match journey.mode {
            Mode::Live => Finding::good(format!("{} is live, in version {version}", journey.id)),
            Mode::Pilot => Finding::note(
                format!("{} mails the {} addresses of its pilot alone", journey.id, journey.pilot_to.len()),
                "mode = \"live\", when it is time",
            ),
            Mode::Shadow => Finding::note(
                format!("{} is in shadow mode: it decides and counts, and mails nobody", journey.id),
                "mode = \"pilot\" or \"live\", when it is time",
            ),
        })
        .collect();
    findings.extend(
        pauses
            .iter()
            .map(|pause| Finding::note(format!("{pause} is paused: its mails wait"), format!("glimt resume {pause}"))),
    );
    findings
}

/// What is wrong with the tables.
pub fn tables(found: &[(String, Vec<Flaw>)]) -> Vec<Finding> {
    let said = |(table, flaw): (&String, &Flaw)| match flaw {
        Flaw::Missing => {
            let mend = "deploy the stack, or set GLIMT_TABLES to its Prefix, and AWS_REGION to its region";
            Finding::bad(format!("there is no table {table}"), mend)
        }
        Flaw::Keys(keys) => Finding::bad(
            format!(
                "table {table} is of another version of Glimt, or of something else: its keys are {}",
                keys.join(", ")
            ),
            "deploy the version that made it, or a new stack with another Prefix",
        ),
        Flaw::NeverExpires => Finding::bad(
            format!("nothing expires in table {table}: what is known of people stays longer than is promised"),
            format!(
                "aws dynamodb update-time-to-live --table-name {table} --time-to-live-specification \
                 Enabled=true,AttributeName=expires"
            ),
        ),
        Flaw::NoStream => Finding::bad(
            format!("table {table} has no stream of new and old images: nobody is alerted"),
            format!(
                "aws dynamodb update-table --table-name {table} --stream-specification \
                 StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES, and deploy again"
            ),
        ),
    };
    let flaws = found.iter().flat_map(|(table, flaws)| flaws.iter().map(move |flaw| (table, flaw)));
    let findings: Vec<_> = flaws.map(said).collect();
    if findings.is_empty() { vec![Finding::good("all six tables are as they should be")] } else { findings }
}

/// The schedules of a stack, by name, with whether each is on.
pub fn schedules(prefix: &str, found: &[(String, bool)]) -> Vec<Finding> {
    let expected = ["send", "alert", "aggregate-hourly", "aggregate-nightly", "export"];
    let state = |name: &str| found.iter().find(|(found, _)| found == name).map(|(_, is_on)| *is_on);
    let names = expected.map(|name| format!("{prefix}-{name}"));
    let missing: Vec<_> = names.iter().filter(|name| state(name).is_none()).map(String::as_str).collect();
    let off: Vec<_> = names.iter().filter(|name| state(name) == Some(false)).map(String::as_str).collect();
    let mut findings = Vec::new();
    if !missing.is_empty() {
        let what = format!("there is no schedule {}", missing.join(", "));
        findings.push(Finding::bad(what, "deploy the stack, or set GLIMT_TABLES to its Prefix"));
    }
    if !off.is_empty() {
        let what = format!("off: {}; nobody is mailed, or nothing counted", off.join(", "));
        findings.push(Finding::bad(what, "deploy with Schedules=ENABLED"));
    }
    if findings.is_empty() {
        findings.push(Finding::good("all five schedules are on"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEALTHY: Account = Account {
        sends: true,
        standing: Standing::Healthy,
        sandbox: false,
        per_second: 14.0,
        left: Some(50_000),
        plan: Some(Plan::ALaCarte),
    };

    fn worst(findings: &[Finding]) -> Weight {
        findings.iter().map(|finding| finding.weight).max().unwrap()
    }

    #[test]
    fn what_stops_mail_is_bad_and_says_how_to_mend_it() {
        assert_eq!(worst(&account(&HEALTHY)), Weight::Good);
        assert_eq!(worst(&account(&Account { plan: None, ..HEALTHY })), Weight::Good, "a region that does not say");
        assert_eq!(worst(&account(&Account { plan: Some(Plan::Essentials), ..HEALTHY })), Weight::Note);
        for sick in [
            Account { sandbox: true, ..HEALTHY },
            Account { sends: false, ..HEALTHY },
            Account { standing: Standing::UnderReview, ..HEALTHY },
            Account { standing: Standing::ShutDown, ..HEALTHY },
            Account { left: Some(0), ..HEALTHY },
        ] {
            let findings = account(&sick);
            let bad: Vec<_> = findings.iter().filter(|finding| finding.weight == Weight::Bad).collect();
            assert!(bad.len() == 1 && bad[0].mend.is_some(), "{findings:?}");
        }
    }

    #[test]
    fn a_sender_needs_dkim_and_dmarc_and_should_have_a_mail_from() {
        let identity = |dkim: &str, mail_from: Option<&str>| Identity {
            is_verified: true,
            dkim: dkim.to_owned(),
            mail_from: mail_from.map(|status| ("mail.svar.example".to_owned(), status.to_owned())),
        };
        let of = |identity: Option<&Identity>, dmarc| worst(&sender("svar.example", identity, dmarc));
        let dmarc = Some("v=DMARC1; p=none");
        assert_eq!(of(Some(&identity("SUCCESS", Some("SUCCESS"))), dmarc), Weight::Good);
        assert_eq!(of(Some(&identity("SUCCESS", Some("PENDING"))), dmarc), Weight::Note);
        assert_eq!(of(Some(&identity("SUCCESS", None)), dmarc), Weight::Note);
        assert_eq!(of(Some(&identity("PENDING", Some("SUCCESS"))), dmarc), Weight::Bad);
        assert_eq!(of(Some(&identity("SUCCESS", Some("SUCCESS"))), None), Weight::Bad);
        assert_eq!(of(Some(&identity("SUCCESS", Some("SUCCESS"))), Some("google-site-verification=x")), Weight::Bad);
        assert_eq!(of(None, dmarc), Weight::Bad);
    }

    #[test]
    fn schedules_that_are_off_or_missing_are_named() {
        let all = ["send", "alert", "aggregate-hourly", "aggregate-nightly", "export"];
        let found = |off: &str| -> Vec<(String, bool)> {
            all.iter().map(|name| (format!("glimt-{name}"), *name != off)).collect()
        };
        assert_eq!(worst(&schedules("glimt", &found(""))), Weight::Good);
        assert!(schedules("glimt", &found("send"))[0].what.contains("glimt-send"));
        assert!(schedules("other", &found(""))[0].what.contains("other-export"));
    }

    #[test]
    fn without_a_journey_nothing_can_happen() {
        assert_eq!(worst(&journeys(&[], &Pauses::default())), Weight::Bad);
    }
}
