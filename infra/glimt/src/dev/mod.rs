//! `glimt dev`: the whole of Glimt in one process, on loopback only.
//!
//! [`doors`] are what a browser and a shop reach; [`time`] runs what falls due by Glimt's clock; [`stream`] hands
//! changed answers to `alert`; [`folder`] is what survives a restart; [`seed`] plays the first 60 days; [`watch`] follows the
//! journey file.

mod doors;
mod folder;
mod seed;
pub mod stream;
mod tables;
mod time;
mod watch;

use crate::aws::{Ses, SesOptions, loopback};
use crate::clock::GlimtClock;
use crate::environment::Endpoints;
use crate::hooks;
use crate::journeys;
use crate::mails;
use crate::sources::development_sources;
use crate::world::{Settings, World};
use anyhow::{Context, Result, bail};
use dynoxide::Database;
use folder::Folder;
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use survey::journey::{Journey, Mode};
use time::Schedule;
use tokio::net::TcpListener;
use tokio::sync::RwLock;
use tokio::sync::watch::{Receiver, Sender, channel};
use tokio::task::JoinSet;

/// How many mails the inbox keeps.
const MAILS_KEPT: usize = 1_000;
/// The example journey, which `glimt dev` starts with.
const EXAMPLE: &str = include_str!("../../../journey.toml");

/// What `glimt dev` can be told.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The console's port; 0 takes any free one.
    pub port: u16,
    /// Where everything is kept; in memory without.
    pub data: Option<PathBuf>,
    /// A journey file or a folder of them; the example without.
    pub journey: Option<PathBuf>,
    /// Leaves out the simulated days.
    pub empty: bool,
    /// Another SES endpoint on this machine that takes the mail, instead of the inbox.
    pub ses: Option<String>,
}

/// A running Glimt.
pub struct Running {
    origin: String,
    about: Value,
    stop: Sender<bool>,
    tasks: JoinSet<Result<()>>,
    _folder: Option<Folder>,
}

/// What the doors, the clock and the stream work on.
struct Dev {
    world: World,
    schedule: Schedule,
    stream: stream::AnswerStream,
    database: Database,
    folder: Option<PathBuf>,
    about: Value,
    endpoints: Endpoints,
    journey_name: String,
    simulated: bool,
    /// What customers would see.
    shown: watch::Shown,
    /// Read while a function's door is served, written while the clock jumps.
    serving: RwLock<()>,
}

impl Running {
    /// `http://127.0.0.1:9300`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What `/dev.json` says.
    pub fn about(&self) -> &Value {
        &self.about
    }

    /// Stops, once what is under way has finished.
    pub async fn stop(mut self) -> Result<()> {
        self.stop.send_replace(true);
        while let Some(ended) = self.tasks.join_next().await {
            ended??;
        }
        Ok(())
    }

    /// Runs until something fails or the process is told to stop.
    pub async fn wait(mut self) -> Result<()> {
        tokio::select! {
            ended = self.tasks.join_next() => ended.transpose()?.unwrap_or(Ok(())),
            _ = tokio::signal::ctrl_c() => self.stop().await,
        }
    }
}

/// Starts everything and returns when the console can be opened.
pub async fn start(options: Options) -> Result<Running> {
    let mut journeys = match &options.journey {
        Some(path) => journeys::read(path)?,
        None => vec![journeys::parse(EXAMPLE, "the example journey")?],
    };
    let hooks = match &options.journey {
        Some(path) => hooks::beside(path)?.unwrap_or_default(),
        None => hooks::shipped()?,
    };
    let folder = options.data.as_deref().map(Folder::open).transpose()?;
    let doors = listen(options.port).await?;
    let (dynamodb, mail) = (listen(0).await?, listen(0).await?);
    let origin = format!("http://127.0.0.1:{}", doors.local_addr()?.port());
    let endpoints = Endpoints {
        dynamodb: format!("http://127.0.0.1:{}", dynamodb.local_addr()?.port()),
        ses: match &options.ses {
            Some(url) => on_this_machine(url)?,
            None => format!("http://127.0.0.1:{}", mail.local_addr()?.port()),
        },
        files: match &folder {
            Some(folder) => format!("file://{}", std::path::absolute(folder.exports()?)?.display()),
            None => "memory:///".to_owned(),
        },
    };

    let clock = GlimtClock::ahead(folder.as_ref().map(Folder::clock_ahead).transpose()?.unwrap_or_default());
    let database = match &folder {
        Some(folder) => Database::new(&folder.database()).context("the database under --data can't be opened")?,
        None => Database::memory().context("the database in memory")?,
    };
    let ses = Ses::new(SesOptions {
        keep: MAILS_KEPT,
        verified_from: None,
        file: folder.as_ref().map(Folder::mail),
        clock: clock.shared(),
    })?;
    let files: Arc<dyn ObjectStore> = match &folder {
        Some(folder) => Arc::new(LocalFileSystem::new_with_prefix(folder.exports()?)?),
        None => Arc::new(InMemory::new()),
    };
    let fresh = folder.as_ref().is_none_or(Folder::is_fresh);
    // The simulated shop is the example journey's; a journey of one's own starts empty.
    let simulated_until = match &folder {
        Some(folder) if !fresh => folder.simulated_until(),
        _ => (!options.empty && options.journey.is_none()).then(|| clock.now()),
    };
    // No mail leaves the machine.
    journeys.iter_mut().for_each(|journey| journey.mode = Mode::Live);
    if let Some(until) = simulated_until {
        seed::date_changes(&mut journeys, until);
    }
    let simulated = simulated_until.is_some();
    let settings = Settings { simulated, show_too_few: true, ..Settings::development(&origin) };
    let (stop, stopped) = channel(false);
    let mut tasks = JoinSet::new();
    let until = |mut stopped: Receiver<bool>| async move {
        // An error means that nobody can say stop any more, which is the same.
        drop(stopped.wait_for(|stop| *stop).await);
    };
    tasks.spawn(loopback::serve_dynamodb(dynamodb, database.clone(), until(stopped.clone())));
    tasks.spawn(loopback::serve(mail, ses.clone().router(), until(stopped.clone())));

    let (dynamodb, ses_client) = loopback::clients(&endpoints.dynamodb, &endpoints.ses);
    let world = World::new(dynamodb, ses_client, ses, files, clock, settings)?;
    world.store.create_tables(true).await?;
    for journey in &journeys {
        mails::publish(&world.store, journey).await?;
    }
    world.store.publish_hooks(&hooks).await?;
    if fresh && simulated {
        seed::seed(&world, &database, &journeys).await?;
    }
    if let Some(folder) = folder.as_ref().filter(|_| fresh) {
        folder.mark_made(simulated_until)?;
    }
    let stream = stream::AnswerStream::open(&database, folder.as_ref().map(Folder::stream))?;
    let about = about(&origin, &endpoints, &world.settings, &journeys);
    let dev = Arc::new(Dev {
        schedule: Schedule::new(world.clock.now()),
        stream,
        database,
        folder: options.data.clone(),
        about: about.clone(),
        endpoints,
        journey_name: journeys.first().map(|j| j.name.for_reader(j.language(None)).to_owned()).unwrap_or_default(),
        simulated,
        shown: watch::Shown::new(journeys),
        serving: RwLock::default(),
        world,
    });
    tasks.spawn(time::tick(Arc::clone(&dev), stopped.clone()));
    if let Some(path) = options.journey {
        tasks.spawn(watch::follow(Arc::clone(&dev), path, stopped.clone()));
    }
    tasks.spawn(loopback::serve(doors, doors::router(dev), until(stopped)));
    Ok(Running { origin, about, stop, tasks, _folder: folder })
}

/// No mail may leave the machine.
fn on_this_machine(url: &str) -> Result<String> {
    if !bootstrap::env::is_loopback(url) {
        bail!("--ses {url} is not on this machine; it must start with http://127.0.0.1 or http://localhost");
    }
    Ok(url.trim_end_matches('/').to_owned())
}

async fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .with_context(|| format!("port {port} can't be used; choose another with --port, or stop what is using it"))
}

fn about(origin: &str, endpoints: &Endpoints, settings: &Settings, journeys: &[Journey]) -> Value {
    let port = |url: &str| url.rsplit(':').next().and_then(|port| port.parse::<u16>().ok());
    json!({
        "origin": origin,
        "endpoints": endpoints.variables(),
        "environment": format!("{origin}/dev.env"),
        "ports": { "doors": port(origin), "dynamodb": port(&endpoints.dynamodb), "ses": port(&endpoints.ses) },
        "sources": sources(settings),
        "secrets": { "GLIMT_NAMING_KEY": settings.naming_key, "GLIMT_LINK_KEYS": settings.link_keys },
        "journeys": journeys.iter().map(about_journey).collect::<Vec<_>>(),
    })
}

/// The shop of the console first, then every other source.
fn sources(settings: &Settings) -> Vec<Value> {
    let own = json!({ "source": settings.source, "key": settings.source_key });
    let others = development_sources().into_iter();
    let others = others.map(|(source, keys)| json!({ "source": source, "key": keys.get(0) }));
    std::iter::once(own).chain(others).collect()
}

fn about_journey(journey: &Journey) -> Value {
    let zone = journey.time_zone.iana_name();
    json!({ "id": journey.id, "minimum_answers": journey.minimum_answers, "time_zone": zone })
}
