//! `glimt link`: a link that asks without an email, for a parcel's slip, a poster, or somebody else's message.

use crate::library::Library;
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use qrcode::QrCode;
use qrcode::render::svg;
use std::path::PathBuf;
use survey::contact::Ask;
use survey::decide::Published;
use survey::dispatch::asked_recently;
use survey::journey::length::Length;
use survey::journey::{Stage, Survey};
use survey::link::{self, Asks, Channel, Link, link_token};
use survey::token::day_number;
use survey::{Contact, ContactKey, Language, Reason};

/// What the link asks, and whom.
#[derive(Debug, Clone, clap::Args)]
pub struct Wanted {
    /// The stage that it asks about
    #[arg(long)]
    pub stage: String,
    /// The survey; the stage's headline without
    #[arg(long)]
    pub survey: Option<String>,
    /// The journey, where several have such a stage
    #[arg(long)]
    pub journey: Option<String>,
    /// By what it reaches people; stands in every row that counts its answers
    #[arg(long)]
    pub channel: String,
    /// The language that it opens in; the journey's first without
    #[arg(long)]
    pub language: Option<String>,
    /// How long it can be opened
    #[arg(long, default_value = "365d", value_parser = Length::parse)]
    pub expires: Length,
    /// Write a QR code of it here
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// Make it for this one person (an address): it counts as asking them, and quiet periods hold
    #[arg(long, value_name = "EMAIL")]
    pub contact: Option<String>,
    /// Make it for a running `glimt dev`, such as http://127.0.0.1:9300
    #[arg(long, value_name = "URL")]
    pub dev: Option<String>,
}

/// Makes the link, writes its QR code where that is wanted, and gives it.
pub async fn run(wanted: &Wanted) -> Result<String> {
    let url = make(&Library::open(wanted.dev.as_deref()).await?, wanted).await?;
    if let Some(file) = &wanted.svg {
        let svg = QrCode::new(&url)?.render::<svg::Color<'_>>().min_dimensions(300, 300).build();
        std::fs::write(file, svg).with_context(|| format!("{} can't be written", file.display()))?;
    }
    Ok(url)
}

/// Makes the link. Nothing is written, but for one person that they are asked now.
pub async fn make(library: &Library, wanted: &Wanted) -> Result<String> {
    let now = (library.clock)();
    let public_url = library.public_url.as_deref().context("GLIMT_PUBLIC_URL says where customers reach the pages")?;
    let journeys = library.store.journeys(now).await?;
    let (published, stage, survey) = find(&journeys, wanted)?;
    let journey = &published.journey;
    let language = match wanted.language.as_deref() {
        Some(code) => Language::parse(code).filter(|language| journey.languages.contains(language)),
        None => journey.languages.first().copied(),
    };
    let person = wanted.contact.as_deref().map(|who| library.person(who)).transpose()?;
    let life = if person.is_some() { wanted.expires.min(journey.link_life) } else { wanted.expires };
    let asks = Asks {
        journey: published.number,
        version: u16::try_from(published.version).context("a journey can have 65,535 versions")?,
        survey: survey.index,
        language: language.with_context(|| format!("{} has no such language", journey.id))?,
        last_day: day_number(now + life.duration()),
    };
    let made = u32::try_from(now.as_second()).context("it is before 1970, or after 2106")?;
    let link = Link { made, channel: Channel::parse(&wanted.channel).context("--channel")?, person };
    if let Some(person) = &person {
        let claim = link::claim(&asks, &link, journey, "", now, &library.secrets);
        note_asked(library, person, published, (stage, survey), &claim.key.id(), now).await?;
    }
    Ok(format!("{public_url}/l/{}", link_token(&asks, &link, &library.secrets)))
}

fn find<'a>(journeys: &'a [Published], wanted: &Wanted) -> Result<(&'a Published, &'a Stage, &'a Survey)> {
    let all = journeys.iter().flat_map(|p| p.journey.stages.iter().map(move |stage| (p, stage)));
    let named = |p: &Published| wanted.journey.as_deref().is_none_or(|id| p.journey.id.as_str() == id);
    let mut found = all.clone().filter(|(p, stage)| stage.id.as_str() == wanted.stage && named(p));
    let (published, stage) = match (found.next(), found.next()) {
        (Some(one), None) => one,
        (Some(_), Some(_)) => bail!("several journeys have a stage “{}”; say which with --journey", wanted.stage),
        (None, _) => {
            let there: Vec<_> = all.map(|(p, stage)| format!("{}/{}", p.journey.id, stage.id)).collect();
            bail!("no stage “{}” is published; there are: {}", wanted.stage, there.join(", "));
        }
    };
    let id = wanted.survey.as_deref().unwrap_or(stage.headline.as_str());
    let survey = stage.surveys.iter().find(|survey| survey.id.as_str() == id);
    let there = || stage.surveys.iter().map(|survey| survey.id.as_str()).collect::<Vec<_>>().join(", ");
    let survey = survey.with_context(|| format!("the stage {} has no survey “{id}”; it has: {}", stage.id, there()))?;
    Ok((published, stage, survey))
}

/// Notes on the person that they are asked now; refuses if they may not be.
async fn note_asked(
    library: &Library,
    person: &ContactKey,
    published: &Published,
    (stage, survey): (&Stage, &Survey),
    id: &survey::InvitationId,
    now: Timestamp,
) -> Result<()> {
    let journey = &published.journey;
    let mut refused: Option<Reason> = None;
    let note = |contact: &mut Contact| {
        let recently = || asked_recently(journey, survey, contact, *id, now);
        refused = contact.suppression(&stage.id).or_else(recently);
        refused.is_none() && contact.note_asked(&Ask::survey_name(&journey.id, &survey.id), "link", *id, now)
    };
    library.store.change_contact(person, None, now + journey.remembered().duration(), note).await?;
    match refused {
        Some(reason) => bail!("no link: {} ({})", reason.explain(), reason.code()),
        None => Ok(()),
    }
}
