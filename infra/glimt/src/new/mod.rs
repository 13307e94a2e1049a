//! `glimt new`: five questions, then a journey file in shadow mode without a mistake.

mod draft;
mod question;

use crate::locale;
use anyhow::{Context, Result, bail};
use clap::Args;
use draft::Draft;
use jiff::Zoned;
use question::QUESTIONS;
use std::fs::OpenOptions;
use std::io::{BufRead, ErrorKind, Write};
use std::path::{Path, PathBuf};
use survey::Language;

/// What is known already. Whatever is not given is asked for.
#[derive(Args)]
pub struct Wanted {
    /// The file to write, which must not exist; named after the company without
    file: Option<PathBuf>,
    /// What customers call the company
    #[arg(long)]
    company: Option<String>,
    /// The address that mail comes from
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
    /// Legal name, organisation number and postal address, in one line
    #[arg(long)]
    legal: Option<String>,
    /// The page that says how personal data is handled
    #[arg(long, value_name = "URL")]
    privacy_url: Option<String>,
    /// What to ask about, such as delivery-csat,support-csat: see `glimt templates`
    #[arg(long, value_name = "NAMES")]
    templates: Option<String>,
    /// The languages to ask in, such as nb,en, the first for everybody else; the terminal's without
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = locale::parse)]
    languages: Vec<Language>,
    /// The shop's time zone, such as Europe/Oslo; this machine's without
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Where replies go; to the sender's address without
    #[arg(long, value_name = "ADDRESS")]
    reply_to: Option<String>,
    /// Ask nothing: what is not given has its default
    #[arg(long)]
    yes: bool,
}

/// Asks what is not known yet, writes the file, and says what to do next.
///
/// # Errors
/// If a flag's value will not do, an answer is missing, or the file exists: then nothing is written.
pub fn run(wanted: &Wanted, input: &mut dyn BufRead, out: &mut dyn Write) -> Result<()> {
    if let Some(file) = wanted.file.as_deref().filter(|file| file.exists()) {
        bail!(exists(file));
    }
    let mut draft = begun(wanted)?;
    let flags = [&wanted.company, &wanted.from, &wanted.legal, &wanted.privacy_url, &wanted.templates];
    for (question, given) in QUESTIONS.iter().zip(flags) {
        let default = question.default.filter(|_| wanted.yes);
        match given.as_deref().map(str::trim).or(default) {
            Some(answer) => match question.wrong(&draft, answer) {
                Some(wrong) => bail!("{} will not do: {wrong}", question.flag),
                None => (question.put)(&mut draft, answer),
            },
            None if wanted.yes => bail!("{} is missing: {}", question.flag, question.asks),
            None => question.ask(&mut draft, input, out)?,
        }
    }
    if let Some(mistake) = draft.mistake() {
        bail!("that makes no journey: {mistake}");
    }
    let file = wanted.file.clone().unwrap_or_else(|| format!("{}.toml", draft.id()).into());
    write(&file, &draft.written())?;
    Ok(writeln!(out, "{}", next(&file))?)
}

/// What the flags and the machine say. Flags that need no question are checked here.
fn begun(wanted: &Wanted) -> Result<Draft> {
    let now = Zoned::now();
    let mut draft = Draft::example(now.date());
    draft.languages.clone_from(&wanted.languages);
    if draft.languages.is_empty() {
        draft.languages.push(locale::language().unwrap_or(Language::En));
    }
    let own_zone = now.time_zone().iana_name().filter(|name| name.contains('/')).unwrap_or("UTC");
    draft.time_zone = wanted.time_zone.clone().unwrap_or_else(|| own_zone.to_owned());
    draft.reply_to.clone_from(&wanted.reply_to);
    match draft.mistake() {
        Some(mistake) => bail!("a flag will not do: {mistake}"),
        None => Ok(draft),
    }
}

fn write(file: &Path, text: &str) -> Result<()> {
    match OpenOptions::new().write(true).create_new(true).open(file) {
        Ok(mut created) => created.write_all(text.as_bytes()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => bail!(exists(file)),
        Err(error) => Err(error),
    }
    .with_context(|| format!("{} can't be written", file.display()))
}

fn exists(file: &Path) -> String {
    format!("{} exists already and is left as it is; name another: glimt new FILE", file.display())
}

fn next(file: &Path) -> String {
    let file = file.display();
    format!(
        "{file} is written. In shadow mode it decides and counts, and mails nobody.\n  \
         glimt dev --journey {file}   tries it on this machine\n  \
         glimt check {file}           explains every mistake, once you have changed it\n\
         Before it goes live, customers are to be told at checkout that you may ask: notice_since says since when."
    )
}
