//! Reads the counts, makes every journey's files, and puts those that have changed.

use crate::digest;
use crate::ledger::Ledger;
use crate::put::{Release, earlier, manifest_of};
use crate::release::{self, COMPANY, Files, Made, Rows};
use crate::rows::{DriverRow, changes, company_scores, drivers};
use crate::table::{File, Head, json, manifest};
use crate::told::Told;
use crate::{Beside, Former, ReportOptions, Scope, report, stage_scores};
use anyhow::{Context, Result};
use bootstrap::Clock;
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use jiff::civil::Date;
use mailer::Mailer;
use metrics::counter;
use object_store::ObjectStore;
use serde_json::{Value, json as value};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{CellKind, Complete, Store};
use survey::cell::{AnswerCell, CellKey, Cells, FunnelCell};
use survey::decide::Published;
use survey::{Language, Slug};

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

/// Makes every journey's files and puts those that have changed, one journey after the other, each one's manifest last;
/// with `{"schedule":"daily"}` it then sends the digests that are due. Run again without new data it puts and sends nothing.
/// Fails, to be run again, if a journey's files could not be made or put: then it has no manifest, so that nobody takes what
/// is there for whole, and its owner is told, once a day.
pub async fn handle(app: &App, event: Value) -> Result<Value> {
    let data = Everything::read(app).await?;
    let scopes = data.scopes();
    let mut told = Told::read(&app.store, &data.folded, &scopes).await?;
    let is_daily = event["schedule"] == "daily";
    let (mut put, mut digests) = (0, 0);
    let mut outcome = Ok(());
    for scope in &scopes {
        let told = told.remove(&scope.journey.id).unwrap_or_default();
        match journey(app, &data, scope, told, is_daily).await {
            Ok((files, sent)) => (put, digests) = (put + files, digests + sent),
            Err(error) => {
                tracing::error!(journey = %scope.journey.id, error = format!("{error:#}"), "not exported");
                if is_daily {
                    digest::tell_failed(app, scope).await.context("its owner could not be told either")?;
                }
                outcome = outcome.and(Err(error));
            }
        }
    }
    if let Some(release) = company(app, &data, &scopes).await? {
        put += release.put(app, COMPANY).await?;
    }
    outcome?;
    tracing::info!(files = put, digests, "exported");
    counter!("Digests").increment(digests);
    Ok(value!({ "files": put, "digests": digests }))
}

/// Puts one journey's files and sends its digests; gives how many of each.
async fn journey(app: &App, data: &Everything, scope: &Scope<'_>, told: Told, is_daily: bool) -> Result<(usize, u64)> {
    let drivers = drivers(scope, &told.drivers);
    let release = release(app, data, scope, &told, &drivers).await?;
    let files = release.put(app, scope.journey.id.as_str()).await?;
    if !is_daily {
        return Ok((files, 0));
    }
    let material = digest::Material { scope, told: &told, drivers: &drivers, files: &release.files };
    Ok((files, digest::send_due(app, &material).await?))
}

/// Every file of every journey, by its path: `nordlys/stage_scores.csv`. The same data gives the same bytes.
pub async fn render(app: &App) -> Result<BTreeMap<String, Bytes>> {
    let data = Everything::read(app).await?;
    let scopes = data.scopes();
    let mut told = Told::read(&app.store, &data.folded, &scopes).await?;
    let mut rendered = BTreeMap::new();
    let mut add = |folder: &str, release: Release| {
        rendered.insert(manifest_of(folder), release.manifest);
        rendered.extend(release.files.into_iter().map(|(path, made)| (path, made.bytes)));
    };
    for scope in &scopes {
        let told = told.remove(&scope.journey.id).unwrap_or_default();
        let drivers = drivers(scope, &told.drivers);
        add(scope.journey.id.as_str(), release(app, &data, scope, &told, &drivers).await?);
    }
    if let Some(release) = company(app, &data, &scopes).await? {
        add(COMPANY, release);
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

/// What is to be put of a journey.
async fn release(
    app: &App,
    data: &Everything,
    scope: &Scope<'_>,
    told: &Told,
    drivers: &[DriverRow<'_>],
) -> Result<Release> {
    let folder = scope.journey.id.as_str();
    let mut ledger = Ledger::read(&app.store, folder, scope.today).await?;
    let mut rows = Rows::of(scope);
    let revisions = rows.stamp(&mut ledger)?;
    let earlier = if revisions.is_empty() { BTreeMap::new() } else { earlier(app, folder).await? };
    let revised = rows.revised(&revisions, &earlier)?;
    let options: Vec<_> = scope.journey.languages.iter().map(|language| options(app, *language)).collect();
    let material = release::Material { scope, rows: &rows, told, drivers };
    let files = release::files(&material, &options).with_context(|| format!("the files of {folder}"))?;
    let manifest = manifest(&head(scope, &data.complete), &listed(&files))?;
    let revisions = release::list(folder, data.complete.recent, &revised)?;
    Ok(Release { files, revisions, manifest, ledger })
}

/// What is to be put of the company; none where there is but one journey.
async fn company(app: &App, data: &Everything, scopes: &[Scope<'_>]) -> Result<Option<Release>> {
    let (Some(first), true) = (scopes.first(), scopes.len() > 1) else { return Ok(None) };
    let mut ledger = Ledger::read(&app.store, COMPANY, first.today).await?;
    let mut rows = company_scores(scopes);
    ledger.stamp(&mut rows)?;
    let files = release::company(&rows)?;
    let as_of = scopes.iter().filter_map(Scope::as_of).max();
    let head = Head { journey_id: "", as_of, ..head(first, &data.complete) };
    let manifest = manifest(&head, &listed(&files))?;
    Ok(Some(Release { files, revisions: None, manifest, ledger }))
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
    former: BTreeMap<Slug, Vec<Former>>,
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
        let (answers, funnels) = (flat(answers), flat(funnels));
        let mut former = BTreeMap::new();
        for published in &journeys {
            let counted = answers.iter().map(|day| &day.key).chain(funnels.iter().map(|day| &day.key));
            let found = self::former(&app.store, published, counted.cloned()).await;
            former.insert(published.journey.id.clone(), found.context("the journey's earlier versions")?);
        }
        Ok(Self { now, journeys, folded, complete, answers, funnels, former })
    }

    fn scopes(&self) -> Vec<Scope<'_>> {
        self.journeys.iter().map(|published| self.scope(published)).collect()
    }

    fn scope<'a>(&'a self, published: &'a Published) -> Scope<'a> {
        Scope {
            journey: &published.journey,
            version: published.version,
            answers: &self.answers,
            funnels: &self.funnels,
            former: self.former.get(&published.journey.id).map_or(&[], Vec::as_slice),
            today: self.now.to_zoned(published.journey.time_zone.clone()).date(),
            now: self.now,
            complete_to: self.complete.recent,
        }
    }
}

/// The surveys that something was counted of and that the journey no longer has, as the last version that had each has it.
async fn former(
    store: &Store,
    published: &Published,
    counted: impl Iterator<Item = CellKey>,
) -> store::Result<Vec<Former>> {
    let mut wanted = Former::wanted(&published.journey, counted);
    let mut former = Vec::new();
    for version in (1..published.version).rev() {
        if wanted.is_empty() {
            break;
        }
        if let Some(earlier) = store.journey(published.number, version).await? {
            former.extend(Former::found_in(&earlier.journey, &mut wanted));
        }
    }
    Ok(former)
}

fn flat<T>(days: Vec<Vec<T>>) -> Vec<T> {
    days.into_iter().flatten().collect()
}

async fn cells(store: &Store, due_day: Date) -> Result<(Vec<Cells<AnswerCell>>, Vec<Cells<FunnelCell>>)> {
    let mut answers = store.answer_cells(CellKind::Answers, due_day).await?;
    answers.extend(store.answer_cells(CellKind::Clicks, due_day).await?);
    Ok((answers, store.funnel_cells(due_day).await?))
}
