//! Keys that stand in SSM or Secrets Manager are fetched once, when the program starts.

use super::NOW;
use anyhow::Result;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use glimt::world::request;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::future::pending;
use std::sync::{Arc, Mutex};
use tests::binaries::program;
use tests::cloud::Cloud;
use tests::lambda::Instance;
use tokio::net::TcpListener;

/// The calls that came, and what the parameters hold.
#[derive(Clone, Default)]
struct Ssm {
    calls: Arc<Mutex<Vec<Value>>>,
    values: BTreeMap<&'static str, String>,
}

async fn get_parameters(State(ssm): State<Ssm>, headers: HeaderMap, body: String) -> (StatusCode, Json<Value>) {
    let call: Value = serde_json::from_str(&body).unwrap_or_default();
    let signed = headers["authorization"].to_str().unwrap_or_default();
    let is_call = headers["x-amz-target"] == "AmazonSSM.GetParameters" && signed.contains("/ssm/aws4_request");
    if !is_call || call["WithDecryption"] != true {
        return (StatusCode::BAD_REQUEST, Json(json!({ "__type": "InvalidSignatureException" })));
    }
    ssm.calls.lock().unwrap().push(call.clone());
    let named = call["Names"].as_array().unwrap().iter().filter_map(|name| name.as_str());
    let found = named.filter_map(|name| Some(json!({ "Name": name, "Value": ssm.values.get(name)? })));
    (StatusCode::OK, Json(json!({ "Parameters": found.collect::<Vec<_>>(), "InvalidParameters": [] })))
}

impl Ssm {
    async fn serve(&self) -> Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = Router::new().route("/", post(get_parameters)).with_state(self.clone());
        tokio::spawn(glimt::aws::loopback::serve(listener, router, pending()));
        Ok(url)
    }
}

fn with_references(cloud: &Cloud, ssm: &str) -> BTreeMap<String, String> {
    let mut variables = cloud.environment("trigger", NOW);
    let sources = json!({ &cloud.settings.source: ["ssm:/glimt/shop", "secretsmanager:glimt/shop-next"] });
    for (name, value) in [
        ("GLIMT_NAMING_KEY", "ssm:/glimt/naming".to_owned()),
        ("GLIMT_SOURCES", sources.to_string()),
        ("AWS_ENDPOINT_URL_SSM", ssm.to_owned()),
    ] {
        variables.insert(name.to_owned(), value);
    }
    variables
}

#[tokio::test]
async fn keys_are_fetched_from_ssm_and_secrets_manager_once_a_cold_start() -> Result<()> {
    let cloud = Cloud::open().await?;
    let next = "whsec_bmV4dC1rZXktbmV4dC1rZXktbmV4dC1rZXk=".to_owned();
    let values = [
        ("/glimt/naming", cloud.settings.naming_key.clone()),
        ("/glimt/shop", cloud.settings.source_key.clone()),
        ("/aws/reference/secretsmanager/glimt/shop-next", next.clone()),
    ];
    let ssm = Ssm { values: values.into(), ..Ssm::default() };
    let variables = with_references(&cloud, &ssm.serve().await?);
    let trigger = Instance::start("trigger", program("trigger")?, &variables).await?;
    let event = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../events/cloudevent-order-delivered.json"))?;
    let mut statuses = Vec::new();
    for key in [&cloud.settings.source_key, &next, &"whsec_b2xkLWtleS1vbGQta2V5LW9sZC1rZXktb2xk".to_owned()] {
        let bearer = format!("Bearer {key}");
        let call = request("POST", "/v1/events", "", &[("authorization", bearer.as_str())], &event);
        statuses.push(trigger.invoke(&call).await?["statusCode"].as_u64().unwrap());
    }
    assert_eq!(statuses, [202, 200, 401], "the live key, the next one, and one of neither");
    let elsewhere = trigger.invoke(&request("POST", "/v1/shopify", "", &[], b"{}")).await?;
    assert_eq!(elsewhere["statusCode"], 404, "a source that is not set up");
    assert!(trigger.lines().iter().any(|line| line.contains("GLIMT_SOURCES has no “shopify:…”")));
    assert!(!elsewhere.to_string().contains("GLIMT_SOURCES"), "the log says which setting is missing, not the answer");
    assert_eq!(ssm.calls.lock().unwrap().len(), 2, "one for the naming key, one for the sources");
    Ok(())
}

#[tokio::test]
async fn the_sources_may_stand_in_a_parameter_that_names_others_and_no_reference_is_taken_for_a_key() -> Result<()> {
    let cloud = Cloud::open().await?;
    let event = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../events/cloudevent-order-delivered.json"))?;
    for (shop, is_key) in [(cloud.settings.source_key.clone(), true), ("ssm:/glimt/elsewhere".to_owned(), false)] {
        let sources = json!({ &cloud.settings.source: ["ssm:/glimt/shop"] }).to_string();
        let values = [
            ("/glimt/naming", cloud.settings.naming_key.clone()),
            ("/glimt/sources", sources),
            ("/glimt/shop", shop),
            ("/glimt/elsewhere", cloud.settings.source_key.clone()),
        ];
        let ssm = Ssm { values: values.into(), ..Ssm::default() };
        let mut variables = with_references(&cloud, &ssm.serve().await?);
        variables.insert("GLIMT_SOURCES".to_owned(), "ssm:/glimt/sources".to_owned());
        // One endpoint for every service, as the SDKs' clients know it.
        let ssm = variables.remove("AWS_ENDPOINT_URL_SSM").unwrap();
        variables.insert("AWS_ENDPOINT_URL".to_owned(), ssm);
        let trigger = Instance::start("trigger", program("trigger")?, &variables).await?;
        if is_key {
            let bearer = format!("Bearer {}", cloud.settings.source_key);
            let call = request("POST", "/v1/events", "", &[("authorization", bearer.as_str())], &event);
            assert_eq!(trigger.invoke(&call).await?["statusCode"], 202);
        } else {
            assert!(!trigger.end().await?.success());
            assert!(
                trigger.lines()[0].contains("/glimt/elsewhere stands where a key is expected"),
                "{:?}",
                trigger.lines()
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_key_that_is_nowhere_ends_the_program_with_its_name() -> Result<()> {
    let cloud = Cloud::open().await?;
    let ssm = Ssm { values: [("/glimt/naming", cloud.settings.naming_key.clone())].into(), ..Ssm::default() };
    for (url, said) in [(ssm.serve().await?, "/glimt/shop"), ("http://127.0.0.1:9".to_owned(), "GLIMT_NAMING_KEY")] {
        let variables = with_references(&cloud, &url);
        let trigger = Instance::start("trigger", program("trigger")?, &variables).await?;
        assert!(!trigger.end().await?.success());
        let lines = trigger.lines();
        let [line] = &lines[..] else { panic!("{lines:#?}") };
        assert!(line.contains(said) && !line.contains(&cloud.settings.naming_key), "{line}");
    }
    Ok(())
}
