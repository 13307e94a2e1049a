//! Every mail and page of a journey, in every language and state, as files that a browser opens: what customers will
//! see, before there are any.

mod index;
mod sheets;

pub use index::Live;

use anyhow::{Context, Result};
use sheets::{Sheet, Shelf};
use std::fs;
use std::path::Path;
use survey::journey::Journey;

/// The page that leads to the others.
pub const INDEX: &str = "index.html";

/// Everything that a journey's customers will see, rendered.
pub struct Preview(Vec<Shelf>);

impl Preview {
    /// Renders everything, with every mail compiled. The same journeys give the same bytes.
    ///
    /// # Errors
    /// Every mistake in the owner's own mails.
    pub fn of(journeys: &[Journey]) -> Result<Self> {
        Ok(Self(journeys.iter().map(sheets::of_journey).collect::<Result<_>>()?))
    }

    /// The page that leads to every mail and page.
    pub fn index(&self, live: Live<'_>) -> Result<String> {
        index::page(&self.0, live)
    }

    /// A mail or page by its path, HTML or plain text.
    pub fn sheet(&self, path: &str) -> Option<&str> {
        self.sheets().find(|sheet| sheet.path == path).map(|sheet| sheet.content.as_str())
    }

    /// Writes everything below a folder, which is made; gives how many mails and pages that are.
    pub fn write(&self, folder: &Path) -> Result<usize> {
        write(&folder.join(INDEX), &self.index(Live::No)?)?;
        for sheet in self.sheets() {
            write(&folder.join(&sheet.path), &sheet.content)?;
        }
        Ok(self.sheets().count())
    }

    fn sheets(&self) -> impl Iterator<Item = &Sheet> {
        self.0.iter().flat_map(|shelf| &shelf.surveys).flat_map(|survey| &survey.sheets)
    }
}

fn write(path: &Path, content: &str) -> Result<()> {
    let write = || -> std::io::Result<()> {
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, content)
    };
    write().with_context(|| format!("{} can't be written", path.display()))
}

#[cfg(test)]
mod tests;
