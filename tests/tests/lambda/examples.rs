use super::NOW;
use anyhow::{Context, Result};
use glimt::dev::{self, Options};
use glimt::world::{function_for, request};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use tests::binaries::program;
use tests::cloud::{Cloud, FUNCTIONS};
use tests::lambda::Instance;

/// Hands every example to the function that it is for; `bearer` opens the door of `trigger`.
async fn take_examples(functions: &BTreeMap<&str, Instance>, bearer: &str) -> Result<()> {
    let mut taken = BTreeMap::new();
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../events"))? {
        let path = entry?.path();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path)?;
        let mut event: Value = serde_json::from_str(&text)?;
        if file.starts_with("cloudevent") {
            event = request("POST", "/v1/events", "", &[("authorization", bearer)], text.as_bytes());
        }
        let function = function_for(&file).with_context(|| format!("{file} is for no function"))?;
        let outcome = functions[function].invoke(&event).await.with_context(|| file.clone())?;
        if event["requestContext"].is_object() {
            let status = outcome["statusCode"].as_u64().unwrap();
            assert!(status < 500 && status != 401, "{file}: {outcome}");
        }
        *taken.entry(function).or_insert(0) += 1;
    }
    assert_eq!(taken.len(), FUNCTIONS.len(), "{taken:?}");
    for (name, instance) in functions {
        let failed: Vec<_> = instance.lines().into_iter().filter(|line| line.contains("ERROR")).collect();
        assert!(failed.is_empty(), "{name}: {failed:?}");
    }
    Ok(())
}

#[tokio::test]
async fn every_example_event_is_taken_by_the_program_that_it_is_for() -> Result<()> {
    let cloud = Cloud::open().await?;
    let mut functions = BTreeMap::new();
    for (name, _) in FUNCTIONS {
        functions.insert(name, cloud.function(name, NOW).await?);
    }
    take_examples(&functions, &format!("Bearer {}", cloud.settings.source_key)).await
}

/// The variables of `/dev.env`, read as a shell would.
fn dev_env(origin: &str) -> Result<BTreeMap<String, String>> {
    let text = ureq::get(format!("{origin}/dev.env")).call()?.body_mut().read_to_string()?;
    let variable = |line: &str| {
        let (name, value) = line.split_once('=').context("no =")?;
        let value = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\'')).context("not quoted")?;
        Ok((name.to_owned(), value.to_owned()))
    };
    text.lines().map(variable).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_function_works_as_a_program_on_a_running_glimt_dev_and_its_clock() -> Result<()> {
    let glimt = dev::start(Options { empty: true, ..Options::default() }).await?;
    ureq::post(format!("{}/clock", glimt.origin())).send_json(serde_json::json!({ "advance": "2d" }))?;
    let variables = dev_env(glimt.origin())?;
    let ahead: u64 = variables["GLIMT_CLOCK_AHEAD"].strip_suffix('s').context("no seconds")?.parse()?;
    assert!((172_790..=172_800).contains(&ahead), "{ahead}");
    let mut functions = BTreeMap::new();
    for (name, _) in FUNCTIONS {
        functions.insert(name, Instance::start(name, program(name)?, &variables).await?);
    }
    let key = glimt.about()["sources"][0]["key"].as_str().unwrap().to_owned();
    take_examples(&functions, &format!("Bearer {key}")).await?;
    drop(functions);
    glimt.stop().await
}
