//! What a journey's owners read of its scores, and how.

use serde::{Deserialize, Serialize};

/// The journey file's `[report]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reporting {
    pub weigh_by: WeighBy,
    /// Whether the answers themselves are exported too, a row each, without anybody's name.
    pub answers: bool,
    /// Whether masked comments stand in the report, the digest and the table of answers.
    pub comments: bool,
    pub digest: Digest,
    /// Whether the report and the workbook are attached to the digest.
    pub attach: bool,
}

impl Default for Reporting {
    fn default() -> Self {
        Self { weigh_by: WeighBy::File, answers: false, comments: true, digest: Digest::Week, attach: true }
    }
}

/// What the stages weigh in the journey's score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WeighBy {
    /// What the file says; alike where it says nothing.
    File,
    /// How often each was met in the period, whoever was asked.
    Touchpoints,
}

impl WeighBy {
    /// The word used in the file and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Touchpoints => "touchpoints",
        }
    }
}

/// How often the owners get a digest: by the first daily run after the period is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Digest {
    Day,
    /// From Monday to Sunday.
    Week,
    Month,
    Off,
}
