//! The owner's own mails, which stand beside the journey file, and the way from a journey to its letters.

use anyhow::{Context, Result, anyhow};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use store::Store;
use survey::decide::Published;
use survey::journey::letter::Letters;
use survey::journey::{Journey, OwnMail};

/// Reads the mails that a journey names from the folder that its file is in. A template that is not there is told of
/// when the letters are made.
pub fn read(journey: &mut Journey, file: &Path) -> Result<()> {
    let names: Vec<_> = journey.own_mails().into_iter().cloned().collect();
    for name in names {
        let part = |ending: &str| part(&file.with_file_name(format!("{name}.{ending}")));
        let own = OwnMail { html: part("html")?, text: part("txt")? };
        journey.mails.insert(name, own);
    }
    Ok(())
}

fn part(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} can't be read", path.display())),
    }
}

/// What is wrong with the mails of a journey, each with its file, which is in the same folder as the journey's.
pub fn check(journey: &Journey, file: &Path) -> Vec<String> {
    let bad = mailer::letters(journey).err().unwrap_or_default();
    bad.iter().map(|bad| format!("{}: {}", file.with_file_name(&bad.file).display(), bad.mistake)).collect()
}

/// A journey's letters. The error holds every mistake in the owner's own mails.
pub fn letters(journey: &Journey) -> Result<Letters> {
    mailer::letters(journey).map_err(|bad| {
        let mistakes = if bad.len() == 1 { "mistake" } else { "mistakes" };
        let each: String = bad.iter().map(|bad| format!("\n{}: {}", bad.file, bad.mistake)).collect();
        anyhow!("{} {mistakes} in the mails of {}:{each}", bad.len(), journey.id)
    })
}

/// Makes a journey's letters and publishes both: a new version, unless it would be as the newest is.
///
/// # Errors
/// Every mistake in the owner's own mails; or the tables'.
pub async fn publish(store: &Store, journey: &Journey) -> Result<Published> {
    let letters = letters(journey)?;
    store.publish(journey, &letters).await.with_context(|| format!("{} could not be published", journey.id))
}
