//! The first screen: one sentence, the journey from left to right, and how far to trust it.

use super::actions::{Known, alarm_text};
use super::figures::{Figures, decimals, is_hidden};
use super::words::isolated;
use crate::figure::{Compared, Figure};
use crate::period::{Period, PeriodType};
use crate::rows::{answer_rate, last_mature_day};
use crate::scope::{Asked, Scope, Tally};
use crate::silence::Alarm;
use crate::standing::{Standing, range};
use anyhow::Result;
use minijinja::{Value, context};
use score::{Metric, Quality, TargetVerdict, Verdict};

/// The report's first sentence.
pub(crate) struct Sentence {
    /// `4 of 6 stages on target`.
    pub on_target: String,
    /// The same, with how many have missed theirs and of how many that can't be told.
    pub targets: String,
    /// The largest move that is proven.
    pub moved: String,
}

/// How many stages are on target, and the largest move that is proven.
pub(crate) fn sentence(figures: Figures, standings: &[Standing<'_>], names: &[String]) -> Result<Sentence> {
    let words = figures.words;
    let verdicts: Vec<_> = standings
        .iter()
        .filter_map(|standing| Some(standing.headline()?.figure.target_verdict(standing.stage.target.as_ref()?.score)))
        .collect();
    let of = |wanted| verdicts.iter().filter(|verdict| **verdict == wanted).count() as u64;
    let (met, missed, cant_tell) = (of(TargetVerdict::Met), of(TargetVerdict::Missed), of(TargetVerdict::CantTell));
    let on_target = if verdicts.is_empty() {
        words.say("targets-none", &[])?
    } else {
        let n = verdicts.len() as u64;
        let fillings =
            [("n".into(), n.into()), ("count".into(), words.count(n).into()), ("met".into(), words.count(met).into())];
        words.fill("targets", &fillings.into())?
    };
    let mut targets = vec![on_target.clone()];
    for (text, count) in [("targets-missed", missed), ("targets-cant-tell", cant_tell)] {
        if count > 0 {
            targets.push(words.say(text, &[("count", &words.count(count))])?);
        }
    }
    let moved = match largest_move(standings, names) {
        None => words.say("moved-none", &[])?,
        Some((name, metric, moved)) => {
            let change = figures.moved_by(metric, moved.change.difference, decimals(moved.change.interval))?;
            let text = if moved.change.verdict == Verdict::Up { "moved-up" } else { "moved-down" };
            words.say(text, &[("stage", &isolated(name)), ("change", &change)])?
        }
    };
    Ok(Sentence { on_target, targets: targets.join(", "), moved })
}

/// The largest move that is proven, of which stage and in which metric. Points and percent have ranges of different
/// width: the larger move is the larger part of its range.
pub(crate) fn largest_move<'s>(
    standings: &'s [Standing<'_>],
    names: &'s [String],
) -> Option<(&'s str, Metric, &'s Compared)> {
    let size = |(_, metric, moved): &(&str, Metric, &Compared)| {
        let (lowest, highest) = range(*metric);
        moved.change.difference.abs() / (highest - lowest)
    };
    let moves = standings.iter().zip(names).filter_map(|(standing, name)| {
        let (metric, moved) = standing.proven_move()?;
        Some((name.as_str(), metric, moved))
    });
    moves.rev().max_by(|a, b| size(a).total_cmp(&size(b)))
}

/// The stage's card.
pub(crate) fn card(figures: Figures, standing: &Standing<'_>, name: &str) -> Result<Value> {
    let stage = standing.stage;
    let headline = standing.headline();
    Ok(context! {
        order => standing.order,
        id => stage.id.as_str(),
        name => name,
        phase => figures.words.say(&format!("phase-{}", stage.phase.as_str()), &[])?,
        owner => stage.owner.as_str(),
        score => headline.map(|headline| figures.score(headline, &headline.figure)).transpose()?,
        bar => headline.and_then(|headline| figures.bar(headline, stage.target.as_ref())),
        change => headline.map(|headline| figures.change(headline.survey.metric, &headline.figure)).transpose()?,
        target => figures.target(standing)?,
    })
}

/// What stands behind the figures.
pub(crate) fn trust(figures: Figures, known: &Known<'_, '_>) -> Result<Value> {
    let Known { scope, standings, names, .. } = known;
    let words = figures.words;
    let surveys = || standings.iter().flat_map(|standing| &standing.surveys);
    let sum = |of: &dyn Fn(&Figure) -> u64| surveys().map(|surveyed| of(&surveyed.figure)).sum::<u64>();
    let people = sum(&|figure| figure.answered.counts.provisional.n());
    let scanners = sum(&|figure| figure.answered.counts.suspect.n());
    let is_thin =
        |standing: &Standing<'_>| standing.headline().is_none_or(|headline| headline.figure.quality != Quality::Enough);
    let few = standings.iter().zip(*names).filter(|(standing, _)| is_thin(standing));
    let few: Vec<_> = few.map(|(_, name)| isolated(name)).collect();
    let (n, people, scanners) = (people + scanners, words.count(people), words.count(scanners));
    let not_sent = [
        ("n".into(), n.into()),
        ("count".into(), words.count(n).into()),
        ("people".into(), people.into()),
        ("scanners".into(), scanners.into()),
    ];
    Ok(context! {
        as_of => match scope.complete_to.or_else(|| scope.as_of()) {
            None => words.say("as-of-never", &[])?,
            Some(as_of) => {
                let local = as_of.to_zoned(scope.journey.time_zone.clone());
                let zone = scope.journey.time_zone.iana_name().unwrap_or("UTC");
                format!("{} {} ({zone})", words.date(local.date())?, words.clock(local.time())?)
            }
        },
        answer_rate => rate_in_words(figures, scope, standings)?,
        few => if few.is_empty() { words.say("few-stages-none", &[])? } else { few.join(", ") },
        not_sent => words.fill("not-sent-of", &not_sent.into())?,
        silent => silent(figures, known)?,
    })
}

/// What is not heard: surveys that have stopped, and what else is wrong with what comes in.
fn silent(figures: Figures, known: &Known<'_, '_>) -> Result<Vec<String>> {
    let heard = known.alarms.iter().filter(|alarm| !matches!(alarm, Alarm::Starved { .. }));
    let told: Vec<_> = heard.map(|alarm| alarm_text(figures, known.scope, alarm)).collect::<Result<_>>()?;
    if told.is_empty() { Ok(vec![figures.words.say("silent-none", &[])?]) } else { Ok(told) }
}

/// The answer rate of the newest 28 days whose links have expired; if nobody was asked then, of the last 28.
fn rate_in_words(figures: Figures, scope: &Scope<'_>, standings: &[Standing<'_>]) -> Result<String> {
    let words = figures.words;
    let closed = Period::of(PeriodType::Last28d, last_mature_day(scope.journey.link_life, scope.today));
    let open = Period::of(PeriodType::Last28d, scope.today);
    for (period, text) in [(closed, "answer-rate-closed"), (open, "answer-rate-open")] {
        let mut asked = Asked::default();
        for surveyed in standings.iter().flat_map(|standing| &standing.surveys) {
            asked.add(&surveyed.asked.sum(period));
        }
        if let Some(rate) = answer_rate(&asked) {
            let (share, count) = (words.share(rate), words.count(asked.funnel.delivered()));
            let (from, until) = (words.date(period.start)?, words.date(period.end)?);
            return words.say(text, &[("share", &share), ("count", &count), ("from", &from), ("until", &until)]);
        }
    }
    words.say("answer-rate-none", &[])
}

/// What the answers so far leave open.
pub(crate) fn unknown(
    figures: Figures,
    scope: &Scope<'_>,
    standings: &[Standing<'_>],
    names: &[String],
) -> Result<Vec<String>> {
    let words = figures.words;
    let mut unknown = vec![];
    for (standing, name) in standings.iter().zip(names) {
        let Some(headline) = standing.headline() else { continue };
        let say = |text, answers: &str| words.say(text, &[("stage", &isolated(name)), ("answers", answers)]);
        if is_hidden(&headline.figure) {
            unknown.push(say("unknown-score", &figures.answers(headline, &headline.figure)?)?);
            continue;
        }
        if headline.figure.verdict() == Verdict::CantTell {
            unknown.push(say("unknown-move", "")?);
        }
        let target = standing.stage.target.as_ref().map(|target| headline.figure.target_verdict(target.score));
        if target == Some(TargetVerdict::CantTell) {
            unknown.push(say("unknown-target", "")?);
        }
    }
    let date = words.date(last_mature_day(scope.journey.link_life, scope.today))?;
    unknown.push(words.say("unknown-rate", &[("date", &date)])?);
    unknown.push(words.say("unknown-silent", &[])?);
    Ok(unknown)
}
