//! Reads the cells, renders, and puts the files: per journey the tables as CSV and JSON, and the report.

use crate::rows::Row;
use crate::{ReportOptions, Scope, files, funnel, funnel_reasons, report, stage_scores};
use anyhow::{Context, Result};
use bootstrap::Clock;
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use jiff::civil::Date;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{CellKind, Store};
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
}

/// Renders every journey and puts the files.
pub async fn handle(app: &App, _schedule: Value) -> Result<Value> {
    let files = render(app).await?;
    let put = files.len();
    for (path, bytes) in files {
        let path = Path::from(path);
        app.files
            .put(&path, PutPayload::from_bytes(bytes))
            .await
            .with_context(|| format!("{path} could not be put"))?;
    }
    tracing::info!(files = put, "exported");
    Ok(json!({ "files": put }))
}

/// Every file of every journey, by its path: `nordlys/stage_scores.csv`. The same data gives the same bytes.
pub async fn render(app: &App) -> Result<BTreeMap<String, Bytes>> {
    let mut rendered = BTreeMap::new();
    let data = Everything::read(app).await?;
    for published in &data.journeys {
        let scope = data.scope(published);
        let mut put = |name: &str, bytes: Bytes| rendered.insert(format!("{}/{name}", published.journey.id), bytes);
        tables(&stage_scores(&scope), &mut put)?;
        tables(&funnel(&scope), &mut put)?;
        tables(&funnel_reasons(&scope), &mut put)?;
        for language in &published.journey.languages {
            let html = report(&scope, &options(app, *language))?;
            put(&format!("report.{}.html", language.code()), html.into());
        }
    }
    Ok(rendered)
}

/// The report of one journey (the first, without a name), as a page.
pub async fn page(app: &App, journey: Option<&str>, language: Option<Language>) -> Result<Option<String>> {
    let data = Everything::read(app).await?;
    let wanted = |published: &&Published| journey.is_none_or(|id| published.journey.id.as_str() == id);
    let Some(published) = data.journeys.iter().find(wanted) else { return Ok(None) };
    let language = language.unwrap_or_else(|| published.journey.language(None));
    report(&data.scope(published), &options(app, language)).map(Some)
}

/// The rows of `stage_scores` of every journey, as JSON.
pub async fn scores(app: &App) -> Result<Value> {
    let data = Everything::read(app).await?;
    let rows = |published: &Published| serde_json::to_value(stage_scores(&data.scope(published)));
    let mut all = Vec::new();
    for published in &data.journeys {
        if let Value::Array(rows) = rows(published)? {
            all.extend(rows);
        }
    }
    Ok(Value::Array(all))
}

fn options(app: &App, language: Language) -> ReportOptions<'static> {
    ReportOptions { language, simulated: app.simulated, show_too_few: app.show_too_few, title_link: None }
}

fn tables<R: Row>(rows: &[R], put: &mut impl FnMut(&str, Bytes) -> Option<Bytes>) -> Result<()> {
    put(&format!("{}.csv", R::TABLE), files::csv(rows)?);
    put(&format!("{}.json", R::TABLE), files::json(rows)?);
    Ok(())
}

/// All cells of all journeys.
struct Everything {
    now: Timestamp,
    journeys: Vec<Published>,
    answers: Vec<Cells<AnswerCell>>,
    funnels: Vec<Cells<FunnelCell>>,
}

impl Everything {
    async fn read(app: &App) -> Result<Self> {
        let now = (app.clock)();
        let journeys = app.store.journeys(now).await?;
        let folds = app.store.day_folds().await?;
        let days: Vec<_> = folds.iter().map(|fold| cells(&app.store, fold.due_day)).collect();
        let days: Vec<_> = stream::iter(days).buffered(DAYS_AT_ONCE).try_collect().await?;
        let (answers, funnels): (Vec<_>, Vec<_>) = days.into_iter().unzip();
        Ok(Self { now, journeys, answers: answers.concat(), funnels: funnels.concat() })
    }

    fn scope<'a>(&'a self, published: &'a Published) -> Scope<'a> {
        Scope {
            journey: &published.journey,
            version: published.version,
            answers: &self.answers,
            funnels: &self.funnels,
            today: self.now.to_zoned(published.journey.time_zone.clone()).date(),
            now: self.now,
        }
    }
}

async fn cells(store: &Store, due_day: Date) -> Result<(Vec<Cells<AnswerCell>>, Vec<Cells<FunnelCell>>)> {
    let mut answers = store.answer_cells(CellKind::Answers, due_day).await?;
    answers.extend(store.answer_cells(CellKind::Clicks, due_day).await?);
    Ok((answers, store.funnel_cells(due_day).await?))
}
