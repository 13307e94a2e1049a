//! `glimt cost`: what a number of surveys a month costs on AWS, line by line.
//!
//! Prices stand in `infra/prices.toml`, what a survey takes in `infra/measured.toml`; [`bill`] multiplies. It is a pure
//! function of the two and of what is asked for.

mod bill;
mod lines;
mod measured;
mod money;
mod month;
mod options;
mod prices;
mod table;
#[cfg(test)]
mod tests;
mod volumes;

pub use bill::{Bill, Line, Part};
pub use measured::Measured;
pub use money::Mills;
pub use options::{Count, Options, Plan, Share, Through};
pub use prices::{Price, PriceList, Prices};

use anyhow::{Context, Result, ensure};

/// The prices that come with Glimt.
const PRICES: &str = include_str!("../../../prices.toml");
/// What a survey takes, as far as is known.
const MEASURED: &str = include_str!("../../../measured.toml");

/// A GB of stored, sent or logged bytes.
const GB: f64 = (1_u64 << 30) as f64;

/// The bill as a table. Reads nothing but the file of `--prices`.
pub fn run(options: &Options) -> Result<String> {
    let prices = match &options.prices {
        None => PriceList::parse(PRICES).context("infra/prices.toml")?,
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
            PriceList::parse(&text).with_context(|| path.display().to_string())?
        }
    };
    let measured = Measured::parse(MEASURED).context("infra/measured.toml")?;
    table::table(options, &prices, &measured)
}

/// What `options` ask for, at these prices.
///
/// # Errors
/// If the list does not have the region, the message names those that it has; if no event becomes a survey.
pub fn bill(options: &Options, prices: &PriceList, measured: &Measured) -> Result<Bill> {
    ensure!(!options.event_share.is_none(), "--event-share: expected more than 0%, for there are surveys");
    let prices = prices.of(&options.region)?;
    let mut bill = Bill::new(options.surveys);
    lines::mails(&mut bill, options, &prices, measured);
    lines::surveys(&mut bill, options, &prices, measured);
    month::month(&mut bill, &prices, measured);
    Ok(bill)
}
