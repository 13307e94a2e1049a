//! Writes a due day's cells over the old ones: only what has changed, and what is gone is removed.

use crate::fold::{Folded, Parts};
use jiff::civil::Date;
use std::collections::BTreeSet;
use store::{CellKind, Result, Store};
use survey::cell::{CellKey, Cells};

/// Gives how many items were written or removed.
pub(crate) async fn write(store: &Store, day: Date, parts: Parts, folded: &Folded) -> Result<usize> {
    let mut changed = 0;
    if parts.answers {
        let old = store.answer_cells(CellKind::Answers, day).await?;
        for cells in news(&old, &folded.answers) {
            store.put_answer_cells(CellKind::Answers, cells).await?;
            changed += 1;
        }
        changed += remove(store, CellKind::Answers, day, gone(&old, &folded.answers)).await?;
    }
    if parts.funnel {
        let old = store.answer_cells(CellKind::Clicks, day).await?;
        for cells in news(&old, &folded.clicks) {
            store.put_answer_cells(CellKind::Clicks, cells).await?;
            changed += 1;
        }
        changed += remove(store, CellKind::Clicks, day, gone(&old, &folded.clicks)).await?;
        let old = store.funnel_cells(day).await?;
        for cells in news(&old, &folded.funnel) {
            store.put_funnel_cells(cells).await?;
            changed += 1;
        }
        changed += remove(store, CellKind::Funnel, day, gone(&old, &folded.funnel)).await?;
    }
    Ok(changed)
}

/// Those that are not stored already, exactly as they are.
fn news<'a, C: PartialEq>(old: &[Cells<C>], new: &'a [Cells<C>]) -> Vec<&'a Cells<C>> {
    new.iter().filter(|cells| !old.contains(cells)).collect()
}

/// The keys that nothing counts under any more.
fn gone<C>(old: &[Cells<C>], new: &[Cells<C>]) -> BTreeSet<CellKey> {
    let new: BTreeSet<_> = new.iter().map(|cells| &cells.key).collect();
    old.iter().map(|cells| &cells.key).filter(|key| !new.contains(key)).cloned().collect()
}

async fn remove(store: &Store, kind: CellKind, day: Date, keys: BTreeSet<CellKey>) -> Result<usize> {
    for key in &keys {
        store.delete_cells(kind, day, key).await?;
    }
    Ok(keys.len())
}
