//! A full disk under `--data`: whoever asks gets a clear no, nothing that was promised is lost, and all goes on when
//! there is room again. The disk is a small one in memory, in a mount namespace of its own.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tests::axe::{self, clients};
use tests::process::Glimt;

/// A disk of some megabytes, for as long as this value lives.
struct SmallDisk {
    holder: Child,
    /// Where it is for whoever is inside.
    inside: PathBuf,
}

impl SmallDisk {
    /// `None` where this machine does not let us make one.
    fn mount(at: &Path) -> Result<Option<Self>> {
        fs::create_dir_all(at)?;
        let script = "mount -t tmpfs -o size=6m tmpfs \"$1\" && touch \"$1/mounted\" && exec sleep 600";
        let holder =
            Command::new("unshare").args(["-Urm", "sh", "-c", script, "sh"]).arg(at).stderr(Stdio::null()).spawn();
        let Ok(holder) = holder else { return Ok(None) };
        let mut disk = Self { holder, inside: at.to_owned() };
        let started = Instant::now();
        while !disk.outside().join("mounted").exists() {
            if disk.holder.try_wait()?.is_some() || started.elapsed() > Duration::from_secs(10) {
                return Ok(None);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(Some(disk))
    }

    /// Where it is for us.
    fn outside(&self) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root{}", self.holder.id(), self.inside.display()))
    }

    /// What starts a program inside.
    fn enter(&self) -> Vec<String> {
        let holder = self.holder.id().to_string();
        ["nsenter", "-t", &holder, "-U", "-m", "--preserve-credentials"].map(str::to_owned).to_vec()
    }

    fn fill(&self) -> Result<()> {
        let mut ballast = File::create(self.outside().join("ballast"))?;
        loop {
            match ballast.write(&[0; 4096]) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn make_room(&self) -> Result<()> {
        Ok(fs::remove_file(self.outside().join("ballast"))?)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Nothing more can be done for it here.
        self.holder.kill().and_then(|()| self.holder.wait()).ok();
    }
}

fn event(nth: usize) -> Value {
    json!({
        "specversion": "1.0", "id": format!("e{nth}"), "source": "https://nordlys.example", "type": "order.delivered",
        "data": { "contact": { "email": format!("kari{nth}@example.no"), "country": "NO" }, "order": { "id": nth.to_string() } },
    })
}

/// A status and a body.
fn post(url: &str, body: &str, kind: &str) -> Result<(u16, String)> {
    let call = ureq::post(url).config().http_status_as_error(false).max_redirects(0).build();
    let call = call
        .header("content-type", kind)
        .header("authorization", "Bearer whsec_ZGV2ZWxvcG1lbnQtb25seS1rZXktb2YtZ2xpbXQh");
    let mut answer = call.send(body)?;
    Ok((answer.status().as_u16(), answer.body_mut().read_to_string()?))
}

fn mails(origin: &str) -> Result<Vec<Value>> {
    Ok(ureq::get(format!("{origin}/inbox.json")).call()?.body_mut().read_json()?)
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn a_full_disk_costs_a_clear_no_and_nothing_else() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let Some(disk) = SmallDisk::mount(&folder.path().join("disk"))? else {
        eprintln!("SKIPPED: this machine does not let a test mount a small disk (unshare, nsenter)");
        return Ok(());
    };
    let journey = folder.path().join("journey.toml");
    fs::write(&journey, axe::journey())?;
    let mut glimt = Glimt::new(&disk.inside.join("data"), &journey)?.started_by(&disk.enter());
    glimt.start()?;
    glimt.wait_until_ready()?;
    let origin = glimt.origin().to_owned();
    let events = format!("{origin}/v1/events");
    let fire = |nth: usize| post(&events, &event(nth).to_string(), "application/cloudevents+json");
    for nth in 0..5 {
        ensure!(fire(nth)?.0 == 202);
    }
    clients::advance(&origin, "2h")?;
    let inbox = mails(&origin)?;
    ensure!(inbox.len() == 5, "{} mails", inbox.len());
    let html = inbox[0]["html"].as_str().context("no mail")?;
    let page =
        glimt::parcel::links(html, &origin).into_iter().find(|link| link.starts_with("/r/")).context("no link")?;

    disk.fill()?;
    let mut taken = 5;
    let (status, body) = loop {
        let (status, body) = fire(taken)?;
        if status != 202 {
            break (status, body);
        }
        taken += 1;
        ensure!(taken < 2_000, "the disk is never full");
    };
    ensure!(status == 503 && body.contains("send it again"), "{status}: {body}");
    ensure!(!body.contains("disk") && !body.contains("SQL"), "internals are nobody's business: {body}");
    let (status, body) = post(
        &format!("{origin}{page}"),
        &format!("rating=5&comment={}", "x".repeat(1_500)),
        "application/x-www-form-urlencoded",
    )?;
    ensure!(status >= 500 && body.contains("<html"), "an answer that is not kept is not thanked for: {status} {body}");

    glimt.kill()?;
    disk.make_room()?;
    glimt.start()?;
    glimt.wait_until_ready()?;
    for nth in 0..taken {
        let (status, body) = fire(nth)?;
        ensure!(status == 200 && body.contains("\"repeat\":true"), "event {nth} was taken, and now: {status} {body}");
    }
    let (status, body) = fire(taken)?;
    ensure!(status == 202 || status == 200, "with room again: {status} {body}");
    let (status, _) = post(&format!("{origin}{page}"), "rating=5", "application/x-www-form-urlencoded")?;
    ensure!(status == 303, "{status}");
    for _ in 0..6 {
        clients::advance(&origin, "1h")?;
    }
    let mut to: Vec<_> = mails(&origin)?.iter().map(|mail| mail["to"].to_string()).collect();
    to.sort();
    let sent = to.len();
    to.dedup();
    ensure!(sent == taken + 1 && to.len() == sent, "{sent} mails to {} customers of {}", to.len(), taken + 1);
    Ok(())
}
