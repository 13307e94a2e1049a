//! One small public file over https.

use crate::Aws;
use anyhow::{Context, Result, anyhow};
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;
use aws_smithy_types::body::SdkBody;
use std::convert::Infallible;

/// Fetches what is at a public address.
///
/// # Errors
/// It can't be reached now, or the server answers with anything but success.
pub async fn download(aws: Aws, url: String) -> Result<Vec<u8>> {
    let client = aws.config().http_client().context("there is no HTTP client")?;
    let operation = Operation::builder()
        .service_name("public")
        .operation_name("Download")
        .http_client(client)
        .endpoint_url(&url)
        .no_auth()
        .no_retry()
        .serializer(|request: http::Request<()>| Ok(request.map(|()| SdkBody::empty()).try_into()?))
        .deserializer::<_, Infallible>(|response| match response.status().is_success() {
            true => Ok(response.body().bytes().unwrap_or_default().to_vec()),
            false => Err(OrchestratorError::other(format!("the server answers {}", response.status().as_u16()))),
        })
        .build();
    let request = http::Request::get(&url).body(())?;
    operation.invoke(request).await.map_err(|error| anyhow!("{url} could not be fetched: {error}"))
}
