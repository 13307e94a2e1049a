//! What a webhook is told.

use crate::Case;
use jiff::Timestamp;
use serde_json::json;

/// The alert of this time in JSON: no address of the customer's, no link of theirs, and the comment as it is kept, masked.
pub(crate) fn of(case: &Case<'_>, at: Timestamp, report: Option<String>) -> String {
    let Case { journey, stage, survey, answer, .. } = *case;
    let scale = survey.metric.scale();
    let body = json!({
        "type": "answer.alerted",
        "timestamp": at,
        "data": {
            "journey": journey.id,
            "stage": stage.id,
            "survey": survey.id,
            "metric": survey.metric.to_string(),
            "rating": answer.rating.get(),
            "scale": [scale.start(), scale.end()],
            "comment": answer.comment,
            "reference": Some(&answer.reference).filter(|reference| !reference.is_empty()),
            "wants_contact": answer.wants_contact,
            "answered_at": answer.last.last().unwrap_or(&answer.first).at,
            "version": answer.version,
            "links": { "report": report },
        },
    });
    // The same JSON, also where somebody takes it for a page.
    body.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
