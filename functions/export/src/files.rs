//! The tables as files. The same rows give the same bytes.

use crate::rows::Row;
use anyhow::{Context, Result};
use bytes::Bytes;
use std::borrow::Cow;

/// UTF-8, RFC 4180, with a header row even where there is nothing else.
///
/// A free text that a spreadsheet would run as a formula gets a leading apostrophe; numbers do not,
/// also where they are negative.
pub fn csv<R: Row>(rows: &[R]) -> Result<Bytes> {
    let mut writer = csv::WriterBuilder::new().has_headers(false).terminator(csv::Terminator::CRLF).from_writer(vec![]);
    writer.write_record(R::COLUMNS)?;
    for row in rows {
        let mut row = row.clone();
        row.change_texts(defuse);
        writer.serialize(row).with_context(|| format!("a row of {} as CSV", R::TABLE))?;
    }
    Ok(writer.into_inner().context("the end of a CSV file")?.into())
}

/// An array of objects, one per line, with the columns as names and null for an empty cell.
pub fn json<R: Row>(rows: &[R]) -> Result<Bytes> {
    let mut out = b"[".to_vec();
    for (row, place) in rows.iter().zip(0..) {
        out.extend_from_slice(if place == 0 { b"\n" } else { b",\n" });
        serde_json::to_writer(&mut out, row).with_context(|| format!("a row of {} as JSON", R::TABLE))?;
    }
    out.extend_from_slice(b"\n]\n");
    Ok(out.into())
}

fn defuse(text: &mut Cow<'_, str>) {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        *text = Cow::Owned(format!("'{text}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{TODAY, answer_cell, cells, journey, scope, sixty_days, text};
    use crate::rows::{FunnelRow, StageScoreRow};
    use crate::{funnel, funnel_reasons, stage_scores};
    use survey::cell::AnswerCell;

    const HOSTILE: [&str; 6] =
        ["=HYPERLINK(\"http://x\")", "+1", "-2+3", "@SUM(A1)", "\t=1", "a \"quoted\", comma\r\nand line, שלום"];

    fn written(bytes: &Bytes) -> &str {
        std::str::from_utf8(bytes).unwrap()
    }

    #[test]
    fn texts_that_look_like_formulas_are_defused_and_all_else_reads_back_the_same() {
        let mut journey = journey();
        journey.stages[1].name = text("=cmd|' /C calc'!A0", "Delivery");
        let values = HOSTILE.map(|value| AnswerCell { value: Some(value.to_owned()), ..answer_cell(TODAY, &[(1, 9)]) });
        let answers = [cells(&journey, "delivered", Some("carrier"), TODAY, values.to_vec())];
        let rows = stage_scores(&scope(&journey, &answers, &[]));
        let bytes = csv(&rows).unwrap();
        let mut reader = csv::Reader::from_reader(bytes.as_ref());
        let read: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(read.len(), rows.len());
        for (record, row) in read.iter().zip(&rows) {
            assert_eq!(
                &record[18],
                if HOSTILE[..5].contains(&&*row.segment_value) {
                    format!("'{}", row.segment_value)
                } else {
                    row.segment_value.to_string()
                }
            );
            assert_eq!(record[7], *row.survey_id);
            let starts_a_formula = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            assert!(!record.iter().any(|cell| starts_a_formula(cell) && cell.parse::<f64>().is_err()), "{record:?}");
        }
        assert!(written(&bytes).contains("'=cmd|"));
    }

    #[test]
    fn a_negative_score_stays_a_number() {
        let journey = journey();
        let answers = [cells(&journey, "solved", None, TODAY, vec![answer_cell(TODAY, &[(0, 20), (10, 4)])])];
        let rows = stage_scores(&scope(&journey, &answers, &[]));
        assert!(written(&csv(&rows).unwrap()).contains(",-66.6667,points,"));
    }

    #[test]
    fn an_empty_table_has_its_header_and_empty_cells_are_empty_or_null() {
        let header = csv::<FunnelRow<'_>>(&[]).unwrap();
        assert!(written(&header).starts_with("journey_id,stage_id,") && written(&header).ends_with(",revision\r\n"));
        assert_eq!(json::<StageScoreRow<'_>>(&[]).unwrap(), "[\n]\n");
        let journey = journey();
        let rows = stage_scores(&scope(&journey, &[], &[]));
        let read: Vec<serde_json::Map<String, serde_json::Value>> =
            serde_json::from_slice(&json(&rows).unwrap()).unwrap();
        assert_eq!(read.len(), 5);
        assert!(read[0]["score"].is_null() && read[0]["as_of"].is_null());
        assert_eq!((read[0]["answers"].as_u64(), read[0].len()), (Some(0), StageScoreRow::COLUMNS.len()));
        assert!(written(&csv(&rows).unwrap()).contains(",0,0,0,0,0,0,0,0,,percent,,,empty,0,,"));
    }

    #[test]
    fn the_same_scope_gives_the_same_bytes() {
        let journey = journey();
        let (mut answers, mut funnels) = sixty_days(&journey);
        let all = |answers: &[_], funnels: &[_]| {
            let scope = scope(&journey, answers, funnels);
            let (scores, funnel, reasons) = (stage_scores(&scope), funnel(&scope), funnel_reasons(&scope));
            let csvs = [csv(&scores).unwrap(), csv(&funnel).unwrap(), csv(&reasons).unwrap()];
            (csvs, [json(&scores).unwrap(), json(&funnel).unwrap(), json(&reasons).unwrap()])
        };
        let first = all(&answers, &funnels);
        answers.reverse();
        funnels.reverse();
        assert!(first == all(&answers, &funnels));
    }

    #[test]
    fn a_small_table_looks_like_this() {
        let journey = journey();
        let answers = [
            cells(&journey, "solved", None, TODAY, vec![answer_cell(TODAY, &[(10, 4), (8, 1), (2, 2)])]),
            cells(&journey, "returned", None, TODAY, vec![answer_cell(TODAY, &[(5, 1)])]),
        ];
        let mut rows = stage_scores(&scope(&journey, &answers, &[]));
        rows.retain(|row| row.period_label == "last 28 days");
        insta::assert_snapshot!(written(&csv(&rows).unwrap()).replace("\r\n", "\n"));
    }
}
