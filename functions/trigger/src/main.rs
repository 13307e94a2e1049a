// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use bootstrap::env;
use store::{Store, Tables};
use trigger::{App, Meter, Sources};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    let start = async || {
        Ok(App {
            store: Store::new(bootstrap::dynamodb().await, Tables::named(&env::tables()?)),
            secrets: env::naming_key().await?,
            sources: Sources::parse(&env::sources().await?)?,
            clock: bootstrap::system_clock()?,
            lead: survey::due::LEAD,
            meter: Meter::default(),
        })
    };
    bootstrap::run(start, |app, event| async move { trigger::handle(&app, event.payload).await }).await
}
