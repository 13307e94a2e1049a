// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use anyhow::Context;
use bootstrap::env;
use feedback::{App, sns::Topic};
use std::sync::Arc;
use store::{Store, Tables};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    let start = async || {
        let topic = env::optional("GLIMT_SNS_TOPIC");
        let listen = |arn: String| Topic::parse(&arn, Arc::new(|url| Box::pin(bootstrap::download(url))));
        Ok(App {
            store: Store::new(bootstrap::dynamodb().await, Tables::named(&env::tables()?)),
            secrets: env::naming_key().await?,
            clock: bootstrap::system_clock()?,
            topic: topic.map(listen).transpose().context("GLIMT_SNS_TOPIC")?,
        })
    };
    bootstrap::run(start, |app, event| async move { feedback::handle(&app, event.payload).await }).await
}
