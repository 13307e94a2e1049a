// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use aggregate::App;
use bootstrap::{Aws, env};
use store::{Store, Tables};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    let start = async || {
        let aws = Aws::of_lambda();
        Ok(App { store: Store::new(aws.dynamodb(), Tables::named(&env::tables()?)), clock: bootstrap::system_clock()? })
    };
    let warm = async |app: &App| Ok(app.store.journeys((app.clock)()).await.map(drop)?);
    bootstrap::run(start, warm, |app, event| async move { aggregate::handle(&app, event.payload).await }).await
}
