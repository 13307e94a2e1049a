//! Puts a journey's files where they belong: what has changed, once, whole or not at all.

use crate::App;
use crate::ledger::Ledger;
use crate::release::{Files, REVISED};
use anyhow::{Context, Result};
use bytes::Bytes;
use futures::StreamExt;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use serde_json::Value;
use std::collections::BTreeMap;

/// What is to be put of one journey, or of the company.
pub(crate) struct Release {
    pub files: Files,
    /// What has changed of closed periods, and where that is put; in no manifest, for it stays as it is.
    pub revisions: Option<(String, Bytes)>,
    pub manifest: Bytes,
    pub ledger: Ledger,
}

pub(crate) fn manifest_of(folder: &str) -> String {
    format!("{folder}/manifest.json")
}

/// The tables as they were put before, of which it may be told what has changed.
pub(crate) async fn earlier(app: &App, folder: &str) -> Result<BTreeMap<&'static str, Bytes>> {
    let mut earlier = BTreeMap::new();
    for table in REVISED {
        if let Some(bytes) = get(app, &format!("{folder}/{table}.json")).await? {
            earlier.insert(table, bytes);
        }
    }
    Ok(earlier)
}

async fn get(app: &App, path: &str) -> Result<Option<Bytes>> {
    match app.files.get(&Path::from(path)).await {
        Ok(found) => Ok(Some(found.bytes().await.with_context(|| format!("{path} could not be read"))?)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{path} could not be read")),
    }
}

impl Release {
    /// Puts what differs from what was put before; gives how many files that were.
    ///
    /// In an order that can break off anywhere: the list of what has changed and the ledger first, so that a change is told
    /// of once; no manifest while files are put; what nobody lists any more goes before it comes.
    pub async fn put(&self, app: &App, folder: &str) -> Result<usize> {
        let path = manifest_of(folder);
        let before = get(app, &path).await?;
        if before.as_ref() == Some(&self.manifest) {
            return Ok(0);
        }
        let mut put = 1;
        if let Some((name, list)) = &self.revisions {
            put_file(app, name, list.clone()).await?;
            put += 1;
        }
        if before.is_some() {
            delete(app, &path).await?;
        }
        self.ledger.write(&app.store).await?;
        let was = before.as_ref().map(hashes).unwrap_or_default();
        let is = hashes(&self.manifest);
        for (name, made) in &self.files {
            if was.get(name) != is.get(name) || !was.contains_key(name) {
                put_file(app, name, made.bytes.clone()).await?;
                put += 1;
            }
        }
        for name in listed_there(app, folder).await? {
            if !is.contains_key(&name) && !name.contains("/revisions/") {
                delete(app, &name).await?;
            }
        }
        put_file(app, &path, self.manifest.clone()).await?;
        Ok(put)
    }
}

/// Every file of a journey's that is there.
async fn listed_there(app: &App, folder: &str) -> Result<Vec<String>> {
    let mut there = Vec::new();
    for prefix in [folder, "parquet"] {
        let mut found = app.files.list(Some(&Path::from(prefix)));
        while let Some(file) = found.next().await {
            let name = file.with_context(|| format!("{prefix} could not be listed"))?.location.to_string();
            let is_theirs = prefix == folder || name.contains(&format!("/journey={folder}/"));
            there.extend(is_theirs.then_some(name));
        }
    }
    Ok(there)
}

async fn delete(app: &App, name: &str) -> Result<()> {
    match app.files.delete(&Path::from(name)).await {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error).with_context(|| format!("{name} could not be deleted")),
    }
}

/// The hashes of a manifest's files, by their paths; none of one that can't be read.
fn hashes(manifest: &Bytes) -> BTreeMap<String, String> {
    let manifest: Value = serde_json::from_slice(manifest).unwrap_or_default();
    let files = manifest["files"].as_array().into_iter().flatten();
    files.filter_map(|file| Some((file["path"].as_str()?.to_owned(), file["sha256"].as_str()?.to_owned()))).collect()
}

async fn put_file(app: &App, name: &str, bytes: Bytes) -> Result<()> {
    let put = app.files.put(&Path::from(name), PutPayload::from_bytes(bytes)).await;
    put.map(drop).with_context(|| format!("{name} could not be put"))
}
