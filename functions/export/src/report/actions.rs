//! Two things to do first, each with its reasons.

use super::figures::{Figures, decimals};
use super::labels::option_label;
use super::words::isolated;
use crate::rows::{DriverRow, ranked};
use crate::scope::Scope;
use crate::silence::Alarm;
use crate::standing::Standing;
use anyhow::Result;
use minijinja::Value;
use minijinja::context;
use score::{Quality, TargetVerdict, Verdict};
use survey::Slug;

/// How many there are at most: whoever reads twenty does none.
const MOST: usize = 2;

/// Something to do, of a stage or of the whole.
#[derive(Debug, Clone)]
pub(crate) struct Action {
    pub stage: Option<Slug>,
    pub text: String,
    pub reasons: Vec<String>,
}

impl Action {
    pub fn view(&self) -> Value {
        let stage = self.stage.as_ref().map(Slug::as_str);
        context! { stage => stage, text => self.text.as_str(), reasons => self.reasons.clone() }
    }
}

/// What a stage is told by its report.
pub(crate) struct Known<'k, 'a> {
    pub scope: &'k Scope<'a>,
    pub standings: &'k [Standing<'a>],
    pub names: &'k [String],
    pub drivers: &'k [DriverRow<'a>],
    pub alarms: &'k [Alarm<'a>],
}

/// Stages below their target, by priority; then what has gone silent, what has fallen, and what says too little.
pub(crate) fn actions(figures: Figures, known: &Known<'_, '_>) -> Result<Vec<Action>> {
    let words = figures.words;
    let mut actions: Vec<Action> = Vec::new();
    let name = |place: usize| known.names.get(place).map(|name| isolated(name)).unwrap_or_default();
    for ranked in ranked(known.scope, known.standings).ranked {
        let Some(standing) = known.standings.get(ranked.stage) else { continue };
        let (Some(headline), Some(target)) = (standing.headline(), &standing.stage.target) else { continue };
        let Some(score) = headline.figure.score else { continue };
        let gap = figures.moved_by(headline.survey.metric, target.score - score.value, decimals(score.interval))?;
        let reach = words.counted("first-reach", standing.reach(known.scope.today))?;
        let text = words.say("first-gap", &[("stage", &name(ranked.stage)), ("gap", &gap), ("reach", &reach)])?;
        let mut reasons = reasons(figures, known, standing)?;
        if ranked.verdict == TargetVerdict::CantTell {
            reasons.push(words.say("first-unsure", &[])?);
        }
        actions.push(Action { stage: Some(standing.stage.id.clone()), text, reasons });
    }
    for alarm in known.alarms {
        let stage = match alarm {
            Alarm::Silent { stage, .. } | Alarm::Starved { stage, .. } => Some(stage.id.clone()),
            Alarm::Bounces { .. } | Alarm::Scanners { .. } | Alarm::Late { .. } => None,
        };
        actions.push(Action { stage, text: alarm_text(figures, known.scope, alarm)?, reasons: Vec::new() });
    }
    for (standing, place) in known.standings.iter().zip(0..) {
        let is_there = actions.iter().any(|action| action.stage.as_ref() == Some(&standing.stage.id));
        let Some(headline) = standing.headline().filter(|_| !is_there) else { continue };
        let stage = Some(standing.stage.id.clone());
        if let Some((metric, moved)) = standing.proven_move().filter(|(_, moved)| moved.change.verdict == Verdict::Down)
        {
            let change = figures.moved_by(metric, moved.change.difference, decimals(moved.change.interval))?;
            let text = words.say("moved-down", &[("stage", &name(place)), ("change", &change)])?;
            actions.push(Action { stage, text, reasons: reasons(figures, known, standing)? });
        } else if headline.figure.quality != Quality::Enough {
            let answers = figures.answers(headline, &headline.figure)?;
            let text = words.say("first-few", &[("stage", &name(place)), ("answers", &answers)])?;
            actions.push(Action { stage, text, reasons: Vec::new() });
        }
    }
    actions.truncate(MOST);
    Ok(actions)
}

/// What speaks for looking there: that it fell, what goes with low ratings, and what money stands behind them.
fn reasons(figures: Figures, known: &Known<'_, '_>, standing: &Standing<'_>) -> Result<Vec<String>> {
    let words = figures.words;
    let mut reasons = Vec::new();
    let Some(headline) = standing.headline() else { return Ok(reasons) };
    if let Some((metric, moved)) = standing.proven_move().filter(|(_, moved)| moved.change.verdict == Verdict::Down) {
        let change = figures.moved_by(metric, moved.change.difference, decimals(moved.change.interval))?;
        reasons.push(words.say("first-fell", &[("change", &change)])?);
    }
    let stage = standing.stage.id.as_str();
    let named = known.drivers.iter().find(|row| {
        row.stage_id == stage && row.survey_id == headline.survey.id.as_str() && row.verdict == Some("down")
    });
    if let Some((row, difference)) = named.and_then(|row| Some((row, row.difference?))) {
        let option = option_label(figures, known.scope, row);
        let by = figures.moved_by(headline.survey.metric, difference, 0)?;
        reasons.push(words.say("first-driver", &[("option", &isolated(&option)), ("difference", &by)])?);
    }
    if let Some((_, money)) = headline.main_money().filter(|(_, money)| money.unfavourable.raw > 0) {
        let share = money.unfavourable.share;
        let (at, range) = (words.number(share.value, 0), words.range(share.interval, 0)?);
        reasons.push(words.say("first-money", &[("share", &at), ("range", &range)])?);
    }
    Ok(reasons)
}

/// An alarm in words.
pub(crate) fn alarm_text(figures: Figures, scope: &Scope<'_>, alarm: &Alarm<'_>) -> Result<String> {
    let words = figures.words;
    match alarm {
        Alarm::Silent { stage, survey, days, usual } => {
            let (name, usual) = (isolated(stage.name.for_reader(words.0)), words.number(*usual, 0));
            let days = words.counted("days", u64::try_from(*days)?)?;
            words.say(
                "alarm-silent",
                &[("stage", &name), ("survey", survey.as_str()), ("days", &days), ("usual", &usual)],
            )
        }
        Alarm::Bounces { before, now } => {
            let (before, now) = (words.percent(100.0 * before, 1), words.percent(100.0 * now, 1));
            words.say("alarm-bounces", &[("before", &before), ("now", &now)])
        }
        Alarm::Scanners { before, now } => {
            let (before, now) = (words.percent(100.0 * before, 1), words.percent(100.0 * now, 1));
            words.say("alarm-scanners", &[("before", &before), ("now", &now)])
        }
        Alarm::Starved { stage, share } => {
            let name = isolated(stage.name.for_reader(words.0));
            words.say("quiet-warning", &[("stage", &name), ("share", &words.share(*share))])
        }
        Alarm::Late { complete_to } => {
            let local = complete_to.to_zoned(scope.journey.time_zone.clone());
            let at = format!("{} {}", words.date(local.date())?, words.clock(local.time())?);
            words.say("alarm-late", &[("time", &at)])
        }
    }
}
