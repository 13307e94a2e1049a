//! What is held of one person: `glimt export-person` gives it to them, `glimt erase` takes it away.
//!
//! Both read the tables of invitations and answers whole, for nothing there is filed by person: minutes for millions of
//! items, and a quarter of a dollar or so for each gigabyte read. How far they are is told while they go.

mod erase;
mod held;
mod receipt;

pub use erase::erase;
pub use held::Held;
pub use receipt::Receipt;

use crate::library::Library;
use anyhow::Result;

/// Who it is about.
#[derive(Debug, Clone, clap::Args)]
pub struct Wanted {
    /// The customer's address, or the contact key that a log line has
    pub who: String,
    /// Work on a running `glimt dev`, such as http://127.0.0.1:9300, instead of the account in the environment
    #[arg(long, value_name = "URL")]
    pub dev: Option<String>,
}

/// Everything that is held of them, in JSON; `tell` hears how far it is.
pub async fn export(wanted: &Wanted, mut tell: impl FnMut(&str)) -> Result<String> {
    let library = Library::open(wanted.dev.as_deref()).await?;
    let held = Held::of(&library, &library.person(&wanted.who)?, &mut tell).await?;
    Ok(serde_json::to_string_pretty(&held)?)
}

/// Erases it all; gives the receipt. `tell` hears how far it is.
pub async fn erase_them(wanted: &Wanted, mut tell: impl FnMut(&str)) -> Result<Receipt> {
    let library = Library::open(wanted.dev.as_deref()).await?;
    erase(&library, &library.person(&wanted.who)?, &mut tell).await
}
