//! Every mail and page of a journey, in every language and state, as files that a browser opens: what customers will
//! see, before there are any.

mod index;
mod sheets;

pub use index::Live;

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use survey::journey::Journey;

/// What a preview shows: each file by its path, HTML or plain text.
pub type Files = BTreeMap<String, String>;

/// The page that leads to the others.
pub const INDEX: &str = "index.html";

/// Renders everything. The same journeys give the same bytes.
///
/// # Errors
/// Every mistake in the owner's own mails.
pub fn render(journeys: &[Journey]) -> Result<Files> {
    let shelves = journeys.iter().map(sheets::of_journey).collect::<Result<Vec<_>>>()?;
    let mut files = Files::new();
    for sheet in shelves.iter().flat_map(|shelf| &shelf.surveys).flat_map(|survey| &survey.sheets) {
        files.insert(sheet.path.clone(), sheet.content.clone());
    }
    files.insert(INDEX.to_owned(), index::page(&shelves, Live::No)?);
    Ok(files)
}

/// The index of a journey that is being written: it follows the file.
///
/// # Errors
/// As [`render`]'s.
pub fn live_index(journeys: &[Journey], live: Live<'_>) -> Result<String> {
    let shelves = journeys.iter().map(sheets::of_journey).collect::<Result<Vec<_>>>()?;
    index::page(&shelves, live)
}

/// Writes the files below a folder, which is made.
pub fn write(files: &Files, folder: &Path) -> Result<()> {
    for (path, content) in files {
        let path = folder.join(path);
        let write = || -> std::io::Result<()> {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(&path, content)
        };
        write().with_context(|| format!("{} can't be written", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
