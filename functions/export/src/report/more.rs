//! Below the stages' trends: comments, what was changed, what goes with the rating, and the money behind it.

use super::figures::{Figures, decimals};
use super::labels::{driver_label, option_label};
use super::words::Words;
use crate::rows::{ChangeRow, DriverRow};
use crate::scope::Scope;
use crate::standing::Standing;
use crate::told::{Comment, Told};
use anyhow::Result;
use minijinja::{Value, context};
use score::{Interval, Metric};

/// A stage's newest comments, the lowest ratings first.
pub(crate) fn comments(
    figures: Figures,
    scope: &Scope<'_>,
    told: &Told,
    standing: &Standing<'_>,
) -> Result<Vec<Value>> {
    let words = figures.words;
    let mut comments: Vec<&Comment> = told.comments.get(&standing.stage.id).into_iter().flatten().collect();
    comments.sort_by(|a, b| a.height().total_cmp(&b.height()).then(b.at.cmp(&a.at)));
    let comment = |comment: &Comment| {
        let (rating, date) = comment_line(words, scope, comment)?;
        Ok(context! { rating, date, text => comment.text.as_str() })
    };
    comments.into_iter().map(comment).collect()
}

/// A comment's rating and its day.
pub(crate) fn comment_line(words: Words, scope: &Scope<'_>, comment: &Comment) -> Result<(String, String)> {
    let (given, highest) = (comment.rating.get().to_string(), comment.metric.scale().end().to_string());
    let rating = match (comment.metric, comment.rating.get()) {
        (Metric::Thumbs, 0) => "👎".to_owned(),
        (Metric::Thumbs, _) => "👍".to_owned(),
        _ => words.say("rating-of", &[("rating", &given), ("highest", &highest)])?,
    };
    let local = comment.at.to_zoned(scope.journey.time_zone.clone());
    Ok((rating, words.date(local.date())?))
}

/// What was said of what happened before each change of the stage, and of what has happened since.
pub(crate) fn before_and_after(
    figures: Figures,
    scope: &Scope<'_>,
    rows: &[ChangeRow<'_>],
    standing: &Standing<'_>,
) -> Result<Vec<Value>> {
    let words = figures.words;
    let dated = scope.journey.changes.iter().filter(|change| change.stage == standing.stage.id);
    let mut dated: Vec<_> = dated.collect();
    dated.sort_by_key(|change| change.date);
    let view = |change: &survey::journey::Change| {
        let row = rows.iter().find(|row| {
            row.change_date == change.date && row.stage_id == standing.stage.id.as_str() && row.is_headline
        });
        let unit = standing.headline().map(|headline| headline.survey.metric);
        let side = |score: Option<f64>, low: Option<f64>, high: Option<f64>, answers: u64| -> Result<String> {
            let count = words.counted("answers", answers)?;
            let Some(((score, low), high)) = score.zip(low).zip(high) else {
                return Ok(count);
            };
            let interval = Interval { low, high };
            let metric = unit.unwrap_or(Metric::Csat);
            let score = words.score(metric, score, decimals(interval));
            let range = words.say("interval", &[("range", &words.range(interval, decimals(interval))?)])?;
            Ok(format!("{score}, {range}, {count}"))
        };
        let told = row.map(|row| -> Result<Value> {
            let (glyph, class, name) = match row.verdict {
                "up" => ("▲", "good", "change-up"),
                "down" => ("▼", "bad", "change-down"),
                _ => ("≈", "unsure", "change-cant-tell"),
            };
            let by = match (row.change, unit) {
                (Some(change), Some(metric)) => figures.moved_by(metric, change, 0)?,
                _ => String::new(),
            };
            Ok(context! {
                before => side(row.before_score, row.before_low, row.before_high, row.before_answers)?,
                after => side(row.after_score, row.after_low, row.after_high, row.after_answers)?,
                verdict => context! { glyph, class, word => words.say(name, &[("change", &by)])? },
            })
        });
        Ok(context! {
            date => words.date(change.date)?,
            name => change.name.for_reader(words.0),
            told => told.transpose()?,
        })
    };
    dated.into_iter().map(view).collect()
}

/// What goes with the ratings, by stage: what each driver explains, and what each option and value goes with.
pub(crate) fn drivers(
    figures: Figures,
    scope: &Scope<'_>,
    rows: &[DriverRow<'_>],
    standings: &[Standing<'_>],
    names: &[String],
) -> Result<Vec<Value>> {
    let words = figures.words;
    let mut stages = Vec::new();
    for (standing, name) in standings.iter().zip(names) {
        let Some(headline) = standing.headline() else { continue };
        let metric = headline.survey.metric;
        let here: Vec<_> = rows
            .iter()
            .filter(|row| row.stage_id == standing.stage.id.as_str() && row.survey_id == headline.survey.id.as_str())
            .filter(|row| row.survey_version == headline.survey.version)
            .collect();
        if here.is_empty() {
            continue;
        }
        let mut shares = Vec::new();
        for row in &here {
            let Some(((share, low), high)) = row.importance.zip(row.importance_low).zip(row.importance_high) else {
                continue;
            };
            let driver = driver_label(figures, scope, row);
            shares.push(context! {
                driver,
                share => words.percent(share, 0),
                width => format!("{share:.1}"),
                range => words.range(Interval { low, high }, 0)?,
            });
        }
        let mut options = Vec::new();
        for row in here.iter().filter(|row| !row.option.is_empty()) {
            let Some(((difference, low), high)) = row.difference.zip(row.difference_low).zip(row.difference_high)
            else {
                continue;
            };
            let glyph = match row.verdict {
                Some("up") => ("▲", "good"),
                Some("down") => ("▼", "bad"),
                _ => ("≈", "unsure"),
            };
            options.push(context! {
                option => option_label(figures, scope, row),
                n => words.count(row.answers_with.unwrap_or_default()),
                share => words.percent(row.share.unwrap_or_default(), 0),
                difference => words.signed(difference, 0),
                range => words.between(&words.signed(low, 0), &words.signed(high, 0))?,
                impact => words.signed(row.impact.unwrap_or_default(), 1),
                glyph => glyph.0,
                class => glyph.1,
            });
        }
        let reason = here.iter().find_map(|row| row.reason.as_deref());
        let explained = here.iter().find_map(|row| row.r_squared).map(|explained| words.share(explained));
        stages.push(context! {
            stage => name.as_str(),
            metric => words.say(&format!("metric-{metric}"), &[])?,
            shares,
            options,
            explained => explained.map(|share| words.say("drivers-explained", &[("share", &share)])).transpose()?,
            refused => reason.is_some(),
        });
    }
    Ok(stages)
}

/// The order values behind the answers of the last 28 days, by stage and currency.
pub(crate) fn money(figures: Figures, standings: &[Standing<'_>], names: &[String]) -> Result<Vec<Value>> {
    let words = figures.words;
    let mut rows = Vec::new();
    for (standing, name) in standings.iter().zip(names) {
        let Some(headline) = standing.headline() else { continue };
        for (currency, money) in headline.money() {
            let digits = i32::try_from(survey::touchpoint::Money::digits(currency))?;
            let main = |minor: f64| words.number(minor / 10_f64.powi(digits), 0);
            let at_risk = money.unfavourable;
            rows.push(context! {
                stage => name.as_str(),
                currency => currency,
                orders => words.count(money.orders),
                value => main(money.value),
                favourable => main(money.favourable.value),
                neutral => main(money.neutral.value),
                at_risk => main(at_risk.value),
                range => words.between(&main(at_risk.interval.low), &main(at_risk.interval.high))?,
                share => words.percent(at_risk.share.value, 0),
            });
        }
    }
    Ok(rows)
}
