//! Follows the journey files: what is saved is published and shown at once, or its mistakes are.

use super::Dev;
use crate::preview::{Live, Preview};
use crate::{journeys, scores};
use anyhow::Result;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use survey::journey::{Journey, Mode};
use tokio::sync::watch;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_millis(500);

/// What the preview's pages show.
pub(super) struct Shown(Mutex<State>);

struct State {
    /// Counts what was saved.
    number: u64,
    /// Those that it was started with.
    journeys: Vec<Journey>,
    /// What was saved last, or else what it was started with, once somebody has looked.
    preview: Option<Preview>,
    mistakes: Option<String>,
}

impl Shown {
    pub(super) fn new(journeys: Vec<Journey>) -> Self {
        Self(Mutex::new(State { number: 0, journeys, preview: None, mistakes: None }))
    }

    /// The index, as the files are now.
    pub(super) fn index(&self) -> Result<String> {
        let mut state = self.state();
        let (number, mistakes) = (state.number, state.mistakes.clone());
        state.preview()?.index(Live::Yes { number, mistakes: mistakes.as_deref() })
    }

    /// A mail or page, by its path.
    pub(super) fn sheet(&self, path: &str) -> Result<Option<String>> {
        Ok(self.state().preview()?.sheet(path).map(str::to_owned))
    }

    /// Which state of the files is shown, and what is wrong with them.
    pub(super) fn told(&self) -> (u64, Option<String>) {
        let state = self.state();
        (state.number, state.mistakes.clone())
    }

    /// Whole between any two statements that can panic.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn preview(&mut self) -> Result<&Preview> {
        let preview = match self.preview.take() {
            Some(preview) => preview,
            None => Preview::of(&self.journeys)?,
        };
        Ok(self.preview.insert(preview))
    }
}

/// Looks at the files until the process stops.
pub(super) async fn follow(dev: Arc<Dev>, path: PathBuf, mut stopped: watch::Receiver<bool>) -> Result<()> {
    let mut seen = files(&path);
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopped.wait_for(|stop| *stop) => return Ok(()),
        }
        let now = files(&path);
        if now != seen {
            seen = now;
            saved(&dev, &path).await;
        }
    }
}

/// Publishes what was saved, and shows it; or its mistakes, beside what was shown before.
async fn saved(dev: &Dev, path: &Path) {
    let outcome = publish(dev, path).await;
    let mut state = dev.shown.state();
    state.number += 1;
    match outcome {
        Ok(preview) => {
            tracing::info!("{} is published", path.display());
            (state.preview, state.mistakes) = (Some(preview), None);
        }
        Err(error) => {
            tracing::error!("{error:#}");
            state.mistakes = Some(format!("{error:#}"));
        }
    }
}

/// All of it, or nothing if there is a mistake in any.
async fn publish(dev: &Dev, path: &Path) -> Result<Preview> {
    let mut journeys = journeys::read(path)?;
    // No mail leaves the machine.
    journeys.iter_mut().for_each(|journey| journey.mode = Mode::Live);
    let preview = Preview::of(&journeys)?;
    for journey in &journeys {
        let clock = dev.world.clock.clone();
        scores::publish(&dev.world.store, &(Arc::new(move || clock.now()) as _), journey).await?;
    }
    Ok(preview)
}

/// The files beside the journey's that it may be made of: when each was written last, and how long it is.
fn files(path: &Path) -> BTreeMap<PathBuf, (Option<SystemTime>, u64)> {
    let folder = if path.is_dir() { Some(path) } else { path.parent() };
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let part = |file: &PathBuf| {
        file.extension().is_some_and(|ending| ["toml", "html", "txt"].iter().any(|own| ending == *own))
    };
    let looked_at = |file: PathBuf| {
        let about = fs::metadata(&file).ok()?;
        Some((file, (about.modified().ok(), about.len())))
    };
    entries.filter(part).filter_map(looked_at).collect()
}
