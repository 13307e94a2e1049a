// The SDK's futures nest deeper than the compiler's default.
#![recursion_limit = "256"]

use anyhow::{Context, anyhow};
use bootstrap::{Aws, env};
use export::App;
use mailer::Mailer;
use store::{Store, Tables};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    let start = async || {
        let aws = Aws::of_lambda();
        let url =
            env::required("GLIMT_EXPORT_URL")?.parse().context("GLIMT_EXPORT_URL must be like s3://bucket/folder")?;
        // The S3 client takes the process's.
        let tls = rustls::crypto::ring::default_provider().install_default();
        tls.map_err(|_| anyhow!("TLS is set up already"))?;
        let (files, folder) = object_store::parse_url_opts(&url, std::env::vars()).context("GLIMT_EXPORT_URL")?;
        Ok(App {
            store: Store::new(aws.dynamodb(), Tables::named(&env::tables()?)),
            files: std::sync::Arc::new(object_store::prefix::PrefixStore::new(files, folder)),
            clock: bootstrap::system_clock()?,
            simulated: false,
            show_too_few: false,
            mailer: Some(Mailer { client: aws.ses(), configuration_set: env::optional("GLIMT_CONFIGURATION_SET") }),
        })
    };
    let warm = async |app: &App| Ok(app.store.journeys((app.clock)()).await.map(drop)?);
    bootstrap::run(start, warm, |app, event| async move { export::handle(&app, event.payload).await }).await
}
