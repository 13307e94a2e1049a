//! `glimt doctor`: what stands between this account and the first mail that arrives, and how to mend it.

pub mod finding;

use anyhow::{Context, Result};
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message};
use bootstrap::{Aws, env};
use finding::{Finding, Identity, Weight};
use hickory_resolver::TokioResolver;
use hickory_resolver::proto::rr::{RData, RecordType};
use mailer::Mailer;
use std::collections::BTreeSet;
use store::{Store, Tables};
use survey::decide::Published;

/// What is looked at.
#[derive(Debug, Clone, clap::Args)]
pub struct Wanted {
    /// Also send a mail from each sender to SES's simulator, which costs and harms nothing
    #[arg(long)]
    pub mail: bool,
}

/// Everything that was found, and whether anything is bad.
pub async fn run(wanted: &Wanted) -> Result<(String, bool)> {
    let aws = Aws::of_operator().await;
    let mut findings = keys(&aws).await;
    let tables = env::tables()?;
    let store = Store::new(aws.dynamodb(), Tables::named(&tables));
    match store.look_at_tables().await {
        Ok(found) => findings.extend(finding::tables(&found)),
        Err(error) => {
            let mend = "dynamodb:DescribeTable and DescribeTimeToLive, AWS_REGION, and AWS's credentials";
            findings.push(Finding::bad(format!("the tables could not be looked at: {error}"), mend));
        }
    }
    let now = (bootstrap::system_clock()?)();
    let journeys = match store.journeys(now).await {
        Ok(journeys) => {
            findings.extend(finding::journeys(&journeys, &store.pauses(now).await?));
            journeys
        }
        Err(error) => {
            let mend =
                "deploy the stack; set GLIMT_TABLES to its Prefix, AWS_REGION to its region, and AWS's credentials";
            findings.push(Finding::bad(format!("the tables {tables}-… can't be read: {error}"), mend));
            Vec::new()
        }
    };
    let mailer = Mailer { client: aws.ses(), configuration_set: env::optional("GLIMT_CONFIGURATION_SET") };
    match mailer.account().await {
        Ok(account) => findings.extend(finding::account(&account)),
        Err(error) => findings.push(Finding::bad(error.to_string(), "ses:GetAccount, and AWS's credentials")),
    }
    findings.push(configuration_set(&mailer).await);
    for (domain, from) in senders(&journeys) {
        match identity(&mailer, &domain).await {
            Ok(identity) => {
                findings.extend(finding::sender(&domain, identity.as_ref(), dmarc(&domain).await.as_deref()));
            }
            Err(error) => findings.push(Finding::bad(format!("{error:#}"), "ses:GetEmailIdentity")),
        }
        if wanted.mail {
            findings.push(test_mail(&mailer, &from).await);
        }
    }
    findings.extend(schedules(&aws, &tables).await);
    let is_bad = findings.iter().any(|finding| finding.weight == Weight::Bad);
    let lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
    Ok((lines.join("\n"), is_bad))
}

/// Whether the keys of the environment, or what they refer to, are there.
async fn keys(aws: &Aws) -> Vec<Finding> {
    let mend = "put it into SSM as a SecureString, and set the variable to ssm:NAME; see infra/docs/deploy.md";
    let checked = |name: &str, outcome: Result<()>| match outcome {
        Ok(()) => Finding::good(format!("{name} is there")),
        Err(error) => Finding::bad(format!("{error:#}"), mend),
    };
    let sources = async { trigger::Sources::parse(&env::sources(aws).await?).map(drop).context("GLIMT_SOURCES") };
    vec![
        checked("the keys for names and links", env::secrets(aws).await.map(drop)),
        checked("the list of sources", sources.await),
    ]
}

/// The domains that journeys mail from, each with one From header.
fn senders(journeys: &[Published]) -> BTreeSet<(String, String)> {
    let of = |published: &Published| {
        let from = &published.journey.sender.from;
        let domain = from.rsplit_once('@')?.1.trim_end_matches('>').to_ascii_lowercase();
        Some((domain, from.clone()))
    };
    journeys.iter().filter_map(of).collect()
}

async fn identity(mailer: &Mailer, domain: &str) -> Result<Option<Identity>> {
    let told = match mailer.client.get_email_identity().email_identity(domain).send().await {
        Ok(told) => told,
        Err(error) if error.as_service_error().is_some_and(|error| error.is_not_found_exception()) => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("SES did not tell of {domain}")),
    };
    let dkim = told.dkim_attributes().and_then(|dkim| dkim.status()).map_or("none", |status| status.as_str());
    let mail_from = told
        .mail_from_attributes()
        .map(|from| (from.mail_from_domain().to_owned(), from.mail_from_domain_status().as_str().to_owned()));
    Ok(Some(Identity { is_verified: told.verified_for_sending_status(), dkim: dkim.to_owned(), mail_from }))
}

/// The DMARC record of a domain, or of the one that it belongs to (RFC 7489, 6.6.3, without the public suffix list: one
/// label after the other is left out, and two remain).
async fn dmarc(domain: &str) -> Option<String> {
    let resolver = TokioResolver::builder_tokio().ok()?.build().ok()?;
    let labels: Vec<_> = domain.split('.').collect();
    for first in 0..labels.len().saturating_sub(1) {
        let name = format!("_dmarc.{}.", labels.get(first..)?.join("."));
        let Ok(found) = resolver.lookup(name, RecordType::TXT).await else { continue };
        let text = found.answers().iter().find_map(|record| match &record.data {
            RData::TXT(text) => Some(text.to_string()),
            _ => None,
        });
        if text.is_some() {
            return text;
        }
    }
    None
}

async fn configuration_set(mailer: &Mailer) -> Finding {
    let Some(set) = &mailer.configuration_set else {
        return Finding::bad(
            "GLIMT_CONFIGURATION_SET is not set: without it, SES reports nothing",
            "set it to the stack's output ConfigurationSet",
        );
    };
    let mend = "deploy the stack: its SES events go to the default bus, and from there to feedback";
    match mailer.client.get_configuration_set_event_destinations().configuration_set_name(set).send().await {
        Ok(told) if told.event_destinations().iter().any(|to| to.enabled()) => {
            Finding::good(format!("SES reports on the configuration set {set}"))
        }
        Ok(_) => Finding::bad(format!("the configuration set {set} reports to nobody"), mend),
        Err(error) => {
            let code = aws_sdk_sesv2::error::ProvideErrorMetadata::code(&error).unwrap_or("NoAnswer").to_owned();
            Finding::bad(format!("SES does not tell of the configuration set {set} ({code})"), mend)
        }
    }
}

async fn schedules(aws: &Aws, prefix: &str) -> Vec<Finding> {
    let client = aws_sdk_scheduler::Client::new(aws.config());
    let told = client.list_schedules().name_prefix(format!("{prefix}-")).send().await;
    match told {
        Ok(told) => {
            let is_on = |state: Option<&aws_sdk_scheduler::types::ScheduleState>| {
                state.is_some_and(|state| *state == aws_sdk_scheduler::types::ScheduleState::Enabled)
            };
            let found: Vec<_> = told
                .schedules()
                .iter()
                .map(|schedule| (schedule.name().unwrap_or_default().to_owned(), is_on(schedule.state())))
                .collect();
            finding::schedules(prefix, &found)
        }
        Err(error) => {
            let code = aws_sdk_sesv2::error::ProvideErrorMetadata::code(&error).unwrap_or("NoAnswer").to_owned();
            vec![Finding::bad(format!("the schedules could not be listed ({code})"), "scheduler:ListSchedules")]
        }
    }
}

async fn test_mail(mailer: &Mailer, from: &str) -> Finding {
    let text = |text: &str| Content::builder().data(text).charset("UTF-8").build();
    let (Ok(subject), Ok(body)) = (text("Glimt: test"), text("A test of the way to the mailbox.")) else {
        return Finding::bad("the test mail could not be written", "");
    };
    let message = Message::builder().subject(subject).body(Body::builder().text(body).build()).build();
    let sent = mailer
        .client
        .send_email()
        .from_email_address(from)
        .destination(Destination::builder().to_addresses("success@simulator.amazonses.com").build())
        .content(EmailContent::builder().simple(message).build())
        .set_configuration_set_name(mailer.configuration_set.clone())
        .send()
        .await;
    match sent {
        Ok(_) => Finding::good(format!("SES has taken a mail from {from} to its simulator")),
        Err(error) => {
            let error: &dyn aws_sdk_sesv2::error::ProvideErrorMetadata = &error;
            let why = error.message().or(error.code()).unwrap_or("no answer").to_owned();
            Finding::bad(format!("SES did not take a mail from {from}: {why}"), "what SES says is what is to be mended")
        }
    }
}
