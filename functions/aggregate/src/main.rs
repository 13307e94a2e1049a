// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use aggregate::App;
use bootstrap::env;
use store::{Store, Tables};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    let start = async || {
        Ok(App {
            store: Store::new(bootstrap::dynamodb().await, Tables::named(&env::tables()?)),
            clock: bootstrap::system_clock()?,
        })
    };
    bootstrap::run(start, |app, event| async move { aggregate::handle(&app, event.payload).await }).await
}
