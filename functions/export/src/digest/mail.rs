//! What a digest says.

use super::{Material, at_the_end_of};
use crate::period::{Period, PeriodType};
use crate::report::{Action, Figures, Known, Words, actions, alarm_text, comment_line, decimals, first, isolated};
use crate::scope::Scope;
use crate::silence::{Alarm, alarms};
use crate::standing::{Standing, standings};
use anyhow::Result;
use jiff::ToSpan;
use mailer::{DigestMail, Line, Rendered, Section};
use survey::Reason;
use survey::journey::{Mode, Stage};

/// How many comments there are.
const COMMENTS: usize = 3;

/// The digest of a period: of the whole, or of some stages.
pub(super) fn write(material: &Material<'_, '_>, period: Period, of: Option<&[&Stage]>) -> Result<Rendered> {
    let scope = &at_the_end_of(material.scope, period);
    let journey = scope.journey;
    let language = journey.language(None);
    let words = Words(language);
    let figures = Figures { words, show_too_few: false };
    let is_theirs = |stage: &Stage| of.is_none_or(|stages| stages.iter().any(|theirs| theirs.id == stage.id));
    let all = standings(scope);
    let theirs: Vec<Standing<'_>> = all.into_iter().filter(|standing| is_theirs(standing.stage)).collect();
    let names: Vec<String> = theirs.iter().map(|at| at.stage.name.for_reader(language).to_owned()).collect();
    // Alarms look at the days before today.
    let alarms = alarms(&Scope { today: period.end.saturating_add(1.day()), ..*scope }, &theirs);
    let known = Known { scope, standings: &theirs, names: &names, drivers: material.drivers, alarms: &alarms };
    let name = period_name(words, period)?;
    let sentence = first::sentence(figures, &theirs, &names)?;
    let moved: Vec<Line> = moved(figures, &theirs, &names)?;
    let mut lead = vec![format!("{}.", sentence.targets), sentence.moved];
    let mut sections = Vec::new();
    let is_quiet = moved.is_empty() && alarms.is_empty();
    if is_quiet {
        let answers = theirs.iter().filter_map(Standing::headline).map(|headline| headline.days(period).sum(period));
        let n = answers.map(|answered| answered.counts.confirmed.n()).sum();
        lead.push(words.say("digest-answers", &[("answers", &words.counted("answers", n)?)])?);
    } else {
        let mut add = |heading: &str, lines: Vec<Line>| -> Result<()> {
            if !lines.is_empty() {
                sections.push(Section { heading: words.say(heading, &[])?, lines });
            }
            Ok(())
        };
        add("digest-moved", moved)?;
        add(
            "digest-stages",
            theirs
                .iter()
                .zip(&names)
                .filter_map(|(at, name)| stage(figures, at, name).transpose())
                .collect::<Result<_>>()?,
        )?;
        let actions = actions(figures, &known)?;
        add("first", actions.into_iter().map(|Action { text, reasons, .. }| plain(text, reasons)).collect())?;
        add("digest-comments", comments(figures, material, period, &theirs)?)?;
        let heard = alarms.iter().filter(|alarm| !matches!(alarm, Alarm::Starved { .. }));
        add(
            "silent",
            heard.map(|alarm| Ok(plain(alarm_text(figures, scope, alarm)?, vec![]))).collect::<Result<_>>()?,
        )?;
    }
    if journey.mode == Mode::Shadow {
        lead.extend(shadow(words, &theirs, period)?);
    }
    let mut foot = vec![match material.scope.complete_to {
        None => words.say("as-of-never", &[])?,
        Some(at) => {
            let local = at.to_zoned(journey.time_zone.clone());
            let time = format!("{} {}", words.date(local.date())?, words.clock(local.time())?);
            words.say("digest-complete", &[("time", &time)])?
        }
    }];
    if journey.reporting.attach {
        foot.push(words.say("digest-attached", &[])?);
    }
    foot.push(words.say("digest-why", &[])?);
    let journey_name = journey.name.for_reader(language);
    let mail = DigestMail {
        subject: subject(figures, &name, &theirs, &names)?,
        heading: words.say("digest-heading", &[("journey", journey_name), ("period", &name)])?,
        lead,
        sections,
        foot,
        language,
    };
    Ok(mail.render()?)
}

/// That the files of today could not be made or put.
pub(super) fn failed(scope: &Scope<'_>) -> Result<Rendered> {
    let journey = scope.journey;
    let language = journey.language(None);
    let words = Words(language);
    let heading = words.say("export-failed", &[("journey", journey.name.for_reader(language))])?;
    let date = words.date(scope.today)?;
    let mail = DigestMail {
        subject: heading.clone(),
        heading,
        lead: vec![words.say("export-failed-what", &[("date", &date)])?, words.say("export-failed-next", &[])?],
        sections: Vec::new(),
        foot: vec![words.say("digest-why", &[])?],
        language,
    };
    Ok(mail.render()?)
}

fn plain(text: String, more: Vec<String>) -> Line {
    Line { text, more, is_quote: false }
}

/// `Uke 47`, `11/2026`, `21. nov. 2026`.
fn period_name(words: Words, period: Period) -> Result<String> {
    match period.kind {
        PeriodType::Week => words.say("digest-week", &[("week", &period.start.iso_week_date().week().to_string())]),
        PeriodType::Month => {
            let (number, year) = (period.start.month().to_string(), period.start.year().to_string());
            words.say("digest-month", &[("number", &number), ("year", &year)])
        }
        _ => words.date(period.start),
    }
}

/// `Uke 47: Levering ned 6 (sikkert), 4 av 6 på mål`.
fn subject(figures: Figures, period: &str, standings: &[Standing<'_>], names: &[String]) -> Result<String> {
    let words = figures.words;
    let moved = first::largest_move(standings, names).map(|(name, _, moved)| {
        let change = words.number(moved.change.difference.abs(), decimals(moved.change.interval));
        let text = if moved.change.difference > 0.0 { "digest-up" } else { "digest-down" };
        words.say(text, &[("stage", name), ("change", &change)])
    });
    let moved = match moved {
        Some(moved) => moved?,
        None => words.say("digest-still", &[])?,
    };
    if standings.iter().all(|standing| standing.stage.target.is_none()) {
        return Ok(format!("{period}: {moved}"));
    }
    let targets = first::sentence(figures, standings, names)?.on_target;
    words.say("digest-subject", &[("period", period), ("moved", &moved), ("targets", &targets)])
}

/// Every move of a stage that chance does not explain.
fn moved(figures: Figures, standings: &[Standing<'_>], names: &[String]) -> Result<Vec<Line>> {
    let words = figures.words;
    let mut lines = Vec::new();
    for (standing, name) in standings.iter().zip(names) {
        let Some((metric, moved)) = standing.proven_move() else { continue };
        let change = figures.moved_by(metric, moved.change.difference, decimals(moved.change.interval))?;
        let text = if moved.change.difference > 0.0 { "moved-up" } else { "moved-down" };
        let (low, high) = (moved.change.interval.low, moved.change.interval.high);
        // So many that neither end is rounded to the 0 that it leaves out.
        let nearest = low.abs().min(high.abs());
        let places = [0.5, 0.05].iter().filter(|least| nearest < **least).count().max(decimals(moved.change.interval));
        let range = words.between(&words.signed(low, places), &words.signed(high, places))?;
        let more = words.say("interval", &[("range", &range)])?;
        lines.push(plain(words.say(text, &[("stage", &isolated(name)), ("change", &change)])?, vec![more]));
    }
    Ok(lines)
}

/// The stage's score, interval, number, change and target in words.
fn stage(figures: Figures, standing: &Standing<'_>, name: &str) -> Result<Option<Line>> {
    let words = figures.words;
    let Some(headline) = standing.headline() else { return Ok(None) };
    let answers = figures.answers(headline, &headline.figure)?;
    let metric = words.say(&format!("metric-{}", headline.survey.metric), &[])?;
    let (score, mut more) = match headline.figure.score {
        Some(score) => {
            let places = decimals(score.interval);
            let range = words.range(score.interval, places)?;
            let value = words.score(headline.survey.metric, score.value, places);
            (value, vec![format!("{}, {answers}", words.say("interval", &[("range", &range)])?)])
        }
        None => (answers, vec![]),
    };
    more.push(figures.change_in_words(headline.survey.metric, &headline.figure)?);
    if let Some(target) = figures.target_in_words(standing)? {
        more.push(target);
    }
    Ok(Some(plain(format!("{name}: {score} {metric}"), more)))
}

/// The comments of the period with the lowest ratings.
fn comments(
    figures: Figures,
    material: &Material<'_, '_>,
    period: Period,
    standings: &[Standing<'_>],
) -> Result<Vec<Line>> {
    let zone = &material.scope.journey.time_zone;
    let is_in = |comment: &&crate::told::Comment| {
        (period.start..=period.end).contains(&comment.at.to_zoned(zone.clone()).date())
    };
    let mut all: Vec<_> = standings
        .iter()
        .flat_map(|standing| material.told.comments.get(&standing.stage.id).into_iter().flatten())
        .filter(is_in)
        .collect();
    all.sort_by(|a, b| a.height().total_cmp(&b.height()).then(b.at.cmp(&a.at)));
    let line = |comment: &&crate::told::Comment| {
        let (rating, date) = comment_line(figures.words, material.scope, comment)?;
        Ok(Line { text: comment.text.clone(), more: vec![format!("{rating}, {date}")], is_quote: true })
    };
    all.iter().take(COMMENTS).map(line).collect()
}

/// Who would have been mailed, by stage.
fn shadow(words: Words, standings: &[Standing<'_>], period: Period) -> Result<Vec<String>> {
    let mut all = 0;
    let mut each = Vec::new();
    for standing in standings {
        let of = |surveyed: &crate::standing::Surveyed<'_>| {
            let asked = surveyed.asked.sum(period);
            [&asked.skips, &asked.skips_at_send].iter().filter_map(|reasons| reasons.get(&Reason::Shadow)).sum::<u64>()
        };
        let n: u64 = standing.surveys.iter().map(of).sum();
        all += n;
        if n > 0 {
            each.push(format!("{} {}", standing.stage.name.for_reader(words.0), words.count(n)));
        }
    }
    let fillings = [("n".into(), all.into()), ("count".into(), words.count(all).into())];
    let mut lines = vec![words.fill("digest-shadow", &fillings.into())?];
    if !each.is_empty() {
        lines.push(each.join(", "));
    }
    Ok(lines)
}
