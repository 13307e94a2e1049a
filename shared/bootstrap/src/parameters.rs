//! Keys that stand elsewhere: `ssm:NAME` or `secretsmanager:NAME` in place of a key is fetched once, at start.
//!
//! One signed request to SSM's `GetParameters`, which reads Secrets Manager's secrets too: two SDKs less to build and
//! to start. <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html>

use crate::{Aws, env};
use anyhow::{Context, Result, anyhow, bail};
use aws_config::SdkConfig;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

/// Where SSM finds Secrets Manager's secrets.
const SECRETS: &str = "/aws/reference/secretsmanager/";
/// `GetParameters` takes so many names at a time.
const AT_A_TIME: usize = 10;

/// The text with every reference replaced by what it names: the whole text, or the texts of a JSON object, which may
/// itself stand elsewhere.
///
/// # Errors
/// A name that there is not, that may not be read, or that can't be reached now; by that name, and without any value. A
/// reference that leads to another one: it would be taken for a key.
pub(crate) async fn resolved(aws: &Aws, mut text: String) -> Result<String> {
    for _ in 0..2 {
        let mut json = object_or_text(text);
        let names = names(&mut json);
        if !names.is_empty() {
            let values = fetch(aws, &names.into_iter().collect::<Vec<_>>()).await?;
            each_text(&mut json, &mut |text| {
                if let Some(value) = name(text).and_then(|name| values.get(&name)) {
                    text.clone_from(value);
                }
            });
        }
        text = match json {
            Value::String(text) => text,
            json => json.to_string(),
        };
    }
    match names(&mut object_or_text(text.clone())).first() {
        Some(name) => bail!("{name} stands where a key is expected; name it directly"),
        None => Ok(text),
    }
}

fn object_or_text(text: String) -> Value {
    match serde_json::from_str(&text) {
        Ok(json @ Value::Object(_)) => json,
        _ => Value::String(text),
    }
}

/// What the texts refer to, by SSM's names.
fn names(json: &mut Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    each_text(json, &mut |text| names.extend(name(text)));
    names
}

/// SSM's name for a reference.
fn name(text: &str) -> Option<String> {
    let secret = || text.strip_prefix("secretsmanager:").map(|name| format!("{SECRETS}{name}"));
    text.strip_prefix("ssm:").map(str::to_owned).or_else(secret)
}

fn each_text(value: &mut Value, visit: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(values) => values.iter_mut().for_each(|value| each_text(value, visit)),
        Value::Object(values) => values.values_mut().for_each(|value| each_text(value, visit)),
        _ => {}
    }
}

async fn fetch(aws: &Aws, names: &[String]) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for names in names.chunks(AT_A_TIME) {
        let body = json!({ "Names": names, "WithDecryption": true }).to_string();
        let answer: Value =
            serde_json::from_slice(&call(aws.config(), body).await?).context("SSM's answer is no JSON")?;
        for parameter in answer["Parameters"].as_array().into_iter().flatten() {
            let (Some(name), Some(value)) = (parameter["Name"].as_str(), parameter["Value"].as_str()) else { continue };
            found.insert(name.to_owned(), value.to_owned());
        }
    }
    match names.iter().find(|name| !found.contains_key(*name)) {
        Some(missing) => bail!("there is no parameter or secret {missing} in this account and region"),
        None => Ok(found),
    }
}

/// One signed call of `GetParameters`, tried again like any other of the SDK's.
async fn call(config: &SdkConfig, body: String) -> Result<Vec<u8>> {
    let region = config.region().context("AWS_REGION is missing")?.to_string();
    // In the order in which the SDKs' clients look for theirs.
    let elsewhere = env::optional("AWS_ENDPOINT_URL_SSM").or_else(|| config.endpoint_url().map(str::to_owned));
    let endpoint = elsewhere.unwrap_or_else(|| format!("https://ssm.{region}.amazonaws.com"));
    let request = signed(config, &region, &endpoint, body).await?;
    let client = config.http_client().context("there is no HTTP client")?;
    let operation = Operation::builder()
        .service_name("ssm")
        .operation_name("GetParameters")
        .http_client(client)
        .endpoint_url(&endpoint)
        .no_auth()
        .no_retry()
        .serializer(|request: http::Request<String>| Ok(request.map(SdkBody::from).try_into()?))
        .deserializer::<_, Infallible>(|response| {
            let body = response.body().bytes().unwrap_or_default();
            if response.status().is_success() {
                return Ok(body.to_vec());
            }
            // `__type` and `message` are SSM's own words; they hold names, and no value.
            let told: Value = serde_json::from_slice(body).unwrap_or_default();
            let why = told["message"].as_str().or(told["Message"].as_str()).or(told["__type"].as_str());
            let why = why.unwrap_or("without a reason").to_owned();
            Err(OrchestratorError::other(format!("SSM answers {}: {why}", response.status().as_u16())))
        })
        .build();
    operation.invoke(request).await.map_err(|error| {
        let words: Vec<_> = std::iter::successors(Some(&error as &dyn std::error::Error), |error| error.source())
            .map(ToString::to_string)
            .collect();
        anyhow!("the keys could not be fetched: {}", words.join(": "))
    })
}

async fn signed(config: &SdkConfig, region: &str, endpoint: &str, body: String) -> Result<http::Request<String>> {
    let provider = config.credentials_provider().context("there are no AWS credentials")?;
    let identity = aws_credential_types::provider::ProvideCredentials::provide_credentials(&provider)
        .await
        .context("there are no AWS credentials")?
        .into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name("ssm")
        .time(std::time::SystemTime::now())
        .settings(SigningSettings::default())
        .build()?
        .into();
    let url = format!("{}/", endpoint.trim_end_matches('/'));
    let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "AmazonSSM.GetParameters")];
    let signable = SignableRequest::new("POST", &url, headers.into_iter(), SignableBody::Bytes(body.as_bytes()))?;
    let (instructions, _) = sign(signable, &params)?.into_parts();
    let mut request = http::Request::post(&url);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let mut request = request.body(body)?;
    instructions.apply_to_request_http1x(&mut request);
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_a_parameter_or_a_secret_and_anything_else_is_the_key_itself() {
        assert_eq!(name("ssm:/glimt/shopify").as_deref(), Some("/glimt/shopify"));
        assert_eq!(name("secretsmanager:glimt/stripe").as_deref(), Some("/aws/reference/secretsmanager/glimt/stripe"));
        assert_eq!(name("whsec_c3NtOg=="), None);
    }

    #[tokio::test]
    async fn what_refers_to_nothing_is_left_as_it_is() {
        for text in [r#"{"a":["whsec_x"]}"#, "1:secret,2:older", "", "{"] {
            assert_eq!(resolved(&Aws::of_lambda(), text.to_owned()).await.unwrap(), text);
        }
    }
}
