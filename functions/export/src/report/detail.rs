//! Below the first screen: each stage's trend, the funnel, and what the numbers mean.

use super::chart::{Chart, NARROW, WIDE, Week};
use super::figures::{Figures, decimals, is_hidden};
use super::more;
use super::words::isolated;
use crate::figure::{Expectation, Figure, Promise, Rule};
use crate::period::{Period, PeriodType};
use crate::rows::{ChangeRow, DAY, answer_rate};
use crate::scope::{Asked, Scope, Tally};
use crate::silence::starved;
use crate::standing::{Standing, Surveyed, range};
use crate::told::Told;
use anyhow::Result;
use minijinja::{Value, context};
use score::Metric;
use std::collections::BTreeSet;
use survey::journey::Count;

/// The trend of the stage's headline survey, and its other surveys.
pub(crate) fn stage(
    figures: Figures,
    scope: &Scope<'_>,
    (told, changes): (&Told, &[ChangeRow<'_>]),
    standing: &Standing<'_>,
    name: &str,
) -> Result<Value> {
    let words = figures.words;
    let others = standing.others().map(|surveyed| {
        Ok(context! {
            question => surveyed.survey.question.for_reader(words.0),
            score => figures.score(surveyed, &surveyed.figure)?,
            change => figures.change(surveyed.survey.metric, &surveyed.figure)?,
        })
    });
    let dated = scope.journey.changes.iter().filter(|change| change.stage == standing.stage.id);
    let dates: Vec<_> = dated.map(|change| change.date).collect();
    Ok(context! {
        id => standing.stage.id.as_str(),
        name => name,
        question => standing.headline().map(|headline| headline.survey.question.for_reader(words.0)),
        promise => promise(figures, standing)?,
        expectation => expectation(figures, standing)?,
        mean => standing.headline().map(|headline| mean(figures, headline)).transpose()?.flatten(),
        otherwise => standing.headline().map(|headline| counted_otherwise(figures, scope, headline)).transpose()?,
        trend => standing.headline().map(|headline| trend(figures, scope, standing, headline, name, &dates)).transpose()?,
        changes => more::before_and_after(figures, scope, changes, standing)?,
        comments => more::comments(figures, scope, told, standing)?,
        others => others.collect::<Result<Vec<_>>>()?,
    })
}

/// What the stage promises, and for how many of those who said so it was kept in the last 28 days.
fn promise(figures: Figures, standing: &Standing<'_>) -> Result<Option<Value>> {
    let words = figures.words;
    let Some(promise) = &standing.stage.promise else { return Ok(None) };
    let Some(headline) = standing.headline() else { return Ok(None) };
    let Promise { asked, share, .. } = headline.figure.promise(headline.rule);
    if asked == 0 {
        return Ok(None);
    }
    let count = words.count(asked);
    let kept = match share {
        Some(share) => {
            let places = decimals(share.interval);
            let (share, range) = (words.number(share.value, places), words.range(share.interval, places)?);
            words.say("promise-kept", &[("share", &share), ("range", &range), ("count", &count)])?
        }
        None => words.say("promise-too-few", &[("count", &count)])?,
    };
    Ok(Some(context! { text => promise.for_reader(words.0), kept => kept }))
}

/// The mean rating of the last 28 days.
fn mean(figures: Figures, headline: &Surveyed<'_>) -> Result<Option<String>> {
    let words = figures.words;
    let Some(mean) = headline.figure.mean else { return Ok(None) };
    // A second decimal only where the interval is narrow enough to mean something by it.
    let places = if mean.interval.high - mean.interval.low < 0.2 { 2 } else { 1 };
    let (value, range) = (words.number(mean.value, places), words.range(mean.interval, places)?);
    let scale = headline.survey.metric.scale();
    let (lowest, highest) = (words.number(f64::from(*scale.start()), 0), words.number(f64::from(*scale.end()), 0));
    let fillings = [("mean", value.as_str()), ("range", &range), ("lowest", &lowest), ("highest", &highest)];
    words.say("mean", &fillings).map(Some)
}

/// What it was like beside what had been expected, in the last 28 days.
fn expectation(figures: Figures, standing: &Standing<'_>) -> Result<Option<String>> {
    let words = figures.words;
    let Some(headline) = standing.headline() else { return Ok(None) };
    let Expectation { asked, shares, .. } = headline.figure.expectation(headline.rule);
    let count = words.count(asked);
    let [Some(worse), Some(_), Some(better)] = shares else {
        let too_few = || words.say("expectation-too-few", &[("count", &count)]);
        return (asked > 0).then(too_few).transpose();
    };
    let shown = |share: score::Score| -> Result<(String, String)> {
        let places = decimals(share.interval);
        Ok((words.number(share.value, places), words.range(share.interval, places)?))
    };
    let ((worse, worse_range), (better, better_range)) = (shown(worse)?, shown(better)?);
    let fillings = [
        ("worse", worse.as_str()),
        ("worse_range", &worse_range),
        ("better", &better),
        ("better_range", &better_range),
        ("count", &count),
    ];
    words.say("expectation", &fillings).map(Some)
}

/// The score of the last 28 days under the other policy, beside the one that counts; nothing where both are the same.
fn counted_otherwise(figures: Figures, scope: &Scope<'_>, headline: &Surveyed<'_>) -> Result<Option<Value>> {
    let people = headline.figure.answered.counts.provisional.n();
    if people == 0 {
        return Ok(None);
    }
    let (count, name) = match headline.rule.count {
        Count::Confirmed => (Count::ConfirmedAndProvisional, "with-clicks"),
        Count::ConfirmedAndProvisional => (Count::Confirmed, "without-clicks"),
    };
    let rule = Rule { count, ..headline.rule };
    let period = Period::of(PeriodType::Last28d, scope.today);
    let otherwise = Figure::of(rule, headline.days(period), period);
    Ok(Some(context! {
        what => figures.words.say(name, &[("count", &figures.words.count(people))])?,
        score => figures.score(headline, &otherwise)?,
    }))
}

fn trend(
    figures: Figures,
    scope: &Scope<'_>,
    standing: &Standing<'_>,
    headline: &Surveyed<'_>,
    name: &str,
    changes: &[jiff::civil::Date],
) -> Result<Value> {
    let words = figures.words;
    let metric = headline.survey.metric;
    let weeks = headline.weeks(scope.today);
    let mut drawn = vec![];
    let mut rows = vec![];
    for (week, figure) in &weeks {
        let number = format!("{:02}", week.start.iso_week_date().week());
        drawn.push(Week {
            monday: week.start,
            label: words.say("week-short", &[("week", &number)])?,
            score: figures.shown(headline, figure),
            too_few: is_hidden(figure),
        });
        rows.push(context! { label => week.label(), monday => words.date(week.start)?, score => figures.score(headline, figure)? });
    }
    let target = standing.stage.target.as_ref();
    let mut label = vec![];
    if let (Some((first, _)), Some((last, _))) = (weeks.first(), weeks.last()) {
        let metric = words.say(&format!("metric-{metric}"), &[])?;
        let (stage, from, until) = (isolated(name), first.label(), last.label());
        label.push(words.say("chart", &[("stage", &stage), ("metric", &metric), ("from", &from), ("until", &until)])?);
    }
    if let Some((week, score)) = weeks.iter().rev().find_map(|(week, figure)| Some((week, figure.score?))) {
        let places = decimals(score.interval);
        let (value, range) = (words.score(metric, score.value, places), words.range(score.interval, places)?);
        label.push(words.say("chart-latest", &[("week", &week.label()), ("score", &value), ("range", &range)])?);
    }
    let mut key = vec![words.say("chart-key", &[])?];
    if let Some(target) = target {
        let score = figures.target_score(metric, target);
        key.push(words.say("chart-key-target", &[("score", &score)])?);
        label.push(words.say("chart-target", &[("score", &score)])?);
    }
    let has_hollow = drawn.iter().any(|week| week.too_few && week.score.is_some());
    if has_hollow {
        key.push(words.say("chart-key-too-few", &[])?);
    }
    let chart = Chart {
        label: label.join(" "),
        target: target.map(|target| target.score),
        changes: changes.to_vec(),
        range: range(metric),
        weeks: drawn,
    };
    let draw = |size| chart.draw(size, &|y| words.number(y, 0)).map(Value::from_safe_string);
    let has_picture = chart.weeks.iter().any(|week| week.score.is_some());
    Ok(context! {
        wide => has_picture.then(|| draw(WIDE)).transpose()?,
        narrow => has_picture.then(|| draw(NARROW)).transpose()?,
        key => key.join(" "),
        rows,
    })
}

/// The last 28 days from touchpoints to answers, and why some were not asked.
pub(crate) fn funnel(
    figures: Figures,
    scope: &Scope<'_>,
    standings: &[Standing<'_>],
    names: &[String],
) -> Result<Value> {
    let words = figures.words;
    let period = Period::of(PeriodType::Last28d, scope.today);
    let mut rows = vec![];
    let mut all = Asked::default();
    let mut warnings = vec![];
    for (standing, name) in standings.iter().zip(names) {
        let mut stage = Asked::default();
        for surveyed in &standing.surveys {
            let asked = surveyed.asked.sum(period);
            let funnel = asked.funnel;
            let steps = [
                funnel.touchpoints(),
                funnel.invited(),
                funnel.sent,
                funnel.delivered(),
                funnel.clicked,
                funnel.answered,
            ];
            rows.push(context! {
                stage => name.as_str(),
                survey => surveyed.survey.id.as_str(),
                steps => steps.map(|count| words.count(count)).to_vec(),
                rate => answer_rate(&asked).map(|rate| words.share(rate)),
            });
            stage.add(&asked);
        }
        if let Some(share) = starved(standing, scope.today) {
            warnings.push(words.say("quiet-warning", &[("stage", name), ("share", &words.share(share))])?);
        }
        all.add(&stage);
    }
    let mut reasons = vec![];
    for (step, counts) in [("step-skipped", &all.skips), ("step-skipped-at-send", &all.skips_at_send)] {
        for (reason, count) in counts {
            let reason = words.say(&format!("reason-{}", reason.code()), &[])?;
            reasons.push((*count, context! { reason, step => words.say(step, &[])?, count => words.count(*count) }));
        }
    }
    reasons.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let (from, until) = (words.date(period.start)?, words.date(period.end)?);
    let life = match scope.journey.link_life {
        life if life.seconds() % DAY == 0 => words.counted("days", u64::try_from(life.seconds() / DAY)?)?,
        life => life.to_string(),
    };
    Ok(context! {
        note => words.say("funnel-note", &[("from", &from), ("until", &until), ("life", &life)])?,
        rows,
        warnings,
        reasons => reasons.into_iter().map(|(_, reason)| reason).collect::<Vec<_>>(),
    })
}

/// What the report's words and metrics mean.
pub(crate) fn definitions(figures: Figures, scope: &Scope<'_>) -> Result<Vec<Value>> {
    let words = figures.words;
    let used: BTreeSet<Metric> = scope.journey.surveys().map(|(_, survey)| survey.metric).collect();
    let mut all = vec![];
    for metric in &used {
        let about = words.say(&format!("define-{metric}"), &[])?;
        let how = if metric.unit() == "percent" { "define-interval-share" } else { "define-interval-net" };
        all.push(context! {
            term => words.say(&format!("metric-{metric}"), &[])?,
            code => metric.definition(),
            text => format!("{about} {}", words.say(how, &[])?),
        });
    }
    for name in ["define-verdict", "define-target"] {
        all.push(context! { term => words.say(name, &[])?, text => words.say(&format!("{name}-text"), &[])? });
    }
    let minimum = words.counted("define-minimum-text", scope.journey.minimum_answers)?;
    all.push(context! { term => words.say("define-minimum", &[])?, text => minimum });
    Ok(all)
}
