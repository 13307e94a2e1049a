//! Journey files, as the operator's commands read them.

use crate::{hooks, mails};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use survey::journey::Journey;
use survey::journey::file::{self, Mistake};

/// The journey files of a path: itself, or every `.toml` in the folder; none if it is about hooks.
pub fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if hooks::is_folder(path) || hooks::is_one(path) {
        return Ok(Vec::new());
    }
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let files = toml_files(path)?;
    if files.is_empty() {
        bail!("there is no journey file (*.toml) in {}", path.display());
    }
    Ok(files)
}

/// Every `.toml` in a folder, in order.
pub fn toml_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} can't be read", folder.display()))?;
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    Ok(files)
}

/// Reads the journeys of a file or a folder, with the owner's own mails. The error holds every mistake, by file and line.
pub fn read(path: &Path) -> Result<Vec<Journey>> {
    let mut journeys: Vec<Journey> = Vec::new();
    for file in files(path)? {
        let text = fs::read_to_string(&file).with_context(|| format!("{} can't be read", file.display()))?;
        let mut journey = parse(&text, &file.display().to_string())?;
        mails::read(&mut journey, &file)?;
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
        Err(mistakes) => bail!(all(name, &mistakes)),
    }
}

/// Every mistake of a file, under one heading.
pub fn all(name: &str, mistakes: &[Mistake]) -> String {
    let each: String = mistakes.iter().map(|mistake| format!("\n{name}: {mistake}")).collect();
    format!("{} {}:{each}", mistakes.len(), if mistakes.len() == 1 { "mistake" } else { "mistakes" })
}
