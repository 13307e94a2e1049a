//! Who asks whom what: two journeys of one company, with lengths of its own, and a few people.

use super::sources::VOIDS;
use crate::shop::JOURNEY;
use anyhow::{Result, anyhow};
use fastrand::Rng;
use glimt::journeys;
use glimt::world::Settings;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;
use survey::invitation::Context;
use survey::journey::length::Length;
use survey::journey::letter::Letters;
use survey::journey::{Journey, OwnMail, Survey, WhenUnsure};
use survey::subject::BadSubject;
use survey::{InvitationId, Language, Secrets, Slug, SubjectKey};

/// The people: few, so that they are asked about several things at once.
pub const PEOPLE: [&str; 4] = ["kari@example.no", "ola@example.no", "per@complaint.test", "eva@bounce.test"];

/// A mail with what every mail must have, HTML and text.
const SHORT_MAIL: [&str; 2] = [
    r#"<p>{{ why }} {{ text("safety") }} {{ legal }}</p>
<a href="{{ answer_url }}">{{ question }}</a> <a href="{{ privacy_url }}">?</a> <a href="{{ opt_out_url }}">x</a>
{% for row in rows %}{% for cell in row %}<a href="{{ cell.url }}">{{ cell.shown }}</a> {% endfor %}{% endfor %}"#,
    r#"{{ question }} {{ answer_url }} {{ privacy_url }} {{ opt_out_url }}
{% for row in rows %}{% for cell in row %}{{ cell.url }} {% endfor %}{% endfor %}
{{ why }} {{ text("safety") }} {{ legal }}"#,
];

/// Two journeys, and where what happens in them lies.
#[derive(Debug, Clone)]
pub struct Company {
    pub journeys: [Journey; 2],
    /// Their mails: no length stands in them.
    pub letters: Arc<BTreeMap<Slug, Letters>>,
    /// Orders and tickets whose invitations lie in few shards, so that a sweep is soon done.
    pub orders: Arc<[String]>,
    pub tickets: Arc<[String]>,
    /// When every run begins: a Friday evening, so that most runs see midnight.
    pub start: Timestamp,
}

impl Company {
    /// Reads both journeys.
    pub fn read() -> Result<Self> {
        let other = JOURNEY.replace("id = \"nordlys\"", "id = \"fjell\"").replace("ticket.solved", "order.paid");
        let mut journeys = [JOURNEY, &other].map(|text| journeys::parse(text, "the simulator's journey"));
        let mut letters = BTreeMap::new();
        for journey in journeys.iter_mut().flatten() {
            // Of each wording and letter there is one call less to make, and each is small.
            journey.languages.retain(|language| *language == Language::Nb);
            journey.sender.mail = Some(Slug::parse("short")?);
            let [html, text] = SHORT_MAIL.map(|part| Some(part.to_owned()));
            journey.mails.insert(Slug::parse("short")?, OwnMail { html, text });
            let compiled = mailer::letters(journey).map_err(|bad| anyhow!("{bad:?}"))?;
            letters.insert(journey.id.clone(), compiled);
        }
        let [first, second] = journeys;
        Ok(Self {
            journeys: [first?, second?],
            letters: Arc::new(letters),
            orders: in_few_shards(SubjectKey::order, &["delivered", "solved"])?,
            tickets: in_few_shards(SubjectKey::ticket, &["solved"])?,
            start: "2026-11-20T18:00:00Z".parse()?,
        })
    }

    /// A company like this, of lengths of its own. Both journeys listen to deliveries; one of them asks soon, the other later.
    pub fn of(&self, dice: &mut Rng) -> Self {
        let mut company = self.clone();
        for journey in &mut company.journeys {
            journey.quiet_period = length(dice, &["0s", "1h", "3h", "6h", "3d"]);
            journey.fuse.person = dice.u32(1..=5);
            if dice.u8(..6) == 0 {
                journey.when_unsure = WhenUnsure::Resend;
            }
            for survey in journey.stages.iter_mut().flat_map(|stage| &mut stage.surveys) {
                survey.void_on = voids(&survey.on);
                survey.delay = length(dice, &["0s", "20m", "1h", "2h"]);
                survey.priority = dice.i32(0..3);
                survey.too_late_after = dice.bool().then(|| length(dice, &["2h", "4h", "1d"]));
                survey.reminder = (dice.u8(..3) == 0).then(|| length(dice, &["1h", "3h"]));
                survey.ask_again_after = dice.bool().then(|| length(dice, &["2h", "1d"]));
            }
        }
        company
    }

    /// Whether a mail that may have been sent is sent again, so that somebody may get two.
    pub fn resends(&self, context: &Context) -> bool {
        self.journey(context).is_some_and(|journey| journey.when_unsure == WhenUnsure::Resend)
    }

    /// How long after an ask about the other nobody may be asked about this.
    pub fn quiet(&self, context: &Context, other: Option<&Context>) -> SignedDuration {
        let same = other.is_some_and(|other| other.journey == context.journey && other.survey == context.survey);
        let again = self.survey(context).and_then(|survey| survey.ask_again_after).filter(|_| same);
        let quiet = self.journey(context).map(|journey| journey.quiet_period).unwrap_or_default();
        quiet.max(again.unwrap_or_default()).duration()
    }

    fn journey(&self, context: &Context) -> Option<&Journey> {
        self.journeys.iter().find(|journey| journey.id == context.journey)
    }

    /// The survey of an invitation.
    pub fn survey(&self, context: &Context) -> Option<&Survey> {
        Some(self.journey(context)?.survey(&context.survey)?.1)
    }
}

/// What takes an occasion away.
fn voids(on: &[Slug]) -> Vec<Slug> {
    let tickets = on.iter().any(|kind| kind.as_str().starts_with("ticket"));
    let kinds = VOIDS.iter().filter(|kind| kind.starts_with("ticket") == tickets);
    kinds.filter_map(|kind| Slug::parse(kind).ok()).collect()
}

fn length(dice: &mut Rng, choices: &[&str]) -> Length {
    dice.choice(choices).and_then(|text| Length::parse(text).ok()).unwrap_or_default()
}

/// As many numbers as a run has subjects at the most.
const NUMBERS: usize = 3;
/// In so many shards lie the invitations that their first touchpoints lead to.
const FEW_SHARDS: u8 = 2;

type Named = fn(&str, &str) -> Result<SubjectKey, BadSubject>;

fn in_few_shards(subject: Named, surveys: &[&str]) -> Result<Arc<[String]>> {
    let settings = Settings::development("https://svar.nordlys.example");
    let secrets = Secrets::parse(&settings.naming_key, &settings.link_keys)?;
    let fits = |number: &String| {
        let Ok(subject) = subject(&settings.source, number) else { return false };
        let ids =
            ["nordlys", "fjell"].into_iter().flat_map(|journey| surveys.iter().map(move |survey| (journey, *survey)));
        ids.map(|(journey, survey)| InvitationId::of(&secrets, journey, &subject, survey, 1))
            .all(|id| id.shard() < FEW_SHARDS)
    };
    Ok((0..).map(|number: u32| number.to_string()).filter(fits).take(NUMBERS).collect())
}
