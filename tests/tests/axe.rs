//! Sudden death under load, again and again. `GLIMT_DEATHS=1000` makes it a thousand.

use anyhow::{Context, Result, ensure};
use tests::axe::{self, DEATHS};

#[test]
#[expect(clippy::print_stderr, reason = "a thousand deaths take a while")]
fn what_was_promised_before_a_sudden_death_is_kept_after_it() -> Result<()> {
    let wanted = match std::env::var("GLIMT_DEATHS") {
        Ok(text) => text.parse().context("GLIMT_DEATHS must be a number")?,
        Err(_) => DEATHS,
    };
    let mut died = 0;
    while died < wanted {
        let deaths = DEATHS.min(wanted - died);
        let chapter = axe::chapter(u64::from(died) + 1, deaths)?;
        died += deaths;
        eprintln!("{died} of {wanted} deaths survived; the last: {chapter:?}");
        ensure!(
            chapter.events > 40 && chapter.mails > 20 && chapter.answers > 10,
            "hardly anything happened: {chapter:?}"
        );
    }
    Ok(())
}
