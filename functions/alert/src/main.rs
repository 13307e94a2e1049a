// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use alert::App;
use alert::webhook::Webhooks;
use anyhow::Context;
use bootstrap::env;
use mailer::Mailer;
use store::{Store, Tables};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    let start = async || {
        Ok(App {
            store: Store::new(bootstrap::dynamodb().await, Tables::named(&env::tables()?)),
            mailer: Mailer {
                client: bootstrap::ses().await,
                configuration_set: env::optional("GLIMT_CONFIGURATION_SET"),
            },
            clock: bootstrap::system_clock()?,
            report_url: env::optional("GLIMT_REPORT_URL"),
            webhooks: Webhooks::signed_with(env::webhook_key().await?.as_deref()).context("GLIMT_WEBHOOK_KEY")?,
        })
    };
    bootstrap::run(
        start,
        |app, event| async move { alert::handle(&app, event.payload, &event.context.request_id).await },
    )
    .await
}
