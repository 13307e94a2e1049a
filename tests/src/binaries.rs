//! The functions as the programs that Lambda would run, and the operator's command.

use anyhow::{Context, Result, anyhow};
use escargot::CargoBuild;
use escargot::format::Message;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Out of the whole workspace, as `cargo test --workspace` builds it: on their own, their libraries would have other
/// features and be built again.
static PROGRAMS: LazyLock<Result<BTreeMap<String, PathBuf>>> = LazyLock::new(|| {
    if let Some(folder) = std::env::var_os("GLIMT_PROGRAMS") {
        let files = std::fs::read_dir(folder)?.map(|file| anyhow::Ok(file?.path()));
        let named = |path: PathBuf| (path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), path);
        return files
            .filter(|path| !path.as_ref().is_ok_and(|path| path.extension().is_some()))
            .map(|path| path.map(named))
            .collect();
    }
    let workspace = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let mut build =
        CargoBuild::new().manifest_path(workspace).arg("--workspace").arg("--locked").bins().current_release();
    // What cargo tells a test of its own package makes build scripts that watch for it run again, and half of the
    // dependencies be built again, here and then in the next build outside.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            build = build.env_remove(&*name);
        }
    }
    let mut programs = BTreeMap::new();
    for message in build.exec()? {
        if let Message::CompilerArtifact(artifact) = message?.decode()?
            && let Some(program) = artifact.executable
        {
            programs.insert(artifact.target.name.into_owned(), program.into_owned());
        }
    }
    Ok(programs)
});

/// Where a program is. The first call in a process builds what has changed; or it is in the folder `GLIMT_PROGRAMS`, such as
/// what is deployed.
pub fn program(name: &str) -> Result<&'static Path> {
    let programs = PROGRAMS.as_ref().map_err(|error| anyhow!("the programs can't be built: {error:#}"))?;
    programs.get(name).map(PathBuf::as_path).with_context(|| format!("no program is called {name}"))
}
