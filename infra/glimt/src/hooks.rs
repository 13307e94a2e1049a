//! Mapping files, as the operator's commands read them: every `.toml` in the folder `hooks` beside the journeys.

use crate::journeys::{all, toml_files};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use survey::Slug;
use survey::hook::file::{self, Mistake};
use survey::hook::{Hook, Hooks};

/// What a folder of mapping files is called.
const FOLDER: &str = "hooks";

/// The mappings that ship, by their hooks' names.
pub const SHIPPED: [(&str, &str); 5] = [
    ("adobe-commerce", include_str!("../../hooks/adobe-commerce.toml")),
    ("freshdesk", include_str!("../../hooks/freshdesk.toml")),
    ("gorgias", include_str!("../../hooks/gorgias.toml")),
    ("hubspot", include_str!("../../hooks/hubspot.toml")),
    ("intercom", include_str!("../../hooks/intercom.toml")),
];

/// The mappings that ship.
pub fn shipped() -> Result<Hooks> {
    SHIPPED.iter().map(|(name, text)| parse(Path::new(&format!("{FOLDER}/{name}.toml")), text)).collect()
}

/// Whether this is a folder of mapping files.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir() && std::path::absolute(path).is_ok_and(|path| path.file_name().is_some_and(|name| name == FOLDER))
}

/// Whether this is a mapping file, by the folder that it is in.
pub fn is_one(path: &Path) -> bool {
    let named = |path: PathBuf| path.parent().and_then(Path::file_name).is_some_and(|name| name == FOLDER);
    !path.is_dir() && std::path::absolute(path).is_ok_and(named)
}

/// The mapping files of a path: itself, or those of the folder, or of the folder `hooks` in it.
pub fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if is_one(path) {
        return Ok(vec![path.to_owned()]);
    }
    let below = if is_folder(path) { path.to_owned() } else { path.join(FOLDER) };
    if below.is_dir() { toml_files(&below) } else { Ok(Vec::new()) }
}

/// Every mapping that belongs to what is published from this path. `None` if that has nothing to say about them: a
/// journey file without a folder `hooks` beside it.
pub fn beside(path: &Path) -> Result<Option<Hooks>> {
    if is_one(path) {
        bail!(
            "{} is one hook of several; publish the folder that it is in, for they are stored together",
            path.display()
        );
    }
    let folder = if path.is_dir() { path.to_owned() } else { path.with_file_name(FOLDER) };
    if !folder.is_dir() {
        return Ok(None);
    }
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).with_context(|| format!("{} can't be read", path.display()))?;
        parse(&path, &text)
    };
    files(&folder)?.into_iter().map(read).collect::<Result<_>>().map(Some)
}

/// What is wrong with a mapping file, or else what its owner should know.
pub fn check(path: &Path, text: &str) -> Result<Vec<Mistake>, Vec<Mistake>> {
    let mut wrong = Vec::from_iter(name(path).err());
    match file::read(text) {
        Ok(checked) if wrong.is_empty() => return Ok(checked.warnings),
        Ok(_) => {}
        Err(mistakes) => wrong.extend(mistakes),
    }
    Err(wrong)
}

/// Says which hooks are published, to whoever published them.
pub fn told(hooks: &Hooks) -> String {
    let names: Vec<_> = hooks.keys().map(Slug::as_str).collect();
    if names.is_empty() {
        "no hook is published any more".to_owned()
    } else {
        format!("published hooks: {}", names.join(", "))
    }
}

fn parse(path: &Path, text: &str) -> Result<(Slug, Hook)> {
    let wrong = |mistakes: Vec<Mistake>| anyhow::anyhow!(all(&path.display().to_string(), &mistakes));
    check(path, text).map_err(wrong)?;
    let name = name(path).map_err(|mistake| wrong(vec![mistake]))?;
    Ok((name, file::read(text).map_err(wrong)?.hook))
}

/// A hook is called as its file is.
fn name(path: &Path) -> Result<Slug, Mistake> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    Slug::parse(&stem).map_err(|_| Mistake {
        line: 1,
        what: format!("a hook can't be called {stem:?}, as its file is"),
        expected: "call the file by 1 to 40 of a-z, 0-9, _, . and -, and start with a letter or digit".to_owned(),
    })
}
