//! The AWS SDKs on the embedded engine without sockets: an HTTP client that carries a request
//! no further than a function call.

use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, StalledStreamProtectionConfig};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

use super::{REGION, Ses};

mod meter;
mod network;

pub use meter::{Call, Meter};
pub use network::{Arrive, Carried, Network, Reply, Request, To};

/// Never looked up: requests to it do not leave the process.
const ENDPOINT: &str = "http://in-process.invalid";

/// Tables and mail behind the official SDK clients, in this process.
///
/// A request is carried out when it is sent, inline on the calling task: the engine holds its
/// lock for some 10 to 100 µs, less than it costs to move the call to another thread. Nothing
/// is lost, delayed or throttled here, unless a [`Network`] does it, and `request_id()` is `None`.
/// Clones share both engines.
#[derive(Clone)]
pub struct InProcess {
    database: Database,
    ses: Ses,
    meter: Option<Meter>,
    turns: bool,
    network: Option<Arc<dyn Network>>,
}

impl InProcess {
    /// `database` carries its own clock (`Database::memory_with_clock`), as does `ses`.
    pub fn new(database: Database, ses: Ses) -> Self {
        Self { database, ses, meter: None, turns: false, network: None }
    }

    /// With a meter, which notes what every call of its clients costs.
    pub fn metered(self) -> (Self, Meter) {
        let meter = Meter::default();
        (Self { meter: Some(meter.clone()), ..self }, meter)
    }

    /// Lets other tasks take their turn before and after each request, as a network would: tasks that are
    /// side by side come in between each other at every call.
    pub fn taking_turns(self) -> Self {
        Self { turns: true, ..self }
    }

    /// Over a network, which may do to each request what networks do.
    pub fn over(self, network: Arc<dyn Network>) -> Self {
        Self { network: Some(network), ..self }
    }

    /// A DynamoDB client: unsigned, without retries or time limits. Answers the operations of
    /// tables and items; any other is an `UnknownOperationException`.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(REGION))
            .endpoint_url(ENDPOINT)
            .allow_no_auth()
            .http_client(self.clone())
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }

    /// An SES v2 client: unsigned, without retries or time limits. Answers what [`Ses`] does.
    pub fn ses(&self) -> aws_sdk_sesv2::Client {
        let config = aws_sdk_sesv2::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(REGION))
            .endpoint_url(ENDPOINT)
            .allow_no_auth()
            .http_client(self.clone())
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        aws_sdk_sesv2::Client::from_conf(config.build())
    }

    fn answer(&self, request: &Request) -> Reply {
        let body = &request.body;
        let (status, body) = match (&request.to, &self.meter) {
            (To::Tables(operation), Some(meter)) => meter.measure(operation, body, |o, body| self.table(o, body)),
            (To::Tables(operation), None) => self.table(operation, body),
            (To::Mail(method, path), _) => self.ses.answer(method, path, body),
        };
        Reply { status, body }
    }

    fn table(&self, operation: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let db = &self.database;
        let done = match operation {
            "CreateTable" => run(body, |r| db.create_table(r)),
            "DeleteTable" => run(body, |r| db.delete_table(r)),
            "DescribeTable" => run(body, |r| db.describe_table(r)),
            "ListTables" => run(body, |r| db.list_tables(r)),
            "UpdateTimeToLive" => run(body, |r| db.update_time_to_live(r)),
            "DescribeTimeToLive" => run(body, |r| db.describe_time_to_live(r)),
            "PutItem" => run(body, |r| db.put_item(r)),
            "GetItem" => run(body, |r| db.get_item(r)),
            "UpdateItem" => run(body, |r| db.update_item(r)),
            "DeleteItem" => run(body, |r| db.delete_item(r)),
            "Query" => run(body, |r| db.query(r)),
            "Scan" => run(body, |r| db.scan(r)),
            "BatchGetItem" => run(body, |r| db.batch_get_item(r)),
            "BatchWriteItem" => run(body, |r| db.batch_write_item(r)),
            "TransactGetItems" => run(body, |r| db.transact_get_items(r)),
            "TransactWriteItems" => run(body, |r| db.transact_write_items(r)),
            _ => return (400, UNKNOWN_OPERATION.into()),
        };
        match done {
            Ok(body) => (200, body),
            Err(error) => (error.status_code(), error.to_json().into_bytes()),
        }
    }
}

const UNKNOWN_OPERATION: &str = r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#;

fn run<Request: DeserializeOwned, Answer: Serialize>(
    body: &[u8],
    operation: impl FnOnce(Request) -> dynoxide::Result<Answer>,
) -> dynoxide::Result<Vec<u8>> {
    let request = serde_json::from_slice(body).map_err(|e| refused(&e.to_string()))?;
    serde_json::to_vec(&operation(request)?).map_err(|e| DynoxideError::InternalServerError(e.to_string()))
}

/// The error class of a request that could not be read. The engine marks it in the message of
/// its deserializer (dynoxide 3.2.0, `serde_errors`); the exact wording can differ from its
/// HTTP server's.
fn refused(message: &str) -> DynoxideError {
    let message = message.rsplit_once(" at line ").map_or(message, |(m, _)| m);
    let marked = |markers: &[&str]| markers.iter().find_map(|m| message.strip_prefix(m));
    if let Some(rest) = marked(&["SERIALIZATION:", "SERIALIZATION_AS_READ:"]) {
        return DynoxideError::SerializationException(rest.to_owned());
    }
    if let Some(rest) = marked(&["VALIDATION:", "VALIDATION_REQUEST:", "VALIDATION_AS_READ:"]) {
        return DynoxideError::ValidationException(rest.to_owned());
    }
    let unmarked =
        ["missing field", "unknown variant", "invalid type: null", "empty AttributeValue", "Supplied AttributeValue"];
    match unmarked.iter().any(|part| message.contains(part)) {
        true => DynoxideError::ValidationException(message.to_owned()),
        false => DynoxideError::SerializationException(message.to_owned()),
    }
}

impl HttpClient for InProcess {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let request = match read(&request) {
            Ok(request) => request,
            Err(error) => return HttpConnectorFuture::ready(Err(error)),
        };
        let client = self.clone();
        if let Some(network) = &self.network {
            let carried = network.carry(request, Arc::new(move |request| client.answer(request)));
            let broken = || ConnectorError::io("the connection broke".into());
            return HttpConnectorFuture::new(async move { written(carried.await.ok_or_else(broken)?) });
        }
        if !self.turns {
            return HttpConnectorFuture::ready(written(self.answer(&request)));
        }
        HttpConnectorFuture::new(async move {
            tokio::task::yield_now().await;
            let answer = client.answer(&request);
            tokio::task::yield_now().await;
            written(answer)
        })
    }
}

/// DynamoDB names its operation in a header, SES in the path.
fn read(request: &HttpRequest) -> Result<Request, ConnectorError> {
    let body = request.body().bytes().ok_or_else(|| ConnectorError::user("a streamed request body".into()))?.to_vec();
    let to = match request.headers().get("x-amz-target") {
        Some(target) => To::Tables(target.rsplit_once('.').map_or(target, |(_, name)| name).to_owned()),
        None => {
            let uri: http::Uri =
                request.uri().parse().map_err(|e: http::uri::InvalidUri| ConnectorError::user(e.into()))?;
            To::Mail(request.method().to_owned(), uri.path().to_owned())
        }
    };
    Ok(Request { to, body })
}

fn written(reply: Reply) -> Result<HttpResponse, ConnectorError> {
    let status = StatusCode::try_from(reply.status).map_err(|e| ConnectorError::other(e.into(), None))?;
    Ok(HttpResponse::new(status, SdkBody::from(reply.body)))
}

impl std::fmt::Debug for InProcess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InProcess").field("ses", &self.ses).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
