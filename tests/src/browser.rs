//! A headless Chromium, driven through chromedriver.

use anyhow::{Context, Result, bail, ensure};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// What Debian, Ubuntu and Google call it.
const CHROMIUMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// Nothing that is fetched by the browser itself, and nothing left over from an earlier run.
const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-GB",
];
/// How long anything may take that a person would wait for.
const PATIENCE: Duration = Duration::from_secs(60);
/// Widths at which pages are looked at: the narrowest phone, and a desktop.
const WIDTHS: [(u32, &str); 2] = [(320, "narrow"), (1280, "wide")];
/// If set, the folder that screenshots go to.
const SCREENSHOTS: &str = "GLIMT_SCREENSHOTS";

/// A browser with a profile of its own. Dropping it ends it.
pub struct Browser {
    client: Client,
    driver: Driver,
    session: String,
    _profile: TempDir,
}

impl Browser {
    /// Opens a browser. `None` where none is installed: the test is skipped, and says so past the capture of its
    /// output.
    pub async fn open() -> Result<Option<Self>> {
        let (chromium, chromedriver) = match (CHROMIUMS.iter().find_map(|name| on_path(name)), on_path("chromedriver"))
        {
            (Some(chromium), Some(chromedriver)) => (chromium, chromedriver),
            (chromium, _) => {
                let missing = if chromium.is_none() { "Chromium" } else { "chromedriver" };
                let line =
                    format!("\n*** SKIPPED: the browser test did not run, because {missing} is not on the PATH ***\n");
                writeln!(std::io::stderr(), "{line}").context("standard error")?;
                return Ok(None);
            }
        };
        let profile = TempDir::new().context("a folder for the browser's profile")?;
        let driver = Driver::start(&chromedriver)?;
        let mut flags = FLAGS.map(str::to_owned).to_vec();
        flags.push(format!("--user-data-dir={}", profile.path().display()));
        let wanted = json!({ "goog:chromeOptions": { "binary": chromium, "args": flags } });
        let wanted = wanted.as_object().cloned().unwrap_or_default();
        let client = ClientBuilder::new(HttpConnector::new()).capabilities(wanted).connect(&driver.url).await?;
        let session = client.session_id().await?.context("the browser has no session")?;
        Ok(Some(Self { client, driver, session, _profile: profile }))
    }

    /// Ends the browser, and says if that fails.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.clone().close().await?)
    }

    pub async fn goto(&self, url: &str) -> Result<()> {
        Ok(self.client.goto(url).await?)
    }

    pub async fn reload(&self) -> Result<()> {
        Ok(self.client.refresh().await?)
    }

    pub async fn url(&self) -> Result<String> {
        Ok(self.client.current_url().await?.to_string())
    }

    /// Waits for an element.
    pub async fn find(&self, css: &str) -> Result<Element> {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        found.with_context(|| format!("waiting for {css}"))
    }

    /// How many elements there are now.
    pub async fn count(&self, css: &str) -> Result<usize> {
        Ok(self.client.find_all(Locator::Css(css)).await?.len())
    }

    /// Waits for an element that can be clicked, and clicks it.
    pub async fn click(&self, css: &str) -> Result<()> {
        self.until(&format!("{css} can be clicked"), async || {
            self.find(css).await?.is_enabled().await.map_err(Into::into)
        })
        .await?;
        self.find(css).await?.click().await.with_context(|| format!("clicking {css}"))
    }

    /// An element's text as it is shown.
    pub async fn text(&self, css: &str) -> Result<String> {
        Ok(self.find(css).await?.text().await?)
    }

    /// Waits until an element's text is as wanted, and gives it. The element may be replaced meanwhile.
    pub async fn text_when(&self, css: &str, wanted: impl Fn(&str) -> bool) -> Result<String> {
        let read = "return document.querySelector(arguments[0])?.innerText ?? ''";
        let mut last = String::new();
        for _ in 0..PATIENCE.as_millis() / 100 {
            let text = self.client.execute(read, vec![css.into()]).await?;
            text.as_str().unwrap_or_default().clone_into(&mut last);
            if wanted(&last) {
                return Ok(last);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("waited in vain for the text of {css}; it is “{last}”")
    }

    /// Waits until something holds.
    pub async fn until(&self, what: &str, holds: impl AsyncFn() -> Result<bool>) -> Result<()> {
        for _ in 0..PATIENCE.as_millis() / 100 {
            if holds().await? {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("waited in vain until {what}")
    }

    /// Clicks a link inside a frame that opens in a tab of its own, and goes there.
    pub async fn follow_in_frame(&self, frame: &str, link: &str) -> Result<()> {
        let before = self.client.windows().await?;
        self.find(frame).await?.enter_frame().await?;
        self.click(link).await?;
        self.until("a tab opens", async || Ok(self.client.windows().await?.len() > before.len())).await?;
        let tabs = self.client.windows().await?;
        let tab = tabs.into_iter().find(|tab| !before.contains(tab)).context("no new tab")?;
        Ok(self.client.switch_to_window(tab).await?)
    }

    /// Closes this tab and goes back to the first.
    pub async fn close_tab(&self) -> Result<()> {
        self.client.close_window().await?;
        let first = self.client.windows().await?.into_iter().next().context("no tab is left")?;
        Ok(self.client.switch_to_window(first).await?)
    }

    /// Whether the page, as wide as the narrowest phone, has to be scrolled sideways.
    pub async fn scrolls_sideways(&self) -> Result<bool> {
        self.as_wide_as(320, 700)?;
        let overflow = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        let overflows = self.client.execute(overflow, vec![]).await?;
        self.devtools("Emulation.clearDeviceMetricsOverride", &json!({}))?;
        Ok(overflows == Value::Bool(true))
    }

    /// Keeps pictures of the whole page, narrow and wide, light and dark, if `GLIMT_SCREENSHOTS` names a folder.
    pub async fn picture(&self, name: &str) -> Result<()> {
        let Some(folder) = std::env::var_os(SCREENSHOTS) else { return Ok(()) };
        let folder = Path::new(&folder);
        std::fs::create_dir_all(folder).with_context(|| format!("the folder {}", folder.display()))?;
        for (width, size) in WIDTHS {
            for scheme in ["light", "dark"] {
                self.look(width, scheme)?;
                // Frames are drawn only where they can be seen, so the window becomes as high as the page.
                let height = self.client.execute("return document.documentElement.scrollHeight", vec![]).await?;
                self.as_wide_as(width, height.as_u64().unwrap_or(800))?;
                tokio::time::sleep(Duration::from_millis(500)).await;
                std::fs::write(folder.join(format!("{name}-{size}-{scheme}.png")), self.client.screenshot().await?)?;
            }
        }
        self.devtools("Emulation.setEmulatedMedia", &json!({ "features": [] }))?;
        self.devtools("Emulation.clearDeviceMetricsOverride", &json!({}))?;
        Ok(())
    }

    /// Keeps a picture of what the window shows now, if `GLIMT_SCREENSHOTS` names a folder.
    pub async fn snapshot(&self, name: &str) -> Result<()> {
        let Some(folder) = std::env::var_os(SCREENSHOTS) else { return Ok(()) };
        std::fs::create_dir_all(&folder)?;
        Ok(std::fs::write(Path::new(&folder).join(format!("{name}.png")), self.client.screenshot().await?)?)
    }

    /// From now on the window is this wide and the reader prefers this scheme, `light` or `dark`.
    pub fn look(&self, width: u32, scheme: &str) -> Result<()> {
        let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
        self.devtools("Emulation.setEmulatedMedia", &json!({ "features": [feature] }))?;
        self.as_wide_as(width, 800)
    }

    /// Presses and lets go of keys, one after another: `\u{e004}` is Tab, `\u{e006}` Enter.
    pub async fn press(&self, keys: &str) -> Result<()> {
        for value in keys.chars() {
            let pressed =
                KeyActions::new("keys".to_owned()).then(KeyAction::Down { value }).then(KeyAction::Up { value });
            self.client.perform_actions(pressed).await?;
        }
        Ok(())
    }

    /// Presses Tab until the element has the focus, which must be visible on it or on what is drawn in its stead.
    pub async fn tab_to(&self, css: &str) -> Result<()> {
        let focused = format!(
            "const one = document.activeElement; if (!one.matches({css:?})) return 'other'; \
             const drawn = [one, one.nextElementSibling].filter(Boolean).map((e) => getComputedStyle(e).outlineStyle); \
             return drawn.some((style) => style !== 'none') ? 'seen' : 'unseen';"
        );
        for _ in 0..40 {
            self.press("\u{e004}").await?;
            match self.run(&focused).await?.as_str() {
                Some("seen") => return Ok(()),
                Some("unseen") => bail!("the focus on {css} can't be seen"),
                _ => {}
            }
        }
        bail!("Tab does not lead to {css}")
    }

    /// From now on pages may run no script, or may again.
    pub fn scripts(&self, may_run: bool) -> Result<()> {
        self.devtools("Emulation.setScriptExecutionDisabled", &json!({ "value": !may_run }))
    }

    /// What axe-core, whose source `checker` is, finds wrong with the page: how bad it is, its name, and where.
    pub async fn violations(&self, checker: &str) -> Result<Vec<String>> {
        const RUN: &str = r#"
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ["violations"] }).then(
  ({ violations }) => done(violations.map((one) => `${one.impact}: ${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`)),
  (error) => done([String(error)]));"#;
        self.run(checker).await?;
        serde_json::from_value(self.run_until_done(RUN).await?).context("axe-core's verdict")
    }

    /// What a script returns.
    pub async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.client.execute(script, vec![]).await?)
    }

    /// What a script gives to the callback that is its last argument.
    pub async fn run_until_done(&self, script: &str) -> Result<Value> {
        Ok(self.client.execute_async(script, vec![]).await?)
    }

    fn as_wide_as(&self, width: u32, height: u64) -> Result<()> {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics)
    }

    /// A command of the DevTools protocol, which WebDriver has no word for.
    fn devtools(&self, command: &str, parameters: &Value) -> Result<()> {
        let url = format!("{}/session/{}/goog/cdp/execute", self.driver.url, self.session);
        let body = json!({ "cmd": command, "params": parameters });
        ureq::post(&url).send_json(&body).with_context(|| format!("DevTools' {command}"))?;
        Ok(())
    }
}

/// The source of axe-core, the accessibility checker, which the gate puts below the target folder `tmp`. `None` where it
/// has not: that part is skipped, and says so.
pub fn checker(tmp: &str) -> Result<Option<String>> {
    let axe = Path::new(tmp).join("axe/node_modules/axe-core/axe.min.js");
    if !axe.is_file() {
        let axe = axe.display();
        let line = format!("*** SKIPPED: accessibility was not checked, because {axe} is missing; see .ci/run ***");
        writeln!(std::io::stderr(), "\n{line}\n")?;
        return Ok(None);
    }
    Ok(Some(std::fs::read_to_string(axe)?))
}

/// A running chromedriver.
struct Driver {
    process: Child,
    url: String,
    /// Held open, so that chromedriver may go on writing.
    _output: BufReader<ChildStdout>,
}

impl Driver {
    /// Starts it on a free port, which it prints.
    fn start(program: &Path) -> Result<Self> {
        let mut process = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let mut output = BufReader::new(process.stdout.take().context("chromedriver's output")?);
        let port = loop {
            let mut line = String::new();
            ensure!(output.read_line(&mut line)? > 0, "chromedriver ended before it was ready");
            if let Some((_, port)) = line.split_once("successfully on port ") {
                break port.trim().trim_end_matches('.').parse::<u16>().context("chromedriver's port")?;
            }
        };
        Ok(Self { process, url: format!("http://127.0.0.1:{port}"), _output: output })
    }
}

impl Drop for Driver {
    /// Asks it to end, so that it ends its browser too; a killed chromedriver leaves the browser behind.
    fn drop(&mut self) {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(10))).build().into();
        if agent.get(format!("{}/shutdown", self.url)).call().is_err() {
            drop(self.process.kill());
        }
        drop(self.process.wait());
    }
}

/// Where a program is that the PATH names.
fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}
