// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use bootstrap::env;
use feedback::App;
use store::{Store, Tables};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    let start = async || {
        Ok(App {
            store: Store::new(bootstrap::dynamodb().await, Tables::named(&env::tables()?)),
            secrets: env::secrets().await?,
            clock: bootstrap::system_clock()?,
        })
    };
    bootstrap::run(start, |app, event| async move { feedback::handle(&app, event.payload).await }).await
}
