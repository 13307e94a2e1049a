//! Drivers and their options as readers know them.

use super::figures::Figures;
use crate::rows::{DriverRow, SEGMENT};
use crate::scope::Scope;
use survey::Text;
use survey::follow_up::{FollowUp, Kind};

/// The segment's name, or the follow-up's question.
pub(crate) fn driver_label(figures: Figures, scope: &Scope<'_>, row: &DriverRow<'_>) -> String {
    let name = segment(scope, row).or_else(|| follow_up(scope, row).map(|follow_up| &follow_up.question));
    name.map_or(row.driver.as_str(), |name| name.for_reader(figures.words.0)).to_owned()
}

/// The same with the option or value: `Carrier: Bring`.
pub(crate) fn option_label(figures: Figures, scope: &Scope<'_>, row: &DriverRow<'_>) -> String {
    let driver = driver_label(figures, scope, row);
    let Some(follow_up) = follow_up(scope, row).filter(|_| segment(scope, row).is_none()) else {
        return format!("{driver}: {}", row.option);
    };
    let option = match &follow_up.kind {
        Kind::Choice { options } | Kind::Choices { options } => {
            let option = options.iter().find(|option| option.id.as_str() == row.option);
            option.map_or(row.option.as_str(), |option| option.label.for_reader(figures.words.0))
        }
        Kind::YesNo if row.option == "yes" => "✓",
        Kind::YesNo => "✕",
        Kind::Text | Kind::Scale { .. } => row.option.as_str(),
    };
    format!("{driver} {option}")
}

fn segment<'a>(scope: &Scope<'a>, row: &DriverRow<'_>) -> Option<&'a Text> {
    let segments = scope.journey.segments.iter().filter(|_| row.kind == SEGMENT);
    segments.into_iter().find(|(id, _)| id.as_str() == row.driver).map(|(_, name)| name)
}

fn follow_up<'a>(scope: &Scope<'a>, row: &DriverRow<'_>) -> Option<&'a FollowUp> {
    let (_, survey) = scope.journey.surveys().find(|(_, survey)| survey.id.as_str() == row.survey_id)?;
    survey.follow_ups.iter().find(|follow_up| follow_up.id.as_str() == row.driver)
}
