//! Tables and events, by the peers' own script: the same for everyone.

use super::Options;
use super::cases::{Case, Variant};
use anyhow::{Context, Result, ensure};
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use tokio::process::Command;

/// What a variant works on, and the events that it has not been given yet.
pub struct Seeded {
    pub environment: BTreeMap<String, String>,
    events: std::vec::IntoIter<Value>,
    before: std::vec::IntoIter<Vec<Put>>,
    client: aws_sdk_dynamodb::Client,
}

/// What has to be in a table before an event.
#[derive(Deserialize)]
struct Put {
    table: String,
    item: serde_dynamo::Item,
}

#[derive(Deserialize)]
struct Told {
    environment: BTreeMap<String, String>,
    events: BTreeMap<String, Files>,
}

#[derive(Deserialize)]
struct Files {
    file: PathBuf,
    before: Option<PathBuf>,
}

impl Seeded {
    /// Makes tables of its own, with so many events of this case.
    pub async fn new(case: &Case, variant: Variant, count: usize, options: &Options, about: &Value) -> Result<Self> {
        let endpoint = |name: &str| about["endpoints"][name].as_str().context("glimt dev does not say where it is");
        let (dynamodb, ses) = (endpoint("AWS_ENDPOINT_URL_DYNAMODB")?, endpoint("AWS_ENDPOINT_URL_SESV2")?);
        let name = format!("{}-{}", variant.name(), case.name);
        let out = options.out.join("seeds").join(&name);
        let mut command = Command::new(options.peers.join("tools/venv/bin/python"));
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/bench/peers/seed.py"));
        command.args(["--endpoint", dynamodb, "--prefix", &name, "--only", case.name, "--count", &count.to_string()]);
        command.arg("--out").arg(&out);
        if variant.is_rust() {
            command.args(["--journeys-from", "glimt-"]);
        }
        let seeded = command.output().await.context("seed.py can't be started")?;
        ensure!(seeded.status.success(), "seed.py: {}", String::from_utf8_lossy(&seeded.stderr));
        let Told { mut environment, mut events } = serde_json::from_slice(&seeded.stdout)?;
        let files = events.remove(case.name).context("seed.py has made no events")?;
        environment.insert("AWS_ENDPOINT_URL_SESV2".to_owned(), ses.to_owned());
        environment.insert("AWS_LAMBDA_FUNCTION_MEMORY_SIZE".to_owned(), "512".to_owned());
        // As the template has it; the peers' own loggers write JSON by themselves.
        environment.insert("AWS_LAMBDA_LOG_FORMAT".to_owned(), "JSON".to_owned());
        environment.insert("PEERS_OUT".to_owned(), options.peers.display().to_string());
        if variant == Variant::Rust {
            environment.insert("GLIMT_WARM".to_owned(), "off".to_owned());
        }
        for variable in &options.env {
            let (name, value) = variable.split_once('=').context("--env NAME=VALUE")?;
            environment.insert(name.to_owned(), value.to_owned());
        }
        let events: Vec<Value> = serde_json::from_slice(&std::fs::read(files.file)?)?;
        let before = files.before.map(std::fs::read).transpose()?;
        let before: Vec<_> = before.map(|text| serde_json::from_slice(&text)).transpose()?.unwrap_or_default();
        let client = glimt::aws::loopback::clients(dynamodb, ses).0;
        Ok(Self { environment, events: events.into_iter(), before: before.into_iter(), client })
    }

    /// The next event, with everything in the tables that it needs.
    pub async fn next(&mut self) -> Result<Value> {
        for put in self.before.next().into_iter().flatten() {
            let item: HashMap<String, AttributeValue> = put.item.into();
            self.client.put_item().table_name(put.table).set_item(Some(item)).send().await?;
        }
        self.events.next().context("there are too few events")
    }
}
