//! `glimt dev` as a process that can be killed.

use crate::binaries;
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A Glimt on a folder of its own, always at the same address. It is killed when this value goes.
pub struct Glimt {
    /// The program, perhaps behind another that starts it.
    command: Vec<OsString>,
    data: PathBuf,
    journey: PathBuf,
    ses: Option<String>,
    port: u16,
    origin: String,
    running: Option<Child>,
}

impl Glimt {
    /// Nothing runs yet.
    pub fn new(data: &Path, journey: &Path) -> Result<Self> {
        // Free now, and nobody else on this machine asks for a port by number.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        Ok(Self {
            command: vec![binaries::program("glimt")?.into()],
            data: data.to_owned(),
            journey: journey.to_owned(),
            ses: None,
            port,
            origin: format!("http://127.0.0.1:{port}"),
            running: None,
        })
    }

    /// With another SES than its own.
    pub fn with_ses(mut self, url: &str) -> Self {
        self.ses = Some(url.to_owned());
        self
    }

    /// Started by another program, which becomes it.
    pub fn started_by(mut self, command: &[String]) -> Self {
        self.command.splice(0..0, command.iter().map(OsString::from));
        self
    }

    /// `http://127.0.0.1:9300`
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Where it says what it has to say, beside its data.
    fn log(&self) -> PathBuf {
        self.data.with_extension("log")
    }

    /// Starts the process, without waiting for it.
    pub fn start(&mut self) -> Result<()> {
        let log = || -> Result<File> { Ok(OpenOptions::new().create(true).append(true).open(self.log())?) };
        let port = self.port.to_string();
        let (program, before) = self.command.split_first().context("no program")?;
        let child = Command::new(program)
            .args(before)
            .args(["dev", "--empty", "--port", &port])
            .args(self.ses.iter().flat_map(|url| ["--ses", url]))
            .arg("--data")
            .arg(&self.data)
            .arg("--journey")
            .arg(&self.journey)
            .stdin(Stdio::null())
            .stdout(log()?)
            .stderr(log()?)
            .spawn()
            .context("glimt can't be started")?;
        self.running = Some(child);
        Ok(())
    }

    /// Waits until the doors are open.
    pub fn wait_until_ready(&mut self) -> Result<()> {
        let started = Instant::now();
        while ureq::get(format!("{}/clock", self.origin)).call().is_err() {
            if let Some(status) = self.running.as_mut().context("not started")?.try_wait()? {
                let log = std::fs::read_to_string(self.log())?;
                bail!("glimt dev ended by itself ({status}):\n{log}");
            }
            if started.elapsed() > Duration::from_secs(60) {
                bail!("glimt dev is not ready after a minute");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// Kills it (SIGKILL), wherever it is.
    pub fn kill(&mut self) -> Result<()> {
        if let Some(mut child) = self.running.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }
}

impl Drop for Glimt {
    fn drop(&mut self) {
        // Nothing more can be done for it here.
        self.kill().ok();
    }
}
