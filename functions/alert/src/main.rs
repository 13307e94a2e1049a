// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use alert::App;
use alert::webhook::Webhooks;
use anyhow::Context;
use bootstrap::{Aws, env};
use mailer::Mailer;
use store::{Store, Tables};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    let start = async || {
        let aws = Aws::of_lambda();
        Ok(App {
            store: Store::new(aws.dynamodb(), Tables::named(&env::tables()?)),
            mailer: Mailer { client: aws.ses(), configuration_set: env::optional("GLIMT_CONFIGURATION_SET") },
            clock: bootstrap::system_clock()?,
            report_url: env::optional("GLIMT_REPORT_URL"),
            webhooks: Webhooks::signed_with(env::webhook_key(&aws).await?.as_deref()).context("GLIMT_WEBHOOK_KEY")?,
        })
    };
    let warm = async |app: &App| Ok(app.store.journeys((app.clock)()).await.map(drop)?);
    bootstrap::run(start, warm, |app, event| async move {
        alert::handle(&app, event.payload, &event.context.request_id).await
    })
    .await
}
