//! Writes a due day's cells over the old ones: only what has changed, and what is gone is removed.

use crate::fold::Folded;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;
use store::{CellKind, Result, Store};
use survey::Slug;
use survey::cell::{CellKey, Cells};

/// How many bytes the cells of one item may have, as JSON; an item may have 400 KB.
const PART_BYTES: usize = 100_000;

/// Gives how many items were written or removed. The cells of sealed journeys stay as they are.
pub(crate) async fn write(store: &Store, day: Date, sealed: &BTreeSet<&Slug>, folded: Folded) -> Result<usize> {
    let mut changed = 0;
    let new = in_parts(folded.funnel);
    let old = open(store.funnel_cells(day).await?, sealed);
    for cells in news(&old, &new) {
        store.put_funnel_cells(cells).await?;
        changed += 1;
    }
    changed += remove(store, CellKind::Funnel, day, gone(&old, &new)).await?;
    for (kind, new) in [(CellKind::Clicks, folded.clicks), (CellKind::Answers, folded.answers)] {
        let new = in_parts(new);
        let old = open(store.answer_cells(kind, day).await?, sealed);
        for cells in news(&old, &new) {
            store.put_answer_cells(kind, cells).await?;
            changed += 1;
        }
        changed += remove(store, kind, day, gone(&old, &new)).await?;
    }
    Ok(changed)
}

/// Those of journeys that are not sealed.
fn open<C>(mut cells: Vec<Cells<C>>, sealed: &BTreeSet<&Slug>) -> Vec<Cells<C>> {
    cells.retain(|cells| !sealed.contains(&cells.key.journey));
    cells
}

/// The same cells, no item of them near the largest that there may be.
fn in_parts<C: Serialize>(all: Vec<Cells<C>>) -> Vec<Cells<C>> {
    let mut parts = Vec::new();
    for Cells { due_day, key, cells, as_of, .. } in all {
        let part = |part, cells| Cells { due_day, key: key.clone(), part, cells, as_of };
        let (mut number, mut bytes, mut held) = (0, 0, Vec::new());
        for cell in cells {
            let length = serde_json::to_vec(&cell).map_or(PART_BYTES, |json| json.len());
            if bytes + length > PART_BYTES && !held.is_empty() {
                parts.push(part(number, std::mem::take(&mut held)));
                (number, bytes) = (number + 1, 0);
            }
            bytes += length;
            held.push(cell);
        }
        parts.push(part(number, held));
    }
    parts
}

/// Those that are not stored already, exactly as they are.
fn news<'a, C: PartialEq>(old: &[Cells<C>], new: &'a [Cells<C>]) -> Vec<&'a Cells<C>> {
    let old: std::collections::BTreeMap<_, _> = old.iter().map(|cells| ((&cells.key, cells.part), cells)).collect();
    new.iter().filter(|cells| old.get(&(&cells.key, cells.part)) != Some(cells)).collect()
}

/// The items that nothing counts under any more.
fn gone<C>(old: &[Cells<C>], new: &[Cells<C>]) -> BTreeSet<(CellKey, u16)> {
    let new: BTreeSet<_> = new.iter().map(|cells| (&cells.key, cells.part)).collect();
    let gone = old.iter().filter(|cells| !new.contains(&(&cells.key, cells.part)));
    gone.map(|cells| (cells.key.clone(), cells.part)).collect()
}

async fn remove(store: &Store, kind: CellKind, day: Date, keys: BTreeSet<(CellKey, u16)>) -> Result<usize> {
    for (key, part) in &keys {
        store.delete_cells(kind, day, key, *part).await?;
    }
    Ok(keys.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use jiff::civil::date;

    #[test]
    fn no_item_comes_near_what_an_item_may_have_and_none_is_lost() {
        let slug = |text: &str| Slug::parse(text).unwrap();
        let (journey, stage, survey) = (slug("nordlys"), slug("delivery"), slug("delivered"));
        let key = CellKey { journey, stage, survey, segment: None };
        let cells: Vec<String> = (0..5_000).map(|n| format!("{n:0200}")).collect();
        let whole = Cells { due_day: date(2026, 11, 21), key, part: 0, cells, as_of: Timestamp::UNIX_EPOCH };
        let parts = in_parts(vec![whole.clone()]);
        assert_eq!(parts.iter().map(|part| part.part).collect::<Vec<_>>(), (0..11).collect::<Vec<_>>());
        assert!(parts.iter().all(|part| serde_json::to_vec(part).unwrap().len() < 110_000));
        assert_eq!(parts.into_iter().flat_map(|part| part.cells).collect::<Vec<_>>(), whole.cells);
        let long = Cells { cells: vec!["x".repeat(150_000); 2], ..whole };
        assert_eq!(in_parts(vec![long]).len(), 2);
    }
}
