// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use anyhow::Context;
use bootstrap::{Aws, env};
use feedback::{App, sns::Topic};
use std::sync::Arc;
use store::{Store, Tables};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    let start = async || {
        let aws = Aws::of_lambda();
        let topic = env::optional("GLIMT_SNS_TOPIC");
        let listen = |arn: String| {
            let aws = aws.clone();
            Topic::parse(&arn, Arc::new(move |url| Box::pin(bootstrap::download(aws.clone(), url))))
        };
        Ok(App {
            store: Store::new(aws.dynamodb(), Tables::named(&env::tables()?)),
            secrets: env::naming_key(&aws).await?,
            clock: bootstrap::system_clock()?,
            topic: topic.map(listen).transpose().context("GLIMT_SNS_TOPIC")?,
        })
    };
    let warm = async |app: &App| Ok(app.store.knock().await?);
    bootstrap::run(start, warm, |app, event| async move { feedback::handle(&app, event.payload).await }).await
}
