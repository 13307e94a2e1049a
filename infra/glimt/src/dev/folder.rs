//! The folder under `--data`: the database, the mails, the exports, and how far the clock is ahead.

use anyhow::{Context, Result, bail};
use jiff::{SignedDuration, Timestamp};
use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What there is before a start is finished.
const MADE_AT_START: [&str; 6] = ["tables.db", "tables.db-wal", "tables.db-shm", "mail.jsonl", "stream", "clock"];

/// A folder that no other `glimt dev` works on.
pub(super) struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Opens the folder, or makes it, and locks it for as long as this value lives.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let unusable = || format!("--data {} can't be written; choose a folder that you may write to", path.display());
        fs::create_dir_all(path).with_context(unusable)?;
        let lock = File::create(path.join("lock")).with_context(unusable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                bail!("another glimt dev is working on {}; stop it, or choose another --data", path.display())
            }
            Err(TryLockError::Error(error)) => return Err(error).with_context(unusable),
        }
        let folder = Self { path: path.to_owned(), _lock: lock };
        if folder.is_fresh() {
            folder.clear().with_context(unusable)?;
        }
        Ok(folder)
    }

    /// Removes what a start left behind that was not finished: days half simulated are no days.
    fn clear(&self) -> Result<()> {
        for name in MADE_AT_START {
            match fs::remove_file(self.path.join(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn database(&self) -> String {
        self.path.join("tables.db").display().to_string()
    }

    pub(super) fn mail(&self) -> PathBuf {
        self.path.join("mail.jsonl")
    }

    pub(super) fn stream(&self) -> PathBuf {
        self.path.join("stream")
    }

    pub(super) fn exports(&self) -> Result<PathBuf> {
        let path = self.path.join("exports");
        fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// Whether nothing was ever finished here.
    pub(super) fn is_fresh(&self) -> bool {
        !self.path.join("made").exists()
    }

    /// Until when its first days are simulated, if they are.
    pub(super) fn simulated_until(&self) -> Option<Timestamp> {
        fs::read_to_string(self.path.join("made")).ok()?.trim().parse().ok()
    }

    /// Notes that the folder's start is finished, and until when its first days are simulated.
    pub(super) fn mark_made(&self, simulated_until: Option<Timestamp>) -> Result<()> {
        let text = simulated_until.map_or_else(|| "empty".to_owned(), |until| until.to_string());
        write_whole(&self.path.join("made"), &text)
    }

    /// How far Glimt's clock was ahead when it last stood here.
    pub(super) fn clock_ahead(&self) -> Result<SignedDuration> {
        match fs::read_to_string(self.path.join("clock")) {
            Ok(text) => Ok(SignedDuration::from_secs(text.trim().parse().context("the file clock under --data")?)),
            Err(_) => Ok(SignedDuration::ZERO),
        }
    }
}

/// Remembers how far the clock is ahead. Rounded up, so that time never goes back.
pub(super) fn remember_clock(path: &Path, ahead: SignedDuration) -> Result<()> {
    write_whole(&path.join("clock"), &(ahead.as_secs() + 1).to_string())
}

/// Writes a small file so that it is whole or as it was before, whenever the process ends.
pub(super) fn write_whole(path: &Path, text: &str) -> Result<()> {
    let new = path.with_extension("new");
    let written = fs::write(&new, text).and_then(|()| fs::rename(&new, path));
    written.with_context(|| format!("{} can't be written", path.display()))
}
