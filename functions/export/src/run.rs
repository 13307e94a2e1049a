//! Reads the counts, makes every journey's files, and puts those that have changed.

use crate::digest;
use crate::ledger::Ledger;
use crate::put::{Release, earlier, manifest_of};
use crate::release::{self, COMPANY, Files, Made, Rows};
use crate::rows::{changes, company_scores, drivers};
use crate::table::{File, Head, json, manifest};
use crate::told::Told;
use crate::{Beside, ReportOptions, Scope, report, stage_scores};
use anyhow::{Context, Result};
use bootstrap::Clock;
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use jiff::civil::Date;
use mailer::Mailer;
use object_store::ObjectStore;
use serde_json::{Value, json as value};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{CellKind, Complete, Store};
use survey::Language;
use survey::cell::{AnswerCell, Cells, FunnelCell};
use survey::decide::Published;

/// How many due days are read side by side.
const DAYS_AT_ONCE: usize = 8;

/// What the function works with.
pub struct App {
    pub store: Store,
    pub files: Arc<dyn ObjectStore>,
    pub clock: Clock,
    /// Says on the report that nobody gave these answers.
    pub simulated: bool,
    /// Shows scores below the minimum, marked as such; only where no owner acts on them.
    pub show_too_few: bool,
    /// Sends the digests; none are sent without.
    pub mailer: Option<Mailer>,
}

/// Makes every journey's files and puts those that have changed, each journey's manifest last; with
/// `{"schedule":"daily"}` it then sends the digests that are due. Run again without new data it puts and sends nothing.
/// Fails, to be run again, if a put fails: then that journey has no manifest, so that nobody takes what is there for whole.
pub async fn handle(app: &App, event: Value) -> Result<Value> {
    let data = Everything::read(app).await?;
    let (mut put, mut digests) = (0, 0);
    let mut outcome = Ok(());
    for (folder, release) in releases(app, &data).await? {
        match release.put(app, &folder).await {
            Ok(files) => put += files,
            Err(error) => {
                tracing::error!(folder, error = format!("{error:#}"), "not exported");
                outcome = outcome.and(Err(error));
                continue;
            }
        }
        if let (true, Some(scope)) = (event["schedule"] == "daily", &release.scope) {
            let Release { told, drivers, files, .. } = &release;
            match digest::send_due(app, &digest::Material { scope, told, drivers, files }).await {
                Ok(sent) => digests += sent,
                Err(error) => outcome = outcome.and(Err(error)),
            }
        }
    }
    outcome?;
    tracing::info!(files = put, digests, "exported");
    Ok(value!({ "files": put, "digests": digests }))
}

/// Every file of every journey, by its path: `nordlys/stage_scores.csv`. The same data gives the same bytes.
pub async fn render(app: &App) -> Result<BTreeMap<String, Bytes>> {
    let data = Everything::read(app).await?;
    let mut rendered = BTreeMap::new();
    for (folder, release) in releases(app, &data).await? {
        rendered.insert(manifest_of(&folder), release.manifest);
        rendered.extend(release.files.into_iter().map(|(path, made)| (path, made.bytes)));
    }
    Ok(rendered)
}

/// The report of one journey (the first, without a name), as a page.
pub async fn page(app: &App, journey: Option<&str>, language: Option<Language>) -> Result<Option<String>> {
    let data = Everything::read(app).await?;
    let wanted = |published: &&Published| journey.is_none_or(|id| published.journey.id.as_str() == id);
    let Some(published) = data.journeys.iter().find(wanted) else { return Ok(None) };
    let language = language.unwrap_or_else(|| published.journey.language(None));
    let scope = data.scope(published);
    let told = Told::read(&app.store, &data.folded, &[scope]).await?.remove(&published.journey.id);
    let told = told.unwrap_or_default();
    let (drivers, changes) = (drivers(&scope, &told.drivers), changes(&scope));
    report(&scope, &Beside { told: &told, drivers: &drivers, changes: &changes }, &options(app, language)).map(Some)
}

/// The rows of `stage_scores` of every journey, as JSON.
pub async fn scores(app: &App) -> Result<Value> {
    let data = Everything::read(app).await?;
    let mut all = Vec::new();
    for published in &data.journeys {
        let rows: Vec<Value> = serde_json::from_slice(&json(&stage_scores(&data.scope(published)))?)?;
        all.extend(rows);
    }
    Ok(Value::Array(all))
}

fn options(app: &App, language: Language) -> ReportOptions<'static> {
    ReportOptions { language, simulated: app.simulated, show_too_few: app.show_too_few, title_link: None }
}

/// Of every journey, and of the company where there are several, by their folders.
async fn releases<'a>(app: &App, data: &'a Everything) -> Result<BTreeMap<String, Release<'a>>> {
    let scopes: Vec<_> = data.journeys.iter().map(|published| data.scope(published)).collect();
    let mut told = Told::read(&app.store, &data.folded, &scopes).await?;
    let mut releases = BTreeMap::new();
    for scope in &scopes {
        let folder = scope.journey.id.as_str();
        let mut ledger = Ledger::read(&app.store, folder, scope.today).await?;
        let mut rows = Rows::of(scope);
        let places = rows.stamp(&mut ledger)?;
        let earlier = if places.is_empty() { BTreeMap::new() } else { earlier(app, folder).await? };
        let revised = rows.revised(&places, &earlier)?;
        let languages = &scope.journey.languages;
        let options: Vec<_> = languages.iter().map(|language| options(app, *language)).collect();
        let told = told.remove(&scope.journey.id).unwrap_or_default();
        let drivers = drivers(scope, &told.drivers);
        let material = release::Material { scope, rows: &rows, told: &told, drivers: &drivers };
        let files = release::files(&material, &options).with_context(|| format!("the files of {folder}"))?;
        let manifest = manifest(&head(scope, &data.complete), &listed(&files))?;
        let revisions = release::list(folder, data.complete.recent, &revised)?;
        let release = Release { files, revisions, manifest, ledger, scope: Some(*scope), told, drivers };
        releases.insert(folder.to_owned(), release);
    }
    if let (Some(first), true) = (scopes.first(), scopes.len() > 1) {
        let mut ledger = Ledger::read(&app.store, COMPANY, first.today).await?;
        let mut rows = company_scores(&scopes);
        ledger.stamp(&mut rows)?;
        let files = release::company(&rows)?;
        let head = Head { journey_id: "", ..head(first, &data.complete) };
        let manifest = manifest(&head, &listed(&files))?;
        let (told, drivers) = (Told::default(), Vec::new());
        let release = Release { files, revisions: None, manifest, ledger, scope: None, told, drivers };
        releases.insert(COMPANY.to_owned(), release);
    }
    Ok(releases)
}

fn head<'a>(scope: &Scope<'a>, complete: &Complete) -> Head<'a> {
    Head {
        journey_id: scope.journey.id.as_str(),
        journey_version: scope.version,
        day: scope.today,
        as_of: scope.as_of(),
        complete_to: complete.recent,
        late_answers_complete_to: complete.all,
    }
}

fn listed(files: &Files) -> Vec<File<'_>> {
    files.iter().map(|(path, Made { bytes, rows })| File { path, bytes, rows: *rows }).collect()
}

/// All cells of all journeys.
struct Everything {
    now: Timestamp,
    journeys: Vec<Published>,
    folded: Vec<Date>,
    complete: Complete,
    answers: Vec<Cells<AnswerCell>>,
    funnels: Vec<Cells<FunnelCell>>,
}

impl Everything {
    async fn read(app: &App) -> Result<Self> {
        let now = (app.clock)();
        let journeys = app.store.journeys(now).await?;
        let complete = app.store.complete().await?;
        let folded = app.store.folded_days().await?;
        let day = async |day: Date| cells(&app.store, day).await.with_context(|| format!("the counts of {day}"));
        let days: Vec<_> = folded.iter().map(|due_day| day(*due_day)).collect();
        let days: Vec<_> = stream::iter(days).buffered(DAYS_AT_ONCE).try_collect().await?;
        let (answers, funnels): (Vec<_>, Vec<_>) = days.into_iter().unzip();
        Ok(Self { now, journeys, folded, complete, answers: flat(answers), funnels: flat(funnels) })
    }

    fn scope<'a>(&'a self, published: &'a Published) -> Scope<'a> {
        Scope {
            journey: &published.journey,
            version: published.version,
            answers: &self.answers,
            funnels: &self.funnels,
            today: self.now.to_zoned(published.journey.time_zone.clone()).date(),
            now: self.now,
            complete_to: self.complete.recent,
        }
    }
}

fn flat<T>(days: Vec<Vec<T>>) -> Vec<T> {
    days.into_iter().flatten().collect()
}

async fn cells(store: &Store, due_day: Date) -> Result<(Vec<Cells<AnswerCell>>, Vec<Cells<FunnelCell>>)> {
    let mut answers = store.answer_cells(CellKind::Answers, due_day).await?;
    answers.extend(store.answer_cells(CellKind::Clicks, due_day).await?);
    Ok((answers, store.funnel_cells(due_day).await?))
}
