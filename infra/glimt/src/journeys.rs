//! Journey files, as the operator's commands read them.

use anyhow::{Context, Result, bail};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use survey::journey::Journey;
use survey::journey::file;

/// The journey files of a path: itself, or every `.toml` in the folder.
pub fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).with_context(|| format!("{} can't be read", path.display()))?;
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    if files.is_empty() {
        bail!("there is no journey file (*.toml) in {}", path.display());
    }
    Ok(files)
}

/// Reads the journeys of a file or a folder. The error holds every mistake, by file and line.
pub fn read(path: &Path) -> Result<Vec<Journey>> {
    let mut journeys: Vec<Journey> = Vec::new();
    for file in files(path)? {
        let text = fs::read_to_string(&file).with_context(|| format!("{} can't be read", file.display()))?;
        let journey = parse(&text, &file.display().to_string())?;
        if journeys.iter().any(|other| other.id == journey.id) {
            bail!(
                "{}: another file has a journey with the id “{}” too; give one of them another id",
                file.display(),
                journey.id
            );
        }
        journeys.push(journey);
    }
    Ok(journeys)
}

/// Reads one journey.
pub fn parse(text: &str, name: &str) -> Result<Journey> {
    match file::read(text) {
        Ok(checked) => Ok(checked.journey),
        Err(mistakes) => {
            let mut all = String::new();
            for mistake in &mistakes {
                write!(all, "\n{name}: {mistake}")?;
            }
            bail!("{} {}:{all}", mistakes.len(), if mistakes.len() == 1 { "mistake" } else { "mistakes" })
        }
    }
}
