//! AWS on this machine, as far as Glimt needs it: tables and mail on loopback, a folder for files, and the functions'
//! own programs as Lambdas.

use crate::binaries;
use crate::lambda::Instance;
use crate::shop::JOURNEY;
use crate::throttle::Throttle;
use anyhow::Result;
use dynoxide::Database;
use glimt::aws::{Ses, SesOptions, loopback};
use glimt::environment::{self, Endpoints};
use glimt::world::Settings;
use glimt::{journeys, mails};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::future::pending;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use store::{Store, Tables};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// The seven functions, and the variables of Glimt's own without which each does not start.
pub const FUNCTIONS: [(&str, &[&str]); 7] = [
    ("trigger", &["GLIMT_NAMING_KEY", "GLIMT_SOURCES"]),
    ("send", &["GLIMT_NAMING_KEY", "GLIMT_LINK_KEYS", "GLIMT_PUBLIC_URL"]),
    ("collect", &["GLIMT_NAMING_KEY", "GLIMT_LINK_KEYS"]),
    ("feedback", &["GLIMT_NAMING_KEY"]),
    ("alert", &[]),
    ("aggregate", &[]),
    ("export", &["GLIMT_EXPORT_URL"]),
];

/// Tables, mail, files, and where they are. Dropping it ends them.
pub struct Cloud {
    pub database: Database,
    pub store: Store,
    pub ses: Ses,
    pub throttle: Throttle,
    pub settings: Settings,
    endpoints: Endpoints,
    files: TempDir,
    _servers: JoinSet<Result<()>>,
}

impl Cloud {
    /// Empty tables, a stream on the answers', and the test journey, published.
    pub async fn open() -> Result<Self> {
        Self::on(true, None).await
    }

    /// The same without a stream, and with mail that is sent elsewhere.
    pub async fn with_mail(url: &str) -> Result<Self> {
        Self::on(false, Some(url)).await
    }

    async fn on(stream: bool, elsewhere: Option<&str>) -> Result<Self> {
        let files = TempDir::new()?;
        let database = Database::memory()?;
        let clock = Arc::new(Timestamp::now);
        let ses = Ses::new(SesOptions { keep: 1_000, verified_from: None, file: None, clock })?;
        let (tables, door, mail) = (listen().await?, listen().await?, listen().await?);
        let throttle = Throttle::before(&url(&tables)?);
        let ses_url = elsewhere.map_or_else(|| url(&mail), |url| Ok(url.to_owned()))?;
        let files_url = format!("file://{}", files.path().display());
        let endpoints = Endpoints { dynamodb: url(&door)?, ses: ses_url, files: files_url };
        let mut servers = JoinSet::new();
        servers.spawn(loopback::serve_dynamodb(tables, database.clone(), pending()));
        servers.spawn(loopback::serve(door, throttle.clone().router(), pending()));
        servers.spawn(loopback::serve(mail, ses.clone().router(), pending()));
        let store = Store::new(loopback::clients(&endpoints.dynamodb, &endpoints.ses).0, Tables::named("glimt"));
        store.create_tables(stream).await?;
        mails::publish(&store, &journeys::parse(JOURNEY, "the test's journey")?).await?;
        let settings = Settings::development("https://svar.nordlys.example");
        Ok(Self { database, store, ses, throttle, settings, endpoints, files, _servers: servers })
    }

    /// A function's environment, as its template would set it: what it needs and no more. Its clock is ahead by this.
    pub fn environment(&self, function: &str, ahead: SignedDuration) -> BTreeMap<String, String> {
        let needed = FUNCTIONS.iter().find(|(name, _)| *name == function).map_or(&[][..], |(_, needed)| needed);
        let mut variables = environment::variables(&self.settings, &self.endpoints, ahead);
        variables.retain(|name, _| needed.contains(name) || name.starts_with("AWS_") || *name == "GLIMT_CLOCK_AHEAD");
        variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Starts a function whose clock is ahead by this. It does not try a request to AWS again by itself.
    pub async fn function(&self, function: &str, ahead: SignedDuration) -> Result<Instance> {
        let mut variables = self.environment(function, ahead);
        variables.insert("AWS_MAX_ATTEMPTS".to_owned(), "1".to_owned());
        Instance::start(function, binaries::program(function)?, &variables).await
    }

    /// The folder that `export` writes to.
    pub fn files(&self) -> &Path {
        self.files.path()
    }
}

async fn listen() -> Result<TcpListener> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?)
}

fn url(listener: &TcpListener) -> Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}
