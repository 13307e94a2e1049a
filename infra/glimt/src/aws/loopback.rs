//! The same engines over HTTP on this machine, for `glimt dev` and for other processes
//! (`AWS_ENDPOINT_URL_DYNAMODB`, `AWS_ENDPOINT_URL_SESV2`).

use std::future::Future;

use anyhow::{Context, Result};
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use axum::Router;
use dynoxide::Database;
use tokio::net::TcpListener;

use super::REGION;

/// Serves `router` (mail, or any other door) until `stop` resolves; requests that are running
/// then finish first.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let served = axum::serve(listener, router).with_graceful_shutdown(stop);
    served.await.context("an HTTP server on this machine failed")
}

/// Serves the DynamoDB wire protocol, streams included, until `stop` resolves. A request must
/// be signed, with any credentials. Nothing sweeps expired items but `Database::sweep_ttl`.
pub async fn serve_dynamodb(
    listener: TcpListener,
    database: Database,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    dynoxide::server::serve_with_shutdown(listener, database, stop).await.map_err(anyhow::Error::msg)
}

/// Ordinary SDK clients for loopback endpoints such as `http://127.0.0.1:9301`: signed with
/// dummy credentials, and with the SDK's own retries and time limits.
pub fn clients(dynamodb_endpoint: &str, ses_endpoint: &str) -> (aws_sdk_dynamodb::Client, aws_sdk_sesv2::Client) {
    let credentials = Credentials::new("local", "local", None, None, "glimt");
    let http = aws_smithy_http_client::Builder::new().build_http();
    let dynamodb = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(http.clone())
        .region(Region::new(REGION))
        .credentials_provider(credentials.clone())
        .endpoint_url(dynamodb_endpoint);
    let ses = aws_sdk_sesv2::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(http)
        .region(Region::new(REGION))
        .credentials_provider(credentials)
        .endpoint_url(ses_endpoint);
    (aws_sdk_dynamodb::Client::from_conf(dynamodb.build()), aws_sdk_sesv2::Client::from_conf(ses.build()))
}
