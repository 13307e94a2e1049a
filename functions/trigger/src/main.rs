// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use bootstrap::{Aws, env};
use store::{Store, Tables};
use trigger::{App, Meter, Sources};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    let start = async || {
        let aws = Aws::of_lambda();
        Ok(App {
            store: Store::new(aws.dynamodb(), Tables::named(&env::tables()?)),
            secrets: env::naming_key(&aws).await?,
            sources: Sources::parse(&env::sources(&aws).await?)?,
            clock: bootstrap::system_clock()?,
            lead: survey::due::LEAD,
            meter: Meter::default(),
        })
    };
    let warm = async |app: &App| Ok(app.store.journeys((app.clock)()).await.map(drop)?);
    bootstrap::run(start, warm, |app, event| async move { trigger::handle(&app, event.payload).await }).await
}
