use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use std::error::Error as StdError;

/// What can go wrong with the tables.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// DynamoDB did not answer, or answered that it could not just now.
    #[error("DynamoDB did not answer: {message}")]
    Unavailable { message: String, source: Box<dyn StdError + Send + Sync> },
    /// DynamoDB refused the request: a missing table or permission, or a request that it finds wrong.
    #[error("DynamoDB refused the request: {message}; `glimt doctor` looks at the tables")]
    Refused { message: String, source: Box<dyn StdError + Send + Sync> },
    /// An item is not what it should be.
    #[error("an item of table {table} can't be read: {source}")]
    Item { table: String, source: serde_dynamo::Error },
    /// A published journey can't be read.
    #[error("journey {number} version {version} can't be read: {source}")]
    Journey { number: u16, version: u32, source: serde_json::Error },
    /// A survey can't be published in a language that it has no text in; `check` would have said so.
    #[error("the survey {survey} has no text in “{}”", language.code())]
    Untranslated { survey: survey::Slug, language: survey::Language },
    /// The published mappings can't be read.
    #[error("the published hooks can't be read: {source}")]
    Hooks { source: serde_json::Error },
    /// An item was written by a newer version of Glimt.
    #[error(
        "an item of table {table} was written by a newer Glimt (format {found}, this one reads up to {known}); update this function"
    )]
    Newer { table: String, found: u32, known: u32 },
    /// A table is not Glimt's, or not this version's.
    #[error(
        "table {table} has the keys {found}, and this Glimt needs {expected}: another version made it, or something else; \
         set it aside, or take another name (GLIMT_TABLES) or folder (--data)"
    )]
    Keys { table: String, found: String, expected: String },
    /// Too many others changed the same item at the same time.
    #[error("{what} was changed by others {tries} times in a row")]
    Contended { what: &'static str, tries: u32 },
}

impl Error {
    /// Whether the same call may succeed later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unavailable { .. } | Self::Contended { .. } => true,
            Self::Refused { .. }
            | Self::Item { .. }
            | Self::Journey { .. }
            | Self::Untranslated { .. }
            | Self::Hooks { .. }
            | Self::Keys { .. }
            | Self::Newer { .. } => false,
        }
    }
}

impl<E, R> From<SdkError<E, R>> for Error
where
    E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    fn from(error: SdkError<E, R>) -> Self {
        const PASSING: [&str; 7] = [
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "ThrottlingException",
            "InternalServerError",
            "TransactionConflictException",
            "ReplicatedWriteConflictException",
            "LimitExceededException",
        ];
        let (passing, message) = match &error {
            SdkError::ServiceError(service) => {
                let code = service.err().code().unwrap_or("an error without a code");
                let message = service.err().message().unwrap_or_default();
                (PASSING.contains(&code), format!("{code} {message}"))
            }
            SdkError::ConstructionFailure(_) => (false, "the request could not be built".to_owned()),
            SdkError::TimeoutError(_) => (true, "no answer in time".to_owned()),
            SdkError::DispatchFailure(_) => (true, "the connection failed".to_owned()),
            _ => (true, "its answer could not be read".to_owned()),
        };
        let source = Box::new(error);
        if passing { Self::Unavailable { message, source } } else { Self::Refused { message, source } }
    }
}
