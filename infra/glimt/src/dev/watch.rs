//! Follows the journey files: what is saved is published and shown at once, or its mistakes are.

use super::Dev;
use crate::preview::{self, Files, Live};
use crate::{journeys, mails};
use anyhow::Result;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use survey::journey::{Journey, Mode};
use tokio::sync::watch;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_millis(500);

/// What the preview's pages show.
pub(super) struct Shown(Mutex<State>);

struct State {
    number: u64,
    journeys: Vec<Journey>,
    files: Files,
    mistakes: Option<String>,
}

impl Shown {
    pub(super) fn new(journeys: Vec<Journey>) -> Result<Self> {
        let files = preview::render(&journeys)?;
        Ok(Self(Mutex::new(State { number: 0, journeys, files, mistakes: None })))
    }

    /// The index, as the files are now.
    pub(super) fn index(&self) -> Result<String> {
        let state = self.state();
        let live = Live::Yes { number: state.number, mistakes: state.mistakes.as_deref() };
        preview::live_index(&state.journeys, live)
    }

    /// A mail or page, by its path.
    pub(super) fn file(&self, path: &str) -> Option<String> {
        self.state().files.get(path).cloned()
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

/// Looks at the files until the process stops.
pub(super) async fn follow(dev: Arc<Dev>, path: PathBuf, mut stopped: watch::Receiver<bool>) -> Result<()> {
    let mut seen = texts(&path);
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopped.wait_for(|stop| *stop) => return Ok(()),
        }
        let now = texts(&path);
        if now != seen {
            seen = now;
            saved(&dev, &path).await;
        }
    }
}

/// Publishes what was saved, and shows it; or its mistakes, beside what was shown before.
async fn saved(dev: &Dev, path: &Path) {
    let outcome = take(dev, path).await;
    let mut state = dev.shown.state();
    state.number += 1;
    match outcome {
        Ok((journeys, files)) => {
            tracing::warn!("{} is published", path.display());
            (state.journeys, state.files, state.mistakes) = (journeys, files, None);
        }
        Err(error) => {
            tracing::error!("{error:#}");
            state.mistakes = Some(format!("{error:#}"));
        }
    }
}

async fn take(dev: &Dev, path: &Path) -> Result<(Vec<Journey>, Files)> {
    let mut journeys = journeys::read(path)?;
    // No mail leaves the machine.
    journeys.iter_mut().for_each(|journey| journey.mode = Mode::Live);
    let files = preview::render(&journeys)?;
    for journey in &journeys {
        mails::publish(&dev.world.store, journey).await?;
    }
    Ok((journeys, files))
}

/// The files beside the journey's that it may be made of, with what is in them.
fn texts(path: &Path) -> BTreeMap<PathBuf, String> {
    let folder = if path.is_dir() { Some(path) } else { path.parent() };
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let part = |file: &PathBuf| {
        file.extension().is_some_and(|ending| ["toml", "html", "txt"].iter().any(|own| ending == *own))
    };
    entries.filter(part).filter_map(|file| Some((file.clone(), fs::read_to_string(&file).ok()?))).collect()
}
