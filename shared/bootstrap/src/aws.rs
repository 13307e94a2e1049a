//! AWS, as the environment says where it is: one configuration and one HTTP client, which everything that calls shares.

mod connections;

use crate::env;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::default_async_sleep;
use aws_smithy_async::time::SystemTimeSource;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};
use std::time::Duration;

/// How long one answer of DynamoDB is waited for before the SDK asks again: a hung connection must not eat up the time
/// of an invocation that holds reservations.
const DYNAMODB_PATIENCE: Duration = Duration::from_secs(5);

/// What every client is made with.
#[derive(Debug, Clone)]
pub struct Aws(SdkConfig);

impl Aws {
    /// As Lambda tells a function: region, credentials and, elsewhere than on AWS, endpoints stand in variables. Reads no
    /// file and asks nobody, and so leaves out what the SDK's own chain of providers would take to load and to link.
    pub fn of_lambda() -> Self {
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new()))
            .identity_cache(IdentityCache::lazy().build())
            .http_client(connections::http_client())
            .service_config(Variables)
            .time_source(SystemTimeSource::new());
        config.set_region(env::optional("AWS_REGION").map(Region::new));
        config.set_endpoint_url(env::optional("AWS_ENDPOINT_URL"));
        config.set_use_fips(env::optional("AWS_USE_FIPS_ENDPOINT").map(|value| value == "true"));
        config.set_use_dual_stack(env::optional("AWS_USE_DUALSTACK_ENDPOINT").map(|value| value == "true"));
        config.set_sleep_impl(default_async_sleep());
        let attempts = env::optional("AWS_MAX_ATTEMPTS").and_then(|attempts| attempts.parse().ok());
        config.set_retry_config(attempts.map(|attempts| RetryConfig::standard().with_max_attempts(attempts)));
        Self(config.build())
    }

    /// As an operator's machine tells it: by variables, else by the profiles of the AWS CLI.
    pub async fn of_operator() -> Self {
        // Boxed: its future is deeper than the compiler likes to lay out.
        let config = aws_config::defaults(BehaviorVersion::latest()).http_client(connections::http_client());
        Self(Box::pin(config.load()).await)
    }

    /// For a client of another service.
    pub fn config(&self) -> &SdkConfig {
        &self.0
    }

    /// A DynamoDB client; `AWS_ENDPOINT_URL_DYNAMODB` sends it elsewhere.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(DYNAMODB_PATIENCE).build();
        aws_sdk_dynamodb::Client::new(&self.0.clone().into_builder().timeout_config(timeouts).build())
    }

    /// An SES client that never tries again by itself: a lost reply may hide a mail that was sent.
    pub fn ses(&self) -> aws_sdk_sesv2::Client {
        aws_sdk_sesv2::Client::new(&self.0.clone().into_builder().retry_config(RetryConfig::disabled()).build())
    }
}

/// What the SDK wants to know of one service, such as `AWS_ENDPOINT_URL_DYNAMODB`.
#[derive(Debug)]
struct Variables;

impl LoadServiceConfig for Variables {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().replace([' ', '-'], "_").to_uppercase();
        env::optional(&format!("{}_{service}", key.env()))
    }
}
