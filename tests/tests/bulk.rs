//! The bulk run, small. `cargo run --bin bulk` makes it a hundred thousand.

use anyhow::{Result, ensure};
use tests::bulk;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_mailed_twice_and_nobody_is_lost_by_senders_that_die_and_an_ses_that_fails() -> Result<()> {
    let counted = bulk::run(1_500, 1).await?;
    ensure!(counted.accepted > 1_200 && counted.failed_calls > 90, "hardly anything: {counted:?}");
    Ok(())
}
