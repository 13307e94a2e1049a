// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use bootstrap::{Aws, env};
use mailer::Mailer;
use send::{App, Invocation};
use std::time::SystemTime;
use store::{Store, Tables};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    let start = async || {
        let aws = Aws::of_lambda();
        Ok(App {
            store: Store::new(aws.dynamodb(), Tables::named(&env::tables()?)),
            mailer: Mailer { client: aws.ses(), configuration_set: env::optional("GLIMT_CONFIGURATION_SET") },
            secrets: env::secrets(&aws).await?,
            public_url: env::public_url()?,
            clock: bootstrap::system_clock()?,
        })
    };
    let warm = async |app: &App| Ok(app.store.journeys((app.clock)()).await.map(drop)?);
    let handle = |app: std::sync::Arc<App>, event: lambda_runtime::LambdaEvent<_>| async move {
        let time_left = event.context.deadline().duration_since(SystemTime::now()).unwrap_or_default();
        send::handle(&app, event.payload, Invocation { request: &event.context.request_id, time_left }).await
    };
    bootstrap::run(start, warm, handle).await
}
